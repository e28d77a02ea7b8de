"""How long linking takes and how much memory, on generated records from 25 000 to 2 500 000.

    python -m benchmarks.linkage_scale                       25 000 and 250 000 records
    python -m benchmarks.linkage_scale --records 2500000     the large one: about an hour's patience
    python -m benchmarks.linkage_scale --quick               2 000 records
    var/peers/bin/python -m benchmarks.linkage_scale --peer  splink too, on the same records

The noise is that of reference/libraries.md 4: of every 25 000 records, 18 000 places; acronym for
words 35 %, capitals 25 %, typing slip 20 %, commune appended 15 %, word dropped 15 %, type of
street abbreviated 40 %, number missing or wrong 17 %, position moved by 20 to 600 m, telephone
missing 40 %, e-mail missing 50 %. It is synthetic: precision and recall on it are anchors against
regressions, not what to expect of real files (docs/linkage.md has those). Communes hold 1 to 400
places.

One line of JSON per size on standard output, each in a process of its own, so that the peak of
memory is its own; what is going on on standard error.
"""

import argparse
import json
import math
import multiprocessing
import resource
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maillage.core.matching import link, pairs_touching
from maillage.core.matching.blocks import candidate_pairs
from maillage.core.matching.linking import scores
from maillage.core.matching.model import DEFAULT
from maillage.core.matching.prepare import prepare

PLACES_OF_RECORDS = 18_000 / 25_000
CHANGED = 1_000
METRE = 1 / 111_195
SYLLABLES = [
    "ba",
    "ber",
    "cha",
    "cor",
    "da",
    "dou",
    "fer",
    "fo",
    "ga",
    "gne",
    "li",
    "lo",
    "ma",
    "mon",
    "na",
    "nou",
    "pe",
    "ra",
    "ri",
    "sau",
    "ta",
    "tou",
    "val",
    "ver",
    "vi",
]
KINDS = (
    ("Centre social", "CS"), ("Médiathèque", "Médiathèque"), ("Mairie", "Mairie"),
    ("Centre communal d'action sociale", "CCAS"), ("Maison des jeunes et de la culture", "MJC"),
    ("Mission locale", "ML"), ("France services", "MSAP"), ("Association", "Asso"),
    ("Espace public numérique", "EPN"), ("Maison de quartier", "Maison de quartier"),
)  # fmt: skip
STREETS = (
    ("rue", "r."),
    ("avenue", "av."),
    ("boulevard", "bd"),
    ("place", "pl."),
    ("chemin", "che"),
)
UNNAMED = 2, 3, 6  # one town hall, one CCAS, one France services a commune


def word(random: Random, syllables: int) -> str:
    """Return an invented word."""
    return "".join(random.choices(SYLLABLES, k=syllables)).capitalize()


