"""Read a file of figures: one value by zone and measure, and every row accounted for."""

import math
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Literal

from maillage.sources.delivery import Delivery, DeliveryError, open_delivery
from maillage.sources.figures.model import ColumnOf, FigureFile, known_files
from maillage.sources.figures.possible import MOST, Doubts
from maillage.sources.mapping.contents import number_of
from maillage.sources.mapping.look import columns_of, text_of
from maillage.sources.mapping.table import Laid, open_table

State = Literal["known", "secret", "missing"]
# What most producers write for what they hide; a file may say more.
_SECRET = {"s", "ns", "n.s.", "secret", "c", "n.d. (secret)"}
# What Insee writes for metropolitan France. "F", "FE" and "FRANCE" count the overseas departments
# too: another country, whose figures are never read as this one's.
_COUNTRY = re.compile(r"(\d{4}-)?(FRANCE-)?FM|METRO|FRANCE M[EÉ]TROPOLITAINE")
_MISSING = {
    "", "nd", "n/d", "na", "n/a", "nc", "-", "..", "null", "none", "nan", "n.d.", "n.c.",
    "so", "s.o.", "...", "…", "///",
}  # fmt: skip
_LARGE = re.compile(r"[+-]?\d+(?:[.,]\d+)?[eE][+-]?\d{1,3}")
# Signs that stand between thousands in some files, and the minus of a typographer.
_SIGNS = str.maketrans(dict.fromkeys("\u2009\u2007\u2008'’", " ") | {"\u2212": "-"})
# 1,234 is a number of three decimals, or a thousand and more in the English way.
_THREE_DECIMALS = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")
# What a spreadsheet makes of a long code: figures of it are lost.
_ROUNDED = re.compile(r"\d(?:[.,]\d+)?E\+\d+")
_CODED_BY_NUMBERS = ("commune", "iris", "epci", "uu")
# What a spreadsheet writes around a code to keep its zeros.
_GUARDED = re.compile(r"=\"(.*)\"|'(.*)")
_MOST_TOLD = 200


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
    n_unread: int = 0
    # rows that could not be read, in words
    problems: list[str] = field(default_factory=list)
    n_problems: int = 0
    doubts: Doubts = field(default_factory=Doubts)

    def refuse(self, problem: str) -> None:
        """Count a row that cannot be read; the first ones are kept in words."""
        self.n_problems += 1
        if len(self.problems) < _MOST_TOLD:
            self.problems.append(problem)

    def leave(self, line: int, column: str, text: str) -> None:
        """Count a cell that says nothing we know; the first ones are kept."""
        self.n_unread += 1
        if len(self.unread) < _MOST_TOLD:
            self.unread.append((line, column, text[:60]))


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
        if wanted.zone_kind in _CODED_BY_NUMBERS and _ROUNDED.fullmatch(code):
            accounts.refuse(
                f"Ligne {number} : le code « {code} » a été arrondi par un tableur. Mettez la "
                f"colonne « {wanted.code_column} » du fichier d’origine au format texte, puis "
                "exportez-le de nouveau."
            )
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
    value = _number(text)
    if value is None or not math.isfinite(value) or abs(value * one.factor) > MOST:
        accounts.leave(number, one.column, text)
        return None, "missing"
    if "," in text or "." in text:
        accounts.doubts.note_decimals(one.column, bool(_THREE_DECIMALS.fullmatch(text)))
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


def _number(text: str) -> float | None:
    """Return a number, its sign of percent aside; "1.2e-05" is how programs write some."""
    plain = text.removesuffix("%").strip().translate(_SIGNS)
    value = number_of(plain)
    if value is None and _LARGE.fullmatch(plain):
        value = float(plain.replace(",", "."))
    return value


def zone_code(text: str, kind: str) -> str:
    """Return the code of a zone as it is kept: zeros that a spreadsheet took come back.

    >>> zone_code("1004", "commune"), zone_code("10040101", "iris"), zone_code("2A004.0", "commune")
    ('01004', '010040101', '2A004')
    >>> zone_code("851", "uu"), zone_code("2025-FRANCE-FM", "country"), zone_code("F", "country")
    ('00851', 'FM', 'F')
    """
    code = text.strip()
    if kind == "cell":
        return code
    guarded = _GUARDED.fullmatch(code)
    if guarded is not None:
        code = (guarded[1] or guarded[2] or "").strip()
    code = code.removesuffix(".0").removesuffix(",0").upper()
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
        laid, rows = open_table(delivery, columns=wanted.columns)
        if laid.columns:
            _check_columns(laid.columns, wanted, delivery)
        spill = _untitled_last(laid)
        met: tuple[str, ...] = laid.columns

        def good() -> Iterator[tuple[int, Mapping[str, object]]]:
            nonlocal met
            for row in rows:
                if row.problem is not None:
                    accounts.n_rows += 1
                    accounts.refuse(row.problem)
                    continue
                if spill and text_of(row.values.get(spill)).isdecimal():
                    raise _cut_at_decimals(row.line or row.number, delivery)
                met = row.columns or met
                yield row.line or row.number, row.values

        yield from rows_of_table(good(), wanted, accounts)
        if met and not laid.columns:  # a JSON says its columns row by row
            _check_columns(met, wanted, delivery)


def _check_columns(held: Collection[str], wanted: FigureFile, delivery: Delivery) -> None:
    """Refuse a file without the columns of its description: each cell would be read as missing."""
    lacking = [name for name in wanted.columns if name not in held]
    if not lacking:
        return
    near = [
        f"« {found[0]} » est peut-être « {name} »"
        for name in lacking
        if (found := get_close_matches(name, held, 1, 0.7))
    ]
    raise DeliveryError(
        "columns_missing",
        f"Le fichier {delivery.name} n’a pas {_quoted(lacking)} parmi ses colonnes"
        + (f" ({' ; '.join(near[:3])})" if near else "")
        + ". Renommez ces colonnes dans le fichier, ou décrivez-le autrement.",
    )


def _quoted(names: Sequence[str]) -> str:
    shown = ", ".join(f"« {name[:80]} »" for name in names[:5])
    return f"{shown} et {len(names) - 5} autres" if len(names) > 5 else shown


def _untitled_last(laid: Laid) -> str:
    """Return the name given to a last column without title, of a file cut at its commas."""
    last = laid.columns[-1] if laid.columns else ""
    return last if laid.delimiter == "," and last == f"Colonne {len(laid.columns)}" else ""


def _cut_at_decimals(line: int, delivery: Delivery) -> DeliveryError:
    return DeliveryError(
        "decimal_comma",
        f"Ligne {line} du fichier {delivery.name} : il y a plus de nombres que de titres. La "
        "virgule y sépare peut-être à la fois les colonnes et les décimales : exportez-le avec des "
        "points-virgules, ou donnez un titre à la dernière colonne.",
        line=line,
    )


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
