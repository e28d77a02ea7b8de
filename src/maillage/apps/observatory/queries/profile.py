"""One zone: its figures beside those of what contains it, and what helps there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from maillage.apps.observatory.queries.communes import Over, added, day_of, surroundings
from maillage.apps.observatory.queries.compare import SCALES
from maillage.apps.observatory.queries.values import Value, measures, values_of
from maillage.apps.territories.queries import ZoneRow, zone_rows_by_id

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
    """The figures of a zone, family by family; `above` are what contains it, closest first.

    over : its communes when its people live in several, and what can be added of their figures
    """

    zone: ZoneRow
    above: Sequence[ZoneRow]
    lines: Sequence[ProfileLine]
    over: Over | None = None

    @property
    def beside(self) -> Sequence[tuple[int, int]]:
        """What a chart draws, as (rank in `above`, mark): the unit and France if known."""
        kinds = [row.kind for row in self.above]
        wanted = SCALES["unite" if "uu" in kinds else "commune"]
        return [(rank, 1 + wanted.index(kind)) for rank, kind in enumerate(kinds) if kind in wanted]


def profile(number: int, *, today: date) -> Profile:
    """Return the figures of a zone; a measure known neither here nor above is left out.

    The queries grow with the number of measures, never with that of zones or figures.
    """
    zone = zone_rows_by_id([number])[number]
    held = surroundings([zone], today=today)[number]
    above = [row for rows in held.values() for row in rows]
    communes = held.get("commune", ())
    on = day_of(zone, today)
    together: dict[str, Value] = {}
    lines = []
    for measure in measures():
        here = values_of(measure, zone.kind, [number], on=on).by_zone.get(number)
        wider = [
            values_of(measure, one.kind, [one.id], on=today).by_zone.get(one.id) for one in above
        ]
        if here is not None or any(wider):
            lines.append(ProfileLine(measure, here, wider))
        # The communes come first in what contains the zone.
        total = added(measure, wider[: len(communes)]) if len(communes) > 1 else None
        if total is not None:
            together[measure.code] = total
    over = Over(zone, communes, together) if len(communes) > 1 else None
    return Profile(zone, above, lines, over)
