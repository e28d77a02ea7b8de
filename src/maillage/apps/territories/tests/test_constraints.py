"""Each rule that the database holds about territories is broken once, and holds."""

from datetime import date

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from maillage.apps.territories.models import Zone

pytestmark = pytest.mark.django_db


def make_zone(code="59999", **fields):
    said = {"kind": "commune", "code": code, "nom": "Clairmaille", "slug": f"zone-{code}"}
    return Zone.objects.create(**said | fields)


def its_own_parent():
    zone = make_zone()
    Zone.objects.filter(pk=zone.pk).update(parent=zone)


def twice():
    make_zone()
    make_zone(slug="autre")


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
