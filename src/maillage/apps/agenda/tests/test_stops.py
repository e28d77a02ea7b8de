"""Dated stops on the map, and what takes place in a quarter."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from maillage.apps.agenda.queries.stops import sessions_in_zone
from maillage.apps.agenda.tests.factories import NOW, TODAY, make_series
from maillage.apps.directory.queries.layers import map_layers
from maillage.apps.directory.tests.factories import (
    make_membership,
    make_organisation,
    make_place,
    make_user,
)
from maillage.apps.directory.tests.pages import make_quarter, read, said

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def make_stop(days, address, latitude, **values):
    return make_series(
        kind="stop",
        title="Le Clairbus s’arrête",
        first=TODAY + timedelta(days=days),
        until=None,
        rrule="",
        seats=None,
        address=address,
        commune="Clairmaille",
        latitude=latitude,
        longitude=3.2,
        **values,
    )


@pytest.mark.row("MAP-18")
def test_of_three_dated_stops_the_map_shows_the_next_one_first(client):
    make_stop(9, "Place du Marché", 50.31)
    make_stop(2, "Rue de la Filature", 50.32)
    make_stop(30, "Avenue Haute", 50.33)
    assert [layer.page.name for layer in map_layers([])] == ["arrets"]
    answer = client.get(map_layers([])[0].page.url)
    assert answer["Content-Type"] == "application/geo+json"
    found = [one["properties"] for one in answer.json()["features"]]
    assert [one["ordre"] for one in found] == [1, 2, 3]
    assert [one["lieu"].split(",")[0] for one in found] == [
        "Rue de la Filature",
        "Place du Marché",
        "Avenue Haute",
    ]
    assert found[0]["jour"].startswith("mercredi 25")


def test_a_weekly_stop_is_on_the_map_once_and_a_stop_that_nobody_placed_is_not(client):
    make_series(kind="stop", title="Bus", seats=None, address="Place", latitude=50.3, longitude=3.2)
    make_series(kind="stop", title="Bus", seats=None, address="Ailleurs")
    found = client.get(reverse("agenda:stops")).json()["features"]
    assert [one["properties"]["nom"] for one in found].count("Bus") == 1


@pytest.mark.row("MAP-15")
def test_the_page_of_a_quarter_lists_its_places_its_events_and_whom_to_ask(client):
    _commune, zone = make_quarter()
    zone.contact_nom, zone.contact_telephone = "Quitterie Lin", "+33199002100"
    zone.save()
    place = make_place(nom="Maison de la Filature", quarter_zone=zone)
    make_series(title="Café des écrans", place=place)
    make_series(title="Ailleurs", place=make_place())
    text = said(read(client.get(f"/q/{zone.slug}/")))
    for words in ("Maison de la Filature", "Café des écrans", "Quitterie Lin"):
        assert words in text
    assert "Bientôt dans ce quartier" in text
    assert "Ailleurs" not in text


def test_the_manager_of_a_quarter_reads_what_takes_place_soon_there_and_nothing_else(client):
    _commune, zone = make_quarter()
    manager = make_user(role="quarter_manager", zone=zone)
    client.force_login(manager)
    assert "Bientôt" not in said(read(client.get("/pro/")))
    make_series(title="Café des écrans", place=make_place(quarter_zone=zone))
    make_series(title="Ailleurs", place=make_place())
    text = said(read(client.get("/pro/")))
    assert "Bientôt : La Filature" in text
    assert "Café des écrans" in text
    assert "Ailleurs" not in text
    # The same panel beside that of another role; and none for who manages no quarter.
    make_membership(manager, "prescriber", organisation=make_organisation())
    text = said(read(client.get("/pro/")))
    assert "Bientôt : La Filature" in text
    assert "Orienter quelqu’un" in text
    client.force_login(make_user(role="coordinator"))
    assert "Bientôt : La Filature" not in said(read(client.get("/pro/")))


def test_the_queries_of_a_quarter_do_not_grow_with_its_stops(django_assert_num_queries):
    _commune, zone = make_quarter()
    make_stop(1, "Place du Marché", 50.31)
    with CaptureQueriesContext(connection) as few:
        sessions_in_zone(zone.pk, now=NOW, most=5)
    for number in range(6):
        make_stop(2 + number, f"Arrêt {number}", 50.32 + number / 100)
    with django_assert_num_queries(len(few.captured_queries)):
        sessions_in_zone(zone.pk, now=NOW, most=5)


def test_a_stop_inside_the_outline_of_a_quarter_is_told_there_one_outside_is_not():
    _commune, zone = make_quarter()
    zone.geometry = {
        "type": "Polygon",
        "coordinates": [[[3.1, 50.3], [3.3, 50.3], [3.3, 50.4], [3.1, 50.4], [3.1, 50.3]]],
    }
    zone.south, zone.west, zone.north, zone.east = 50.3, 3.1, 50.4, 3.3
    zone.save()
    make_stop(1, "Dedans", 50.35)
    make_stop(2, "Dehors", 50.55)
    found = sessions_in_zone(zone.pk, now=NOW, most=5)
    assert [one.series.address for one in found] == ["Dedans"]
