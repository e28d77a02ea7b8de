"""The map that moves has what the drawing has: zones, classes, words; and asks only this site."""

import json
import re
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup

from maillage.apps.directory.tests.factories import make_place, make_user
from maillage.apps.observatory.models import Figure
from maillage.apps.observatory.tests.factories import (
    Zone,
    block,
    make_dataset,
    make_figure,
    make_grid,
    make_measure,
    statement,
)
from maillage.apps.territories.actions import load_zones

pytestmark = pytest.mark.django_db
MAP = "/pro/observatoire/cartes/fragilite/"
SVG = "{http://www.w3.org/2000/svg}"
SHARES = {"pile": 41.2, "filature": 30.0, "rouet": 22.5, "fuseau": 9.0, "canal": None}


@pytest.fixture
def town(client):
    """A commune of five quarters, four of which have a known share."""
    load_zones([statement("commune", "59999", block(0, 0, 4, 6))])
    parent = ("commune", "59999")
    load_zones(
        [statement("quarter", code, block(0, n, 4, 1), parent) for n, code in enumerate(SHARES)]
    )
    measure = make_measure("fragilite", nom="Part fragile", base_words="des ménages")
    dataset = make_dataset(title="Enquête", producer="Ville")
    for code, value in SHARES.items():
        make_figure(Zone.objects.get(code=code), measure, value, dataset=dataset)
    client.force_login(make_user(role="elected"))
    return client


def setup_of(client, address=f"{MAP}?genre=quarter"):
    page = BeautifulSoup(client.get(address).content, "html.parser")
    root = page.select_one("figure .live-map")
    return page, json.loads(root["data-setup"]) if root else None


