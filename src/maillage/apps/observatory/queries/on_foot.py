"""Minutes on foot: along the streets when the city laid a file of them, else as the crow flies."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from maillage.core.access import (
    UNHURRIED,
    Nearest,
    Points,
    Travel,
    Trips,
    Walker,
    Walking,
    Way,
    nearest,
    read_streets,
    straight_trips,
)
from maillage.core.access.points import Flags

# Where an extract of OpenStreetMap is laid: <MAILLAGE_FOLDER>/rues/<anything>.osm.pbf
FOLDER = "rues"


def streets_file() -> Path | None:
    """Return the extract of OpenStreetMap that the city laid, the first by name; None without."""
    return next(iter(sorted((settings.FOLDER / FOLDER).glob("*.osm.pbf"))), None)


def trips_on_foot(
    areas: Points, places: Points, *, minutes: float, walker: Walker = UNHURRIED
) -> Trips:
    """Return the trips of at most some minutes; `travel` says how they were worked out."""
    walking = _walking(walker)
    if walking is not None:
        return walking.trips(areas, places, minutes=minutes)
    return straight_trips(areas, places, minutes=minutes, walker=walker)


def nearest_on_foot(
    areas: Points, places: Points, *, among: Flags, walker: Walker = UNHURRIED
) -> Nearest:
    """Return the nearest of some places; `travel` says how the minutes were worked out."""
    walking = _walking(walker)
    if walking is not None:
        return walking.nearest(areas, places, among=among)
    return nearest(areas, places, among=among, walker=walker)


def is_by_streets(travel: Travel) -> bool:
    """Tell whether minutes follow streets."""
    return travel.way is Way.STREETS


def _walking(walker: Walker) -> Walking | None:
    path = streets_file()
    if path is None:
        return None
    return _network(path, path.stat().st_mtime_ns, walker)


@lru_cache(maxsize=2)
def _network(path: Path, mark: int, walker: Walker) -> Walking:
    """Read once by process, and again when the file changes: a department takes a minute."""
    return Walking(read_streets(path.read_bytes(), filename=path.name), walker)
