"""Our conversion of three producers' files beside the outputs of the national pipeline.

Run: python -m benchmarks.compared [--words] [source ...]

Both sides are read as version 1.0.2 of the standard, matched by identifier, then by name and
commune (accents, case and punctuation aside), and compared field by field. Only counts and words
of closed lists are printed: no name, no address, no telephone. The real files stay outside the
repository; see tests/shared_data.py for where they are looked for.
"""

import argparse
import math
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from maillage.core.harmonise import Log
from maillage.core.hours import parse
from maillage.core.standard import FIELDS, PlaceRecord
from maillage.core.standard.values import fold
from maillage.sources.base import open_delivery, read_source
from maillage.sources.catalog import all_sources, get_source

FOLDER = Path(
    os.environ.get("MAILLAGE_SHARED_DATA", Path(__file__).resolve().parents[2] / "shared" / "data")
)
# Source of the catalog: what the producer sent, what the national pipeline made of it. Vintages
# are near, not equal, for the first two.
PAIRS = {
    "hinaura": ("brut/hinaura-2022-11.json.gz", "harmonise/hinaura-standard-2022.json.gz"),
    "paca": (
        "brut/paca-hub-du-sud-2022.csv.gz",
        "harmonise/paca-standard-2023-05-16.json.gz",
    ),
    "nouvelle-caledonie": (
        "brut/nouvelle-caledonie-2024.json.gz",
        "harmonise/nouvelle-caledonie-standard-2024.json.gz",
    ),
}
# An identifier and a source are ours or theirs: they cannot agree.
LEFT_OUT = ("id", "source", "latitude", "longitude")
NEAR_M = 100.0
_EARTH_M = 6_371_000.0
_MONDAY = date(2026, 11, 16)
_UNKNOWN_PIVOT = "00000000000000"


@dataclass
class Tally:
    """How one field of the matched places agrees, and the words that one side lacks."""

    same: int = 0
    different: int = 0
    only_ours: int = 0
    only_theirs: int = 0
    by_a_person: int = 0  # other hours, of which we leave a day in words or by appointment
    words_ours: Counter[str] = field(default_factory=Counter)
    words_theirs: Counter[str] = field(default_factory=Counter)


def records(source_id: str, relative: str) -> dict[int, PlaceRecord]:
    """Return the records that a source makes of a file, by their number in it, from 1."""
    with open_delivery(FOLDER / "lieux" / relative) as delivery:
        rows = list(read_source(get_source(source_id), delivery, Log()))
    return {r.row.number: r.reading.record for r in rows if r.reading.record is not None}


def same_ids(
    ours: Mapping[int, PlaceRecord], theirs: Iterable[PlaceRecord]
) -> list[tuple[PlaceRecord, PlaceRecord]]:
    """Return the pairs with one identifier: theirs is the place of the row in the file, from 0.

    The name must agree too: files of two dates have not the same rows.
    """
    pairs = []
    for record in theirs:
        own = ours.get(int(record.id) + 1) if record.id.isdecimal() else None
        if own is not None and fold(own.nom) == fold(record.nom):
            pairs.append((own, record))
    return pairs


def matched(
    ours: Iterable[PlaceRecord], theirs: Iterable[PlaceRecord]
) -> tuple[list[tuple[PlaceRecord, PlaceRecord]], int]:
    """Return the pairs with one name in one commune, and how many of theirs could be several.

    Where a name stands several times in a commune, the address must agree too.
    """
    by_name: dict[tuple[str, str], list[PlaceRecord]] = defaultdict(list)
    for record in ours:
        by_name[fold(record.nom), fold(record.commune)].append(record)
    pairs: list[tuple[PlaceRecord, PlaceRecord]] = []
    doubtful = 0
    taken: set[str] = set()
    for record in theirs:
        found = by_name[fold(record.nom), fold(record.commune)]
        if len(found) > 1:
            found = [one for one in found if _same_street(one.adresse, record.adresse)]
        found = [one for one in found if one.id not in taken]
        if len(found) == 1:
            taken.add(found[0].id)
            pairs.append((found[0], record))
        else:
            doubtful += len(found) > 1
    return pairs, doubtful


def _same_street(one: str, other: str) -> bool:
    return fold(one).startswith(fold(other)) or fold(other).startswith(fold(one))


def compare(pairs: list[tuple[PlaceRecord, PlaceRecord]]) -> dict[str, Tally]:
    """Return the tally of each field, and one of the position."""
    tallies = {f.name: Tally() for f in FIELDS if f.name not in LEFT_OUT} | {"position": Tally()}
    for ours, theirs in pairs:
        for name, tally in tallies.items():
            if name == "position":
                _count_position(tally, ours, theirs)
            else:
                _count(tally, name, getattr(ours, name), getattr(theirs, name))
    return tallies


