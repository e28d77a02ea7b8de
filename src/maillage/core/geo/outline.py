"""One outline drawn corner by corner: does it cross itself, and how large is it."""

from collections.abc import Sequence
from math import cos, radians

import numpy as np
from numpy.typing import NDArray

from maillage.core.geo.distance import EARTH_RADIUS_M

Corners = Sequence[tuple[float, float]]
# Corners are compared as whole numbers of this part of a degree (11 cm): exactly.
_PER_DEGREE = 1_000_000


def first_crossing(corners: Corners) -> tuple[int, int] | None:
    """Return two sides of a closed outline that meet where they should not, None when none do.

    Parameters
    ----------
    corners : (latitude, longitude) in degrees, in their order, the first one not repeated

    Returns
    -------
    numbers of the sides, from 0: side i goes from corner i to the next one; the last side comes
    back to corner 0. Sides that touch at a corner count, and so do two that go back over another.

    Notes
    -----
    On the plane of longitudes and latitudes, to 1e-6 degree, with whole numbers: no rounding
    decides. Every pair of sides is looked at, for outlines of a few hundred corners.

    Examples
    --------
    >>> first_crossing([(0, 0), (1, 1), (1, 0), (0, 1)])
    (0, 2)
    >>> first_crossing([(0, 0), (0, 1), (1, 1), (1, 0)]) is None
    True
    """
    points = np.rint(np.asarray(corners, dtype=np.float64).reshape(-1, 2) * _PER_DEGREE)
    starts = points.astype(np.int64)
    n = len(starts)
    if n < 3:
        return (0, 0)
    ends = np.roll(starts, -1, axis=0)
    for i in range(n):
        # Two neighbours share a corner: they only meet elsewhere when one folds back.
        if _folds(starts[i], ends[i], ends[(i + 1) % n]):
            return (min(i, (i + 1) % n), max(i, (i + 1) % n))
    for i in range(n - 2):
        others = np.arange(i + 2, n - (i == 0))
        met = _meet(starts[i], ends[i], starts[others], ends[others])
        if met.any():
            return (i, int(others[int(met.argmax())]))
    return None


def _folds(start: NDArray[np.int64], middle: NDArray[np.int64], end: NDArray[np.int64]) -> bool:
    """Tell whether the side after a corner goes back along the one before, or has no length."""
    there, back = middle - start, end - middle
    along = int(there @ back)
    across = int(there[0] * back[1] - there[1] * back[0])
    return across == 0 and along <= 0


def _meet(
    start: NDArray[np.int64],
    end: NDArray[np.int64],
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Return which sides meet one side, their ends included."""
    apart = (
        (np.minimum(starts, ends) > np.maximum(start, end))
        | (np.maximum(starts, ends) < np.minimum(start, end))
    ).any(axis=1)
    of_starts, of_ends = _turn(start, end, starts), _turn(start, end, ends)
    of_start, of_end = _turn(starts, ends, start), _turn(starts, ends, end)
    found: NDArray[np.bool_] = ~apart & (of_starts * of_ends <= 0) & (of_start * of_end <= 0)
    return found


def _turn(
    start: NDArray[np.int64], end: NDArray[np.int64], point: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the side on which a point lies: -1, 0 or 1. Exact: 64 bits hold the products."""
    along, towards = end - start, point - start
    found: NDArray[np.int64] = np.sign(
        along[..., 0] * towards[..., 1] - along[..., 1] * towards[..., 0]
    )
    return found


def area_of_m2(corners: Corners) -> float:
    """Return the area inside a closed outline, square metres, on the sphere of this package.

    Parameters
    ----------
    corners : (latitude, longitude) in degrees, the first one not repeated; no side crosses another

    Notes
    -----
    Local equirectangular projection at the middle of the outline: for an outline of 20 km at 50°
    north, within 0.5 %.

    Examples
    --------
    >>> round(area_of_m2([(0, 0), (0, 0.01), (0.01, 0.01), (0.01, 0)]) / 10_000)
    124
    """
    points = np.radians(np.asarray(corners, dtype=np.float64).reshape(-1, 2))
    if len(points) < 3:
        return 0.0
    points = points - points[0]
    middle = float(np.mean([latitude for latitude, _ in corners]))
    y, x = points[:, 0], points[:, 1] * cos(radians(middle))
    twice = float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum())
    return abs(twice) / 2 * EARTH_RADIUS_M**2
