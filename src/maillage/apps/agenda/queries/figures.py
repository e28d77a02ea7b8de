"""How many were offered, booked, came, were refused: by day, place and mediation, never who.

Live rows are counted as they stand; those that were purged left their number in DayCount
(`actions.purging`). Both together say the same before and after a purge: a purge adds to DayCount
the `live_counts` of the days whose rows it deletes.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Count, Q, QuerySet, Sum

from maillage.apps.agenda.models import (
    Attendance,
    Booking,
    BookingState,
    Counted,
    DayCount,
    Mediation,
    Seat,
    SeatKind,
    Session,
    Visit,
)
from maillage.apps.agenda.queries.few import Cell, hide, hide_within
from maillage.apps.agenda.queries.rules import zone_at
from maillage.apps.agenda.queries.visits import CAME
from maillage.apps.directory.queries import standing

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

PEOPLE = (Counted.BOOKED, Counted.ATTENDED, Counted.ABSENT, Counted.REFUSED)
COLUMNS = (Counted.OFFERED, *PEOPLE)
COLUMN_WORDS = tuple(what.label for what in COLUMNS)


class DayKey(NamedTuple):
    """What a figure is about: as a row of DayCount."""

    day: date
    place: int | None  # None: away from any place
    mediation: str
    what: str


@dataclass(frozen=True, slots=True)
class Row:
    """A month, a place, a quarter or a mediation; cells in the order of COLUMNS."""

    key: str
    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """The same figures four times: each table has its own total, and its own secrets."""

    total: Row
    months: Sequence[Row]
    places: Sequence[Row]
    zones: Sequence[Row]
    mediations: Sequence[Row]


def live_counts(
    *, start: date | None = None, end: date | None = None, mine: "User | None" = None
) -> Counter[DayKey]:
    """Return the figures of the rows that are still there, days `start` to `end` included.

    Offered: seats of the sessions that took place or will. Booked: one for each appointment, and
    for each seat of a session. Came: present, or left before the end. What takes place away from
    any place is read by those who steer alone. Four queries.
    """
    found: Counter[DayKey] = Counter()
    _add_sessions(found, start, end, mine)
    _add_appointments(found, start, end, mine)
    _add_visits(found, start, end, mine)
    return found


def kept_counts(
    *, start: date | None = None, end: date | None = None, mine: "User | None" = None
) -> Counter[DayKey]:
    """Return the figures of DayCount: rows that were purged, and refusals. One query."""
    rows = _of_days(DayCount.objects.filter(_at_mine(mine)), start, end)
    said = rows.order_by().values_list("day", "place_id", "mediation", "what")
    return Counter({DayKey(*key): n for *key, n in said.annotate(total=Sum("n"))})


def figures(*, start: date, end: date, by: "User") -> Figures:
    """Return the figures of a period, both days included, of the places that somebody handles.

    Those who steer read all. Six queries, whatever the number of places.
    """
    counts = live_counts(start=start, end=end, mine=by) + kept_counts(start=start, end=end, mine=by)
    names, zones = _places({key.place for key in counts})
    words = {str(code): str(said) for code, said in Mediation.choices}
    months: Counter[tuple[str, str]] = Counter()
    places: Counter[tuple[str, str]] = Counter()
    quarters: Counter[tuple[str, str]] = Counter()
    mediations: Counter[tuple[str, str]] = Counter()
    total: Counter[tuple[str, str]] = Counter()
    within: dict[str, str] = {}
    for key, n in counts.items():
        months[key.day.strftime("%Y-%m"), key.what] += n
        places[names[key.place], key.what] += n
        within[names[key.place]] = zones[key.place]
        quarters[zones[key.place], key.what] += n
        mediations[key.mediation, key.what] += n
        total["", key.what] += n
    of_zones, of_places = hide_nested(_columns(quarters), _columns(places), within)
    return Figures(
        total=_rows(_hidden(_columns(total) or {"": [0] * len(COLUMNS)}), {})[0],
        months=_rows(_hidden(_columns(months)), {}),
        places=_rows(of_places, {}),
        zones=_rows(of_zones, {}),
        mediations=_rows(_hidden(_columns(mediations)), words),
    )


# ---------------------------------------------------------------- the steps they share


def hide_nested(
    lines: Mapping[str, Sequence[int]],
    parts: Mapping[str, Sequence[int]],
    within: Mapping[str, str],
) -> tuple[dict[str, list[Cell]], dict[str, list[Cell]]]:
    """Return lines, and the parts of them, with what would tell of somebody hidden.

    `within` says of which line a part is. Seats are no people: they are always shown.
    """
    shown: dict[str, list[Cell]] = {key: [] for key in lines}
    shown_parts: dict[str, list[Cell]] = {key: [] for key in parts}
    for i, what in enumerate(COLUMNS):
        column = {key: said[i] for key, said in lines.items()}
        column_parts = {key: said[i] for key, said in parts.items()}
        if what in PEOPLE:
            cells = hide(column)
            cells_parts = hide_within(column_parts, within, cells)
        else:
            cells = {key: Cell(n) for key, n in column.items()}
            cells_parts = {key: Cell(n) for key, n in column_parts.items()}
        for key, cell in cells.items():
            shown[key].append(cell)
        for key, cell in cells_parts.items():
            shown_parts[key].append(cell)
    return shown, shown_parts


def _columns(counts: Mapping[tuple[str, str], int]) -> dict[str, list[int]]:
    """Return the figures of each line, in the order of COLUMNS; lines in the order of their key."""
    keys = sorted({key for key, _what in counts})
    return {key: [counts.get((key, what), 0) for what in COLUMNS] for key in keys}


def _hidden(lines: Mapping[str, Sequence[int]]) -> dict[str, list[Cell]]:
    return hide_nested(lines, {}, {})[0]


def _rows(lines: Mapping[str, Sequence[Cell]], words: Mapping[str, str]) -> list[Row]:
    return [Row(key, words.get(key, key), tuple(cells)) for key, cells in lines.items()]


def _places(numbers: Iterable[int | None]) -> tuple[dict[int | None, str], dict[int | None, str]]:
    """Return the name and the quarter of places, by number; two of one name have two lines.

    Away from any place: "" and "".
    """
    related: Any = DayCount._meta.get_field("place").related_model
    rows = related.objects.filter(pk__in=[number for number in numbers if number is not None])
    found = list(rows.values_list("pk", "nom", "commune", "public_id", "quarter_zone__nom"))
    twice = Counter(nom for _pk, nom, *_more in found)
    names: dict[int | None, str] = {None: ""}
    names |= {
        pk: nom if twice[nom] == 1 else f"{nom} ({commune}, {public_id})"
        for pk, nom, commune, public_id, _zone in found
    }
    return names, {None: ""} | {pk: zone or "" for pk, *_more, zone in found}


def _at_mine(by: "User | None") -> Q:
    who = standing(by) if by is not None else None
    if who is None or who.steers:
        return Q()
    return Q(place__organisation__in=list(who.organisations))


def _of_days(rows: QuerySet[Any], start: date | None, end: date | None) -> QuerySet[Any]:
    if start is not None:
        rows = rows.filter(day__gte=start)
    return rows.filter(day__lte=end) if end is not None else rows


def _add_sessions(
    found: Counter[DayKey], start: date | None, end: date | None, mine: "User | None"
) -> None:
    rows = _of_days(
        Session.objects.filter(_at_mine(mine), cancelled_at=None).exclude(seats=None),
        start,
        end,
    )
    said = rows.order_by().values_list("day", "place_id", "series__mediation")
    for day, place, mediation, n in said.annotate(total=Sum("seats")):
        found[DayKey(day, place, mediation, str(Counted.OFFERED))] += n
    seats = Seat.objects.filter(
        session__in=rows.values("pk"), kind=SeatKind.SEAT, booking__state=BookingState.BOOKED
    )
    taken = seats.order_by().values_list(
        "session__day", "session__place_id", "session__series__mediation"
    )
    for day, place, mediation, n in taken.annotate(total=Count("pk")):
        found[DayKey(day, place, mediation, str(Counted.BOOKED))] += n


def _add_appointments(
    found: Counter[DayKey], start: date | None, end: date | None, mine: "User | None"
) -> None:
    rows = Booking.objects.filter(_at_mine(mine), state=BookingState.BOOKED, motive__isnull=False)
    # The day is that of the place, wherever it is: a day more on each side, then its own clock.
    if start is not None:
        rows = rows.filter(starts_at__gte=_moment(start) - timedelta(days=1))
    if end is not None:
        rows = rows.filter(starts_at__lt=_moment(end) + timedelta(days=2))
    rows = rows.select_related("place", "motive").only(
        "starts_at", "place__code_insee", "place__code_postal", "motive__mediation"
    )
    for row in rows.order_by().iterator(chunk_size=2000):
        day = row.starts_at.astimezone(zone_at(row.place)).date()
        if (start and day < start) or (end and day > end):
            continue
        if row.motive is not None:
            found[DayKey(day, row.place_id, row.motive.mediation, str(Counted.BOOKED))] += 1


def _add_visits(
    found: Counter[DayKey], start: date | None, end: date | None, mine: "User | None"
) -> None:
    rows = _of_days(Visit.objects.filter(_at_mine(mine)), start, end)
    said = rows.order_by().values_list(
        "day", "place_id", "booking__motive__mediation", "session__series__mediation", "attendance"
    )
    for day, place, of_motive, of_series, attendance, n in said.annotate(total=Count("pk")):
        mediation = of_motive or of_series or ""
        if attendance in CAME:
            found[DayKey(day, place, mediation, str(Counted.ATTENDED))] += n
        elif attendance == Attendance.ABSENT:
            found[DayKey(day, place, mediation, str(Counted.ABSENT))] += n


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)
