"""The labelled pairs: two ids, the stratum of the draw, a verdict, and why in one word.

`labels/linkage.csv` holds the pairs, `labels/linkage-strata.csv` how many pairs of the pool each
stratum had when the pairs were drawn from it, so that counts can be carried to the whole pool.
A pair counts for (pairs of its stratum) / (pairs of its stratum with a verdict that tells).
"""

import csv
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from math import sqrt
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FOLDER = Path(__file__).parent / "labels"
VERDICTS = ("same", "different", "unsure")
HALVES = ("choosing", "reporting")

Ids = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Label:
    """One pair read by a person.

    ids : the two records, `source:key`, in the order of text
    stratum : its first word is the half
    weight : pairs of the pool that it stands for; 0 when unsure
    """

    ids: Ids
    stratum: str
    verdict: str
    why: str
    weight: float = 0.0

    @property
    def half(self) -> str:
        """Return "choosing" or "reporting"."""
        return self.stratum.split()[0]

    @property
    def is_same(self) -> bool:
        """Return True when the two records describe one place."""
        return self.verdict == "same"


def labels() -> list[Label]:
    """Return every labelled pair, with its weight."""
    with (FOLDER / "linkage-strata.csv").open(encoding="utf-8", newline="") as file:
        sizes = {row["stratum"]: int(row["pairs"]) for row in csv.DictReader(file)}
    with (FOLDER / "linkage.csv").open(encoding="utf-8", newline="") as file:
        read = [
            Label((row["left"], row["right"]), row["stratum"], row["verdict"], row["why"])
            for row in csv.DictReader(file)
        ]
    sure = Counter(label.stratum for label in read if label.verdict != "unsure")
    return [
        label
        if label.verdict == "unsure"
        else replace(label, weight=sizes[label.stratum] / sure[label.stratum])
        for label in read
    ]


@dataclass(frozen=True, slots=True)
class Measure:
    """How good a set of links is, carried to the pool; shares are None when nothing is linked."""

    linked: int  # labelled pairs that are linked
    wrong: int  # of them, different
    precision: float | None
    precision_low: float | None  # Wilson, 95 %, on the effective number of pairs
    precision_high: float | None
    recall: float
    recall_low: float  # bootstrap by stratum, 95 %
    recall_high: float
    f1: float | None


def wilson(share: float, n: float, z: float = 1.96) -> tuple[float, float]:
    """Return the interval of Wilson (1927) for a share of n, n not necessarily whole."""
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    around = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(0.0, middle - around), min(1.0, middle + around)


def measure(read: Collection[Label], linked: Collection[Ids], *, times: int = 1000) -> Measure:
    """Return how good these links are on these labelled pairs; unsure pairs do not count."""
    sure = [label for label in read if label.verdict != "unsure"]
    weights = np.array([label.weight for label in sure])
    same = np.array([label.is_same for label in sure])
    said = np.array([label.ids in linked for label in sure])
    both = float(weights[same & said].sum())
    n_same, n_said = float(weights[same].sum()), float(weights[said].sum())
    recall = both / n_same
    low, high = _recall_interval(sure, weights, same, said, times)
    if not said.any():
        return Measure(0, 0, None, None, None, recall, low, high, None)
    precision = both / n_said
    # Kish (1965): unequal weights make the pairs tell as much as this many equal ones.
    effective = n_said**2 / float((weights[said] ** 2).sum())
    ends = wilson(precision, effective)
    f1 = 2 * precision * recall / (precision + recall) if both else 0.0
    wrong = int((said & ~same).sum())
    return Measure(int(said.sum()), wrong, precision, *ends, recall, low, high, f1)


def _recall_interval(
    sure: list[Label],
    weights: NDArray[np.float64],
    same: NDArray[np.bool_],
    said: NDArray[np.bool_],
    times: int,
) -> tuple[float, float]:
    chance = np.random.default_rng(1)
    strata: dict[str, list[int]] = {}
    for position, label in enumerate(sure):
        strata.setdefault(label.stratum, []).append(position)
    hit, all_same = np.zeros(times), np.zeros(times)
    for members in strata.values():
        at = np.array(members)
        drawn = at[chance.integers(0, len(at), (times, len(at)))]
        all_same += (weights[drawn] * same[drawn]).sum(axis=1)
        hit += (weights[drawn] * (same & said)[drawn]).sum(axis=1)
    shares = hit / np.maximum(all_same, 1e-9)
    low, high = np.percentile(shares, [2.5, 97.5])
    return float(low), float(high)


def threshold_for(read: Collection[Label], scores: Mapping[Ids, float], precision: float) -> float:
    """Return the lowest score from which precision holds on these labels; inf when none does."""
    sure = sorted(
        (
            (scores[label.ids], label.weight, label.is_same)
            for label in read
            if label.verdict != "unsure" and label.ids in scores
        ),
        reverse=True,
    )
    best, right, said = float("inf"), 0.0, 0.0
    for position, (score, weight, is_same) in enumerate(sure):
        said += weight
        right += weight * is_same
        last_of_score = position + 1 == len(sure) or sure[position + 1][0] < score
        if last_of_score and right / said >= precision:
            best = score
    return best