def places(random: Random, n: int) -> Iterator[dict[str, Any]]:
    """Yield n places, commune by commune."""
    made = 0
    vocabulary = [word(random, 2 + at % 2) for at in range(max(400, n // 20))]
    while made < n:
        commune = f"{word(random, 2)}-{word(random, 2)}"
        postcode = f"{random.randrange(1, 96):02d}{random.randrange(1000):03d}"
        size = min(n - made, int(math.exp(random.uniform(0, 6))) + 1)
        latitude, longitude = random.uniform(42.5, 50.9), random.uniform(-4.5, 7.9)
        streets = [
            (random.randrange(len(STREETS)), f"{random.choice(vocabulary)} {word(random, 2)}")
            for _ in range(max(3, size // 3))
        ]
        extent = 300 * math.sqrt(size) * METRE
        met: set[int] = set()
        for _ in range(size):
            kind = random.randrange(len(KINDS))
            name = f"{random.choice(vocabulary)} {random.choice(vocabulary)}"
            if kind in UNNAMED and kind not in met:
                name = f"de {commune}"
            met.add(kind)
            street, street_name = random.choice(streets)
            yield {
                "kind": kind,
                "name": name,
                "commune": commune,
                "postcode": postcode,
                "number": random.randrange(1, 150),
                "street": street,
                "street_name": street_name,
                "lat": latitude + extent * random.gauss(0, 1),
                "lon": longitude + extent * random.gauss(0, 1),
                "phone": f"0199{random.randrange(10**6):06d}",
                "email": f"contact@{name.replace(' ', '-').lower()}-{made}.example",
            }
            made += 1


def record_of(random: Random, place: dict[str, Any], noisy: bool) -> dict[str, Any]:
    """Return a place as a producer writes it."""
    chance = [random.random() if noisy else 1.0 for _ in range(9)]
    kind = KINDS[place["kind"]][chance[0] < 0.35]
    words = f"{kind} {place['name']}".split()
    if chance[4] < 0.15 and len(words) > 2:
        words.pop(random.randrange(1, len(words)))
    name = " ".join(words)
    if chance[2] < 0.20:
        at = random.randrange(1, len(name) - 1)
        name = name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    if chance[3] < 0.15:
        name += f" de {place['commune']}"
    if chance[1] < 0.25:
        name = name.upper()
    street = STREETS[place["street"]][chance[5] < 0.40]
    number = str(place["number"])
    if chance[6] < 0.17:
        number = "" if chance[6] < 0.12 else str(place["number"] + random.randrange(1, 9))
    moved = random.uniform(20, 600) * METRE if noisy else 0.0
    angle = random.uniform(0, 2 * math.pi)
    return {
        "name": name,
        "address": f"{number} {street} {place['street_name']}".strip(),
        "commune": place["commune"],
        "postcode": place["postcode"],
        "lat": place["lat"] + moved * math.sin(angle),
        "lon": place["lon"] + moved * math.cos(angle) * 1.4,
        "phone": "" if chance[7] < 0.40 else place["phone"],
        "email": "" if chance[8] < 0.50 else place["email"],
    }


def generated(n: int, seed: int = 1) -> tuple[list[dict[str, Any]], NDArray[np.int64]]:
    """Return n records in no order, and the place of each."""
    random = Random(seed)
    base = list(places(random, int(n * PLACES_OF_RECORDS)))
    said = [(at, False) for at in range(len(base))]
    said += [(random.randrange(len(base)), True) for _ in range(n - len(base))]
    random.shuffle(said)
    records = [record_of(random, base[at], noisy) for at, noisy in said]
    return records, np.array([at for at, _ in said], dtype=np.int64)


def peak_mb() -> float:
    """Return the most memory that this process has held, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def measured(n: int) -> dict[str, Any]:
    """Link n generated records and return what it took."""

    def tell(stage: str, done: int, total: int) -> None:
        seconds = time.perf_counter() - start
        print(f"{n}: {stage} {done}/{total} after {seconds:.1f} s", file=sys.stderr, flush=True)

    records, truth = generated(n)
    held = peak_mb()
    start, start_cpu = time.perf_counter(), time.process_time()
    found = link(records, progress=tell)
    seconds, cpu = time.perf_counter() - start, time.process_time() - start_cpu
    peak = peak_mb()
    same = found.pairs.probabilities >= DEFAULT.same_from
    right = truth[found.pairs.left[same]] == truth[found.pairs.right[same]]
    sizes = np.bincount(truth)
    true_pairs = int((sizes * (sizes - 1) // 2).sum())
    of_group = np.arange(n) + n
    for place, members in enumerate(found.groups):
        of_group[members] = place
    start = time.perf_counter()
    touched = pairs_touching(records, range(CHANGED))
    relink = time.perf_counter() - start
    return {
        "benchmark": "linkage_scale",
        "records": n,
        "link_s": round(seconds, 2),
        "link_cpu_s": round(cpu, 2),
        "records_mb": round(held),
        "peak_mb": round(peak),
        "relink_1000_s": round(relink, 2),
        "relinked_pairs": len(touched),
        "true_pairs": true_pairs,
        "same": int(same.sum()),
        "doubtful": int((~same).sum()),
        "precision": round(float(right.mean()), 5),
        "recall": round(int(right.sum()) / true_pairs, 5),
        "recall_with_doubtful": round(
            int((truth[found.pairs.left] == truth[found.pairs.right]).sum()) / true_pairs, 5
        ),
        "groups": len(found.groups),
    }


def steps(n: int) -> dict[str, Any]:
    """Return the time of each step alone."""
    records, truth = generated(n)
    start = time.process_time()
    data = prepare(records)
    prepared = time.process_time()
    pairs = list(candidate_pairs(data))
    found = time.process_time()
    for left, right in pairs:
        scores(data, DEFAULT, left, right)
    scored = time.process_time()
    hits = sum(int((truth[left] == truth[right]).sum()) for left, right in pairs)
    return {
        "benchmark": "linkage_scale_steps",
        "records": n,
        "prepare_cpu_s": round(prepared - start, 2),
        "candidates_cpu_s": round(found - prepared, 2),
        "score_cpu_s": round(scored - found, 2),
        "candidates": sum(len(left) for left, _ in pairs),
        "true_candidates": hits,
    }


def splink_measured(n: int) -> dict[str, Any]:
    """Give the same records to splink, its comparisons and training as in docs/linkage.md.

    Its columns (capitals and accents taken out) are made inside the measure, as ours are.
    """
    from benchmarks.linkage_national import plain
    from benchmarks.linkage_splink import scored_rows

    records, truth = generated(n)
    start, start_cpu = time.perf_counter(), time.process_time()
    names = [plain(record["name"]) for record in records]
    found = scored_rows(
        {
            "unique_id": list(range(n)),
            "name": [name or None for name in names],
            "address": [plain(record["address"]) or None for record in records],
            "phone": [record["phone"] or None for record in records],
            "email": [record["email"] or None for record in records],
            "siret": [None] * n,
            "start": [name[:4] or None for name in names],
            "cell": [f"{record['lat']:.2f} {record['lon']:.2f}" for record in records],
            "lat": [record["lat"] for record in records],
            "lon": [record["lon"] for record in records],
            "code": [f"{record['postcode']} {plain(record['commune'])}" for record in records],
        }
    )
    seconds, cpu = time.perf_counter() - start, time.process_time() - start_cpu
    sure = [pair for pair, probability in found.items() if probability >= 0.95]
    right = sum(int(truth[left] == truth[right]) for left, right in sure)
    sizes = np.bincount(truth)
    true_pairs = int((sizes * (sizes - 1) // 2).sum())
    return {
        "benchmark": "linkage_scale_splink",
        "records": n,
        "link_s": round(seconds, 2),
        "link_cpu_s": round(cpu, 2),
        "peak_mb": round(peak_mb()),
        "same": len(sure),
        "precision": round(right / max(1, len(sure)), 5),
        "recall": round(right / true_pairs, 5),
    }


def main() -> None:
    """Measure each size in its own process."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--records", type=int, nargs="*", default=[25_000, 250_000])
    parser.add_argument("--peer", action="store_true", help="splink too, up to 250 000 records")
    parser.add_argument("--quick", action="store_true", help="2 000 records, to see that it runs")
    options = parser.parse_args()
    context = multiprocessing.get_context("spawn")
    for n in [2_000] if options.quick else options.records:
        measures = [measured, steps] if n <= 250_000 else [measured]
        measures += [splink_measured] if options.peer and n <= 250_000 else []
        for measure in measures:
            # Not a Pool: it waits for ever for a process that the kernel has killed.
            with ProcessPoolExecutor(1, mp_context=context) as pool:
                print(json.dumps(pool.submit(measure, n).result()), flush=True)


if __name__ == "__main__":
    main()
