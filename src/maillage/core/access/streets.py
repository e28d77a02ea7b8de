"""A network of streets for people on foot, from a local extract of OpenStreetMap."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from maillage.core.access.points import Flags, Floats, Ints, Points, metres_of_chords

# Streets are cut in pieces no longer than this, so that the nearest node is the nearest street
# within 25 m.
PIECE_M = 50.0

# Ways that people walk on unless told otherwise, and those where a tag must allow it.
_PATHS = {"footway", "path", "pedestrian", "steps", "corridor", "platform", "crossing", "track"}
_STREETS = {"living_street", "residential", "service", "unclassified", "road"}
_ROADS = {"tertiary", "tertiary_link", "secondary", "secondary_link", "primary", "primary_link"}
_WALKED = frozenset(_PATHS | _STREETS | _ROADS)
_ALLOWED_BY_A_TAG = frozenset(["cycleway", "bridleway", "trunk", "trunk_link"])
_YES = frozenset(
    ["yes", "designated", "permissive", "destination", "official", "public", "customers"]
)
_NO = frozenset(["no", "private", "use_sidepath"])
_PAVEMENT = frozenset(["both", "left", "right", "yes"])


class StreetsUnreadable(ValueError):
    """The file is no extract of OpenStreetMap that can be read; the message is French."""


@dataclass(frozen=True, slots=True, eq=False)
class Streets:
    """Pieces of street between nodes, walked both ways. Made by `Streets.of` or `read_streets`.

    nodes : positions
    start, end : shape (n_pieces,), node numbers, start < end, each pair once
    metres : shape (n_pieces,), great-circle length
    steps : shape (n_pieces,), True for a flight of steps
    """

    nodes: Points
    start: Ints
    end: Ints
    metres: Floats
    steps: Flags

    @classmethod
    def of(
        cls,
        nodes: Points,
        start: ArrayLike,
        end: ArrayLike,
        steps: ArrayLike,
        *,
        piece_m: float = PIECE_M,
    ) -> "Streets":
        """Return the network of straight pieces between nodes.

        Parameters
        ----------
        start, end : shape (n,), node numbers
        steps : shape (n,), True for a flight of steps
        piece_m : longer pieces are cut in equal parts by new nodes

        Raises
        ------
        ValueError : shapes that differ, a node outside, a node without a position.

        Notes
        -----
        A piece from a node to itself is dropped; of two between the same nodes, as long as each
        other then, the one without steps stays.
        """
        one, other = np.asarray(start, np.int64), np.asarray(end, np.int64)
        stairs = np.asarray(steps, np.bool_)
        if one.ndim != 1 or not one.shape == other.shape == stairs.shape:
            raise ValueError("start, end and steps are three lists of one length")
        ends = np.concatenate([one, other])
        if ends.size and not (ends.min() >= 0 and ends.max() < len(nodes)):
            raise ValueError(f"a piece names a node outside the {len(nodes)} that there are")
        if not nodes.known.all():
            raise ValueError("a node of a street has a position")
        nodes, one, other, stairs = _cut(nodes, one, other, stairs, piece_m)
        first, last = np.minimum(one, other), np.maximum(one, other)
        metres = _lengths(nodes, first, last)
        order = np.lexsort((stairs, last, first))
        order = order[first[order] != last[order]]
        first, last, metres, stairs = first[order], last[order], metres[order], stairs[order]
        kept = np.ones(len(first), np.bool_)
        kept[1:] = (first[1:] != first[:-1]) | (last[1:] != last[:-1])
        return cls(
            nodes,
            first[kept].astype(np.int32),
            last[kept].astype(np.int32),
            metres[kept],
            stairs[kept],
        )


def _lengths(nodes: Points, start: Any, end: Any) -> Floats:
    xyz = nodes.on_unit_sphere()
    return metres_of_chords(np.linalg.norm(xyz[start] - xyz[end], axis=1))


def _cut(
    nodes: Points, start: Any, end: Any, steps: Any, piece_m: float
) -> tuple[Points, Any, Any, Any]:
    """Return the network with new nodes, so that no piece is longer than piece_m."""
    n_parts = np.maximum(np.ceil(_lengths(nodes, start, end) / piece_m), 1).astype(np.int64)
    n_new = n_parts - 1
    edge = np.repeat(np.arange(len(start)), n_new)
    before = np.cumsum(n_new) - n_new
    rank = np.arange(n_new.sum()) - before[edge] + 1
    part = rank / n_parts[edge]
    lats, lons = nodes.latitudes, nodes.longitudes
    # The short way round: a bridge over the 180th meridian does not go round the Earth.
    turn = (lons[end] - lons[start] + 180) % 360 - 180
    new_lats = lats[start[edge]] + part * (lats[end] - lats[start])[edge]
    new_lons = (lons[start[edge]] + part * turn[edge] + 180) % 360 - 180
    number = len(nodes) + np.arange(len(edge))
    last_new = len(nodes) + before + n_new - 1
    # start - new - new - end: each new node begins a piece, and the start one more.
    next_of = np.append(number[1:], 0)[: len(number)]
    is_last = rank == n_new[edge]
    next_of = np.where(is_last, end[edge], next_of)
    first_next = np.where(n_new > 0, last_new - n_new + 1, end)
    return (
        Points(np.append(lats, new_lats), np.append(lons, new_lons)),
        np.append(start, number),
        np.append(first_next, next_of),
        np.append(steps, steps[edge]),
    )


def read_streets(data: bytes, *, filename: str) -> Streets:
    """Return the streets and paths that people may walk on, from an extract of OpenStreetMap.

    Parameters
    ----------
    data : the whole file, with its nodes before its ways, as extracts come
    filename : its end says the format: .osm.pbf, .osm, .osm.gz, .osm.bz2

    Raises
    ------
    ImportError : the extra `osm` is not installed; the message, French, says how.
    StreetsUnreadable : a damaged file, another format, no street that one may walk on.

    Notes
    -----
    Steps are flagged unless a ramp for wheelchairs is said. Direction for cars is not looked at.
    Ways are data of OpenStreetMap contributors (ODbL 1.0): whoever shows a result says so.
    """
    try:
        import osmium
    except ImportError as error:
        raise ImportError(
            "Pour lire un extrait d’OpenStreetMap, installez : pip install 'maillage[osm]'"
        ) from error
    suffix = next((s for s in _FORMATS if filename.lower().endswith("." + s)), None)
    if suffix is None:
        raise StreetsUnreadable(
            f"« {filename} » n’est pas un extrait d’OpenStreetMap (.osm.pbf, .osm, .osm.gz)."
        )
    ways = (
        osmium.FileProcessor(osmium.io.FileBuffer(data, suffix))
        .with_locations()
        .with_filter(osmium.filter.EntityFilter(osmium.osm.WAY))
        .with_filter(osmium.filter.KeyFilter("highway"))
    )
    number: dict[int, int] = {}
    lats: list[float] = []
    lons: list[float] = []
    start: list[int] = []
    end: list[int] = []
    steps: list[bool] = []
    try:
        for way in ways:
            tags = dict(way.tags)
            if not may_walk(tags):
                continue
            before = -1
            for node in way.nodes:  # type: ignore[union-attr]
                if not node.location.valid():
                    before = -1  # cut at the edge of the extract
                    continue
                here = number.setdefault(node.ref, len(lats))
                if here == len(lats):
                    lats.append(node.lat)
                    lons.append(node.lon)
                if before >= 0:
                    start.append(before)
                    end.append(here)
                before = here
            steps.extend([has_steps(tags)] * (len(start) - len(steps)))
    except RuntimeError as error:
        raise StreetsUnreadable(f"« {filename} » ne se lit pas : {error}") from error
    if not start:
        raise StreetsUnreadable(f"« {filename} » ne contient aucune rue où marcher.")
    return Streets.of(Points.of(lats, lons), start, end, steps)


_FORMATS = ("osm.pbf", "osm.gz", "osm.bz2", "osm")


def may_walk(tags: dict[str, str]) -> bool:
    """Return whether people may walk on a way of OpenStreetMap.

    Examples
    --------
    >>> may_walk({"highway": "residential"}), may_walk({"highway": "motorway"})
    (True, False)
    >>> may_walk({"highway": "cycleway"}), may_walk({"highway": "cycleway", "foot": "yes"})
    (False, True)
    >>> may_walk({"highway": "service", "access": "private"})
    False
    """
    kind, foot = tags.get("highway", ""), tags.get("foot", "")
    if kind not in _WALKED and kind not in _ALLOWED_BY_A_TAG:
        return False
    if foot in _NO or tags.get("motorroad") == "yes":
        return False
    if foot in _YES:
        return True
    if tags.get("access") in _NO:
        return False
    return kind in _WALKED or tags.get("sidewalk") in _PAVEMENT


def has_steps(tags: dict[str, str]) -> bool:
    """Return whether a way is a flight of steps without a ramp for wheelchairs.

    Examples
    --------
    >>> has_steps({"highway": "steps"}), has_steps({"highway": "steps", "ramp:wheelchair": "yes"})
    (True, False)
    """
    return tags.get("highway") == "steps" and not (
        tags.get("ramp:wheelchair") == "yes" or tags.get("wheelchair") in ("yes", "designated")
    )
