"""Organisations entered in the directory: once each, with or without a counter."""

import pytest

from maillage.apps.directory.actions.organisations import link_places_to_organisations
from maillage.apps.directory.actions.partners import ensure_organisation
from maillage.apps.directory.models import AuditRow, Organisation, Place
from maillage.apps.directory.queries import n_public_places
from maillage.apps.directory.queries.people import action_words
from maillage.apps.directory.tests.desk import desk, fill_in, person, text, url  # noqa: F401
from maillage.apps.directory.tests.factories import (
    NOW,
    make_membership,
    make_organisation,
    make_place,
    make_user,
)
from maillage.apps.directory.tests.pages import RESULTS, forget_base, names, read, said

pytestmark = pytest.mark.django_db


def test_an_organisation_is_entered_once_whatever_its_spelling(by):
    first = ensure_organisation(nom="Collège Sophie-Germain", family="education", by=by, now=NOW)
    again = ensure_organisation(nom="COLLEGE SOPHIE GERMAIN", family="social", by=by, now=NOW)
    assert again == first
    assert (Organisation.objects.get().family, first.by_hand) == ("education", True)
    row = AuditRow.objects.get()
    assert (row.action, row.subject_id) == ("add_organisation", first.public_id)
    assert row.action in action_words()


def test_a_landlord_without_a_counter_is_in_the_directory_and_on_no_map(by):
    ensure_organisation(nom="Logis de la Maille", family="landlord", by=by, now=NOW)
    assert Organisation.objects.filter(family="landlord").count() == 1
    assert n_public_places() == 0


def test_a_place_is_tied_to_the_organisation_that_was_entered(by):
    place = make_place(structure_parente="Comité de quartier")
    known = ensure_organisation(nom="Comité de quartier", by=by, now=NOW)
    assert link_places_to_organisations() == 1
    place.refresh_from_db()
    assert place.organisation == known


# ---------------------------------------------------------------- the pages


@pytest.mark.row("CEN-22")
def test_a_landlord_added_on_screen_is_in_the_directory_not_on_the_public_list(desk, client):  # noqa: F811
    make_place(nom="Mairie", n_offers=1)
    answer = fill_in(
        desk,
        url("add_partner"),
        nom="Logis de la Maille",
        family="landlord",
        missions="Prête ses pieds d’immeuble",
    )
    assert answer.status_code == 302
    listed = said(read(desk.get(url("partners"))).select_one("main"))
    assert "Logis de la Maille" in listed
    assert "sans guichet" in listed
    assert "Bailleur (1)" in listed
    # A family where there is nobody is said to be missing.
    assert "santé" in listed
    one = Organisation.objects.get()
    assert "pas sur la carte des habitants" in text(desk.get(url("partner", one.public_id)))
    desk.logout()
    forget_base()
    assert names(desk.get(RESULTS)) == ["Mairie"]
    assert names(desk.get(RESULTS, {"q": "Logis"})) == []


def test_the_same_organisation_is_not_entered_twice(desk):  # noqa: F811
    make_organisation(nom="Logis de la Maille")
    answer = fill_in(desk, url("add_partner"), nom="LOGIS DE LA MAILLE")
    assert answer.status_code == 422
    assert "déjà dans l’annuaire" in text(answer)
    assert Organisation.objects.count() == 1


def test_it_is_found_by_name_mission_and_family(desk):  # noqa: F811
    make_organisation(nom="Banque solidaire", family="funder", missions="Micro-crédit")
    make_organisation(nom="École du Rouet", family="education")
    for query, found in (
        ({"q": "microcrédit"}, []),
        ({"q": "micro credit"}, ["Banque solidaire"]),
        ({"famille": "education"}, ["École du Rouet"]),
        ({"famille": "rien"}, ["Banque solidaire", "École du Rouet"]),
    ):
        page = read(desk.get(url("partners"), query))
        assert [said(a) for a in page.select("tbody th a")] == found, query


def test_a_corrected_name_ties_the_places_that_bear_it(desk):  # noqa: F811
    one = make_organisation(nom="Maison")
    make_place(nom="Antenne", structure_parente="Maison du Rouet")
    answer = fill_in(desk, url("edit_partner", one.public_id), nom="Maison du Rouet")
    assert answer.status_code == 302
    assert Place.objects.get().organisation == one
    one.refresh_from_db()
    assert one.verified_on is not None
    row = AuditRow.objects.get(action="edit_organisation")
    assert (row.before, row.after) == ({"nom": "Maison"}, {"nom": "Maison du Rouet"})


def test_it_leaves_the_directory_and_comes_back(desk):  # noqa: F811
    one = make_organisation(nom="Ancienne")
    assert desk.post(url("remove_partner", one.public_id)).status_code == 302
    assert "Ancienne" not in said(read(desk.get(url("partners"))).select_one("main"))
    assert "n’est plus dans l’annuaire" in text(desk.get(url("partner", one.public_id)))
    desk.post(url("remove_partner", one.public_id), {"remettre": "1"})
    assert "Ancienne" in said(read(desk.get(url("partners"))).select_one("main"))


def test_its_people_are_named_to_those_who_steer_only(client):
    house = make_organisation(nom="Centre social")
    member = make_user(name="Camille Exemple", role="member", organisation=house)
    make_membership(make_user(name="Noa Exemple", role=""), "mediator", organisation=house)
    for role, sees in (("coordinator", True), ("data_steward", False)):
        client.force_login(
            make_user(role=role), backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        page = said(read(client.get(url("partner", house.public_id))).select_one("main"))
        assert ("Camille Exemple" in page) is sees
        assert ("2 personnes ont un compte" in page) is not sees
    client.force_login(member, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(url("add_partner")).status_code == 403


def test_a_place_is_given_to_an_organisation_whose_people_then_speak_for_it(desk, client):  # noqa: F811
    place, house = make_place(), make_organisation(nom="Centre social")
    member = make_user(role="member", organisation=house)
    answer = fill_in(desk, url("holder", place.public_id), organisation=house.public_id)
    assert answer.status_code == 302
    assert "Tenu par Centre social" in said(
        read(desk.get(url("staff_place", place.public_id))).select_one("main")
    )
    client.force_login(member, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(url("add_closure", place.public_id)).status_code == 200
    row = AuditRow.objects.get(action="give_place")
    assert row.after == {"organisation": "Centre social"}
