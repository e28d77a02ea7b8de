"""`rank` answers what its definition (reference.py) says, and keeps what it promises."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.core.orientation import rank
from maillage.core.orientation.tests.reference import slow_rank
from maillage.core.orientation.tests.strategies import NOW, agendas, places, profiles, towns
from maillage.core.search import Index


def said(answer) -> tuple:
    """What `slow_rank` gives, read in what `rank` gives."""
    codes = [code for code, _ in answer.aims]
    listed = [
        (
            one.place_id,
            one.offer_id,
            codes.index(one.aim),
            one.certain,
            tuple(sorted({*one.other_offer_ids, *filter(None, [one.offer_id])})),
        )
        for one in answer.items
    ]
    n_places = answer.n_certain + answer.n_unknown
    return listed, answer.relaxed, answer.unmet, answer.n_certain, n_places


@given(
    entries=towns(),
    profile=profiles(),
    agenda=agendas,
    cuts=st.tuples(st.none() | st.integers(1, 4), st.none() | st.integers(1, 2)),
)
@settings(deadline=None, max_examples=150)
def test_rank_is_the_definition(entries, profile, agenda, cuts) -> None:
    profile = replace(profile, limit=cuts[0], per_aim=cuts[1])
    answer = rank(profile, Index.build(entries), now=NOW, availability=agenda)
    assert said(answer) == slow_rank(profile, entries, now=NOW, availability=agenda)


@given(entries=towns(), profile=profiles(), agenda=agendas, data=st.data())
@settings(deadline=None, max_examples=60)
def test_the_same_town_in_another_order_or_in_two_deliveries_gives_the_same(
    entries, profile, agenda, data
) -> None:
    whole = rank(profile, Index.build(entries), now=NOW, availability=agenda)
    late = data.draw(st.sets(st.sampled_from([e.place_id for e in entries]))) if entries else set()
    first = Index.build([e for e in entries if e.place_id not in late])
    again = first.patched([e for e in reversed(entries) if e.place_id in late])
    assert rank(profile, again, now=NOW, availability=agenda) == whole


def offers_of(answer) -> set:
    """The offers that fit, and their places: a place may fit by what is known of it alone."""
    return {
        (one.place_id, offer)
        for one in answer.items
        for offer in (None, one.offer_id, *one.other_offer_ids)
    }


FILTERS = {
    "zone_ids": (2,), "languages": ("ar",), "care": ("Illettrisme",), "costs": ("Gratuit",),
    "accessible": ("wheelchair",), "publics": ("Jeunes",), "mobilised_by": "person",
    "open_at": NOW + timedelta(hours=5), "reach_min": 5,
}  # fmt: skip


@given(entries=towns(), profile=profiles(), agenda=agendas, name=st.sampled_from(sorted(FILTERS)))
@settings(deadline=None, max_examples=100)
def test_before_anything_is_given_up_a_filter_never_adds(entries, profile, agenda, name) -> None:
    empty = () if isinstance(FILTERS[name], tuple) else "" if name == "mobilised_by" else None
    loose = replace(profile, relax=False, accompanied_reach_min=None, **{name: empty})
    strict = replace(loose, **{name: FILTERS[name]})
    index = Index.build(entries)
    less = rank(strict, index, now=NOW, availability=agenda)
    more = rank(loose, index, now=NOW, availability=agenda)
    assert offers_of(less) <= offers_of(more)
    assert less.n_certain <= more.n_certain


@given(entries=towns(), profile=profiles(), agenda=agendas, added=places(99))
@settings(deadline=None, max_examples=80)
def test_before_anything_is_given_up_an_added_offer_never_removes(
    entries, profile, agenda, added
) -> None:
    profile = replace(profile, relax=False)
    before = rank(profile, Index.build(entries), now=NOW, availability=agenda)
    after = rank(profile, Index.build([*entries, *added]), now=NOW, availability=agenda)
    assert offers_of(before) <= offers_of(after)
    assert [one for one in after.items if one.place_id != 99] == list(before.items)


@given(
    entries=towns(),
    profile=profiles(),
    agenda=agendas,
    twin=places(50),
    days=st.tuples(st.integers(0, 500), st.integers(0, 500)),
)
@settings(deadline=None, max_examples=100)
def test_equal_in_all_else_the_fresher_record_never_ranks_lower(
    entries, profile, agenda, twin, days
) -> None:
    older, newer = NOW.date() - timedelta(days=max(days)), NOW.date() - timedelta(days=min(days))
    old = [
        replace(entry, place_id=51, offer_id=entry.offer_id, verified_on=older) for entry in twin
    ]
    new = [
        replace(entry, place_id=52, offer_id=entry.offer_id, verified_on=newer) for entry in twin
    ]
    moments = agenda.get(50, ())
    answer = rank(
        profile,
        Index.build([*entries, *old, *new]),
        now=NOW,
        availability={**agenda, 51: moments, 52: moments},
    )
    order = [one.place_id for one in answer.items if one.place_id in (51, 52)]
    if newer != older:
        assert order in ([], [52, 51])
