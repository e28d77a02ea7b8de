"""Sheets as lists show them, and one of them with its history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import F, Max, Q, QuerySet

from maillage.apps.directory.queries.access import standing
from maillage.apps.liaison.errors import SheetUnknown
from maillage.apps.liaison.models import (
    LIVE,
    Consent,
    Notice,
    NoticeState,
    Reading,
    Sending,
    Sheet,
    State,
    Step,
)
from maillage.apps.liaison.queries.codes import number_in_reference, sending_rows

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

# What a prescriber has to look at: nobody receives the person any more.
TO_TAKE_UP = (State.REFUSED, State.EXPIRED)
MOST_LINES = 200


@dataclass(frozen=True, slots=True)
class Lines:
    """Sendings of a list, the most urgent first, and whether there are more."""

    rows: Sequence[Sending]
    more: bool


def received(by: "User", *, over: bool = False) -> Lines:
    """Return what the organisations of a person received: what waits, or what is over."""
    own = list(standing(by).organisations)
    rows = sending_rows().filter(organisation__in=own, sheet__erased_at=None)
    if over:
        ended = rows.filter(state__in=[State.DONE, State.REFUSED]).order_by("-state_at", "-pk")
        return _cut(ended)
    return _cut(_urgent_first(rows.filter(state__in=LIVE)))


def sent(by: "User", *, over: bool = False, text: str = "") -> Lines:
    """Return where the sheets of the organisations of a person stand, one line a sheet.

    text : a reference ("F-2026-0418"); anything else finds nothing: names are not searched
    """
    rows = _last_sendings(Q(sheet__organisation__in=list(standing(by).organisations)))
    if text:
        number = number_in_reference(text)
        return _cut(rows.filter(sheet=number) if number is not None else rows.none())
    ended = Q(state__in=[State.DONE, State.WITHDRAWN]) | Q(sheet__erased_at__isnull=False)
    if over:
        return _cut(rows.filter(ended).order_by("-state_at", "-pk"))
    return _cut(_urgent_first(rows.exclude(ended)))


def n_received(by: "User") -> tuple[int, int]:
    """Return how many sheets wait at the organisations of a person: not yet answered, in hand."""
    own = list(standing(by).organisations)
    states = Sending.objects.filter(
        organisation__in=own, sheet__erased_at=None, state__in=LIVE
    ).values_list("state", flat=True)
    found = list(states)
    n_new = sum(state == State.SENT for state in found)
    return n_new, len(found) - n_new


def n_sent(by: "User") -> tuple[int, int]:
    """Return how many sheets a person’s organisations sent: waiting, to take up again."""
    rows = _last_sendings(
        Q(sheet__organisation__in=list(standing(by).organisations), sheet__erased_at=None)
    )
    found = list(rows.values_list("state", flat=True))
    n_wait = sum(state in LIVE for state in found)
    return n_wait, sum(state in TO_TAKE_UP for state in found)


def get_sheet(number: int) -> Sheet:
    """Return one sheet. Raises SheetUnknown."""
    found = Sheet.objects.select_related("organisation", "made_by").filter(pk=number).first()
    if found is None:
        raise SheetUnknown
    return found


def last_sending(sheet: Sheet) -> Sending:
    """Return where a sheet is, or was at last."""
    found = sending_rows().filter(sheet=sheet).order_by("-number").first()
    if found is None:
        raise SheetUnknown
    return found


def sending_at(by: "User", sheet: Sheet) -> Sending | None:
    """Return the sending of a sheet that the organisations of a person may open, if one."""
    own = list(standing(by).organisations)
    rows = sending_rows().filter(
        sheet=sheet, organisation__in=own, state__in=[*LIVE, State.DONE, State.REFUSED]
    )
    return rows.order_by("-number").first()


def steps_of(sheet: Sheet) -> list[Step]:
    """Return the history of a sheet, at all its places, the oldest first. One query."""
    rows = Step.objects.filter(sending__sheet=sheet).select_related("sending__place", "by")
    return list(rows.order_by("at", "pk"))


def readings_of(sheet: Sheet) -> list[Reading]:
    """Return who opened a sheet, the newest first. One query."""
    return list(Reading.objects.filter(sheet=sheet).select_related("by").order_by("-at", "-pk"))


def consents_of(sheet: Sheet) -> list[Consent]:
    """Return the agreements of a sheet, the first one first. One query."""
    rows = Consent.objects.filter(sheet=sheet).select_related("place", "recorded_by")
    return list(rows.order_by("pk"))


def failed_notices(sheet: Sheet) -> list[Notice]:
    """Return what did not leave, or perhaps: somebody calls instead."""
    rows = Notice.objects.filter(sending__sheet=sheet, state=NoticeState.FAILED)
    return list(rows.select_related("sending__place").order_by("pk"))


def notices_of(sheet: Sheet) -> list[Notice]:
    """Return all that was told, or is to be, about a sheet, the oldest first. One query."""
    return list(Notice.objects.filter(sending__sheet=sheet).order_by("due_at", "pk"))


def sheets_due(*, before: datetime) -> int:
    """Return how many sheets wait for an answer since before a moment; for those who steer."""
    return Sending.objects.filter(state=State.SENT, sent_at__lt=before).count()


def _last_sendings(where: Q) -> QuerySet[Sending]:
    """Return the last sending of each sheet."""
    last = Sheet.objects.annotate(last=Max("sendings__pk")).values("last")
    return sending_rows().filter(where, pk__in=last)


def _urgent_first(rows: Any) -> Any:
    """Sort what has a date by it, then the rest, what waits longest first."""
    return rows.order_by(F("sheet__urgent_on").asc(nulls_last=True), "state_at", "pk")


def _cut(rows: Any) -> Lines:
    found = list(rows[: MOST_LINES + 1])
    return Lines(found[:MOST_LINES], len(found) > MOST_LINES)


def has_sheets() -> bool:
    """Tell whether somebody wrote a sheet; for the demonstration, which then adds none."""
    return Sheet.objects.exists()
