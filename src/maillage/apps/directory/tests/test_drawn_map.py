"""The map without a script: the same places as the list, and links that move the window."""

import gzip
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from maillage.apps.directory.tests.factories import make_place, make_user
from maillage.apps.directory.tests.pages import forget_base, make_quarter, read, said, url_of
from maillage.apps.directory.views.drawn_map import frame_asked, text_of
from maillage.core.drawing import Frame

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    """Four places of one town; nobody knows where the door of the last one is."""
    places = [
        make_place(nom="Accueil", latitude=50.300, longitude=3.200),
        make_place(nom="Bibliothèque", latitude=50.305, longitude=3.210),
        make_place(nom="Café", latitude=50.310, longitude=3.205),
        make_place(nom="Dépôt", latitude=None, longitude=None),
    ]
    forget_base()
    return places


def page(client, url=None, **asked):
    answer = client.get(url or reverse("directory:results"), asked)
    assert answer.status_code == 200
    return read(answer)


def listed(found):
    """Return {number: name} of the list."""
    return {
        line["id"].removeprefix("l"): said(line.h3) for line in found.select("ol.places > li[id]")
    }


def drawn(found):
    """Return {number: name} of the markers of the drawing, those of several told apart."""
    names = [a["aria-label"] for a in found.select("#carte svg a")]
    return dict(one.split(". ", 1) for name in names for one in name.split("; "))


def links(found):
    return {said(a): a["href"] for a in found.select("#carte nav a")}


def test_the_drawing_shows_the_places_of_the_list_under_the_same_numbers(client, town):
    found = page(client)
    numbers = listed(found)
    assert list(numbers.values()) == ["Accueil", "Bibliothèque", "Café", "Dépôt"]
    assert drawn(found) == {n: nom for n, nom in numbers.items() if nom != "Dépôt"}
    hrefs = [a["href"] for a in found.select("#carte svg a")]
    assert hrefs == [url_of(place) for place in town[:3]]
    legend = said(found.select_one("#carte p"))
    assert "1 lieu n’est pas sur la carte : nous ne savons pas où est sa porte." in legend


def test_a_place_without_position_is_never_drawn_at_zero(client):
    make_place(nom="Dépôt", latitude=None, longitude=None)
    make_place(nom="Bibliothèque", latitude=50.305, longitude=3.210)
    forget_base()
    svg = page(client).select_one("#carte svg")
    assert "Dépôt" not in str(svg)
    assert "1,0 km" in said(svg.desc) or "0,9 km" in said(svg.desc)


def test_without_any_position_there_is_a_list_and_no_empty_map(client):
    make_place(nom="Dépôt", latitude=None, longitude=None)
    forget_base()
    found = page(client)
    assert listed(found) == {"1": "Dépôt"}
    assert not found.select("#carte")


def test_plain_links_move_the_window_and_keep_the_search(client, town):
    found = page(client, q="bibliotheque")
    assert list(drawn(found).values()) == ["Bibliothèque"]
    found = page(client)
    steps = links(found)
    moves = ["+ Plus près", "– Plus loin", "↑ Nord", "↓ Sud", "← Ouest", "→ Est"]
    assert list(steps) == [*moves, "Carte interactive"]
    north = page(client, url=steps["↑ Nord"].partition("#")[0])
    assert listed(north) == listed(found), "the list does not depend on the window"
    assert list(drawn(north).values()) == ["Café"]
    assert "2 lieux de la liste sont hors de ce cadre." in said(north.select_one("#carte p"))
    assert {"Tout voir", "Chercher ici"} <= set(links(north))
    back = page(client, url=links(north)["Tout voir"].partition("#")[0])
    assert drawn(back) == drawn(found)
    here = page(client, url=links(north)["Chercher ici"])
    assert next(iter(listed(here).values())) == "Café"
    assert here.select(".me"), "where the person looks from is drawn"


