"""The share of people within ten minutes, a group beside the rest: simple and readable first."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from maillage.core.access.points import Floats
from maillage.core.statistics import Interval, newcombe, wilson


@dataclass(frozen=True, slots=True)
class Share:
    """How many people out of how many; counts are whole people, rounded once.

    interval : of the share, Wilson at 95 %
    """

    n_within: int
    n_people: int
    interval: Interval

    @property
    def value(self) -> float | None:
        """The share, 0 to 1; None of nobody."""
        return self.n_within / self.n_people if self.n_people else None


@dataclass(frozen=True, slots=True)
class Shares:
    """A group beside the rest.

    threshold_min : minutes, the bound included
    difference : share of the group minus share of the rest; None when one of both is empty
    interval : of the difference, Newcombe at 95 %; None likewise
    n_unknown : people of whom nothing can be said (no position, far from any street): in no base
    """

    threshold_min: float
    group: Share
    rest: Share
    difference: float | None
    interval: Interval | None
    n_unknown: int

    @property
    def everybody(self) -> Share:
        """The group and the rest together."""
        one, other = self.group, self.rest
        return _share(one.n_within + other.n_within, one.n_people + other.n_people)


def within_threshold(
    minutes: ArrayLike, people: ArrayLike, in_group: ArrayLike, *, threshold_min: float = 10.0
) -> Shares:
    """Return the share of people within some minutes of a place, a group against the rest.

    Parameters
    ----------
    minutes : shape (n_areas,), to the nearest place; inf: none in reach; NaN: nothing known
    people : shape (n_areas,), >= 0
    in_group : shape (n_areas,), how many of them are of the group, 0 to `people`

    Raises
    ------
    ValueError : shapes that differ, more in the group than people, amounts that are no numbers.

    Notes
    -----
    The intervals say what the number of people carries. Those of an area are not drawn at
    random, they live together: read them as the least uncertainty, not the whole.

    Examples
    --------
    >>> found = within_threshold([4, 12, np.inf], [100, 50, 50], [40, 0, 10])
    >>> found.group.value, found.rest.value, round(found.difference, 2)
    (0.8, 0.4, 0.4)
    """
    took, all_people = np.asarray(minutes, np.float64), np.asarray(people, np.float64)
    group = np.asarray(in_group, np.float64)
    if took.ndim != 1 or not took.shape == all_people.shape == group.shape:
        raise ValueError("minutes, people and in_group are three lists of one length")
    if not (np.isfinite(all_people).all() and (group >= 0).all() and (group <= all_people).all()):
        raise ValueError("people are finite numbers, and a group is between 0 and all of them")
    known = ~np.isnan(took)
    near = known & (took <= threshold_min)
    one = _counted(group, near, known)
    other = _counted(all_people - group, near, known)
    difference = interval = None
    if one.value is not None and other.value is not None:
        difference = one.value - other.value
        interval = newcombe(one.n_within, one.n_people, other.n_within, other.n_people)
    n_unknown = round(float(all_people[~known].sum()))
    return Shares(threshold_min, one, other, difference, interval, n_unknown)


def _counted(people: Floats, near: ArrayLike, known: ArrayLike) -> Share:
    flags, base = np.asarray(near), np.asarray(known)
    n_people = round(float(people[base].sum()))
    return _share(min(round(float(people[flags].sum())), n_people), n_people)


def _share(n_within: int, n_people: int) -> Share:
    return Share(n_within, n_people, wilson(n_within, n_people))
