"""The offer of a town on one sheet: outcomes first, then each territory, money, totems, actors."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from maillage.apps.directory.queries.answers import public_offer
from maillage.apps.directory.queries.supply import Supplied, supply
from maillage.apps.liaison.queries.figures import Rate, sheet_figures
from maillage.apps.observatory.models import Measure
from maillage.apps.observatory.queries.actors import ActorShare, actors_in_priority
from maillage.apps.observatory.queries.inside import zones_of_places
from maillage.apps.observatory.queries.maps import zones_to_observe
from maillage.apps.observatory.queries.values import values_of
from maillage.apps.orientation.queries.searches import ALL, searches
from maillage.apps.territories.queries import ZoneRow, folded, zone_rows
from maillage.core.access import ordinary_week, weekly_hours
from maillage.core.hours import CutHours
from maillage.core.search import Entry
from maillage.core.standard import Service

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

# A public digital space: where anybody uses a computer or the network on the spot (MAP-09).
SPACE_KINDS = frozenset({"EPN"})
SPACE_FEATURES = frozenset(
    {
        "use:free_access",
        "equipment:computer",
        f"service:{Service.ACCES_INTERNET_ET_MATERIEL_INFORMATIQUE}",
    }
)
TOTEM = "totem"
CITY_POLICY, ORDINARY = "politique_de_la_ville", "droit_commun"
A_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class ZoneOffer:
    """What there is in one zone.

    hours : opening hours a week, of the places whose hours are known
    n_hours_unknown : places of which nobody knows them
    languages : codes, how many places speak each
    """

    zone: ZoneRow
    n_places: int
    n_spaces: int
    n_offers: int
    hours: float
    n_hours_unknown: int
    languages: Mapping[str, int]
    # People of the zone, as published or counted by cell; None when nothing is known.
    people: float | None = None

    @property
    def per_10_000(self) -> float | None:
        """Return the places for 10 000 people: a dense zone has more of them (MAP-19)."""
        return 10_000 * self.n_places / self.people if self.people else None


@dataclass(frozen=True, slots=True)
class Totems:
    """Places that bear the word "totem", by EPCI; `without` those that have none."""

    by_epci: Mapping[str, int]
    without: Sequence[str]


@dataclass(frozen=True, slots=True)
class CrossTable:
    """Needs by zone, from `start` to `end`; None where a number is small, or gives one away.

    The last column counts all needs, the last line all searches, with or without a quarter.
    """

    rows: Sequence[str]
    columns: Sequence[str]
    cells: Sequence[Sequence[int | None]]
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Steering:
    """One sheet for those who steer.

    autonomy, gained : the two outcomes of the year; of one's own organisation unless `whole`
    regimes : offers by regime, "" when nobody said; they add up to `n_offers`
    cut : sources of which the file kept one day of the week; their hours count as unknown
    """

    start: date
    end: date
    autonomy: Rate
    gained: Rate
    whole: bool
    kind: str
    rows: Sequence[ZoneOffer]
    elsewhere: ZoneOffer | None
    regimes: Mapping[str, int]
    n_offers: int
    totems: Totems | None
    actors: ActorShare | None
    crossed: CrossTable | None
    ended_on: date | None
    cut: Sequence[CutHours] = ()


def steering(kind: str, *, now: datetime, today: date, by: "User", only: str = "") -> Steering:
    """Return the sheet for the zones of a kind, or for one of them by its slug.

    The same number of queries whatever the number of zones and of places.
    """
    start = today - A_YEAR
    figures = sheet_figures(start=start, end=today, now=now, by=by)
    zones, ended = zones_to_observe(kind, today=today) if kind else ([], None)
    places, offer = supply(), public_offer()
    entries = offer.entries
    held = zones_of_places(kind, places, on=ended or today)
    shown = [zone for zone in zones if only in ("", zone.slug)]
    if only:
        inside = {zone.id for zone in shown}
        places = [one for one in places if inside & set(held[one.id])]
    spaces = spaces_of(places, entries)
    hours = _hours(entries, today)
    people = _people(kind, shown, ended or today)
    rows = [
        replace(
            _offer(zone, [one for one in places if zone.id in held[one.id]], spaces, hours),
            people=people.get(zone.id),
        )
        for zone in shown
    ]
    numbers = {zone.id for zone in zones}
    outside = [one for one in places if not numbers & set(held[one.id])]
    regimes = Counter(offer.regime for one in places for offer in one.offers)
    return Steering(
        start, today, figures.autonomy, figures.gained, figures.whole_network, kind, rows,
        _offer(_NOWHERE, outside, spaces, hours) if outside and not only else None,
        {key: regimes[key] for key in (CITY_POLICY, ORDINARY, "")}, regimes.total(),
        None if only else totems(supply_of=places, today=today),
        None if only else actors_in_priority(today=today),
        None if only else _crossed(zones, today), ended, offer.cut,
    )  # fmt: skip


_NOWHERE = ZoneRow(0, "", "", "", "", None, None, None, None, None, None)


def spaces_of(places: Sequence[Supplied], entries: Sequence[Entry]) -> frozenset[int]:
    """Return the places that are public digital spaces, by their numbers."""
    open_to_all = {e.place_id for e in entries if not e.yes.isdisjoint(SPACE_FEATURES)}
    return frozenset(
        one.id for one in places if one.id in open_to_all or not SPACE_KINDS.isdisjoint(one.kinds)
    )


def totems(*, supply_of: Sequence[Supplied], today: date) -> Totems | None:
    """Return how many places are called totem in each EPCI, None without an EPCI (WRN-28).

    A place is one when its kinds, its programmes or its name say so.
    """
    epcis, _ended = zones_to_observe("epci", today=today)
    if not epcis:
        return None
    parents = {row.id: row.parent_id for row in zone_rows("commune")}
    counts: Counter[int | None] = Counter()
    for one in supply_of:
        said = folded(" ".join((*one.kinds, *one.programmes, one.nom)))
        if TOTEM in said.split() and one.commune_zone_id is not None:
            counts[parents.get(one.commune_zone_id)] += 1
    found = {row.nom: counts[row.id] for row in epcis}
    return Totems(found, [nom for nom, n in found.items() if not n])


def _hours(entries: Sequence[Entry], today: date) -> dict[int, float]:
    """Return the hours a week of each place, of its longest offer; without those not known."""
    hours: dict[int, float] = {}
    found = weekly_hours([e.hours for e in entries], monday=ordinary_week(today))  # type: ignore[misc]
    for entry, n in zip(entries, found.tolist(), strict=True):
        if not np.isnan(n):
            hours[entry.place_id] = max(hours.get(entry.place_id, 0.0), n)
    return hours


def _people(kind: str, zones: Sequence[ZoneRow], on: date) -> dict[int, float]:
    """Return how many people live in each zone: the census, what a file says, else by cell."""
    found: dict[int, float] = {}
    numbers = [zone.id for zone in zones]
    for measure in Measure.objects.filter(code__in=("grid_population", "population")).order_by(
        "code"
    ):
        found |= values_of(measure, kind, numbers, on=on).numbers if numbers else {}
    return found | {zone.id: float(zone.population) for zone in zones if zone.population}


def _offer(
    zone: ZoneRow, places: Sequence[Supplied], spaces: frozenset[int], hours: Mapping[int, float]
) -> ZoneOffer:
    languages = Counter(
        code
        for one in places
        for code in {*one.languages, *(c for offer in one.offers for c in offer.languages)}
    )
    return ZoneOffer(
        zone,
        len(places),
        sum(one.id in spaces for one in places),
        sum(len(one.offers) for one in places),
        sum(hours.get(one.id, 0.0) for one in places),
        sum(one.id not in hours for one in places),
        dict(sorted(languages.items(), key=lambda item: (-item[1], item[0]))),
    )


def _crossed(zones: Sequence[ZoneRow], today: date) -> CrossTable | None:
    """Return the searches by zone and by need, with those of all places; small counts hidden.

    The total of these zones alone is not shown: taken from all searches, it would tell those of
    which nobody said the quarter (OBS-17).
    """
    found = searches(today=today)
    asked = {zone for zone, _need, _n, _unmet in found.rows}
    rows = [zone for zone in zones if zone.id in asked]
    needs = sorted({need for _zone, need, _n, _unmet in found.rows})
    if not rows:
        return None
    lines: list[int | str] = [*(zone.id for zone in rows), ALL]
    return CrossTable(
        [zone.nom for zone in rows],
        needs,
        [
            [found.number("searches", zone=where, need=need) for need in (*needs, ALL)]
            for where in lines
        ],
        found.start,
        found.end,
    )
