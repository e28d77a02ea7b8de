"""Writes of the diagnosis: begun, led stage by stage, ended; each one transaction with its trace.

Two persons at once: the diagnosis is locked while one of its stages changes, and the change names
the state that the person saw. The base itself refuses a second diagnosis that runs.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from maillage.apps.directory.actions.audit import write_audit
from maillage.apps.observatory.errors import (
    ComparisonNeedsOffer,
    DiagnosisEnded,
    DiagnosisRuns,
    PublicsNotChosen,
    StageChanged,
    StageStateUnknown,
)
from maillage.apps.observatory.models import Diagnosis, Stage, StageState
from maillage.apps.observatory.queries.diagnosis import (
    COMPARISON,
    NUMBERS,
    OFFER,
    PUBLICS,
    STANDARD_PUBLICS,
    comparison_is_open,
    get_diagnosis,
    get_stage,
)

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User


def start_diagnosis(*, title: str, zone: int | None, by: "User", now: datetime) -> Diagnosis:
    """Begin a diagnosis with its four stages, all to do. Raises DiagnosisRuns."""
    try:
        with transaction.atomic():
            made = Diagnosis.objects.create(
                title=title, zone_id=zone, started_on=timezone.localdate(now), by=by
            )
            Stage.objects.bulk_create(Stage(diagnosis=made, number=one) for one in NUMBERS)
            _trace("start_diagnosis", made, {}, {"title": title, "zone": zone}, by=by, now=now)
    except IntegrityError as error:
        if "one_at_a_time" in str(error) or "is_running" in str(error):
            raise DiagnosisRuns from error
        raise
    return made


@transaction.atomic
def end_diagnosis(*, number: int, by: "User", now: datetime) -> None:
    """Say that a diagnosis is over; it stays, to be read. Raises DiagnosisUnknown, DiagnosisEnded.

    Stages that are not finished stay so: what was not looked at is known.
    """
    found = get_diagnosis(number)
    ended = max(timezone.localdate(now), found.started_on)
    rows = Diagnosis.objects.filter(pk=number, is_running=True)
    if not rows.update(is_running=False, ended_on=ended):
        raise DiagnosisEnded
    _trace("end_diagnosis", found, {}, {"ended_on": ended}, by=by, now=now)


def reopen_diagnosis(*, number: int, by: "User", now: datetime) -> None:
    """Take back an end said by mistake. Raises DiagnosisUnknown, DiagnosisRuns."""
    found = get_diagnosis(number)
    try:
        with transaction.atomic():
            rows = Diagnosis.objects.filter(pk=number, is_running=False)
            if rows.update(is_running=True, ended_on=None):
                before = {"ended_on": found.ended_on}
                _trace("reopen_diagnosis", found, before, {"ended_on": None}, by=by, now=now)
    except IntegrityError as error:
        raise DiagnosisRuns from error


@transaction.atomic
def choose_publics(
    *, number: int, publics: Sequence[str], why: str, by: "User", now: datetime
) -> None:
    """Say for whom the diagnosis is made, in the words of the standard, and why.

    Raises DiagnosisUnknown, DiagnosisEnded, PublicsNotChosen when stage 1 is finished and this
    would empty it.
    """
    found = _locked(number)
    kept = [one for one in STANDARD_PUBLICS if one in publics]
    done = get_stage(number, PUBLICS).state == StageState.DONE
    if done and not (kept and why.strip()):
        raise PublicsNotChosen
    before = {"publics": found.publics, "why": found.publics_why}
    after = {"publics": kept, "why": why.strip()}
    if before != after:
        Diagnosis.objects.filter(pk=number).update(publics=kept, publics_why=why.strip())
        _trace("choose_publics", found, before, after, by=by, now=now)


@transaction.atomic
def say_stage(
    *, number: int, step: int, state: str, seen: str, note: str, by: "User", now: datetime
) -> None:
    """Say where a stage stands, and on which day; backwards too: a mistake is taken back.

    seen : the state that the person saw, so that nobody undoes what another just said
    Raises DiagnosisUnknown, StageUnknown, StageStateUnknown, DiagnosisEnded, StageChanged,
    PublicsNotChosen, ComparisonNeedsOffer.
    """
    if state not in StageState.values:
        raise StageStateUnknown
    found = _locked(number)
    stage = get_stage(number, step)
    if stage.state != seen:
        raise StageChanged
    _check_order(found, step, state)
    before = {"étape": step, "état": stage.state, "note": stage.note}
    after = {"étape": step, "état": state, "note": note.strip()}
    if before == after:
        return
    stage.state, stage.note = state, note.strip()
    stage.said_on, stage.said_by = timezone.localdate(now), by
    stage.save(update_fields=["state", "note", "said_on", "said_by"])
    _trace("say_stage", found, before, after, by=by, now=now)


def _check_order(found: Diagnosis, step: int, state: str) -> None:
    """Refuse what leans on a stage that is not finished, forwards and backwards."""
    stages = list(found.stages.order_by("number"))
    compares = any(one.number == COMPARISON and one.state != StageState.TO_DO for one in stages)
    done = state == StageState.DONE
    if step == PUBLICS and done and not (found.publics and found.publics_why):
        raise PublicsNotChosen
    if step == COMPARISON and state != StageState.TO_DO and not comparison_is_open(stages):
        raise ComparisonNeedsOffer
    if step == OFFER and not done and compares:
        raise ComparisonNeedsOffer


def _locked(number: int) -> Diagnosis:
    get_diagnosis(number)
    found = Diagnosis.objects.select_for_update().get(pk=number)
    if not found.is_running:
        raise DiagnosisEnded
    return found


def _trace(
    action: str,
    diagnosis: Diagnosis,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    by: "User",
    now: datetime,
) -> None:
    write_audit(
        action=action, by=by, now=now, before=before, after=after,
        subject=("territory_diagnosis", str(diagnosis.pk)),
    )  # fmt: skip
