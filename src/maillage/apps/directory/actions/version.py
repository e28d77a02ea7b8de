"""Tell every process that the base changed, in the transaction that changes it."""

from collections.abc import Iterable

from django.db.models import F

from maillage.apps.directory.models import BaseVersion, Place


def next_version() -> int:
    """Return the next state of the base, held by this transaction until it commits.

    The update takes the row: another writer waits, so versions commit in their order and a reader
    who sees N has all of N. Must be called inside a transaction.
    """
    if not BaseVersion.objects.filter(pk=1).update(version=F("version") + 1):
        BaseVersion.objects.create(pk=1, version=1)
    return int(BaseVersion.objects.values_list("version", flat=True).get(pk=1))


def touch(place_ids: Iterable[int]) -> None:
    """Mark places as changed now, so that each index reads them again."""
    Place.objects.filter(pk__in=list(place_ids)).update(index_version=next_version())
