"""Each rule that the database holds about deliveries is broken once, and holds."""

from datetime import UTC, date, datetime

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from maillage.apps.imports.models import (
    DeliveredFile,
    Delivery,
    ProducerSource,
    RefusedRow,
    StagedRow,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 15, 8, 20, tzinfo=UTC)


def make_delivery(state="done", **fields):
    said = {"source": "clairmaille", "filename": "lieux.csv", "sha256": "0" * 64}
    return Delivery.objects.create(state=state, started_at=NOW, **said | fields)


def make_file(state="received", **fields):
    n = DeliveredFile.objects.count()
    said = {"name": "lieux.csv", "path": f"a{n}/b", "size": 3, "sha256": "0" * 64}
    said |= {"origin": "upload", "received_at": NOW, "purge_on": date(2026, 12, 1)}
    return DeliveredFile.objects.create(state=state, **said | fields)


def make_source(**fields):
    said = {"slug": "mjc", "title": "Lieux de la MJC", "producer": "MJC"}
    return ProducerSource.objects.create(created_at=NOW, updated_at=NOW, **said | fields)


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
        lambda: (make_delivery("staging"), make_delivery("undoing")),
    ],
    "delivery_state_known": [lambda: make_delivery("lost"), lambda: make_delivery("")],
    "delivery_rows_all_accounted_for": [
        lambda: make_delivery(n_in=3, n_added=1, n_refused=1),
        lambda: Delivery.objects.filter(pk=make_delivery("publishing", n_in=1).pk).update(
            state="done"
        ),
    ],
    "delivery_undone_is_dated": [
        lambda: make_delivery("undone"),
        lambda: make_delivery("done", undone_at=NOW),
    ],
    "staged_row_key_once": [lambda: two_staged((1, 2), ("a", "a"))],
    "staged_row_number_once": [lambda: two_staged((1, 1), ("a", "b"))],
    "refused_row_number_once": [
        lambda: (refuse(delivery := make_delivery()), refuse(delivery)),
    ],
    "refused_row_says_why": [lambda: refuse(make_delivery(), reason="")],
    "delivered_file_state_known": [lambda: make_file("lost"), lambda: make_file("")],
    "delivered_file_origin_known": [
        lambda: make_file(origin="pigeon"),
        lambda: make_file(origin="upload", url="https://clairmaille.example/a.csv"),
        lambda: make_file(origin="url"),
    ],
    "delivered_file_sealed": [lambda: make_file(sha256=""), lambda: make_file(size=0)],
    "delivered_file_there_when_read": [
        lambda: make_file(path=""),
        lambda: make_file("previewing", path="", source="national"),
        lambda: make_file("importing", path="", source="national"),
    ],
    "delivered_file_source_known_when_read": [
        lambda: make_file("previewing"),
        lambda: make_file("importing"),
        lambda: make_file("imported"),
    ],
    "delivered_file_failure_says_why": [lambda: make_file("failed")],
    "delivered_file_path_once": [lambda: twice(lambda: make_file(path="a/b"))],
    "delivered_file_one_importing_by_source": [
        lambda: twice(lambda: make_file("importing", source="national")),
    ],
    "producer_source_named": [
        lambda: make_source(slug=""),
        lambda: make_source(title=""),
        lambda: make_source(producer=""),
    ],
    "slug": [lambda: twice(make_source)],
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
    assert constraints == set(BREAKS) - {"slug"}


def test_a_source_may_deliver_again_when_the_last_one_is_over():
    make_delivery("failed")
    make_delivery(n_in=3, n_added=1, n_changed=1, n_refused=1)
    make_delivery("staging")
    make_delivery("staging", source="autre")


def test_a_file_that_was_purged_keeps_its_report():
    file = make_file("imported", source="national", path="")
    make_file("importing", source="national")
    make_file("imported", source="national")
    delivery = make_delivery("undone", file=file, undone_at=NOW)
    file.delete()
    delivery.refresh_from_db()
    assert delivery.file is None
