"""What people do to a place: refused or done whole, traced, and visible at the next search."""

from datetime import date, timedelta

import pytest

from maillage.apps.directory.actions.holdings import (
    add_offer,
)
from maillage.apps.directory.actions.staff import (
    add_closure,
    add_place,
    add_place_to_programme,
    close_place,
    edit_place,
    remove_closure,
    remove_place_from_programme,
    reopen_place,
)
from maillage.apps.directory.errors import (
    ClosingDateMissing,
    ClosingInFuture,
    ClosureDatesWrong,
    ClosureUnknown,
    MovedToItself,
    PlaceNotClosed,
    PlaceUnknown,
    PlaceWithoutName,
    PositionHalfGiven,
    ProgrammeUnknown,
)
from maillage.apps.directory.models import (
    AuditRow,
    SourceRecord,
)
from maillage.apps.directory.tests.factories import (
    NOW,
    TODAY,
    make_place,
)
from maillage.apps.directory.tests.statements import NEW, found

pytestmark = pytest.mark.django_db


def test_a_new_place_has_its_commune_and_a_number_of_its_own(by):
    numbers = {add_place(values=NEW, by=by, now=NOW).public_id for _ in range(3)}
    assert len(numbers) == 3
    assert all(len(number) == 10 for number in numbers)


@pytest.mark.parametrize("values", [{}, {"nom": ""}, {"nom": "", "adresse": "3 place du Marché"}])
def test_a_place_has_a_name(by, values):
    with pytest.raises(PlaceWithoutName):
        add_place(values=values, by=by, now=NOW)
    place = make_place()
    with pytest.raises(PlaceWithoutName):
        edit_place(public_id=place.public_id, values={"nom": ""}, by=by, now=NOW)


def test_half_a_position_is_refused(by):
    with pytest.raises(PositionHalfGiven):
        add_place(values=NEW | {"latitude": 50.6}, by=by, now=NOW)
    place = make_place()
    with pytest.raises(PositionHalfGiven):
        edit_place(public_id=place.public_id, values={"longitude": 3.0}, by=by, now=NOW)


def test_a_field_that_does_not_exist_is_a_fault_of_the_caller(by):
    place = make_place(n_offers=1)
    with pytest.raises(ValueError, match="no such fields"):
        edit_place(public_id=place.public_id, values={"name": "x"}, by=by, now=NOW)
    with pytest.raises(ValueError, match="no such fields"):
        add_offer(public_id=place.public_id, values={"name": "x"}, by=by, now=NOW)


def test_an_edit_that_changes_nothing_leaves_no_trace(by):
    place = make_place()
    edit_place(public_id=place.public_id, values={"nom": place.nom}, by=by, now=NOW)
    assert not AuditRow.objects.exists()
    assert not SourceRecord.objects.exists()


def test_the_trace_says_who_when_before_and_after(by):
    place = make_place(waiting="")
    edit_place(public_id=place.public_id, values={"waiting": "10 minutes"}, by=by, now=NOW)
    row = AuditRow.objects.get()
    assert (row.by, row.at, row.action, row.subject_id) == (by, NOW, "edit_place", place.public_id)
    assert (row.before, row.after) == ({"waiting": ""}, {"waiting": "10 minutes"})


def test_another_commune_forgets_the_code_of_the_first(by):
    place = make_place()
    values = {"commune": "Autreville", "code_postal": "59998"}
    edit_place(public_id=place.public_id, values=values, by=by, now=NOW)
    place.refresh_from_db()
    assert (place.commune, place.code_insee) == ("Autreville", "")


def test_a_change_by_hand_is_found_by_the_next_search(by):
    place = make_place(nom="Maison du Liseron", n_offers=1)
    assert found(text="liseron") == {place.pk}
    edit_place(public_id=place.public_id, values={"nom": "Maison du Fuseau"}, by=by, now=NOW)
    assert found(text="fuseau") == {place.pk}
    assert not found(text="liseron")


def test_a_closed_place_leaves_the_search_and_comes_back(by):
    place = make_place(nom="Maison du Liseron", opened_on=date(2020, 1, 1))
    assert found(text="liseron")
    close_place(public_id=place.public_id, on=TODAY, by=by, now=NOW)
    assert not found(text="liseron")
    place.refresh_from_db()
    assert (place.state, place.closed_on) == ("closed", TODAY)
    reopen_place(public_id=place.public_id, by=by, now=NOW)
    assert found(text="liseron")


def test_a_place_that_moved_says_where(by):
    old, new = make_place(), make_place()
    close_place(public_id=old.public_id, on=TODAY, moved_to=new.public_id, by=by, now=NOW)
    old.refresh_from_db()
    assert (old.state, old.moved_to) == ("moved", new)


def test_a_planned_place_is_not_shown_until_it_opens(by):
    place = add_place(values=NEW, planned=True, by=by, now=NOW)
    assert not found(text="navette")
    reopen_place(public_id=place.public_id, by=by, now=NOW)
    place.refresh_from_db()
    assert place.opened_on == TODAY
    assert found(text="navette") == {place.pk}


def test_refusals_about_the_life_of_a_place(by):
    place = make_place(opened_on=date(2026, 9, 10))
    who = {"public_id": place.public_id, "by": by, "now": NOW}
    with pytest.raises(ClosingDateMissing):
        close_place(on=None, **who)
    with pytest.raises(ClosingDateMissing):
        close_place(on=date(2026, 9, 9), **who)
    with pytest.raises(ClosingInFuture):
        close_place(on=date(2026, 9, 16), **who)
    with pytest.raises(MovedToItself):
        close_place(on=TODAY, moved_to=place.public_id, **who)
    with pytest.raises(PlaceUnknown):
        close_place(on=TODAY, moved_to="nulle-part", **who)
    with pytest.raises(PlaceNotClosed):
        reopen_place(**who)
    place.refresh_from_db()
    assert place.state == "open"
    assert not AuditRow.objects.exists()


def test_a_temporary_closure_is_announced_and_taken_back(by):
    place = make_place()
    who = {"public_id": place.public_id, "by": by, "now": NOW}
    with pytest.raises(ClosureDatesWrong):
        add_closure(starts_on=TODAY, ends_on=TODAY - timedelta(days=1), **who)
    closure = add_closure(starts_on=TODAY, ends_on=TODAY, reason="Travaux", **who)
    with pytest.raises(ClosureUnknown):
        remove_closure(closure_id=closure.pk + 1, **who)
    remove_closure(closure_id=closure.pk, **who)
    assert not place.closures.exists()
    assert [row.action for row in AuditRow.objects.order_by("pk")] == [
        "add_closure",
        "remove_closure",
    ]


def test_a_place_joins_a_programme_and_leaves_it(by):
    place = make_place(n_offers=1)
    who = {"public_id": place.public_id, "by": by, "now": NOW}
    programme = add_place_to_programme(nom="Espaces parents", **who)
    assert add_place_to_programme(nom="espaces parents", **who) == programme
    assert found(f"programme:{programme.slug}") == {place.pk}
    remove_place_from_programme(slug=programme.slug, **who)
    assert not found(f"programme:{programme.slug}")
    with pytest.raises(ProgrammeUnknown):
        remove_place_from_programme(slug=programme.slug, **who)
