"""The model: for each field, what each way of agreeing or not weighs, and how weights add up."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

# Ways of agreeing, from the most alike to the least; 0 is unknown and weighs nothing.
# Weights are log2 of (how often among pairs of one place) / (how often among other candidates).
_LEVELS: dict[str, tuple[tuple[str, float], ...]] = {
    "name": (
        ("same_rare", 9.0),  # two rare words or more, all of them: hardly ever by chance
        ("same", 7.5),  # all the own words of both
        ("plain", 7.0),  # both only say a kind and the commune: "Mairie de X"
        ("contained", 5.5),  # one says all that the other says, and more
        ("only_kind", 4.7),  # "Médiathèque" and "Médiathèque Jean-Moulin" of one commune
        ("partial", 1.0),  # a word in common, and each has its own besides
        ("unsaid", -2.0),  # only one has words of its own
        ("bare", -2.0),  # two names without own words, that differ
        ("different", -7.0),  # nothing in common
        ("opposed", -9.0),  # "Sud" and "Nord", 1 and 2
    ),
    "kind": (
        ("same", 1.0),  # most candidates of one commune share a kind or say none
        ("partly", -4.0),  # a town hall, and what the town hall runs
        ("round", -8.0),  # a bus, and the counter it starts from
        ("different", -9.0),  # library and town hall: two places even under one roof
    ),
    "address": (
        ("same", 5.0),  # street and number
        ("unnumbered", 4.5),  # the street, and neither says a number: a square, a hamlet
        ("close", 3.5),  # 12-14 and 12, 3 and 3 bis
        ("street", 3.0),  # the street, and one number is not said
        ("different", -3.0),  # another street: names of streets are badly kept, places on corners
        ("number", -4.0),  # another number of the street
    ),
    "distance": (
        ("under_30_m", 3.5),
        ("under_100_m", 3.0),
        ("under_300_m", 1.5),  # two geocoders
        ("vague", 0.5),  # near, but one position is that of the whole commune
        ("misplaced", -0.7),  # one street and number: a point is wrong, addresses beat points
        ("under_1_km", -1.0),
        ("vague_far", -2.0),
        ("under_3_km", -3.0),
        ("far", -7.0),
    ),
    "commune": (
        ("same", 1.5),  # nearly all candidates share it
        ("postcode", 1.0),
        ("beside", -1.0),  # one postcode, two names: delegated communes
        ("different", -7.0),  # "Mairie de X", "Mairie de Y", one adviser
    ),
    "siret": (
        ("same", 5.0),  # often that of the employer, borne by several places
        ("siren", 1.5),  # one body, perhaps two establishments
        ("different", -1.5),
    ),
    "phone": (
        ("same", 6.0),  # less when many share it: a switchboard
        ("different", -0.7),  # a place has several, and they change
    ),
    "email": (
        ("same", 5.0),
        ("host", 1.5),
        ("different", -0.5),
    ),
    "site": (
        ("same", 3.0),
        ("different", -0.5),
    ),
    "hours": (("same", 1.5),),
}
# Fields that say the same thing twice: the strongest counts whole, the others in part.
JOINT: dict[str, tuple[str, ...]] = {
    "where": ("address", "distance", "commune"),
    "body": ("siret", "phone", "email", "site", "hours"),
}
_OTHERS_COUNT = 0.35
# A shared value weighs less by log2 of how many share it beyond two, down to this.
LEAST_SHARED = 0.5
_SHARED = {
    "siret": {"same", "siren"}, "phone": {"same"}, "email": {"same", "host"}, "site": {"same"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of a Fellegi–Sunter model.

    weights : field to ((level, log2 weight), ...), from the most alike to the least
    prior : log2 odds that a candidate pair is one place, before anything is looked at
    same_from : probability from which a pair is "same"
    doubtful_from : probability from which a pair is "doubtful"; below it is "different"
    others_count : part of the weaker weights that is counted in fields that go together

    References
    ----------
    Fellegi and Sunter (1969), "A theory for record linkage", JASA 64.
    """

    weights: Mapping[str, tuple[tuple[str, float], ...]] = field(default_factory=lambda: _LEVELS)
    prior: float = -4.5
    same_from: float = 0.99
    doubtful_from: float = 0.2
    others_count: float = _OTHERS_COUNT

    def level(self, name: str, code: str) -> int:
        """Return the number of a level of a field, from 1."""
        return [known for known, _ in self.weights[name]].index(code) + 1

    def code(self, name: str, level: int) -> str:
        """Return the name of a level, "unknown" for 0."""
        return self.weights[name][level - 1][0] if level else "unknown"


DEFAULT = Model()


def field_weights(
    model: Model, levels: Mapping[str, NDArray[np.int64]], shared: Mapping[str, NDArray[np.float64]]
) -> dict[str, NDArray[np.float64]]:
    """Return the weight of each field of each pair, log2 odds, unknown 0.

    Parameters
    ----------
    levels : field to (p,) levels
    shared : field to (p,) how many records bear the value that a pair shares, 2 at least
    """
    weights = {}
    for name, of_pair in levels.items():
        table = np.array([0.0, *(weight for _, weight in model.weights[name])])
        weight = table[of_pair]
        if name in shared:
            codes = [known in _SHARED[name] for known, _ in model.weights[name]]
            lowered = np.array([False, *codes])[of_pair] & (weight > 0)
            less = np.maximum(weight - np.log2(shared[name] - 1), np.minimum(weight, LEAST_SHARED))
            weight = np.where(lowered, less, weight)
        weights[name] = weight
    return weights


def probability(model: Model, weights: Mapping[str, NDArray[np.float64]]) -> NDArray[np.float64]:
    """Return the probability that each pair is one place.

    In fields that go together the strongest weight for and the strongest against count whole, the
    others in part, so that one fact said three times does not count three times.
    """
    alone = [name for name in weights if not any(name in group for group in JOINT.values())]
    total = model.prior + sum((weights[name] for name in alone), np.float64(0.0))
    for group in JOINT.values():
        present = [weights[name] for name in group if name in weights]
        if not present:
            continue
        rows = np.stack(present)
        for sign in (1.0, -1.0):
            part = np.maximum(sign * rows, 0.0)
            whole = part.max(axis=0)
            total = total + sign * (whole + model.others_count * (part.sum(axis=0) - whole))
    return np.asarray(1.0 / (1.0 + np.exp2(-np.clip(total, -60.0, 60.0))))
