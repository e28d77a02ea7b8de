"""Quarters drawn by hand, with their traces; then every place finds its zones again."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from maillage.apps.directory.actions.audit import write_audit
from maillage.apps.directory.actions.placing import place_everything_in_zones
from maillage.apps.directory.actions.version import next_version
from maillage.apps.directory.models import AuditRow, Invitation
from maillage.apps.directory.queries.drawn import erased_row
from maillage.apps.territories.actions import draw_zone, erase_zone, redraw_zone, restore_zone
from maillage.apps.territories.errors import ZoneHeld
from maillage.apps.territories.queries import get_drawn_zone

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User
    from maillage.apps.territories.models import Zone

Corners = Sequence[tuple[float, float]]  # (latitude, longitude), degrees


def draw_quarter(
    corners: Corners, *, nom: str, commune: str, by: "User", now: datetime
) -> tuple["Zone", int]:
    """Add a quarter drawn by hand; return it, and how many places moved into it or out.

    Raises OutlineRefused, QuarterNameTaken.
    """
    with transaction.atomic():
        zone = draw_zone(corners, nom=nom, commune=commune)
        _trace("draw_zone", zone, by, now, after={"nom": zone.nom, "geometry": zone.geometry})
    return zone, _place(now)


def redraw_quarter(slug: str, corners: Corners, *, by: "User", now: datetime) -> tuple["Zone", int]:
    """Give another outline to a quarter drawn by hand; return it, and how many places moved.

    Raises ZoneUnknown, OutlineLoaded, OutlineRefused.
    """
    with transaction.atomic():
        zone, before = redraw_zone(slug, corners)
        if zone.geometry == before:
            return zone, 0
        _trace(
            "redraw_zone",
            zone,
            by,
            now,
            before={"geometry": before},
            after={"geometry": zone.geometry},
        )
    return zone, _place(now)


def erase_quarter(slug: str, *, by: "User", now: datetime) -> tuple[AuditRow, int]:
    """Erase a quarter drawn by hand; its trace holds all that puts it back.

    Returns the trace, and how many places moved. Raises ZoneUnknown, OutlineLoaded, ZoneHeld.
    """
    with transaction.atomic():
        zone = get_drawn_zone(slug)
        # An invitation would go away with its quarter, and nobody would know.
        if Invitation.objects.filter(zone=zone.pk).exists():
            raise ZoneHeld(nom=zone.nom)
        kept = erase_zone(slug)
        next_version()
        row = write_audit(
            action="erase_zone", by=by, now=now, before=kept, after={}, subject=("territory", slug)
        )
    return row, _place(now)


def restore_quarter(number: int, *, by: "User", now: datetime) -> tuple["Zone", int]:
    """Put back the quarter that a trace says erased; return it, and how many places moved.

    Raises ErasedZoneUnknown, ErasedZoneReplaced, QuarterNameTaken.
    """
    with transaction.atomic():
        row = erased_row(number)
        zone = restore_zone(row.before)
        _trace("restore_zone", zone, by, now, after={"nom": zone.nom})
    return zone, _place(now)


def _trace(
    action: str,
    zone: "Zone",
    by: "User",
    now: datetime,
    *,
    before: dict[str, object] | None = None,
    after: dict[str, object],
) -> None:
    # Maps keep their outlines as long as the base does not change.
    next_version()
    write_audit(
        action=action,
        by=by,
        now=now,
        before=before or {},
        after=after,
        subject=("territory", zone.slug),
    )


def _place(now: datetime) -> int:
    return place_everything_in_zones(today=timezone.localdate(now), now=now)
