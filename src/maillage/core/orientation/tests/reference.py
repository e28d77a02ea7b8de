"""The definition of orientation, in plain loops. What `rank` must answer, slowly."""

from collections import defaultdict
from dataclasses import replace
from datetime import datetime, time, timedelta
from math import inf

from maillage.core.orientation.aims import query_of, sought_by
from maillage.core.orientation.scoring import LOOKED_AHEAD
from maillage.core.orientation.table import (
    ALONE_POINTS,
    CHECKED_DAYS,
    COURSE,
    NEXT_DAYS,
    SESSION,
    TABLE,
    WALK_MIN,
)
from maillage.core.search import relax
from maillage.core.search.tests.reference import (
    NO,
    UNKNOWN,
    YES,
    conditions,
    metres,
    truth_of_feature,
)


def has(entry, *features):
    return any(truth_of_feature(entry, feature) == YES for feature in features)


def may_have(entry, *features):
    return any(truth_of_feature(entry, feature) != NO for feature in features)


def truth_of_aim(entry, aim):
    if has(entry, *aim.not_if) and not has(entry, *aim.except_if):
        return NO
    truths = [max(truth_of_feature(entry, f) for f in group) for group in (aim.any_of, *aim.groups)]
    if truths[0] == NO and may_have(entry, *aim.maybe) and not has(entry, *aim.unless):
        truths[0] = UNKNOWN
    return min(truths)


def first_points(value, bands):
    return next((gain for limit, gain in bands if value <= limit), 0)


def is_session(entry):
    return has(entry, *SESSION) or not has(entry, *COURSE)


def minutes(start, end):
    return int((end - start).total_seconds() // 60)


def wait(entry, profile, now, availability):
    return min(
        (
            minutes(now, moment.starts_at)
            for moment in availability.get(entry.place_id, ())
            if moment.starts_at >= now
            and not (profile.urgent and moment.course)
            and is_session(entry) != moment.course
            and (not moment.serves or has(entry, *moment.serves))
        ),
        default=inf,
    )


def opens(entry, now, deadline):
    """Minutes until one may push the door."""
    if entry.hours is None or not (is_session(entry) and has(entry, "access:walk_in")):
        return inf
    waits = []
    for number in range(-1, 7):
        midnight = datetime.combine(now.date() + timedelta(days=number), time())
        for start, end in entry.hours.day_intervals(midnight.date()):
            begins = max(now, midnight + timedelta(minutes=start))
            if begins < midnight + timedelta(minutes=end):
                waits.append(minutes(now, begins))
    # A door that opens after midnight of the sixth day is not looked at.
    return min((w for w in waits if w <= minutes(now, deadline)), default=inf)


def points(entry, profile, now, availability, table):
    traits = profile.traits()
    total = sum(
        preference.points
        for preference in table.preferences
        if (not preference.when or preference.when in traits) and has(entry, *preference.any_of)
    )
    away = metres(entry, profile.near)
    if away is not None:
        total += first_points(away, [(profile.metres(m), gain) for m, gain in WALK_MIN])
        if profile.reach_min is not None and away <= profile.metres(profile.reach_min):
            total += ALONE_POINTS
    soon = wait(entry, profile, now, availability)
    total += first_points(soon, [(days * 1440, gain) for days, gain in NEXT_DAYS])
    if entry.verified_on is not None:
        total += first_points((now.date() - entry.verified_on).days, CHECKED_DAYS)
    return total


def key(entry, aim, certain, profile, now, availability, table):
    """What an offer is sorted by: smaller is better."""
    late, soonest = False, 0
    if profile.urgent:
        deadline = profile.deadline(now)
        soonest = opens(entry, now, max(deadline, now + LOOKED_AHEAD))
        if is_session(entry):
            soonest = min(soonest, wait(entry, profile, now, availability))
        late = soonest > minutes(now, deadline)
        soonest = 16383 if soonest == inf else min(soonest // 15, 16383)  # inf // 15 is no number
    away = metres(entry, profile.near)
    return (
        late,
        not certain,
        aim,
        soonest,
        -points(entry, profile, now, availability, table),
        inf if away is None else min(away // 20, 32767),
        inf if entry.verified_on is None else (now.date() - entry.verified_on).days,
    )


def fits(entries, query, sought, profile, now, availability, table):
    """All the offers that fit, by place: [(key, offer, aim, certain)]."""
    places = defaultdict(list)
    for entry in entries:
        asked = min([YES] + [truth for _, truth in conditions(entry, query)])
        if asked == NO:
            continue
        truths = [truth_of_aim(entry, one.aim) for one in sought]
        if max(truths) == NO:
            continue
        aim = truths.index(YES) if YES in truths else truths.index(UNKNOWN)
        certain = asked == YES and YES in truths
        offer = -1 if entry.offer_id is None else entry.offer_id
        order = key(entry, aim, certain, profile, now, availability, table)
        places[entry.place_id].append((order, offer, aim, certain))
    return places


def slow_rank(profile, entries, *, now, availability, table=TABLE):
    """[(place_id, offer_id, aim, certain, offers that fit)], relaxed, unmet, n_certain, n_places"""
    sought = sought_by(profile, table)
    query = replace(query_of(profile, sought, table), relax=False)
    arguments = (sought, profile, now, availability, table)

    def any_certain(left):
        found = fits(entries, left, *arguments)
        return any(certain for offers in found.values() for *_, certain in offers)

    unmet, relaxed = not any_certain(query), ()
    if unmet and profile.relax and (less := relax(query, any_certain)) is not None:
        query, relaxed = less
    places = fits(entries, query, *arguments)
    best = sorted((min(offers), place_id) for place_id, offers in places.items())
    best = sorted(best, key=lambda one: (one[0][0], one[1]))
    listed, of_aim = [], defaultdict(int)
    for (_, offer, aim, certain), place_id in best:
        of_aim[aim] += 1
        if profile.per_aim is None or of_aim[aim] <= profile.per_aim:
            offers = tuple(sorted({o for _, o, *_ in places[place_id] if o != -1}))
            listed.append((place_id, None if offer == -1 else offer, aim, certain, offers))
    n_certain = sum(any(c for *_, c in offers) for offers in places.values())
    return listed[: profile.limit], relaxed, unmet, n_certain, len(places)
