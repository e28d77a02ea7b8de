"""Minutes along the streets, on the pages and by command: a street drawn by hand, a real plan."""

import sys

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.core.management.base import CommandError

from maillage.apps.directory.tests.factories import make_offer, make_place, make_user
from maillage.apps.observatory.queries.on_foot import laid_streets, streets_files
from maillage.apps.observatory.queries.siting import Wish, site
from maillage.apps.observatory.queries.support import forget
from maillage.apps.observatory.tests.factories import SOUTH, STEP, TODAY, TOOLS, WEST, statement
from maillage.apps.territories.actions import load_zones
from maillage.core.access import STANDARD, Way
from tests.shared_data import shared_data

pytestmark = pytest.mark.django_db

ACCESS, SITING = "/pro/observatoire/acces/", "/pro/observatoire/implanter/"
ASKED = {"besoin": "apprendre", "genre": "quarter"}


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.FOLDER = tmp_path
    (tmp_path / "rues").mkdir()
    return tmp_path / "rues"


def lay(folder, first=0, last=8, *, south=SOUTH, name="ville.osm.pbf"):
    """Lay an extract: one street through the middle of the cells, from one column to another."""
    osmium = pytest.importorskip("osmium")
    with osmium.SimpleWriter(str(folder / name), overwrite=True) as writer:
        for column in range(first, last + 1):
            at = WEST + (column + 0.5) * STEP, south + 0.5 * STEP
            writer.add_node(osmium.osm.mutable.Node(id=column + 1, version=1, location=at))
        way = osmium.osm.mutable.Way(
            id=1, version=1, nodes=[column + 1 for column in range(first, last + 1)],
            tags={"highway": "residential"},
        )  # fmt: skip
        writer.add_way(way)
    return folder / name


def words(answer):
    page = BeautifulSoup(answer.content, "html.parser")
    said = " ".join(page.find("main").get_text(" ").split())
    return said.replace("\u00a0", " ").replace("\u202f", " ")


def page_of(client, address=ACCESS, **more):
    client.force_login(make_user())
    return client.get(address, ASKED | more)


def test_the_pages_follow_the_street_and_say_so(nine_cells, client, own_folder):
    straight = words(page_of(client))
    assert "à vol d’oiseau, multiplié par 1,3" in straight
    assert "Plan des rues" not in straight
    lay(own_folder)
    said = words(client.get(ACCESS, ASKED))
    # A cell is 200 m: 3 minutes on the street, 3.9 by the straight line with its detour.
    assert "Ouest 6 min" in said
    assert "Est 24 min" in said
    assert "Les minutes suivent les rues d’OpenStreetMap" in said
    assert "Plan des rues : « ville.osm.pbf »" in said
    assert "à vol d’oiseau" not in said
    ordinary = words(client.get(ACCESS, ASKED | {"pas": "ordinaire"}))
    assert "Ouest 5 min" in ordinary
    assert "4,8 km/h" in ordinary
    sited = words(client.get(SITING, ASKED))
    assert "Plan des rues : « ville.osm.pbf »" in sited
    found = site(Wish("quarter", "apprendre"), today=TODAY)
    assert found.measured.all.before.mean_min == pytest.approx((280 + 800) / 180 * 3, rel=1e-3)


def test_who_lives_far_from_any_street_goes_straight_and_is_counted(nine_cells, client, own_folder):
    lay(own_folder, last=5)
    said = words(page_of(client))
    assert "Ouest 6 min" in said
    assert "Est 31,2 min" in said  # eight cells of 3.9 minutes
    assert "Loin de toute rue connue, elles sont à vol d’oiseau, multiplié par 1,3" in said
    assert "Aucune rue de ce plan à moins de 150 m pour 120 habitants (66,7 %)" in said


def test_a_plan_of_another_place_is_said(nine_cells, client, own_folder):
    lay(own_folder, south=40.0)
    said = words(page_of(client))
    assert "est celui d’un autre endroit" in said
    assert "Ouest 7,8 min" in said
    assert "Les minutes sont calculées à vol d’oiseau" in said


