"""To keep a diagnosis because the person asked, to change that agreement, to end it, to purge."""

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from dateutil.relativedelta import relativedelta
from django.db import IntegrityError, transaction
from django.utils import timezone

from maillage.apps.directory.actions.audit import write_audit
from maillage.apps.directory.queries import zones_to_search
from maillage.apps.orientation.errors import DiagnosisErased, DiagnosisUnknown
from maillage.apps.orientation.models import AgreedHow, Diagnosis
from maillage.apps.orientation.queries.answers import Everything, ShortAnswers
from maillage.apps.orientation.queries.item_words import VERSION as ITEMS_VERSION
from maillage.apps.orientation.queries.kept import code_digest, code_of, ended_digest, subject_of
from maillage.core.skills import VERSION_2021, VERSION_REPERE

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

# How many months one may ask us to keep it.
MONTHS = (1, 6, 12)


def keep_diagnosis(
    answers: Everything,
    *,
    once: str,
    months: int,
    now: datetime,
    may_show: bool = False,
    may_count: bool = False,
    how: str = AgreedHow.SCREEN,
    by: "User | None" = None,
) -> str:
    """Keep these answers for some months and return the code that opens them.

    A form drawn once (`once`) is kept once, however often it is sent, and has one code. `by` is
    the professional who typed the paper, or heard the agreement. Raises DiagnosisErased when it
    was erased since, ValueError for a number of months that nobody is asked about.
    """
    if months not in MONTHS:
        raise ValueError(f"{months} months is not a choice")
    code, today = code_of(once), timezone.localdate(now)
    digest = code_digest(code)
    if Diagnosis.objects.filter(code_digest=digest).exists():
        return code
    if Diagnosis.objects.filter(ended_digest=ended_digest(code)).exists():
        raise DiagnosisErased
    try:
        with transaction.atomic():
            row = Diagnosis.objects.create(
                code_digest=digest,
                answers=_codes_alone(answers.short, today).as_json(),
                items=answers.said_items(),
                last_use=answers.last_use.value if answers.last_use is not None else "",
                items_version=ITEMS_VERSION,
                rules_version=VERSION_2021 if answers.full else VERSION_REPERE,
                may_show=may_show,
                may_count=may_count,
                agreed_how=how,
                agreed_on=today,
                keep_until=today + relativedelta(months=months),
                noted_by=by,
            )
            if by is not None:
                _trace("keep_diagnosis", row, by=by, now=now, after={"accord": how})
    except IntegrityError:
        # The same form, sent twice at once.
        if not Diagnosis.objects.filter(code_digest=digest).exists():
            raise
    return code


def _codes_alone(short: ShortAnswers, today: date) -> ShortAnswers:
    """Return the answers with their quarter as a code: what else was typed there is not kept."""
    found = zones_to_search(today=today).named(short.zone) if short.zone else ()
    return replace(short, zone=found[0].slug if found else "")


@transaction.atomic
def change_agreement(code: str, *, may_show: bool, may_count: bool) -> None:
    """Let the person change what their agreement allows. Raises DiagnosisUnknown."""
    changed = Diagnosis.objects.filter(code_digest=code_digest(code)).update(
        may_show=may_show, may_count=may_count
    )
    if not changed:
        raise DiagnosisUnknown


@transaction.atomic
def withdraw(code: str, *, now: datetime) -> None:
    """End the agreement: nothing of the answers is left. Raises DiagnosisUnknown."""
    rows = Diagnosis.objects.filter(code_digest=code_digest(code))
    if not rows.update(**_NOTHING, ended_digest=ended_digest(code), withdrawn_at=now):
        raise DiagnosisUnknown


@transaction.atomic
def note_reading(number: int, *, by: "User", now: datetime) -> None:
    """Write in the journal that a professional opened a diagnosis. Raises DiagnosisUnknown."""
    row = Diagnosis.objects.filter(pk=number).first()
    if row is None:
        raise DiagnosisUnknown
    _trace("read_diagnosis", row, by=by, now=now, after={})


@transaction.atomic
def purge(*, today: date) -> int:
    """Delete what was to be kept until yesterday or before; return how many."""
    n, _of = Diagnosis.objects.filter(keep_until__lt=today).delete()
    return n


_NOTHING: dict[str, Any] = {
    "code_digest": None,
    "answers": {},
    "items": {},
    "last_use": "",
    "may_show": False,
    "may_count": False,
}


def _trace(
    action: str, row: Diagnosis, *, by: "User", now: datetime, after: dict[str, Any]
) -> None:
    # Never an answer: a trace is for ever, those are not.
    write_audit(
        action=action,
        by=by,
        now=now,
        before={},
        after=after,
        subject=("diagnosis", subject_of(row.pk)),
    )
