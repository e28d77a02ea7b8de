"""How fast a person is oriented among all the offers of a town or region.

    python -m benchmarks.orientation            25 000 offers, 200 persons
    python -m benchmarks.orientation --quick    25 000 offers, 60 persons

One line of JSON per case on standard output, what is going on on standard error. Times are for one
person, in milliseconds, in one process; the first time of a question is apart: the index keeps
what it was asked.
"""

import argparse
import gc
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from benchmarks.search_data import MONDAY, Region, entries, region
from maillage.core.orientation import Availability, Moment, Profile, rank
from maillage.core.orientation.table import (
    ACCESS,
    ALONE_WITH,
    CREATION,
    CULTURE,
    EMPLOYMENT,
    FREE,
    IN_GROUP,
    PARENTING,
    PROCEDURES,
    PURCHASE,
    SAFETY,
    TOOLS,
)
from maillage.core.search import Entry, Index
from maillage.core.skills import Obstacle

NOW = MONDAY.replace(hour=10)
# The invented values of the benchmark of the search, by what orientation reads.
NAMED = {
    "service": (PROCEDURES, TOOLS, ACCESS, EMPLOYMENT, SAFETY, CULTURE, PARENTING, CREATION,
                PURCHASE, PURCHASE, PURCHASE),
    "use": ("use:free_access", "use:procedures", "use:personal_help", "use:beginner_workshops",
            "use:loan"),
    "language": ("language:fr", "language:en", "language:ar", "language:tr", "language:pt",
                 "language:uk"),
    "care": ("care:Illettrisme", "care:Surdité", "care:Handicaps moteurs"),
    "cost": (FREE, "cost:Gratuit sous condition", "cost:Payant"),
    "access": ("access:walk_in", "mobilise:person", "mobilise:professional", "access:booking"),
    "public": ("public:Jeunes", "public:Seniors", "public:Femmes", "public:Étudiants",
               "public:Familles et/ou enfants", "age:jeunes", "age:seniors"),
    "mode": ("mode:with", "mode:for"),
    "intensity": ("intensity:initiation", "intensity:support"),
    "level": ("level:grand_debutant", "level:debutant", "level:avance"),
    "theme": ("theme:digital", "theme:rights", "theme:parenting", "theme:employment"),
    "programme": (ALONE_WITH, IN_GROUP, "help:À distance", "wheelchair:yes"),
}  # fmt: skip
MOTIVES = ("ecole", "emploi", "demarche", "argent", "courrier", "mail", "apprendre", "internet")
AREAS = ("information", "communication", "content", "problems", "safety")
N_WITH_AGENDA = 1_000


def say(text: str) -> None:
    """Tell the person who waits."""
    print(text, file=sys.stderr, flush=True)


def record(**case: Any) -> None:
    """Write one line of results."""
    print(json.dumps({"benchmark": "orientation", **case}), flush=True)


def offers(data: Region, seed: int = 21) -> Iterator[Entry]:
    """Yield the offers of a region with the words that orientation reads, and a day of checking."""
    chance = np.random.default_rng(seed)
    names = {
        f"{dimension}:{value}": name
        for dimension, values in NAMED.items()
        for value, name in enumerate(values)
    }
    for entry in entries(data):
        day = date.fromordinal(NOW.toordinal() - int(chance.integers(0, 900)))
        yield replace(
            entry,
            yes=frozenset(names.get(feature, feature) for feature in entry.yes),
            verified_on=day if chance.random() < 0.9 else None,
        )


def agenda(data: Region, seed: int = 22) -> dict[int, list[Moment]]:
    """Return when people receive in some of the places."""
    chance = np.random.default_rng(seed)
    n_places = data.latitudes.size
    found: dict[int, list[Moment]] = {}
    for place in chance.choice(n_places, min(N_WITH_AGENDA, n_places), replace=False).tolist():
        for _ in range(int(chance.integers(1, 4))):
            starts_at = NOW + timedelta(minutes=15 * int(chance.integers(0, 1400)))
            serves = ((), (PROCEDURES,), (TOOLS,))[int(chance.integers(3))]
            moment = Moment(starts_at=starts_at, course=chance.random() < 0.3, serves=serves)
            found.setdefault(place, []).append(moment)
    return found


