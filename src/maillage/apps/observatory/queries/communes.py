"""In which communes the people of a neighbourhood live: an outline may pass over several."""

from collections.abc import Sequence
from datetime import date

from maillage.apps.observatory.queries.support import crossing, mark_now
from maillage.apps.territories.queries import ZoneRow, zone_rows_by_id, zones_around

# The kinds that the State draws whatever the limits of communes; a quarter is one of its commune.
OVER_COMMUNES = ("qpv", "veille")
# A cell of 200 m that an edge cuts puts some people on the other side of a street. In Lille
# metropolis no neighbourhood has between 3 and 12 % of its people in another commune.
LEAST_SHARE = 0.05


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
