"""What every method returns: components first, then the total, and what is missing.

A total is never alone: two neighbourhoods with one score may have nothing else in common.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from maillage.core.indicators.table import Booleans, Floats, Table, check_share, divide


class Remark(StrEnum):
    """What whoever shows an index must say beside it."""

    UNKNOWN = "unknown_everywhere"  # no territory has a value
    CONSTANT = "constant"  # one value everywhere: it tells no territory from another
    NO_DENOMINATOR = "no_denominator"  # counted out of nobody: no rate
    IMPUTED = "imputed"  # missing, replaced by the mean of its group
    TREATED = "treated"  # an extreme value was brought back
    SCREENED = "screened"  # too little is known of this territory
    OUTSIDE = "outside_reference"  # beyond the reference set: brought back to its end
    ESTIMATED = "estimated"  # mean of smaller areas, not a published value
    PARTLY_KNOWN = "partly_known"  # some of the inhabitants are in areas without a value
    MINIMUM = "minimum_known"  # a secret cell was left out: at least this many
    BOUNDED = "bounded"  # two counts contradict each other: held within its bounds


@dataclass(frozen=True)
class Noted:
    """One remark, the variable it is about, and the territories; no code means all of them."""

    remark: Remark
    variable: str
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Against:
    """A variable beside the same in a reference, shapes (n,); NaN where one of them is missing.

    `gap` is the difference, in the unit of the variable; `ratio` how many times the reference, NaN
    when that is 0.
    """

    reference: str
    values: Floats
    gap: Floats
    ratio: Floats


@dataclass(frozen=True)
class Variable:
    """One variable: as it was given (`values`), and what it brings to the total (`scores`)."""

    name: str
    values: Floats
    scores: Floats
    against: tuple[Against, ...] = ()
    counted: bool = True

    @property
    def is_missing(self) -> Booleans:
        """Where nothing was known, even when it was then replaced."""
        return np.isnan(self.values) | np.isnan(self.scores)


@dataclass(frozen=True)
class Part:
    """An axis or dimension: its members (variables or parts), its score before the total."""

    name: str
    members: tuple[str, ...]
    scores: Floats


@dataclass(frozen=True)
class Line:
    """One territory of an index; parts and variables by name, NaN where unknown."""

    code: str
    total: float
    parts: Mapping[str, float]
    variables: Mapping[str, float]
    missing: tuple[str, ...]
    remarks: tuple[Noted, ...]


@dataclass(frozen=True)
class Index:
    """The index of some territories, by one method in one version, both to be printed with it.

    `settings` are the parameters that were chosen, in words of the code. `total` has shape (n,), in
    the order of `codes`; NaN where too little is known. A higher total is always more fragile
    except in the published mode of `ifn_2020`, whose income says the contrary.
    """

    method: str
    version: str
    settings: Mapping[str, str]
    codes: tuple[str, ...]
    variables: tuple[Variable, ...]
    parts: tuple[Part, ...]
    total: Floats
    remarks: tuple[Noted, ...] = ()

    @property
    def missing(self) -> tuple[tuple[str, ...], ...]:
        """The counted variables that each territory lacks, in the order of `codes`."""
        lacks = [(each.name, each.is_missing) for each in self.variables if each.counted]
        return tuple(
            tuple(name for name, where in lacks if where[place]) for place in range(len(self.codes))
        )

    @property
    def is_partial(self) -> Booleans:
        """Where there is a total though one of its variables is missing: to be said beside it."""
        lacks = np.array([bool(names) for names in self.missing], dtype=np.bool_)
        return lacks & ~np.isnan(self.total)

    def noted(self, remark: Remark) -> frozenset[str]:
        """Return the codes that a remark is about."""
        found = [each for each in self.remarks if each.remark is remark]
        if any(not each.codes for each in found):
            return frozenset(self.codes)
        return frozenset(code for each in found for code in each.codes)

    def line(self, code: str) -> Line:
        """Return all that is known of one territory.

        Raises
        ------
        ValueError
            It is not in this index.
        """
        if code not in self.codes:
            raise ValueError(f"not in this index: {code}")
        at = self.codes.index(code)
        return Line(
            code,
            float(self.total[at]),
            {part.name: float(part.scores[at]) for part in self.parts},
            {each.name: float(each.scores[at]) for each in self.variables},
            self.missing[at],
            tuple(each for each in self.remarks if not each.codes or code in each.codes),
        )


def compare(
    table: Table, name: str, values: Floats, *, is_share: bool = False
) -> tuple[Against, ...]:
    """Return a variable beside each of the references of the table that says it.

    Raises
    ------
    ValueError
        It is a share, and a reference gives it in another unit.
    """
    found = []
    for reference, said in table.references.items():
        if name not in said:
            continue
        if is_share:
            check_share(f"{name} of {reference}", said[name])
        found.append(
            Against(reference, said[name], values - said[name], _times(values, said[name]))
        )
    return tuple(found)


def noted(
    remark: Remark, variable: str, codes: Iterable[str], where: Booleans
) -> tuple[Noted, ...]:
    """Return the remark for the territories where it holds; nothing when it holds nowhere."""
    about = tuple(code for code, held in zip(codes, where, strict=True) if held)
    return (Noted(remark, variable, about),) if about else ()


def _times(values: Floats, reference: Floats) -> Floats:
    """A ratio to a negative or zero reference says nothing."""
    return divide("ratio", values, np.where(reference > 0, reference, np.nan))
