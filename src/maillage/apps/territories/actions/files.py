"""Files of outlines received on screen: kept, then applied or forgotten."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from maillage.apps.territories.actions.streets import load_streets
from maillage.apps.territories.actions.units import load_units
from maillage.apps.territories.actions.zones import LoadCount, load_zones
from maillage.apps.territories.errors import (
    OutlineFileTooLarge,
    OutlineFileUnknown,
    TerritoryFileUnreadable,
)
from maillage.apps.territories.models import OutlineFile, Zone
from maillage.apps.territories.queries.received import MOST_BYTES, read_received
from maillage.apps.territories.queries.zones import get_zone

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

KEPT_DAYS = 7


@transaction.atomic
def receive_outline_file(
    data: bytes, *, name: str, asked: Mapping[str, Any], received_by: "User", now: datetime
) -> OutlineFile:
    """Keep a file of outlines that was sent; those that nobody applied in a week are forgotten.

    The directory, where traces are, calls it and writes who sent it.

    Raises OutlineFileTooLarge, TerritoryFileUnreadable when it is empty.
    """
    if len(data) > MOST_BYTES:
        raise OutlineFileTooLarge(most_mb=MOST_BYTES // 1_000_000)
    if not data:
        raise TerritoryFileUnreadable(detail="le fichier est vide")
    old = OutlineFile.objects.filter(applied_at=None)
    old.filter(received_at__lt=now - timedelta(days=KEPT_DAYS)).delete()
    return OutlineFile.objects.create(
        name=name.replace("\\", "/").rsplit("/", 1)[-1][-200:] or "contours",
        size=len(data),
        content=data,
        asked=dict(asked),
        received_at=now,
        received_by=received_by,
    )


@transaction.atomic
def apply_outline_file(number: int, *, now: datetime) -> tuple[OutlineFile, LoadCount]:
    """Load what a kept file says, whole or not at all, and forget its bytes.

    Raises OutlineFileUnknown, also when it was applied already, and what the reading raises.
    """
    file = OutlineFile.objects.select_for_update().filter(pk=number, applied_at=None).first()
    if file is None:
        raise OutlineFileUnknown
    found = read_received(file)
    # Outlines drawn by hand that it replaces were named to who looked at it.
    if found.composition is not None:
        count = load_units(found.composition)
    else:
        count = load_zones(found.statements, replace_drawn=True)
        load_streets(found.streets.statements)
    file.result = {"added": count.added, "changed": count.changed, "unchanged": count.unchanged}
    file.applied_at, file.content = now, None
    file.save(update_fields=["result", "applied_at", "content"])
    return file, count


@transaction.atomic
def rename_zone(slug: str, *, nom: str) -> tuple[Zone, str]:
    """Change the name that people read, not the printed address; return the zone and what it was.

    Raises ZoneUnknown.
    """
    zone = get_zone(slug)
    before = zone.nom
    if nom and nom != before:
        zone.nom = nom
        zone.save(update_fields=["nom"])
    return zone, before