def _count(tally: Tally, name: str, ours: object, theirs: object) -> None:
    if isinstance(ours, tuple) and isinstance(theirs, tuple):
        tally.words_ours.update(set(ours) - set(theirs))
        tally.words_theirs.update(set(theirs) - set(ours))
        ours, theirs = frozenset(ours), frozenset(theirs)
    if name == "pivot":
        ours, theirs = (None if v == _UNKNOWN_PIVOT else v for v in (ours, theirs))
    if name == "horaires":
        in_words = bool(ours and theirs) and '"' in str(ours)
        ours, theirs = _week(str(ours)), _week(str(theirs))
        tally.by_a_person += in_words and ours != theirs
    if not ours and not theirs:
        return
    if not theirs:
        tally.only_ours += 1
    elif not ours:
        tally.only_theirs += 1
    elif ours == theirs or fold(str(ours)) == fold(str(theirs)):
        tally.same += 1
    else:
        tally.different += 1


def _week(text: str) -> str:
    """Return what each day of a week without holiday is open, the text when not understood."""
    hours = parse(text)
    days = [hours.day_intervals(_MONDAY + timedelta(days=day)) for day in range(7)]
    return repr(days) if hours.understood and any(days) else text


def _count_position(tally: Tally, ours: PlaceRecord, theirs: PlaceRecord) -> None:
    if ours.latitude is None or ours.longitude is None:
        tally.only_theirs += theirs.latitude is not None
        return
    if theirs.latitude is None or theirs.longitude is None:
        tally.only_ours += 1
        return
    north = math.radians(ours.latitude - theirs.latitude) * _EARTH_M
    east = math.radians(ours.longitude - theirs.longitude) * _EARTH_M
    if math.hypot(north, east * math.cos(math.radians(ours.latitude))) <= NEAR_M:
        tally.same += 1
    else:
        tally.different += 1


def _years_only_theirs(pairs: list[tuple[PlaceRecord, PlaceRecord]]) -> list[str]:
    return [str(b.date_maj.year) for a, b in pairs if b.date_maj and not a.date_maj]


def _other_communes(pairs: list[tuple[PlaceRecord, PlaceRecord]]) -> list[str]:
    return [
        f"{a.code_insee}/{b.code_insee}"
        for a, b in pairs
        if a.code_insee and b.code_insee and a.code_insee != b.code_insee
    ]


def _listed(counter: Counter[str]) -> str:
    return ", ".join(f"{word} {n}" for word, n in counter.most_common(9)) or "none"


def show(source_id: str, *, words: bool) -> None:
    """Print the comparison of one source, as a table of Markdown."""
    raw, official = PAIRS[source_id]
    numbered, theirs = records(source_id, raw), list(records("national", official).values())
    ours = list(numbered.values())
    pairs = same_ids(numbered, theirs)
    n_by_id = len(pairs)
    done = {own.id for own, _ in pairs}, {record.id for _, record in pairs}
    more, doubtful = matched(
        [own for own in ours if own.id not in done[0]],
        [record for record in theirs if record.id not in done[1]],
    )
    pairs += more
    print(f"\n## {source_id}: {len(ours)} ours, {len(theirs)} theirs, {len(pairs)} matched", end="")
    print(f" ({n_by_id} by identifier)")
    print(f"Not matched: {len(theirs) - len(pairs)} of theirs ({doubtful} in doubt), ", end="")
    print(f"{len(ours) - len(pairs)} of ours.\n")
    if words:
        origins = Counter(record.source for record in theirs)
        print(f"Their origins: {_listed(origins)}.")
        print(f"Years only theirs: {_listed(Counter(_years_only_theirs(pairs)))}.")
        print(f"INSEE codes that differ: {_listed(Counter(_other_communes(pairs)))}.\n")
    print("| field | same | different | only ours | only theirs |\n|---|---|---|---|---|")
    closed = {f.name for f in FIELDS if f.values} | {"typologie", "autres_formations_labels"}
    for name, tally in compare(pairs).items():
        if tally.same or tally.different or tally.only_ours or tally.only_theirs:
            numbers = (tally.same, tally.different, tally.only_ours, tally.only_theirs)
            print(f"| {name} | {' | '.join(map(str, numbers))} |")
        if tally.by_a_person:
            print(f"|   of which with a day in words or by appointment: {tally.by_a_person} ||||| ")
        if words and name in closed:
            for side, counter in (("ours", tally.words_ours), ("theirs", tally.words_theirs)):
                if counter:
                    print(f"|   only {side}: {_listed(counter)} ||||| ")


def main() -> None:
    """Compare the sources named, or all three."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sources", nargs="*", metavar="source", help=", ".join(PAIRS))
    parser.add_argument("--words", action="store_true", help="words of closed lists that differ")
    options = parser.parse_args()
    for source_id in options.sources or PAIRS:
        if source_id not in PAIRS or source_id not in all_sources():
            sys.exit(f"{source_id}: no official output, or no such source")
        if not (FOLDER / "lieux" / PAIRS[source_id][0]).exists():
            sys.exit(f"real data absent: {FOLDER} (set MAILLAGE_SHARED_DATA)")
        show(source_id, words=options.words)


if __name__ == "__main__":
    main()
