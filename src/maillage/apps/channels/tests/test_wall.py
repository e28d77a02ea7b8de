"""A wall: the day, what is open, the days that come; of the town, a quarter or a place."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from maillage.apps.agenda.tests.factories import make_series, make_session
from maillage.apps.directory.tests.factories import (
    TemporaryClosure,
    Zone,
    make_offer,
    make_place,
)
from maillage.apps.directory.tests.pages import read, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    found = make_place(
        nom="Médiathèque de la Navette", telephone="+33199002110", horaires="Mo-Su 00:00-23:59"
    )
    make_offer(found, title="Aide aux démarches")
    return found


def faces(page):
    return [said(one.select_one("h1, .h1")) for one in page.select("[data-screen]")]


def text_of(page):
    return said(page.main).replace("\u00a0", " ")


@pytest.mark.row("CHA-08")
def test_the_wall_turns_between_today_what_is_open_and_the_week(client, place):
    now = timezone.now()
    today = make_session(
        make_series(place=place, title="Café des écrans", rrule="", until=None),
        day=timezone.localdate(now), starts_at=now - timedelta(minutes=1),
        ends_at=now + timedelta(hours=1),
    )  # fmt: skip
    coming = now + timedelta(days=2)
    make_session(
        make_series(place=place, title="Mes photos", rrule="", until=None),
        day=timezone.localdate(coming), starts_at=coming, ends_at=coming + timedelta(hours=1),
    )  # fmt: skip
    page = read(client.get(reverse("channels:wall")))
    assert faces(page) == ["Aujourd’hui", "Ouvert en ce moment", "Les jours qui viennent"]
    text = text_of(page)
    assert "Café des écrans" in text
    assert "en ce moment" in text
    assert "Mes photos" in text
    assert "jusqu’à" in text
    assert "01 99 00 21 10" in text
    assert page.select_one(".square svg path")
    # Without a script the page leads to its next face; each time it turns, the others are folded.
    assert "?vue=1" in page.select_one("noscript meta")["content"]
    second = read(client.get(reverse("channels:wall"), {"vue": "2"}))
    assert "?vue=0" in second.select_one("noscript meta")["content"]
    assert [one.has_attr("data-later") for one in second.select("[data-screen]")] == [
        True, True, False,
    ]  # fmt: skip
    today.cancelled_at = now
    today.save()
    assert "Café des écrans" not in text_of(read(client.get(reverse("channels:wall"))))


def test_the_wall_of_a_place_tells_of_this_place_only(client, place):
    other = make_place(nom="Maison du Rouet", horaires="Mo-Su 00:00-23:59")
    page = read(client.get(reverse("channels:place_wall", args=[place.public_id])))
    assert "Médiathèque de la Navette" in text_of(page) or "Médiathèque" in said(page.header)
    assert other.nom not in text_of(page)


def test_a_place_that_is_closed_today_is_not_said_open(client, place):
    today = timezone.localdate()
    TemporaryClosure.objects.create(place=place, starts_on=today, ends_on=today, reason="Travaux")
    url = reverse("channels:place_wall", args=[place.public_id])
    assert "Ouvert en ce moment" not in text_of(read(client.get(url)))


def test_the_wall_of_a_quarter_tells_of_its_places_only(client, place):
    quarter = Zone.objects.create(kind="quarter", code="q", nom="Centre", slug="centre")
    now, hour = timezone.now(), timedelta(hours=1)
    for where, title in ((place, "Café des écrans"), (make_place(), "Loin d’ici")):
        series = make_series(place=where, title=title, rrule="", until=None)
        make_session(series, day=timezone.localdate(), starts_at=now, ends_at=now + hour)
    type(place).objects.filter(pk=place.pk).update(quarter_zone=quarter)
    text = text_of(read(client.get(reverse("channels:zone_wall", args=["centre"]))))
    assert "Café des écrans" in text
    assert "Loin d’ici" not in text


def test_what_never_shuts_is_said_without_an_hour(client, place):
    place.horaires = "24/7"
    place.save()
    page = read(client.get(reverse("channels:place_wall", args=[place.public_id])))
    assert "Médiathèque de la Navette" in text_of(page)
    assert "jusqu’à" not in text_of(page)


def test_an_empty_wall_says_so_and_whom_to_call(client):
    page = read(client.get(reverse("channels:wall")))
    assert "Plus rien n’est prévu aujourd’hui" in text_of(page)
    assert page.select_one("aside.human")


@pytest.mark.parametrize("asked", ["x", "-1", "9" * 30, "٣", ""])
def test_a_face_that_is_not_there_is_the_first_or_another(client, place, asked):
    assert client.get(reverse("channels:wall"), {"vue": asked}).status_code == 200


def test_what_is_not_there_has_no_wall(client):
    assert client.get(reverse("channels:place_wall", args=["inconnu"])).status_code == 404
    assert client.get(reverse("channels:zone_wall", args=["inconnu"])).status_code == 404


def test_nobody_touches_a_wall_even_on_the_screen_of_a_kiosk(client, place):
    client.get(reverse("channels:kiosk", args=[place.public_id]))
    page = read(client.get(reverse("channels:wall")))
    assert page.select_one("script[src*=kiosk]") is None
