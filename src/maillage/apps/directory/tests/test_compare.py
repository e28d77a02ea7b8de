"""The base at two dates: the comparison says what the pages showed at the end of each day."""

from datetime import UTC, date, datetime, timedelta

import pytest

from maillage.apps.directory.actions.staff import (
    close_place,
    edit_place,
)
from maillage.apps.directory.models import Mediators, ProgrammePlace
from maillage.apps.directory.queries.compare import (
    Why,
    changes,
    compare,
    end_of,
    tell,
    told,
)
from maillage.apps.directory.queries.past import DeliveryFacts
from maillage.apps.directory.tests.deliveries import FIRST, SOURCE, Town, at, said
from maillage.apps.directory.tests.pages import make_quarter

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(by):
    return Town(by)


def names(found):
    return [change.nom for change in found]


# ---------------------------------------------------------------- chosen histories


@pytest.mark.row("DAT-05")
def test_two_dates_show_added_closed_put_back_and_changed_places(town):
    town.deliver({"a": said("A"), "b": said("B"), "c": said("C")}, now=at(0))
    town.deliver(
        {"a": said("A", place={"telephone": "+33199002110"}), "b": said("B"), "d": said("D")},
        now=at(3),
    )
    close_place(public_id=town.place("b").public_id, on=FIRST, by=town.by, now=at(4))
    found = compare(FIRST, FIRST + timedelta(days=5), facts=town.facts)
    assert names(found.added) == ["D"]
    assert [(c.nom, c.why) for c in found.closed] == [("B", Why.CLOSED), ("C", Why.WITHDRAWN)]
    (changed,) = found.changed
    (field,) = changed.fields
    assert (field.part, field.name, field.before, field.after) == (
        "place", "telephone", None, "+33199002110",
    )  # fmt: skip
    assert field.whence.source == SOURCE
    assert found.closed[0].whence.person == "Dominique Exemple"
    assert not found.reopened
    # The same number, whatever became of the place.
    assert changed.public_id == town.place("a").public_id
    town.deliver({"a": said("A"), "c": said("C"), "d": said("D")}, now=at(8))
    later = compare(FIRST + timedelta(days=5), FIRST + timedelta(days=9), facts=town.facts)
    assert names(later.reopened) == ["C"]
    assert names(later.changed) == ["A"]
    # What came and went between the two days is not there.
    whole = compare(FIRST, FIRST + timedelta(days=9), facts=town.facts)
    assert (names(whole.added), names(whole.closed), names(whole.reopened)) == (["D"], ["B"], [])
    assert not whole.changed


def test_an_undone_delivery_shows_on_the_days_when_it_held(town):
    town.deliver({"a": said("A")}, now=at(0))
    town.deliver({"a": said("Autre"), "b": said("B")}, now=at(2))
    town.undo(now=at(4))
    during = compare(FIRST, FIRST + timedelta(days=3), facts=town.facts)
    assert (names(during.added), names(during.changed)) == (["B"], ["Autre"])
    after = compare(FIRST + timedelta(days=3), FIRST + timedelta(days=5), facts=town.facts)
    assert [(c.nom, c.why) for c in after.closed] == [("B", Why.UNDONE)]
    assert names(after.changed) == ["A"]
    assert not list(changes(FIRST, FIRST + timedelta(days=5), facts=town.facts))


def test_what_an_undone_delivery_alone_had_brought_does_not_come_back_with_the_place(town):
    town.deliver({"a": said("A", programmes=["Été"], mediators=[["volunteer", 1, ""]])}, now=at(0))
    town.undo(now=at(1))
    town.deliver({"a": said("A")}, now=at(2))
    place = town.place("a")
    assert not ProgrammePlace.objects.filter(place=place).exists()
    assert not Mediators.objects.filter(place=place).exists()


def test_what_a_person_corrects_is_told_with_their_name(town):
    town.deliver({"a": said("A")}, now=at(0))
    place = town.place("a")
    edit_place(public_id=place.public_id, values={"ask_for": "Sonner"}, by=town.by, now=at(1))
    (change,) = changes(FIRST, FIRST + timedelta(days=1), facts=town.facts)
    (field,) = change.fields
    assert (field.name, field.after, field.whence.person) == (
        "ask_for", "Sonner", "Dominique Exemple",
    )  # fmt: skip


def test_days_are_those_of_the_territory(town):
    # 23:30 in Paris the 2nd of June is 21:30 of universal time; 00:30 is the next day.
    town.deliver({"a": said("A")}, now=datetime(2026, 6, 2, 21, 30, tzinfo=UTC))
    town.deliver({"a": said("A"), "b": said("B")}, now=datetime(2026, 6, 2, 22, 30, tzinfo=UTC))
    first = compare(FIRST, FIRST + timedelta(days=1), facts=town.facts)
    second = compare(FIRST + timedelta(days=1), FIRST + timedelta(days=2), facts=town.facts)
    assert (names(first.added), names(second.added)) == (["A"], ["B"])


def test_a_quarter_or_a_source_narrows_the_comparison(town):
    _commune, quarter = make_quarter()
    quartered = {"commune": "Clairmaille", "code_insee": "59999", "code_postal": "59999"}
    town.deliver(
        {"a": said("A", place=quartered, quarter="La Filature"), "b": said("B")}, now=at(1)
    )
    end = FIRST + timedelta(days=2)
    assert names(compare(FIRST, end, zone=quarter.pk, facts=town.facts).added) == ["A"]
    assert names(compare(FIRST, end, source=SOURCE, facts=town.facts).added) == ["A", "B"]
    assert not compare(FIRST, end, source="ailleurs", facts=town.facts).added


def test_the_deliveries_tell_what_they_know(town):
    facts = DeliveryFacts(undone={7: at(1)})
    kept = told()
    tell(lambda: facts)
    try:
        assert told() is facts
    finally:
        tell(lambda: kept)


def test_the_number_of_queries_does_not_grow_with_the_places(town, django_assert_max_num_queries):
    town.deliver({f"k{n}": said(f"Lieu {n}") for n in range(60)}, now=at(0))
    town.deliver({f"k{n}": said(f"Autre {n}") for n in range(60)}, now=at(2))
    with django_assert_max_num_queries(16):
        found = compare(FIRST, FIRST + timedelta(days=3), facts=town.facts)
    assert len(found.changed) == 60


def test_the_end_of_a_day_is_the_midnight_of_the_territory():
    assert end_of(date(2026, 6, 1)) == datetime(2026, 6, 1, 22, tzinfo=UTC)
    assert end_of(date(2026, 1, 1)) == datetime(2026, 1, 1, 23, tzinfo=UTC)
