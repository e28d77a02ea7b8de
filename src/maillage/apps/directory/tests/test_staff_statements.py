"""What people enter is a statement: published by the rule, beside what the sources say."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from maillage.apps.directory.actions import withdraw_records
from maillage.apps.directory.actions.holdings import (
    edit_offer,
    remove_equipment,
    set_equipment,
)
from maillage.apps.directory.actions.rule import BY_HAND
from maillage.apps.directory.actions.staff import (
    add_place,
    edit_place,
    reopen_place,
)
from maillage.apps.directory.models import (
    Attachment,
    Equipment,
    Offer,
    Place,
    SourceRecord,
)
from maillage.apps.directory.tests.factories import (
    NOW,
    SOURCE,
    TODAY,
)
from maillage.apps.directory.tests.pages import make_quarter
from maillage.apps.directory.tests.statements import NEW, deliver, delivered, found, statement

pytestmark = pytest.mark.django_db


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


def test_a_newer_delivery_yields_to_the_city_until_its_word_has_to_be_asked_again(by):
    """ADR 0022: a telephone holds for a year; the day after, the newest statement wins."""
    place = delivered(on=date(2026, 9, 1))
    edit_place(public_id=place.public_id, values={"telephone": "+33199002199"}, by=by, now=NOW)
    for days, telephone in ((5, "+33199002199"), (365, "+33199002199"), (366, "+33199002110")):
        on = TODAY + timedelta(days=days)
        deliver(statement(on=on, digest="b"), now=NOW + timedelta(days=days))
        place.refresh_from_db()
        assert place.telephone == telephone, days


def test_an_old_correction_does_not_grow_younger_with_a_new_one(by):
    """Telephone corrected over a year ago, source newer since, then something else corrected."""
    place = delivered(on=date(2025, 8, 1))
    then = NOW - timedelta(days=370)
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


def test_a_place_that_a_person_moved_elsewhere_leaves_the_quarter_that_its_file_still_names(by):
    make_quarter()
    said = statement(commune="Clairmaille", code_postal="59999")
    in_quarter = replace(said, values=said.values | {"quarter": "La Filature"})
    deliver(in_quarter)
    place = Place.objects.get()
    assert place.quarter_zone.nom == "La Filature"
    edit_place(
        public_id=place.public_id,
        values={"commune": "Fuseau-sur-Lys", "code_postal": "59998"},
        by=by,
        now=NOW,
    )
    older = statement(commune="Clairmaille", digest="b", on=TODAY - timedelta(days=30))
    deliver(replace(older, values=older.values | {"quarter": "La Filature"}))
    place.refresh_from_db()
    assert place.commune == "Fuseau-sur-Lys"
    assert place.quarter_zone is None


def test_who_counted_the_computers_did_not_check_the_address(by):
    old = TODAY - timedelta(days=200)
    place = delivered(on=old)
    set_equipment(public_id=place.public_id, kind="computer", total=3, adapted=None, by=by, now=NOW)
    deliver(statement(digest="b", on=old + timedelta(days=1)))
    place.refresh_from_db()
    assert place.verified_on == old + timedelta(days=1)
