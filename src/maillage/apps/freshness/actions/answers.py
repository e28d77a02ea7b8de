"""A place answers: nothing changed, or what did; by its link, on its sheet, by phone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from maillage.apps.contributions.actions import report
from maillage.apps.directory.actions.audit import write_audit
from maillage.apps.directory.actions.confirming import confirm
from maillage.apps.directory.errors import NothingToConfirm
from maillage.apps.directory.queries import get_place
from maillage.apps.freshness.errors import CallDayMissing, NothingCorrected
from maillage.apps.freshness.models import (
    Answer,
    Call,
    Letter,
    LetterState,
    NoMore,
    Outcome,
    Request,
    Way,
)
from maillage.apps.freshness.queries.campaigns import get_request, place_of
from maillage.apps.freshness.queries.keys import code_digest, code_of

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

# How long the code on a sheet opens: paper travels slowly.
SHEET_HOLDS = timedelta(days=120)
# How the directory says that something was told, and how a report says it.
CHANNELS = {"link": "contact", "paper": "paper", "phone": "phone"}
# Columns of a place, and the kind of report when only they change.
KINDS = {
    "horaires": "hours",
    "telephone": "phone",
    "adresse": "address",
    "complement_adresse": "address",
    "code_postal": "address",
    "commune": "address",
}


@dataclass(frozen=True, slots=True)
class Correction:
    """What a place says is to be changed.

    values : columns of the place as they should be, only those that change
    closed : it is closed for good
    words : what has no column here, the price first
    rest_holds : all that is not named here is still right
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    closed: bool = False
    words: str = ""
    rest_holds: bool = False


@transaction.atomic
def confirm_request(number: int, *, how: str, now: datetime, by: "User | None" = None) -> bool:
    """Record that nothing changed; False when the place had answered already.

    Two presses at once: the conditional update lets the first in. `by` types it for the place.
    Raises RequestUnknown.
    """
    request = get_request(number)
    if not _answer(request, Answer.CONFIRMED, how=how, now=now, typed_by=by):
        return False
    confirm(place_of(request).public_id, speaker="place", how=how, now=now, by=by)
    return True


@transaction.atomic
def correct_request(
    number: int,
    correction: Correction,
    *,
    how: str,
    now: datetime,
    by: "User | None" = None,
    once: str = "",
) -> str:
    """Hand what changed to the people who keep the base; return the code that follows it.

    once : drawn when the form was shown, so that a form sent twice is one report
    Raises RequestUnknown, NothingCorrected, and what the report refuses.
    """
    request = get_request(number)
    place = place_of(request)
    values = {
        name: value for name, value in correction.values.items() if value != getattr(place, name)
    }
    if not values and not correction.closed and not correction.words.strip():
        raise NothingCorrected
    _made, code = report(
        place,
        kind=_kind(values, correction),
        text=correction.words,
        values=values,
        channel=CHANNELS[how],
        for_the_place=True,
        now=now,
        once=once,
        by=by,
    )
    # What was confirmed and turns out to have changed: the correction is the answer that stays.
    Request.objects.filter(pk=number).update(
        answer=Answer.CORRECTED, answered_at=now, answered_how=how, answered_by=by, call_on=None
    )
    if correction.rest_holds and not correction.closed:
        _confirm_rest(place, values, correction, how=how, now=now, by=by)
    return code


def _kind(values: Mapping[str, Any], correction: Correction) -> str:
    if correction.closed:
        return "closed"
    kinds = {KINDS.get(name, "other") for name in values}
    if len(kinds) == 1 and not correction.words:
        return kinds.pop()
    return "other"


def _confirm_rest(
    place: Any,
    values: Mapping[str, Any],
    correction: Correction,
    *,
    how: str,
    now: datetime,
    by: "User | None",
) -> None:
    """Confirm what the place shows and did not correct: its own fields, never its offers."""
    fields = [name for name in ASKED if name not in values]
    try:
        confirm(place.public_id, fields=fields, speaker="place", how=how, now=now, by=by)
    except NothingToConfirm:
        return


