"""What is given up when nothing answers, and that it is said."""

from dataclasses import replace

from hypothesis import given, settings

from maillage.core.search import RELAXATION, Entry, Index, Query, Relaxed, Wanted
from maillage.core.search.relaxation import without
from maillage.core.search.tests.strategies import NOW, Week, queries, towns

PRINTER = frozenset({"equipment:printer"})


def wanted(feature: str) -> Wanted:
    return Wanted(dimension=feature.partition(":")[0], any_of=(feature,))


def test_the_hour_goes_first_and_it_is_said_with_the_number_found() -> None:
    index = Index.build(
        [Entry(place_id=1, offer_id=5, yes=PRINTER | {"zone:2"}, hours=Week(((0, 1),)))]
    )
    query = Query(
        wanted=(wanted("equipment:printer"), wanted("zone:2")), open_at=NOW, near=(50.0, 3.0)
    )
    results = index.find(query, now=NOW)
    assert results.relaxed == (Relaxed(dimension="open_at"),)
    assert (results.n_certain, results.asked_n_unknown) == (1, 0)
    assert results.answered == replace(query, open_at=None)
    assert [hit.offer_ids for hit in results.hits] == [(5,)]


def test_what_was_dropped_in_vain_is_put_back() -> None:
    index = Index.build([Entry(place_id=1, yes=PRINTER | {"zone:1"}, hours=Week(((0, 1440),)))])
    query = Query(wanted=(wanted("equipment:printer"), wanted("zone:2")), open_at=NOW)
    results = index.find(query, now=NOW)
    assert results.relaxed == (Relaxed(dimension="zone", any_of=("zone:2",)),)
    assert results.answered.open_at == NOW


def test_the_need_and_the_text_are_never_dropped() -> None:
    index = Index.build([Entry(place_id=1, yes=frozenset({"zone:1"}), text="wifi")])
    for query in (
        Query(wanted=(wanted("equipment:printer"), wanted("zone:2"))),
        Query(wanted=(wanted("zone:2"),), text="scanner"),
    ):
        results = index.find(query, now=NOW)
        assert (results.n_certain, results.relaxed, results.answered) == (0, (), query)


def test_relaxation_can_be_switched_off() -> None:
    index = Index.build([Entry(place_id=1, yes=PRINTER)])
    query = Query(wanted=(wanted("equipment:printer"), wanted("cost:free")))
    assert index.find(query, now=NOW).n_certain == 1
    strict = index.find(replace(query, relax=False), now=NOW)
    assert (strict.n_certain, strict.relaxed) == (0, ())


def test_unknown_places_of_the_question_asked_are_still_counted() -> None:
    index = Index.build(
        [
            Entry(place_id=1, yes=PRINTER, unknown=frozenset({"cost:*"})),
            Entry(place_id=2, yes=PRINTER),
        ]
    )
    query = Query(wanted=(wanted("equipment:printer"), wanted("cost:free")))
    results = index.find(query, now=NOW)
    assert (results.n_certain, results.n_unknown, results.asked_n_unknown) == (2, 0, 1)


@given(entries=towns(), query=queries())
@settings(deadline=None, max_examples=50)
def test_every_dropped_condition_was_needed(entries: list[Entry], query: Query) -> None:
    index = Index.build(entries)
    results = index.find(replace(query, relax=True), now=NOW)
    kinds = list(dict.fromkeys(relaxed.dimension for relaxed in results.relaxed))
    assert kinds == sorted(kinds, key=RELAXATION.index)
    if kinds:
        assert results.n_certain > 0
    for kind in kinds:
        fewer = without(replace(query, relax=False), [other for other in kinds if other != kind])
        assert index.find(fewer, now=NOW).n_certain == 0
