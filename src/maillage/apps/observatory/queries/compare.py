"""Zones side by side with what surrounds them: one measure drawn, all the others beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from maillage.apps.observatory.queries.communes import Over, added, day_of, surroundings
from maillage.apps.observatory.queries.values import Value, datasets, measures, values_of
from maillage.apps.territories.queries import (
    ZoneRow,
    communes_lacking,
    kinds_loaded,
    zone_rows,
)

if TYPE_CHECKING:
    from maillage.apps.observatory.models import Dataset, Measure

# More bars than that are no longer compared by eye.
MOST = 6
KINDS = ("qpv", "quarter", "veille", "commune")
# What surrounds a zone, two scales at a time: three bars are read at once, five are not.
SCALES = {"unite": ("uu", "country"), "commune": ("commune", "epci")}


@dataclass(frozen=True, slots=True)
class ComparedZone:
    """A zone of the comparison: a chosen one, or what surrounds one of them (`is_around`)."""

    zone: ZoneRow
    is_around: bool = False


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """A measure and its value in each zone, in their order; None without any figure."""

    measure: "Measure"
    values: Sequence[Value | None]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Zones, then what surrounds them; every measure that is known in one of them.

    around : by number of a chosen zone, what contains it, by kind: several communes at times
    over : the chosen zones that are over several communes
    unknown_units : chosen zones of which this base does not know the urban unit
    outside_units : chosen zones whose commune is in no urban unit
    partial_units : units some of whose communes are not loaded, and how many: not estimated
    """

    zones: Sequence[ComparedZone] = ()
    lines: Sequence[ComparedLine] = ()
    sources: Sequence["Dataset"] = ()
    around: Mapping[int, Mapping[str, Sequence[ZoneRow]]] = field(default_factory=dict)
    over: Sequence[Over] = ()
    unknown_units: Sequence[ZoneRow] = ()
    outside_units: Sequence[ZoneRow] = ()
    partial_units: Sequence[tuple[ZoneRow, int]] = ()

    def line(self, code: str) -> ComparedLine | None:
        """Return the line of a measure, the first one when it is not there."""
        found = next((line for line in self.lines if line.measure.code == code), None)
        return found or (self.lines[0] if self.lines else None)


def zones_to_compare() -> dict[str, list[ZoneRow]]:
    """Return the zones that may be chosen, by kind, every generation. One query by kind."""
    there = kinds_loaded()
    found = {kind: [row for row in zone_rows(kind) if row.slug] for kind in KINDS if kind in there}
    return {kind: rows for kind, rows in found.items() if rows}


def chosen_zones(
    offered: dict[str, list[ZoneRow]], slugs: Sequence[str], *, most: int = MOST
) -> list[ZoneRow]:
    """Return the zones that were asked, once each, in the order asked, `most` at most."""
    by_slug = {row.slug: row for rows in offered.values() for row in rows}
    return [by_slug[slug] for slug in dict.fromkeys(slugs) if slug in by_slug][:most]


def compare(zones: Sequence[ZoneRow], *, today: date) -> Comparison:
    """Return the measures of zones and of what surrounds them.

    Queries grow with the number of measures and of kinds, never with that of zones.
    """
    around = surroundings(zones, today=today)
    held = [ComparedZone(row) for row in zones]
    for kind in ("commune", "epci", "uu", "country"):
        wide = {row.id: row for above in around.values() for row in above.get(kind, ())}
        held += [ComparedZone(row, True) for row in wide.values() if row not in zones]
    by_kind: dict[tuple[str, date], list[int]] = {}
    for one in held:
        by_kind.setdefault((one.zone.kind, day_of(one.zone, today)), []).append(one.zone.id)
    several = {
        row.id: around[row.id]["commune"]
        for row in zones
        if len(around[row.id].get("commune", ())) > 1
    }
    together: dict[int, dict[str, Value]] = {number: {} for number in several}
    lines = []
    codes: set[str] = set()
    for measure in measures():
        found: dict[int, Value] = {}
        for (kind, on), numbers in by_kind.items():
            found |= values_of(measure, kind, numbers, on=on).by_zone
        if any(found.get(one.zone.id) for one in held if not one.is_around):
            lines.append(ComparedLine(measure, [found.get(one.zone.id) for one in held]))
            codes |= {value.dataset for value in found.values()}
        for number, communes in several.items():
            total = added(measure, [found.get(row.id) for row in communes])
            if total is not None:
                together[number][measure.code] = total
    without = [row for row in zones if "uu" not in around[row.id]]
    is_known = "uu" in kinds_loaded()
    lacking = communes_lacking()
    return Comparison(
        held,
        lines,
        [one for one in datasets() if one.code in codes],
        around,
        [Over(row, several[row.id], together[row.id]) for row in zones if row.id in several],
        () if is_known else without,
        without if is_known else (),
        [(one.zone, lacking[one.zone.id]) for one in held if one.zone.id in lacking],
    )
