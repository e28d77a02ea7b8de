"""How each field of many pairs agrees: one level a field, 0 when a side says nothing."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA, Indel
from rapidfuzz.process import cpdist

from maillage.core.geo.distance import EARTH_RADIUS_M
from maillage.core.matching.kinds import OWNERS, ROUND
from maillage.core.matching.model import Model
from maillage.core.matching.prepare import Column, Floats, Ints, Prepared, Words

Bools = NDArray[np.bool_]

# Two names are one when this much of what they say is shared (in bits).
ALL_SHARED = 0.85
SOME_SHARED = 0.5
RARE_BITS = 15.0
# Words in one piece that are as alike as this are the same: "Grand-Plage", "grandplage".
JOINED_ALIKE = 0.9
_CONTAINED_BITS = 6.0


@dataclass(frozen=True, slots=True)
class Compared:
    """p pairs compared.

    levels : field to (p,) level, 0 unknown
    shared : field to (p,) how many records bear the value that a pair shares, 2 at least
    metres : (p,) distance, NaN when unknown
    """

    levels: dict[str, Ints]
    shared: dict[str, Floats]
    metres: Floats


def _both(a: Ints, b: Ints) -> Bools:
    return (a >= 0) & (b >= 0)


def _typo(words: Words, a: Ints, b: Ints) -> Bools:
    """Return which (u,) pairs of codes of words are one word with a slip."""
    texts = words.column.texts
    lengths = np.array([len(text) for text in texts], dtype=np.int64)
    shortest = np.minimum(lengths[a], lengths[b])
    near = (np.abs(lengths[a] - lengths[b]) <= 2) & (shortest >= 4)
    heads = np.array([ord(text[0]) for text in texts], dtype=np.int64)
    tails = np.array([hash_of_tail(text) for text in texts], dtype=np.int64)
    near &= (heads[a] == heads[b]) | (tails[a] == tails[b])
    alike = np.zeros(len(a), dtype=bool)
    at = np.flatnonzero(near)
    if at.size:
        pairs, back = np.unique(a[at] * len(texts) + b[at], return_inverse=True)
        left, right = pairs // len(texts), pairs % len(texts)
        apart = cpdist(
            [texts[code] for code in left],
            [texts[code] for code in right],
            scorer=OSA.distance,
            dtype=np.int32,
        )
        least = np.minimum(lengths[left], lengths[right])
        slip = apart <= np.where(least >= 8, 2, 1)
        alike[at] = slip[back.reshape(-1)]
    return alike


def hash_of_tail(text: str) -> int:
    """Return a number for the last three letters; -1 with a digit, which no slip changes."""
    if text.isdigit():
        return -ord(text[0])
    return sum(ord(letter) << (8 * place) for place, letter in enumerate(text[-3:]))


def overlap(words: Words, left: Ints, right: Ints) -> tuple[Floats, Floats, Floats]:
    """Return, for each pair, the bits that both say, those of the left, those of the right."""
    a, b = words.column.values[left], words.column.values[right]
    bits = np.append(words.weights, 0.0)
    of_a, of_b = bits[a], bits[b]
    equal = (a[:, :, None] == b[:, None, :]) & (a >= 0)[:, :, None]
    met_a, met_b = equal.any(axis=2), equal.any(axis=1)
    rest_a, rest_b = (a >= 0) & ~met_a, (b >= 0) & ~met_b
    rows = np.flatnonzero(rest_a.any(axis=1) & rest_b.any(axis=1))
    if rows.size:
        row, at_a, at_b = np.nonzero(rest_a[rows][:, :, None] & rest_b[rows][:, None, :])
        row = rows[row]
        alike = _typo(words, a[row, at_a], b[row, at_b])
        met_a[row[alike], at_a[alike]] = True
        met_b[row[alike], at_b[alike]] = True
    whole_a, whole_b = of_a.sum(axis=1), of_b.sum(axis=1)
    both = ((of_a * met_a).sum(axis=1) + (of_b * met_b).sum(axis=1)) / 2
    rows = rows[both[rows] < ALL_SHARED * np.minimum(whole_a[rows], whole_b[rows])]
    if rows.size:
        joined = words.joined
        texts_a, texts_b = joined[left[rows]].tolist(), joined[right[rows]].tolist()
        alike = cpdist(
            texts_a, texts_b, scorer=Indel.normalized_similarity, score_cutoff=JOINED_ALIKE
        )
        long = np.array([min(len(x), len(y)) >= 6 for x, y in zip(texts_a, texts_b, strict=True)])
        same = rows[(np.asarray(alike) >= JOINED_ALIKE) & long]
        both[same] = np.maximum(whole_a[same], whole_b[same])
    return both, whole_a, whole_b


def _name(
    data: Prepared, left: Ints, right: Ints, other_kind: Bools, level: Callable[[str], int]
) -> Ints:
    both, whole_a, whole_b = overlap(data.name, left, right)
    least, most = np.minimum(whole_a, whole_b), np.maximum(whole_a, whole_b)
    # One says the initials of the other.
    for one, other in ((left, right), (right, left)):
        initials = data.acronym[other][:, :, None] == data.name.column.values[one][:, None, :]
        spelled = (initials & (data.acronym[other] >= 0)[:, :, None]).any(axis=(1, 2))
        both = np.where(spelled, most, both)
    levels = np.full(len(left), level("different"))
    levels[both >= SOME_SHARED * least] = level("partial")
    levels[(both >= ALL_SHARED * least) & (both >= _CONTAINED_BITS)] = level("contained")
    same = both >= ALL_SHARED * most
    levels[same] = level("same")
    levels[same & (both >= RARE_BITS)] = level("same_rare")
    for marks in (data.numbers, data.sides):
        opposed = _both(marks[left], marks[right]) & (marks[left] != marks[right])
        levels[opposed] = level("opposed")
        # "Médiathèque 2" and "Médiathèque" are not said to be one.
        one_marked = (marks[left] >= 0) != (marks[right] >= 0)
        levels[one_marked & (levels <= level("contained"))] = level("partial")
    # "Mansart" is then the name of the district, not of the place.
    levels[other_kind & (levels < level("partial"))] = level("partial")
    one_empty = (least == 0) & (most > 0)
    levels[one_empty] = level("unsaid")
    kinds = data.kinds_named[left] & data.kinds_named[right] & ~ROUND
    levels[one_empty & (kinds != 0)] = level("only_kind")
    empty = most == 0
    levels[empty] = 0
    levels[empty & _both(data.plain[left], data.plain[right])] = level("bare")
    plain = (data.plain[left] == data.plain[right]) | (kinds != 0)
    plain &= ~other_kind
    levels[empty & plain & _both(data.plain[left], data.plain[right])] = level("plain")
    levels[~(data.has_name[left] & data.has_name[right])] = 0
    return levels


def _kind(data: Prepared, left: Ints, right: Ints, level: Callable[[str], int]) -> Ints:
    share = (data.kinds[left] & data.kinds[right] & ~ROUND) != 0
    goes_a, goes_b = data.kinds_named[left] & ROUND, data.kinds_named[right] & ROUND
    a, b = data.kinds_named[left] & ~ROUND, data.kinds_named[right] & ~ROUND
    accepted = ((data.beside[left] & b) | (data.beside[right] & a)) != 0
    opposed = (a != 0) & (b != 0) & ~accepted & ((a & b) == 0)
    levels = np.zeros(len(left), dtype=np.int64)
    levels[share] = level("same")
    partly = ((a & b) != 0) & ((a & b & ~OWNERS) == 0) & (((a ^ b) & ~OWNERS) != 0)
    levels[partly] = level("partly")
    levels[(goes_a != goes_b) & data.has_name[left] & data.has_name[right]] = level("round")
    levels[opposed] = level("different")
    return levels


def _metres(data: Prepared, left: Ints, right: Ints) -> Floats:
    lat_a, lat_b = np.radians(data.latitude[left]), np.radians(data.latitude[right])
    half_lon = np.radians(data.longitude[right] - data.longitude[left]) / 2
    chord = np.sin((lat_b - lat_a) / 2) ** 2 + np.cos(lat_a) * np.cos(lat_b) * np.sin(half_lon) ** 2
    return np.asarray(2 * EARTH_RADIUS_M * np.arcsin(np.minimum(1.0, np.sqrt(chord))))


def _distance(data: Prepared, metres: Floats, vague: Bools, level: Callable[[str], int]) -> Ints:
    edges = np.array([30.0, 100.0, 300.0, 1000.0, 3000.0])
    names = ("under_30_m", "under_100_m", "under_300_m", "under_1_km", "under_3_km", "far")
    known = ~np.isnan(metres)
    at = np.searchsorted(edges, np.nan_to_num(metres), side="right")
    levels = np.array([level(name) for name in names])[at]
    levels[vague] = np.where(metres[vague] < 3000, level("vague"), level("vague_far"))
    levels[~known] = 0
    return levels


def _alike_communes(data: Prepared, left: Ints, right: Ints, among: Bools) -> Bools:
    """Return which communes are one name written two ways, or one inside the other."""
    at = np.flatnonzero(among & (data.postcode[left] == data.postcode[right]))
    n = len(data.commune_texts)
    pairs, back = np.unique(
        data.commune[left[at]] * n + data.commune[right[at]], return_inverse=True
    )
    alike = np.zeros(len(pairs), dtype=bool)
    for place, pair in enumerate(pairs.tolist()):
        a, b = data.commune_texts[pair // n], data.commune_texts[pair % n]
        words_a, words_b = set(a.split()), set(b.split())
        # Numbers are arrondissements, left out elsewhere; "saint" alone is in every second name.
        common = {word for word in words_a & words_b if len(word) > 3 and word != "saint"}
        alike[place] = (bool(common) and (words_a <= words_b or words_b <= words_a)) or (
            Indel.normalized_similarity(a.replace(" ", ""), b.replace(" ", "")) >= JOINED_ALIKE
        )
    found = np.zeros(len(left), dtype=bool)
    found[at] = alike[back.reshape(-1)]
    return found


def _commune(data: Prepared, left: Ints, right: Ints, level: Callable[[str], int]) -> Ints:
    def said(values: Ints) -> tuple[Bools, Bools]:
        known = _both(values[left], values[right])
        return known & (values[left] == values[right]), known & (values[left] != values[right])

    same_insee, other_insee = said(data.insee)
    same_name, other_name = said(data.commune)
    alike = other_name & _alike_communes(data, left, right, other_name)
    same_name, other_name = same_name | alike, other_name & ~alike
    same_post, other_post = said(data.postcode)
    levels = np.zeros(len(left), dtype=np.int64)
    levels[other_post] = level("different")
    levels[same_post] = level("postcode")
    levels[other_name & ~same_post] = level("different")
    levels[other_name & same_post] = level("beside")
    levels[other_insee] = np.where(same_post, level("beside"), level("different"))[other_insee]
    # Communes of one name in two departments.
    departments = np.array([int(text[:2]) for text in data.postcode_texts] + [-1])
    a, b = departments[data.postcode[left]], departments[data.postcode[right]]
    levels[same_name & ((a == b) | (a < 0) | (b < 0))] = level("same")
    levels[same_insee] = level("same")
    return levels


def _address(
    data: Prepared, left: Ints, right: Ints, elsewhere: Bools, level: Callable[[str], int]
) -> Ints:
    both, whole_a, whole_b = overlap(data.street, left, right)
    least = np.minimum(whole_a, whole_b)
    known = least > 0
    same = known & (both >= ALL_SHARED * least) & ~elsewhere
    levels = np.zeros(len(left), dtype=np.int64)
    levels[known & (both < SOME_SHARED * least) & ~elsewhere] = level("different")
    levels[same] = level("street")
    low_a, low_b, high_a, high_b = (
        data.low[left],
        data.low[right],
        data.high[left],
        data.high[right],
    )
    levels[same & (low_a < 0) & (low_b < 0)] = level("unnumbered")
    numbered = same & _both(low_a, low_b)
    inside = (low_a <= high_b) & (low_b <= high_a)
    levels[numbered] = level("number")
    levels[numbered & inside] = level("close")
    exact = (low_a == low_b) & (high_a == high_b) & (data.suffix[left] == data.suffix[right])
    levels[numbered & exact] = level("same")
    return levels


def _common(column: Column, left: Ints, right: Ints) -> tuple[Bools, Bools, Floats]:
    """Return whether a pair shares a value, whether both have some, and how many bear it."""
    a, b = column.values[left], column.values[right]
    equal = (a[:, :, None] == b[:, None, :]) & (a >= 0)[:, :, None]
    met = np.append(column.met, 0)[a][:, :, None] * equal
    least = np.where(equal, met, np.iinfo(np.int64).max).min(axis=(1, 2))
    known: Bools = np.asarray((a >= 0).any(axis=1) & (b >= 0).any(axis=1), dtype=np.bool_)
    share: Bools = np.asarray(equal.any(axis=(1, 2)), dtype=np.bool_)
    return share, known, np.where(share, np.maximum(least, 2), 2).astype(np.float64)


def compare_pairs(data: Prepared, left: Ints, right: Ints, model: Model) -> Compared:
    """Return how p pairs of records agree, field by field.

    Parameters
    ----------
    left, right : (p,) positions in the records
    """

    def of(field: str) -> Callable[[str], int]:
        return lambda code: model.level(field, code)

    metres = _metres(data, left, right)
    vague = data.vague[left] | data.vague[right]
    commune = _commune(data, left, right, of("commune"))
    # One name of street in two communes is two streets, unless the points say otherwise.
    elsewhere = (commune == model.level("commune", "different")) & ~(metres < 300)
    kind = _kind(data, left, right, of("kind"))
    # Two stops of one round.
    rounds = (data.kinds_named[left] & data.kinds_named[right] & ROUND) != 0
    kind[rounds & (commune >= model.level("commune", "beside"))] = model.level("kind", "round")
    address = _address(data, left, right, elsewhere, of("address"))
    distance = _distance(data, metres, vague, of("distance"))
    exact = address == model.level("address", "same")
    exact |= (address == model.level("address", "unnumbered")) & (metres < 3000)
    exact &= commune == model.level("commune", "same")
    distance[exact & (metres >= 300) & ~vague] = model.level("distance", "misplaced")
    levels = {
        "name": _name(data, left, right, kind >= model.level("kind", "partly"), of("name")),
        "kind": kind,
        "address": address,
        "distance": distance,
        "commune": commune,
    }
    shared = {}
    for field in ("siret", "phone", "email", "site"):
        column: Column = getattr(data, field)
        share, known, met = _common(column, left, right)
        of_field = np.where(known, model.level(field, "different"), 0)
        of_field[share] = model.level(field, "same")
        second = {"siret": ("siren", data.siren), "email": ("host", data.mail_host)}.get(field)
        if second is not None:
            code, wider = second
            also, _, met_wider = _common(wider, left, right)
            also &= ~share
            of_field[also] = model.level(field, code)
            met = np.where(also, met_wider, met)
        levels[field], shared[field] = of_field, met
    same_hours = _both(data.hours[left], data.hours[right]) & (
        data.hours[left] == data.hours[right]
    )
    levels["hours"] = np.where(same_hours, model.level("hours", "same"), 0)
    return Compared(levels, shared, metres)
