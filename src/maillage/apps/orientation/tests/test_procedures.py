"""The guide of procedures: the official site, what to bring, who helps near here."""

from dataclasses import replace
from datetime import date
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup

from maillage.apps.directory.queries import need_by_code
from maillage.apps.directory.tests.factories import Zone, make_place
from maillage.apps.directory.tests.pages import forget_base
from maillage.apps.orientation.queries.procedure_list import ELSEWHERE, PROCEDURES, Complexity
from maillage.apps.orientation.tests.test_orient import ACCESS, ALONE, names, offer
from maillage.apps.orientation.tests.test_orient import PROCEDURES as HELP
from maillage.apps.orientation.views import procedures

pytestmark = pytest.mark.django_db
GUIDE = "/orientation/demarches/"
# Sites of the State and of the bodies of social protection; nothing else is linked.
OFFICIAL = (".gouv.fr", "caf.fr", "ameli.fr", "francetravail.fr", "info-retraite.fr",
            "service-public.fr", "pix.fr")  # fmt: skip


@pytest.fixture(autouse=True)
def _index_read_again():
    forget_base()
    yield
    forget_base()


def read(client, address, **said):
    answer = client.get(address, said)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def is_official(url):
    host = urlsplit(url).hostname or ""
    return urlsplit(url).scheme == "https" and any(
        host == one.lstrip(".") or host.endswith(f".{one.lstrip('.')}") for one in OFFICIAL
    )


@pytest.mark.row("ORI-14")
def test_one_procedure_gives_its_official_site_its_papers_and_the_nearest_helper(client):
    quarter = Zone.objects.create(kind="quarter", code="q", nom="Rouet", slug="rouet")
    near = make_place(nom="Tout près", quarter_zone=quarter, telephone="+33199002101")
    offer("Tout près", HELP, place=near, modalites_accompagnement=[ALONE])
    offer("Salle libre", [ACCESS, HELP], place=make_place(nom="Salle libre", quarter_zone=quarter),
          modalites_accompagnement=["En autonomie"])  # fmt: skip
    guide = read(client, GUIDE)
    link = guide.find("a", string=lambda s: s and "Déclarer ses impôts" in s) or next(
        a for a in guide.select(".needs a") if "Déclarer ses impôts" in a.text
    )
    page = read(client, link["href"], ou="rouet")
    assert page.select_one('a[href="https://www.impots.gouv.fr"]') is not None
    assert "Votre dernier avis d’impôt" in page.main.text
    assert names(page) == ["Tout près"]
    assert "avec votre accord écrit" in page.main.text
    outside = [a["href"] for a in page.main.select("a[href^=http]")]
    assert outside
    assert all(is_official(url) for url in outside)


def test_only_official_sites_and_each_block_says_where_it_comes_from():
    for one in PROCEDURES:
        assert is_official(one.url), one.url
        assert is_official(one.source), one.source
        assert one.site in one.url
        assert one.bring
        assert one.need in need_by_code()
    assert all(is_official(one.url) for one in ELSEWHERE if one.url)
    assert len({one.code for one in PROCEDURES}) == len(PROCEDURES) >= 12
    assert {one.complexity for one in PROCEDURES} == set(Complexity)


def test_what_nobody_compared_says_so_and_what_somebody_did_says_when(client, monkeypatch):
    one = PROCEDURES[0]
    assert one.read_on is None  # nobody read the sites themselves yet
    assert "Personne n’a encore comparé" in read(client, f"{GUIDE}{one.code}/").main.text
    compared = replace(one, read_on=date(2026, 11, 21))
    monkeypatch.setattr(procedures, "get_procedure", lambda code: compared)
    assert "Comparé au site officiel le 21" in read(client, f"{GUIDE}{one.code}/").main.text


def test_what_others_do_is_led_to_and_never_done_again(client):
    page = read(client, GUIDE)
    said = [dt.get_text(strip=True) for dt in page.select("#ailleurs ~ dl dt")]
    assert said == ["France services", "Aidants Connect", "Pix", "Un coffre-fort numérique"]
    assert not page.select("main input[type=file]")


def test_a_procedure_that_is_not_in_the_guide(client):
    assert client.get(f"{GUIDE}inconnue/").status_code == 404


def test_a_quarter_that_is_not_known_is_said(client):
    assert "Nous ne connaissons pas ce nom" in read(client, f"{GUIDE}impots/", ou="xyzzy").text


def test_every_procedure_is_a_page(client):
    for one in PROCEDURES:
        assert str(one.nom) in read(client, f"{GUIDE}{one.code}/").h1.text
