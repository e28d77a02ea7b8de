"""What people do to equipment, offers and lists, and how it is taken back."""

import pytest

from maillage.apps.directory.actions.holdings import (
    add_offer,
    edit_offer,
    end_offer,
    remove_equipment,
    set_equipment,
)
from maillage.apps.directory.actions.rule import BY_HAND
from maillage.apps.directory.actions.staff import (
    close_place,
    edit_place,
)
from maillage.apps.directory.actions.terms import add_term, edit_term
from maillage.apps.directory.actions.undo import undo_change
from maillage.apps.directory.errors import (
    AgesOutOfOrder,
    EquipmentUnknown,
    MoreAdaptedThanTotal,
    OfferUnknown,
    OfferWithoutContact,
    TermAlreadyThere,
    TermUnknown,
    UndoImpossible,
)
from maillage.apps.directory.models import (
    AuditRow,
    BaseVersion,
    Equipment,
    Offer,
    SourceRecord,
    Term,
)
from maillage.apps.directory.queries import (
    terms,
)
from maillage.apps.directory.tests.factories import (
    NOW,
    TODAY,
    make_equipment,
    make_offer,
    make_place,
)
from maillage.apps.directory.tests.statements import found

pytestmark = pytest.mark.django_db

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
