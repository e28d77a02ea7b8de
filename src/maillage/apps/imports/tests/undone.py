"""A delivery taken in, a delivery undone, and the whole base as it stands, without its numbers."""

import itertools

import pytest
from django.apps import apps
from django.utils import timezone

from maillage.apps.directory.actions.rule import BY_HAND
from maillage.apps.directory.queries import PlaceSearch, find_place_by_alias, search_places
from maillage.apps.directory.tests.factories import (
    Attachment,
    Equipment,
    Offer,
    Place,
    SourceRecord,
    make_user,
)
from maillage.apps.imports.actions import Options, run_delivery
from maillage.apps.imports.actions.undo import put_back, undo_delivery
from maillage.apps.imports.models import DeliveryState
from maillage.apps.imports.tests.factories import COLUMNS, write_places
from maillage.sources.catalog import get_source

SOURCE = "national"
LOCAL = ["local_equipment", "local_mediators", "local_programme", "local_quarter"]
numbers = itertools.count(1)


@pytest.fixture
def by():
    """Return the person who writes."""
    return make_user()


def deliver(folder, rows):
    """Import a file of these rows, whatever it withdraws."""
    path = write_places(folder / f"{next(numbers)}.csv", rows, columns=[*COLUMNS, *LOCAL])
    return run_delivery(
        path, get_source(SOURCE), now=timezone.now(), options=Options(accept_removals=True)
    )


def undo(delivery, by):
    """Undo a delivery, and do at once the work of the worker."""
    undo_delivery(delivery.pk, by=by, now=timezone.now())
    put_back(delivery.pk)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.UNDONE


def place_of(key):
    return find_place_by_alias(SOURCE, key)


# ---------------------------------------------------------------- the base, without its numbers

NOT_COMPARED = {"id", "updated_at", "created_at", "index_version", "place_id", "origins"}


def values_of(thing, sources):
    """Return the columns of a row; a record is told by its source, a moment by being there."""
    said = {
        f.attname: getattr(thing, f.attname)
        for f in thing._meta.concrete_fields
        if f.attname not in NOT_COMPARED
    }
    if "withdrawn_at" in said:
        said["withdrawn_at"] = said["withdrawn_at"] is not None
    if "record_id" in said:
        said["record_id"] = sources[said["record_id"]]
    if hasattr(thing, "origins"):
        said["origins"] = {
            name: (sources[record], on) for name, (record, on) in thing.origins.items()
        }
    return said


def base():
    """Return the whole base by public id of the place: all that is published, and what is held."""
    sources = {
        pk: (source, key, "" if source == BY_HAND else digest)
        for pk, source, key, digest in SourceRecord.objects.values_list(
            "pk", "source", "key", "content_hash"
        )
    }
    found = {}
    for place in Place.objects.order_by("pk"):
        parts = {"place": [values_of(place, sources)]}
        for model in (Offer, Equipment, apps.get_model("directory", "Mediators"), Attachment):
            rows = [values_of(row, sources) for row in model.objects.filter(place=place)]
            for row in rows:
                row.pop("offer_id", None)
                row.pop("attached_at", None)
            parts[model.__name__] = sorted(rows, key=str)
        links = apps.get_model("directory", "ProgrammePlace").objects.filter(place=place)
        parts["programmes"] = sorted(links.values_list("programme__nom", "by_hand"))
        found[place.public_id] = parts
    return found


def listed():
    """Return the places that a search of residents finds."""
    now = timezone.localtime().replace(tzinfo=None)
    return {hit.place_id for hit in search_places(PlaceSearch(limit=100), now=now).hits}
