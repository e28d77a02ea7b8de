"""What the place or the city confirms: who is believed, until when, and what has to be asked."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from maillage.apps.directory.actions import confirm, set_owner
from maillage.apps.directory.actions.holdings import edit_offer
from maillage.apps.directory.actions.publication import withdraw_records
from maillage.apps.directory.actions.staff import edit_place
from maillage.apps.directory.errors import NothingToConfirm, PlaceUnknown
from maillage.apps.directory.models import AuditRow, Confirmation, Offer, Place, SourceRecord
from maillage.apps.directory.queries import (
    confirmations_of,
    field_states,
    fresh_shares,
    n_overdue,
    overdue_places,
)
from maillage.apps.directory.queries.due import FIELD_DUE_DAYS, next_check
from maillage.apps.directory.queries.rule import (
    BY_HAND,
    CHECKED,
    CONFIRMED,
    Said,
    published,
)
from maillage.apps.directory.tests.factories import NOW, SOURCE, TODAY, make_user
from maillage.apps.directory.tests.statements import deliver, delivered, statement

pytestmark = pytest.mark.django_db
OLD, NEW, OTHER = "+33199002110", "+33199002199", "+33199002122"


def later(days):
    return {"now": NOW + timedelta(days=days)}


def says(place, days, telephone):
    """Let the source say another telephone, so many days after today."""
    on = TODAY + timedelta(days=days)
    deliver(statement(on=on, telephone=telephone, digest=telephone), **later(days))
    place.refresh_from_db()
    return place.telephone


@pytest.fixture
def by():
    return make_user()


# ---------------------------------------------------------------- who is believed


FIELDS = {"telephone": "", "nom": "", "horaires": ""}


def told(source, days_ago, number=1, **values):
    return Said(number, source, TODAY - timedelta(days=days_ago), values)


@pytest.mark.parametrize(
    ("said", "wins"),
    [
        # the place > the city > the newest
        ([told(CONFIRMED, 30, telephone="p"), told(CHECKED, 2, telephone="c")], "p"),
        ([told(CHECKED, 30, telephone="c"), told(SOURCE, 2, telephone="f")], "c"),
        ([told(BY_HAND, 30, telephone="c"), told(SOURCE, 2, telephone="f")], "c"),
        ([told(CONFIRMED, 30, telephone="p"), told(SOURCE, 0, telephone="f")], "p"),
        # until it has to be asked again
        ([told(CONFIRMED, 366, telephone="p"), told(SOURCE, 2, telephone="f")], "f"),
        ([told(CONFIRMED, 366, telephone="p"), told(CHECKED, 364, telephone="c")], "c"),
        ([told(CONFIRMED, 400, telephone="p"), told(SOURCE, 500, telephone="f")], "p"),
        # the newest, then who says most, then the latest received
        ([told("a", 3, telephone="a"), told("b", 2, telephone="b")], "b"),
        ([told("a", 2, telephone="a", nom="x"), told("b", 2, 2, telephone="b")], "a"),
        ([told("a", 2, telephone="a"), told("b", 2, 2, telephone="b")], "b"),
        # silence says nothing
        ([told("a", 3, telephone="a"), told("b", 2, nom="b")], "a"),
    ],
)
def test_the_rule_says_whose_value_is_published(said, wins):
    for order in (said, said[::-1]):
        values, _origins = published(order, FIELDS, today=TODAY)
        assert values["telephone"] == wins


def test_hours_hold_half_a_year_and_a_name_two():
    for name, days in (("horaires", 183), ("telephone", 365), ("nom", 730)):
        for ago, wins in ((days, "p"), (days + 1, "f")):
            said = [told(CONFIRMED, ago, **{name: "p"}), told(SOURCE, 1, **{name: "f"})]
            assert published(said, FIELDS, today=TODAY)[0][name] == wins


def test_lists_are_never_united():
    said = [told("a", 3, frais_a_charge=["Payant"]), told("b", 2, frais_a_charge=["Gratuit"])]
    values, _ = published(said, {"frais_a_charge": []}, today=TODAY)
    assert values["frais_a_charge"] == ["Gratuit"]


# ---------------------------------------------------------------- confirming


def test_what_the_place_confirms_stands_before_newer_files_until_it_is_due(by):
    place = delivered(on=TODAY - timedelta(days=400))
    confirm(place.public_id, speaker="place", how="link", now=NOW)
    place.refresh_from_db()
    assert (place.verified_on, place.date_maj) == (TODAY, TODAY)
    assert SourceRecord.objects.get(pk=place.origins["telephone"][0]).source == CONFIRMED
    assert says(place, 20, OTHER) == OLD
    assert says(place, 366, NEW) == NEW


def test_a_field_that_somebody_corrects_is_no_longer_confirmed(by):
    place = delivered()
    confirm(place.public_id, speaker="place", how="link", now=NOW)
    edit_place(public_id=place.public_id, values={"telephone": NEW}, by=by, **later(1))
    place.refresh_from_db()
    assert place.telephone == NEW
    states = {s.name: s.source for s in field_states(place, today=TODAY)}
    assert states == {"telephone": BY_HAND, "nom": CONFIRMED}


def test_all_that_an_offer_says_is_confirmed_with_its_place(by):
    place = delivered()
    offer = Offer.objects.get()
    edit_offer(
        public_id=place.public_id, offer_id=offer.public_id, by=by, now=NOW,
        values={"contact_nom": "L’accueil", "frais_a_charge": ["Gratuit"]},
    )  # fmt: skip
    made = confirm(place.public_id, speaker="city", how="phone", by=by, **later(3))
    assert f"offer:{offer.public_id}" in made.fields
    offer.refresh_from_db()
    assert offer.verified_on == TODAY + timedelta(days=3)
    states = {s.name: s for s in field_states(Place.objects.get(), today=TODAY)}
    cost = states[f"offer:{offer.public_id}:frais_a_charge"]
    assert (cost.source, cost.how, cost.overdue) == (CHECKED, "phone", False)
    assert AuditRow.objects.filter(action="confirm_place", by=by).count() == 1


def test_only_the_fields_that_were_named_are_confirmed(by):
    place = delivered(on=TODAY - timedelta(days=300), horaires="Mo 09:00-12:00")
    made = confirm(place.public_id, fields=["telephone"], speaker="place", how="paper", now=NOW)
    assert made.fields == ["telephone"]
    states = {s.name: s for s in field_states(Place.objects.get(), today=TODAY)}
    assert (states["telephone"].said_on, states["telephone"].overdue) == (TODAY, False)
    assert states["horaires"].overdue
    assert [c.pk for c in confirmations_of(place)] == [made.pk]


def test_what_cannot_be_confirmed_is_refused_and_nothing_is_written(by):
    place = delivered()
    for fields in ([], ["horaires"], ["nothing"], ["offer:zzz"]):
        with pytest.raises(NothingToConfirm):
            confirm(place.public_id, fields=fields, speaker="place", how="link", now=NOW)
    with pytest.raises(PlaceUnknown):
        confirm("zzzzzzzzzz", speaker="place", how="link", now=NOW)
    with pytest.raises(ValueError, match="moon"):
        confirm(place.public_id, speaker="moon", how="link", now=NOW)
    assert not Confirmation.objects.exists()
    assert SourceRecord.objects.count() == 1


def test_a_place_that_answers_stays_in_the_lists_when_its_source_goes():
    place = delivered()
    withdraw_records(["1"], source=SOURCE, now=NOW)
    confirm(place.public_id, speaker="place", how="phone", **later(1))
    assert Place.objects.public().count() == 1
    deliver(statement(digest="again"), **later(2))
    withdraw_records(["1"], source=SOURCE, **later(3))
    assert Place.objects.public().count() == 1


def test_a_correction_alone_does_not_keep_a_place(by):
    place = delivered()
    edit_place(public_id=place.public_id, values={"telephone": NEW}, by=by, now=NOW)
    withdraw_records(["1"], source=SOURCE, **later(3))
    assert Place.objects.public().count() == 0


# ---------------------------------------------------------------- what has to be asked again


def test_a_place_has_to_be_asked_when_its_first_field_is_due():
    place = delivered(on=date(2026, 9, 1), horaires="Mo 09:00-12:00")
    assert place.next_check_on == date(2026, 9, 1) + timedelta(days=183)
    place.horaires = ""
    origins = place.origins
    values = {"telephone": "x", "horaires": "", "nom": "y"}
    assert next_check(values, origins) == date(2026, 9, 1) + timedelta(days=365)
    assert next_check({"telephone": "x"}, {}) is None


def test_a_record_last_checked_thirteen_months_ago_is_in_the_queue():
    delivered(on=TODAY - timedelta(days=395))
    (place,) = overdue_places(today=TODAY)
    assert n_overdue(today=TODAY) == 1
    assert place.next_check_on < TODAY
    confirm(place.public_id, speaker="place", how="link", now=NOW)
    assert overdue_places(today=TODAY) == []


def test_the_queue_goes_by_pages_the_never_dated_first(by):
    for number, on in enumerate([None, date(2024, 1, 1), date(2023, 1, 1), None, date(2024, 1, 1)]):
        deliver(statement(str(number), on=on, digest=str(number), nom=f"Lieu {number}"))
    everything = [p.nom for p in overdue_places(today=TODAY)]
    assert everything == ["Lieu 0", "Lieu 3", "Lieu 2", "Lieu 1", "Lieu 4"]
    seen, after = [], None
    while page := overdue_places(today=TODAY, after=after, limit=2):
        seen += [p.nom for p in page]
        last = page[-1]
        after = (last.next_check_on.isoformat() if last.next_check_on else "", last.pk)
    assert seen == everything
    first = Place.objects.get(nom="Lieu 0")
    set_owner(first.public_id, by, by=by, now=NOW)
    assert [p.nom for p in overdue_places(today=TODAY, owner=by.pk)] == ["Lieu 0"]
    assert len(overdue_places(today=TODAY, owner=0)) == 4
    assert AuditRow.objects.filter(action="set_owner").count() == 1


def test_shares_are_told_with_their_base(by):
    for number, days in enumerate([10, 200, 500]):
        on = TODAY - timedelta(days=days)
        deliver(statement(str(number), on=on, digest=str(number)))
    place = Place.objects.get(attachments__key="2")
    set_owner(place.public_id, by, by=by, now=NOW)
    everything, quarters, owners = fresh_shares(today=TODAY)
    assert (everything.n_places, everything.n_half_year, everything.n_year) == (3, 1, 2)
    assert [(q.number, q.n_places) for q in quarters] == [(None, 3)]
    assert [(o.name, o.n_places, o.n_year) for o in owners] == [(by.name, 1, 0), ("", 2, 2)]


def test_every_field_that_is_asked_exists():
    known = {f.attname for model in (Place, Offer) for f in model._meta.concrete_fields}
    assert {name.removeprefix("offer_") for name in FIELD_DUE_DAYS} <= known


# ---------------------------------------------------------------- what the pages say of it


def staff_page(client, place):
    client.force_login(
        make_user(role="data_steward"), "allauth.account.auth_backends.AuthenticationBackend"
    )
    return client.get(f"/pro/lieux/{place.public_id}/").content.decode()


def test_a_newer_file_that_contradicts_a_person_is_shown_beside_the_value(client):
    place = delivered(telephone=OLD, on=TODAY - timedelta(days=60))
    confirm(place.public_id, speaker="place", how="phone", **later(-30))
    assert "dit : «" not in staff_page(client, place)
    deliver(statement(telephone=NEW, digest="again", on=TODAY - timedelta(days=5)))
    place.refresh_from_db()
    assert place.telephone == OLD
    page = staff_page(client, place)
    assert page.count("dit : «") == 1
    assert "dit : « 01\u00a099" in page
    assert "Vérifier, corriger" in page
    # Once the place says it again, the file is the older one.
    confirm(place.public_id, speaker="place", how="phone", now=NOW)
    assert "dit : «" not in staff_page(client, place)


def test_residents_read_under_the_title_how_old_what_matters_most_is(client):
    place = delivered(on=timezone.localdate() - timedelta(days=425), horaires="Mo 09:00-12:00")
    address = f"/lieux/{place.public_id}/"
    page = client.get(address).content.decode().replace("\u00a0", " ")
    assert "Horaires vérifiés il y a 1" in page
    assert page.index("Horaires vérifiés") < page.index("Ce que l’on peut y faire")
    confirm(place.public_id, fields=["horaires"], speaker="place", how="link", now=timezone.now())
    page = client.get(address).content.decode()
    assert "Horaires vérifiés" not in page
    assert "Téléphone vérifié" in page
    confirm(place.public_id, speaker="place", how="link", now=timezone.now())
    assert "a-verifier" not in client.get(address).content.decode()


def test_how_a_place_was_confirmed_is_known_after_midnight_too(by):
    place = delivered()
    late = NOW.replace(hour=22, minute=30)  # half past midnight in Paris: the day after
    confirm(place.public_id, speaker="city", how="visit", by=by, now=late)
    states = {s.name: s for s in field_states(Place.objects.get(), today=TODAY)}
    assert (states["nom"].how, states["nom"].said_on) == ("visit", TODAY + timedelta(days=1))
