"""Minutes on foot: along the streets when the city laid a file of them, else as the crow flies."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from django.conf import settings
from django.utils.translation import gettext as _

from maillage.apps.observatory.errors import StreetsNotInstalled, StreetsNotRead
from maillage.core.access import (
    UNHURRIED,
    Mixed,
    Nearest,
    Points,
    Streets,
    StreetsUnreadable,
    Travel,
    Trips,
    Walker,
    Walking,
    Way,
    nearest,
    read_streets,
    straight_trips,
)
from maillage.core.access.points import Flags, Floats

# Where an extract of OpenStreetMap is laid: <MAILLAGE_FOLDER>/rues/<anything>.osm.pbf
FOLDER = "rues"
_ENDINGS = (".osm.pbf", ".osm.gz", ".osm.bz2", ".osm")


@dataclass(frozen=True, slots=True)
class Laid:
    """The extract that was read, and how many people it does not reach.

    name : of the file; others : those that were not read
    n_off : people farther than 150 m from any of its streets; n_people : all of them
    """

    name: str
    others: Sequence[str]
    n_off: float
    n_people: float

    @property
    def is_elsewhere(self) -> bool:
        """Whether nobody lives near its streets: it is the extract of another place."""
        return self.n_people > 0 and self.n_off >= self.n_people


def streets_files() -> list[Path]:
    """Return the extracts of OpenStreetMap that the city laid; the first by name is read."""
    folder = settings.FOLDER / FOLDER
    if not folder.is_dir():
        return []
    return sorted(
        path for path in folder.iterdir() if path.name.lower().endswith(_ENDINGS)
    )  # fmt: skip


def trips_on_foot(
    areas: Points, places: Points, *, minutes: float, walker: Walker = UNHURRIED
) -> Trips:
    """Return the trips of at most some minutes; `travel` says how they were worked out."""
    mixed = _mixed(walker)
    if mixed is not None:
        return mixed.trips(areas, places, minutes=minutes)
    return straight_trips(areas, places, minutes=minutes, walker=walker)


def nearest_on_foot(
    areas: Points, places: Points, *, among: Flags, walker: Walker = UNHURRIED
) -> Nearest:
    """Return the nearest of some places; `travel` says how the minutes were worked out."""
    mixed = _mixed(walker)
    if mixed is not None:
        return mixed.nearest(areas, places, among=among)
    return nearest(areas, places, among=among, walker=walker)


def laid_streets(at: Points, people: Floats, *, walker: Walker = UNHURRIED) -> Laid | None:
    """Return which extract was read for some people, None without any."""
    mixed, files = _mixed(walker), streets_files()
    if mixed is None or not files:
        return None
    off = mixed.off_streets(at)
    return Laid(
        files[0].name,
        [path.name for path in files[1:]],
        float(people[off].sum()),
        float(np.where(at.known, people, 0.0).sum()),
    )


def is_by_streets(travel: Travel) -> bool:
    """Tell whether minutes follow streets, where there are some."""
    return travel.way in (Way.STREETS, Way.MIXED)


def _mixed(walker: Walker) -> Mixed | None:
    files = streets_files()
    if not files:
        return None
    return _network(files[0], files[0].stat().st_mtime_ns, walker)


@lru_cache(maxsize=3)
def _network(path: Path, mark: int, walker: Walker) -> Mixed:
    return Mixed(Walking(_streets(path, mark), walker))


@lru_cache(maxsize=1)
def _streets(path: Path, mark: int) -> Streets:
    """Read once by process, and again when the file changes: a department takes a minute."""
    name = f"{FOLDER}/{path.name}"
    try:
        return read_streets(path.read_bytes(), filename=path.name)
    except ImportError as error:
        raise StreetsNotInstalled(file=name) from error
    except StreetsUnreadable as error:
        # Its own name and what the library says in English are left out.
        said = str(error).removeprefix(f"« {path.name} » ").split(" : ")[0]
        raise StreetsNotRead(file=name, detail=said.rstrip(". ")) from error
    except OSError as error:
        raise StreetsNotRead(file=name, detail=_("ne s’ouvre pas")) from error
