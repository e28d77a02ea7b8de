"""The communication plan: what goes out in a month, and by which channel."""

from dataclasses import dataclass
from datetime import date

from maillage.apps.channels.errors import MessageUnknown
from maillage.apps.channels.models import PlannedMessage


def month_of(words: str, *, today: date) -> date:
    """Return the first day of "2026-11"; of the month of today when it says no month.

    >>> month_of("2027-02", today=date(2026, 11, 22)), month_of("bientôt", today=date(2026, 11, 22))
    (datetime.date(2027, 2, 1), datetime.date(2026, 11, 1))
    """
    try:
        found = date.fromisoformat(f"{words}-01")
    except ValueError:
        found = today.replace(day=1)
    return found if 2000 <= found.year <= 2100 else today.replace(day=1)


def month_after(first: date, *, months: int = 1) -> date:
    """Return the first day of another month.

    >>> month_after(date(2026, 12, 1)), month_after(date(2026, 1, 1), months=-1)
    (datetime.date(2027, 1, 1), datetime.date(2025, 12, 1))
    """
    count = first.year * 12 + first.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What goes out in a month, and what should be out already."""

    month: tuple[PlannedMessage, ...]
    # Of the months before, not done.
    late: tuple[PlannedMessage, ...]

    @property
    def n_done(self) -> int:
        """How many of the month are out."""
        return sum(row.done_on is not None for row in self.month)


def outgoing(first: date) -> Outgoing:
    """Return the plan of the month that begins on this day, in order. Two queries."""
    rows = PlannedMessage.objects.select_related("posting").order_by("on", "pk")
    return Outgoing(
        month=tuple(rows.filter(on__gte=first, on__lt=month_after(first))),
        late=tuple(rows.filter(on__lt=first, done_on=None)),
    )


def get_message(number: int) -> PlannedMessage:
    """Return one line of the plan. Raises MessageUnknown."""
    found = PlannedMessage.objects.filter(pk=number).first()
    if found is None:
        raise MessageUnknown
    return found
