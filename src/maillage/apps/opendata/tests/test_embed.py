"""A piece of this site in another one: no cookie, any frame, the places of the search, oEmbed."""

import gzip
import json
import re

import pytest
from bs4 import BeautifulSoup
from defusedxml import ElementTree
from django.urls import reverse

from maillage.apps.directory.actions.staff import close_place
from maillage.apps.directory.tests.factories import NOW, make_equipment, make_place, make_user
from maillage.apps.directory.tests.pages import forget_base, make_quarter
from maillage.apps.opendata.views.embed import MODULE

pytestmark = pytest.mark.django_db
FRAME = "/integrer/cadre/"
HOST = "http://testserver"


@pytest.fixture(autouse=True)
def base():
    forget_base()
    commune, quarter = make_quarter()
    first = make_place(nom="Le Fil", latitude=50.6, longitude=3.1, telephone="+33199002201")
    make_equipment(first, kind="printer", total=1)
    inside = make_place(
        nom="La Navette", latitude=50.61, longitude=3.11, commune_zone=commune, quarter_zone=quarter
    )
    make_equipment(inside, kind="printer", total=1)
    make_place(nom="Sans imprimante", latitude=50.6, longitude=3.1)
    forget_base()
    yield first
    forget_base()


def page_of(response):
    return BeautifulSoup(response.content, "html.parser")


def names(response):
    return [" ".join(h3.get_text().split()) for h3 in page_of(response).select("ol.places h3")]


# ---------------------------------------------------------------- the frame


@pytest.mark.parametrize("query", ["", "?besoin=imprimer", "?besoin=imprimer&vue=carte"])
def test_the_frame_sets_no_cookie_and_reads_no_session(client, query):
    client.cookies["session"] = "x" * 32
    answer = client.get(FRAME + query)
    assert answer.status_code == 200
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
    assert not answer.wsgi_request.session.accessed
    assert not answer.wsgi_request.session.modified


