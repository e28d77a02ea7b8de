"""A quarter drawn by hand: its corners, what is refused, what is kept, erased and put back."""

import math
import xml.etree.ElementTree as ET

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maillage.apps.directory.actions.drawn import draw_quarter
from maillage.apps.directory.forms.outline import (
    corners_of_text,
    corners_of_trace,
    lines_of,
    trace_of,
)
from maillage.apps.directory.models import AuditRow, Invitation, Place
from maillage.apps.directory.queries import base_version
from maillage.apps.directory.queries.plan import forget_plan, outlines
from maillage.apps.directory.tests.desk import desk, person, text, url
from maillage.apps.directory.tests.factories import NOW, Zone, make_place, make_user
from maillage.apps.directory.tests.pages import read, said
from maillage.apps.territories.queries import corners_of, get_zone
from maillage.apps.territories.tests.shapes import collection, feature, square

pytestmark = pytest.mark.django_db
__all__ = ["desk", "person"]
LIST = reverse("directory:territories")
DRAW = reverse("directory:draw_quarter")
CHECK = reverse("directory:check_quarter")
# About 1,1 km by 0,7 km.
CORNERS = ((50.63, 3.06), (50.63, 3.07), (50.64, 3.07), (50.64, 3.06))
INSIDE = {"latitude": 50.635, "longitude": 3.065}


@pytest.fixture(autouse=True)
def _nothing_kept():
    forget_plan()
    yield
    forget_plan()


@pytest.fixture
def commune():
    return Zone.objects.create(
        kind="commune",
        code="59999",
        nom="Clairmaille",
        slug="clairmaille",
        geometry=square(50.6, 3.0, 0.1),
        latitude=50.65,
        longitude=3.05,
    )


def draw(desk, corners=CORNERS, nom="Le Rouet", **said):
    """Keep a quarter as the page does."""
    return desk.post(CHECK, {"trace": trace_of(corners), "nom": nom, "commune": ""} | said)


def drawn():
    return Zone.objects.get(kind="quarter", code__startswith="dessin-")


# ---------------------------------------------------------------- the drawing


def test_each_click_adds_a_corner_and_links_keep_them(desk, commune):
    page = read(desk.get(DRAW))
    form = page.select_one("form#plan")
    assert "Aucun coin" in said(page)
    sent = {field["name"]: field["value"] for field in form.select("input[type=hidden]")}
    for at in [(40, 40), (200, 40), (200, 200)]:
        answer = desk.get(DRAW, sent | {"plan.x": at[0], "plan.y": at[1]})
        page = read(answer)
        sent = {f["name"]: f["value"] for f in page.select("form#plan input[type=hidden]")}
    assert "3 coins sont posés" in said(page)
    corners = corners_of_trace(sent["trace"])
    assert len(corners) == 3
    image = desk.get(page.select_one("form#plan input[type=image]")["src"])
    svg = ET.fromstring(image.content.decode())
    circles = [c for c in svg.iter("{http://www.w3.org/2000/svg}circle") if c.get("cx")]
    at = [(round(float(c.get("cx"))), round(float(c.get("cy")))) for c in circles]
    assert at == [(40, 40), (200, 40), (200, 200)]
    for words in ("Plus près", "Au nord", "Grand plan", "Voir tout le dessin"):
        moved = read(desk.get(page.find("a", string=words)["href"]))
        assert moved.select_one("input[name=trace]")["value"] == sent["trace"]
    back = read(desk.get(page.find("a", string="Retirer le dernier point")["href"]))
    assert corners_of_trace(back.select_one("input[name=trace]")["value"]) == corners[:2]
    assert back.find("a", string="Continuer") is None
    anew = read(desk.get(page.find("a", string="Recommencer")["href"]))
    assert anew.select_one("input[name=trace]")["value"] == ""
    # The key Enter on the image is no corner; nor is a click said to be outside.
    for x, y in [(0, 0), (9000, 5), ("x", 1)]:
        same = read(desk.get(DRAW, sent | {"plan.x": x, "plan.y": y}))
        assert same.select_one("input[name=trace]")["value"] == sent["trace"]
    assert not Zone.objects.filter(kind="quarter").exists()


