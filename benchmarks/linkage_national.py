"""The formula of the national cartography, written again from its description to be measured.

mednum-cli, `src/dedupliquer`: same commune code, different id, kinds that meet; the mean of three
whole scores; merged above 83 between sources and above 90 inside one. What it does not say is
filled in its favour: every record gets the commune code that its postcode and commune name give.
"""

import gzip
import json
import math
import unicodedata
from collections import defaultdict
from itertools import combinations

from rapidfuzz.fuzz import ratio

from benchmarks.linkage_data import FOLDER, Record

BETWEEN, INSIDE = 83, 90
_ANYWHERE = {"RFS", "PIMMS"}
_COMMUNES = FOLDER.parent / "territoires" / "decoupage-administratif-6.0.0" / "communes.json.gz"


def plain(text: str) -> str:
    """Return lower-case letters and digits without accents, one space between words."""
    bare = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe"))
    kept = "".join(c if c.isalnum() else " " for c in bare if not unicodedata.combining(c))
    return " ".join(kept.split())


def _commune_name(text: str) -> str:
    words = plain(text).split()
    if "cedex" in words:
        words = words[: words.index("cedex")]
    while words and words[-1].isdigit():
        words.pop()
    return " ".join({"st": "saint", "ste": "sainte"}.get(word, word) for word in words)


def communes() -> dict[tuple[str, str], str]:
    """Return commune codes by (postcode or departement, plain name), where there is only one."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    with gzip.open(_COMMUNES, "rt", encoding="utf-8") as file:
        for commune in json.load(file):
            name = _commune_name(commune["nom"])
            code = commune.get("commune", commune["code"])
            for postcode in commune.get("codesPostaux", ()):
                found[postcode, name].add(code)
                found[postcode, ""].add(code)
            department = commune["code"][:3] if commune["code"] >= "97" else commune["code"][:2]
            if "A" not in department and "B" not in department:
                found[department, name].add(code)
    return {key: codes.pop() for key, codes in found.items() if len(codes) == 1}


def with_codes(records: list[Record]) -> list[str]:
    """Return the commune code of each record: its own, else what its postcode and name give."""
    known = communes()
    codes = []
    for record in records:
        name, postcode = _commune_name(record["commune"]), record["postcode"]
        department = postcode[:3] if postcode >= "97" else postcode[:2]
        codes.append(
            record["code_insee"]
            or known.get((postcode, name))
            or known.get((department, name))
            or known.get((postcode, ""))
            or f"{postcode} {name}"
        )
    return codes


def score(a: Record, b: Record) -> int:
    """Return the whole score, 0 to 100."""
    if a["lat"] is None or b["lat"] is None:
        distance = 0.0  # a missing coordinate is scored as the same point
    else:
        distance = math.hypot(a["lat"] - b["lat"], a["lon"] - b["lon"])
    near = 100 if distance < 0.0004 else math.trunc(100 / (1000 * distance + 1))
    # fuzzball rounds each ratio and lowers case by default.
    street = round(ratio(plain(a["address"]), plain(b["address"])))
    name = round(ratio(plain(a["name"]), plain(b["name"])))
    return math.trunc((street + name + near) / 3)


def kinds_meet(a: Record, b: Record) -> bool:
    """Return True unless both say kinds and none is shared."""
    one, other = set(a["kind"]), set(b["kind"])
    return not one or not other or bool(one & other) or bool((one | other) & _ANYWHERE)


def scored(records: list[Record]) -> dict[tuple[int, int], int]:
    """Return the score of every candidate pair (positions, left < right)."""
    blocks: dict[str, list[int]] = defaultdict(list)
    for position, code in enumerate(with_codes(records)):
        blocks[code].append(position)
    return {
        (i, j): score(records[i], records[j])
        for members in blocks.values()
        for i, j in combinations(members, 2)
        if kinds_meet(records[i], records[j])
    }


def merges(a: Record, b: Record, value: int) -> bool:
    """Return True when the pipeline would merge this candidate pair."""
    return value > (INSIDE if a["source"] == b["source"] else BETWEEN)
