"""A point placed by hand, without a script and without a network."""

import re
import xml.etree.ElementTree as ET
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.apps.directory.forms.position import picked, read_position
from maillage.apps.directory.models import AuditRow
from maillage.apps.directory.tests.desk import desk, person, text, url  # noqa: F401
from maillage.apps.directory.tests.factories import make_organisation, make_place, make_user
from maillage.apps.directory.tests.pages import make_quarter, read, said
from maillage.apps.territories.actions import load_streets
from maillage.apps.territories.queries import StreetStatement
from maillage.core.drawing import Frame
from maillage.core.geo import distance_m

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
pytestmark = pytest.mark.django_db
FIRST = Frame(50.63, 3.06, 800, 320, 320)


def make_street(commune):
    load_streets(
        [
            StreetStatement(
                kind="street",
                nom="rue du Rouet",
                commune=("commune", commune.code),
                lines=(((3.060, 50.630), (3.062, 50.630)),),
                number_from=1,
                number_to=21,
            )
        ]
    )


def position_of(page):
    field = page.select_one('form[method="post"] input[name="point"]')
    return tuple(float(v) for v in field["value"].split(",")) if field else None


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("50.6311, 3.0722", (50.6311, 3.0722)),
        ("50,6311 ; 3,0722", (50.6311, 3.0722)),
        ("50.6311 3.0722", (50.6311, 3.0722)),
        ("-22.27, 166.44", (-22.27, 166.44)),
        ("91, 3", None),
        ("50.6311", None),
        ("1 2 3", None),
        ("12 rue du Rouet 3", None),
        ("", None),
    ],
)
def test_two_numbers_are_read_however_they_are_written(typed, read_as):
    assert read_position(typed) == read_as


@given(st.dictionaries(st.sampled_from(["milieu", "largeur", "point", "plan.x", "plan.y", "ecrit",
                                        "taille"]), st.text(max_size=30)))  # fmt: skip
def test_no_address_of_the_page_breaks_it(asked):
    choice = picked(asked, FIRST, None)
    assert 60 <= choice.frame.width_m <= 400_000


def test_a_click_chooses_the_point_that_is_under_it():
    asked = {"milieu": "50.63,3.06", "largeur": "800", "plan.x": "240", "plan.y": "80"}
    choice = picked(asked, FIRST, None)
    # 80 units to the right and 80 upwards of the middle, at 2.5 m a unit.
    assert distance_m(50.63, 3.06, *choice.point) == pytest.approx(282.84, abs=1)
    assert choice.point[0] > 50.63
    assert choice.point[1] > 3.06
    assert (choice.frame.latitude, choice.frame.longitude) == pytest.approx(choice.point, abs=1e-5)


def test_an_address_without_network_a_point_by_hand_and_it_is_on_the_plan(desk):  # noqa: F811
    commune, _quarter = make_quarter()
    make_street(commune)
    place = make_place(
        adresse="11 rue du Rouet", commune_zone=commune, latitude=None, longitude=None
    )
    page = read(desk.get(url("position", place.public_id)))
    assert position_of(page) is None
    # The streets of the base give a first point to the address.
    link = next(a["href"] for a in page.select("main a") if "l’adresse" in a.get_text())
    page = read(desk.get(link))
    assert position_of(page) == pytest.approx((50.63, 3.061), abs=1e-4)
    # A click beside it, then ten metres to the north by a button.
    sent = {i["name"]: i["value"] for i in page.select('form[method="get"]')[0].select("[value]")}
    page = read(
        desk.get(url("position", place.public_id), sent | {"plan.x": "170", "plan.y": "150"})
    )
    clicked = position_of(page)
    north = next(a["href"] for a in page.select("main a") if "10 m au nord" in a.get_text())
    page = read(desk.get(north))
    chosen = position_of(page)
    assert distance_m(*clicked, *chosen) == pytest.approx(10, abs=0.2)
    assert chosen[0] > clicked[0]
    answer = desk.post(url("position", place.public_id), {"point": f"{chosen[0]},{chosen[1]}"})
    assert answer.status_code == 302
    place.refresh_from_db()
    assert (place.latitude, place.longitude) == pytest.approx(chosen)
    assert AuditRow.objects.get(action="edit_place").after["latitude"] == pytest.approx(chosen[0])
    # It is where the plan draws it: in the middle of the window that opens on it.
    page = read(desk.get(url("position", place.public_id)))
    image = page.select_one('input[type="image"]')
    svg = desk.get(image["src"])
    assert svg["Content-Type"].startswith("image/svg+xml")
    root = ET.fromstring(svg.content)
    mark = next(g for g in root.iter() if g.get("class") == "m-set")
    x, y = re.findall(r"-?\d+", mark.get("transform"))
    assert (2 * int(x), 2 * int(y)) == (int(image["width"]), int(image["height"]))