def test_typed_points_are_drawn_and_a_bad_line_loses_nothing(desk, commune):
    answer = desk.post(DRAW, {"points": lines_of(CORNERS)})
    assert answer.status_code == 302
    assert "4 coins" in text(desk.get(answer.url))
    bad = desk.post(DRAW, {"points": "50.63, 3.06\nla mairie"})
    assert bad.status_code == 422
    page = read(bad)
    assert "à la ligne 2" in said(page)
    assert page.textarea.text.strip() == "50.63, 3.06\nla mairie"


def test_a_crossing_is_said_while_drawing(desk, commune):
    bow = (CORNERS[0], CORNERS[2], CORNERS[1], CORNERS[3])
    page = read(desk.get(DRAW, {"trace": trace_of(bow)}))
    assert "du coin 1 au coin 2 et celui qui va du coin 3 au coin 4" in said(page)
    assert page.find("a", string="Continuer") is None
    assert draw(desk, bow).status_code == 422
    assert not Zone.objects.filter(kind="quarter").exists()


def test_one_starts_at_the_commune_that_was_asked_for(desk, commune):
    page = read(desk.get(DRAW, {"dans": "clairmaille"}))
    latitude, _ = page.select_one("input[name=milieu]")["value"].split(",")
    assert float(latitude) == pytest.approx(50.65, abs=0.01)
    assert desk.get(DRAW, {"dans": "nulle-part"}).status_code == 200


# ---------------------------------------------------------------- looked at, and kept


def test_what_it_would_be_is_said_before_it_is_kept(desk, commune):
    Zone.objects.create(
        kind="quarter", code="q1", nom="Le Moulin", slug="le-moulin",
        geometry=square(50.63, 3.06, 0.005), parent=commune,
    )  # fmt: skip
    make_place(**INSIDE)
    make_place(latitude=50.66, longitude=3.065)
    page = said(read(desk.get(CHECK, {"trace": trace_of(CORNERS)})))
    assert "78 hectares" in page
    assert "Lieux dedans 1" in page
    assert "Clairmaille" in page
    assert "Le Moulin : 25 % du dessin" in page
    assert not Zone.objects.filter(nom="Le Rouet").exists()


def test_a_kept_quarter_has_its_places_its_trace_and_its_drawing_at_once(desk, commune):
    place = make_place(**INSIDE)
    before = base_version()
    assert [o.drawn.name for o in outlines(today=timezone.localdate())] == ["Clairmaille"]
    answer = draw(desk, nom="  Le   Rouet ")
    zone = drawn()
    assert answer.url == reverse("directory:territory", args=[zone.slug])
    assert "1 lieu replacé" in text(desk.get(answer.url))
    assert (zone.nom, zone.slug, zone.parent_id) == ("Le Rouet", "le-rouet", commune.pk)
    assert corners_of(zone) == CORNERS
    place.refresh_from_db()
    assert place.quarter_zone_id == zone.pk
    assert base_version() > before
    assert "Le Rouet" in [o.drawn.name for o in outlines(today=timezone.localdate())]
    row = AuditRow.objects.get(action="draw_zone")
    assert (row.subject_id, row.after["geometry"]) == ("le-rouet", zone.geometry)
    assert "dessiné à la main" in text(desk.get(LIST))
    assert "4 coins" in text(desk.get(reverse("directory:journal")))
    assert desk.get(reverse("directory:zone", args=["le-rouet"])).status_code == 200


@pytest.mark.parametrize(
    ("corners", "more", "why"),
    [
        (CORNERS[:2], {}, "au moins trois coins"),
        ([(50.63, 3.06), (50.63, 3.0601), (50.6301, 3.06)], {}, "trop petit"),
        ([(50.63, 3.06), (51.63, 3.06), (51.63, 4.06)], {}, "trop étendu"),
        ([(50.6, 3.0), (50.6, 3.25), (50.69, 3.0)], {}, "son coin 2 est à 11 km de Clairmaille"),
        ([(48.1, 3.06), (48.1, 3.07), (48.11, 3.07)], {}, "50 km de toutes les communes"),
        ([(48.1, 3.06), (48.1, 3.07), (48.11, 3.07)], {"commune": "59999"}, "toutes les communes"),
        (CORNERS, {"commune": "00000"}, "aucune commune n’a le code « 00000 »"),
        (CORNERS, {"nom": "le ROUÊT"}, "s’appelle déjà"),
        (CORNERS, {"nom": "  "}, "Donnez un nom"),
    ],
)
def test_what_cannot_be_kept_is_said_and_not_one_corner_is_lost(desk, commune, corners, more, why):
    Zone.objects.create(kind="quarter", code="q1", nom="Le Rouet", slug="le-rouet", parent=commune)
    # The code of a quarter is not that of a commune: the outline alone tells where it lies.
    answer = draw(desk, corners, **({"nom": "La Trame"} | more))
    assert answer.status_code == 422
    page = read(answer)
    assert why in said(page)
    assert page.select_one("input[name=trace]")["value"] == trace_of(corners)
    assert Zone.objects.filter(kind="quarter").count() == 1
    assert not AuditRow.objects.exists()


