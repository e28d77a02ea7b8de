"""Which communes make an urban unit: the table that Insee calls "Base des unités urbaines"."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from maillage.apps.territories.errors import TerritoryFileUnreadable
from maillage.apps.territories.queries.content import Content, content_of_path, on_disk
from maillage.sources.delivery import DeliveryError, open_delivery
from maillage.sources.mapping.table import open_table

COMMUNE = "CODGEO"
# Insee writes the year of the list in its columns: UU2020, LIBUU2020.
_CODE, _NAME = re.compile(r"UU(20\d\d)"), re.compile(r"LIBUU(20\d\d)")
_YEARS = range(2000, 2100)
# Sentences stand above the titles, and another sheet lists the units: these tell which is which.
_TITLES = frozenset(
    {COMMUNE, "LIBGEO", *(f"UU{y}" for y in _YEARS), *(f"LIBUU{y}" for y in _YEARS)}
)
_COMMUNE_CODE = re.compile(r"\d[\dAB]\d{3}")
_MOST_NAME = 120


@dataclass(frozen=True, slots=True)
class UnitStatement:
    """An urban unit and the INSEE codes of all its communes, those of elsewhere too."""

    code: str
    nom: str
    communes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Composition:
    """The urban units of a list; `outside` are the communes that it puts in none."""

    year: int
    units: tuple[UnitStatement, ...]
    outside: tuple[str, ...]


def is_composition(columns: Iterable[str]) -> bool:
    """Tell whether these are the titles of a list of communes with their urban unit."""
    return COMMUNE in set(columns) and _year(columns) is not None


def _year(columns: Iterable[str]) -> int | None:
    """Return the year of the newest list of which a table has the code and the name."""
    held = set(columns)
    years = [int(found[1]) for name in held if (found := _CODE.fullmatch(name))]
    return max((year for year in years if f"LIBUU{year}" in held), default=None)


def composition_at(path: Path) -> Composition | None:
    """Return the composition that a file on disk holds, None when it is another table or none.

    Raises TerritoryFileUnreadable when it is one and cannot be read whole.
    """
    try:
        with open_delivery(path) as delivery:
            laid, rows = open_table(delivery, columns=_TITLES)
            if not is_composition(laid.columns):
                return None
            year = _year(laid.columns)
            assert year is not None
            numbered = []
            for row in rows:
                if row.problem is not None:
                    raise TerritoryFileUnreadable(
                        detail=f"ligne {row.line or row.number} : {row.problem}"
                    )
                numbered.append((row.line or row.number, row.values))
    except DeliveryError:
        return None  # said by what reads it next, which knows what it wants
    return composition_of(numbered, year)


def composition_of_file(path: Path) -> Composition | None:
    """Return the composition that a table or a zip holds, None for any other file.

    Raises TerritoryFileUnreadable when it is one and cannot be read whole.
    """
    name = path.name.lower().removesuffix(".gz").removesuffix(".zst")
    if name.endswith((".csv", ".tsv", ".txt", ".xlsx", ".ods")):
        return composition_at(path)
    if not name.endswith(".zip"):
        return None
    try:
        content = content_of_path(path)
    except TerritoryFileUnreadable:
        return None  # said by what reads outlines
    if content.shape not in ("csv", "xlsx"):
        return None
    with on_disk(content) as inside:
        return composition_at(inside)


def composition_in(content: Content) -> Composition:
    """Return the composition that bytes hold. Raises TerritoryFileUnreadable."""
    with on_disk(content) as path:
        found = composition_at(path)
    if found is None:
        raise TerritoryFileUnreadable(
            detail="ce tableau n’a pas de contours ; le seul tableau lu ici est la composition des "
            "unités urbaines de l’Insee (colonnes CODGEO, LIBGEO, UU2020, LIBUU2020) ; un tableau "
            "de chiffres se charge dans « Observatoire », « Charger des chiffres »"
        )
    return found


def composition_of(rows: Iterable[tuple[int, Mapping[str, object]]], year: int) -> Composition:
    """Return the units of numbered rows. Raises TerritoryFileUnreadable, which says the line."""
    names: dict[str, str] = {}
    members: dict[str, list[str]] = {}
    outside: list[str] = []
    seen: dict[str, str] = {}
    for line, cells in rows:
        # A spreadsheet takes the zeros that begin a code.
        commune = _text(cells.get(COMMUNE)).upper().zfill(5)
        unit = _text(cells.get(f"UU{year}")).upper().zfill(5)
        if not _COMMUNE_CODE.fullmatch(commune):
            raise _bad(line, COMMUNE, commune, "un code de commune (59350)")
        if not _COMMUNE_CODE.fullmatch(unit):
            raise _bad(line, f"UU{year}", unit, "un code d’unité urbaine (59702)")
        if seen.setdefault(commune, unit) != unit:
            raise TerritoryFileUnreadable(
                detail=f"ligne {line} : la commune {commune} est dans deux unités urbaines, "
                f"{seen[commune]} et {unit} ; gardez une seule année dans le fichier"
            )
        if unit.endswith("000"):
            outside.append(commune)  # "59000": the communes of the Nord that are in no unit
            continue
        names.setdefault(unit, _text(cells.get(f"LIBUU{year}"))[:_MOST_NAME] or unit)
        members.setdefault(unit, []).append(commune)
    if not names:
        raise TerritoryFileUnreadable(detail="ce tableau ne met aucune commune dans une unité")
    units = tuple(
        UnitStatement(code, names[code], tuple(dict.fromkeys(members[code])))
        for code in sorted(names)
    )
    return Composition(year, units, tuple(dict.fromkeys(outside)))


def _text(cell: object) -> str:
    return "" if cell is None else str(cell).strip().removesuffix(".0")


def _bad(line: int, column: str, said: str, wanted: str) -> TerritoryFileUnreadable:
    shown = said.lstrip("0")[:40]
    return TerritoryFileUnreadable(
        detail=f"ligne {line}, colonne « {column} » : « {shown} » n’est pas {wanted}"
    )
