"""What a place answers, and what it passes on: one answer at a time, the first one holds.

The row of the sheet is locked first; the form says which state it showed. Whoever answers a state
that is gone reads what happened; the same answer pressed twice is one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from maillage.apps.directory.actions.audit import write_audit
from maillage.apps.liaison.actions.sheets import Agreement, note_step, send_to
from maillage.apps.liaison.actions.telling import drop_notices, tell_answer
from maillage.apps.liaison.errors import AnsweredMeanwhile, NoAgreement, SheetOver
from maillage.apps.liaison.models import (
    LIVE,
    Face,
    How,
    Outcome,
    Refusal,
    Right,
    RightOutcome,
    RightResult,
    Sending,
    Sheet,
    State,
)
from maillage.apps.liaison.queries.codes import seen_mark, sending_rows
from maillage.apps.liaison.queries.screening import NOTE_SIGNS, checked

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

ANSWERS = (State.RECEIVED, State.APPOINTMENT, State.SEEN, State.DONE, State.REFUSED)
# What a sheet may become again: no way back to "read".
_NEXT: dict[str, tuple[State, ...]] = {
    State.SENT: ANSWERS,
    State.RECEIVED: (State.APPOINTMENT, State.SEEN, State.DONE, State.REFUSED),
    State.APPOINTMENT: (State.APPOINTMENT, State.SEEN, State.DONE, State.REFUSED),
    State.SEEN: (State.APPOINTMENT, State.DONE),
}
# From where who sent a sheet may send it elsewhere; the place that has it, only while it lives.
_PASSES = (*LIVE, State.REFUSED, State.EXPIRED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a place says. `rights` is {right: result}, of what was opened, renewed, refused…"""

    state: State
    appointment_at: datetime | None = None
    refusal: str = ""
    outcome: str = ""
    note: str = ""
    rights: Mapping[str, str] = field(default_factory=dict)


def next_states(sending: Any) -> tuple[State, ...]:
    """Return what a place may answer now."""
    return _NEXT.get(sending.state, ())


def may_pass_on(sending: Any, *, face: Face) -> bool:
    """Tell whether a sheet may leave for another place, by this door.

    A place that refused, or let it expire, has nothing to pass on any more: who sent it does.
    """
    return sending.state in (_PASSES if face is Face.SENDER else LIVE)


@transaction.atomic
def answer(
    number: int, said: Answer, *, seen: str, face: Face, now: datetime, by: "User | None" = None
) -> Sending:
    """Write what a place answers to a sheet that it received; return it.

    number : of the sending; seen : what `seen_mark` said when the page was shown

    Raises SheetOver, AnsweredMeanwhile, NotWritten.
    """
    sending = _locked(number)
    if seen_mark(sending) != seen:
        if _says_the_same(sending, said):
            return sending
        raise AnsweredMeanwhile(state=sending.get_state_display())
    if said.state not in next_states(sending):
        raise SheetOver
    before = sending.state
    sending.state, sending.state_at = said.state, _after(sending, now)
    sending.first_answer_at = sending.first_answer_at or now
    if said.state == State.APPOINTMENT:
        sending.appointment_at = said.appointment_at
    sending.refusal = Refusal(said.refusal) if said.state == State.REFUSED else ""
    sending.outcome = _outcome(sending, said)
    if said.note:
        sending.note = checked(said.note, most=NOTE_SIGNS)
    sending.save(
        update_fields=["state", "state_at", "first_answer_at", "appointment_at", "refusal",
                       "outcome", "note"]
    )  # fmt: skip
    for right, result in said.rights.items():
        RightOutcome.objects.update_or_create(
            sending=sending,
            right=Right(right),
            defaults={"result": RightResult(result), "noted_at": now},
        )
    note_step(sending, now=now, by=by, face=face)
    drop_notices(sending.sheet_id, now=now)
    if said.state != State.RECEIVED:
        tell_answer(sending, now=now)
    if by is not None:
        write_audit(
            action="answer_sheet",
            by=by,
            now=now,
            before={"état": before},
            after={"état": str(said.state)},
            subject=("sheet", sending.sheet.reference),
        )
    return sending


