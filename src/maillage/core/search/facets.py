"""How many places would be found with one more feature."""

from collections.abc import Collection, Sequence

import numpy as np

from maillage.core.search.bitsets import Positions, Words, contains, count, from_positions
from maillage.core.search.conditions import Condition
from maillage.core.search.evaluation import Circle, all_at_once, few_candidates, one_by_one
from maillage.core.search.query import FacetCount
from maillage.core.search.segment import Segment

Look = tuple[Segment, Words, Sequence[Condition], Circle | None]


def count_facets(
    looks: Sequence[Look], dimensions: Collection[str] | None
) -> dict[str, FacetCount]:
    """Return the counts of all features that a place found has, or may have; see Results.facets.

    Parameters
    ----------
    looks : for each segment, its living places, the conditions, and the distance asked
    dimensions : only these; None = all
    """
    features = sorted(
        {
            feature
            for segment, *_ in looks
            for feature in (*segment.yes, *segment.unknown)
            if not feature.endswith(":*")
        }
    )
    by_dimension: dict[str, list[str]] = {}
    for feature in features:
        dimension = feature.partition(":")[0]
        if dimensions is None or dimension in dimensions:
            by_dimension.setdefault(dimension, []).append(feature)
    counts: dict[str, FacetCount] = {}
    bases: list[dict[frozenset[int], _Base]] = [{} for _ in looks]
    for dimension, its_features in by_dimension.items():
        totals = {feature: [0, 0] for feature in its_features}
        present: set[str] = set()
        for (segment, alive, conditions, circle), kept in zip(looks, bases, strict=True):
            others = [c for c in conditions if c.dimension != dimension]
            key = frozenset(id(condition) for condition in others)
            if key not in kept:
                kept[key] = _Base(segment, alive, others, circle)
            base = kept[key]
            everywhere = base.possible_with_whole(dimension)
            n_everywhere = count(everywhere)
            for feature in its_features:
                certain, possible, has_some = base.with_feature(feature, everywhere, n_everywhere)
                totals[feature][0] += certain
                totals[feature][1] += possible - certain
                if has_some:
                    present.add(feature)
        for feature in its_features:
            if feature in present:
                yes, unknown = totals[feature]
                counts[feature] = FacetCount(yes=yes, unknown=unknown)
    return counts


class _Base:
    """What is found in a segment without the conditions of one dimension."""

    def __init__(
        self, segment: Segment, alive: Words, conditions: list[Condition], circle: Circle | None
    ) -> None:
        self._segment = segment
        self._certain_in = alive
        self._possible_in = alive
        if circle is not None:
            inside = from_positions(circle.places, segment.n_words)
            self._certain_in = alive & inside
            self._possible_in = alive & (inside | segment.unlocated)
        few = few_candidates(segment, conditions, circle)
        self._few: tuple[Positions, Positions] | None = None
        if few is not None:
            true_few, possible_few = self._few = one_by_one(conditions, few)
            self._true = from_positions(true_few, segment.size)
            self._possible = from_positions(possible_few, segment.size)
        else:
            self._true, self._possible = all_at_once(segment, conditions)

    def possible_with_whole(self, dimension: str) -> Words:
        """Return the places that are possible because nothing is known of a dimension."""
        whole = self._segment.unknown.get(f"{dimension}:*")
        if whole is None:
            return np.zeros(self._segment.n_words, dtype=np.uint64)
        words = np.zeros(self._segment.size, dtype=np.uint64)
        whole.add_to(words)
        words &= self._possible
        return self._segment.places_of(words) & self._possible_in

    def with_feature(
        self, feature: str, everywhere: Words, n_everywhere: int
    ) -> tuple[int, int, bool]:
        """Return how many places are certain, how many possible, and if one bears the feature.

        everywhere : the places that are possible whatever the feature
        """
        segment = self._segment
        yes, unknown = segment.has(feature), segment.unknown.get(feature)
        if self._few is not None:
            true_rows, possible_rows = self._few
            sure = yes.contains(possible_rows)
            maybe = sure if unknown is None else sure | unknown.contains(possible_rows)
            return self._by_position(
                true_rows[yes.contains(true_rows)], possible_rows[maybe], everywhere, n_everywhere
            )
        if yes.positions is not None and (unknown is None or unknown.positions is not None):
            here: Positions = yes.positions
            maybe_here = here
            if unknown is not None and unknown.positions is not None:
                maybe_here = np.concatenate([here, unknown.positions])
            return self._by_position(
                here[contains(self._true, here)],
                maybe_here[contains(self._possible, maybe_here)],
                everywhere,
                n_everywhere,
            )
        words = np.zeros(segment.size, dtype=np.uint64)
        yes.add_to(words)
        certain = segment.places_of(words & self._true) & self._certain_in
        if unknown is not None:
            unknown.add_to(words)
        words &= self._possible
        possible = segment.places_of(words) & self._possible_in
        return count(certain), count(possible | everywhere), bool(possible.any())

    def _by_position(
        self, true: Positions, possible: Positions, everywhere: Words, n_everywhere: int
    ) -> tuple[int, int, bool]:
        segment = self._segment
        certain = segment.slots_of(true)
        certain = certain[contains(self._certain_in, certain)]
        more = segment.slots_of(possible)
        more = more[contains(self._possible_in, more)]
        n_possible = n_everywhere + int((~contains(everywhere, more)).sum())
        return certain.size, n_possible, more.size > 0