def features_of(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return json.loads(answer.content)["features"]


def test_its_zones_have_the_classes_of_the_drawing_and_the_words_of_the_table(town, packages):
    page, setup = setup_of(town)
    drawn = {}
    for path in ElementTree.fromstring(str(page.select_one("figure svg.choro"))).iter():
        if path.tag.endswith("path") and "url(#" in path.get("fill", ""):
            name = path[0].text.split(" : ")[0]
            drawn[name] = re.search(r"#c(\w)", path.get("fill"))[1]
    features = features_of(town, setup["zones"])
    # The drawing counts its patterns from 0; people count classes from 1.
    live = {
        one["properties"]["territoire"]: "x"
        if one["properties"]["classe"] is None
        else str(one["properties"]["classe"] - 1)
        for one in features
    }
    assert live == drawn
    assert len(set(live.values())) == 5  # four classes, and what is not known
    rows = {int(row["data-zone"]): row for row in page.select("tr[data-zone]")}
    assert [one["id"] for one in features] == list(rows)
    for one in features:
        said, row = one["properties"], rows[one["id"]]
        assert said["territoire"] == row.select_one("th").get_text()
        assert said["valeur_en_mots"] == row.select("td.num")[1].get_text()
        assert said["page"] == row.select_one("th a")["href"]
    most = features[0]["properties"]
    assert most["provenance"] == "publié, 2024 · Enquête, Ville"
    assert most["estime"] is False


def test_each_class_of_the_legend_counts_the_zones_of_the_class(town, packages):
    page, setup = setup_of(town)
    said = [int(re.search(r": (\d+) territoire", li.get_text())[1])
            for li in page.select(".legend li")]  # fmt: skip
    classes = [one["properties"]["classe"] for one in features_of(town, setup["zones"])]
    known = sorted({one for one in classes if one is not None})
    assert said == [classes.count(one) for one in [*known, None]]


def test_patterns_are_those_of_the_drawing(town, packages):
    page, setup = setup_of(town)
    made = {one["id"]: one for one in page.select("svg.choro pattern")}
    shading = setup["shading"]
    assert len(shading["classes"]) == 5
    for n, (colour, step) in enumerate(shading["classes"]):
        pattern = made[f"c{n}"]
        assert pattern.rect["fill"] == colour
        assert int(pattern["width"]) == (step or 12)
        assert bool(pattern.find("path")) == bool(step)
    assert made["cx"].rect["fill"] == shading["unknown"]
    assert int(made["cx"]["width"]) == 8


def test_every_address_is_of_this_site(town, packages):
    _, setup = setup_of(town)
    addresses = [setup[name] for name in ("module", "worker", "style", "look", "ground", "zones")]
    for one in [*addresses, *setup["sheets"]]:
        assert one.startswith("/")
        assert not one.startswith("//")
    assert town.get(setup["ground"].format(z=8, x=130, y=86)).status_code == 200


def test_without_the_library_there_is_the_drawing_and_no_button(town, settings, tmp_path):
    settings.PACKAGES_FOLDER = tmp_path / "nothing"
    page, setup = setup_of(town)
    assert setup is None
    assert page.select_one("svg.choro")
    assert "choropleth" not in str(page.head)
    assert not page.find(string=re.compile("Carte interactive"))


def test_nothing_to_draw_has_no_button(town, packages):
    Figure.objects.all().delete()
    assert setup_of(town)[1] is None


def test_neighbourhoods_over_it_bring_their_words(town, packages):
    page, setup = setup_of(town)
    assert setup["over"] is False
    assert page.select_one(".live-caption") is None
    load_zones([statement("qpv", "QN05901A", block(0, 1, 2, 2), ("commune", "59999"))])
    page, setup = setup_of(town)
    assert setup["over"] is True
    assert "n’y coïncide pas toujours" in page.select_one(".live-caption").get_text()
    make_figure(Zone.objects.get(code="QN05901A"), Figure.objects.first().measure, 40)
    page, setup = setup_of(town, f"{MAP}?genre=qpv")
    assert setup["over"] is False
    assert page.select_one(".live-caption") is None


def test_the_index_moves_with_its_version_and_a_rank_only_with_its_interval(town, packages):
    poor = make_measure("poor_households_pct", nom="Part de ménages pauvres")
    exposed = make_measure("caf_exposed", nom="Exposés", unit="families", direction=0)
    people = make_measure("population", nom="Habitants", unit="people", family="people")
    for n, (code, value) in enumerate(SHARES.items()):
        zone = Zone.objects.get(code=code)
        for measure, number in ((people, 1000), (poor, value), (exposed, 10 * n)):
            make_figure(zone, measure, number)
    page, setup = setup_of(town, "/pro/observatoire/indice/?genre=quarter")
    assert page.select_one(".live-caption").get_text() in page.select_one("figcaption").get_text()
    rows = {int(row["data-zone"]): row for row in page.select("tr[data-zone]")}
    features = features_of(town, setup["zones"])
    assert [one["id"] for one in features] == list(rows)
    for one in features:
        said, row = one["properties"], rows[one["id"]]
        assert said["valeur_en_mots"] == row.select_one("td.total").get_text()
        assert said["provenance"] == row.select_one("td.rank").get_text()
    assert {one["properties"]["classe"] for one in features} >= {5, None}


def test_access_moves_too(town, packages):
    make_place(latitude=50.3, longitude=3.2)
    page, setup = setup_of(town, "/pro/observatoire/acces/?genre=quarter")
    rows = {int(row["data-zone"]): row for row in page.select("tr[data-zone]")}
    features = features_of(town, setup["zones"])
    assert {one["id"] for one in features} == set(rows)
    for one in features:
        said, row = one["properties"], rows[one["id"]]
        assert said["valeur_en_mots"] == row.select_one("td.num").get_text()
        assert said["page"] == row.select_one("th a")["href"]
    assert "geojson" in str(page.find("a", string="GeoJSON"))


def test_a_small_count_that_we_estimated_is_in_no_file_and_no_legend(client, packages):
    make_grid()
    load_zones([statement("iris", "599990101", block(0, 0, 4, 6), ("commune", "59999"))])
    load_zones([statement("qpv", "QN05901A", block(0, 0, 4, 2), ("commune", "59999"))])
    load_zones([statement("qpv", "QN05902A", block(0, 2, 4, 4), ("commune", "59999"))])
    measure = make_measure("families", unit="families", nom="Familles")
    make_figure(Zone.objects.get(kind="iris"), measure, 27)
    client.force_login(make_user(role="elected"))
    address = "/pro/observatoire/cartes/families"
    page, setup = setup_of(client, f"{address}/?genre=qpv")
    # A third of 27 families, and two thirds.
    assert [li.get_text(strip=True) for li in page.select(".legend li")] == [
        "moins de 11 : 1 territoire", "18\xa0foyers : 1 territoire",
    ]  # fmt: skip
    most, least = (one["properties"] for one in features_of(client, setup["zones"]))
    assert (most["valeur"], most["etat"], most["estime"]) == (18, "known", True)
    assert (least["valeur"], least["etat"]) == ("", "small")
    assert least["valeur_en_mots"] == "moins de 11"
    text = b"".join(client.get(f"{address}.csv?genre=qpv").streaming_content).decode("utf-8-sig")
    assert ";9" not in text
    assert ";small;" in text


def test_zones_of_one_name_are_told_apart_everywhere(town, packages):
    load_zones([statement("commune", "59998", block(10, 0, 4, 6))])
    load_zones([statement("quarter", "autre", block(10, 0, 4, 1), ("commune", "59998"))])
    Zone.objects.filter(kind="commune", code="59999").update(nom="Clairmaille")
    Zone.objects.filter(code__in=["pile", "autre"]).update(nom="Centre")
    page, setup = setup_of(town)
    names = [one["properties"]["territoire"] for one in features_of(town, setup["zones"])]
    assert names[0] == "Centre (Clairmaille)"
    assert names[-1] == "Centre (59998)"
    assert "Filature" in names[1]
    assert "Clairmaille" not in names[1]
    assert [row.select_one("th").get_text() for row in page.select("tr[data-zone]")] == names


def test_a_name_stays_a_text(town, packages):
    Zone.objects.filter(code="pile").update(nom='"><script>alert(1)</script>')
    page, setup = setup_of(town)
    assert not [one for one in page.select("script") if "alert" in one.get_text()]
    first = features_of(town, setup["zones"])[0]
    assert first["properties"]["territoire"] == '"><script>alert(1)</script>'


def test_who_may_not_see_the_map_may_not_read_its_zones(town, packages, client):
    _, setup = setup_of(town)
    client.logout()
    answer = client.get(setup["zones"])
    assert answer.status_code == 302
    assert "connexion" in answer["Location"]
