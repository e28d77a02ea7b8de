"""Why a place is in the list, and what to know before going: read for the few that are listed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import inf

import numpy as np

from maillage.core.orientation.aims import Sought
from maillage.core.orientation.availability import Availability
from maillage.core.orientation.profile import Moment, Profile
from maillage.core.orientation.scoring import Scored
from maillage.core.orientation.suggestions import Reason, Suggestion
from maillage.core.orientation.table import AGES, COURSE, OLD_DAYS, SESSION, Preference, Table
from maillage.core.search import MatchedPart, Relaxed
from maillage.core.standard import PublicSpecifique

PUBLICS = tuple(str(public) for public in PublicSpecifique)
# What is said when it is true, whether it was asked or not: it makes one go.
ALWAYS_SAID = (("free", "cost:Gratuit"), ("walk_in", "access:walk_in"), ("with_you", "mode:with"))
# Reasons that are told once for each value.
SEVERAL = frozenset({"languages", "care", "accessible"})


class Facts:
    """What is known of a few offers: each feature is read once for all of them."""

    def __init__(self, part: MatchedPart) -> None:
        self.part = part
        self._known: dict[str, list[bool]] = {}
        self._words = part.positions >> 6
        self._bits = np.left_shift(np.uint64(1), (part.positions & 63).astype(np.uint64))

    def has(self, at: int, features: Sequence[str]) -> bool:
        """Return whether one of them has one of these features."""
        for feature in features:
            if feature not in self._known:
                self._known[feature] = self._read(feature)
            if self._known[feature][at]:
                return True
        return False

    def ages(self, at: int) -> tuple[int, float] | None:
        """Return from what age to what age one of them is, years; None when it does not say."""
        for feature in self.part.segment.features.get(AGES, ()):
            if self.has(at, (feature,)):
                low, _, high = feature.removeprefix(f"{AGES}:").partition("-")
                return int(low), int(high) if high else inf
        return None

    def _read(self, feature: str) -> list[bool]:
        # The same as part.has, for a few offers: what is in common of all features is done once.
        posting = self.part.segment.has(feature)
        if posting.words is None:
            here = posting.contains(self.part.positions)
        else:
            here = (posting.words[self._words] & self._bits) != 0
        found: list[bool] = here.tolist()
        return found


@dataclass(frozen=True, slots=True)
class Telling:
    """What is needed to tell suggestions."""

    profile: Profile
    table: Table
    sought: tuple[Sought, ...]
    relaxed: tuple[Relaxed, ...]
    now: datetime
    availability: Availability
    # The preferences that the person said: the others are nobody's reason.
    wished: tuple[Preference, ...]

    def suggestions(self, scored: Scored, heads: Sequence[int]) -> dict[int, Suggestion]:
        """Return some places of a part, by slot, each by its best offer."""
        part = scored.fit.part
        told = np.zeros(part.segment.place_ids.size, dtype=np.bool_)
        told[np.array(heads, dtype=np.int64)] = True
        rows = np.flatnonzero(told[part.heads])
        by_head: dict[int, list[tuple[int, int, int]]] = {}
        columns = (part.heads[rows], scored.key[rows], part.offer_ids[rows], rows)
        for head, key, offer, row in zip(*(c.tolist() for c in columns), strict=True):
            by_head.setdefault(head, []).append((key, offer, row))
        best = {head: min(offers)[2] for head, offers in by_head.items()}
        facts = Facts(part.at(np.array(list(best.values()), dtype=np.int64)))
        return {
            head: self._suggestion(
                scored, row, facts, at, {offer for _, offer, _ in by_head[head]} - {-1}
            )
            for at, (head, row) in enumerate(best.items())
        }

    def _suggestion(
        self, scored: Scored, row: int, facts: Facts, at: int, offers: set[int]
    ) -> Suggestion:
        part, profile = facts.part, self.profile
        one = self.sought[int(scored.fit.aim[row])]
        offer, place_id = int(part.offer_ids[at]), int(part.place_ids[at])
        metres, checked = int(part.metres[at]), int(part.verified[at])
        walk = profile.minutes(metres) if metres >= 0 else None
        verified_on = date.fromordinal(checked) if checked else None
        certain = bool(scored.fit.certain[row])
        next_ = self.availability.next_moment(
            place_id,
            [f for f in self.availability.features() if facts.has(at, (f,))],
            session=facts.has(at, SESSION) or not facts.has(at, COURSE),
            urgent=profile.urgent,
        )
        opens = int(scored.opens[row])
        return Suggestion(
            place_id=place_id,
            offer_id=None if offer < 0 else offer,
            other_offer_ids=tuple(sorted(offers - {offer})),
            aim=one.aim.code,
            because=one.because,
            certain=certain,
            unknown=() if certain else _unknown(facts, at, one),
            distance_m=None if metres < 0 else metres,
            walk_min=walk,
            next=next_,
            opens_in_min=None if opens < 0 else opens,
            in_time=bool(scored.in_time[row]),
            verified_on=verified_on,
            reasons=self._reasons(facts, at, one, walk, next_),
            cautions=self._cautions(facts, at, walk, verified_on),
            points=int(scored.points[row]),
        )

    def _reasons(
        self, facts: Facts, at: int, one: Sought, walk: int | None, next_: Moment | None
    ) -> tuple[Reason, ...]:
        profile = self.profile
        reasons = [Reason("aim", (one.aim.code, one.because))]
        for filter_ in self.table.filters:
            said = getattr(profile, filter_.field)
            for value in (said,) if isinstance(said, str) else said:
                if value and facts.has(at, (filter_.pattern.format(value),)):
                    reasons.append(Reason(filter_.field, (str(value),)))
        if walk is not None:
            reasons.append(Reason("walk", (str(walk),)))
        if next_ is not None:
            reasons.append(Reason("next", (next_.starts_at.isoformat(),)))
        for preference in self.wished:
            if facts.has(at, preference.any_of):
                reasons.append(Reason(preference.code, _values(preference.when)))
        reasons += [Reason(code) for code, feature in ALWAYS_SAID if facts.has(at, (feature,))]
        told: dict[tuple[str, tuple[str, ...]], Reason] = {}
        for reason in reasons:
            # Asked for, it is said as such.
            if reason.code != "free" or "Gratuit" not in profile.costs:
                values = reason.values if reason.code in SEVERAL else ()
                told.setdefault((reason.code, values), reason)
        return tuple(told.values())

    def _cautions(
        self, facts: Facts, at: int, walk: int | None, verified_on: date | None
    ) -> tuple[Reason, ...]:
        profile, cautions = self.profile, self._closed(facts, at)
        for gone in self.relaxed:
            told = gone.dimension in ("public", "within_m", "open_at")
            if not told and not facts.has(at, gone.any_of):
                cautions.append(Reason("without", (gone.dimension, *gone.any_of)))
        if walk is not None and profile.reach_min is not None and walk > profile.reach_min:
            with_somebody = profile.accompanied_reach_min
            near = with_somebody is not None and walk <= with_somebody
            cautions.append(Reason("accompanied" if near else "far", (str(walk),)))
        by_professional = facts.has(at, ("mobilise:professional",))
        if by_professional and not facts.has(at, ("mobilise:person",)):
            cautions.append(Reason("prescribed"))
        if verified_on is None:
            cautions.append(Reason("old"))
        elif (self.now.date() - verified_on).days > OLD_DAYS:
            cautions.append(Reason("old", (verified_on.isoformat(),)))
        return tuple(cautions)

    def _closed(self, facts: Facts, at: int) -> list[Reason]:
        """Return that an offer is for others than this person, or for some publics only."""
        profile, found = self.profile, []
        for_whom = tuple(public for public in PUBLICS if facts.has(at, (f"public:{public}",)))
        if 0 < len(for_whom) < len(PUBLICS):
            if not profile.publics:
                found.append(Reason("reserved", for_whom))
            elif not set(profile.publics) & set(for_whom):
                found.append(Reason("closed_public", for_whom))
        ages = facts.ages(at)
        if ages is not None:
            first, last = profile.ages or (0, inf)
            low, high = ages
            said = tuple("" if age == inf else str(age) for age in ages)
            if last < low or high < first:
                found.append(Reason("closed_age", said))
            elif not low <= first <= last <= high:
                found.append(Reason("ages", said))
        elif profile.age_band and not facts.part.may_have(f"age:{profile.age_band}")[at]:
            found.append(Reason("closed_age"))
        return found


def _unknown(facts: Facts, at: int, one: Sought) -> tuple[str, ...]:
    """Return what is not known of an offer; what it is for too, which is "need" in the query."""
    found = [dimension for dimension in facts.part.doubts_of(at) if dimension != "need"]
    if not all(facts.has(at, group) for group in (one.aim.any_of, *one.aim.groups)):
        found.insert(0, "need")
    return tuple(found)


def _values(when: str) -> tuple[str, ...]:
    kind, _, value = when.partition(":")
    return (value,) if kind == "intensity" else ()
