"""Territories changed on screen: applied with a trace, then every place finds its zones again."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from maillage.apps.directory.actions.audit import write_audit
from maillage.apps.directory.actions.placing import place_everything_in_zones
from maillage.apps.directory.actions.version import next_version
from maillage.apps.territories.actions import (
    LoadCount,
    apply_outline_file,
    load_streets,
    load_units,
    load_zones,
    receive_outline_file,
    rename_zone,
)

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User
    from maillage.apps.territories.models import OutlineFile, Zone
    from maillage.apps.territories.queries import Composition, StreetStatement, ZoneStatement


@transaction.atomic
def receive_outlines(
    data: bytes, *, name: str, asked: Mapping[str, Any], by: "User", now: datetime
) -> "OutlineFile":
    """Keep a file of outlines until it is applied or forgotten, with its trace.

    Raises OutlineFileTooLarge, TerritoryFileUnreadable.
    """
    file = receive_outline_file(data, name=name, asked=asked, received_by=by, now=now)
    write_audit(
        action="receive_outlines",
        by=by,
        now=now,
        before={},
        after={"file": file.name},
        subject=("territory", str(file.pk)),
    )
    return file


def apply_outlines(number: int, *, by: "User", now: datetime) -> tuple[LoadCount, int]:
    """Load a file of outlines that was looked at; return its count and how many places moved.

    The outlines are written whole, with their trace; the places follow by batches, and loading
    the same file again finishes what was interrupted. Raises OutlineFileUnknown.
    """
    with transaction.atomic():
        file, count = apply_outline_file(number, now=now)
        # Maps keep their outlines as long as the base does not change.
        next_version()
        write_audit(
            action="load_territory",
            by=by,
            now=now,
            before={},
            after={"file": file.name} | file.result,
            subject=("territory", str(number)),
        )
    return count, place_everything_in_zones(today=timezone.localdate(now), now=now)


@transaction.atomic
def load_territory(
    zones: "Iterable[ZoneStatement]",
    streets: "Iterable[StreetStatement]" = (),
    *,
    replace_drawn: bool = False,
) -> tuple[LoadCount, LoadCount]:
    """Load territories and streets by a command, and tell every process, whole or not at all.

    Returns the counts of territories and of streets. Raises TerritoryFileUnreadable,
    OutlineDrawnByHand unless `replace_drawn`.
    """
    counts = load_zones(zones, replace_drawn=replace_drawn), load_streets(streets)
    # Every process keeps outlines and streets as long as the base does not change.
    if any(count.added or count.changed or count.attached for count in counts):
        next_version()
    return counts


@transaction.atomic
def load_urban_units(composition: "Composition") -> LoadCount:
    """Load urban units by a command, and tell every process. Raises TerritoryFileUnreadable."""
    count = load_units(composition)
    if count.added or count.changed or count.attached:
        next_version()
    return count


@transaction.atomic
def change_zone_name(slug: str, *, nom: str, by: "User", now: datetime) -> "Zone":
    """Change the name of a territory, with its trace; its printed address stays. Raises
    ZoneUnknown."""
    zone, before = rename_zone(slug, nom=nom)
    if zone.nom != before:
        next_version()
        write_audit(
            action="rename_zone",
            by=by,
            now=now,
            before={"nom": before},
            after={"nom": zone.nom},
            subject=("territory", zone.slug),
        )
    return zone
