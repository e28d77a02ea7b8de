"""Positions in metres or in degrees, brought to degrees of WGS84 at a centimetre."""

import numpy as np
from numpy.typing import NDArray

from maillage.apps.territories.errors import TerritoryFileUnreadable
from maillage.core.geo import PROJECTIONS, degrees_of_metres

Positions = NDArray[np.float64]  # shape (n, 2): x or longitude, then y or latitude
# Seven decimals of a degree are a centimetre: no outline of a territory is known better.
DECIMALS = 7
WEB_MERCATOR = (3857, 900913, 102100)
_WGS84_RADIUS_M = 6_378_137.0


def in_degrees(positions: Positions, epsg: int | None) -> Positions:
    """Return (longitude, latitude) of positions; `epsg` 0 or None says that they are degrees.

    Raises TerritoryFileUnreadable for a system that is not known.
    """
    if not epsg:
        found = positions
    elif epsg in WEB_MERCATOR:
        # EPSG Guidance Note 7-2, method 1024: a sphere of the great radius of WGS84.
        longitude = np.degrees(positions[:, 0] / _WGS84_RADIUS_M)
        latitude = np.degrees(np.arctan(np.sinh(positions[:, 1] / _WGS84_RADIUS_M)))
        found = np.column_stack([longitude, latitude])
    elif epsg in PROJECTIONS:
        latitude, longitude = degrees_of_metres(positions[:, 0], positions[:, 1], epsg)
        found = np.column_stack([longitude, latitude])
    else:
        known = ", ".join(str(code) for code in sorted({*PROJECTIONS, 4326, 3857}))
        raise TerritoryFileUnreadable(
            detail=f"le système de coordonnées EPSG:{epsg} n’est pas connu (connus : {known}) ; "
            "enregistrez le fichier en WGS84 (EPSG:4326)"
        )
    return np.asarray(np.round(found, DECIMALS) + 0.0)  # no "-0.0" in an outline


def check_positions(positions: Positions, nom: str) -> None:
    """Refuse positions that are nowhere, and say what they look like. Raises
    TerritoryFileUnreadable."""
    if not np.isfinite(positions).all():
        raise TerritoryFileUnreadable(
            detail=f"le contour de « {nom} » a une coordonnée qui n’est pas un nombre"
        )
    if not len(positions):
        return
    x, y = positions.T
    if np.abs(x).max() > 360 or np.abs(y).max() > 90:
        metres = (np.abs(positions) > 1_000).all(axis=None)
        raise TerritoryFileUnreadable(
            detail=f"le contour de « {nom} » sort de la Terre : {x[0]:g}, {y[0]:g}"
            + (" ; si ce sont des mètres Lambert-93, ajoutez --crs 2154" if metres else "")
        )
    if x.min() > 41 and x.max() < 52 and y.min() > -6 and y.max() < 10:
        raise TerritoryFileUnreadable(
            detail=f"le contour de « {nom} » est en pleine mer, au large de la Somalie : la "
            "latitude et la longitude sont inversées (il faut la longitude d’abord)"
        )
