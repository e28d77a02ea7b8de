"""Territories in lines, variables in columns, and the same variables where one compares."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Booleans = npt.NDArray[np.bool_]
Column = Iterable[float | None] | Floats

# Counts are estimates by INSEE with nine decimals or more: a part may pass its whole by so much.
SLACK = 1e-9


@dataclass(frozen=True)
class Table:
    """What is known of some territories. Made by `Table.of`, which checks and copies.

    Parameters
    ----------
    codes
        One per territory, all different.
    columns
        Variable → its values, shape (n,); NaN where missing or secret, which is never 0.
    references
        Reference ("commune", "unite_urbaine", "departement"…) → variable → its value there, shape
        (n,): each territory has its own commune.
    """

    codes: tuple[str, ...]
    columns: Mapping[str, Floats]
    references: Mapping[str, Mapping[str, Floats]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        codes: Sequence[str],
        columns: Mapping[str, Column],
        references: Mapping[str, Mapping[str, Column | float]] | None = None,
    ) -> "Table":
        """Return a table of its own: None becomes NaN, one value of reference serves everyone.

        Raises
        ------
        ValueError
            Two lines with one code, a column of another length, an infinite value.
        """
        kept = tuple(codes)
        if len(set(kept)) != len(kept):
            twice = sorted(code for code, times in Counter(kept).items() if times > 1)
            raise ValueError(f"a territory is there twice: {', '.join(twice[:5])}")
        n = len(kept)
        return cls(
            kept,
            MappingProxyType({name: _read(name, values, n) for name, values in columns.items()}),
            MappingProxyType(
                {
                    reference: MappingProxyType(
                        {name: _read(name, values, n) for name, values in said.items()}
                    )
                    for reference, said in (references or {}).items()
                }
            ),
        )

    def __len__(self) -> int:
        return len(self.codes)

    def column(self, name: str) -> Floats:
        """Return the values of a variable.

        Raises
        ------
        ValueError
            There is no such variable.
        """
        if name not in self.columns:
            raise ValueError(f"no column {name}: there are {', '.join(sorted(self.columns))}")
        return self.columns[name]

    def reference(self, reference: str, name: str) -> Floats:
        """Return the value of a variable in the reference of each territory.

        Raises
        ------
        ValueError
            There is no such reference, or it does not say this variable.
        """
        if reference not in self.references:
            known = ", ".join(sorted(self.references)) or "none"
            raise ValueError(f"no reference {reference}: there are {known}")
        if name not in self.references[reference]:
            raise ValueError(f"the reference {reference} does not say {name}")
        return self.references[reference][name]


def _read(name: str, values: Column | float, n: int) -> Floats:
    if isinstance(values, int | float):
        read = np.full(n, float(values))
    elif isinstance(values, np.ndarray):
        read = np.array(values, dtype=np.float64)
    else:
        read = np.array([np.nan if v is None else float(v) for v in values], dtype=np.float64)
    if read.shape != (n,):
        raise ValueError(f"{name}: {read.size} values for {n} territories")
    if np.isinf(read).any():
        raise ValueError(f"{name}: a value is infinite; what is unknown is NaN")
    return frozen(read)


def frozen(values: Floats) -> Floats:
    """Return these values, that nobody can change any more."""
    values.setflags(write=False)
    return values


def check_share(name: str, values: Floats) -> None:
    """Refuse what cannot be a share: 0.25 is 25 %, and 25 is a mix of units.

    Raises
    ------
    ValueError
        A known value is under 0 or over 1.
    """
    wrong = values[(values < 0) | (values > 1 + SLACK)]
    if wrong.size:
        raise ValueError(f"{name} is a share, from 0 to 1 (0.25 is 25 %): {wrong[0]:g} is none")


def divide(name: str, part: Floats, whole: Floats) -> Floats:
    """Return `part / whole`, NaN where the whole is 0 or one of the two is missing.

    Of nobody nothing is known: neither 0 nor infinity.

    Raises
    ------
    ValueError
        A known whole is negative.
    """
    if (whole < 0).any():
        raise ValueError(f"{name}: divided by a negative number")
    found = np.full(part.shape, np.nan)
    np.divide(part, whole, out=found, where=whole > 0)
    return found