def test_any_site_may_hold_the_frame_and_no_other_page(client):
    answer = client.get(FRAME)
    assert "frame-ancestors *" in answer["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer
    for path in ("/", "/lieux/", "/integrer/", "/valider/"):
        other = client.get(path)
        assert "frame-ancestors 'none'" in other["Content-Security-Policy"], path
        assert other["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("query", ["besoin=imprimer", "besoin=imprimer&q=navette", ""])
def test_the_frame_shows_the_places_of_the_results_page(client, query):
    assert names(client.get(f"{FRAME}?{query}")) == names(client.get(f"/lieux/?{query}"))


def test_the_zone_is_said_as_the_component_says_it_or_as_the_search_does(client):
    for name in ("zone", "ou"):
        answer = client.get(f"{FRAME}?{name}=la-filature")
        assert answer.status_code == 200
        assert names(answer) == ["La Navette"]


def test_links_open_in_the_page_that_holds_the_frame(client):
    page = page_of(client.get(f"{FRAME}?besoin=imprimer&vue=carte"))
    links = [a for a in page.select("a[href]") if a["href"].startswith("/")]
    assert len(links) == 3  # two places, and the whole list
    assert all(a["target"] == "_parent" and a["rel"] == ["noopener"] for a in links)
    inside = [a["href"] for a in page.select("svg a")]
    assert inside
    assert all(page.select_one(href) for href in inside), "a number leads to its line"


def test_the_frame_says_what_it_is_and_runs_nothing_inline(client):
    page = page_of(client.get(f"{FRAME}?besoin=imprimer&vue=carte&couleur=%237fd1c7"))
    assert page.title.get_text().startswith("Imprimer un papier")
    assert page.html["lang"] == "fr"
    assert page.select_one("h1")
    assert not page.select("[style], style, script:not([src])")
    assert page.select_one('link[href="/integrer/couleur.css?c=7fd1c7"]')


def test_only_as_many_places_as_asked_and_the_rest_is_said(client):
    answer = client.get(f"{FRAME}?besoin=imprimer&nombre=1")
    assert len(names(answer)) == 1
    said = " ".join(page_of(answer).get_text(" ").split())
    assert "2 lieux, dont 1 ici" in said
    assert "Voir toute la liste" in said


@pytest.mark.parametrize(
    "query",
    ["besoin=rien", "ou=nulle-part", "nombre=0", "nombre=999", "couleur=rouge", "vue=globe",
     "couleur=%23000000", "rayon=-3", "ou=%00", "langue=%3Cb%3E"],
)  # fmt: skip
def test_what_cannot_be_read_is_said_in_the_frame_with_a_link(client, query):
    answer = client.get(f"{FRAME}?{query}")
    assert answer.status_code == 400
    page = page_of(answer)
    assert page.select_one(".note.wrong").get_text(strip=True)
    assert page.select_one('a[href="/lieux/"]')
    assert "frame-ancestors *" in answer["Content-Security-Policy"]


def test_the_frame_of_a_place_that_closed_says_so_and_shows_nothing(client, base):
    place = base
    url = f"{FRAME}?lieu={place.public_id}"
    assert names(client.get(url)) == ["Le Fil"]
    close_place(public_id=place.public_id, on=NOW.date(), by=make_user(), now=NOW)
    gone = client.get(url)
    assert gone.status_code == 404
    assert names(gone) == []
    assert names(client.get(f"{FRAME}?besoin=imprimer")) == ["La Navette"]


def test_a_cache_keeps_the_frame_until_the_base_changes(client, base):
    url = f"{FRAME}?besoin=imprimer"
    first = client.get(url)
    assert first["Cache-Control"] == "public, max-age=300"
    again = client.get(url, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert not again.content
    assert "frame-ancestors *" in again["Content-Security-Policy"]
    place = base
    close_place(public_id=place.public_id, on=NOW.date(), by=make_user(), now=NOW)
    changed = client.get(url, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


# ---------------------------------------------------------------- the page of the webmaster


def test_the_code_to_copy_is_shown_and_leads_to_what_was_chosen(client):
    answer = client.get("/integrer/?besoin=imprimer&ou=la-filature&vue=carte&nombre=3")
    page = page_of(answer)
    frame_code, component_code = (code.get_text() for code in page.select("code.copy"))
    frame = BeautifulSoup(frame_code, "html.parser").iframe
    assert frame["src"].startswith(f"{HOST}{FRAME}?")
    assert frame["title"] == "Imprimer un papier, La Filature (Clairmaille)"
    assert names(client.get(frame["src"].removeprefix(HOST))) == ["La Navette"]
    component = BeautifulSoup(component_code, "html.parser")
    element = component.find("maillage-lieux")
    assert (element["besoin"], element["zone"], element["vue"]) == (
        "imprimer", "la-filature", "carte",
    )  # fmt: skip
    assert component.script["src"] == f"{HOST}/integrer/maillage.js"
    # Without a script, the link leads to the same places.
    assert names(client.get(element.a["href"].removeprefix(HOST))) == ["La Navette"]
    assert page.select_one("main iframe")["src"] == frame["src"]


def test_a_colour_on_which_nobody_could_read_is_refused(client):
    said = page_of(client.get("/integrer/?couleur=%23101010")).get_text()
    assert "trop sombre" in said
    assert client.get("/integrer/couleur.css?c=101010").status_code == 404
    assert client.get("/integrer/couleur.css?c=7fd1c7")["Content-Type"].startswith("text/css")


def test_what_is_typed_never_becomes_markup(client):
    attack = '"><script>alert(1)</script>'
    for path in ("/integrer/", FRAME):
        answer = client.get(path, {"q": attack, "ou": attack, "besoin": attack, "lieu": attack})
        assert "<script>alert" not in answer.content.decode()


# ---------------------------------------------------------------- the component


def test_the_module_may_be_loaded_by_any_site_and_is_small(client):
    answer = client.get("/integrer/maillage.js")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Content-Type"].startswith("text/javascript")
    assert not answer.cookies
    assert len(gzip.compress(answer.content)) <= 3_000
    assert answer.content == MODULE.read_bytes()
    again = client.get("/integrer/maillage.js", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304


def test_the_module_asks_nothing_of_anybody_else():
    text = MODULE.read_text(encoding="utf-8")
    assert not re.findall(r"https?://", text)
    assert not re.search(r"document\.cookie|localStorage|fetch\(|eval|innerHTML", text)


# ---------------------------------------------------------------- oEmbed


def ask(client, url, **more):
    return client.get("/oembed", {"url": url, **more})


def test_a_search_a_quarter_and_a_place_have_their_frame(client, base):
    place = base
    for url, expected in (
        (f"{HOST}/lieux/?besoin=imprimer", {"Le Fil", "La Navette"}),
        (f"{HOST}/q/la-filature/", {"La Navette"}),
        (f"{HOST}/lieux/{place.public_id}/", {"Le Fil"}),
        (f"{HOST}{FRAME}?besoin=imprimer", {"Le Fil", "La Navette"}),
    ):
        answer = ask(client, url)
        assert answer.status_code == 200, url
        body = answer.json()
        assert {"version", "type", "title", "html", "width", "height"} <= body.keys()
        assert (body["version"], body["type"]) == ("1.0", "rich")
        frame = BeautifulSoup(body["html"], "html.parser").iframe
        assert set(names(client.get(frame["src"].removeprefix(HOST)))) == expected
        assert answer["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", ["/lieux/?besoin=imprimer&q=a%26b", "/q/la-filature/"])
def test_a_page_says_where_its_frame_is_described(client, path):
    page = BeautifulSoup(client.get(path).content, "html.parser")
    link = page.select_one('link[type="application/json+oembed"]')
    answer = client.get(link["href"].removeprefix("http://testserver"))
    assert answer.status_code == 200, link["href"]
    told = client.get("/oembed", {"url": f"http://testserver{path}", "format": "json"})
    assert answer.json() == told.json()


def test_the_largest_size_is_kept(client):
    body = ask(client, f"{HOST}/lieux/", maxwidth="300", maxheight="200").json()
    assert (body["width"], body["height"]) == (300, 200)
    frame = BeautifulSoup(body["html"], "html.parser").iframe
    assert (frame["width"], frame["height"]) == ("300", "200")


def test_xml_says_the_same(client):
    url = f"{HOST}/lieux/?besoin=imprimer&ou=la-filature"
    answer = ask(client, url, format="xml")
    assert answer["Content-Type"].startswith("text/xml")
    root = ElementTree.fromstring(answer.content)
    said = {child.tag: child.text for child in root}
    body = ask(client, url, format="json").json()
    assert said == {name: str(value) for name, value in body.items()}


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("https://ailleurs.example/lieux/", 404),
        (f"{HOST}/a-propos/", 404),
        (f"{HOST}/nulle-part", 404),
        (f"{HOST}/lieux/inconnu/", 404),
        (f"{HOST}/q/inconnu/", 404),
        (f"{HOST}/lieux/?latitude=50.6&longitude=3.1", 404),
        (f"{HOST}/lieux/?besoin=rien", 404),
        ("javascript://testserver/lieux/", 404),
        ("http://[", 404),
        (f"{HOST}/lieux/?q={'a' * 5000}", 404),
        ("", 400),
    ],
)
def test_what_has_no_frame_is_answered_as_the_specification_says(client, url, status):
    answer = ask(client, url)
    assert answer.status_code == status
    assert json.loads(answer.content)["status"] == status


def test_another_format_is_not_implemented(client):
    assert ask(client, f"{HOST}/lieux/", format="yaml").status_code == 501


@pytest.mark.parametrize("size", ["0", "-1", "abc", "1e9", "9" * 30])
def test_a_size_that_is_none_is_refused(client, size):
    assert ask(client, f"{HOST}/lieux/", maxwidth=size).status_code == 400


def test_a_closed_place_has_no_frame(client, base):
    place = base
    close_place(public_id=place.public_id, on=NOW.date(), by=make_user(), now=NOW)
    assert ask(client, f"{HOST}/lieux/{place.public_id}/").status_code == 404


def test_the_addresses_never_change():
    assert reverse("opendata:embed") == "/integrer/"
    assert reverse("opendata:frame") == FRAME
    assert reverse("opendata:embed_module") == "/integrer/maillage.js"
    assert reverse("opendata:oembed") == "/oembed"
