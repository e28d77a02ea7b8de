"""What becomes of the people who are passed on: figures of a period, never who.

Those who sent or receive sheets read their own exactly: they know these people. Those who steer the
network, and elected members, open no sheet: for them, fewer than five people are not told.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from maillage.apps.agenda.queries.autonomy import done_with_and_for
from maillage.apps.agenda.queries.few import LEAST_SHOWN, Cell, hide
from maillage.apps.directory.queries.access import STEERING, has_role, standing
from maillage.apps.liaison.models import (
    Outcome,
    Right,
    RightOutcome,
    RightResult,
    Sending,
    State,
)
from maillage.apps.liaison.queries.access import LIAISON
from maillage.core.statistics import wilson

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

READS_ALL = STEERING | {"elected"}
ACCEPTED = (State.APPOINTMENT, State.SEEN, State.DONE)
CAME = (Outcome.CAME, Outcome.SOLVED)
RESULT_WORDS = tuple(result.label for result in RightResult)
GAINED = (RightResult.OPENED, RightResult.RENEWED)


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with what it is counted on, and the interval that so few people allow.

    `part`, `base`: None when hidden. `low`, `high`: in per cent, at 95 %.
    """

    part: int | None
    base: int | None
    low_pct: float = 0.0
    high_pct: float = 100.0

    @property
    def pct(self) -> float | None:
        """The share in per cent; None of nobody, or hidden."""
        if self.part is None or not self.base:
            return None
        return 100 * self.part / self.base


@dataclass(frozen=True, slots=True)
class Line:
    """A place or a service: how many sheets, and what became of them."""

    name: str
    sent: Cell
    answered: Rate
    accepted: Rate
    refused: Rate
    expired: Rate
    attended: Rate


@dataclass(frozen=True, slots=True)
class RightLine:
    """A right: how many opened, renewed, refused, abandoned, in the order of RightResult."""

    right: str
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class SheetFigures:
    """The figures of a period; autonomy and access to rights come first (WRN-35)."""

    autonomy: Rate
    gained: Rate
    rights: Sequence[RightLine]
    total: Line
    places: Sequence[Line]
    services: Sequence[Line]
    whole_network: bool


@dataclass(slots=True)
class _Counts:
    """What is added up: each a number of sendings."""

    sent: int = 0
    due: int = 0
    answered: int = 0
    accepted: int = 0
    refused: int = 0
    expired: int = 0
    said: int = 0
    came: int = 0


@dataclass(slots=True)
class _Table:
    """Counts by key, and what each key is called."""

    names: dict[str, str] = field(default_factory=dict)
    lines: dict[str, _Counts] = field(default_factory=lambda: defaultdict(_Counts))

    def line(self, key: str, name: str) -> _Counts:
        self.names[key] = name
        return self.lines[key]


# Each share of a line: who is in it, out of whom.
SHARES: dict[str, tuple[Callable[[_Counts], int], Callable[[_Counts], int]]] = {
    "answered": (lambda c: c.answered, lambda c: c.due),
    "accepted": (lambda c: c.accepted, lambda c: c.sent),
    "refused": (lambda c: c.refused, lambda c: c.sent),
    "expired": (lambda c: c.expired, lambda c: c.sent),
    "attended": (lambda c: c.came, lambda c: c.said),
}


def may_read_sheet_figures(by: "User", **words: Any) -> None:
    """Whoever sends or receives sheets, those who steer, elected members."""
    has_role(by, LIAISON | READS_ALL)


def sheet_figures(*, start: date, end: date, now: datetime, by: "User") -> SheetFigures:
    """Return the figures of the sheets sent from `start` to `end`, both included.

    Answered in time: out of those that left long enough ago to be, or that were answered. Came: out
    of those of which it was told. Four queries.
    """
    who = standing(by)
    whole = bool(who.roles & READS_ALL)
    own = None if whole else who.organisations
    total, places, services = _Counts(), _Table(), _Table()
    for row in _sendings(start, end, own):
        for counts in (
            total,
            places.line(row["place__public_id"], row["place__nom"]),
            *(services.line(service, service) for service in row["sheet__services"]),
        ):
            _add(counts, row, now)
    n_with, n_for = done_with_and_for(start=start, end=end, organisations=own)
    rights = _rights(start, end, own)
    gained = sum(n for (_right, result), n in rights.items() if result in GAINED)
    return SheetFigures(
        autonomy=rate(n_with, n_with + n_for, hidden=whole),
        gained=rate(gained, sum(rights.values()), hidden=whole),
        rights=_right_lines(rights, hidden=whole),
        total=_total(total, hidden=whole),
        places=_lines(places, hidden=whole),
        services=_lines(services, hidden=whole),
        whole_network=whole,
    )


