"""How much help a place gives: weekly hours times places at once, unknown kept apart."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from maillage.core.access.points import Flags, Floats

UNIT = "heures-places par semaine"


@dataclass(frozen=True, slots=True, eq=False)
class Supply:
    """What each place offers, once from what is known, once completed.

    known : shape (n_places,), hours times places a week; 0 where one of both is not known
    completed : shape (n_places,), what is not known taken as the median of the same kind; 0
        where nothing is known of the whole kind
    estimated : shape (n_places,), True where `completed` holds a median
    unknown : shape (n_places,), True where `known` is 0 for want of knowing
    unit : of both
    """

    known: Floats
    completed: Floats
    estimated: Flags
    unknown: Flags
    unit: str = UNIT

    @property
    def still_unknown(self) -> Flags:
        """Shape (n_places,), True where the kind itself says nothing: 0 in both."""
        return np.asarray(self.unknown & ~self.estimated)

    @property
    def unknown_share(self) -> float:
        """Part of the places whose supply is not known, 0 to 1; 0 without a place."""
        return float(self.unknown.mean()) if len(self.unknown) else 0.0


def weekly_supply(
    hours_per_week: ArrayLike, places_at_once: ArrayLike, kinds: Sequence[str]
) -> Supply:
    """Return what places offer in a week: hours of opening times places at once.

    Parameters
    ----------
    hours_per_week : shape (n_places,), >= 0; NaN: not known
    places_at_once : shape (n_places,), people helped at the same time, >= 0; NaN: not known
    kinds : what is alike ("médiathèque", "France services"); "" is a kind of its own that never
        lends its median

    Raises
    ------
    ValueError : sizes that differ, an amount that is negative or infinite, more than 168 hours.

    Notes
    -----
    Each of the two is completed apart: hours that are known stay, times the median number of
    places of the kind. The median is that of the known values, zeros included.

    Examples
    --------
    >>> found = weekly_supply([20, 30, np.nan, 10], [2, 4, 3, np.nan], ["a", "a", "a", "b"])
    >>> found.known.tolist(), found.completed.tolist()
    ([40.0, 120.0, 0.0, 0.0], [40.0, 120.0, 75.0, 0.0])
    >>> found.unknown_share, found.estimated.tolist()
    (0.5, [False, False, True, False])
    """
    hours = _known_or_nan(hours_per_week, "hours_per_week", len(kinds))
    places = _known_or_nan(places_at_once, "places_at_once", len(kinds))
    if (hours > 168).any():
        raise ValueError("a week has 168 hours")
    product = hours * places
    unknown = np.isnan(product)
    filled = _completed(hours, kinds) * _completed(places, kinds)
    return Supply(
        known=np.where(unknown, 0.0, product),
        completed=np.nan_to_num(filled, nan=0.0),
        estimated=unknown & ~np.isnan(filled),
        unknown=unknown,
    )


def _known_or_nan(values: ArrayLike, name: str, size: int) -> Floats:
    amounts = np.asarray(values, np.float64)
    if amounts.shape != (size,):
        raise ValueError(f"{name} has shape {amounts.shape} for {size} kinds")
    if (amounts < 0).any() or np.isinf(amounts).any():
        raise ValueError(f"{name} is >= 0 and finite, or NaN")
    return amounts


def _completed(values: Floats, kinds: Sequence[str]) -> Floats:
    """Return values with NaN replaced by the median of the kind, NaN where it has none."""
    labels, kind = np.unique(np.asarray(kinds, dtype=np.str_), return_inverse=True)
    medians = np.full(len(labels), np.nan)
    for number, label in enumerate(labels):
        known = values[(kind == number) & ~np.isnan(values)]
        if label and len(known):
            medians[number] = np.median(known)
    return np.where(np.isnan(values), medians[kind] if len(values) else values, values)
