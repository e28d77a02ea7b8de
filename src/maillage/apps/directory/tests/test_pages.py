"""What residents are answered: each address, and nothing that a file or a link could slip in."""

import json

import pytest
from bs4 import BeautifulSoup

from maillage.apps.directory.tests.factories import (
    make_attachment,
    make_equipment,
    make_offer,
    make_place,
    make_programme,
    make_source_record,
)
from maillage.apps.directory.tests.pages import RESULTS, make_quarter, names, read, said, url_of
from maillage.core.standard import Frais

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"


# ---------------------------------------------------------------- every address


@pytest.fixture
def addresses():
    """Return one address of each public page, with the status that it must answer."""
    commune, quarter = make_quarter()
    place = make_place(n_offers=1, commune_zone=commune, quarter_zone=quarter)
    make_attachment(place, record=make_source_record(key="ancien/numéro 7"))
    programme = make_programme()
    return {
        "/": 200,
        RESULTS: 200,
        url_of(place): 200,
        "/lieux/clairmaille/ancien/numéro 7/": 301,
        f"/q/{quarter.slug}/": 200,
        f"/q/{commune.slug}/": 200,
        f"/programmes/{programme.slug}/": 200,
        "/donnees/": 200,
        "/donnees/schema.json": 200,
        "/lieux/nulle-part/": 404,
        "/lieux/clairmaille/inconnu/": 404,
        "/lieux/clairmaille/%00/": 404,
        "/q/nulle-part/": 404,
        "/programmes/nulle-part/": 404,
        "/lieux/%3Cscript%3E/": 404,
    }


def test_every_public_address_answers_and_only_to_reading(client, addresses):
    for address, status in addresses.items():
        whole = client.get(address)
        assert whole.status_code == status, address
        head = client.head(address)
        assert (head.status_code, head.content) == (status, b""), address
        if status == 404:
            page = read(whole)
            assert page.h1, address
            assert page.select_one("aside.human a[href^='tel:']"), address
        elif "nulle" not in address:
            assert client.post(address).status_code == 405, address


def test_public_pages_set_no_cookie_and_hold_nothing_inline(client, addresses):
    for address, status in addresses.items():
        response = client.get(address)
        assert not response.cookies, address
        if status != 200 or address.endswith(".json"):
            continue
        page = read(response)
        inline = [s for s in page.select("script:not([src])") if s["type"] != "application/ld+json"]
        assert not inline + page.select("style, [style]"), address
        handlers = [name for tag in page.find_all(True) for name in tag.attrs if name[:2] == "on"]
        assert not handlers, address


# ---------------------------------------------------------------- what nobody meant to ask

ODD = [
    "latitude=abc&longitude=3",
    "latitude=50.3",
    "latitude=nan&longitude=inf",
    "latitude=500&longitude=3",
    "suite=zzz",
    "suite=" + "A" * 500,
    "suite=%00",
    "n=-5",
    "n=99999999999999999999",
    "n=²",
    "avec=<script>",
    "avec=zone:1&avec=programme:x",
    "avec=" + "cost:Gratuit&avec=" * 200,
    "ou=" + "x" * 500,
    "ou=%00",
    "ou=%F0%9F%98%80",
    "q=" + "y" * 500,
    "q=%00",
    "q=%FF%FE",
    "q=%27%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
    "jour=99",
    "jour=maintenant&moment=25:99",
    "besoin=inconnu",
    "rayon=-1",
    "rayon=1e9",
    "langue=xx",
    "programme=nulle-part",
    "ou=clairmaille&ou=la-filature",
    "besoin=imprimer&besoin=<script>",
    "inconnus=peut-être&strict=oui",
    "=&&&",
    "%00=%00",
]


@pytest.mark.parametrize("query", ODD)
def test_an_odd_address_gets_a_clear_page_never_an_error(client, query):
    commune, quarter = make_quarter()
    make_place(n_offers=1, commune_zone=commune, quarter_zone=quarter)
    for headers in ({}, {"HX-Request": "true"}):
        response = client.get(f"{RESULTS}?{query}", headers=headers)
        assert response.status_code == 200
        page = BeautifulSoup(response.content, "html.parser")
        assert not page.select("script:not([src])")
        assert said(page.select_one("#bilan"))
        # What is said to be wrong leads to a field that one sees.
        for link in page.select("[role=alert] a[href^='#']"):
            field = page.select_one(link["href"])
            assert field is not None, link
            assert field.get("type") != "hidden"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("latitude=abc&longitude=3", "Nous n’avons pas pu lire votre position"),
        ("latitude=50.3", "Nous n’avons pas pu lire votre position"),
        ("avec=jardin:oui", "Une condition de ce lien n’existe pas"),
        ("ou=Nulle part", "Nous ne connaissons pas « Nulle part »"),
        ("jour=99", "une réponse est à revoir"),
    ],
)
def test_what_could_not_be_read_is_said(client, query, words):
    make_place(n_offers=1)
    assert words in said(read(client.get(f"{RESULTS}?{query}")))


