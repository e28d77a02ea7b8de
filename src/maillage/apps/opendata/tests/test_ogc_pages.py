"""The OGC service in a browser: each address has a page that says what its document says."""

import pytest
from bs4 import BeautifulSoup

from maillage.apps.directory.tests.factories import Zone, make_offer, make_place
from maillage.apps.opendata.queries.ogc import COLLECTIONS
from maillage.apps.opendata.tests.asked import answer_of, body_of

pytestmark = pytest.mark.django_db
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
ITEMS = "/ogc/collections/lieux/items"
HERE = "http://testserver"


@pytest.fixture
def town():
    place = make_place(public_id="0000000001", nom="Local <du> Rouet", wheelchair=False)
    make_offer(place, public_id="0000000002", title="Atelier", frais_a_charge=["Gratuit"])
    Zone.objects.create(kind="quarter", code="q", nom="Centre", slug="centre")


ADDRESSES = [
    "/ogc/", "/ogc/api", "/ogc/conformance", "/ogc/collections",
    *(f"/ogc/collections/{one}{rest}" for one in COLLECTIONS for rest in ("", "/items", "/schema")),
    f"{ITEMS}/0000000001", "/ogc/collections/offres/items/0000000002",
    "/ogc/collections/zones/items/centre",
]  # fmt: skip


def page_of(client, url, status=200):
    answer = client.get(url, headers={"Accept": BROWSER})
    assert answer.status_code == status, url
    assert answer["Content-Type"].startswith("text/html"), url
    assert "Accept" in answer["Vary"].split(", ")
    return BeautifulSoup(answer.content, "html.parser")


@pytest.mark.parametrize("url", ADDRESSES)
def test_a_browser_gets_a_page_and_a_program_its_document(client, town, url):
    page = page_of(client, url)
    assert page.select_one("h1").text.strip()
    assert page.select_one("#aide").text == "Une personne peut vous répondre"
    assert "None" not in page.select_one("main").text
    for dt in page.select("dl.pairs dt"):
        assert dt.find_next_sibling("dd").text.strip(), (url, dt)
    # The same in the form of programs, and back.
    link = page.select_one("head link[rel=alternate]")
    answer = client.get(link["href"].removeprefix(HERE), headers={"Accept": BROWSER})
    assert answer["Content-Type"] == link["type"]
    document = body_of(client, url)
    alternates = [one for one in document.get("links", ()) if one["rel"] == "alternate"]
    for one in alternates:
        there = client.get(one["href"].removeprefix(HERE))
        assert there["Content-Type"].startswith(one["type"])
    assert alternates or "links" not in document


@pytest.mark.parametrize("url", ADDRESSES)
def test_every_link_of_every_page_leads_somewhere(client, town, url):
    links = {a["href"].removeprefix(HERE) for a in page_of(client, url).select("main a[href]")}
    assert links
    for link in links:
        if link.startswith("/"):
            assert client.get(link, headers={"Accept": BROWSER}).status_code == 200, link


def test_a_page_of_places_says_what_its_document_says(client, town):
    make_place(nom="MJC")
    features = body_of(client, ITEMS)["features"]
    shown = [a.text for a in page_of(client, ITEMS).select("main ul a")]
    assert shown == [feature["properties"]["nom"] for feature in features]
    page = page_of(client, f"{ITEMS}/0000000001")
    facts = {dt.text: dt.find_next_sibling("dd").text for dt in page.select("dl.pairs dt")}
    properties = body_of(client, f"{ITEMS}/0000000001")["properties"]
    assert set(properties) - {"url"} <= set(facts)
    assert facts["local_wheelchair"] == "non"
    assert facts["offres"] == "Atelier"
    assert page.select_one("h1").text == "Local <du> Rouet"


@pytest.mark.parametrize("form", ["", "&f=html"])
def test_a_browser_turns_every_page(client, form):
    for n in range(5):
        make_place(nom=f"Lieu {n}", code_insee="59001")
    make_place(nom="Ailleurs", code_insee="59002")
    url, shown = f"{ITEMS}?limit=2&code_insee=59001{form}", []
    while url:
        accept = {"Accept": "*/*"} if form else {"Accept": BROWSER}
        page = BeautifulSoup(client.get(url, headers=accept).content, "html.parser")
        assert "En tout : 5." in page.text
        shown += [a.text for a in page.select("main ul a")]
        following = page.select_one("a[rel=next]")
        url = following["href"].removeprefix(HERE) if following else ""
    assert sorted(shown) == [f"Lieu {n}" for n in range(5)]


def test_f_says_which_form_whatever_the_browser_prefers(client, town):
    for form, kind in (("json", "application/geo+json"), ("geojson", "application/geo+json"),
                       ("html", "text/html; charset=utf-8")):  # fmt: skip
        for accept in (BROWSER, "*/*", "application/json"):
            answer = client.get(f"{ITEMS}?f={form}", headers={"Accept": accept})
            assert answer["Content-Type"] == kind
    assert client.head(ITEMS, headers={"Accept": BROWSER})["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(
    ("url", "status", "words"),
    [
        (f"{ITEMS}?limit=dix", 400, "Écrivez un nombre entier"),
        (f"{ITEMS}?bbox=1,2", 400, "quatre nombres"),
        (f"{ITEMS}/inconnu", 404, "Rien n’est publié"),
        ("/ogc/collections/inconnue", 404, "Rien n’est publié"),
        ("/ogc/?inconnu=%3Cb%3E", 400, "n’existe pas ici"),
    ],
)
def test_a_browser_reads_a_refusal_on_a_page(client, url, status, words):
    page = page_of(client, url, status)
    assert words in page.text
    assert not page.select("main b")


def test_an_empty_base_has_pages_too(client):
    assert "En tout : 0." in page_of(client, ITEMS).text
    assert page_of(client, "/ogc/collections/lieux").select_one("h1")


def test_only_reading_is_answered(client):
    answer = client.post(ITEMS, headers={"Accept": BROWSER})
    assert answer.status_code == 405
    assert answer_of(client, "/ogc/")["Access-Control-Allow-Origin"] == "*"
