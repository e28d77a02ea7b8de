"""The map of siting that moves says what both drawings and the table of the page say."""

import json
import re
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from maillage.apps.directory.tests.factories import make_offer, make_place, make_user
from maillage.apps.observatory.models import Figure
from maillage.apps.observatory.queries.support import forget
from maillage.apps.observatory.tests.factories import (
    COMMUNE,
    TOOLS,
    at,
    block,
    statement,
)
from maillage.apps.observatory.tests.siting import ADDRESS
from maillage.apps.territories.actions import load_zones

pytestmark = pytest.mark.django_db
ASKED = {"besoin": "apprendre", "genre": "quarter"}


@pytest.fixture
def elected(nine_cells, packages, client):
    client.force_login(make_user(role="elected"))
    return client


def setup_of(client, **asked):
    page = BeautifulSoup(client.get(ADDRESS, ASKED | asked).content, "html.parser")
    root = page.select_one("figure .live-map")
    return page, json.loads(root["data-setup"]) if root else None


def features_of(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    features = json.loads(answer.content)["features"]
    points = [one for one in features if one["geometry"] and one["geometry"]["type"] == "Point"]
    return [one for one in features if one not in points], points


def drawn_in(svg):
    """Return the class of each zone of a drawing, as files count them."""
    found = {}
    for path in ElementTree.fromstring(str(svg)).iter("{http://www.w3.org/2000/svg}path"):
        if level := re.search(r"url\(#c(\w)\)", path.get("fill", "")):
            name = path[0].text.split(" : ")[0]
            found[name] = None if level[1] == "x" else int(level[1]) + 1
    return found


def test_each_state_has_the_classes_of_its_drawing_and_the_words_of_the_table(elected):
    page, setup = setup_of(elected)
    before, after = page.select("figure.mapped svg.choro")
    zones, _points = features_of(elected, setup["zones"])
    said = [one["properties"] for one in zones]
    assert {one["territoire"]: one["classe_avant"] for one in said} == drawn_in(before)
    assert {one["territoire"]: one["classe"] for one in said} == drawn_in(after)
    assert drawn_in(before) != drawn_in(after)
    rows = {int(row["data-zone"]): row for row in page.select("tr[data-zone]")}
    assert [one["id"] for one in zones] == list(rows)
    for one in zones:
        words, row = one["properties"], rows[one["id"]]
        mean = row.td.get_text()
        assert words["territoire"] == row.a.get_text()
        assert words["page"] == row.a["href"]
        moved = [words["avant_en_mots"], words["valeur_en_mots"]]
        assert mean == (moved[0] if len(set(moved)) == 1 else " → ".join(moved))
        assert all(part in words["changement_en_mots"] for part in set(moved))
        assert words["provenance"].startswith(row.select_one(".soft").get_text())


def test_places_chosen_are_numbered_and_those_that_are_there_are_as_many_as_the_legend_says(
    elected,
):
    page, setup = setup_of(elected, lieux="2")
    _zones, points = features_of(elected, setup["zones"])
    chosen = [one["properties"] for one in points if "numero" in one["properties"]]
    listed = page.select("[aria-labelledby=choisis] li")
    assert [(one["numero"], one["territoire"], one["page"]) for one in chosen] == [
        (rank, line.a.get_text(), line.a["href"]) for rank, line in enumerate(listed, start=1)
    ]
    for one, line in zip(chosen, listed, strict=True):
        assert one["valeur_en_mots"] in line.get_text()
    assert len(points) - len(chosen) == 1  # the school
    assert "1 lieu le fait déjà" in page.select_one(".legend").get_text()


def test_one_goes_from_today_to_the_places_chosen_then_to_those_kept_aside(elected):
    page, setup = setup_of(elected, lieux="2", contre=urlencode(ASKED))
    buttons = [one.get_text() for one in page.select("[data-part=turns] button")]
    assert buttons == ["Aujourd’hui", "Avec ces lieux", "Avec le choix gardé"]
    pressed = page.select("[data-part=turns] [aria-pressed=true]")
    assert [one.get_text() for one in pressed] == [buttons[setup["turn"]]] == ["Avec ces lieux"]
    today, this, kept = setup["turns"]
    assert (today["zones"], today["before"]) == (this["zones"], True)
    # What is drawn is what comes, for both choices; their zones are the same.
    ids = []
    for turn in (this, kept):
        zones, points = features_of(elected, turn["zones"])
        names = [one["properties"]["territoire"] for one in points
                 if "numero" in one["properties"]]  # fmt: skip
        assert names == turn["chosen"]
        ids.append({one["id"] for one in zones})
    assert ids[0] == ids[1]
    assert (len(this["chosen"]), len(kept["chosen"])) == (2, 1)
    # One legend stands under the three states.
    assert page.select_one(".legend li").get_text(strip=True) == "2 lieux choisis (choix gardé : 1)"


def test_without_any_place_chosen_there_is_one_state_or_no_map(elected):
    _page, setup = setup_of(elected, but="moins", minutes="5")
    assert setup is None  # nobody can be reached: no drawing
    page, setup = setup_of(elected, besoin="inconnu")
    assert setup is None
    assert "choropleth" not in str(page.head)


def test_a_zone_of_few_people_is_not_counted_and_an_empty_one_has_no_class(elected):
    load_zones([statement("quarter", "loin", block(0, 9, 1, 1), COMMUNE)])
    east = [f"c0-{column}" for column in (6, 7, 8)]
    Figure.objects.filter(zone__code__in=east).update(value=3)
    forget()
    page, setup = setup_of(elected)
    zones, _points = features_of(elected, setup["zones"])
    said = {one["properties"]["code"]: one["properties"] for one in zones}
    assert said["est"]["habitants"] == ""
    assert said["est"]["provenance"].startswith("moins de 11 habitants")
    empty = said["loin"]
    assert (empty["classe"], empty["classe_avant"], empty["habitants"]) == (None, None, "")
    assert empty["changement_en_mots"] == "personne n’y est compté"
    # Where nobody lives is on the map and in no line.
    assert len(page.select("tr[data-zone]")) == len(zones) - 1


def test_without_the_library_there_are_drawings_and_no_button(elected, settings, tmp_path):
    settings.PACKAGES_FOLDER = tmp_path / "nothing"
    page, setup = setup_of(elected)
    assert setup is None
    assert len(page.select("svg.choro")) == 2
    assert "choropleth" not in str(page.head)


def test_nothing_is_shaded_by_priority_neighbourhoods_that_the_drawing_has_not(elected):
    page, setup = setup_of(elected)
    assert setup["over"] is False
    assert page.select_one(".live-caption") is None


def test_what_is_no_question_is_an_empty_file(elected):
    address = reverse("observatory:implant_file", args=["geojson"])
    for asked in ({}, {"besoin": "inconnu"}, {"besoin": "apprendre", "lieux": "-1"}):
        answer = elected.get(address, asked)
        assert answer.status_code == 200
        assert json.loads(answer.content)["features"] == []


def test_queries_do_not_grow_with_zones_nor_places(elected, django_assert_max_num_queries):
    address = reverse("observatory:implant_file", args=["geojson"])
    with django_assert_max_num_queries(36) as few:
        elected.get(address, ASKED)
    for n in range(5):
        make_offer(make_place(nom=f"De plus {n}", **at(0, n)), services=TOOLS)
    load_zones([statement("quarter", f"q{n}", block(0, n, 1, 1), COMMUNE) for n in range(5)])
    forget()
    with django_assert_max_num_queries(len(few)):
        elected.get(address, ASKED)


def test_who_may_not_see_the_page_may_not_read_its_zones(elected):
    _page, setup = setup_of(elected)
    elected.logout()
    answer = elected.get(setup["zones"])
    assert answer.status_code == 302
    assert "connexion" in answer["Location"]
    elected.force_login(make_user(role=""))
    assert elected.get(setup["zones"]).status_code == 403