def test_what_is_typed_wrong_comes_back_with_its_reason(desk):  # noqa: F811
    place = make_place()
    answer = desk.get(url("position", place.public_id), {"ecrit": "par là-bas"})
    assert answer.status_code == 422
    page = read(answer)
    assert page.select_one("#ecrit")["value"] == "par là-bas"
    assert "Écrivez deux nombres" in said(page.select_one("#ecrit-faute"))


def test_a_place_of_which_nothing_is_known_still_has_a_plan(desk):  # noqa: F811
    place = make_place(adresse="", latitude=None, longitude=None)
    page = read(desk.get(url("position", place.public_id)))
    image = page.select_one('input[type="image"]')["src"]
    assert desk.get(image).status_code == 200


def test_the_large_plan_keeps_its_size_from_page_to_page(desk):  # noqa: F811
    place = make_place()
    page = read(desk.get(url("position", place.public_id)))
    large = next(a["href"] for a in page.select("main a") if "Grand plan" in a.get_text())
    page = read(desk.get(large))
    assert page.select_one('input[type="image"]')["width"] == "640"
    for link in page.select(".moves a"):
        if "Petit" not in link.get_text():
            assert parse_qs(urlsplit(link["href"]).query)["taille"] == ["grand"]


def test_an_empty_post_writes_nothing(desk):  # noqa: F811
    place = make_place()
    assert desk.post(url("position", place.public_id), {}).status_code == 200
    assert "Où est la porte" in text(desk.get(url("position", place.public_id)))
    assert not AuditRow.objects.filter(action="edit_place").exists()


def test_a_professional_takes_a_point_to_the_form_of_a_proposal(client):
    place = make_place(nom="Antenne")
    back = f"/pro/propositions/lieux/{place.public_id}/corriger/"
    client.force_login(make_user(role="mediator", organisation=make_organisation()), BACKEND)
    form = read(client.get(back))
    (link,) = [a["href"] for a in form.select("main a") if "sur le plan" in a.get_text()]
    page = read(client.get(link))
    assert not page.select('form[method="post"] input[name="point"]')
    sent = {i["name"]: i["value"] for i in page.select('form[method="get"]')[0].select("[value]")}
    page = read(client.get("/pro/plan/", sent | {"plan.x": "100", "plan.y": "80"}))
    (take,) = [a["href"] for a in page.select("a.btn") if said(a) == "Prendre ce point"]
    assert take.startswith(f"{back}?position=")
    typed = read(client.get(take)).select_one('input[name="position"]')["value"]
    latitude, longitude = (float(number) for number in typed.split(", "))
    assert distance_m(latitude, longitude, place.latitude, place.longitude) < 1_000


@pytest.mark.parametrize(
    "back",
    ["https://ailleurs.example/", "//ailleurs.example", "/lieux/", "/pro/../x", "/pro/a?b=c"],
)
def test_a_point_is_taken_to_a_page_of_the_staff_only(client, back):
    client.force_login(make_user(role="mediator", organisation=make_organisation()), BACKEND)
    page = read(client.get("/pro/plan/", {"retour": back, "ecrit": "50.3, 3.2"}))
    (take,) = [a["href"] for a in page.select("a.btn") if said(a) == "Prendre ce point"]
    assert take.startswith("/pro/?position=")
