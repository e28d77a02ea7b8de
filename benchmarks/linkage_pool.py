"""The pairs from which the labelled ones were drawn, and the strata of the draw.

The pool knows nothing of `core.matching`: names that share enough words, or one address, in one
commune, postcode or departement; less than 500 m apart; a telephone, e-mail, site or SIRET in
common; merged by the national formula. A simple mean of agreements orders it into bands, so that
the doubtful middle is drawn more often than the evident ends. Only pairs inside one half count.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz.fuzz import ratio, token_set_ratio, token_sort_ratio

from benchmarks.linkage_data import Record, is_reporting
from benchmarks.linkage_national import merges, plain, with_codes
from benchmarks.linkage_national import scored as scored_by_formula
from maillage.core.geo.distance import distance_m

EDGES = (0.35, 0.45, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)
NEAR_M = 500
# Contacts borne by more records than this make a part of the pool of their own.
CROWD = 25
_SMALL = frozenset(
    (
        "de",
        "du",
        "des",
        "la",
        "le",
        "les",
        "l",
        "d",
        "et",
        "en",
        "a",
        "au",
        "aux",
        "saint",
        "sainte",
    )
)
_STEP = 0.005  # degrees: more than 500 m in latitude; two steps cover it in longitude

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Words:
    """What of a record is compared, once."""

    name: str
    address: str
    commune: frozenset[str]
    phone: str
    email: frozenset[str]
    site: frozenset[str]


def words(record: Record) -> Words:
    """Return the plain texts and contacts of a record."""
    return Words(
        plain(record["name"]),
        plain(record["address"]),
        frozenset(plain(record["commune"]).split()),
        re.sub(r"\D", "", record["phone"])[-9:],
        frozenset(text.lower() for text in record["email"]),
        frozenset(
            re.sub(r"^https?://(www\.)?", "", text.lower()).rstrip("/") for text in record["site"]
        ),
    )


def _own_name(one: Words, other: Words) -> str:
    left_out = one.commune | other.commune | _SMALL
    return " ".join(word for word in one.name.split() if word not in left_out) or one.name


def _pairs_of(keys: Iterable[Iterable[object]]) -> dict[object, list[int]]:
    blocks: dict[object, list[int]] = defaultdict(list)
    for position, values in enumerate(keys):
        for value in values:
            if value:
                blocks[value].append(position)
    return blocks


@dataclass(frozen=True, slots=True)
class Pool:
    """Pairs of positions by stratum."""

    strata: dict[str, list[Pair]]
    crowded: set[Pair]  # only a crowded contact in common: strata of their own
    merged: set[Pair]  # by the national formula


def pool(records: list[Record]) -> Pool:
    """Return the pool of these records; 6 s for 18 000."""
    text = [words(record) for record in records]
    found: set[Pair] = set()
    crowded: set[Pair] = set()
    contacts = (
        [[one.phone] for one in text],
        [one.email for one in text],
        [one.site for one in text],
        [[record["siret"]] for record in records],
    )
    for keys in contacts:
        for members in _pairs_of(keys).values():
            (found if len(members) <= CROWD else crowded).update(combinations(members, 2))
    where = (
        [[code] for code in with_codes(records)],
        [[record["postcode"]] for record in records],
        [
            [(record["area"], plain(record["commune"]))] if record["commune"] else []
            for record in records
        ],
    )
    for keys in where:
        for members in _pairs_of(keys).values():
            found.update((i, j) for i, j in combinations(members, 2) if _alike(text[i], text[j]))
    found |= _near(records)
    formula = scored_by_formula(records)
    merged = {(i, j) for (i, j), value in formula.items() if merges(records[i], records[j], value)}
    found |= merged
    strata: dict[str, list[Pair]] = defaultdict(list)
    crowded -= found
    for pair in sorted(found | crowded):
        left, right = (records[position] for position in pair)
        if is_reporting(left) != is_reporting(right):
            continue
        half = "reporting" if is_reporting(left) else "choosing"
        inside = "inside" if left["source"] == right["source"] else "between"
        if pair in crowded:
            strata[f"{half} crowd {inside}"].append(pair)
            continue
        value = agreement(left, right, text[pair[0]], text[pair[1]])
        band = sum(value >= edge for edge in EDGES)
        formula_says = "merged" if pair in merged else "apart"
        strata[f"{half} {band:02} {inside} {formula_says}"].append(pair)
    return Pool(dict(strata), crowded, merged)


def _alike(one: Words, other: Words) -> bool:
    if token_set_ratio(_own_name(one, other), _own_name(other, one)) >= 55:
        return True
    return bool(one.address) and token_sort_ratio(one.address, other.address) >= 90


def _near(records: list[Record]) -> set[Pair]:
    cells: dict[Pair, list[int]] = defaultdict(list)
    for position, record in enumerate(records):
        if record["lat"] is not None:
            cells[int(record["lat"] / _STEP), int(record["lon"] / _STEP)].append(position)
    found: set[Pair] = set()
    for (row, column), members in cells.items():
        for up in (0, 1):
            for aside in range(-2, 3):
                if up == 0 and aside < 0:
                    continue
                for i in members:
                    for j in cells.get((row + up, column + aside), ()):
                        if (i < j or (up, aside) != (0, 0)) and _metres(
                            records[i], records[j]
                        ) <= NEAR_M:
                            found.add((min(i, j), max(i, j)))
    return found


def _metres(one: Record, other: Record) -> float:
    return distance_m(one["lat"], one["lon"], other["lat"], other["lon"])


def agreement(left: Record, right: Record, one: Words, other: Words) -> float:
    """Return the mean of agreements of a pair, 0 to 1; unknown is in the middle."""
    a, b = _own_name(one, other), _own_name(other, one)
    name = (token_set_ratio(a, b) + ratio(one.name, other.name)) / 200
    both = bool(one.address and other.address)
    address = token_sort_ratio(one.address, other.address) / 100 if both else 0.5
    known = left["lat"] is not None and right["lat"] is not None
    near = math.exp(-_metres(left, right) / 300) if known else 0.5
    said = shared = 0
    for ours, theirs in (
        ({one.phone} - {""}, {other.phone} - {""}),
        (one.email, other.email),
        (one.site, other.site),
    ):
        if ours and theirs:
            said += 1
            shared += bool(ours & theirs)
    contact = (shared + 0.35) / (said + 0.7) if said else 0.45
    return 0.45 * name + 0.2 * address + 0.2 * near + 0.15 * contact