def test_a_page_number_that_was_retyped_starts_at_the_beginning(client):
    make_place(nom="Maison du Liseron", n_offers=1)
    assert names(client.get(f"{RESULTS}?suite=zzz")) == ["Maison du Liseron"]


# ---------------------------------------------------------------- what a file could slip in


def test_names_that_are_programs_stay_names(client):
    place = make_place(
        nom=SCRIPT,
        adresse=SCRIPT,
        presentation_resume="</script><script>alert(2)</script>",
        papers_to_bring=SCRIPT,
        telephone="javascript:alert(1)",
        courriels=['x@y.example" onmouseover="alert(1)'],
        site_web=["javascript:alert(1)", "http:alert(1)//", "https://vrai.example"],
        prise_rdv="javascript:alert(1)",
        horaires=SCRIPT,
        contact_nom=SCRIPT,
    )
    make_offer(place, title=SCRIPT, partners=[SCRIPT], admission_rule=SCRIPT)
    for address in (RESULTS, url_of(place), f"{RESULTS}?q=script"):
        response = client.get(address)
        page = read(response)
        assert b"<script>alert" not in response.content
        for script in page.find_all("script"):
            assert script.get("src") or script["type"] == "application/ld+json"
        for link in page.find_all("a"):
            assert link["href"].split(":")[0] in {"https", "http", "tel", "mailto", "geo"} or link[
                "href"
            ].startswith(("/", "#"))
        assert not page.select("[onmouseover]")
    page = read(client.get(url_of(place)))
    assert said(page.h1) == SCRIPT
    assert page.find("a", string="Prendre rendez-vous") is None
    assert [a["href"] for a in page.find_all("a", string="Site de ce lieu")] == [
        "https://vrai.example"
    ]


def test_search_engines_read_a_place_as_it_is(client):
    place = make_place(
        nom="Maison </script> du « Liseron »",
        telephone="+33199002110",
        horaires="Mo-Fr 09:00-12:00",
        presentation_resume="Aide <b>gratuite</b>",
    )
    make_offer(place, frais_a_charge=[Frais.GRATUIT])
    scripts = read(client.get(url_of(place))).select("script[type='application/ld+json']")
    assert len(scripts) == 1
    data = json.loads(scripts[0].string)
    assert data["@context"] == "https://schema.org"
    assert data["@type"] == "LocalBusiness"
    assert data["name"] == "Maison </script> du « Liseron »"
    assert data["telephone"] == "+33199002110"
    assert data["openingHours"] == "Mo-Fr 09:00-12:00"
    assert data["isAccessibleForFree"] is True
    assert data["geo"] == {"@type": "GeoCoordinates", "latitude": 50.6311, "longitude": 3.0722}
    assert data["address"]["streetAddress"] == place.adresse
    assert data["url"] == f"http://testserver{url_of(place)}"


def test_what_is_not_known_is_not_told_to_search_engines(client):
    place = make_place(latitude=None, longitude=None, horaires="quand il fait beau")
    data = json.loads(
        read(client.get(url_of(place))).select_one("[type='application/ld+json']").string
    )
    assert not {"geo", "telephone", "openingHours", "isAccessibleForFree"} & set(data)


# ---------------------------------------------------------------- htmx


def test_htmx_gets_a_part_of_the_same_page_and_caches_keep_both_apart(client):
    make_place(nom="Maison du Liseron", n_offers=1)
    page = client.get(RESULTS)
    part = client.get(RESULTS, headers={"HX-Request": "true"})
    for response in (page, part):
        assert {"HX-Request", "HX-History-Restore-Request"} <= set(response["Vary"].split(", "))
    whole, fragment = read(page), BeautifulSoup(part.content, "html.parser")
    assert fragment.find("main") is None
    assert [said(h) for h in fragment.select("ol.places h3")] == ["Maison du Liseron"]
    assert said(fragment.title) == said(whole.title)
    for name in ("#question", "#bilan"):
        assert said(fragment.select_one(f"{name}[hx-swap-oob]")) == said(whole.select_one(name))
    again = client.get(
        RESULTS, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"}
    )
    assert again.content == page.content


# ---------------------------------------------------------------- cost


def test_the_results_page_costs_the_same_queries_for_five_places_and_for_forty(
    client, django_assert_max_num_queries, django_assert_num_queries
):
    commune, quarter = make_quarter()

    def add(number):
        for _ in range(number):
            place = make_place(
                n_offers=2,
                commune_zone=commune,
                quarter_zone=quarter,
                horaires="Mo-Fr 09:00-12:00",
                telephone="+33199002110",
            )
            make_equipment(place, "computer", total=3)

    add(5)
    client.get(RESULTS)  # the index and the lists are read once by state of the base
    with django_assert_max_num_queries(8) as five:
        assert len(names(client.get(RESULTS))) == 5
        n_queries = len(five)
    assert n_queries
    add(35)
    client.get(RESULTS)
    with django_assert_num_queries(n_queries):
        assert len(names(client.get(RESULTS))) == 20
