"""What orientation answers: places, each with why it is there, in codes put in words by apps."""

from dataclasses import dataclass
from datetime import date

from maillage.core.orientation.profile import Moment
from maillage.core.search import Query, Relaxed


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a place is suggested, or what to know before going there: a code with its values."""

    code: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """One place, by its offer that fits best.

    offer_id : None when only the place is known, not what is done there
    other_offer_ids : its other offers that fit, ascending
    aim : the code of what it answers; because : what the person said that led there
    certain : all that was asked is known to be true of the offer
    unknown : what was asked and is not known of it ("language", "cost"..., "need")
    distance_m, walk_min : from where one starts; None without a point or a position
    next : the next time somebody receives for that, None when none is known
    opens_in_min : in how many minutes one may come without appointment, 0 = now; only said when
        something is urgent
    in_time : somebody receives before the deadline; True when nothing is urgent
    verified_on : the last day on which it was checked
    reasons, cautions : in the order in which they are told
    points : what the soft scores add up to
    """

    place_id: int
    offer_id: int | None
    other_offer_ids: tuple[int, ...]
    aim: str
    because: str
    certain: bool
    unknown: tuple[str, ...]
    distance_m: int | None
    walk_min: int | None
    next: Moment | None
    opens_in_min: int | None
    in_time: bool
    verified_on: date | None
    reasons: tuple[Reason, ...]
    cautions: tuple[Reason, ...]
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestions:
    """The places suggested, best first, and what was given up to find them.

    n_certain, n_unknown : how many places fit, and may fit, before the list is cut
    relaxed : what was dropped, because no place fitted for certain all that was asked
    unmet : no place fits for certain all that was asked: to be recorded, without the person
    aims : (code, because) of all that was looked for, in order
    answered : the query that the places answer
    """

    items: tuple[Suggestion, ...]
    n_certain: int
    n_unknown: int
    relaxed: tuple[Relaxed, ...]
    unmet: bool
    aims: tuple[tuple[str, str], ...]
    answered: Query
