"""What a search gives up, and in which order, when nothing answers to all of it."""

from collections.abc import Callable
from dataclasses import replace

from maillage.core.search.query import Query, Relaxed

# From what one gives up most easily (an hour) to what matters most (the cost). Never dropped:
# the need, service, equipment, use and theme, nor the text: that would be another question.
# Search and orientation share this order.
RELAXATION = (
    "open_at",
    "within_m",
    "programme",
    "zone",
    "access",
    "language",
    "public",
    "care",
    "adaptation",
    "cost",
)


def relax(
    query: Query, has_certain: Callable[[Query], bool]
) -> tuple[Query, tuple[Relaxed, ...]] | None:
    """Return what is left of a query that finds nothing, and what was dropped; None if in vain.

    Conditions are dropped one kind after another, in the order of RELAXATION, until a place is
    found for certain. Then each dropped kind, the most important first, is put back if a place
    is still found: nothing is given up without need.

    Parameters
    ----------
    query : finds no certain place
    has_certain : tells whether a query finds a certain place
    """
    present = [kind for kind in RELAXATION if _has(query, kind)]
    for n_dropped in range(1, len(present) + 1):
        dropped = present[:n_dropped]
        if has_certain(without(query, dropped)):
            break
    else:
        return None
    # The last one dropped is needed: without it nothing was found.
    for kind in dropped[-2::-1]:
        fewer = [other for other in dropped if other != kind]
        if has_certain(without(query, fewer)):
            dropped = fewer
    return without(query, dropped), _say(query, dropped)


def without(query: Query, kinds: list[str]) -> Query:
    """Return the query without its conditions of these kinds."""
    return replace(
        query,
        wanted=tuple(wanted for wanted in query.wanted if wanted.dimension not in kinds),
        open_at=None if "open_at" in kinds else query.open_at,
        within_m=None if "within_m" in kinds else query.within_m,
    )


def _has(query: Query, kind: str) -> bool:
    return without(query, [kind]) != query


def _say(query: Query, kinds: list[str]) -> tuple[Relaxed, ...]:
    said = []
    for kind in kinds:
        if kind in ("open_at", "within_m"):
            said.append(Relaxed(dimension=kind))
        said += [
            Relaxed(dimension=kind, any_of=wanted.any_of)
            for wanted in query.wanted
            if wanted.dimension == kind
        ]
    return tuple(said)
