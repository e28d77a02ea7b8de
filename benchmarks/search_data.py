"""Towns and questions for the benchmark of the search: invented, the same at every run."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from maillage.core.search import Entry, Query, Wanted

OFFERS_PER_PLACE = 1.6
MONDAY = datetime.fromisoformat("2026-03-02T00:00")
# Dimension: share of the offers that have each value; share where the dimension is not known.
DIMENSIONS: dict[str, tuple[tuple[float, ...], float]] = {
    "service": ((0.55, 0.4, 0.35, 0.3, 0.2, 0.15, 0.1, 0.08, 0.05, 0.03, 0.01), 0.02),
    "equipment": ((0.45, 0.35, 0.3, 0.2, 0.1, 0.05, 0.02), 0.3),
    "use": ((0.4, 0.3, 0.2, 0.1, 0.05), 0.2),
    "theme": ((0.6, 0.2, 0.1, 0.05), 0.1),
    "public": ((0.7, 0.3, 0.2, 0.15, 0.1, 0.05, 0.02), 0.1),
    "care": ((0.08, 0.05, 0.02), 0.5),
    "language": ((0.9, 0.15, 0.08, 0.04, 0.02, 0.01), 0.4),
    "cost": ((0.75, 0.15, 0.1), 0.25),
    "access": ((0.5, 0.3, 0.1, 0.05), 0.4),
    "programme": ((0.3, 0.1, 0.05, 0.01), 0.0),
    "mode": ((0.6, 0.5), 0.3),
    "intensity": ((0.5, 0.3), 0.4),
    "level": ((0.5, 0.4, 0.2), 0.3),
    "regime": ((0.7, 0.3), 0.1),
}
N_WORDS = 3_000
PLACES_PER_ZONE = 400


@dataclass(frozen=True)
class Week:
    """A week of opening, minutes since Monday."""

    spans: tuple[tuple[int, int], ...]

    def day_intervals(self, day: date) -> tuple[tuple[int, int], ...]:
        start = day.weekday() * 1440
        return tuple((a - start, b - start) for a, b in self.spans if 0 <= a - start < 1440)

    def known_on(self, day: date) -> bool:
        return True


@dataclass(frozen=True)
class Region:
    """A generated region, as columns.

    place_of_offer : shape (n_offers,), ascending
    has, doubt : per feature of DIMENSIONS, and per dimension, shape (n_offers,)
    words : shape (n_offers, 4), numbers of words
    week_of_place : index in weeks, -1 = hours not known
    """

    latitudes: NDArray[np.float64]
    longitudes: NDArray[np.float64]
    zones: NDArray[np.int64]
    place_of_offer: NDArray[np.int64]
    has: dict[str, NDArray[np.bool_]]
    doubt: dict[str, NDArray[np.bool_]]
    words: NDArray[np.int64]
    weeks: tuple[Week, ...]
    week_of_place: NDArray[np.int64]

    @property
    def n_offers(self) -> int:
        return self.place_of_offer.size


def word(number: int) -> str:
    """Return an invented word, without accent or plural: the peers read the same text."""
    syllables = ("ba", "do", "fi", "gu", "la", "me", "no", "pi", "ra", "to", "vu", "ze")
    base, text = len(syllables), ""
    for _ in range(4):
        number, at = divmod(number * 7 + 3, base)
        text += syllables[at]
    return text + chr(97 + number % 17) + "o"


def region(n_offers: int, seed: int = 11) -> Region:
    """Return a region of clustered towns, of about 1.6 offers a place."""
    chance = np.random.default_rng(seed)
    n_places = int(n_offers / OFFERS_PER_PLACE)
    place_of_offer = np.sort(
        np.concatenate([np.arange(n_places), chance.integers(0, n_places, n_offers - n_places)])
    )
    # Towns of very different sizes (rank-size rule), in a region of about 200 km.
    n_towns = max(8, n_places // 700)
    weights = 1 / np.arange(1, n_towns + 1)
    town = chance.choice(n_towns, n_places, p=weights / weights.sum())
    centre_lat, centre_lon = chance.uniform(49.0, 51.0, n_towns), chance.uniform(1.5, 4.2, n_towns)
    spread = 0.01 + 0.05 * np.sqrt(weights / weights[0])
    latitudes = (centre_lat[town] + chance.normal(size=n_places) * spread[town]).round(6)
    longitudes = (centre_lon[town] + chance.normal(size=n_places) * spread[town] * 1.5).round(6)
    lost = chance.random(n_places) < 0.03
    latitudes[lost] = longitudes[lost] = np.nan
    by_town = np.argsort(town, kind="stable")
    zones = np.empty(n_places, dtype=np.int64)
    zones[by_town] = np.arange(n_places) // PLACES_PER_ZONE
    has, doubt = {}, {}
    for dimension, (shares, unknown) in DIMENSIONS.items():
        doubt[dimension] = chance.random(n_offers) < unknown
        for value, share in enumerate(shares):
            has[f"{dimension}:{value}"] = (chance.random(n_offers) < share) & ~doubt[dimension]
    weeks = tuple(_week(chance) for _ in range(400))
    week_of_place = chance.integers(0, len(weeks), n_places)
    week_of_place[chance.random(n_places) < 0.3] = -1
    ranks = chance.zipf(1.3, size=(n_offers, 4)) % N_WORDS
    return Region(
        latitudes, longitudes, zones, place_of_offer, has, doubt, ranks, weeks, week_of_place
    )


def _week(chance: np.random.Generator) -> Week:
    spans = []
    for day in range(6):
        if chance.random() < 0.75:
            opens = day * 1440 + 60 * int(chance.integers(8, 11))
            spans.append((opens, opens + 180))
            if chance.random() < 0.8:
                spans.append((opens + 270, opens + 270 + 60 * int(chance.integers(2, 5))))
    return Week(tuple(spans))


def entries(data: Region) -> Iterator[Entry]:
    """Yield the entries of a region, one at a time: they are never all in memory."""
    block = 20_000
    for start in range(0, data.n_offers, block):
        rows = range(start, min(start + block, data.n_offers))
        yes: list[list[str]] = [[] for _ in rows]
        unknown: list[list[str]] = [[] for _ in rows]
        for feature, flags in data.has.items():
            for at in np.flatnonzero(flags[start : start + block]).tolist():
                yes[at].append(feature)
        for dimension, flags in data.doubt.items():
            for at in np.flatnonzero(flags[start : start + block]).tolist():
                unknown[at].append(f"{dimension}:*")
        for at, row in enumerate(rows):
            place = int(data.place_of_offer[row])
            lost = bool(np.isnan(data.latitudes[place]))
            week = int(data.week_of_place[place])
            yield Entry(
                place_id=place,
                offer_id=row,
                latitude=None if lost else float(data.latitudes[place]),
                longitude=None if lost else float(data.longitudes[place]),
                name=f"{word(place % N_WORDS)} {place}",
                yes=frozenset([*yes[at], f"zone:{data.zones[place]}"]),
                unknown=frozenset(unknown[at]),
                text=text_of(data, row),
                hours=None if week < 0 else data.weeks[week],
            )


def text_of(data: Region, row: int) -> str:
    """Return the text of an offer."""
    return " ".join(word(number) for number in data.words[row].tolist())


def questions(data: Region, n_questions: int, seed: int = 12) -> list[Query]:
    """Return questions near a point, of very different selectivity, always without relaxation."""
    chance = np.random.default_rng(seed)
    located = np.flatnonzero(~np.isnan(data.latitudes))
    names = list(DIMENSIONS)
    asked = []
    for _ in range(n_questions):
        place = int(chance.choice(located))
        near = (
            round(float(data.latitudes[place] + chance.normal() * 0.01), 6),
            round(float(data.longitudes[place] + chance.normal() * 0.01), 6),
        )
        wanted = []
        for dimension in chance.permutation(names)[: chance.integers(0, 4)].tolist():
            n_values = len(DIMENSIONS[dimension][0])
            values = chance.permutation(n_values)[: chance.integers(1, 4)]
            any_of = tuple(f"{dimension}:{value}" for value in sorted(values.tolist()))
            wanted.append(Wanted(dimension=dimension, any_of=any_of))
        if chance.random() < 0.15:
            wanted.append(Wanted(dimension="zone", any_of=(f"zone:{data.zones[place]}",)))
        text = ""
        if chance.random() < 0.2:
            row = int(chance.integers(data.n_offers))
            text = " ".join(word(n) for n in data.words[row, : chance.integers(1, 3)].tolist())
            text = text[:-1] if chance.random() < 0.5 else text
        open_at = None
        if chance.random() < 0.25:
            open_at = MONDAY + timedelta(minutes=15 * int(chance.integers(0, 7 * 96)))
        within_m = float(chance.choice([1000, 5000, 20000])) if chance.random() < 0.3 else None
        asked.append(
            Query(
                wanted=tuple(wanted),
                text=text,
                near=near,
                within_m=within_m,
                open_at=open_at,
                relax=False,
            )
        )
    return asked
