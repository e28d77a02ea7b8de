"""Each rule that the database holds about territories is broken once, and holds."""

from datetime import UTC, date, datetime

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from maillage.apps.territories.models import OutlineFile, Street, Zone

pytestmark = pytest.mark.django_db


def make_zone(code="59999", **fields):
    said = {"kind": "commune", "code": code, "nom": "Clairmaille", "slug": f"zone-{code}"}
    return Zone.objects.create(**said | fields)


OUTLINE = {"type": "Polygon", "coordinates": [[[3, 50], [4, 50], [4, 51], [3, 50]]]}
NOW = datetime(2026, 9, 15, 9, tzinfo=UTC)


def boxed(**fields):
    """Write an outline, then change its box behind the back of `save`."""
    Zone.objects.filter(pk=make_zone(geometry=OUTLINE).pk).update(**fields)


def make_file(**fields):
    said = {"name": "q.geojson", "size": 1, "content": b"{", "received_at": NOW}
    return OutlineFile.objects.create(**said | fields)


def its_own_parent():
    zone = make_zone()
    Zone.objects.filter(pk=zone.pk).update(parent=zone)


def twice():
    make_zone()
    make_zone(slug="autre")


def make_street(**fields):
    said = {
        "kind": "street",
        "nom": "rue du Pont",
        "key": "rue pont",
        "geometry": {"type": "LineString", "coordinates": [[3.2, 50.3], [3.3, 50.3]]},
        "south": 50.3,
        "west": 3.2,
        "north": 50.3,
        "east": 3.3,
    }
    commune = Zone.objects.filter(code="59999").first() or make_zone()
    return Street.objects.create(commune=commune, **said | fields)


def street_twice():
    make_street()
    make_street(number_from=1, number_to=9)


BREAKS = {
    "zone_code_once_per_kind": [twice],
    "zone_kind_known": [lambda: make_zone(kind="planet"), lambda: make_zone(kind="")],
    "zone_position_whole": [
        lambda: make_zone(latitude=50.6),
        lambda: make_zone(longitude=3.0),
        lambda: make_zone(latitude=91, longitude=3.0),
    ],
    "zone_years_in_order": [
        lambda: make_zone(valid_from=date(2026, 1, 1), valid_to=date(2025, 12, 31))
    ],
    "zone_not_its_own_parent": [its_own_parent],
    "zone_named": [
        lambda: make_zone(nom=""),
        lambda: make_zone(code=""),
        lambda: make_zone(slug=""),
    ],
    "zone_outline_has_its_box": [
        lambda: boxed(geometry=None),
        lambda: boxed(south=None),
        lambda: boxed(north=49.0),
        lambda: boxed(north=91),
        lambda: boxed(east=181),
        lambda: boxed(west=-181),
        lambda: boxed(south=-91),
        lambda: make_zone(code="1") and Zone.objects.filter(code="1").update(geometry=OUTLINE),
    ],
    "zone_urban_unit_of_a_commune": [
        lambda: make_zone(kind="quarter", urban_unit=make_zone(kind="uu", slug="u", n_communes=1)),
    ],
    "zone_urban_unit_counts_its_communes": [
        lambda: make_zone(kind="uu"),
        lambda: make_zone(kind="uu", n_communes=0),
        lambda: make_zone(kind="uu", n_communes=2, parent=make_zone(slug="p")),
        lambda: make_zone(n_communes=2),
    ],
    "zone_one_country": [
        lambda: make_zone(kind="country", code="FR"),
        lambda: make_zone(kind="country", code="FM", parent=make_zone(slug="p")),
    ],
    "outline_file_named": [lambda: make_file(name=""), lambda: make_file(size=0)],
    "outline_file_emptied_once_applied": [lambda: make_file(applied_at=NOW)],
    "street_once_per_commune": [street_twice],
    "street_kind_known": [lambda: make_street(kind="canal"), lambda: make_street(kind="")],
    "street_named": [lambda: make_street(nom=""), lambda: make_street(key="")],
    "street_box_in_order": [
        lambda: make_street(north=50.2),
        lambda: make_street(west=3.4),
        lambda: make_street(south=-91),
        lambda: make_street(north=91),
        lambda: make_street(east=181),
        lambda: make_street(west=-181),
    ],
    "street_numbers_whole": [
        lambda: make_street(number_from=1),
        lambda: make_street(number_to=9),
        lambda: make_street(number_from=9, number_to=9),
    ],
}
WAYS = [(name, way) for name, ways in BREAKS.items() for way in ways]


@pytest.mark.parametrize(("name", "way"), WAYS, ids=[name for name, _ in WAYS])
def test_the_database_refuses(name, way):
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        way()
    assert name in str(refused.value) or "UNIQUE constraint failed" in str(refused.value)


def test_every_constraint_of_the_territories_is_broken_above():
    constraints = {
        constraint.name
        for model in apps.get_app_config("territories").get_models()
        for constraint in model._meta.constraints
    }
    assert constraints == set(BREAKS)


def test_two_kinds_may_share_a_code_and_a_year_may_be_open():
    make_zone(valid_from=date(2026, 1, 1))
    make_zone(kind="quarter", slug="autre", valid_to=date(2025, 12, 31))
    assert Zone.objects.count() == 2


def test_the_box_follows_the_outline_and_an_applied_file_keeps_no_bytes():
    zone = make_zone(geometry=OUTLINE)
    assert (zone.south, zone.west, zone.north, zone.east) == (50, 3, 51, 4)
    zone.geometry = None
    zone.save()
    assert Zone.objects.get().south is None
    assert str(make_file(content=None, applied_at=NOW)) == "q.geojson"


def test_a_street_may_be_of_two_kinds_and_its_numbers_may_run_down():
    make_street()
    make_street(kind="path", number_from=9, number_to=1)
    assert Street.objects.count() == 2
