"""Who can help this person, best first, and why: the index asked once, all of it scored."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from maillage.core.orientation.aims import Sought, query_of, sought_by
from maillage.core.orientation.availability import NEVER, Availability
from maillage.core.orientation.profile import Moment, Profile
from maillage.core.orientation.scoring import (
    Fitting,
    Scored,
    aim_of,
    any_certain,
    fitting,
    scored,
)
from maillage.core.orientation.suggestions import Suggestions
from maillage.core.orientation.table import TABLE, Table
from maillage.core.orientation.telling import Telling
from maillage.core.search import Index, Query, Relaxed, relax

Ints = NDArray[np.int64]


def rank(
    profile: Profile,
    index: Index,
    *,
    now: datetime,
    availability: Mapping[int, Sequence[Moment]] | Availability,
    table: Table = TABLE,
) -> Suggestions:
    """Return the places that fit a person, best first, and why.

    Parameters
    ----------
    profile : what was said; what was not said counts for nothing
    index : all offers
    now : naive, local to the places
    availability : for a place, when somebody receives there, in any order; an
        Availability made of that is quicker for many persons
    table : what leads to what, and counts for how much

    Returns
    -------
    At most profile.limit places, at most profile.per_aim for each aim, each by its best offer:
    those where somebody receives before the deadline when something is urgent; then those that are
    certain; then by the order of the aims; soonest first when it is urgent, even after
    the deadline; by points; nearest;
    checked last; by place_id.

    Notes
    -----
    When no place fits for certain, filters are given up as in core.search.relax; the aims never
    are. Each step of that costs about one search. Linear in the number of offers.
    """
    sought = sought_by(profile, table)
    query = query_of(profile, sought, table)
    fits = _fits(index, query, sought, now)
    unmet = not _any_certain(fits)
    relaxed: tuple[Relaxed, ...] = ()
    if unmet and profile.relax:
        less = relax(
            query,
            lambda left: any(any_certain(part, sought) for part in index.matched(left, now=now)),
        )
        if less is not None:
            query, relaxed = less
            fits = _fits(index, query, sought, now)
    coming = availability
    if not isinstance(coming, Availability):
        coming = Availability(coming, now=now)
    ranked = [scored(fit, profile, table, now=now, availability=coming) for fit in fits]
    n_certain = sum(_n_places(fit.part.heads[fit.certain]) for fit in fits)
    traits = profile.traits()
    wished = tuple(one for one in table.preferences if one.when and one.when in traits)
    telling = Telling(profile, table, sought, relaxed, now, coming, wished)
    chosen = _chosen(ranked, len(sought), profile)
    told = {
        number: telling.suggestions(one, [head for of, head in chosen if of == number])
        for number, one in enumerate(ranked)
    }
    return Suggestions(
        items=tuple(told[number][head] for number, head in chosen),
        n_certain=n_certain,
        n_unknown=sum(_n_places(fit.part.heads) for fit in fits) - n_certain,
        relaxed=relaxed,
        unmet=unmet,
        aims=tuple((one.aim.code, one.because) for one in sought),
        answered=query,
    )


def _n_places(heads: Ints) -> int:
    if not heads.size:
        return 0
    here = np.zeros(int(heads.max()) + 1, dtype=np.bool_)
    here[heads] = True
    return int(np.count_nonzero(here))


def _fits(index: Index, query: Query, sought: tuple[Sought, ...], now: datetime) -> list[Fitting]:
    return [fitting(part, sought) for part in index.matched(query, now=now)]


def _any_certain(fits: list[Fitting]) -> bool:
    return any(bool(fit.certain.any()) for fit in fits)


def _chosen(ranked: list[Scored], n_aims: int, profile: Profile) -> list[tuple[int, int]]:
    """Return the places of the list in order: (number of the part, slot of the place)."""
    most = profile.limit if profile.per_aim is None else profile.per_aim
    keys: list[tuple[int, int, int, int]] = []
    for number, one in enumerate(ranked):
        segment = one.fit.part.segment
        best = segment.smallest_of(one.fit.part.positions, one.key, otherwise=int(NEVER))
        places = np.flatnonzero(best < NEVER)
        aims = aim_of(best[places])
        # All places of an aim side by side: small integers are sorted in no time.
        places = places[np.argsort(aims.astype(np.int8), kind="stable")]
        for of_aim in np.split(places, np.cumsum(np.bincount(aims, minlength=n_aims))[:-1]):
            heads = _first(of_aim, best, most)
            ids = segment.place_ids[heads].tolist()
            rows = zip(best[heads].tolist(), ids, heads.tolist(), strict=True)
            keys += [(key, place_id, number, head) for key, place_id, head in rows]
    keys.sort()
    n_of_aim: Counter[int] = Counter()
    found = []
    for key, _place, number, head in keys:
        aim = int(aim_of(key))
        n_of_aim[aim] += 1
        if profile.per_aim is None or n_of_aim[aim] <= profile.per_aim:
            found.append((number, head))
    return found if profile.limit is None else found[: profile.limit]


def _first(heads: Ints, best: Ints, most: int | None) -> Ints:
    """Return the places of the smallest keys, and all those that have the key of the last one."""
    if most is None or heads.size <= most:
        return heads
    keys = best[heads]
    last = np.partition(keys, most - 1)[most - 1]
    return np.asarray(heads[keys <= last])
