"""One measure over all the zones of a kind: for a map, a table and a file, the same lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from maillage.apps.observatory.models import Dataset, Measure
from maillage.apps.observatory.queries.values import Value, values_of
from maillage.apps.territories.queries import (
    ZoneRow,
    box_of_zones,
    outlines_of,
    zone_rows,
    zones_above,
)
from maillage.core.geo import Box

# What is drawn whole; closer zones are drawn within one commune.
WHOLE = ("epci", "commune", "quarter", "qpv", "veille")
WITHIN = ("iris", "cell")


@dataclass(frozen=True, slots=True)
class MapLine:
    """One zone of the map: its row and its value, None when there is no figure at all."""

    zone: ZoneRow
    value: Value | None

    @property
    def number(self) -> float | None:
        """The value when it is known."""
        return self.value.value if self.value else None


@dataclass(frozen=True, slots=True)
class ZoneMap:
    """A measure over zones: lines from the greatest, unknown ones last; `above` is beside them."""

    measure: Measure
    kind: str
    lines: Sequence[MapLine]
    estimated_from: str
    # The same measure for what contains these zones: commune, EPCI.
    above: Sequence[MapLine]
    sources: Sequence[Dataset]
    ended_on: date | None = None


def zone_map(
    measure: Measure, kind: str, *, today: date, within: int | None = None
) -> ZoneMap | None:
    """Return a measure over the zones of a kind that hold today; None when there is no zone.

    A city that has only the list of priority neighbourhoods that ended sees that one, with its
    last day.
    """
    rows, ended = zones_to_observe(kind, today=today, within=within)
    if not rows:
        return None
    values = values_of(measure, kind, [row.id for row in rows], on=ended or today)
    lines = [MapLine(row, values.by_zone.get(row.id)) for row in rows]
    lines.sort(key=lambda one: (one.number is None, -(one.number or 0), one.zone.nom))
    above = _above(measure, rows)
    codes = {one.value.dataset for one in (*lines, *above) if one.value}
    sources = list(Dataset.objects.filter(code__in=codes).order_by("title"))
    return ZoneMap(measure, kind, lines, values.estimated_from, above, sources, ended)


def zones_to_observe(
    kind: str, *, today: date, within: int | None = None
) -> tuple[list[ZoneRow], date | None]:
    """Return the zones of a kind in force, or the last list that was, and its last day."""
    parents = [within] if within is not None else []
    rows = zone_rows(kind, on=today, parents=parents)
    if rows:
        return rows, None
    everything = zone_rows(kind, parents=parents)
    last = max((row.valid_to for row in everything if row.valid_to), default=None)
    return [row for row in everything if row.valid_to == last and last is not None], last


def _above(measure: Measure, rows: Sequence[ZoneRow]) -> list[MapLine]:
    parents = {row.parent_id for row in rows if row.parent_id is not None}
    found: dict[int, ZoneRow] = {}
    # The commune of all the zones when they have one, then what contains it.
    start = rows[0].id if len(parents) == 1 else next(iter(parents), None)
    for row in zones_above(start) if start is not None else []:
        found[row.id] = row
    if not found:
        return []
    return [
        MapLine(row, values_of(measure, row.kind, [row.id]).by_zone.get(row.id))
        for row in found.values()
    ]


def outlines_of_map(
    lines: Sequence[MapLine], *, tolerance_m: float
) -> tuple[dict[int, dict[str, Any]], Box | None]:
    """Return the outlines to shade, by zone, and the box that holds them. Two queries."""
    numbers = [line.zone.id for line in lines]
    return outlines_of(numbers, tolerance_m=tolerance_m), box_of_zones(numbers)
