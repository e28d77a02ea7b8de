"""Where posters hang, which are overdue, and which house each quarter leans on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from maillage.apps.channels.errors import PostingUnknown
from maillage.apps.channels.models import CounterPlace, Posting

# A poster that came down is still read for so long.
KEPT_DAYS = 365


@dataclass(frozen=True, slots=True)
class Postings:
    """The posters: those that should be down, those that hang, those that came down."""

    overdue: tuple[Posting, ...]
    up: tuple[Posting, ...]
    down: tuple[Posting, ...]


def postings(*, today: date) -> Postings:
    """Return the list, the most overdue first, then the first to remove. One query."""
    rows = Posting.objects.select_related("zone").defer("zone__geometry")
    rows = rows.exclude(taken_down_on__lt=today - timedelta(days=KEPT_DAYS))
    overdue: list[Posting] = []
    up: list[Posting] = []
    down: list[Posting] = []
    for row in rows.order_by("remove_on", "pk"):
        if row.taken_down_on is not None:
            down.append(row)
        else:
            (overdue if row.remove_on < today else up).append(row)
    return Postings(tuple(overdue), tuple(up), tuple(sorted(down, key=_came_down, reverse=True)))


def _came_down(row: Posting) -> date:
    return row.taken_down_on or row.remove_on


def get_posting(number: int) -> Posting:
    """Return one poster. Raises PostingUnknown."""
    found = Posting.objects.filter(pk=number).first()
    if found is None:
        raise PostingUnknown
    return found


def out_in(year: int, month: int) -> QuerySet[Posting]:
    """Return what goes out in a month: posters put up then, in order."""
    rows = Posting.objects.filter(posted_on__year=year, posted_on__month=month)
    return rows.order_by("posted_on", "pk")


def counter_places(zones: Iterable[int]) -> dict[int, CounterPlace]:
    """Return the house of each quarter that named one, while residents see it. One query."""
    rows = CounterPlace.objects.filter(
        zone__in=list(zones), place__state="open", place__withdrawn_at=None, place__joined_to=None
    )
    return {row.zone_id: row for row in rows.select_related("place")}
