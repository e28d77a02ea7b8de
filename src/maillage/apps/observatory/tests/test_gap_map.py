"""One need of the matrix of gaps on a map: the drawing, the table and the file say the same."""

import json
import re
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from maillage.apps.directory.tests.factories import make_offer, make_place, make_user
from maillage.apps.observatory.models import Figure
from maillage.apps.observatory.queries.gap_drawn import need_lines
from maillage.apps.observatory.queries.gaps import gap_matrix
from maillage.apps.observatory.queries.support import forget
from maillage.apps.observatory.tests.factories import (
    COMMUNE,
    TODAY,
    TOOLS,
    at,
    block,
    make_grid,
    statement,
)
from maillage.apps.territories.actions import load_zones

pytestmark = pytest.mark.django_db
ADDRESS = "/pro/observatoire/manques/"
NEED = "apprendre"
ASKED = {"genre": "quarter", "minutes": "5", "besoin": NEED}


@pytest.fixture
def town():
    """Four quarters of a town of 4 x 9 cells: all can learn, some, nobody, and nobody knows.

    In 5 minutes one walks to the cell beside, not to the second one.
    """
    make_grid(rows=4, columns=9)
    load_zones(
        [
            statement("quarter", "tous", block(0, 0, 1, 2), COMMUNE),
            statement("quarter", "certains", block(0, 2, 4, 2), COMMUNE),
            statement("quarter", "aucun", block(0, 5, 4, 1), COMMUNE),
            statement("quarter", "muet", block(0, 7, 4, 2), COMMUNE),
        ]
    )
    make_offer(make_place(nom="École", **at(0, 1)), services=TOOLS)
    make_offer(make_place(nom="Silencieux", **at(1, 8)), services=[])
    forget()


@pytest.fixture
def elected(town, packages, client):
    client.force_login(make_user(role="elected"))
    return client


def page_of(client, **asked):
    return BeautifulSoup(client.get(ADDRESS, ASKED | asked).content, "html.parser")


def setup_of(page):
    root = page.select_one("figure .live-map")
    return json.loads(root["data-setup"]) if root else None


def test_each_zone_has_the_word_of_the_matrix_and_its_class(elected):
    page = page_of(elected)
    said = {row.a.get_text(): row.select_one(".cover").get_text()
            for row in page.select("tr[data-zone]")}  # fmt: skip
    assert [re.sub(r" : \d+.*", "", words) for words in said.values()] == [
        "manque", "pour certains", "couvert", "on ne sait pas",
    ]  # fmt: skip
    assert list(said) == ["Aucun", "Certains", "Tous", "Muet"]
    # The same words as in the column of the need.
    heads = [one.get_text() for one in page.select(".matrix thead th")]
    column = heads.index(page.select_one("#besoin option[selected]").get_text())
    for row in page.select(".matrix tbody tr"):
        nom = row.th.find(string=True)
        assert said[nom].startswith(row.select("td")[column - 1].get_text(strip=True))
    drawn = {}
    for path in ElementTree.fromstring(str(page.select_one("svg.choro"))).iter(
        "{http://www.w3.org/2000/svg}path"
    ):
        if level := re.search(r"url\(#c(\w)\)", path.get("fill", "")):
            drawn[path[0].text.split(" : ")[0]] = level[1]
    assert drawn == {"Aucun": "4", "Certains": "2", "Tous": "0", "Muet": "x"}
    legend = [one.get_text(strip=True) for one in page.select(".mapped .legend li")]
    assert legend == [
        "manque : 1 territoire", "pour certains : 1 territoire", "couvert : 1 territoire",
        "on ne sait pas : 1 territoire",
    ]  # fmt: skip


