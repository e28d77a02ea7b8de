"""The guide of the webmaster says what is true."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from maillage.apps.directory.queries import NEEDS
from maillage.apps.directory.tests.factories import make_equipment, make_place
from maillage.apps.directory.tests.pages import forget_base, make_quarter
from maillage.apps.opendata.forms.embed import DEFAULT_NUMBER, MOST, VIEWS
from maillage.apps.opendata.views.embed import KEPT_S, MODULE
from maillage.core.standard import PublicSpecifique

pytestmark = pytest.mark.django_db
GUIDE = Path(__file__).resolve().parents[5] / "docs/guide/mettre-les-lieux-sur-un-site.md"
THEIRS = "https://maillage.clairmaille.example"


@pytest.fixture(autouse=True)
def base():
    commune, quarter = make_quarter()
    place = make_place(nom="Le Fil", commune_zone=commune, quarter_zone=quarter)
    make_equipment(place, kind="printer", total=1)
    forget_base()
    yield place
    forget_base()


def guide():
    return GUIDE.read_text(encoding="utf-8")


def blocks(kind):
    return re.findall(rf"```{kind}\n(.*?)```", guide(), re.DOTALL)


def test_the_code_of_the_guide_shows_the_places(client):
    frame, component = (BeautifulSoup(block, "html.parser") for block in blocks("html"))
    element = component.find("maillage-lieux")
    asked = "&".join(f"{name}={value}" for name, value in element.attrs.items())
    for url in (frame.iframe["src"], f"{THEIRS}/integrer/cadre/?{asked}", element.a["href"]):
        answer = client.get(url.removeprefix(THEIRS))
        assert answer.status_code == 200
        assert b"Le Fil" in answer.content
    assert client.get(component.script["src"].removeprefix(THEIRS)).status_code == 200
    assert frame.iframe["title"]


def test_the_address_of_oembed_answers(client):
    (block,) = blocks("text")
    url = block.strip().removeprefix(THEIRS).replace(THEIRS, "http://testserver")
    assert client.get(url).json()["type"] == "rich"


def test_every_choice_of_the_guide_is_one_of_the_component_and_of_the_frame(client, base):
    rows = re.findall(r"^\| `(\w+)` \| `(\w+)` \|", guide(), re.MULTILINE)
    told = re.search(r"const NAMES = \[(.*?)\]", MODULE.read_text(encoding="utf-8"))
    assert [attribute for attribute, _parameter in rows] == re.findall(r'"(\w+)"', told[1])
    values = {
        "besoin": "imprimer",
        "zone": "la-filature",
        "ou": "la-filature",
        "public": "Seniors",
        "vue": "carte",
        "nombre": "3",
        "couleur": "#7fd1c7",
        "lieu": base.public_id,
    }
    for row in rows:
        for name in row:
            right = client.get("/integrer/cadre/", {name: values[name]})
            wrong = client.get("/integrer/cadre/", {name: "nimportequoi"})
            assert (right.status_code, wrong.status_code >= 400) == (200, True), name


def test_the_lists_and_numbers_of_the_guide_are_ours():
    text = guide()
    known = {need.code for need in NEEDS}
    assert {"imprimer", "demarche", "apprendre"} <= known
    assert all(f"`{public}`" in text for public in PublicSpecifique)
    assert all(f"`{view}`" in text for view in VIEWS)
    assert f"de 1 à {MOST} ; {DEFAULT_NUMBER} si" in text
    assert "cinq minutes" in text and KEPT_S == 300  # noqa: PT018
