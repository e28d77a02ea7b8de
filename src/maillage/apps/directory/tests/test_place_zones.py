"""Each place has its neighbourhoods and its IRIS: when it comes, when it moves, when they come."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth import get_user_model

from maillage.apps.directory.actions import place_everything_in_zones
from maillage.apps.directory.actions.staff import add_place, edit_place
from maillage.apps.directory.actions.zone_links import link_zones
from maillage.apps.directory.models import Place, PlaceZone
from maillage.apps.directory.queries.zones import n_places_by_linked_zone, zones_of_places
from maillage.apps.directory.tests.factories import Zone

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 15, 9, tzinfo=ZoneInfo("Europe/Paris"))
TODAY = NOW.date()


def outline(code, west, **fields):
    """Make a square neighbourhood."""
    ring = [[west, 50.0], [west + 0.1, 50.0], [west + 0.1, 50.1], [west, 50.1], [west, 50.0]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    said = {"kind": "qpv", "code": code, "nom": code, "slug": code.lower(), "geometry": geometry}
    return Zone.objects.create(**said | fields)


@pytest.fixture
def steward():
    """Return a person who keeps the base."""
    return get_user_model().objects.create_user(email="donnees@clairmaille.example", password=None)


def enter(steward, longitude=3.05, nom="Maison du Moulin"):
    """Enter a place by hand."""
    values = {"nom": nom, "latitude": 50.05, "longitude": longitude}
    return add_place(values=values, by=steward, now=NOW)


def found(place, on=TODAY):
    """Return the codes of the zones of a place."""
    return [zone.code for zone in zones_of_places([place.pk], on=on).get(place.pk, ())]


def test_a_place_entered_or_moved_by_hand_has_its_zones(steward):
    outline("QN05901M", 3.0, valid_from=date(2024, 1, 1))
    outline("QP059001", 3.0, valid_to=date(2023, 12, 31))
    outline("599990101", 3.1, kind="iris")
    place = enter(steward)
    assert found(place) == ["QN05901M"]
    assert found(place, on=date(2020, 1, 1)) == ["QP059001"]
    assert found(place, on=None) == ["QN05901M", "QP059001"]
    edit_place(
        public_id=place.public_id,
        values={"latitude": 50.05, "longitude": 3.15},
        by=steward,
        now=NOW,
    )
    assert found(place, on=None) == ["599990101"]
    edit_place(
        public_id=place.public_id,
        values={"longitude": None, "latitude": None},
        by=steward,
        now=NOW,
    )
    assert found(place, on=None) == []


def test_an_outline_loaded_later_gathers_its_places_and_a_second_time_changes_nothing(steward):
    place = enter(steward)
    assert found(place) == []
    zone = outline("QN05901M", 3.0)
    assert place_everything_in_zones(today=TODAY, now=NOW) == 1
    assert found(place) == ["QN05901M"]
    assert n_places_by_linked_zone([zone.pk]) == {zone.pk: 1}
    assert place_everything_in_zones(today=TODAY, now=NOW) == 0
    zone.delete()
    assert not PlaceZone.objects.exists()


def test_the_number_of_queries_does_not_grow_with_the_places(steward, django_assert_num_queries):
    outline("QN05901M", 3.0)
    for number in range(40):
        enter(steward, longitude=3.001 + number / 500, nom=f"Lieu {number}")
    places = list(Place.objects.all())
    for some in (places[:1], places):
        with django_assert_num_queries(4):  # the outlines, the links, and a savepoint around them
            assert link_zones(some) == set()
    with django_assert_num_queries(1):
        assert len(zones_of_places([p.pk for p in places], on=TODAY)) == 40
    assert link_zones([]) == set()
