"""What is drawn around a point: outlines and streets that the base holds, nobody else asked."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from math import floor, log2

from maillage.apps.directory.models import Place
from maillage.apps.directory.queries.search import base_version
from maillage.apps.territories.queries import (
    ZoneLocator,
    box_of,
    position_of_address,
    streets_in,
    zones_by_id,
    zones_in_force,
    zones_to_draw,
)
from maillage.core.drawing import Frame, Line, coarser, frame_of, rings_of
from maillage.core.drawing import Zone as DrawnZone
from maillage.core.geo import Box

# Wider than this, streets would be a grey cloud: only the large ones are drawn.
STREETS_UNDER_M = 4_000.0
# Wider still, even the large ones are.
LINES_UNDER_M = 40_000.0
FIRST_WIDTH_M = 800.0
# When nothing is known, neither of the place nor of the territory: all of metropolitan France
# would not help anybody, so the window opens on its middle at the widest.
NOWHERE = (46.6, 2.5)
# Kinds of territory that are outlined, and how.
DRAWN = {"commune": "commune", "quarter": "quarter", "qpv": "priority"}
LINES = {"main": "main", "rail": "rail", "water": "water", "path": "path"}
# Points of outlines in one drawing, before the window cuts them: about 8 kB once compressed.
_MOST_POINTS = 4_000
# Windows whose streets are kept: those that many people look at, of a few hundred lines each.
_MOST_WINDOWS = 64


@dataclass(frozen=True, slots=True)
class Outline:
    """An area to draw, its number, and its box (south, west, north, east), degrees."""

    zone_id: int
    box: tuple[float, float, float, float]
    drawn: DrawnZone = field(compare=False)
    # What tells that an outline read again is the same.
    mark: tuple[str, int, float]
    # The same outline, coarser and coarser: by power of two of the tolerance in metres.
    levels: dict[int, DrawnZone] = field(default_factory=dict, compare=False)

    def at(self, power: int) -> DrawnZone:
        """Return the outline without what is smaller than two to this power, metres."""
        if power not in self.levels:
            # Two requests may do it at once: both find the same.
            rings = coarser(self.drawn.geometry, 2.0**power)
            self.levels[power] = replace(self.drawn, geometry=rings, thinned=True)
        return self.levels[power]


@dataclass(frozen=True, slots=True)
class _Kept:
    version: int
    today: date
    outlines: Sequence[Outline]
    # Last day of the list of priority neighbourhoods that is drawn, None while it holds.
    ended_on: date | None


_LOCK = threading.Lock()
_KEPT: list[_Kept] = []


def forget_plan() -> None:
    """Drop what this process remembers of the outlines and streets."""
    with _LOCK:
        _KEPT.clear()
    _streets.cache_clear()


def outlines(*, today: date, version: int | None = None) -> Sequence[Outline]:
    """Return every outline that a map may show. Six queries, none while the base is the same."""
    return _kept(today=today, version=version).outlines


def priority_ended_on(*, today: date, version: int | None = None) -> date | None:
    """Return the last day of the list of neighbourhoods that maps show, None while it holds."""
    return _kept(today=today, version=version).ended_on


def _kept(*, today: date, version: int | None) -> _Kept:
    version = base_version() if version is None else version
    with _LOCK:
        kept = _KEPT[0] if _KEPT else None
        # Every load, drawing, renaming and erasing of an outline changes the version of the base.
        if kept is not None and (kept.version, kept.today) == (version, today):
            return kept
        found, ended_on = _read(today, {o.zone_id: o for o in kept.outlines} if kept else {})
        _KEPT[:] = [_Kept(version, today, found, ended_on)]
        _streets.cache_clear()
        return _KEPT[0]


def _read(today: date, before: Mapping[int, Outline]) -> tuple[list[Outline], date | None]:
    found, priority_ended = [], None
    for kind, drawn in DRAWN.items():
        rows, ended_on = zones_to_draw(kind, today=today)
        priority_ended = ended_on if drawn == "priority" else priority_ended
        for zone in rows.filter(south__isnull=False).order_by("pk"):
            box = box_of(zone)
            if box is None:
                continue
            at = (zone.latitude, zone.longitude) if zone.latitude is not None else None
            rings = rings_of(zone.geometry)
            mark = (zone.nom, sum(map(len, rings)), float(sum(ring.sum() for ring in rings)))
            shape = DrawnZone(zone.nom, rings, drawn, at)  # type: ignore[arg-type]
            outline = Outline(zone.pk, box, shape, mark)
            known = before.get(zone.pk)
            found.append(known if known == outline else outline)
    return found, priority_ended


def ground(
    frame: Frame, *, today: date, version: int | None = None
) -> tuple[list[DrawnZone], Sequence[Line]]:
    """Return the outlines and the lines that a window shows. Four queries, none when kept."""
    south, west, north, east = frame.box()
    seen = [
        outline
        for outline in outlines(today=today, version=version)
        if not (
            outline.box[0] > north
            or outline.box[2] < south
            or outline.box[1] > east
            or outline.box[3] < west
        )
    ]
    zones = _as_seen(seen, frame)
    if frame.width_m > LINES_UNDER_M:
        return zones, ()
    # A little more than the window, so that windows near one another ask for the same lines.
    step = max(0.002, round((north - south) / 2, 3))
    box = (
        south // step * step,
        west // step * step,
        (north // step + 1) * step,
        (east // step + 1) * step,
    )
    return zones, _streets(box, frame.width_m <= STREETS_UNDER_M)


def _as_seen(seen: Sequence[Outline], frame: Frame) -> list[DrawnZone]:
    """Return outlines at the size one sees, coarser when they are many: a map weighs 10 kB."""
    power = floor(log2(max(frame.m_per_unit / 1.5, 1.0)))
    for outlined in (seen, [outline for outline in seen if outline.drawn.kind != "commune"]):
        for coarser_by in range(3):
            zones = [outline.at(power + coarser_by) for outline in outlined]
            if sum(len(ring) for zone in zones for ring in zone.geometry) <= _MOST_POINTS:
                return zones
    return []


@lru_cache(maxsize=_MOST_WINDOWS)
def _streets(box: tuple[float, float, float, float], every: bool) -> tuple[Line, ...]:
    kinds: Sequence[str] = () if every else ("main", "rail", "water")
    return tuple(
        Line(
            rings_of(
                {
                    "type": "MultiLineString",
                    "coordinates": [[(b, a) for a, b in line] for line in street.lines],
                }
            ),
            LINES.get(street.kind, "street"),  # type: ignore[arg-type]
            street.nom if street.kind in ("main", "street") else "",
        )
        for street in streets_in(Box(*box), kinds=kinds)
    )


def zone_frame(zone_id: int, *, today: date, version: int | None = None) -> Frame | None:
    """Return the window that shows a whole outline, None when it is not known."""
    for outline in outlines(today=today, version=version):
        if outline.zone_id == zone_id:
            south, west, north, east = outline.box
            return frame_of([(south, west), (north, east)])
    return None


def first_frame(place: Place, *, today: date) -> Frame:
    """Return where to look first: around the place, else its address, its quarter, its commune."""
    if place.latitude is not None and place.longitude is not None:
        return Frame(place.latitude, place.longitude, FIRST_WIDTH_M)
    found = point_of_address(place)
    if found is not None:
        return Frame(*found, FIRST_WIDTH_M)
    zones = [z for z in (place.quarter_zone_id, place.commune_zone_id) if z is not None]
    rows = zones_by_id(zones)
    candidates = [rows[pk] for pk in zones if pk in rows]
    candidates += list(zones_in_force("commune", today=today).order_by("pk")[:1])
    for zone in candidates:
        box = box_of(zone)
        if box is not None:
            frame = frame_of([(box[0], box[1]), (box[2], box[3])])
            if frame is not None:
                return frame
        if zone.latitude is not None and zone.longitude is not None:
            return Frame(zone.latitude, zone.longitude, 5_000)
    return Frame(*NOWHERE, 400_000)


def town_frame(*, today: date) -> Frame:
    """Return the window of the first commune that is known, the whole country when none is."""
    for outline in outlines(today=today):
        if outline.drawn.kind == "commune":
            south, west, north, east = outline.box
            frame = frame_of([(south, west), (north, east)])
            if frame is not None:
                return frame
    return Frame(*NOWHERE, 400_000)


def point_of_address(place: Place) -> tuple[float, float] | None:
    """Return the point that the streets of the base give to the address of a place."""
    if place.commune_zone_id is None or not place.adresse:
        return None
    found = position_of_address(place.adresse, place.commune_zone_id)
    return (found.latitude, found.longitude) if found is not None else None


def quarter_at(latitude: float, longitude: float, *, today: date) -> str:
    """Return the name of the quarter, else of the commune, that holds a point; "" outside."""
    for kind in ("quarter", "commune"):
        (zone,) = ZoneLocator(kind, today=today).locate([(latitude, longitude)])
        if zone is not None:
            return str(zones_by_id([zone])[zone].nom)
    return ""
