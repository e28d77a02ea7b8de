"""The list of named corrections: one function each, found by its code."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

# Every text column, whatever its name: what the producer added is cleaned like the rest.
ANY_FIELD = "*"

ValueFix = Callable[[str], str]
RowFix = Callable[[Mapping[str, object]], Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Correction:
    """One named correction.

    code : stable and unique; reports and exports use it
    fields : columns it may change, or (ANY_FIELD,)
    why : one French sentence for the producer of the file
    module : where it is written; the order of the modules is the order of the steps
    fix_value : text to text, for a correction that looks at one value
    fix_row : row to the columns that change, for a correction that needs several columns
    """

    code: str
    fields: tuple[str, ...]
    why: str
    module: str
    fix_value: ValueFix | None = None
    fix_row: RowFix | None = None


_REGISTRY: dict[str, Correction] = {}


def correction(
    *, code: str, field: str | tuple[str, ...], why: str
) -> Callable[[ValueFix], ValueFix]:
    """Register a function that takes one text and returns it corrected, or the same.

    Raises
    ------
    ValueError : the code is already taken.
    """

    def register(fix: ValueFix) -> ValueFix:
        fields = (field,) if isinstance(field, str) else field
        _add(Correction(code, fields, why, fix.__module__, fix_value=fix))
        return fix

    return register


def row_correction(*, code: str, fields: tuple[str, ...], why: str) -> Callable[[RowFix], RowFix]:
    """Register a function that takes a row and returns only the columns that it corrects.

    Raises
    ------
    ValueError : the code is already taken.
    """

    def register(fix: RowFix) -> RowFix:
        _add(Correction(code, fields, why, fix.__module__, fix_row=fix))
        return fix

    return register


def corrections() -> Mapping[str, Correction]:
    """Return every registered correction by its code, in the order of definition."""
    return dict(_REGISTRY)


def _add(new: Correction) -> None:
    if new.code in _REGISTRY:
        raise ValueError(f"correction code used twice: {new.code}")
    _REGISTRY[new.code] = new
