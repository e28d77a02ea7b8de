"""Writes of the registers of the diagnosis: printed numbers, studies, findings, structures' needs.

Each is one transaction with its trace. A finding is withdrawn and stays; a number or a study that
the city takes back goes, and the journal keeps what it said.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from maillage.apps.directory.actions.audit import write_audit
from maillage.apps.observatory.errors import CodeTaken, CountsNotOfOnePopulation, NeedDayWrong
from maillage.apps.observatory.models import Finding, ReferenceFigure, StructureNeed, Study
from maillage.apps.observatory.queries.findings import get_finding
from maillage.apps.observatory.queries.references import is_known, never_divided, own_reference
from maillage.apps.observatory.queries.structures import get_structure_need
from maillage.apps.observatory.queries.studies import get_study, own_study

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

REFERENCE_FIELDS = (
    "nom", "value", "unit", "population", "territory", "year", "source", "caveat", "compared",
    "compared_population", "check_counts", "themes",
)  # fmt: skip
STUDY_FIELDS = (
    "title", "authors", "year", "territory", "n_people", "obstacles", "answers", "url", "tags",
)  # fmt: skip
NEED_FIELDS = ("organisation_id", "kind", "text", "quantity", "amount_eur", "since")


# ---------------------------------------------------------------- printed numbers


@transaction.atomic
def add_reference(*, values: Mapping[str, Any], by: "User", now: datetime) -> ReferenceFigure:
    """Enter a printed number with its source. Raises CodeTaken, CountsNotOfOnePopulation."""
    _check_counts(values)
    code = _free_code(f"ville-{slugify(values['nom'])}"[:34], ReferenceFigure)
    said = _only(values, REFERENCE_FIELDS)
    made = ReferenceFigure.objects.create(code=code, entered_by=by, entered_at=now, **said)
    _trace("add_reference", "reference", code, {}, _told(made, REFERENCE_FIELDS), by=by, now=now)
    return made


@transaction.atomic
def edit_reference(*, code: str, values: Mapping[str, Any], by: "User", now: datetime) -> None:
    """Correct a number of the city. Raises ReferenceUnknown, CountsNotOfOnePopulation."""
    _check_counts(values)
    _change(own_reference(code), "reference", code, values, REFERENCE_FIELDS, by=by, now=now)


@transaction.atomic
def withdraw_reference(*, code: str, by: "User", now: datetime) -> None:
    """Take back a number of the city; findings that cite it keep its words."""
    found = own_reference(code)
    _trace(
        "withdraw_reference", "reference", code, _told(found, REFERENCE_FIELDS), {}, by=by, now=now
    )
    found.delete()


def _check_counts(values: Mapping[str, Any]) -> None:
    counts = values.get("check_counts") or {}
    if counts and never_divided(float(counts["numerator"]), float(counts["denominator"])):
        raise CountsNotOfOnePopulation


# ---------------------------------------------------------------- studies


@transaction.atomic
def add_study(*, values: Mapping[str, Any], by: "User", now: datetime) -> Study:
    """Enter a study, cited by its organisation. Raises CodeTaken."""
    code = _free_code(f"ville-{slugify(values['title'])}"[:50], Study)
    said = _only(values, STUDY_FIELDS)
    made = Study.objects.create(code=code, entered_by=by, entered_at=now, **said)
    _trace("add_study", "study", code, {}, _told(made, STUDY_FIELDS), by=by, now=now)
    return made


@transaction.atomic
def edit_study(*, code: str, values: Mapping[str, Any], by: "User", now: datetime) -> None:
    """Correct a study; of one that Maillage brings, the city keeps its own words.

    Raises StudyUnknown.
    """
    brought = get_study(code)
    if brought.is_ours:
        _change(own_study(code), "study", code, values, STUDY_FIELDS, by=by, now=now)
        return
    said = _only(values, STUDY_FIELDS)
    made = Study.objects.create(code=code, entered_by=by, entered_at=now, **said)
    before = {name: getattr(brought, name) for name in STUDY_FIELDS}
    _trace("edit_study", "study", code, before, _told(made, STUDY_FIELDS), by=by, now=now)


@transaction.atomic
def withdraw_study(*, code: str, by: "User", now: datetime) -> None:
    """Take back what the city entered; a study that Maillage brings comes back as it was."""
    found = own_study(code)
    _trace("withdraw_study", "study", code, _told(found, STUDY_FIELDS), {}, by=by, now=now)
    found.delete()


# ---------------------------------------------------------------- findings


@transaction.atomic
def add_finding(
    *, text: str, evidence: Sequence[Mapping[str, str]], said_on: date, by: "User", now: datetime
) -> Finding:
    """Write a sentence and what shows it: the base refuses one that nothing shows."""
    made = Finding.objects.create(
        text=text, evidence=[dict(one) for one in evidence], said_on=said_on, by=by
    )
    after = {"text": text, "evidence": [one["words"] for one in evidence], "said_on": said_on}
    _trace("add_finding", "finding", made.pk, {}, after, by=by, now=now)
    return made


@transaction.atomic
def withdraw_finding(*, number: int, by: "User", now: datetime, again: bool = False) -> None:
    """Withdraw a finding, which stays readable; `again` puts it back. Raises FindingUnknown."""
    found = get_finding(number)
    day = None if again else found.withdrawn_on or max(timezone.localdate(now), found.said_on)
    if day != found.withdrawn_on:
        action = "restore_finding" if again else "withdraw_finding"
        before, after = {"withdrawn_on": found.withdrawn_on}, {"withdrawn_on": day}
        Finding.objects.filter(pk=number).update(withdrawn_on=day)
        _trace(action, "finding", number, before, after, by=by, now=now)


# ---------------------------------------------------------------- needs of structures


@transaction.atomic
def add_structure_need(*, values: Mapping[str, Any], by: "User", now: datetime) -> StructureNeed:
    """Enter what a structure lacks."""
    made = StructureNeed.objects.create(by=by, **_only(values, NEED_FIELDS))
    _trace("add_structure_need", "structure_need", made.pk, {}, _told(made, NEED_FIELDS), by=by,
           now=now)  # fmt: skip
    return made


@transaction.atomic
def edit_structure_need(
    *, number: int, values: Mapping[str, Any], by: "User", now: datetime
) -> None:
    """Correct what a structure lacks. Raises StructureNeedUnknown, NeedDayWrong."""
    found = get_structure_need(number)
    if found.met_on is not None and values["since"] > found.met_on:
        raise NeedDayWrong
    _change(found, "structure_need", number, values, NEED_FIELDS, by=by, now=now)


@transaction.atomic
def meet_structure_need(*, number: int, by: "User", now: datetime, again: bool = False) -> None:
    """Say that a need is met today; `again`: that it is not, after all."""
    found = get_structure_need(number)
    day = None if again else found.met_on or max(timezone.localdate(now), found.since)
    if day != found.met_on:
        before, after = {"met_on": found.met_on}, {"met_on": day}
        StructureNeed.objects.filter(pk=number).update(met_on=day)
        _trace("meet_structure_need", "structure_need", number, before, after, by=by, now=now)


@transaction.atomic
def withdraw_structure_need(*, number: int, by: "User", now: datetime) -> None:
    """Take back a need that was entered by mistake; the journal keeps what it said."""
    found = get_structure_need(number)
    _trace("withdraw_structure_need", "structure_need", number, _told(found, NEED_FIELDS), {},
           by=by, now=now)  # fmt: skip
    found.delete()


# ---------------------------------------------------------------- shared


def _free_code(start: str, model: Any) -> str:
    start = start.rstrip("-")
    taken = set(model.objects.filter(code__startswith=start).values_list("code", flat=True))
    for number in range(1, 1_000):
        code = start if number == 1 else f"{start}-{number}"
        if code not in taken and not is_known(code):
            return code
    raise CodeTaken


def _only(values: Mapping[str, Any], fields: Sequence[str]) -> dict[str, Any]:
    return {name: values[name] for name in fields if name in values}


def _told(row: Any, fields: Sequence[str]) -> dict[str, Any]:
    said = {name: getattr(row, name) for name in fields}
    return {name: value for name, value in said.items() if value not in ("", None, [], {})}


def _change(
    row: Any,
    kind: str,
    number: object,
    values: Mapping[str, Any],
    fields: Sequence[str],
    *,
    by: "User",
    now: datetime,
) -> None:
    changed = {
        name: values[name]
        for name in fields
        if name in values and getattr(row, name) != values[name]
    }
    if not changed:
        return
    before = {name: getattr(row, name) for name in changed}
    for name, value in changed.items():
        setattr(row, name, value)
    row.save(update_fields=list(changed))
    _trace(f"edit_{kind}", kind, number, before, changed, by=by, now=now)


def _trace(
    action: str,
    kind: str,
    number: object,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    by: "User",
    now: datetime,
) -> None:
    write_audit(
        action=action, by=by, now=now, before=before, after=after, subject=(kind, str(number))
    )
