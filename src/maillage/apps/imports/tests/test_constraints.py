"""Each rule that the database holds about deliveries is broken once, and holds."""

from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from maillage.apps.imports.models import Delivery, RefusedRow, StagedRow

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 15, 8, 20, tzinfo=UTC)


def make_delivery(state="done", **fields):
    said = {"source": "clairmaille", "filename": "lieux.csv", "sha256": "0" * 64}
    return Delivery.objects.create(state=state, started_at=NOW, **said | fields)


def stage(delivery, number, key):
    StagedRow.objects.create(
        delivery=delivery, number=number, key=key, content_hash="x", payload={}, values={}
    )


def refuse(delivery, number=1, reason="Il manque le nom."):
    RefusedRow.objects.create(delivery=delivery, number=number, rule="missing", reason=reason)


def twice(act):
    act()
    act()


def two_staged(numbers, keys):
    delivery = make_delivery("staging")
    for number, key in zip(numbers, keys, strict=True):
        stage(delivery, number, key)


BREAKS = {
    "delivery_one_unfinished_by_source": [
        lambda: twice(lambda: make_delivery("staging")),
        lambda: (make_delivery("staging"), make_delivery("publishing")),
    ],
    "delivery_state_known": [lambda: make_delivery("lost"), lambda: make_delivery("")],
    "delivery_rows_all_accounted_for": [
        lambda: make_delivery(n_in=3, n_added=1, n_refused=1),
        lambda: Delivery.objects.filter(pk=make_delivery("publishing", n_in=1).pk).update(
            state="done"
        ),
    ],
    "staged_row_key_once": [lambda: two_staged((1, 2), ("a", "a"))],
    "staged_row_number_once": [lambda: two_staged((1, 1), ("a", "b"))],
    "refused_row_number_once": [
        lambda: (refuse(delivery := make_delivery()), refuse(delivery)),
    ],
    "refused_row_says_why": [lambda: refuse(make_delivery(), reason="")],
}
WAYS = [(name, way) for name, ways in BREAKS.items() for way in ways]


@pytest.mark.parametrize(("name", "way"), WAYS, ids=[name for name, _ in WAYS])
def test_the_database_refuses(name, way):
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        way()
    assert name in str(refused.value) or "UNIQUE constraint failed" in str(refused.value)


def test_every_constraint_of_the_imports_is_broken_above():
    constraints = {
        constraint.name
        for model in apps.get_app_config("imports").get_models()
        for constraint in model._meta.constraints
    }
    assert constraints == set(BREAKS)


def test_a_source_may_deliver_again_when_the_last_one_is_over():
    make_delivery("failed")
    make_delivery(n_in=3, n_added=1, n_changed=1, n_refused=1)
    make_delivery("staging")
    make_delivery("staging", source="autre")
