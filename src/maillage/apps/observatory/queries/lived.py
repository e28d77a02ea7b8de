"""Where people live, as access is worked out: cells of 200 m, cut where a territory ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from maillage.apps.observatory.queries.maps import zones_to_observe
from maillage.apps.observatory.queries.support import Mark, mark_now, pieces_of, points_in, support
from maillage.apps.territories.queries import ZoneRow
from maillage.core.access import Points


@dataclass(frozen=True, slots=True)
class Lived:
    """Spots where people live, one line each; all arrays have shape (n_spots,).

    zone : number of the zone of the kind that was asked, -1 outside of all
    commune : number of the commune, -1 when not known
    priority : True in a priority neighbourhood
    cell : number of the cell, -1 when a spot is the middle of a zone
    by_cells : False when there is no cell: a zone counts as its middle
    priority_ended_on : last day of the list of neighbourhoods that was used; None: it holds today
    """

    at: Points
    people: NDArray[np.float64]
    zone: NDArray[np.int64]
    commune: NDArray[np.int64]
    priority: NDArray[np.bool_]
    cell: NDArray[np.int64]
    by_cells: bool
    priority_ended_on: date | None = None


def lived(kind: str, zones: Sequence[ZoneRow], *, on: date) -> Lived:
    """Return where the people of some zones live, and in which zone; without their surroundings.

    Each zone has all of its people, those whom it shares with another too.

    People of zones without cells stand in their middle: those counted by the census, one each
    when nobody counted them, so that a share can still be said.
    """
    mark = mark_now()
    points = support("cell", kind, on=on, mark=mark)
    if points is None or not (points.target >= 0).any():
        return _middles(kind, zones)
    # Zones that overlap each have all of their people: a spot in two of them stands twice.
    here, zone, part = points_in(kind, on, mark)
    some = points.people[here] > 0
    here, zone, part = here[some], zone[some], part[some]
    nothing = np.full(len(here), -1, dtype=np.int64)
    inside = np.zeros(len(here), dtype=bool)
    return _spots(points, here, part, zone, nothing, inside)


def lived_around(kind: str, zones: Sequence[ZoneRow], *, on: date, today: date) -> Lived:
    """Return where everybody lives, in the zones and around, with commune and priority.

    Places are shared with those who live around: they are counted too.
    """
    mark = mark_now()
    points = support("cell", kind, on=on, mark=mark)
    if points is None or not (points.target >= 0).any():
        return _middles(kind, zones)
    here, zone, part = pieces_of(kind, on, mark)
    some = points.people[here] > 0
    here, zone, part = here[some], zone[some], part[some]
    communes = support("cell", "commune", mark=mark)
    _rows, ended = zones_to_observe("qpv", today=today)
    inside, here, zone, part = _cut_by_priority(here, zone, part, kind, ended or today, mark)
    return _spots(
        points,
        here,
        part,
        zone,
        communes.target[here] if communes else np.full(len(here), -1, dtype=np.int64),
        inside,
        ended,
    )


def _cut_by_priority(
    here: NDArray[np.int64],
    zone: NDArray[np.int64],
    part: NDArray[np.float64],
    kind: str,
    on: date,
    mark: Mark,
) -> tuple[NDArray[np.bool_], NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return spots cut again where a priority neighbourhood ends, and which are inside of one."""
    if kind == "qpv":
        return zone >= 0, here, zone, part
    at, priority, share = pieces_of("qpv", on, mark)
    n = int(max(here.max(initial=-1), at.max(initial=-1))) + 1
    within = np.bincount(at, weights=share * (priority >= 0), minlength=n)[here]
    # A square that two edges cut is cut by each as if the other were not there.
    parts = np.concatenate([part * within, part * (1 - within)])
    kept = parts > 0
    return (
        np.repeat([True, False], len(here))[kept],
        np.tile(here, 2)[kept],
        np.tile(zone, 2)[kept],
        parts[kept],
    )


def _spots(
    points: object,
    here: NDArray[np.int64],
    part: NDArray[np.float64],
    zone: NDArray[np.int64],
    commune: NDArray[np.int64],
    priority: NDArray[np.bool_],
    ended: date | None = None,
) -> Lived:
    """Put together the points of one cell that are in the same territories: one walk for them."""
    found: dict[str, NDArray[np.float64]] = {
        name: getattr(points, name)[here] for name in ("people", "latitude", "longitude")
    }
    found["people"] = found["people"] * part
    source: NDArray[np.int64] = getattr(points, "source")[here]  # noqa: B009
    keys = np.stack([source, zone, commune, priority.astype(np.int64)], axis=1)
    kept, ranks, n = np.unique(keys, axis=0, return_inverse=True, return_counts=True)
    ranks = ranks.ravel()

    def summed(name: str) -> NDArray[np.float64]:
        return np.asarray(np.bincount(ranks, weights=found[name], minlength=len(kept)), np.float64)

    return Lived(
        Points.of(summed("latitude") / n, summed("longitude") / n),
        summed("people"),
        kept[:, 1],
        kept[:, 2],
        kept[:, 3] == 1,
        kept[:, 0],
        True,
        ended,
    )


def _middles(kind: str, zones: Sequence[ZoneRow]) -> Lived:
    numbers = np.array([zone.id for zone in zones], dtype=np.int64)
    return Lived(
        Points.of(
            [np.nan if z.latitude is None else z.latitude for z in zones],
            [np.nan if z.longitude is None else z.longitude for z in zones],
        ),
        np.array([float(z.population or 1) for z in zones]),
        numbers,
        numbers if kind == "commune" else np.full(len(zones), -1, dtype=np.int64),
        np.full(len(zones), kind == "qpv"),
        np.full(len(zones), -1, dtype=np.int64),
        False,
    )
