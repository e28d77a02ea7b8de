"""Put places back into their territories, after territories changed."""

from datetime import date, datetime

from django.db import transaction

from maillage.apps.directory.actions.grouping import cover, groups_of, uncover
from maillage.apps.directory.actions.version import next_version
from maillage.apps.directory.actions.zone_links import link_zones
from maillage.apps.directory.models import Attachment, Place
from maillage.apps.directory.queries import ZoneFinder, address_of

BATCH = 500


def place_everything_in_zones(*, today: date, now: datetime) -> int:
    """Find again the territories of every place; return how many places changed theirs.

    By batches, each in its own short transaction: a search meanwhile sees whole places.
    """
    zones = ZoneFinder(today=today)
    quarters = _stated_quarters()
    ids = list(Place.objects.order_by("pk").values_list("pk", flat=True))
    return sum(
        _place_batch(ids[start : start + BATCH], zones, quarters, now)
        for start in range(0, len(ids), BATCH)
    )


def _stated_quarters() -> dict[int, str]:
    rows = Attachment.objects.filter(
        detached_at=None, withdrawn_at=None, record__values__has_key="quarter"
    )
    return dict(rows.values_list("place_id", "record__values__quarter"))


@transaction.atomic
def _place_batch(ids: list[int], zones: ZoneFinder, quarters: dict[int, str], now: datetime) -> int:
    groups = groups_of(ids)
    uncover(groups)
    places = list(Place.objects.filter(pk__in=ids).order_by("pk"))
    found = zones.find([address_of(p, quarters.get(p.pk, "")) for p in places])
    changed = []
    for place, (commune, quarter) in zip(places, found, strict=True):
        if (place.commune_zone_id, place.quarter_zone_id) != (commune, quarter):
            place.commune_zone_id, place.quarter_zone_id = commune, quarter
            changed.append(place)
    if changed:
        version = next_version()
        for place in changed:
            place.index_version, place.updated_at = version, now
        Place.objects.bulk_update(
            changed, ["commune_zone", "quarter_zone", "index_version", "updated_at"]
        )
    # Neighbourhoods and IRIS are no part of what is searched or published: no new version.
    moved = {place.pk for place in changed} | link_zones(places, zones.linked)
    if groups:
        cover(groups, now=now, version=next_version(), zones=zones)
    return len(moved)
