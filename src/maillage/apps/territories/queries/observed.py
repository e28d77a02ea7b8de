"""Territories as figures need them: by code, inside another one, without their outlines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, Min

from maillage.apps.territories.models import Zone, ZoneKind
from maillage.apps.territories.queries.areas import simplified
from maillage.apps.territories.queries.content import Content, content_of_path
from maillage.apps.territories.queries.files.layers import layer_names, layers_of
from maillage.apps.territories.queries.locating import in_force
from maillage.core.geo import Box


@dataclass(frozen=True, slots=True)
class ZoneRow:
    """A territory without its outline; the position is where its name is written, degrees."""

    id: int
    kind: str
    code: str
    slug: str
    nom: str
    parent_id: int | None
    population: int | None
    latitude: float | None
    longitude: float | None
    valid_from: date | None
    valid_to: date | None
    # Of a commune: its urban unit.
    urban_unit_id: int | None = None


_COLUMNS = (
    "id", "kind", "code", "slug", "nom", "parent_id", "population", "latitude", "longitude",
    "valid_from", "valid_to", "urban_unit_id",
)  # fmt: skip


def numbers_by_code(kind: str) -> dict[str, int]:
    """Return the number of each zone of a kind, every generation, by its code. One query."""
    return dict(Zone.objects.filter(kind=kind).values_list("code", "pk"))


def zone_rows(kind: str, *, on: date | None = None, parents: Sequence[int] = ()) -> list[ZoneRow]:
    """Return the zones of a kind by name, those of some parents when named. One query.

    on : the day for which they hold; None for every generation
    """
    rows = Zone.objects.filter(in_force(on), kind=kind)
    if parents:
        rows = rows.filter(parent__in=list(parents))
    return [ZoneRow(*row) for row in rows.order_by("nom", "code").values_list(*_COLUMNS)]


def zone_rows_by_id(numbers: Sequence[int]) -> dict[int, ZoneRow]:
    """Return the zones that have these numbers. One query for up to 30 000."""
    rows = Zone.objects.filter(pk__in=list(numbers))
    return {row[0]: ZoneRow(*row) for row in rows.values_list(*_COLUMNS)}


def zones_around(rows: Sequence[ZoneRow]) -> dict[int, dict[str, ZoneRow]]:
    """Return by zone what contains it, by kind, the closest first: commune, EPCI, unit, France.

    A zone whose file names no parent has none: nothing is guessed. One query by level.
    """
    known = {row.id: row for row in rows}
    wanted = {row.parent_id for row in rows if row.parent_id is not None} - known.keys()
    while wanted:
        read = zone_rows_by_id(sorted(wanted))
        known |= read
        wanted = {one.parent_id for one in read.values() if one.parent_id is not None}
        wanted -= known.keys()
    units = {row.urban_unit_id for row in known.values() if row.urban_unit_id is not None}
    known |= zone_rows_by_id(sorted(units)) if units else {}
    country = next(iter(zone_rows(ZoneKind.COUNTRY)), None)
    found = {}
    for row in rows:
        held: dict[str, ZoneRow] = {}
        number, unit = row.parent_id, row.urban_unit_id
        while number is not None and known[number].kind not in held:
            wide = known[number]
            held[wide.kind] = wide
            number, unit = wide.parent_id, unit or wide.urban_unit_id
        if unit is not None:
            held[ZoneKind.URBAN_UNIT.value] = known[unit]
        if country is not None and row.id != country.id:
            held[ZoneKind.COUNTRY.value] = country
        found[row.id] = held
    return found


def zones_above(number: int) -> list[ZoneRow]:
    """Return what contains a zone, the closest first: commune, EPCI, urban unit, France."""
    rows = list(zone_rows_by_id([number]).values())
    return list(zones_around(rows)[number].values()) if rows else []


def outlines_of(numbers: Sequence[int], *, tolerance_m: float = 0.0) -> dict[int, dict[str, Any]]:
    """Return the GeoJSON outlines of zones, those that have one, coarser than `tolerance_m`."""
    rows = Zone.objects.filter(pk__in=list(numbers), south__isnull=False)
    return {
        pk: simplified(geometry, tolerance_m)
        for pk, geometry in rows.values_list("pk", "geometry")
        if geometry
    }


def box_of_zones(numbers: Sequence[int]) -> Box | None:
    """Return the box that holds the outlines of zones, None without any. One query.

    Across the 180th meridian the box is that of the whole Earth's width.
    """
    found = Zone.objects.filter(pk__in=list(numbers), south__isnull=False).aggregate(
        Min("south"), Min("west"), Max("north"), Max("east")
    )
    if found["south__min"] is None:
        return None
    return Box(found["south__min"], found["west__min"], found["north__max"], found["east__max"])


def kinds_loaded() -> dict[str, int]:
    """Return how many zones of each kind there are, kinds without any left out. One query."""
    rows = Zone.objects.values("kind").order_by().annotate(n=Count("pk"))
    known = {row["kind"]: row["n"] for row in rows}
    return {kind: known[kind] for kind in ZoneKind.values if kind in known}


def attributes_of_layer(path: Any, layer: str) -> list[tuple[int, dict[str, Any]]] | None:
    """Return the numbered rows of a layer of a GeoPackage, without outlines; None when absent.

    Raises TerritoryFileUnreadable, GeoExtraMissing.
    """
    content: Content = content_of_path(path)
    if content.shape != "gpkg" or layer not in {one.name for one in layer_names(content)}:
        return None
    (found,) = layers_of(content, [layer])
    return [(row.number, row.properties) for row in found.rows]
