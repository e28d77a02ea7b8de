"""Positions on the sphere, ready for a tree: the antimeridian and the poles are nowhere special."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import cKDTree

from maillage.core.geo import EARTH_RADIUS_M

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Flags = NDArray[np.bool_]
# A point of 3 doubles is 24 bytes: 3 MB in one go, which stays in the cache of a processor.
CHUNK = 1 << 17


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Positions in degrees, latitude first.

    latitudes, longitudes : shape (n,); NaN in either: the position is not known
    """

    latitudes: Floats
    longitudes: Floats

    @classmethod
    def of(cls, latitudes: ArrayLike, longitudes: ArrayLike) -> "Points":
        """Return points from anything that makes two arrays of one shape (n,).

        Raises
        ------
        ValueError : other shapes, or figures that are no degrees (metres of a projection, latitude
            and longitude exchanged).
        """
        lats, lons = np.asarray(latitudes, np.float64), np.asarray(longitudes, np.float64)
        if lats.ndim != 1 or lats.shape != lons.shape:
            raise ValueError(f"latitudes and longitudes are two lists: {lats.shape}, {lons.shape}")
        for name, values, most in (("latitude", lats, 90), ("longitude", lons, 180)):
            wrong = np.abs(values) > most
            if wrong.any():
                seen = values[wrong][0]
                raise ValueError(f"a {name} is at most {most} degrees, not {seen} (metres?)")
        return cls(lats, lons)

    def __len__(self) -> int:
        return len(self.latitudes)

    @property
    def known(self) -> Flags:
        """Shape (n,), False where the position is not known."""
        return np.asarray(np.isfinite(self.latitudes) & np.isfinite(self.longitudes))

    def taken(self, index: Ints | Flags | slice | NDArray[np.int64]) -> "Points":
        """Return some of the points, by number, by slice or by flags."""
        return Points(self.latitudes[index], self.longitudes[index])

    def on_unit_sphere(self) -> Floats:
        """Return shape (n, 3): x, y, z on a sphere of radius 1, NaN where not known."""
        lats, lons = np.radians(self.latitudes), np.radians(self.longitudes)
        xyz = np.empty((len(lats), 3))
        cosine = np.cos(lats)
        np.multiply(cosine, np.cos(lons), out=xyz[:, 0])
        np.multiply(cosine, np.sin(lons), out=xyz[:, 1])
        np.sin(lats, out=xyz[:, 2])
        # One unknown half makes the whole unknown: latitude alone would give a z.
        xyz[np.isnan(lons) | np.isnan(lats)] = np.nan
        return xyz


def chord_of_m(metres: float) -> float:
    """Return the straight way through a sphere of radius 1 that spans so many metres of arc.

    Examples
    --------
    >>> round(chord_of_m(1_000) * EARTH_RADIUS_M, 3)
    1000.0
    """
    angle = min(metres / EARTH_RADIUS_M, np.pi)
    return float(2 * np.sin(angle / 2))


def metres_of_chords(chords: Floats) -> Floats:
    """Return the great-circle distances in metres of chords of the unit sphere; inf stays inf."""
    metres = 2 * EARTH_RADIUS_M * np.arcsin(np.minimum(chords / 2, 1.0))
    return np.where(np.isinf(chords), np.inf, metres)


def tree_of(points: Points) -> tuple[cKDTree, Ints]:
    """Return a tree of positions, all known, each once, and the number of the first point of each.

    Several places at one spot are one leaf: the first of the list answers for them, always the
    same one.
    """
    xyz = points.on_unit_sphere()
    _, first = np.unique(xyz, axis=0, return_index=True)
    return cKDTree(xyz[first]), first.astype(np.int32)
