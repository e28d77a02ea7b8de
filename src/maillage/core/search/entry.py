"""What the index is made of: one line per offer at one place."""

from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Protocol, runtime_checkable


@runtime_checkable
class Hours(Protocol):
    """The two questions that the index asks of opening hours (see maillage.core.hours).

    Equal hours must be equal and hashable: each distinct timetable is read once a day.
    """

    def day_intervals(self, day: date) -> tuple[tuple[int, int], ...]:
        """Plainly open time of a day, minutes since midnight, end excluded (may pass 1440)."""
        ...

    def known_on(self, day: date) -> bool:
        """False when it is not known whether the place is open at some moment of that day."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One offer at one place, or one place without offer (offer_id None).

    Parameters
    ----------
    latitude, longitude : degrees WGS84 of the place; both None when it has no position
    name : of the place, to sort when no point is given
    yes : what is known to be true, "dimension:value" ("equipment:printer", "zone:12")
    unknown : what is not known, "dimension:value", or "dimension:*" for a whole dimension.
        What is in neither is known to be false; what is in both is true.
    text : the words by which one finds it
    hours : when it is open; None when nothing is known
    verified_on : the last day on which somebody checked what is said; None when nobody did

    Raises
    ------
    ValueError : half a position, or a position outside the Earth.

    Notes
    -----
    All entries of a place must bear the same position and name.
    """

    place_id: int
    offer_id: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    name: str = ""
    yes: frozenset[str] = frozenset()
    unknown: frozenset[str] = frozenset()
    text: str = ""
    hours: Hours | None = None
    verified_on: date | None = None

    def __post_init__(self) -> None:
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError(f"place {self.place_id}: latitude and longitude go together")
        if self.latitude is None or self.longitude is None:
            return
        check_position(self.latitude, self.longitude)


def check_position(latitude: float, longitude: float) -> None:
    """Raise ValueError unless the point (latitude, longitude), in degrees, is on the Earth."""
    if not (isfinite(latitude) and isfinite(longitude)):
        raise ValueError("latitude and longitude must be finite")
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise ValueError(f"({latitude}, {longitude}) is not (latitude, longitude) in degrees")