@st.composite
def stars(draw):
    """A simple outline around a point, to the precision of a click."""
    n = draw(st.integers(3, 40))
    radii = draw(st.lists(st.integers(2_000, 20_000), min_size=n, max_size=n))
    return tuple(
        (
            round(50.65 + radius * math.sin(2 * math.pi * i / n) / 1e6, 6),
            round(3.05 + radius * math.cos(2 * math.pi * i / n) / 1e6, 6),
        )
        for i, radius in enumerate(radii)
    )


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stars())
def test_any_outline_that_is_kept_is_read_back_the_same(person, corners):
    Zone.objects.all().delete()
    zone, _moved = draw_quarter(corners, nom="Le Rouet", commune="", by=person, now=NOW)
    kept = get_zone(zone.slug)
    assert corners_of(kept) == corners
    assert corners_of_trace(trace_of(corners_of(kept))) == corners
    shapely = pytest.importorskip("shapely")
    assert shapely.geometry.shape(kept.geometry).is_valid


# ---------------------------------------------------------------- changed, erased, put back


def test_its_outline_is_changed_and_its_name_and_address_stay(desk, commune):
    place = make_place(**INSIDE)
    draw(desk)
    page = read(desk.get(url("redraw_quarter", "le-rouet")))
    assert corners_of_text(page.textarea.text) == CORNERS
    other = (*CORNERS[:2], (50.634, 3.065))
    moved = desk.post(url("redraw_quarter", "le-rouet"), {"points": lines_of(other)})
    drawn_again = read(desk.get(moved.url))
    look = desk.get(drawn_again.find("a", string="Continuer")["href"])
    assert "Garder ce contour ?" in text(look)
    assert "recouvre" not in text(look), "a quarter does not cover itself"
    done = desk.post(url("check_outline", "le-rouet"), {"trace": trace_of(other)})
    assert done.status_code == 302
    assert corners_of(drawn()) == other
    assert (drawn().nom, drawn().slug) == ("Le Rouet", "le-rouet")
    place.refresh_from_db()
    assert place.quarter_zone_id is None
    row = AuditRow.objects.get(action="redraw_zone")
    assert len(row.before["geometry"]["coordinates"][0]) == 5
    # The same again leaves no second trace; a crossing changes nothing.
    desk.post(url("check_outline", "le-rouet"), {"trace": trace_of(other)})
    assert AuditRow.objects.filter(action="redraw_zone").count() == 1
    bow = (CORNERS[0], CORNERS[2], CORNERS[1], CORNERS[3])
    refused = desk.post(url("check_outline", "le-rouet"), {"trace": trace_of(bow)})
    assert refused.status_code == 422
    assert corners_of(drawn()) == other


def test_it_is_erased_after_a_question_and_put_back_as_it_was(desk, commune):
    place = make_place(**INSIDE)
    draw(desk)
    zone = drawn()
    zone.contact_nom = "L’accueil de la maison de quartier"
    zone.save()
    address = url("erase_quarter", "le-rouet")
    assert "/q/le-rouet/" in text(desk.get(address))
    before = base_version()
    page = desk.post(address, follow=True)
    assert "est effacé" in text(page)
    assert base_version() > before
    assert not Zone.objects.filter(kind="quarter").exists()
    assert Place.objects.get(pk=place.pk).quarter_zone_id is None
    assert "Le Rouet" not in [o.drawn.name for o in outlines(today=timezone.localdate())]
    button = read(page).select_one("#effaces ~ ul form")
    back = desk.post(button["action"], follow=True)
    assert "Le quartier est remis" in text(back)
    again = drawn()
    assert corners_of(again) == CORNERS
    assert (again.slug, again.contact_nom, again.parent_id) == (
        "le-rouet", "L’accueil de la maison de quartier", commune.pk
    )  # fmt: skip
    assert Place.objects.get(pk=place.pk).quarter_zone_id == again.pk
    assert "Quartiers effacés" not in text(desk.get(LIST))
    # A second press says that it is done already, and writes nothing.
    assert desk.post(button["action"]).status_code == 409
    assert desk.get(button["action"]).status_code == 405
    assert [row.action for row in AuditRow.objects.order_by("pk")] == [
        "draw_zone", "erase_zone", "restore_zone"
    ]  # fmt: skip


