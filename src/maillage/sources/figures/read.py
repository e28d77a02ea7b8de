"""Read a file of figures: one value by zone and measure, and every row accounted for."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from maillage.sources.delivery import open_delivery
from maillage.sources.figures.model import ColumnOf, FigureFile, known_files
from maillage.sources.figures.possible import MOST, Doubts
from maillage.sources.mapping.contents import number_of
from maillage.sources.mapping.look import columns_of, text_of
from maillage.sources.mapping.table import open_table

State = Literal["known", "secret", "missing"]
# What most producers write for what they hide; a file may say more.
_SECRET = {"s", "ns", "secret", "c", "n.d. (secret)"}
# What Insee writes for metropolitan France. "F", "FE" and "FRANCE" count the overseas departments
# too: another country, whose figures are never read as this one's.
_COUNTRY = re.compile(r"(\d{4}-)?(FRANCE-)?FM|METRO|FRANCE M[EÉ]TROPOLITAINE")
_MISSING = {"", "nd", "n/d", "na", "n/a", "nc", "-", "..", "null", "none", "nan", "n.d."}


@dataclass(frozen=True, slots=True)
class FigureRow:
    """What one row says of one zone: by measure, a value and its state.

    number : its line in the file, its rank where a file has no lines
    """

    number: int
    code: str
    values: Mapping[str, tuple[float | None, State]]


@dataclass(slots=True)
class Accounts:
    """Where every row of the file went."""

    n_rows: int = 0
    n_filtered: int = 0  # left aside by "where"
    n_without_code: int = 0
    n_twice: int = 0
    # cells that are neither a number, nor a secret, nor nothing: (line, column, what it says)
    unread: list[tuple[int, str, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    doubts: Doubts = field(default_factory=Doubts)


def rows_of_table(
    rows: Iterable[tuple[int, Mapping[str, object]]], wanted: FigureFile, accounts: Accounts
) -> Iterator[FigureRow]:
    """Yield what each row of a table says; a zone met twice keeps its first row, and it is said."""
    seen: set[str] = set()
    secret = _SECRET | {word.casefold() for word in wanted.secret}
    missing = (_MISSING | {word.casefold() for word in wanted.missing}) - secret
    for number, cells in rows:
        accounts.n_rows += 1
        if any(text_of(cells.get(name)) != said for name, said in wanted.where.items()):
            accounts.n_filtered += 1
            continue
        code = zone_code(text_of(cells.get(wanted.code_column)), wanted.zone_kind)
        if not code:
            accounts.n_without_code += 1
            continue
        if code in seen:
            accounts.n_twice += 1
            continue
        seen.add(code)
        values = {
            one.measure: _value(cells, one, number, secret, missing, accounts)
            for one in wanted.measures
        }
        yield FigureRow(number, code, values)


def _value(
    cells: Mapping[str, object],
    one: ColumnOf,
    number: int,
    secret: set[str],
    missing: set[str],
    accounts: Accounts,
) -> tuple[float | None, State]:
    if any(text_of(cells.get(name)) == said for name, said in one.secret_where.items()):
        return None, "secret"
    if one.over:
        return _share(cells, one, number, secret, missing, accounts)
    if one.plus:
        parts = [
            _value(cells, replace(one, column=name, plus=()), number, secret, missing, accounts)
            for name in (one.column, *one.plus)
        ]
        known = [value for value, _ in parts if value is not None]
        return (sum(known), "known") if known else (None, parts[0][1])
    text = text_of(cells.get(one.column))
    plain = text.casefold()
    if plain in secret:
        return None, "secret"
    if plain in missing:
        return None, "missing"
    value = number_of(text.removesuffix("%").strip())
    if value is None:
        value = _exponent(text)
    if value is None or not math.isfinite(value) or abs(value * one.factor) > MOST:
        if len(accounts.unread) < 200:
            accounts.unread.append((number, one.column, text[:60]))
        return None, "missing"
    return value * one.factor, "known"


def _share(
    cells: Mapping[str, object],
    one: ColumnOf,
    number: int,
    secret: set[str],
    missing: set[str],
    accounts: Accounts,
) -> tuple[float | None, State]:
    """Return columns divided by another; a share of which a part is hidden would be too low."""
    factors = dict.fromkeys((one.column, *one.plus), one.factor) | {one.over: 1.0}
    read = {
        name: _value(
            cells, replace(one, column=name, plus=(), over="", factor=factor),
            number, secret, missing, accounts,
        )
        for name, factor in factors.items()
    }  # fmt: skip
    for value, state in read.values():
        if value is None:
            return None, state
    whole = read[one.over][0] or 0.0
    # Of nobody there is no share.
    if whole <= 0:
        return None, "missing"
    return sum(
        value or 0.0 for name, (value, _) in read.items() if name != one.over
    ) / whole, "known"


def _exponent(text: str) -> float | None:
    """Return a number written "1.2e-05", as programs write them, None for another text."""
    try:
        return float(text) if "e" in text.lower() else None
    except ValueError:
        return None


def zone_code(text: str, kind: str) -> str:
    """Return the code of a zone as it is kept: zeros that a spreadsheet took come back.

    >>> zone_code("1004", "commune"), zone_code("10040101", "iris"), zone_code("2A004.0", "commune")
    ('01004', '010040101', '2A004')
    >>> zone_code("851", "uu"), zone_code("2025-FRANCE-FM", "country"), zone_code("F", "country")
    ('00851', 'FM', 'F')
    """
    code = text.strip().removesuffix(".0").upper() if kind != "cell" else text.strip()
    if kind == "commune" and code.isdigit() and len(code) == 4:
        return "0" + code
    if kind == "iris" and code.isdigit() and len(code) == 8:
        return "0" + code
    if kind == "uu" and code.isdigit():
        return code.zfill(5)
    if kind == "country" and _COUNTRY.fullmatch(code):
        return "FM"
    return code


def read_figures(path: Path, wanted: FigureFile, accounts: Accounts) -> Iterator[FigureRow]:
    """Yield what a file says, read as `wanted` describes it.

    Raises DeliveryError when the file is no table, or is not the one that is described.
    """
    with open_delivery(path) as delivery:
        _laid, rows = open_table(delivery, columns=wanted.columns)

        def good() -> Iterator[tuple[int, Mapping[str, object]]]:
            for row in rows:
                if row.problem is not None:
                    accounts.n_rows += 1
                    accounts.problems.append(row.problem)
                    continue
                yield row.line or row.number, row.values

        yield from rows_of_table(good(), wanted, accounts)


def recognised(path: Path, *, name: str = "") -> FigureFile | None:
    """Return the description of a file that Maillage knows, told by its columns; else None.

    Raises DeliveryError when it cannot be read as a table.
    """
    return recognised_by(columns_of(path, name=name), name or path.name)


def recognised_by(columns: Iterable[str], name: str = "") -> FigureFile | None:
    """Return the known description that asks most of these columns, all present; else None."""
    held = set(columns)
    fitting = [one for one in known_files().values() if held >= set(one.columns) and not one.layer]
    if not fitting:
        return None
    # Two editions of one producer have the same columns: the year in the name tells.
    return max(fitting, key=lambda one: (len(one.columns), str(one.year) in name, one.year))
