"""Quarters drawn by hand: drawn, drawn again, erased, put back. Loaded outlines are not touched."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError, Q
from django.utils.text import slugify

from maillage.apps.territories.actions.zones import load_zones
from maillage.apps.territories.errors import ErasedZoneReplaced, ErasedZoneUnknown, ZoneHeld
from maillage.apps.territories.models import Zone, ZoneKind
from maillage.apps.territories.queries.drawn import (
    CODE_PREFIX,
    check_name,
    drawn_outline,
    get_drawn_zone,
)
from maillage.apps.territories.queries.statement import ZoneStatement

Corners = Sequence[tuple[float, float]]
# What is kept of an erased quarter, beside the code of its commune.
_KEPT = (
    "code",
    "nom",
    "slug",
    "department",
    "codes_postaux",
    "population",
    "population_year",
    "geometry",
    "contact_nom",
    "contact_telephone",
    "contact_horaires",
)


@transaction.atomic
def draw_zone(corners: Corners, *, nom: str, commune: str = "") -> Zone:
    """Add a quarter of these corners, through the loading of outlines; return it.

    commune : Insee code, "" for the commune whose outline contains the drawing

    Raises OutlineRefused, QuarterNameTaken.
    """
    found = drawn_outline(corners, commune=commune)
    check_name(nom, found.commune)
    code = _free_code(nom)
    parent = (ZoneKind.COMMUNE.value, found.commune.code) if found.commune is not None else None
    department = found.commune.department if found.commune is not None else ""
    load_zones(
        [
            ZoneStatement(
                kind=ZoneKind.QUARTER.value,
                code=code,
                nom=nom,
                parent=parent,
                values={"geometry": found.geometry, "department": department},
            )
        ]
    )
    return Zone.objects.get(kind=ZoneKind.QUARTER, code=code)


@transaction.atomic
def redraw_zone(slug: str, corners: Corners) -> tuple[Zone, dict[str, Any] | None]:
    """Give another outline to a quarter drawn by hand; return it, and the outline it had.

    Raises ZoneUnknown, OutlineLoaded, OutlineRefused.
    """
    zone = get_drawn_zone(slug)
    before = zone.geometry
    commune = zone.parent.code if zone.parent is not None else ""
    found = drawn_outline(corners, commune=commune, besides=slug)
    load_zones(
        [
            ZoneStatement(
                kind=zone.kind, code=zone.code, nom=zone.nom, values={"geometry": found.geometry}
            )
        ],
        replace_drawn=True,
    )
    zone.refresh_from_db()
    return zone, before


@transaction.atomic
def erase_zone(slug: str) -> dict[str, Any]:
    """Remove a quarter drawn by hand; return what `restore_zone` needs to put it back.

    Raises ZoneUnknown, OutlineLoaded, ZoneHeld when a person or another territory depends on it.
    """
    zone = get_drawn_zone(slug)
    kept = {name: getattr(zone, name) for name in _KEPT}
    kept["commune"] = zone.parent.code if zone.parent is not None else ""
    try:
        zone.delete()
    except ProtectedError as error:
        raise ZoneHeld(nom=zone.nom) from error
    return kept


@transaction.atomic
def restore_zone(kept: Mapping[str, Any]) -> Zone:
    """Put back a quarter that was erased, at its printed address; return it.

    Raises ErasedZoneUnknown, ErasedZoneReplaced when its name or its address was taken since.
    """
    if not str(kept.get("code", "")).startswith(CODE_PREFIX) or not kept.get("geometry"):
        raise ErasedZoneUnknown
    commune = Zone.objects.filter(kind=ZoneKind.COMMUNE, code=kept.get("commune", "")).first()
    taken = Q(slug=kept["slug"]) | Q(kind=ZoneKind.QUARTER, code=kept["code"])
    if Zone.objects.filter(taken).exists():
        raise ErasedZoneReplaced(nom=kept["nom"])
    check_name(kept["nom"], commune)
    # The loading finds the point of the name and the box again.
    slug, code = str(kept["slug"]), str(kept["code"])
    values = {name: kept[name] for name in _KEPT if name in kept} | {"slug": slug}
    for name in ("code", "nom"):
        values.pop(name, None)
    load_zones(
        [
            ZoneStatement(
                kind=ZoneKind.QUARTER.value,
                code=code,
                nom=str(kept["nom"]),
                slug=slug,
                parent=(ZoneKind.COMMUNE.value, commune.code) if commune is not None else None,
                values=values,
            )
        ]
    )
    return Zone.objects.get(kind=ZoneKind.QUARTER, code=code)


def _free_code(nom: str) -> str:
    wanted = f"{CODE_PREFIX}{slugify(nom)[:24].strip('-') or 'quartier'}"
    same = Zone.objects.filter(kind=ZoneKind.QUARTER, code__startswith=wanted)
    taken = set(same.values_list("code", flat=True))
    if wanted not in taken:
        return wanted
    number = 2
    while f"{wanted}-{number}" in taken:
        number += 1
    return f"{wanted}-{number}"