def test_a_quarter_that_somebody_waits_for_is_not_erased(desk, person, commune):
    draw(desk)
    Invitation.objects.create(
        code_digest="d" * 64, role="quarter_manager", zone=drawn(), invited_by=person,
        invited_at=NOW, expires_at=NOW.replace(year=2099),
    )  # fmt: skip
    assert desk.post(url("erase_quarter", "le-rouet")).status_code == 409
    Invitation.objects.all().delete()
    make_user(email="quartier@clairmaille.example", role="quarter_manager", zone=drawn())
    refused = desk.post(url("erase_quarter", "le-rouet"))
    assert refused.status_code == 409
    assert "ne peut pas être effacé" in text(refused)
    assert drawn()


# ---------------------------------------------------------------- files and hands


def test_a_loaded_outline_is_not_changed_by_hand(desk, commune):
    Zone.objects.create(
        kind="quarter", code="q1", nom="Le Moulin", slug="le-moulin",
        geometry=square(50.63, 3.06, 0.005), parent=commune,
    )  # fmt: skip
    for route in ("redraw_quarter", "check_outline", "erase_quarter"):
        for method in (desk.get, desk.post):
            answer = method(url(route, "le-moulin"))
            assert answer.status_code == 409
            assert "vient d’un fichier" in text(answer)
    assert "Changer son contour" not in text(desk.get(url("territory", "le-moulin")))


def test_a_file_replaces_a_drawn_outline_only_when_that_was_said(desk, commune, tmp_path):
    draw(desk)
    data = collection(
        feature("Le Rouet", square(50.65, 3.05, 0.01), kind="quarter", code=drawn().code)
    )
    path = tmp_path / "quartiers.geojson"
    path.write_bytes(data)
    with pytest.raises(CommandError, match=r"dessinés à la main \(Le Rouet\)"):
        call_command("load_territory", path)
    assert corners_of(drawn()) == CORNERS
    look = desk.post(LIST, {"fichier": SimpleUploadedFile("quartiers.geojson", data)}, follow=True)
    assert "a été dessiné à la main : ce fichier remplacerait son contour" in text(look)
    assert corners_of(drawn()) == CORNERS
    call_command("load_territory", path, "--replace-drawn")
    assert corners_of(drawn()) != CORNERS


def test_a_command_that_loads_changes_the_version_and_a_trial_does_not(tmp_path):
    path = tmp_path / "quartiers.geojson"
    path.write_bytes(collection(feature("Le Fil", square(50.6, 3), kind="quarter", code="q9")))
    versions = [base_version()]
    assert not outlines(today=timezone.localdate())
    call_command("load_territory", path, "--dry-run")
    versions.append(base_version())
    call_command("load_territory", path)
    versions.append(base_version())
    assert versions[0] == versions[1] < versions[2]
    assert [o.drawn.name for o in outlines(today=timezone.localdate())] == ["Le Fil"]
    call_command("load_territory", path)
    assert base_version() == versions[2], "the same file again changes nothing"


def test_every_change_of_an_outline_is_told_to_every_process_even_when_no_place_moves(
    desk, commune
):
    other = {"trace": trace_of((*CORNERS[:2], (50.634, 3.065)))}
    changes = [
        lambda: draw(desk),
        lambda: desk.post(url("check_outline", "le-rouet"), other),
        lambda: desk.post(url("territory", "le-rouet"), {"nom": "Le Vieux Rouet"}),
        lambda: desk.post(url("erase_quarter", "le-rouet")),
        lambda: desk.post(url("restore_quarter", AuditRow.objects.latest("pk").pk)),
    ]
    for change in changes:
        before = base_version()
        assert change().status_code == 302
        assert base_version() > before


def test_only_those_who_keep_the_base_draw(client):
    client.force_login(
        make_user(role="elected"), "allauth.account.auth_backends.AuthenticationBackend"
    )
    assert client.get(DRAW).status_code == 403
    assert client.post(CHECK, {"trace": trace_of(CORNERS), "nom": "X"}).status_code == 403
    assert not Zone.objects.exists()