# What the page shows of the place itself, hence what its answer can hold for.
ASKED = (
    "nom", "adresse", "complement_adresse", "code_postal", "commune", "floor_or_door", "wheelchair",
    "horaires", "waiting", "telephone", "courriels", "site_web", "contact_nom", "contact_telephone",
)  # fmt: skip


def _answer(
    request: Request, answer: Answer, *, how: str, now: datetime, typed_by: "User | None"
) -> bool:
    silent = Request.objects.filter(pk=request.pk, answer=Answer.NONE)
    return bool(
        silent.update(
            answer=answer, answered_at=now, answered_how=how, answered_by=typed_by, call_on=None
        )
    )


# ---------------------------------------------------------------- no more letters


@transaction.atomic
def refuse_letters(letter: Letter, *, now: datetime) -> None:
    """Write no more to the address of a letter, from this campaign nor from another."""
    if letter.address_digest:
        NoMore.objects.get_or_create(address_digest=letter.address_digest, defaults={"at": now})
    waiting = Letter.objects.filter(pk=letter.pk, state=LetterState.WAITING)
    waiting.update(state=LetterState.OPTED_OUT)


@transaction.atomic
def accept_letters(letter: Letter) -> None:
    """Write to the address of a letter again."""
    NoMore.objects.filter(address_digest=letter.address_digest).delete()


# ---------------------------------------------------------------- paper


@transaction.atomic
def make_sheets(requests: Sequence[int], *, by: "User", now: datetime) -> list[int]:
    """Give a code to the sheets of these requests, the same as before if they had one."""
    done = []
    for number in requests:
        request = get_request(number)
        Request.objects.filter(pk=number).update(
            code_digest=code_digest(code_of(number)), code_until=now + SHEET_HOLDS
        )
        _trace("print_sheet", request, by=by, now=now)
        done.append(number)
    return done


@transaction.atomic
def make_sheet_of_place(public_id: str, *, by: "User", now: datetime) -> int:
    """Return the request behind the sheet of one place, outside any campaign; a silent one serves.

    Raises PlaceUnknown.
    """
    place = get_place(public_id)
    silent = Request.objects.filter(campaign=None, place=place, answer="", way=Way.PAPER)
    request = silent.order_by("-pk").first() or Request.objects.create(
        place=place, way=Way.PAPER, made_at=now
    )
    make_sheets([request.pk], by=by, now=now)
    return int(request.pk)


# ---------------------------------------------------------------- phone


@transaction.atomic
def note_call(
    number: int,
    outcome: str,
    *,
    by: "User",
    now: datetime,
    call_on: date | None = None,
    note: str = "",
) -> Request:
    """Note how a call ended; "confirmed" confirms the record. Return the request.

    "corrected" is noted by the form of corrections. Raises RequestUnknown, CallDayMissing.
    """
    request = get_request(number)
    outcome = Outcome(outcome)
    if outcome == Outcome.CALL_BACK and call_on is None:
        raise CallDayMissing
    Call.objects.create(request=request, outcome=outcome, at=now, by=by, note=note.strip()[:200])
    after = {"outcome": str(outcome)}
    _trace("note_call", request, by=by, now=now, after=after)
    if outcome == Outcome.CONFIRMED:
        confirm_request(number, how="phone", now=now, by=by)
    elif outcome == Outcome.REFUSED:
        _answer(request, Answer.REFUSED, how="phone", now=now, typed_by=by)
    elif outcome == Outcome.CALL_BACK:
        Request.objects.filter(pk=number, answer="").update(call_on=call_on)
    return get_request(number)


def _trace(
    action: str,
    request: Request,
    *,
    by: "User",
    now: datetime,
    after: Mapping[str, Any] | None = None,
) -> None:
    write_audit(
        action=action, by=by, now=now, before={}, after=after or {}, place=place_of(request)
    )
