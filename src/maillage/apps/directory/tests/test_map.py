"""The interactive map before any script: its page, its tiles, its cards, and what it refuses."""

import gzip
import json

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from maillage.apps.directory.tests.factories import make_place
from maillage.apps.directory.tests.pages import forget_base, read, said
from maillage.core.geo import world_of
from maillage.core.geo.tests.reading_tiles import read_tile

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return places_of_the_map()


def places_of_the_map():
    """Forty-five places in a line, the last one nobody knows where."""
    places = [
        make_place(nom=f"Lieu {n:02}", latitude=50.300 + n / 500, longitude=3.2) for n in range(44)
    ]
    places.append(make_place(nom="Nulle part", latitude=None, longitude=None))
    forget_base()
    return places


def page(client, **asked):
    answer = client.get(reverse("directory:map"), asked)
    assert answer.status_code == 200
    return read(answer)


def drawn(found):
    return json.loads(found.select_one("#carte-donnees")["data-drawn"])


def tile(client, template, z, x, y, **headers):
    address = template.format(z=z, x=x, y=y)
    return client.get(address, headers={"accept-encoding": "gzip", **headers})


def tile_of(latitude, longitude, z):
    x, y = (int(v) for v in world_of(latitude, longitude))
    return z, x >> (32 - z), y >> (32 - z)


def features(answer, layer="lieux"):
    content = answer.content
    if answer.headers.get("Content-Encoding") == "gzip":
        content = gzip.decompress(content)
    return read_tile(content).get(layer, [])


def n_in(found):
    return sum(f.properties.get("n", 1) for f in found)


def listed(found):
    return [said(h3) for h3 in found.select("ol.places h3")]


# ---------------------------------------------------------------- the page


def test_without_a_script_the_page_says_so_and_leads_to_the_drawing(client, town):
    found = page(client, besoin="", q="lieu")
    note = found.select_one("#carte-mot")
    assert "JavaScript" in said(note)
    assert note.a["href"] == "/lieux/?q=lieu"
    assert found.select_one("#carte").has_attr("hidden")
    assert len(listed(found)) == 20


def test_the_list_is_that_of_the_results_page(client, town):
    for asked in ({}, {"q": "lieu"}, {"ou": "partout ailleurs"}, {"inconnus": "1", "q": "lieu 1"}):
        results = read(client.get(reverse("directory:results"), asked))
        assert listed(page(client, **asked)) == listed(results)


def test_a_filter_swaps_the_list_alone(client, town):
    whole = client.get(reverse("directory:map"), {"q": "Lieu 03"})
    swapped = client.get(reverse("directory:map"), {"q": "Lieu 03"}, headers={"HX-Request": "true"})
    assert swapped.status_code == 200
    assert b"<html" in whole.content
    assert b"<html" not in swapped.content
    assert listed(BeautifulSoup(swapped.content, "html.parser")) == listed(read(whole)) != []


def test_the_points_of_the_page_and_of_the_tiles_are_all_the_places(client, town):
    found = page(client)
    setup = drawn(found)
    numbers = [point["number"] for point in setup["points"]]
    assert numbers == list(range(1, 21))
    answer = tile(client, setup["places"], *tile_of(50.34, 3.2, 8))
    others = features(answer)
    assert n_in(others) == 44 - 20
    assert "1 lieu de la liste n’est pas sur la carte" in said(found.main)


def test_the_second_page_draws_its_own_numbers_and_the_others_as_points(client, town):
    first = page(client)
    following = client.get(first.select_one("a[rel=next]")["href"])
    setup = drawn(read(following))
    assert [point["number"] for point in setup["points"]] == list(range(21, 41))
    assert n_in(features(tile(client, setup["places"], *tile_of(50.34, 3.2, 8)))) == 24


def test_close_up_each_place_is_itself_and_a_crowd_at_one_door_names_them(client):
    for n in range(23):
        make_place(nom=f"Lieu {n:02}", latitude=50.3, longitude=3.2)
    forget_base()
    setup = drawn(page(client))
    (crowd,) = features(tile(client, setup["places"], *tile_of(50.3, 3.2, 17)))
    assert crowd.properties["n"] == 3
    cards = client.get(reverse("directory:map_cards"), {"cles": crowd.properties["cles"]})
    assert [said(h3) for h3 in cards_of(cards)] == ["Lieu 20", "Lieu 21", "Lieu 22"]


