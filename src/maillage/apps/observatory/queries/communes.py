"""In which communes the people of a neighbourhood live: an outline may pass over several."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from maillage.apps.observatory.queries.support import crossing, mark_now
from maillage.apps.observatory.queries.values import COUNTS, Value
from maillage.apps.territories.queries import ZoneRow, zone_rows_by_id, zones_around

if TYPE_CHECKING:
    from maillage.apps.observatory.models import Measure

# The kinds that the State draws whatever the limits of communes; a quarter is one of its commune.
OVER_COMMUNES = ("qpv", "veille")
# A cell of 200 m that an edge cuts puts some people on the other side of a street. In Lille
# metropolis no neighbourhood has between 3 and 12 % of its people in another commune.
LEAST_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class Over:
    """A neighbourhood over several communes.

    communes : where its people live, the most first
    added : what the communes have together, by code of measure; what does not add up is not a key
    """

    zone: ZoneRow
    communes: Sequence[ZoneRow]
    added: Mapping[str, Value] = field(default_factory=dict)


def communes_of(kind: str, rows: Sequence[ZoneRow], *, on: date) -> dict[int, tuple[ZoneRow, ...]]:
    """Return by zone the communes where LEAST_SHARE of its people live, the most peopled first.

    on : a day for which the zones hold

    Where no cell tells, or for zones that are in one commune by nature, the one that the base
    knows it in; () when it knows none.
    """
    around = zones_around(rows)
    found: dict[int, tuple[ZoneRow, ...]] = {
        row.id: (around[row.id]["commune"],) if "commune" in around[row.id] else () for row in rows
    }
    carrier = crossing("commune", kind, on, mark_now()) if kind in OVER_COMMUNES else None
    if carrier is None:
        return found
    people = carrier.bridge.people
    lived_in: dict[int, list[int]] = {}
    for at, number in enumerate(carrier.targets.tolist()):
        inside = slice(people.indptr[at], people.indptr[at + 1])
        lived, columns = people.data[inside], people.indices[inside]
        kept = sorted(
            (-float(n), int(carrier.sources[column]))
            for n, column in zip(lived, columns, strict=True)
            if n > 0 and n >= LEAST_SHARE * lived.sum()
        )
        if number in found and kept:
            lived_in[number] = [commune for _n, commune in kept]
    known = zone_rows_by_id(sorted({one for held in lived_in.values() for one in held}))
    return found | {number: tuple(known[one] for one in held) for number, held in lived_in.items()}


def surroundings(
    rows: Sequence[ZoneRow], *, today: date
) -> dict[int, dict[str, tuple[ZoneRow, ...]]]:
    """Return by zone what contains it, by kind, the closest first: all the communes it is over.

    A zone that has ended is placed as on its last day.
    """
    found: dict[int, dict[str, tuple[ZoneRow, ...]]] = {
        number: {kind: (row,) for kind, row in held.items()}
        for number, held in zones_around(rows).items()
    }
    alike: dict[tuple[str, date], list[ZoneRow]] = {}
    for row in rows:
        if row.kind in OVER_COMMUNES:
            alike.setdefault((row.kind, day_of(row, today)), []).append(row)
    for (kind, on), same in alike.items():
        for number, held in communes_of(kind, same, on=on).items():
            if held:
                found[number] = {"commune": held} | {
                    wide: above for wide, above in found[number].items() if wide != "commune"
                }
    return found


def day_of(row: ZoneRow, today: date) -> date:
    """Return today, or the last day of a zone that has ended."""
    return row.valid_to if row.valid_to is not None and row.valid_to < today else today


def added(measure: "Measure", values: Sequence[Value | None]) -> Value | None:
    """Return the sum of the published counts of several communes, None for what does not add up.

    Of shares and of incomes no mean is made: the base has not the people each is a share of. A
    count that one of them lacks, hides, has estimated or has of another year is not added.
    """
    known = [one for one in values if one is not None and one.is_known and not one.is_estimate]
    if (
        measure.unit not in COUNTS
        or len(known) < len(values)
        or len({(one.year, one.dataset) for one in known}) != 1
    ):
        return None
    return replace(known[0], value=sum(one.value or 0.0 for one in known), method="computed")