def test_the_first_plan_by_name_is_read_and_the_others_are_named(nine_cells, client, own_folder):
    lay(own_folder, name="b.osm.pbf")
    lay(own_folder, south=40.0, name="a.osm.pbf")
    (own_folder / "lisez-moi.txt").write_text("rien")
    assert [path.name for path in streets_files()] == ["a.osm.pbf", "b.osm.pbf"]
    assert "Un autre plan est posé et n’est pas lu : b.osm.pbf" in words(page_of(client))
    (own_folder / "a.osm.pbf").unlink()
    assert "Ouest 6 min" in words(client.get(ACCESS, ASKED))


def test_a_plan_that_changes_is_read_again(nine_cells, client, own_folder):
    lay(own_folder, south=40.0)
    assert "autre endroit" in words(page_of(client))
    path = lay(own_folder)
    path.touch()
    assert "Ouest 6 min" in words(client.get(ACCESS, ASKED))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "ne se lit pas"),
        (b"<html>Erreur 404</html>", "ne se lit pas"),
        ("cut", "ne se lit pas"),
        ("empty", "aucune rue"),
    ],
)
def test_a_broken_plan_is_refused_with_what_to_do(nine_cells, client, own_folder, content, said):
    path = lay(own_folder)
    if content == "cut":
        path.write_bytes(path.read_bytes()[:-30])
    elif content == "empty":
        lay(own_folder, first=0, last=-1)
    else:
        path.write_bytes(content)
    for address in (ACCESS, SITING, "/pro/observatoire/manques/"):
        answer = page_of(client, address)
        assert answer.status_code == 422, address
        shown = words(answer)
        assert "rues/ville.osm.pbf" in shown
        assert said in shown
        assert "Remplacez ce fichier" in shown
    for command in (
        ("access", "--kind", "quarter"), ("gaps", "--kind", "quarter"),
        ("site", "apprendre", "--kind", "quarter"),
    ):  # fmt: skip
        with pytest.raises(CommandError, match="Remplacez ce fichier"):
            call_command(*command)


def test_without_what_reads_a_plan_the_page_says_what_to_install(
    nine_cells,
    client,
    own_folder,
    monkeypatch,
):
    lay(own_folder, name="autre.osm.pbf")
    monkeypatch.setitem(sys.modules, "osmium", None)
    answer = page_of(client)
    assert answer.status_code == 422
    assert "pip install 'maillage[osm]'" in words(answer)
    with pytest.raises(CommandError, match=r"maillage\[osm\]"):
        call_command("access", "--kind", "quarter")


def test_the_command_says_the_way(nine_cells, own_folder, capsys):
    lay(own_folder, last=5)
    call_command("access", "--kind", "quarter", "--need", "apprendre", "--json")
    said = capsys.readouterr().out
    assert '"way": "mixed"' in said
    assert '"people_off_streets": 120' in said


def test_a_real_plan_is_walked_on_the_page(client, own_folder):
    pytest.importorskip("osmium")
    real = shared_data("osm/saint-germain-en-laye.osm.pbf")
    (own_folder / real.name).write_bytes(real.read_bytes())
    # The castle, and the forest north of the plan: two quarters, one place at the station.
    load_zones([statement("quarter", nom, _box(*at)) for nom, at in {
        "chateau": (48.897, 2.094), "hors-plan": (48.99, 2.20),
    }.items()])  # fmt: skip
    make_offer(make_place(nom="Gare", latitude=48.8983, longitude=2.0951), services=TOOLS)
    forget()
    said = words(page_of(client))
    assert "Plan des rues : « saint-germain-en-laye.osm.pbf »" in said
    assert "Les minutes suivent les rues d’OpenStreetMap" in said
    assert "Loin de toute rue connue" in said
    found = site(Wish("quarter", "apprendre", walker=STANDARD), today=TODAY)
    assert found.given.travel.way is Way.MIXED
    castle, out = found.given.before
    # 170 m as the crow flies, and a great deal more by the streets of the real plan.
    assert 2 < castle < 15
    assert out > 120
    laid = laid_streets(found.given.spots.at, found.given.spots.people)
    assert laid.name == real.name


def _box(latitude, longitude, side=0.002):
    ring = [(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]
    return {
        "type": "Polygon",
        "coordinates": [[[longitude + x * side, latitude + y * side] for x, y in ring]],
    }