def cards_of(answer):

    return BeautifulSoup(answer.content, "html.parser").select("li h3")


def test_a_frame_searches_in_itself_and_the_results_page_too(client, town):
    frame = "50.29999,3.1,50.3181,3.3"
    names = ["Lieu 00", *(f"Lieu {n:02}" for n in range(1, 10))]
    assert listed(page(client, cadre=frame)) == names
    assert listed(read(client.get(reverse("directory:results"), {"cadre": frame}))) == names
    assert drawn(page(client, cadre=frame))["window"] == [50.29999, 3.1, 50.3181, 3.3]


@pytest.mark.parametrize(
    "frame", ["ici", "1,2,3", "91,0,92,1", "51,3,50,4", "9" * 400, "nan,nan,nan,nan", "1,2,3,4,5"]
)
def test_an_absurd_frame_is_said_and_the_rest_is_searched(client, town, frame):
    found = page(client, cadre=frame)
    assert "nous avons cherché sans elle" in said(found.main)
    assert len(listed(found)) == 20


def test_a_frame_across_the_180th_meridian_is_searched(client):
    make_place(nom="À l’ouest", latitude=-13.3, longitude=-179.99)
    make_place(nom="À l’est", latitude=-13.3, longitude=179.99)
    make_place(nom="Loin", latitude=-13.3, longitude=-176.2)
    forget_base()
    assert set(listed(page(client, cadre="-14,179.9,-13,-179.9"))) == {"À l’ouest", "À l’est"}


def test_a_name_of_a_place_cannot_leave_its_attribute(client):
    make_place(nom='"><script>alert(1)</script>', latitude=50.3, longitude=3.2)
    forget_base()
    answer = client.get(reverse("directory:map"))
    assert b"<script>alert" not in answer.content
    assert drawn(read(answer))["points"][0]["name"] == '"><script>alert(1)</script>'


def test_the_page_asks_the_base_no_more_for_many_places_than_for_few(client, town):
    page(client)
    with CaptureQueriesContext(connection) as many:
        page(client)
    assert len(many) <= 10


def test_without_the_packages_the_page_says_it_and_keeps_the_list(client, town, settings, tmp_path):
    settings.PACKAGES_FOLDER = tmp_path
    found = page(client)
    assert "n’est pas installée" in said(found.select_one("#carte-mot"))
    assert found.select_one("#carte-mot a")["href"].startswith("/lieux/")
    assert not found.select("script[type=module]")
    assert found.select_one("#carte") is None
    assert len(listed(found)) == 20


# ---------------------------------------------------------------- tiles


def test_a_tile_is_small_kept_by_the_browser_and_asked_again_in_vain(client, town):
    setup = drawn(page(client))
    where = tile_of(50.34, 3.2, 10)
    answer = tile(client, setup["places"], *where)
    assert answer["Content-Type"] == "application/vnd.mapbox-vector-tile"
    assert answer["Content-Encoding"] == "gzip"
    again = tile(client, setup["places"], *where, **{"if-none-match": answer["ETag"]})
    assert again.status_code == 304
    plain = client.get(setup["places"].format(z=where[0], x=where[1], y=where[2]))
    assert "Content-Encoding" not in plain.headers
    assert plain.content == gzip.decompress(answer.content)


def test_a_tile_is_another_one_once_the_base_changed(client, town):
    setup = drawn(page(client))
    where = tile_of(50.34, 3.2, 10)
    before = tile(client, setup["places"], *where)
    make_place(nom="Nouveau", latitude=50.34, longitude=3.2)
    forget_base()
    after = drawn(page(client))
    assert n_in(features(tile(client, after["places"], *where))) == n_in(features(before)) + 1


def test_a_tile_filters_as_the_list_does(client):
    make_place(nom="Bibliothèque", latitude=50.3, longitude=3.2)
    make_place(nom="Café", latitude=50.31, longitude=3.2)
    for n in range(20):
        make_place(nom=f"Café {n:02}", latitude=50.305, longitude=3.2)
    forget_base()
    setup = drawn(page(client, q="café"))
    assert n_in(features(tile(client, setup["places"], *tile_of(50.3, 3.2, 8)))) == 1
    wrong = drawn(page(client, ou="nulle part au monde"))
    assert wrong["points"] == []
    assert features(tile(client, wrong["places"], *tile_of(50.3, 3.2, 8))) == []


