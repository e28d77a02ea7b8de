"""The first screen of each role is its work: what it shows, and what it never shows."""

from dataclasses import dataclass

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from maillage.apps.directory.tests.factories import (
    NOW,
    make_membership,
    make_organisation,
    make_place,
    make_user,
)
from maillage.apps.directory.tests.pages import make_quarter
from maillage.web.slots import Panel, Slot, register, unregister

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
WORK = {"horaires": "Mo-Su 09:00-12:00"}


def open_desk(client, person):
    client.force_login(person, BACKEND)
    answer = client.get("/pro/")
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser").main


def words(tag):
    return " ".join(tag.get_text(" ").replace("\u00a0", " ").split())


def titles(page):
    return [words(title) for title in page.select("h2")]


@pytest.fixture(autouse=True)
def alone(monkeypatch):
    """What other modules put on the desk is told by their own tests."""
    monkeypatch.setattr("maillage.web.slots._providers", {})


@pytest.fixture
def queue(alone):
    """Another module has a queue of validations, and something less urgent."""

    def provider(ids):
        first = Panel("web/_note.html", _Note("File de validation"), order=10)
        last = Panel("web/_note.html", _Note("Plus tard"), order=80)
        return {key: [last, first] for key in ids}

    register(Slot.ROLE_DESK, provider)
    yield
    unregister(Slot.ROLE_DESK, provider)


@dataclass(frozen=True)
class _Note:
    title: str
    kind: str = ""
    text: str = ""
    alert: bool = False
    status: bool = False


@pytest.mark.row("GOV-12")
def test_the_queue_of_validations_is_first_for_the_coordinator(client, queue):
    make_place()
    page = open_desk(client, make_user(role="coordinator"))
    assert titles(page)[0] == "File de validation"
    assert titles(page).index("Fiches à compléter") < titles(page).index("Plus tard")


@pytest.mark.row("GOV-16")
def test_the_data_steward_sees_what_is_to_complete_and_reaches_imports_and_quality(client):
    make_place(telephone="")
    page = open_desk(client, make_user(role="data_steward"))
    assert titles(page)[0] == "Fiches à compléter"
    assert "Lieux sans téléphone" in words(page)
    answer = client.get("/pro/")
    menu = BeautifulSoup(answer.content, "html.parser").select("nav.menu a")
    addresses = {link["href"] for link in menu}
    assert {reverse("imports:deliveries"), reverse("directory:to_qualify")} <= addresses
    assert reverse("directory:team") not in addresses
    for address in addresses:
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("role", ["member", "mediator", "letter_writer"])
def test_those_who_work_at_a_place_see_their_own_today_and_no_other(client, role):
    mine, other = make_organisation(nom="La Navette"), make_organisation(nom="Le Rouet")
    place = make_place(nom="Salle Navette", organisation=mine, telephone="", **WORK)
    make_place(nom="Salle Rouet", organisation=other, **WORK)
    page = open_desk(client, make_user(role=role, organisation=mine))
    assert titles(page) == ["Aujourd’hui, La Navette"]
    said = words(page)
    assert "Salle Navette" in said
    assert "Salle Rouet" not in said
    assert "téléphone" in said  # what is missing
    assert "Personne n’a encore vérifié" in said
    close = reverse("directory:add_closure", args=[place.public_id])
    assert page.select_one(f'a[href="{close}"]')
    assert client.get(close).status_code == 200
    # Nothing is promised that no module fills.
    assert "rendez-vous" not in said


def test_a_person_of_two_organisations_sees_the_places_of_both(client):
    one, two = make_organisation(nom="La Navette"), make_organisation(nom="Le Rouet")
    person = make_user(role="mediator", organisation=one)
    make_membership(person, "mediator", organisation=two)
    for nom, organisation in (("Salle Navette", one), ("Salle Rouet", two)):
        make_place(nom=nom, organisation=organisation)
    page = open_desk(client, person)
    assert titles(page) == ["Aujourd’hui, La Navette, Le Rouet"]
    assert "Salle Navette" in words(page)
    assert "Salle Rouet" in words(page)


def test_a_closure_of_today_is_said_before_the_hours(client):
    mine = make_organisation()
    place = make_place(organisation=mine, **WORK)
    place.closures.create(starts_on="2020-01-01", ends_on="2099-01-01")
    page = open_desk(client, make_user(role="mediator", organisation=mine))
    assert "Fermé du 1er janvier 2020" in words(page.select_one("li b"))


def test_a_prescriber_searches_first(client):
    make_place(nom="Salle Navette")
    page = open_desk(client, make_user(role="prescriber", organisation=make_organisation()))
    assert page.find(["form", "section"])["action"] == reverse("directory:staff_places")
    assert "Salle Navette" in words(page)


def test_a_quarter_manager_sees_the_places_and_the_figures_of_that_quarter_only(client):
    _commune, quarter = make_quarter()
    today = timezone.localdate()
    make_place(nom="Salle d’ici", quarter_zone=quarter, n_offers=2, date_maj=today)
    make_place(nom="Vieille fiche", quarter_zone=quarter, n_offers=1, date_maj="2020-01-01")
    make_place(nom="Salle d’ailleurs", n_offers=4)
    page = open_desk(client, make_user(role="quarter_manager", zone=quarter))
    assert titles(page) == ["La Filature : 2 lieux"]
    assert "Salle d’ici" in words(page)
    assert "ailleurs" not in words(page)
    assert [words(one) for one in page.select(".fig")] == [
        "3 offres en cours dans ces lieux",
        "1 lieu vérifié depuis moins d’un an sur 2 lieux",
    ]
    assert page.select_one('a[href="/q/la-filature/"]')


def test_an_elected_member_reads_figures_and_nothing_about_anybody(client):
    _commune, quarter = make_quarter()
    make_place(quarter_zone=quarter, contact_nom="Inès", telephone="+33199002110", n_offers=2)
    make_place(date_maj="2020-01-01")
    page = open_desk(client, make_user(role="elected"))
    said = words(page)
    assert titles(page) == ["L’offre du territoire"]
    assert "2 lieux ouverts" in said
    assert "La Filature 1" in said
    assert "Inès" not in said
    assert "01 99" not in said
    assert client.get(reverse("directory:staff_places")).status_code == 403


def test_an_administrator_sees_the_team(client):
    make_user(role="")
    page = open_desk(client, make_user(role="administrator"))
    assert "Équipe" in titles(page)
    assert "sans aucun rôle" in words(page)


def test_a_person_without_a_role_is_told_what_to_do_and_whom_to_call(client):
    page = open_desk(client, make_user(role=""))
    assert titles(page) == ["Votre compte n’a pas encore de rôle"]
    assert page.select_one("a[href='/invitation/']")
    menu = BeautifulSoup(client.get("/pro/").content, "html.parser").select("nav.menu a")
    assert [link.get_text() for link in menu] == ["Mon bureau", "Mon compte"]


def test_several_roles_make_several_sections(client):
    mine = make_organisation(nom="La Navette")
    make_place(organisation=mine)
    person = make_user(role="mediator", organisation=mine)
    make_membership(person, "elected")
    assert titles(open_desk(client, person)) == ["L’offre du territoire", "Aujourd’hui, La Navette"]


def test_a_role_that_ended_shows_nothing(client):
    person = make_user(role="coordinator")
    person.memberships.update(ended_at=NOW.replace(year=2099))
    assert titles(open_desk(client, person)) == ["Votre compte n’a pas encore de rôle"]