def persons(data: Region, n: int, seed: int = 23) -> list[Profile]:
    """Return persons of every kind: from those who say one thing to those who say many."""
    chance = np.random.default_rng(seed)
    located = np.flatnonzero(~np.isnan(data.latitudes))
    found = []
    for _ in range(n):
        place = int(chance.choice(located))
        lacking = chance.permutation(AREAS)[: chance.integers(0, 4)].tolist()
        obstacles = chance.permutation(np.array(list(Obstacle)))[: chance.integers(0, 4)].tolist()
        found.append(
            Profile(
                motives=tuple(chance.permutation(MOTIVES)[: chance.integers(0, 3)].tolist()),
                levels=dict.fromkeys(lacking, "none"),
                beginner=bool(chance.random() < 0.3),
                complex=bool(chance.random() < 0.2),
                obstacles=frozenset(map(Obstacle, obstacles)),
                languages=("ar",) if chance.random() < 0.2 else (),
                accessible=("wheelchair",) if chance.random() < 0.1 else (),
                costs=("Gratuit",) if chance.random() < 0.4 else (),
                publics=("Seniors",) if chance.random() < 0.2 else (),
                zone_ids=(int(data.zones[place]),) if chance.random() < 0.3 else (),
                near=(float(data.latitudes[place]), float(data.longitudes[place])),
                reach_min=int(chance.choice([10, 20, 40])) if chance.random() < 0.5 else None,
                open_at=NOW + timedelta(hours=5) if chance.random() < 0.1 else None,
                before=NOW + timedelta(days=2) if chance.random() < 0.2 else None,
                mobilised_by="person" if chance.random() < 0.5 else "",
            )
        )
    return found


def spread(times: list[float]) -> dict[str, float]:
    """Return the median, the 95th percentile and the worst."""
    p50, p95 = np.percentile(times, [50, 95])
    return {
        "p50_ms": round(float(p50), 3),
        "p95_ms": round(float(p95), 3),
        "max_ms": round(max(times), 3),
    }


def measure(n_offers: int, n_persons: int, repeats: int) -> None:
    """Measure one size of region; each person is asked several times, the best time counts."""
    say(f"{n_offers} offers")
    data = region(n_offers)
    index = Index.build(offers(data))
    moments = Availability(agenda(data), now=NOW)
    asked = persons(data, n_persons)
    times: dict[int, list[float]] = {number: [] for number in range(len(asked))}
    gc.collect()
    results = []
    for _ in range(repeats + 1):
        results = []
        for number, person in enumerate(asked):
            start = time.perf_counter()
            results.append(rank(person, index, now=NOW, availability=moments))
            times[number].append(1000 * (time.perf_counter() - start))
    relaxed = [number for number, one in enumerate(results) if one.relaxed]
    plain = [number for number in times if number not in set(relaxed)]
    case = {"n_offers": n_offers, "n_places": index.n_places}
    for measured, numbers in (("rank", plain), ("rank, filters given up", relaxed)):
        if numbers:
            best = [min(times[number][1:]) for number in numbers]
            first = [times[number][0] for number in numbers]
            record(**case, measure=measured, n_persons=len(numbers), **spread(best))
            record(
                **case, measure=f"{measured}, first time", n_persons=len(numbers), **spread(first)
            )
    everyone = replace(asked[0], motives=(), zone_ids=(), reach_min=None, limit=None, per_aim=None)
    worst = replace(
        everyone, levels=dict.fromkeys(AREAS, "none"), motives=MOTIVES, languages=(), costs=(),
        publics=(), accessible=(), mobilised_by="", open_at=None, limit=12, per_aim=4,
    )  # fmt: skip
    again = []
    for _ in range(20):
        start = time.perf_counter()
        found = rank(worst, index, now=NOW, availability=moments)
        again.append(1000 * (time.perf_counter() - start))
    places = found.n_certain + found.n_unknown
    record(**case, measure="rank, nearly all places fit", places_that_fit=places, **spread(again))


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    measure(25_000, 60 if options.quick else 200, 3 if options.quick else 8)


if __name__ == "__main__":
    main()
