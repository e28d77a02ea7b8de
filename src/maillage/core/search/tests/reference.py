"""The definition of a search, in plain loops. What the index must answer, slowly."""

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta

from maillage.core.geo import distance_m
from maillage.core.search.entry import Entry
from maillage.core.search.query import Cursor, FacetCount, Hit, Query, Results, Wanted
from maillage.core.search.relaxation import relax
from maillage.core.search.text import fold, forms_of, name_key, singular, words_asked

YES, UNKNOWN, NO = 2, 1, 0


def truth_of_feature(entry: Entry, feature: str) -> int:
    if feature.startswith("word:"):
        asked = singular(fold(feature[5:]))
        return YES if any(asked == singular(form) for form in forms_of(entry.text)) else NO
    if feature in entry.yes:
        return YES
    dimension = feature.partition(":")[0]
    if feature in entry.unknown or f"{dimension}:*" in entry.unknown:
        return UNKNOWN
    return NO


def truth_of_wanted(entry: Entry, wanted: Wanted) -> int:
    sure = [truth_of_feature(entry, feature) for feature in wanted.any_of]
    perhaps = [min(UNKNOWN, truth_of_feature(entry, feature)) for feature in wanted.maybe]
    return max(sure + perhaps)


def matches(word: str, form: str, *, is_last: bool) -> bool:
    """True when a word that was asked is a form of an entry, number aside.

    The last word may be unfinished: any form that it begins is good.
    """
    return singular(word) == singular(form) or (is_last and form.startswith(word))


def truth_of_text(entry: Entry, text: str) -> int:
    forms = forms_of(entry.text)
    words = words_asked(text)
    for at, word in enumerate(words):
        last = at == len(words) - 1
        if not any(matches(word, form, is_last=last) for form in forms):
            return NO
    return YES


def metres(entry: Entry, near) -> int | None:
    if entry.latitude is None or near is None:
        return None
    return round(distance_m(*near, entry.latitude, entry.longitude))


def truth_of_within(entry: Entry, query: Query) -> int:
    away = metres(entry, query.near)
    if away is None:
        return UNKNOWN
    return YES if away <= query.within_m else NO


def truth_of_inside(entry: Entry, query: Query) -> int:
    if entry.latitude is None:
        return UNKNOWN
    return YES if query.inside.contains(entry.latitude, entry.longitude) else NO


def truth_of_open(entry: Entry, moment) -> int:
    if entry.hours is None:
        return UNKNOWN
    day, minute = moment.date(), moment.hour * 60 + moment.minute
    if any(start <= minute < end for start, end in entry.hours.day_intervals(day)):
        return YES
    before = entry.hours.day_intervals(day - timedelta(days=1))
    if any(start <= minute + 1440 < end for start, end in before):
        return YES
    return NO if entry.hours.known_on(day) else UNKNOWN


def conditions(entry: Entry, query: Query) -> list[tuple[str, int]]:
    truths = [(wanted.dimension, truth_of_wanted(entry, wanted)) for wanted in query.wanted]
    if query.text:
        truths.append(("text", truth_of_text(entry, query.text)))
    if query.within_m is not None:
        truths.append(("within_m", truth_of_within(entry, query)))
    if query.inside is not None:
        truths.append(("inside", truth_of_inside(entry, query)))
    if query.open_at is not None:
        truths.append(("open_at", truth_of_open(entry, query.open_at)))
    return truths


def sort_key(hit: Hit, entry: Entry, query: Query):
    if query.near is None:
        return (not hit.certain, name_key(entry.name), hit.place_id)
    away = float("inf") if hit.distance_m is None else hit.distance_m
    return (not hit.certain, away, hit.place_id)


def cursor_key(cursor: Cursor, query: Query):
    if query.near is None:
        return (not cursor.certain, cursor.name_key, cursor.place_id)
    away = float("inf") if cursor.distance_m is None else cursor.distance_m
    return (not cursor.certain, away, cursor.place_id)


def all_hits(entries: list[Entry], query: Query) -> list[tuple[tuple, Hit, Entry]]:
    places = defaultdict(list)
    for entry in entries:
        places[entry.place_id].append(entry)
    found = []
    for place_id, offers in places.items():
        truths = [(min([YES] + [t for _, t in conditions(o, query)]), o) for o in offers]
        best = max(truth for truth, _ in truths)
        if best == NO:
            continue
        good = [offer for truth, offer in truths if truth == best]
        doubtful = {d for o in good for d, t in conditions(o, query) if t == UNKNOWN}
        order = list(dict.fromkeys(d for d, _ in conditions(good[0], query)))
        hit = Hit(
            place_id=place_id,
            offer_ids=tuple(sorted(o.offer_id for o in good if o.offer_id is not None)),
            distance_m=metres(good[0], query.near),
            certain=best == YES,
            unknown=tuple(d for d in order if d in doubtful) if best != YES else (),
        )
        found.append((sort_key(hit, good[0], query), hit, good[0]))
    return sorted(found, key=lambda item: item[0])


def counts(entries: list[Entry], query: Query) -> tuple[int, int]:
    hits = [hit for _, hit, _ in all_hits(entries, query)]
    certain = sum(hit.certain for hit in hits)
    return certain, len(hits) - certain


def slow_find(entries: list[Entry], query: Query) -> Results:
    n_certain, n_unknown = counts(entries, query)
    answered, relaxed = query, ()
    if n_certain == 0 and query.relax:
        what_is_left = relax(query, lambda q: counts(entries, q)[0] > 0)
        if what_is_left is not None:
            answered, relaxed = what_is_left
    found = all_hits(entries, answered)
    listed = [item for item in found if item[1].certain or query.include_unknown]
    if query.after is not None:
        start = cursor_key(query.after, query)
        listed = [item for item in listed if item[0] > start]
    page = listed[: query.limit]
    following = None
    if len(listed) > query.limit:
        _, hit, entry = page[-1]
        following = Cursor(
            certain=hit.certain,
            place_id=hit.place_id,
            distance_m=hit.distance_m,
            name_key=name_key(entry.name) if query.near is None else None,
        )
    certain, unknown = counts(entries, answered)
    return Results(
        hits=tuple(hit for _, hit, _ in page),
        n_certain=certain,
        n_unknown=unknown,
        next=following,
        relaxed=relaxed,
        asked_n_unknown=n_unknown,
        answered=answered,
        count_facets=lambda dimensions: slow_facets(entries, answered, dimensions),
    )


def slow_facets(entries: list[Entry], query: Query, dimensions=None) -> dict[str, FacetCount]:
    features = {feature for entry in entries for feature in entry.yes | entry.unknown}
    facets = {}
    for feature in sorted(features):
        dimension, _, value = feature.partition(":")
        if value == "*" or (dimensions is not None and dimension not in dimensions):
            continue
        others = tuple(w for w in query.wanted if w.dimension != dimension)
        wanted = Wanted(dimension=dimension, any_of=(feature,))
        asked = replace(query, wanted=others)
        if not any(
            feature in offer.yes | offer.unknown
            for offer in entries
            if min([YES] + [truth for _, truth in conditions(offer, asked)]) != NO
        ):
            continue
        yes, unknown = counts(entries, replace(asked, wanted=(*others, wanted)))
        facets[feature] = FacetCount(yes=yes, unknown=unknown)
    return facets
