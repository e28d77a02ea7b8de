"""Base maps, layers and counts around an outline, on the interactive map."""

import json
import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from maillage.apps.directory.queries.layers import MapLayer, layer_panel
from maillage.apps.directory.tests.factories import make_place, make_user
from maillage.apps.directory.tests.pages import forget_base, make_quarter, said
from maillage.apps.directory.tests.test_map import drawn, page, places_of_the_map
from maillage.apps.territories.actions import load_zones
from maillage.apps.territories.queries import ZoneStatement
from maillage.web.slots import Slot, register, unregister

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return places_of_the_map()


# ---------------------------------------------------------------- base maps and layers


def test_a_base_map_is_served_by_ranges(client, settings, tmp_path):
    settings.MAP_PMTILES = tmp_path / "fond.pmtiles"
    settings.MAP_PMTILES.write_bytes(bytes(range(200)))
    address = reverse("directory:map_base")
    whole = client.get(address)
    assert whole.status_code == 200
    assert whole["Accept-Ranges"] == "bytes"
    assert whole.getvalue() == bytes(range(200))
    part = client.get(address, headers={"range": "bytes=10-19"})
    assert (part.status_code, part.getvalue()) == (206, bytes(range(10, 20)))
    assert part["Content-Range"] == "bytes 10-19/200"
    end = client.get(address, headers={"range": "bytes=190-"})
    assert (end.getvalue(), end["Content-Range"]) == (bytes(range(190, 200)), "bytes 190-199/200")
    for wrong in ("bytes=200-", "bytes=9-3", "bytes=a-b", "lines=1-2", f"bytes={'9' * 40}-"):
        assert client.get(address, headers={"range": wrong}).status_code == 416
    assert client.get(address, headers={"if-none-match": whole["ETag"]}).status_code == 304


def test_without_a_base_map_its_addresses_say_so(client, settings, tmp_path):
    for path in (None, tmp_path / "absent.pmtiles"):
        settings.MAP_PMTILES = path
        assert client.get(reverse("directory:map_base")).status_code == 404
    answer = client.get("/carte/plan-ign/5/16/11.png")
    assert answer.json()["code"] == "base_map_absent"


def test_the_page_names_a_base_map_only_when_the_territory_chose_one(
    client, town, settings, tmp_path
):
    def setup():
        return json.loads(page(client).select_one("#carte")["data-setup"])

    assert not {"ign", "file", "pmtiles"} & set(setup())
    settings.MAP_IGN = True
    assert setup()["ign"] == "/carte/plan-ign/{z}/{x}/{y}.png"
    settings.MAP_PMTILES = tmp_path / "fond.pmtiles"
    assert setup()["file"] == "/carte/fond.pmtiles"
    assert "ign" not in setup()


def test_other_applications_lay_layers_once_each(client, town):
    make_quarter()
    forget_base()
    needs = MapLayer(
        name="besoins", label="Les besoins", url="/besoins.geojson", caption="Déclarés."
    )

    def provider(ids):
        return {ids[0]: [layer_panel(needs)], ids[-1]: [layer_panel(needs)]}

    register(Slot.MAP_LAYERS, provider)
    try:
        boxes = page(client).select("#calques [data-layer]")
    finally:
        unregister(Slot.MAP_LAYERS, provider)
    ours = [box for box in boxes if box["data-layer"] == "besoins"]
    assert [box["data-url"] for box in ours] == ["/besoins.geojson"]
    assert "Déclarés." in said(ours[0].parent)
    with pytest.raises(ValueError, match="this site"):
        layer_panel(MapLayer(name="x", label="x", url="https://elsewhere.example/x.geojson"))


def test_no_address_of_the_page_is_of_another_site(client, town):
    answer = client.get(reverse("directory:map"))
    assert not re.findall(r'(?:src|href|data-url)="(?:https?:)?//', answer.content.decode())


# ---------------------------------------------------------------- counting around an outline


@pytest.mark.row("MAP-11")
def test_a_neighbourhood_says_how_many_places_are_inside_and_near(client, settings):
    settings.MAP_NEAR_M = 500
    south, west, north, east = 50.300, 3.200, 50.310, 3.215
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    zone = ZoneStatement(
        kind="qpv",
        code="QP059999",
        nom="Haut-Champ",
        values={"geometry": {"type": "Polygon", "coordinates": [ring]}},
    )
    load_zones([zone])
    make_place(nom="Dedans", latitude=50.305, longitude=3.207)
    make_place(nom="Dedans aussi", latitude=50.301, longitude=3.201)
    make_place(nom="À 450 m", latitude=50.31405, longitude=3.207)
    make_place(nom="À 550 m", latitude=50.31495, longitude=3.207)
    make_place(nom="Loin", latitude=50.5, longitude=3.2)
    make_place(nom="Nulle part", latitude=None, longitude=None)
    forget_base()
    choices = page(client).select("#autour-de option")
    assert [said(choice) for choice in choices] == ["Haut-Champ"]
    number = choices[0]["value"]
    found = page(client, autour=number)
    assert "Haut-Champ : 2 lieux dedans, 1 autre à moins de 500 m." in said(
        found.select_one("#autour")
    )
    assert drawn(found)["window"] == [south, west, north, east]
    settings.MAP_NEAR_M = 600
    assert "2 autres à moins de 600 m" in said(page(client, autour=number).select_one("#autour"))
    # The question of the search is counted, not where it was asked.
    assert "1 lieu dedans" in said(page(client, autour=number, q="aussi").select_one("#autour"))


@pytest.mark.parametrize(
    ("code", "over"), [("QP059999", True), ("QN05999M", False)], ids=["2015", "2024"]
)
def test_a_list_of_neighbourhoods_that_ended_is_said_on_the_map(client, code, over):
    ring = [[3.2, 50.3], [3.21, 50.3], [3.21, 50.31], [3.2, 50.31], [3.2, 50.3]]
    ended = {"valid_to": date(2023, 12, 31)} if over else {}
    load_zones(
        [
            ZoneStatement(
                kind="qpv",
                code=code,
                nom="Haut-Champ",
                values={"geometry": {"type": "Polygon", "coordinates": [ring]}} | ended,
            )
        ]
    )
    forget_base()
    found = page(client)
    ending = "pris fin le 31 décembre 2023"
    assert (ending in said(found.select_one("#calques"))) is over
    assert (ending in said(found.select_one(".legend"))) is over
    assert "Trait tireté : quartier prioritaire" in said(found.select_one(".legend"))


@pytest.mark.parametrize("number", ["999999", "abc", "9" * 30, "-1", ""])
def test_an_outline_that_does_not_exist_is_not_counted(client, town, number):
    assert page(client, autour=number).select_one("#autour") is None


def test_a_professional_writes_to_a_place_from_its_card(client, town):
    public = town[0].public_id
    card = client.get(reverse("directory:map_cards"), {"cles": str(town[0].pk)})
    assert "Écrire à ce lieu" not in card.content.decode()
    client.force_login(make_user(), backend="allauth.account.auth_backends.AuthenticationBackend")
    card = client.get(reverse("directory:map_cards"), {"cles": str(town[0].pk)})
    assert reverse("directory:write_to_place", args=[public]) in card.content.decode()
    assert reverse("directory:write_to_place", args=[public]) in str(page(client))


def test_a_visitor_is_not_looked_up(client, town):
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("directory:map"))
    assert not [q for q in queries if "django_session" in q["sql"] or "accounts_user" in q["sql"]]
