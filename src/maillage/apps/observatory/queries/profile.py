"""One zone: its figures beside those of what contains it, and what helps there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from maillage.apps.observatory.queries.values import Value, measures, values_of
from maillage.apps.territories.queries import ZoneRow, zone_rows_by_id, zones_above

if TYPE_CHECKING:
    from maillage.apps.observatory.models import Measure


@dataclass(frozen=True, slots=True)
class ProfileLine:
    """One measure of a zone: its value here, and in each zone that contains it."""

    measure: "Measure"
    here: Value | None
    above: Sequence[Value | None]


@dataclass(frozen=True, slots=True)
class Profile:
    """The figures of a zone, family by family; `above` are what contains it, closest first."""

    zone: ZoneRow
    above: Sequence[ZoneRow]
    lines: Sequence[ProfileLine]

    @property
    def beside(self) -> Sequence[int]:
        """The ranks in `above` of what a chart draws: two scales, the unit and France if known."""
        kinds = [row.kind for row in self.above]
        wanted = ("uu", "country") if "uu" in kinds else ("commune", "epci")
        return [rank for rank, kind in enumerate(kinds) if kind in wanted]


def profile(number: int, *, today: date) -> Profile:
    """Return the figures of a zone; a measure known neither here nor above is left out.

    The queries grow with the number of measures, never with that of zones or figures.
    """
    zone = zone_rows_by_id([number])[number]
    above = zones_above(number)
    on = zone.valid_to if zone.valid_to and zone.valid_to < today else today
    lines = []
    for measure in measures():
        here = values_of(measure, zone.kind, [number], on=on).by_zone.get(number)
        wider = [
            values_of(measure, one.kind, [one.id], on=today).by_zone.get(one.id) for one in above
        ]
        if here is not None or any(wider):
            lines.append(ProfileLine(measure, here, wider))
    return Profile(zone, above, lines)
