"""What one asks of the index, and what it answers."""

import base64
import binascii
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from math import inf

from maillage.core.geo import Box
from maillage.core.search.entry import check_position


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One condition: at least one of these features.

    Parameters
    ----------
    dimension : the kind of condition ("need", "zone", "public"...): what is relaxed or counted
        together. The features may be of other dimensions: a need is answered by a service or
        by an equipment.
    any_of : features "dimension:value", at least one; "word:tableur" is that the text says it
    maybe : features that make the answer unknown where no feature of any_of is known: a place
        with computers probably prints, one should call
    """

    dimension: str
    any_of: tuple[str, ...]
    maybe: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.any_of:
            raise ValueError(f"condition on {self.dimension!r} without any feature")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """The last place of a page: the next page starts just after it, whatever was inserted.

    Either distance_m (whole metres; None = place without position) or name_key is meaningful,
    as the query has a point or not.
    """

    certain: bool
    place_id: int
    distance_m: int | None = None
    name_key: str | None = None

    def encode(self) -> str:
        """Return a short text for a URL: letters, digits, and `.-_` only."""
        state = "c" if self.certain else "u"
        if self.name_key is not None:
            raw = base64.urlsafe_b64encode(self.name_key.encode()).decode().rstrip("=")
            return f"{state}n{self.place_id}.{raw}"
        if self.distance_m is None:
            return f"{state}x{self.place_id}"
        return f"{state}d{self.place_id}.{self.distance_m}"

    @classmethod
    def decode(cls, text: str) -> "Cursor":
        """Return the cursor written by encode; ValueError for any other text.

        Examples
        --------
        >>> Cursor.decode(Cursor(certain=True, place_id=7, distance_m=120).encode()).distance_m
        120
        """
        state, kind = text[:1], text[1:2]
        number, _, rest = text[2:].partition(".")
        try:
            if state not in ("c", "u") or len(text) > 400:
                raise ValueError
            place_id, certain = int(number), state == "c"
            if kind == "x" and not rest:
                return cls(certain=certain, place_id=place_id)
            if kind == "d":
                return cls(certain=certain, place_id=place_id, distance_m=int(rest))
            if kind == "n":
                padded = rest + "=" * (-len(rest) % 4)
                name_key = base64.urlsafe_b64decode(padded.encode()).decode()
                return cls(certain=certain, place_id=place_id, name_key=name_key)
        except (ValueError, binascii.Error):
            pass
        raise ValueError("this is not the cursor of a page of results")


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One search.

    Parameters
    ----------
    wanted : all of these conditions
    text : all of these words, the last one perhaps unfinished
    near : (latitude, longitude), degrees; results are then sorted by distance
    within_m : not further than this, whole metres; needs near
    inside : only in this box of degrees, its edges included; never given up
    open_at : naive moment, local to the places
    include_unknown : list, after the certain places, those of which something is not known
    limit : places per page, >= 1
    after : the `next` of the page before
    relax : when no place is certain, drop conditions in the order of RELAXATION
    """

    wanted: tuple[Wanted, ...] = ()
    text: str = ""
    near: tuple[float, float] | None = None
    within_m: float | None = None
    inside: Box | None = None
    open_at: datetime | None = None
    include_unknown: bool = False
    limit: int = 20
    after: Cursor | None = None
    relax: bool = True

    def __post_init__(self) -> None:
        if self.near is not None:
            check_position(*self.near)
        if self.within_m is not None and (self.near is None or not 0 <= self.within_m < inf):
            raise ValueError("within_m needs a point, and is a number of metres >= 0")
        if self.inside is not None and not self.inside.south <= self.inside.north:
            raise ValueError("the south of a box is not north of its north")
        if self.open_at is not None and self.open_at.tzinfo is not None:
            raise ValueError("open_at is a naive moment, local to the places")
        if self.limit < 1:
            raise ValueError("limit must be at least 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One place found.

    offer_ids : its offers that match, ascending (those that are certain if the place is)
    distance_m : whole metres from the point; None without a point or a position
    unknown : for a place that is not certain, the conditions that are not known for it, in the
        order of the query ("equipment"..., "within_m" or "inside" for a place without position,
        "open_at")
    """

    place_id: int
    offer_ids: tuple[int, ...]
    distance_m: int | None
    certain: bool
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaxed:
    """One condition that was dropped: "open_at", "within_m", or a wanted dimension."""

    dimension: str
    any_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetCount:
    """How many places would be found with a feature added to the query: certain, unknown."""

    yes: int
    unknown: int


Facets = Mapping[str, FacetCount]


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """The answer to a query, or, when `relaxed` is not empty, to what is left of it.

    hits : one page, certain places first
    n_certain, n_unknown : numbers of places, all pages together
    next : where the next page starts; None on the last one
    relaxed : what was dropped because no place answered for certain to the whole query
    asked_n_unknown : places that are unknown for the query as asked (n_unknown unless relaxed)
    answered : the query that the hits answer
    """

    hits: tuple[Hit, ...]
    n_certain: int
    n_unknown: int
    next: Cursor | None
    relaxed: tuple[Relaxed, ...]
    asked_n_unknown: int
    answered: Query
    count_facets: Callable[[Collection[str] | None], Facets] = field(repr=False, compare=False)

    def facets(self, dimensions: Collection[str] | None = None) -> Facets:
        """Return, for each feature, the places found if it were added to the answered query.

        Inside one dimension choices add up, so a feature is counted without the conditions of
        its own dimension. Counted when called; `dimensions` limits the work (None = all).
        A feature that no place found has or may have by name is absent: it counts 0 certain.
        """
        return self.count_facets(dimensions)
