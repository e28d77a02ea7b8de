"""What the interactive map draws: tiles of the places that answer, and of the ground under them."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from math import cos, floor, log2, radians

import numpy as np

from maillage.apps.directory.models import Place
from maillage.apps.directory.queries.plan import Outline, outlines
from maillage.apps.directory.queries.search import PlaceSearch, base_version, current_index
from maillage.apps.territories.queries import streets_in
from maillage.core.geo import (
    EXTENT,
    Feature,
    encode_tile,
    gather,
    line_parts,
    margin_of,
    polygon_parts,
    tile_box,
    tile_exists,
    tile_xy,
)
from maillage.core.search import Index, Located

# The deepest tiles there are; nearer, the browser enlarges them.
DEEPEST_PLACES, DEEPEST_GROUND = 17, 15
# Searches whose places are kept: those whose maps are being moved.
_MOST_SEARCHES = 16
# A disc that gathers more places than this at one spot names the first ones only.
_MOST_MEMBERS = 40
# From which zoom on each kind of outline and line is drawn.
_ZONES_FROM = {"commune": 0, "quarter": 10, "priority": 9}
_LINES_FROM = {"water": 8, "main": 9, "rail": 10, "street": 13, "path": 14}

_LOCK = threading.Lock()
_LOCATED: OrderedDict[tuple[PlaceSearch, datetime | None], tuple[Index, Located]] = OrderedDict()


def to_the_minute(moment: datetime | None) -> datetime | None:
    """Return a moment without its seconds: what a timetable tells apart."""
    return None if moment is None else moment.replace(second=0, microsecond=0)


def located_places(search: PlaceSearch, *, now: datetime, version: int | None = None) -> Located:
    """Return the places that a search finds, less those of the page that is listed.

    `now` is naive, local to the places. One query when the base did not change; nothing is
    searched again while the same map is moved.
    """
    index = current_index(version)
    asked = replace(search, open_at=to_the_minute(search.open_at))
    key = (asked, to_the_minute(now) if asked.open_at else None)
    with _LOCK:
        kept = _LOCATED.get(key)
        if kept is not None and kept[0] is index:
            _LOCATED.move_to_end(key)
            return kept[1]
    located = index.located(asked.query(), now=now, without_page=True)
    with _LOCK:
        _LOCATED[key] = (index, located)
        while len(_LOCATED) > _MOST_SEARCHES:
            _LOCATED.popitem(last=False)
    return located


def place_tile(located: Located, z: int, x: int, y: int) -> bytes:
    """Return the vector tile of places: one layer "lieux", b"" when none is there.

    A place alone bears its key in the base as its number, and "sur" when all is known of it. A
    crowd says how many it gathers ("n"); close up, the keys of its places too ("cles").

    Raises
    ------
    ValueError : no such tile.
    """
    points = located.in_tile(z, x, y, margin=margin_of(z))
    if not points.place_ids.size:
        return b""
    found = gather(points.world_x, points.world_y, z, x, y)
    features = []
    rows = zip(found.x, found.y, found.counts.tolist(), found.first.tolist(), strict=True)
    for disc, (right, down, count, first) in enumerate(rows):
        at = [np.array([[right, down]])]
        if first >= 0:
            sure = bool(points.certain[first])
            features.append(Feature("point", at, {"sur": sure}, int(points.place_ids[first])))
            continue
        properties: dict[str, str | int | bool] = {"n": count}
        if disc in found.members:
            keys = sorted(int(points.place_ids[i]) for i in found.members[disc])
            properties["cles"] = ",".join(map(str, keys[:_MOST_MEMBERS]))
        features.append(Feature("point", at, properties))
    return encode_tile({"lieux": features})


def ground_tile(z: int, x: int, y: int, *, today: date, version: int | None = None) -> bytes:
    """Return the vector tile of what lies under the places, from the base alone.

    Layers: "zones" (outlines: kind, nom), "noms" (where names are written), "lignes" (streets,
    railways, water: kind, nom). One query, none when the tile is kept.

    Raises
    ------
    ValueError : no such tile.
    """
    if not tile_exists(z, x, y):
        raise ValueError(f"no tile {z}/{x}/{y}")
    version = base_version() if version is None else version
    areas = outlines(today=today, version=version)
    token = (version, today, id(areas))
    return _ground(z, x, y, token, _Areas(areas))


class _Areas:
    """Outlines given to a cached function: all are equal, the token tells them apart."""

    def __init__(self, areas: Sequence[Outline]) -> None:
        self.areas = areas

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Areas)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=512)
def _ground(z: int, x: int, y: int, token: tuple[int, date, int], kept: _Areas) -> bytes:
    del token  # part of the key
    box = tile_box(z, x, y, margin=0.03)
    step = 2 if z >= 12 else 4
    power = coarseness(z, (box.south + box.north) / 2)
    zones, names = [], []
    for outline in kept.areas:
        south, west, north, east = outline.box
        drawn = outline.drawn
        if z < _ZONES_FROM.get(drawn.kind, 0) or south > box.north or north < box.south:
            continue
        if not any(west <= e and east >= w for w, e in box.longitude_ranges) and west <= east:
            continue
        properties: dict[str, str | int | bool] = {"kind": drawn.kind, "nom": drawn.name}
        parts = polygon_parts(outline.at(power).geometry, z, x, y, step=step)
        if parts:
            zones.append(Feature("polygon", parts, properties, outline.zone_id))
        if drawn.label_at is not None:
            at = np.rint(tile_xy(np.array([drawn.label_at]), z, x, y)).astype(np.int64)
            if ((at >= 0) & (at < EXTENT)).all():
                names.append(Feature("point", [at], properties, outline.zone_id))
    lines = []
    kinds = [kind for kind, first in _LINES_FROM.items() if z >= first]
    for street in streets_in(box, kinds=kinds) if kinds else ():
        cut = [part for line in street.lines for part in line_parts(np.array(line), z, x, y)]
        if cut:
            lines.append(Feature("line", cut, {"kind": street.kind, "nom": street.nom}))
    return encode_tile({"zones": zones, "lignes": lines, "noms": names})


def coarseness(z: int, latitude: float) -> int:
    """Return the power of two, metres, of what is smaller than half a pixel at a zoom.

    >>> coarseness(14, 50.6), coarseness(8, 50.6)
    (0, 6)
    """
    side_m = 40_075_017 * cos(radians(latitude)) / (1 << z)
    return max(0, floor(log2(side_m / 1024)))


def public_keys(keys: Sequence[int]) -> list[int]:
    """Return those of these keys that are of public places, by name. One query."""
    rows = Place.objects.public().filter(pk__in=list(keys)).order_by("nom", "pk")
    return list(rows.values_list("pk", flat=True))