def rate(part: int, base: int, *, hidden: bool) -> Rate:
    """Return a share; when `hidden`, one that would tell of fewer than five people is not told.

    A part of 1 to 4 would tell them, and so would its complement.
    """
    if hidden and _tells(part, base):
        return Rate(None, None)
    interval = wilson(part, base)
    return Rate(part, base, 100 * interval.low, 100 * interval.high)


# ---------------------------------------------------------------- the steps


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=timezone.get_current_timezone())


def between(name: str, start: date, end: date) -> Q:
    """Return the condition "from the first moment of a day to the last of another", here."""
    after = end + timedelta(days=1)
    return Q(**{f"{name}__gte": _moment(start), f"{name}__lt": _moment(after)})


def _of(own: Iterable[int] | None, prefix: str = "") -> Q:
    if own is None:
        return Q()
    numbers = list(own)
    return Q(**{f"{prefix}organisation__in": numbers}) | Q(
        **{f"{prefix}sheet__organisation__in": numbers}
    )


def _sendings(start: date, end: date, own: Iterable[int] | None) -> Iterable[Any]:
    rows = Sending.objects.filter(between("sent_at", start, end), _of(own))
    return rows.order_by("pk").values(
        "place__public_id",
        "place__nom",
        "sheet__services",
        "state",
        "outcome",
        "sent_at",
        "first_answer_at",
    )


def _add(counts: _Counts, row: Mapping[str, Any], now: datetime) -> None:
    in_time = timedelta(days=settings.SHEET_REMINDER_DAYS)
    answered = row["first_answer_at"]
    counts.sent += 1
    counts.due += answered is not None or now - row["sent_at"] >= in_time
    counts.answered += answered is not None and answered - row["sent_at"] <= in_time
    counts.accepted += row["state"] in ACCEPTED
    counts.refused += row["state"] == State.REFUSED
    counts.expired += row["state"] == State.EXPIRED
    counts.said += row["outcome"] in (*CAME, Outcome.ABSENT)
    counts.came += row["outcome"] in CAME


def _rights(start: date, end: date, own: Iterable[int] | None) -> Counter[tuple[str, str]]:
    rows = RightOutcome.objects.filter(between("noted_at", start, end), _of(own, "sending__"))
    return Counter(rows.order_by("pk").values_list("right", "result"))


def _right_lines(rights: Mapping[tuple[str, str], int], *, hidden: bool) -> list[RightLine]:
    keys = [str(right) for right in Right if any(right == key for key, _result in rights)]
    columns = []
    for result in RightResult:
        column = {key: rights.get((key, str(result)), 0) for key in keys}
        columns.append(hide(column) if hidden else {k: Cell(n) for k, n in column.items()})
    return [RightLine(str(Right(key).label), [column[key] for column in columns]) for key in keys]


def _lines(table: _Table, *, hidden: bool) -> list[Line]:
    """Return the lines, most sheets first; a line whose number is hidden tells nothing else.

    Each share is two columns, those who are in it and those who are not: what is hidden in one
    line must not be found by taking the others away from the total.
    """
    secret: dict[str, set[str]] = defaultdict(set)
    if hidden:
        for name, (part, base) in SHARES.items():
            for column in (
                {key: part(counts) for key, counts in table.lines.items()},
                {key: base(counts) - part(counts) for key, counts in table.lines.items()},
            ):
                secret[name] |= {key for key, cell in hide(column).items() if cell.hidden}
    sent = {key: counts.sent for key, counts in table.lines.items()}
    cells = hide(sent) if hidden else {key: Cell(n) for key, n in sent.items()}
    lines = []
    # Hidden lines come last, in the order of the alphabet: their rank would tell their number.
    for key in sorted(sent, key=lambda key: (-(cells[key].n or 0), table.names[key], key)):
        secrets = {n for n in SHARES if key in secret[n] or cells[key].n is None}
        lines.append(_line(table.names[key], table.lines[key], cells[key], secrets))
    return lines


def _total(counts: _Counts, *, hidden: bool) -> Line:
    few = hidden and 0 < counts.sent < LEAST_SHOWN
    sent = Cell(None, "few") if few else Cell(counts.sent)
    secrets = {
        name
        for name, (part, base) in SHARES.items()
        if few or (hidden and _tells(part(counts), base(counts)))
    }
    return _line("", counts, sent, secrets)


def _line(name: str, counts: _Counts, sent: Cell, secrets: set[str]) -> Line:
    shares = {
        share: Rate(None, None)
        if share in secrets
        else rate(part(counts), base(counts), hidden=False)
        for share, (part, base) in SHARES.items()
    }
    return Line(name=name, sent=sent, **shares)


def _tells(part: int, base: int) -> bool:
    return any(0 < n < LEAST_SHOWN for n in (part, base - part))
