"""How unequally something is shared between people: by one number, with the people counted.

Values are what one person has (minutes to a place, hours within reach); `people` says how many
people have each. The plainer figure comes first on a page: the share of each neighbourhood that
reaches a place, and the interval of the difference (`newcombe`).
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def gini(values: ArrayLike, people: ArrayLike | None = None) -> float:
    """Return the Gini index: 0 when all have the same, near 1 when one person has all.

    Parameters
    ----------
    values
        shape (n,), what one person has, 0 or more
    people
        shape (n,), how many people have it, 0 or more; one each when not given

    Returns
    -------
    float
        0 to 1; NaN of nobody, or when nobody has anything

    Raises
    ------
    ValueError
        for a negative or missing value, or shapes that differ

    References
    ----------
    G = 1 - Σ (p_t - p_{t-1})(L_t + L_{t-1}), p and L the shares of people and of what they have,
    added up from the least to the most (C. Gini, 1912; trapezes of the curve of Lorenz).

    Examples
    --------
    >>> gini([1, 1, 1])
    0.0
    >>> gini([0, 10], people=[3, 1])
    0.75
    """
    have, count = _checked(values, people)
    if np.any(have < 0):
        raise ValueError("a share is of values of 0 or more")
    order = np.argsort(have, kind="stable")
    shares, outcome = _cumulated(have[order], count[order])
    if shares is None or outcome is None:
        return float("nan")
    return _positive_zero(1 - np.sum(np.diff(shares) * (outcome[1:] + outcome[:-1])))


def concentration_index(
    values: ArrayLike, people: ArrayLike | None = None, *, living_standard: ArrayLike | None = None
) -> float:
    """Return the concentration index: below 0 when the poorest have more of it.

    Parameters
    ----------
    values
        shape (n,), what one person has (a rate, minutes, hours)
    people
        shape (n,), how many people have it; one each when not given
    living_standard
        shape (n,), what ranks them; those of equal standard are one group. Without it the values
        are those of groups, already from the poorest to the richest.

    Returns
    -------
    float
        -1 to 1 for values of 0 or more; NaN of nobody, or when the mean is 0

    Raises
    ------
    ValueError
        for a missing value, negative people, or shapes that differ

    References
    ----------
    C = Σ (p_t L_{t+1} - p_{t+1} L_t); equal to 2 cov(h, r) / μ with r the rank in the middle of the
    group. O. O'Donnell et al., Analyzing Health Equity Using Household Survey Data, World Bank,
    2008, chapter 8.

    Examples
    --------
    >>> concentration_index([10, 0])  # only the poorer half has it
    -0.5
    """
    have, count = _checked(values, people)
    if living_standard is not None:
        standard = np.asarray(living_standard, dtype=float)
        if standard.shape != have.shape or np.any(np.isnan(standard)):
            raise ValueError("a living standard is known for each value")
        _, group = np.unique(standard, return_inverse=True)
        total = np.bincount(group, weights=have * count)
        count = np.bincount(group, weights=count).astype(np.float64)
        have = np.divide(total, count, out=np.zeros_like(total), where=count > 0)
    shares, outcome = _cumulated(have, count)
    if shares is None or outcome is None:
        return float("nan")
    return _positive_zero(np.sum(shares[:-1] * outcome[1:] - shares[1:] * outcome[:-1]))


def palma(values: ArrayLike, people: ArrayLike | None = None) -> float:
    """Return what the 10 % who have most have, over what the 40 % who have least have.

    A group across a limit is cut in proportion. 0.25 when all have the same.

    Returns
    -------
    float
        infinite when the 40 % have nothing; NaN of nobody, or when nobody has anything

    Raises
    ------
    ValueError
        as `gini`

    References
    ----------
    J. G. Palma, Development and Change 42, 2011, p. 87; A. Cobham, A. Sumner, 2013.

    Examples
    --------
    >>> palma([1, 1, 1, 1])
    0.25
    """
    have, count = _checked(values, people)
    if np.any(have < 0):
        raise ValueError("a share is of values of 0 or more")
    order = np.argsort(have, kind="stable")
    shares, outcome = _cumulated(have[order], count[order])
    if shares is None or outcome is None:
        return float("nan")
    least, most = (float(np.interp(at, shares, outcome)) for at in (0.4, 0.9))
    return round((1 - most) / least, 12) if least > 0 else float("inf")


def _checked(values: ArrayLike, people: ArrayLike | None) -> tuple[Floats, Floats]:
    have = np.asarray(values, dtype=float)
    count = np.ones_like(have) if people is None else np.asarray(people, dtype=float)
    if have.ndim != 1 or have.shape != count.shape:
        raise ValueError("one value, and one number of people, for each group")
    if not (np.all(np.isfinite(have)) and np.all(np.isfinite(count))):
        raise ValueError("a missing value is left out by the caller, not counted")
    if np.any(count < 0):
        raise ValueError("people are 0 or more")
    return have, count


def _cumulated(have: Floats, count: Floats) -> tuple[Floats | None, Floats | None]:
    """Return the shares of people and of the outcome from 0 to 1, None when there is none."""
    people, outcome = count.sum(), (have * count).sum()
    if people == 0 or outcome == 0:
        return None, None
    return (
        np.concatenate([[0.0], np.cumsum(count) / people]),
        np.concatenate([[0.0], np.cumsum(have * count) / outcome]),
    )


def _positive_zero(value: float) -> float:
    # 1e-17 would be printed as an inequality that is not there, -0.0 as a sign.
    return 0.0 if abs(value) < 1e-12 else float(value)