def test_what_moves_says_what_the_table_says(elected):
    page = page_of(elected)
    answer = elected.get(setup_of(page)["zones"])
    features = json.loads(answer.content)["features"]
    rows = {int(row["data-zone"]): row for row in page.select("tr[data-zone]")}
    assert [one["id"] for one in features] == list(rows)
    assert [one["properties"]["classe"] for one in features] == [5, 3, 1, None]
    for one in features:
        said, row = one["properties"], rows[one["id"]]
        assert said["territoire"] == row.a.get_text()
        assert said["page"] == row.a["href"]
        assert said["valeur_en_mots"] == row.select_one(".cover").get_text()
        assert said["provenance"] == row.select_one(".soft").get_text()
    assert setup_of(page)["over"] is False
    # The address of a zone leads to the sum of this need.
    linked = BeautifulSoup(elected.get(features[0]["properties"]["page"]).content, "html.parser")
    assert linked.select_one(f"#{NEED}")


def test_the_moment_and_the_minutes_are_those_of_the_page(elected):
    page = page_of(elected, minutes="20", moment="mardi 18 h")
    assert "le mardi à 18 h, à moins de 20 minutes" in page.select_one("figure svg title").text
    zones = setup_of(page)["zones"]
    assert "minutes=20" in zones
    assert "moment=mardi" in zones
    words = [one["properties"]["valeur_en_mots"]
             for one in json.loads(elected.get(zones).content)["features"]]  # fmt: skip
    assert words == [one.get_text() for one in page.select("tr[data-zone] .cover")]
    # Both questions keep what the other asked.
    kept = {one["name"]: one["value"] for one in page.select("form[action='#carte'] [type=hidden]")}
    assert kept == {"genre": "quarter", "minutes": "20", "moment": "mardi 18 h"}
    assert page.select_one("form:not([action]) input[name=besoin]")["value"] == NEED


@pytest.mark.parametrize("asked", ["", "inconnu", "<b>", "apprendre\x00", "a" * 5000])
def test_without_a_need_that_is_one_there_is_no_map(elected, asked):
    page = page_of(elected, besoin=asked)
    assert not page.select("svg.choro")
    assert "choropleth" not in str(page.head)
    assert page.select_one("select#besoin")
    file = elected.get(
        reverse("observatory:gaps_file", args=["geojson"]), ASKED | {"besoin": asked}
    )
    assert json.loads(file.content)["features"] == []


def test_a_few_people_are_not_counted(elected):
    Figure.objects.filter(zone__code__in=[f"c{row}-5" for row in range(4)]).update(value=2)
    forget()
    page = page_of(elected)
    assert page.select_one("tr[data-zone] .soft").get_text() == "moins de 11 habitants"
    first = json.loads(elected.get(setup_of(page)["zones"]).content)["features"][0]["properties"]
    assert (first["territoire"], first["habitants"]) == ("Aucun", "")
    assert first["provenance"] == "moins de 11 habitants"


def test_without_the_library_there_is_the_drawing_and_no_button(elected, settings, tmp_path):
    settings.PACKAGES_FOLDER = tmp_path / "nothing"
    page = page_of(elected)
    assert page.select_one("svg.choro")
    assert setup_of(page) is None
    assert "choropleth" not in str(page.head)


def test_who_may_not_see_the_page_may_not_read_its_zones(elected):
    zones = setup_of(page_of(elected))["zones"]
    elected.logout()
    answer = elected.get(zones)
    assert answer.status_code == 302
    assert "connexion" in answer["Location"]
    elected.force_login(make_user(role=""))
    assert elected.get(zones).status_code == 403


def test_queries_do_not_grow_with_zones_nor_places(elected, django_assert_max_num_queries):
    address = reverse("observatory:gaps_file", args=["geojson"])
    elected.get(address, ASKED)
    with django_assert_max_num_queries(30) as few:
        elected.get(address, ASKED)
    most = len(few)  # the next request begins its count again
    for column in range(6):
        make_offer(make_place(**at(0, column)), services=TOOLS)
    load_zones([statement("quarter", f"q{n}", block(n, 6), COMMUNE) for n in range(4)])
    elected.get(address, ASKED)
    with django_assert_max_num_queries(most):
        elected.get(address, ASKED)


def test_nobody_knows_has_no_rank_and_comes_last(town):
    matrix = gap_matrix("quarter", today=TODAY, minutes=5)
    assert [line.rank for line in need_lines(matrix, NEED)] == ["1", "2", "3", ""]
    assert need_lines(matrix, "inconnu") == []
