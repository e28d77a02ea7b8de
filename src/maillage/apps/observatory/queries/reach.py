"""Access by zone: minutes to the nearest place, the share near one, help shared by people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from maillage.apps.directory.queries.answers import Asked, everything_asked, public_offer
from maillage.apps.directory.queries.supply import supply
from maillage.apps.observatory.models import Measure
from maillage.apps.observatory.queries.gaps import Places, answers_of
from maillage.apps.observatory.queries.lived import Lived, lived_around
from maillage.apps.observatory.queries.maps import MapLine, ZoneMap, zones_to_observe
from maillage.apps.observatory.queries.needs import need_counts
from maillage.apps.observatory.queries.on_foot import (
    Laid,
    laid_streets,
    nearest_on_foot,
    trips_on_foot,
)
from maillage.apps.observatory.queries.values import Value, published
from maillage.apps.territories.queries import ZoneRow, zone_rows
from maillage.core.access import (
    ENHANCED_STEPS,
    UNHURRIED,
    Moment,
    Shares,
    Supply,
    Travel,
    Walker,
    enhanced_two_step,
    opened_at,
    ordinary_week,
    weekly_hours,
    weekly_supply,
    within_threshold,
)
from maillage.core.hours import CutHours
from maillage.core.search import Entry
from maillage.core.statistics.equity import concentration_index, gini
from maillage.sources.figures import NeedText

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
NEAR_MIN = 10.0
LIVING_STANDARD = "mean_living_standard_eur"


class Ask(StrEnum):
    """What is measured."""

    MINUTES = "minutes"  # half of the people are closer than that
    SHARE = "part"  # of the people, within the minutes asked
    HOURS = "heures"  # opening hours a week for 1 000 people
    SEATS = "places"  # hours x places at once a week for 1 000 people


UNITS = {Ask.MINUTES: "min", Ask.SHARE: "pct", Ask.HOURS: "points", Ask.SEATS: "points"}


@dataclass(frozen=True, slots=True)
class ReachRow:
    """One zone: what is asked (None when nothing can be said), and who it is counted on."""

    zone: ZoneRow
    value: float | None
    people: float
    demand: float


@dataclass(frozen=True, slots=True)
class AccessMap:
    """A measure of access over the zones of a kind, the least served last.

    n_places : places that answer, and are open at the moment asked
    n_maybe : places of which nobody said whether they answer: counted nowhere
    supply : what those places give in a week; None when the measure does not count it
    shares : people of priority neighbourhoods within ten minutes against the rest; None without
        cells, or when one of both groups is empty
    gini, concentration : of what each person has; None when it cannot be said
    streets : the extract that minutes follow, and people of the zones whom it does not reach
    cut : sources whose hours lost all days but one; empty when the measure looks at no hour
    demand_unknown : people around of whom nobody can say whether they have the need
    """

    ask: Ask
    kind: str
    rows: Sequence[ReachRow]
    minutes: int
    travel: Travel
    n_places: int
    n_maybe: int
    n_without_position: int
    supply: Supply | None
    completed: bool
    shares: Shares | None
    gini: float | None
    concentration: float | None
    demand_unknown: float
    by_cells: bool
    ended_on: date | None
    priority_ended_on: date | None
    streets: Laid | None
    cut: Sequence[CutHours] = ()

    def as_map(self, name: str) -> ZoneMap:
        """Return the same lines as a map draws them; `name` says what is measured."""
        year = (self.ended_on or date.min).year
        lines = [
            MapLine(row.zone, Value(row.value, "known", "computed", year, "", ""))
            if row.value is not None
            else MapLine(row.zone, None)
            for row in self.rows
        ]
        lines.sort(key=lambda one: (one.number is None, -(one.number or 0), one.zone.nom))
        measure = Measure(code="access", nom=name, unit=UNITS[self.ask], family="digital")
        return ZoneMap(measure, self.kind, lines, "", [], [], self.ended_on)


def access_map(
    kind: str,
    *,
    today: date,
    ask: Ask = Ask.MINUTES,
    need: Asked | None = None,
    minutes: int = int(NEAR_MIN),
    walker: Walker = UNHURRIED,
    moment: Moment | None = None,
    of: NeedText | None = None,
    completed: bool = False,
) -> AccessMap | None:
    """Return how well the zones of a kind are served; None when there is no zone.

    need : what is looked for; None: any public place
    of : whose supply it is shared between; None: all inhabitants
    completed : what is not known of a place taken as the median of its kind

    The same number of queries whatever the number of zones and of places.
    """
    zones, ended = zones_to_observe(kind, today=today)
    if not zones:
        return None
    offer, monday = public_offer(), ordinary_week(today)
    entries = offer.entries
    places = Places.of(entries)
    answers, maybe = _answers(entries, need)
    at_moment = answers.copy()
    if moment is not None:
        at_moment &= opened_at([e.hours for e in entries], [moment], monday=monday).open[0]  # type: ignore[misc]
    among = places.some(at_moment)
    spots = lived_around(kind, zones, on=ended or today, today=today)
    near = nearest_on_foot(spots.at, places.at, among=among, walker=walker)
    demand, demand_unknown = _demand(kind, zones, spots, of, on=ended or today)
    shared: Supply | None = None
    had: Floats = near.minutes
    travel = near.travel
    if ask in (Ask.HOURS, Ask.SEATS):
        shared = _supply(entries, places, at_moment, monday, seats=ask is Ask.SEATS)
        amounts = shared.completed if completed else shared.known
        trips = trips_on_foot(
            spots.at, places.at, minutes=ENHANCED_STEPS.reach_min, walker=walker
        )  # fmt: skip
        found = enhanced_two_step(demand, amounts, trips, unit=shared.unit)
        had, travel = 1000 * found.per_person, trips.travel
    rows = [_row(zone, spots, demand, near.minutes, had, ask, minutes) for zone in zones]
    inside = np.flatnonzero(np.isin(spots.zone, [zone.id for zone in zones]))
    inequality = _inequality(spots, demand, had) if spots.by_cells else (None, None)
    return AccessMap(
        ask, kind, rows, minutes, travel, int(among.sum()),
        int((places.some(maybe) & ~places.some(answers)).sum()),
        int((among & ~places.at.known).sum()), shared, completed,
        _shares(spots, near.minutes), *inequality, demand_unknown, spots.by_cells, ended,
        spots.priority_ended_on,
        laid_streets(spots.at.taken(inside), spots.people[inside], walker=walker),
        offer.cut if moment is not None or shared is not None else (),
    )  # fmt: skip


def asked_by_code(code: str) -> Asked | None:
    """Return what residents come for by its code, None for any place."""
    return next((one for one in everything_asked() if one.code == code), None)


def _answers(entries: Sequence[Entry], need: Asked | None) -> tuple[Flags, Flags]:
    if need is None:
        everything = np.ones(len(entries), dtype=np.bool_)
        return everything, ~everything
    yes, maybe = answers_of(entries, [need])
    return yes[0], maybe[0]


def _demand(
    kind: str, zones: Sequence[ZoneRow], spots: Lived, of: NeedText | None, *, on: date
) -> tuple[Floats, float]:
    """Return who shares the supply, by spot, and how many people nothing is known of.

    The rate of a need is that of the zone, else that of the commune: people around share too.
    """
    if of is None:
        return spots.people, 0.0
    rates = np.full(len(spots.people), np.nan)
    for name, rows in (("commune", zone_rows("commune")), (kind, zones)):
        lies_in = spots.commune if name == "commune" and name != kind else spots.zone
        counts = need_counts(of, name, rows, on=on)
        for number in np.unique(lies_in[lies_in >= 0]).tolist():
            one = counts.get(number)
            here = lies_in == number
            everybody = float(spots.people[here].sum())
            if one is not None and one.people is not None and everybody > 0:
                rates[here] = min(1.0, one.people / everybody)
    unknown = np.isnan(rates)
    return np.where(unknown, 0.0, spots.people * rates), float(spots.people[unknown].sum())


def _supply(
    entries: Sequence[Entry], places: Places, answers: Flags, monday: date, *, seats: bool
) -> Supply:
    """Return what each place gives in a week; a place opens as long as its longest offer."""
    given = {one.id: one for one in supply()}
    hours = np.full(len(places.ids), np.nan)
    by_entry = weekly_hours([e.hours for e in entries], monday=monday)  # type: ignore[misc]
    for place, n in zip(places.of_entry[answers].tolist(), by_entry[answers], strict=True):
        if not np.isnan(n):
            hours[place] = n if np.isnan(hours[place]) else max(hours[place], n)
    ones = [given.get(number) for number in places.ids.tolist()]
    known = [one.seats if one else None for one in ones]
    at_once = [(np.nan if n is None else float(n)) if seats else 1.0 for n in known]
    kinds = [one.kinds[0] if one and one.kinds else "" for one in ones]
    # Only places that answer: the median of a kind is that of places that do the same.
    kept = np.flatnonzero(places.some(answers))
    some = weekly_supply(hours[kept], np.array(at_once)[kept], [kinds[n] for n in kept])
    unit = some.unit if seats else "heures d’ouverture par semaine"
    return Supply(
        known=_spread(some.known, kept, len(ones)),
        completed=_spread(some.completed, kept, len(ones)),
        estimated=_spread(some.estimated, kept, len(ones)).astype(np.bool_),
        unknown=_spread(some.unknown, kept, len(ones)).astype(np.bool_),
        unit=unit,
    )


def _spread(values: NDArray[np.floating] | Flags, kept: NDArray[np.intp], n: int) -> Floats:
    found = np.zeros(n)
    found[kept] = values
    return found


def _row(
    zone: ZoneRow,
    spots: Lived,
    demand: Floats,
    minutes: Floats,
    had: Floats,
    ask: Ask,
    bound: int,
) -> ReachRow:
    here = np.flatnonzero(spots.zone == zone.id)
    people = float(spots.people[here].sum())
    shared = float(demand[here].sum())
    value: float | None = None
    if ask is Ask.MINUTES:
        known = here[~np.isnan(minutes[here])]
        found = _half(minutes[known], spots.people[known])
        value = found if found is not None and np.isfinite(found) else None
    elif ask is Ask.SHARE:
        known = here[~np.isnan(minutes[here])]
        base = float(spots.people[known].sum())
        inside = float(spots.people[known][minutes[known] <= bound].sum())
        value = 100 * inside / base if base > 0 else None
    elif shared > 0:
        value = float(had[here] @ demand[here]) / shared
    return ReachRow(zone, value, people, shared)


def _half(values: Floats, people: Floats) -> float | None:
    """Return the value that half of the people do not pass; None of nobody."""
    if not people.sum() > 0:
        return None
    order = np.argsort(values)
    passed = np.cumsum(people[order])
    return float(values[order][np.searchsorted(passed, passed[-1] / 2)])


def _shares(spots: Lived, minutes: Floats) -> Shares | None:
    if not spots.by_cells or not spots.priority.any() or spots.priority.all():
        return None
    found = within_threshold(
        minutes, spots.people, np.where(spots.priority, spots.people, 0.0), threshold_min=NEAR_MIN
    )
    return found if found.difference is not None else None


def _inequality(spots: Lived, demand: Floats, had: Floats) -> tuple[float | None, float | None]:
    """Return the Gini index of what each person has, and the concentration by living standard."""
    known = np.isfinite(had) & (demand > 0)
    first = gini(had[known], demand[known]) if known.any() else float("nan")
    measure = Measure.objects.filter(code=LIVING_STANDARD).first()
    numbers = published(measure, kind="cell").numbers if measure is not None else {}
    standard = np.array([numbers.get(cell, np.nan) for cell in spots.cell.tolist()])
    known &= np.isfinite(standard)
    second = float("nan")
    if known.any():
        second = concentration_index(
            had[known], demand[known], living_standard=standard[known]
        )  # fmt: skip
    return (_known(first), _known(second))


def _known(value: float) -> float | None:
    return None if np.isnan(value) else value