@transaction.atomic
def pass_on(
    number: int,
    *,
    place: Any,
    agreement: Agreement,
    seen: str,
    face: Face,
    now: datetime,
    offer: Any = None,
    via: str = "",
    by: "User | None" = None,
) -> Sending:
    """Send a sheet from one place to another, with the agreement of the person; return the new one.

    The reference, the need and the code stay (LIA-05). From a place that refused or did not answer,
    who sent it does the same.

    via : how it reaches the place (Via); "" is by e-mail when the place has an address

    Raises NoAgreement, SheetOver, AnsweredMeanwhile, NoAddress.
    """
    sending = _locked(number)
    if agreement.how not in How.values or (agreement.how == How.SCREEN and not agreement.signature):
        raise NoAgreement
    if seen_mark(sending) != seen:
        last = sending.sheet.sendings.order_by("-number").first()
        if last is not None and last.number == sending.number + 1 and last.place_id == place.pk:
            return last  # pressed twice
        raise AnsweredMeanwhile(state=sending.get_state_display())
    if not may_pass_on(sending, face=face) or place.pk == sending.place_id:
        raise SheetOver
    if sending.sheet.sendings.filter(number__gt=sending.number).exists():
        raise SheetOver
    before = sending.state
    if sending.state in LIVE:
        sending.state, sending.state_at = State.REDIRECTED, _after(sending, now)
        sending.outcome = Outcome.REDIRECTED
        sending.first_answer_at = sending.first_answer_at or now
        sending.save(update_fields=["state", "state_at", "outcome", "first_answer_at"])
        note_step(sending, now=now, by=by, face=face)
        drop_notices(sending.sheet_id, now=now)
        if face is not Face.SENDER:
            tell_answer(sending, now=now)
    following = send_to(
        sending.sheet,
        place=place,
        offer=offer,
        agreement=agreement,
        number=sending.number + 1,
        now=now,
        by=by,
        face=face,
        through=sending,
        via=via,
    )
    sheet = sending.sheet
    if following.consent.until > sheet.erase_on:
        sheet.erase_on = following.consent.until
        sheet.save(update_fields=["erase_on"])
    if by is not None:
        write_audit(
            action="pass_sheet_on",
            by=by,
            now=now,
            before={"état": before},
            after={
                "lieu": place.public_id,
                "accord": agreement.how,
                "voie": str(following.get_via_display()),
            },
            subject=("sheet", sheet.reference),
        )
    return following


def _locked(number: int) -> Sending:
    """Return a sending as it is now, its sheet held: whoever answers waits for the other."""
    sheet = Sending.objects.values_list("sheet_id", flat=True).get(pk=number)
    Sheet.objects.select_for_update().get(pk=sheet)
    found: Sending = sending_rows().get(pk=number)
    if found.sheet.erased_at is not None:
        raise SheetOver
    return found


def _after(sending: Sending, now: datetime) -> datetime:
    """Return `now`; two answers of one moment are told apart all the same."""
    return now if now > sending.state_at else sending.state_at + timedelta(microseconds=1)


def _outcome(sending: Sending, said: Answer) -> str:
    if said.state == State.SEEN:
        return Outcome.CAME
    if said.state == State.DONE:
        return Outcome(said.outcome) if said.outcome else Outcome(sending.outcome or Outcome.CAME)
    return Outcome(said.outcome) if said.outcome in Outcome.values else sending.outcome


def _says_the_same(sending: Sending, said: Answer) -> bool:
    return (
        sending.state == said.state
        and sending.refusal == said.refusal
        and (said.state != State.APPOINTMENT or sending.appointment_at == said.appointment_at)
        and (not said.outcome or sending.outcome == said.outcome)
    )