def test_one_clicks_nearer_until_places_are_told_apart(client):
    make_place(nom="Un", latitude=50.30000, longitude=3.20000)
    make_place(nom="Deux", latitude=50.30030, longitude=3.20010)
    make_place(nom="Loin", latitude=50.33, longitude=3.25)
    forget_base()
    found = page(client)
    cluster = next(a for a in found.select("#carte svg a") if "; " in a["aria-label"])
    found = page(client, url=cluster["href"].partition("#")[0])
    assert [a["aria-label"].partition(". ")[2] for a in found.select("#carte svg a")] == [
        "Deux",
        "Un",
    ]


@pytest.mark.parametrize(
    "window",
    ["", "ici", "91,3,500", "50,200,500", "50.3,3.2", "50.3,3.2,-5", "nan,nan,nan", "1e9,1,1",
     "50.3,3.2,99999999999999999999", "50.3,3.2,0", "50.3,3.2,1\u0000", "<script>,1,2"],
)  # fmt: skip
def test_an_absurd_window_is_the_first_one_or_a_possible_one(client, town, window):
    found = page(client, plan=window)
    assert found.select_one("#carte svg")
    assert len(listed(found)) == 4


def test_two_windows_in_an_address_are_the_first(client, town):
    found = read(client.get(reverse("directory:results") + "?plan=50.3,3.2,500&plan=x"))
    assert list(drawn(found).values()) == ["Accueil"]


@given(st.floats(-85, 85), st.floats(-180, 180), st.floats(60, 400_000))
def test_a_window_is_read_again_as_it_was_written(latitude, longitude, width_m):
    frame = Frame(latitude, longitude, width_m)
    read_again = frame_asked(text_of(frame))
    assert read_again is not None
    assert read_again == pytest.approx((latitude, longitude, width_m), abs=0.51)


def test_the_page_of_a_quarter_draws_its_outline_and_its_places(client):
    commune, quarter = make_quarter()
    place = make_place(nom="Ici", latitude=50.305, longitude=3.205)
    type(place).objects.filter(pk=place.pk).update(quarter_zone=quarter, commune_zone=commune)
    forget_base()
    found = page(client, url=reverse("directory:zone", args=[quarter.slug]))
    assert found.select_one("#carte svg")
    assert drawn(found) == listed(found) == {"1": "Ici"}
    if quarter.geometry:
        assert found.select("#carte .m-q")


def test_the_page_of_a_place_shows_its_door_without_a_number(client, town):
    found = page(client, url=url_of(town[1]))
    svg = found.select_one("#carte svg")
    assert svg["role"] == "img"
    assert said(svg.title) == "Carte : Bibliothèque"
    assert [said(t) for t in svg.select(".pin-n")] == ["•"]
    assert not page(client, url=url_of(town[3])).select("#carte")


@pytest.mark.row("MAP-10")
def test_a_point_set_by_hand_without_network_is_on_the_map(client):
    place = make_place(nom="Local", adresse="3 rue inconnue", latitude=None, longitude=None)
    forget_base()
    assert not page(client).select("#carte")
    client.force_login(make_user(), "allauth.account.auth_backends.AuthenticationBackend")
    here = reverse("directory:position", args=[place.public_id])
    typed = read(client.get(here, {"ecrit": "50,3051 ; 3,2072"}))
    point = typed.select_one('form[method="post"] input[name="point"]')["value"]
    assert client.post(here, {"point": point}).status_code == 302
    found = page(client)
    assert drawn(found) == {"1": "Local"}
    x, y = re.findall(r"\d+", found.select_one("#carte svg a")["transform"])
    assert (int(x), int(y)) == (200, 170), "in the middle of the window that opens on it"


def test_the_outlines_and_streets_are_read_once(client, town):
    client.get(reverse("directory:results"))
    with CaptureQueriesContext(connection) as second:
        client.get(reverse("directory:results"))
    told = " ".join(query["sql"] for query in second)
    assert "territories_street" not in told
    assert '"territories_zone"."geometry"' not in told


def test_a_drawing_of_twenty_places_weighs_less_than_ten_kilobytes(client):
    for n in range(25):
        make_place(nom=f"Maison {n:02}", latitude=50.3 + n * 7 % 25 / 900, longitude=3.2 + n / 700)
    forget_base()
    svg = str(page(client).select_one("#carte svg"))
    assert len(gzip.compress(svg.encode())) <= 10_000
    assert not re.search(r"https?://(?!www.w3.org)", svg)
