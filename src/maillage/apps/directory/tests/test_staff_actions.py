"""What people enter: stated, published by the rule, traced, and visible at the next search."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from maillage.apps.directory.actions import Statement, publish_statements, withdraw_records
from maillage.apps.directory.actions.holdings import (
    add_offer,
    edit_offer,
    end_offer,
    remove_equipment,
    set_equipment,
)
from maillage.apps.directory.actions.rule import BY_HAND
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
from maillage.apps.directory.actions.terms import add_term, edit_term
from maillage.apps.directory.actions.undo import undo_change
from maillage.apps.directory.errors import (
    AgesOutOfOrder,
    ClosingDateMissing,
    ClosingInFuture,
    ClosureDatesWrong,
    ClosureUnknown,
    EquipmentUnknown,
    MoreAdaptedThanTotal,
    MovedToItself,
    OfferUnknown,
    OfferWithoutContact,
    PlaceNotClosed,
    PlaceUnknown,
    PlaceWithoutName,
    PositionHalfGiven,
    ProgrammeUnknown,
    TermAlreadyThere,
    TermUnknown,
    UndoImpossible,
)
from maillage.apps.directory.models import (
    Attachment,
    AuditRow,
    BaseVersion,
    Equipment,
    Offer,
    Place,
    SourceRecord,
    Term,
)
from maillage.apps.directory.queries import (
    PlaceSearch,
    ZoneFinder,
    forget_index,
    search_places,
    terms,
)
from maillage.apps.directory.tests.factories import (
    NOW,
    SOURCE,
    TODAY,
    make_equipment,
    make_offer,
    make_place,
    make_user,
)

pytestmark = pytest.mark.django_db
NEW = {
    "nom": "Café de la Navette",
    "adresse": "3 place du Marché",
    "code_postal": "59999",
    "commune": "Clairmaille",
}


@pytest.fixture
def by():
    return make_user()


@pytest.fixture(autouse=True)
def no_index():
    forget_index()
    yield
    forget_index()


def statement(key="1", *, on=TODAY, digest="a", equipment=None, **place):
    values = {"place": {"nom": "Médiathèque", "telephone": "+33199002110"} | place, "offer": {}}
    if equipment is not None:
        values["equipment"] = equipment
    return Statement(
        key=key,
        content_hash=f"{digest}-{on}",
        payload={},
        values=values,
        stated_on=on,
        line=1,
    )


def deliver(*statements, now=NOW):
    return publish_statements(
        statements, source=SOURCE, delivery=1, now=now, zones=ZoneFinder(today=TODAY)
    )


def delivered(**fields):
    deliver(statement(**fields))
    return Place.objects.get()


def found(*features, text=""):
    now = NOW.replace(tzinfo=None)
    search = PlaceSearch(features=features, text=text, relax=False)
    return {hit.place_id for hit in search_places(search, now=now).hits}


# ---------------------------------------------------------------- statements


def test_a_staff_form_is_a_source_record_attached_to_the_place(by):
    place = add_place(values=NEW, by=by, now=NOW)
    attachment = Attachment.objects.get(place=place)
    assert (attachment.source, attachment.key) == (BY_HAND, place.public_id)
    assert attachment.record.values["place"]["nom"] == "Café de la Navette"
    assert place.origins["nom"] == [attachment.record_id, "2026-09-15"]
    assert place.date_maj == place.verified_on == TODAY


def test_only_what_changed_is_stated(by):
    place = delivered()
    values = {"nom": "Médiathèque", "telephone": "+33199002199"}
    edit_place(public_id=place.public_id, values=values, by=by, now=NOW)
    said = SourceRecord.objects.get(source=BY_HAND).values["place"]
    assert said == {"telephone": "+33199002199", "date_maj": "2026-09-15"}
    place.refresh_from_db()
    assert SourceRecord.objects.get(pk=place.origins["nom"][0]).source == SOURCE
    assert SourceRecord.objects.get(pk=place.origins["telephone"][0]).source == BY_HAND


def test_a_correction_by_hand_survives_an_unchanged_redelivery(by):
    place = delivered(on=date(2026, 9, 1))
    edit_place(public_id=place.public_id, values={"telephone": "+33199002199"}, by=by, now=NOW)
    deliver(statement(on=date(2026, 9, 1)))
    place.refresh_from_db()
    assert place.telephone == "+33199002199"


def test_a_correction_by_hand_survives_a_delivery_that_is_older_or_of_the_same_day(by):
    place = delivered(on=date(2026, 9, 1))
    edit_place(public_id=place.public_id, values={"telephone": "+33199002199"}, by=by, now=NOW)
    for on in (date(2026, 9, 10), TODAY):
        deliver(statement(on=on, digest="b", horaires="Mo 09:00-12:00"))
        place.refresh_from_db()
        assert (place.telephone, place.horaires) == ("+33199002199", "Mo 09:00-12:00")


def test_a_newer_delivery_wins_over_what_was_entered_by_hand(by):
    place = delivered(on=date(2026, 9, 1))
    edit_place(public_id=place.public_id, values={"telephone": "+33199002199"}, by=by, now=NOW)
    deliver(statement(on=date(2026, 9, 20), digest="b"))
    place.refresh_from_db()
    assert place.telephone == "+33199002110"


def test_an_old_correction_does_not_grow_younger_with_a_new_one(by):
    """Telephone corrected on the 1st, source newer on the 10th, then hours corrected today."""
    place = delivered(on=date(2026, 8, 1))
    then = NOW - timedelta(days=14)
    edit_place(public_id=place.public_id, values={"telephone": "+33199002199"}, by=by, now=then)
    deliver(statement(on=date(2026, 9, 10), digest="b"))
    edit_place(public_id=place.public_id, values={"waiting": "10 minutes"}, by=by, now=NOW)
    place.refresh_from_db()
    assert (place.telephone, place.waiting) == ("+33199002110", "10 minutes")
    deliver(statement(on=date(2026, 9, 11), digest="c"))
    place.refresh_from_db()
    assert (place.telephone, place.waiting) == ("+33199002110", "10 minutes")


def test_a_form_can_say_that_there_is_none(by):
    place = delivered(horaires="Mo 09:00-12:00")
    edit_place(public_id=place.public_id, values={"horaires": ""}, by=by, now=NOW)
    deliver(statement(horaires="Mo 09:00-12:00", digest="b", on=date(2026, 9, 14)))
    place.refresh_from_db()
    assert place.horaires == ""
    assert place.origins["horaires"][1] == "2026-09-15"


def test_what_a_source_dated_in_the_future_can_be_corrected(by):
    place = delivered(on=date(2062, 1, 1))
    edit_place(public_id=place.public_id, values={"telephone": "+33199002199"}, by=by, now=NOW)
    place.refresh_from_db()
    assert place.telephone == "+33199002199"


def test_a_place_that_was_only_corrected_by_hand_leaves_with_its_source(by):
    place = delivered()
    edit_place(public_id=place.public_id, values={"telephone": "+33199002199"}, by=by, now=NOW)
    withdraw_records(["1"], source=SOURCE, now=NOW)
    place.refresh_from_db()
    assert place.withdrawn_at is not None
    reopen_place(public_id=place.public_id, by=by, now=NOW)
    place.refresh_from_db()
    assert place.withdrawn_at is None
    assert place.nom == "Médiathèque"
    # Somebody vouched for it: what its source does no longer matters.
    deliver(statement())
    withdraw_records(["1"], source=SOURCE, now=NOW)
    place.refresh_from_db()
    assert place.withdrawn_at is None


def test_a_withdrawn_place_keeps_its_values_when_it_is_corrected(by):
    place = delivered()
    withdraw_records(["1"], source=SOURCE, now=NOW)
    edit_place(public_id=place.public_id, values={"waiting": "10 minutes"}, by=by, now=NOW)
    place.refresh_from_db()
    assert (place.nom, place.telephone) == ("Médiathèque", "+33199002110")
    assert place.withdrawn_at is not None


def test_an_offer_corrected_by_hand_survives_a_delivery(by):
    place = delivered(on=date(2026, 9, 1))
    offer = Offer.objects.get()
    values = {"frais_a_charge": ["Gratuit"], "contact_nom": "Accueil"}
    edit_offer(public_id=place.public_id, offer_id=offer.public_id, values=values, by=by, now=NOW)
    changed = statement(on=date(2026, 9, 2), digest="b")
    offer_said = {"frais_a_charge": ["Payant"], "services": ["Utilisation sécurisée du numérique"]}
    deliver(replace(changed, values=changed.values | {"offer": offer_said}))
    offer.refresh_from_db()
    assert (offer.frais_a_charge, offer.contact_nom) == (["Gratuit"], "Accueil")
    assert offer.services == ["Utilisation sécurisée du numérique"]


def test_equipment_taken_out_by_hand_stays_out(by):
    place = delivered(equipment=[["printer", 1, 0]])
    remove_equipment(public_id=place.public_id, kind="printer", by=by, now=NOW)
    deliver(statement(equipment=[["printer", 1, 0]], digest="b", horaires="Mo 09:00-12:00"))
    item = Equipment.objects.get(place=place, kind="printer")
    assert (item.total, item.by_hand) == (0, True)
    assert not found("equipment:printer")


# ---------------------------------------------------------------- the place


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


# ---------------------------------------------------------------- equipment and offers


def test_equipment_is_counted_with_its_adapted_part(by):
    place = make_place()
    who = {"public_id": place.public_id, "by": by, "now": NOW}
    set_equipment(kind="computer", total=7, adapted=1, **who)
    assert found("adapted:computer") == {place.pk}
    set_equipment(kind="computer", total=7, adapted=0, **who)
    assert not found("adapted:computer")
    with pytest.raises(MoreAdaptedThanTotal):
        set_equipment(kind="computer", total=1, adapted=2, **who)
    with pytest.raises(TermUnknown):
        set_equipment(kind="crystal_ball", total=1, adapted=0, **who)
    remove_equipment(kind="computer", **who)
    with pytest.raises(EquipmentUnknown):
        remove_equipment(kind="computer", **who)
    assert not Equipment.objects.exists()


def test_the_same_equipment_twice_is_one_trace(by):
    place = make_place()
    for _ in range(2):
        set_equipment(
            public_id=place.public_id, kind="printer", total=1, adapted=None, by=by, now=NOW
        )
    assert AuditRow.objects.count() == 1


def test_an_offer_without_a_person_to_ask_is_refused(by):
    place = make_place()
    who = {"public_id": place.public_id, "by": by, "now": NOW}
    for values in ({"title": "Aide"}, {"title": "Aide", "contact_nom": ""}):
        with pytest.raises(OfferWithoutContact):
            add_offer(values=values, **who)
    offer = add_offer(values={"title": "Aide", "contact_nom": "Accueil"}, **who)
    with pytest.raises(OfferWithoutContact):
        edit_offer(offer_id=offer.public_id, values={"contact_nom": ""}, **who)
    imported = make_offer(place)
    with pytest.raises(OfferWithoutContact):
        edit_offer(offer_id=imported.public_id, values={"title": "Autre"}, **who)


def test_an_offer_is_stopped_and_taken_up_again(by):
    place = make_place()
    who = {"public_id": place.public_id, "by": by, "now": NOW}
    values = {"title": "Aide", "contact_nom": "Accueil", "uses": ["letter_writing"]}
    offer = add_offer(values=values, **who)
    assert found("use:letter_writing") == {place.pk}
    end_offer(offer_id=offer.public_id, on=TODAY, **who)
    assert not found("use:letter_writing")
    end_offer(offer_id=offer.public_id, on=None, **who)
    assert found("use:letter_writing") == {place.pk}


def test_refusals_about_offers(by):
    place, other = make_place(), make_place(n_offers=1)
    who = {"public_id": place.public_id, "by": by, "now": NOW}
    good = {"title": "Aide", "contact_nom": "Accueil"}
    with pytest.raises(AgesOutOfOrder):
        add_offer(values=good | {"age_min": 60, "age_max": 12}, **who)
    for wrong in ({"uses": ["alchemy"]}, {"themes": ["alchemy"]}, {"where": "moon"}):
        with pytest.raises(TermUnknown):
            add_offer(values=good | wrong, **who)
    with pytest.raises(OfferUnknown):
        edit_offer(offer_id=Offer.objects.get(place=other).public_id, values=good, **who)
    assert not Offer.objects.filter(place=place).exists()


# ---------------------------------------------------------------- lists


def test_a_word_added_to_a_list_is_offered_and_may_be_retired(by):
    term = add_term(vocabulary="equipment", label="Imprimante 3D", by=by, now=NOW)
    assert term.code == "imprimante_3d"
    place = make_place()
    who = {"public_id": place.public_id, "by": by, "now": NOW}
    set_equipment(kind=term.code, total=1, adapted=None, **who)
    assert found("equipment:imprimante_3d") == {place.pk}
    retired = {"vocabulary": "equipment", "code": term.code, "retired": True, "by": by, "now": NOW}
    edit_term(label="Imprimante en relief", **retired)
    assert terms("equipment")["imprimante_3d"].label == "Imprimante en relief"
    # Old records keep it, and keep being found by it.
    assert found("equipment:imprimante_3d") == {place.pk}
    edit_term(label="Imprimante en relief", **retired)
    edit_term(label="Imprimante en relief", **retired | {"retired": False})
    assert Term.objects.get(code="imprimante_3d").retired_on is None


def test_the_same_word_is_not_twice_in_a_list(by):
    with pytest.raises(TermAlreadyThere):
        add_term(vocabulary="equipment", label="scanner", by=by, now=NOW)
    with pytest.raises(TermUnknown):
        add_term(vocabulary="equipment", label="!!!", by=by, now=NOW)
    with pytest.raises(TermUnknown):
        add_term(vocabulary="spells", label="Abracadabra", by=by, now=NOW)
    edit = {"vocabulary": "equipment", "retired": False, "by": by, "now": NOW}
    with pytest.raises(TermAlreadyThere):
        edit_term(code="scanner", label="Ordinateur", **edit)
    with pytest.raises(TermUnknown):
        edit_term(code="crystal_ball", label="Boule", **edit)


# ---------------------------------------------------------------- undoing


def undo_last(place, by):
    row = AuditRow.objects.order_by("-pk").first()
    undo_change(public_id=place.public_id, audit_id=row.pk, by=by, now=NOW)


def test_an_edit_is_undone_by_a_new_statement(by):
    place = make_place(waiting="20 minutes")
    values = {"waiting": "", "latitude": 50.0, "longitude": place.longitude}
    edit_place(public_id=place.public_id, values=values, by=by, now=NOW)
    undo_last(place, by)
    place.refresh_from_db()
    assert (place.waiting, place.latitude) == ("20 minutes", 50.6311)
    assert SourceRecord.objects.filter(source=BY_HAND).count() == 2
    assert AuditRow.objects.count() == 2


def test_every_undoable_change_is_undone(by):
    place = make_place()
    make_equipment(place, "scanner", total=2)
    offer = make_offer(place, title="Aide", contact_nom="")
    who = {"public_id": place.public_id, "by": by, "now": NOW}
    set_equipment(kind="printer", total=1, adapted=0, **who)
    undo_last(place, by)
    assert not Equipment.objects.filter(kind="printer").exists()
    remove_equipment(kind="scanner", **who)
    undo_last(place, by)
    assert Equipment.objects.get(kind="scanner").total == 2
    values = {"title": "Aide aux démarches", "contact_nom": "Accueil"}
    edit_offer(offer_id=offer.public_id, values=values, **who)
    undo_last(place, by)
    offer.refresh_from_db()
    assert (offer.title, offer.contact_nom) == ("Aide", "Accueil")
    end_offer(offer_id=offer.public_id, on=TODAY, **who)
    undo_last(place, by)
    offer.refresh_from_db()
    assert offer.ended_on is None
    close_place(on=TODAY, **who)
    undo_last(place, by)
    place.refresh_from_db()
    assert place.state == "open"
    undo_last(place, by)  # to undo the undoing is to close again
    place.refresh_from_db()
    assert place.state == "closed"


def test_what_was_changed_since_is_not_undone(by):
    place = make_place()
    who = {"public_id": place.public_id, "by": by, "now": NOW}
    edit_place(values={"waiting": "10 minutes"}, **who)
    first = AuditRow.objects.get()
    edit_place(values={"waiting": "30 minutes"}, **who)
    with pytest.raises(UndoImpossible):
        undo_change(audit_id=first.pk, **who)
    with pytest.raises(UndoImpossible):
        undo_change(audit_id=first.pk + 1000, **who)
    place.refresh_from_db()
    assert place.waiting == "30 minutes"


def test_every_write_by_hand_raises_the_version_of_the_base(by):
    place = make_place()
    before = BaseVersion.objects.get().version
    edit_place(public_id=place.public_id, values={"waiting": "10 minutes"}, by=by, now=NOW)
    place.refresh_from_db()
    assert place.index_version == BaseVersion.objects.get().version == before + 1
