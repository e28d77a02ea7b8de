"""What people enter is a statement: published by the rule, beside what the sources say."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from maillage.apps.directory.actions import withdraw_records
from maillage.apps.directory.actions.holdings import (
    edit_offer,
    remove_equipment,
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
    SourceRecord,
)
from maillage.apps.directory.tests.factories import (
    NOW,
    SOURCE,
    TODAY,
)
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
