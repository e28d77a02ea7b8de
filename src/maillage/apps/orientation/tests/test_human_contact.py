"""Every page that suggests something ends with somebody to call, found or not (WRN-01)."""

import pytest
from bs4 import BeautifulSoup
from django.conf import settings

from maillage.apps.directory.tests.pages import forget_base
from maillage.apps.orientation.tests.test_orient import PROCEDURES, offer
from tools.stamps import ROOT

pytestmark = pytest.mark.django_db
GUIDE = ROOT / "docs" / "guide" / "orienter-quelqu-un.md"


@pytest.mark.row("WRN-01")
@pytest.mark.parametrize("known", [True, False], ids=["a place is known", "nothing is known"])
def test_each_page_of_results_shows_a_telephone(client, known):
    if known:
        offer("Mairie du Rouet", PROCEDURES)
    forget_base()
    answers = [
        client.get("/lieux/"),
        client.get("/lieux/?besoin=demarche"),
        client.get("/lieux/?q=zzzz"),
        client.post("/orienter/", {"besoin": "demarche", "cle": "a" * 12}),
        client.post("/orientation/resultat/", {"besoin": "demarche", "etape": "fin"}),
        client.get("/orientation/demarches/"),
        client.get("/orientation/demarches/impots/"),
        client.get("/orientation/je-viens-d-arriver/"),
    ]
    for answer in answers:
        page = BeautifulSoup(answer.content, "html.parser")
        assert answer.status_code == 200, answer.request["PATH_INFO"]
        phones = [link["href"] for link in page.select("a[href^='tel:']")]
        assert phones, answer.request["PATH_INFO"]
        assert settings.SITE["contact_name"] in page.text


def test_the_guide_says_what_is_not_solved():
    text = GUIDE.read_text(encoding="utf-8")
    assert "## Ce que Maillage ne fait pas" in text
    assert "ne décide rien" in text.replace("*", "")
