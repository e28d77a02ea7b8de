"""What exists in one commune, service by service, to print and bring to a meeting."""

import pytest

from maillage.apps.directory.tests.desk import desk, person, text, url
from maillage.apps.directory.tests.factories import (
    NOW,
    make_offer,
    make_organisation,
    make_place,
    make_user,
)
from maillage.apps.directory.tests.pages import make_quarter, read, said, url_of

pytestmark = pytest.mark.django_db
__all__ = ["desk", "person"]
FIRST_STEPS = "Maîtrise des outils numériques du quotidien"
PAPERS = "Aide aux démarches administratives"


@pytest.fixture
def town():
    """A commune with three places, two organisations, and a place elsewhere."""
    commune, quarter = make_quarter()
    library = make_place(
        nom="Médiathèque", commune_zone=commune, quarter_zone=quarter, telephone="+33199002110",
        structure_parente="Ville de Clairmaille",
    )  # fmt: skip
    make_offer(library, title="Premiers pas", services=[FIRST_STEPS, PAPERS])
    make_offer(library, title="Arrêtée", services=[PAPERS], ended_on=NOW.date())
    cafe = make_place(
        nom="Café", commune_zone=commune, organisation=make_organisation(nom="Les Fils")
    )
    make_offer(
        cafe, title="Entraide", services=[PAPERS], frais_a_charge=["Gratuit"],
        publics_specifiquement_adresses=["Familles et enfants"],
    )  # fmt: skip
    make_place(nom="Borne", commune_zone=commune)
    make_place(nom="Fermé", commune_zone=commune, withdrawn_at=NOW)
    make_place(nom="Ailleurs", commune="Ailleurs")
    return library


@pytest.mark.row("CEN-30")
def test_the_initiatives_of_one_commune_are_listed_by_service_and_print(desk, town):
    page = read(desk.get(url("initiatives"), {"territoire": "Clairmaille"}))
    main = page.find("main")
    assert said(main.find("h1")) == "Initiatives existantes : Clairmaille"
    assert said(page.select_one(".lead")).startswith("3 lieux, 2 offres, 2 organisations, au ")
    assert "Les Fils ; Ville de Clairmaille." in said(main)
    listed = {
        said(section.find("h2")): [said(th.find("a")) for th in section.select("tbody th")]
        for section in main.select("section:has(table)")
    }
    assert listed == {
        PAPERS: ["Café", "Médiathèque"],
        FIRST_STEPS: ["Médiathèque"],
        "Service non précisé": ["Borne"],
    }
    row = said(main.select_one("tbody tr"))
    assert "Les Fils" in row
    assert "Familles et enfants" in row
    assert "Gratuit" in row
    assert "Tout le monde" in said(main.select("tbody tr")[1])
    assert main.find("a", string="Médiathèque")["href"] == url_of(town)
    # On paper: the list without the form.
    assert "no-print" in main.find("form")["class"]


def test_a_quarter_has_its_own_list(desk, town):
    page = read(desk.get(url("initiatives"), {"territoire": "la-filature"}))
    assert {said(a) for a in page.select("tbody th a")} == {"Médiathèque"}


def test_without_a_territory_one_chooses(desk, town):
    page = read(desk.get(url("initiatives")))
    links = {said(a): a["href"] for a in page.select(".moves a")}
    assert read(desk.get(links["Clairmaille"])).select("tbody tr")


def test_a_name_that_is_none_is_refused_in_words(desk, town):
    for asked, words in (("Clairmaile", "Voulez-vous dire"), ("", "Écrivez le nom")):
        response = desk.get(url("initiatives"), {"territoire": asked})
        assert response.status_code == 422
        assert words in text(response)


def test_an_empty_base_says_so(desk):
    assert "Aucun lieu pour le moment" in text(desk.get(url("initiatives")))


def test_whoever_has_a_role_may_read_it_and_nobody_else(client, town):
    assert client.get(url("initiatives")).status_code == 302
    backend = "allauth.account.auth_backends.AuthenticationBackend"
    for role, status in (("elected", 200), ("", 403)):
        client.force_login(make_user(role=role), backend=backend)
        assert client.get(url("initiatives")).status_code == status


def test_the_number_of_queries_does_not_grow(desk, town, django_assert_max_num_queries):
    commune = town.commune_zone
    for _ in range(30):
        make_place(n_offers=2, commune_zone=commune)
    desk.get(url("initiatives"), {"territoire": "Clairmaille"})
    with django_assert_max_num_queries(14):
        desk.get(url("initiatives"), {"territoire": "Clairmaille"})
