"""How a sheet ends: the agreement is withdrawn, nobody answers, its time is over.

What is about the person goes; what is counted stays: where, which service, when, what became of it.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.apps.directory.actions.audit import write_audit
from maillage.apps.liaison.actions.sheets import note_step
from maillage.apps.liaison.actions.telling import drop_notices, remind_place, tell_answer
from maillage.apps.liaison.models import (
    ABOUT,
    LIVE,
    PERSONAL,
    Consent,
    Face,
    Notice,
    NoticeKind,
    NoticeState,
    Path,
    PathStep,
    Reading,
    Sending,
    Sheet,
    State,
    Via,
)

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

BATCH = 200


@transaction.atomic
def withdraw(sheet: int, *, face: Face, now: datetime, by: "User | None" = None) -> Sheet:
    """Take back the agreement: the place opens the sheet no more, and it is erased now.

    Done twice, it is done once. Who sent it is told, without a reason.
    """
    found = Sheet.objects.select_for_update().get(pk=sheet)
    if found.erased_at is not None:
        return found
    for consent in Consent.objects.filter(sheet=sheet, withdrawn_at=None):
        # A clock that was set back must not keep anybody from changing their mind.
        consent.withdrawn_at = max(now, consent.given_at)
        consent.save(update_fields=["withdrawn_at"])
    drop_notices(sheet, now=now, to_sender_too=True)
    live = _end(found, State.WITHDRAWN, face=face, now=now, by=by)
    _erase(found, now=now)
    Reading.objects.create(sheet=found, at=now, face=face, what="erased", by=by)
    if live is not None and face is not Face.SENDER:
        tell_answer(live, now=now, resident=False)
    if by is not None:
        _trace("withdraw_sheet", found, by=by, now=now)
    return found


def remind(*, now: datetime) -> int:
    """Write reminders to the places that did not answer for days; return how many.

    The second one comes as long after the first: at 10 and 20 days, when 30 end it.
    """
    n = 0
    rows = Sending.objects.filter(
        state=State.SENT,
        via=Via.EMAIL,
        sent_at__lte=now - timedelta(days=settings.SHEET_REMINDER_DAYS),
        sent_at__gt=now - timedelta(days=settings.SHEET_EXPIRY_DAYS),
        sheet__erased_at=None,
    )
    for sending in rows.order_by("pk"):
        due = (now - sending.sent_at) // timedelta(days=max(1, settings.SHEET_REMINDER_DAYS))
        if sending.n_reminders >= due:
            continue
        with transaction.atomic():
            # Who answers, withdraws or ends holds the sheet too: no reminder comes behind them.
            Sheet.objects.select_for_update().get(pk=sending.sheet_id)
            # By a conditional update: two workers write one reminder.
            taken = Sending.objects.filter(
                pk=sending.pk, state=State.SENT, n_reminders=sending.n_reminders
            ).update(n_reminders=due)
            if taken:
                remind_place(sending, now=now)
                n += 1
    return n


def expire(*, now: datetime) -> int:
    """End the sheets that nobody answered for a month; return how many. Who sent them is told."""
    n = 0
    limit = now - timedelta(days=settings.SHEET_EXPIRY_DAYS)
    rows = Sending.objects.filter(state=State.SENT, sent_at__lte=limit)
    for sheet in list(rows.order_by("pk").values_list("sheet_id", flat=True)):
        with transaction.atomic():
            found = Sheet.objects.select_for_update().get(pk=sheet)
            still = Sending.objects.filter(sheet=sheet, state=State.SENT, sent_at__lte=limit)
            if found.erased_at is not None or not still.exists():
                continue
            drop_notices(sheet, now=now)
            ended = _end(found, State.EXPIRED, face=None, now=now, by=None)
            if ended is not None:
                tell_answer(ended, now=now)
                n += 1
    return n


def erase_due(*, now: datetime) -> int:
    """Erase the sheets and the paths whose agreement is over; return how many.

    Sheet by sheet: a kill loses nothing, the next day goes on.
    """
    today = timezone.localtime(now).date()
    oldest = now - timedelta(days=settings.SHEET_DAYS)
    over = Q(erase_on__lt=today) | Q(made_at__lt=oldest)
    n = 0
    while numbers := list(
        Sheet.objects.filter(over, erased_at=None)
        .order_by("pk")
        .values_list("pk", flat=True)[:BATCH]
    ):
        for number in numbers:
            with transaction.atomic():
                found = Sheet.objects.select_for_update().get(pk=number)
                if found.erased_at is not None:
                    continue
                drop_notices(number, now=now, to_sender_too=True)
                _end(found, State.EXPIRED, face=None, now=now, by=None)
                _erase(found, now=now)
                n += 1
    for path in Path.objects.filter(over, erased_at=None).order_by("pk"):
        erase_path(path.pk, now=now)
        n += 1
    return n


@transaction.atomic
def erase_path(number: int, *, now: datetime, by: "User | None" = None) -> Path:
    """Erase who a path is for, and what was said; its steps and places stay, of nobody."""
    found = Path.objects.select_for_update().get(pk=number)
    if found.erased_at is not None:
        return found
    found.name = found.aim = ""
    found.erased_at = now
    found.save(update_fields=["name", "aim", "erased_at"])
    # A title or a sentence typed for this person may name them: what a template said goes too.
    PathStep.objects.filter(path=found).update(title=_("Étape"), voice="", words="", sheet=None)
    if by is not None:
        write_audit(
            action="erase_path", by=by, now=now, before={}, after={}, subject=("path", str(found))
        )
    return found


# ---------------------------------------------------------------- the pieces


def _end(
    sheet: Sheet, state: State, *, face: Face | None, now: datetime, by: "User | None"
) -> Sending | None:
    """End the sending that is live, if one is; return it."""
    live = Sending.objects.filter(sheet=sheet, state__in=LIVE).first()
    if live is None:
        return None
    live.state, live.state_at = state, max(now, live.state_at + timedelta(microseconds=1))
    live.save(update_fields=["state", "state_at"])
    note_step(live, now=now, by=by, face=face or "")
    return live


def _erase(sheet: Sheet, *, now: datetime) -> None:
    """Empty what is about the person, everywhere."""
    for name in PERSONAL:
        setattr(sheet, name, "")
    for name, empty in ABOUT.items():
        setattr(sheet, name, type(empty)())
    sheet.level_on = None
    sheet.erased_at = now
    sheet.save(update_fields=[*PERSONAL, *ABOUT, "level_on", "erased_at"])
    Consent.objects.filter(sheet=sheet).update(signature="", erased_at=now)
    Sending.objects.filter(sheet=sheet).update(note="")
    # What waits for the person has nobody to reach.
    Notice.objects.filter(
        sending__sheet=sheet, state=NoticeState.WAITING, kind=NoticeKind.TOLD
    ).update(state=NoticeState.DROPPED, done_at=now)


def _trace(action: str, sheet: Sheet, *, by: "User", now: datetime) -> None:
    write_audit(
        action=action, by=by, now=now, before={}, after={}, subject=("sheet", sheet.reference)
    )