@pytest.mark.parametrize("kind", ["lieux", "sol", "plan-ign"])
@pytest.mark.parametrize(
    "numbers", ["3/8/0", "3/0/8", "99/0/0", "31/5/5", f"{'9' * 20}/0/0", f"5/{'9' * 20}/1"]
)
def test_a_tile_that_does_not_exist_is_refused_in_words(client, settings, kind, numbers):
    settings.MAP_IGN = True
    answer = client.get(f"/carte/{kind}/{numbers}.{'png' if kind == 'plan-ign' else 'pbf'}")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"] == "Ce morceau de carte n’existe pas."


@pytest.mark.parametrize("numbers", ["-1/0/0", "a/b/c", "1.5/0/0"])
def test_a_tile_without_numbers_is_not_there(client, numbers):
    assert client.get(f"/carte/lieux/{numbers}.pbf").status_code == 404


def test_any_parameters_give_a_tile(client, town):
    for asked in ("avec=x&avec=cost:Gratuit", "suite=zz", "rayon=9", "latitude=1e9&longitude=x"):
        assert client.get(f"/carte/lieux/4/8/5.pbf?{asked}").status_code == 200


def test_the_ground_bears_outlines_names_and_nothing_of_elsewhere(client, demo):
    answer = client.get("/carte/", {"ou": "la-filature"})
    south, west, north, east = drawn(read(answer))["window"]
    where = tile_of((south + north) / 2, (west + east) / 2, 14)
    ground = client.get("/carte/sol/{}/{}/{}.pbf".format(*where))
    zones = features(ground, "zones")
    kinds = {zone.properties["kind"] for zone in zones}
    assert {"commune", "quarter", "priority"} <= kinds
    assert features(ground, "lignes")
    assert {street.properties["kind"] for street in features(ground, "lignes")} <= {
        "main", "street", "path", "rail", "water"
    }  # fmt: skip
    far = client.get("/carte/sol/{}/{}/{}.pbf".format(*tile_of(43.3, 5.4, 14)))
    assert far.content == b""
    z, x, y = tile_of((south + north) / 2, (west + east) / 2, 14)
    with CaptureQueriesContext(connection) as queries:
        client.get(f"/carte/sol/{z}/{x}/{y}.pbf")
    assert len(queries) <= 2


def test_where_nothing_is_loaded_the_ground_is_empty_and_the_page_stands(client):
    forget_base()
    assert client.get("/carte/sol/0/0/0.pbf").content == b""
    found = page(client)
    assert drawn(found)["window"] == []
    assert drawn(found)["points"] == []


# ---------------------------------------------------------------- cards


def test_a_card_says_the_name_the_hours_the_telephone_and_leads_to_the_page(client):
    place = make_place(
        nom="Accueil", telephone="+33199002110", horaires="Mo-Su 00:00-24:00",
        latitude=50.3, longitude=3.2,
    )  # fmt: skip
    answer = client.get(reverse("directory:map_cards"), {"cles": str(place.pk)})
    text = answer.content.decode()
    assert f'href="/lieux/{place.public_id}/"' in text
    assert "tel:+33199002110" in text
    assert "Ouvert" in text


def test_only_public_places_have_a_card(client):
    place = make_place(nom="Fermé pour toujours", state="closed", closed_on="2026-01-01")
    answer = client.get(
        reverse("directory:map_cards"), {"cles": f"{place.pk},999999,abc,{'9' * 30}"}
    )
    assert answer.status_code == 200
    assert "n’est plus dans l’annuaire" in answer.content.decode()


def test_a_crowd_of_keys_is_bounded(client, town):
    keys = ",".join(str(place.pk) for place in town) + "," + ",".join(map(str, range(5000)))
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(reverse("directory:map_cards"), {"cles": keys})
    assert len(cards_of(answer)) <= 40
    # Those of the cards, and at most three of what an upper application says of their places.
    assert len(queries) <= 8
