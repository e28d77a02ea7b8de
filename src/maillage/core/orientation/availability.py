"""When somebody receives, laid out once for all persons: soonest by place and kind of offer."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from maillage.core.orientation.profile import Moment
from maillage.core.search import MatchedPart, Segment

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
NEVER = np.iinfo(np.int64).max


class Availability:
    """The moments of places that are to come at `now`: prepare it once, rank many persons.

    Parameters
    ----------
    moments : for a place, when somebody receives there, in any order
    now : naive, local to the places
    """

    def __init__(self, moments: Mapping[int, Sequence[Moment]], *, now: datetime) -> None:
        self.now = now
        self._moments = {
            place_id: sorted(
                (moment for moment in said if moment.starts_at >= now),
                key=lambda moment: (moment.starts_at, moment.reference),
            )
            for place_id, said in moments.items()
        }
        first: dict[tuple[tuple[str, ...], bool], dict[int, int]] = {}
        for place_id, coming in self._moments.items():
            for moment in coming:
                of_kind = first.setdefault((moment.serves, moment.course), {})
                of_kind.setdefault(place_id, minutes_between(now, moment.starts_at))
        self._kinds = [
            (serves, course, np.array(sorted(waits), dtype=np.int64), waits)
            for (serves, course), waits in first.items()
        ]
        self._features = frozenset(feature for serves, *_ in self._kinds for feature in serves)
        # What was laid out by slot, for each segment that was asked: an index has few.
        self._by_slot: WeakKeyDictionary[Segment, tuple[list[Ints], Bools]] = WeakKeyDictionary()

    def waits(self, part: MatchedPart, session: Bools, *, urgent: bool) -> Ints:
        """Return in how many minutes somebody receives for each offer, NEVER when not known.

        A course does not receive for a session; when it is urgent, no course receives.
        """
        soonest = np.full(part.positions.size, NEVER)
        by_slot, somebody = self._laid_out(part.segment)
        # Few places have an agenda: the others are not looked at.
        rows = np.flatnonzero(somebody[part.heads])
        some, of_session = part.at(rows), session[rows]
        found = np.full(rows.size, NEVER)
        for (serves, course, *_), of_slot in zip(self._kinds, by_slot, strict=True):
            if urgent and course:
                continue
            served = of_session != course
            if serves:
                served &= some.has(*serves)
            np.minimum(found, np.where(served, of_slot[some.heads], NEVER), out=found)
        soonest[rows] = found
        return soonest

    def _laid_out(self, segment: Segment) -> tuple[list[Ints], Bools]:
        """Return the waits of each kind by slot, and the slots that have any."""
        kept = self._by_slot.get(segment)
        if kept is None:
            found = []
            somebody = np.zeros(segment.place_ids.size, dtype=np.bool_)
            for *_, ids, waits in self._kinds:
                of_slot = np.full(segment.place_ids.size, NEVER)
                slots = segment.heads_of_ids(ids)
                of_slot[slots] = [waits[place] for place in segment.place_ids[slots].tolist()]
                found.append(of_slot)
                somebody[slots] = True
            kept = self._by_slot[segment] = found, somebody
        return kept

    def next_moment(
        self, place_id: int, features: Iterable[str], *, session: bool, urgent: bool
    ) -> Moment | None:
        """Return the moment that `waits` counted for an offer that has these features."""
        has = frozenset(features)
        for moment in self._moments.get(place_id, ()):
            if (urgent and moment.course) or session == moment.course:
                continue
            if not moment.serves or has.intersection(moment.serves):
                return moment
        return None

    def features(self) -> frozenset[str]:
        """Return all the features that moments ask of offers."""
        return self._features


def minutes_between(start: datetime, end: datetime) -> int:
    """Return whole minutes from a moment to another, negative when it is before."""
    return int((end - start).total_seconds() // 60)
