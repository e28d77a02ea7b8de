"""Corrections of codes and dates, most of them damage done by a spreadsheet."""

import re
from datetime import date

from maillage.core.harmonise.registry import correction

_CODES = ("code_postal", "code_insee", "pivot")


@correction(
    code="spreadsheet_decimal",
    field=("id", "code_postal", "code_insee", "pivot", "telephone"),
    why="Un tableur avait lu le code comme un nombre (« 59100.0 »).",
)
def drop_decimal(value: str) -> str:
    """Return the code without the ".0" that a spreadsheet added.

    >>> drop_decimal("59100.0"), drop_decimal("v1.0")
    ('59100', 'v1.0')
    """
    return re.sub(r"^(\d{3,})[.,]0+$", r"\1", value)


@correction(
    code="spaces_in_code",
    field=_CODES,
    why="Un code s’écrit sans espace.",
)
def drop_spaces(value: str) -> str:
    """Return a code made of digits and capitals without the spaces inside it.

    >>> drop_spaces("130 025 265 00013"), drop_spaces("59 100")
    ('13002526500013', '59100')
    """
    packed = re.sub(r"[\s.\u00a0\u202f]+", "", value)
    return (
        packed if packed != value and re.fullmatch(r"W?\d[\dAB]\d{3,12}|W\d{9}", packed) else value
    )


@correction(
    code="lost_zero_code_postal",
    field="code_postal",
    why="Un tableur avait retiré le zéro du début du code postal (« 1000 » pour « 01000 »).",
)
def restore_zero_of_postcode(value: str) -> str:
    """Return a four-digit postcode with its leading zero: departments 01 to 09.

    >>> restore_zero_of_postcode("1000"), restore_zero_of_postcode("59100")
    ('01000', '59100')
    """
    return f"0{value}" if re.fullmatch(r"[1-9]\d{3}", value) else value


@correction(
    code="lost_zero_code_insee",
    field="code_insee",
    why="Un tableur avait retiré le zéro du début du code INSEE (« 1004 » pour « 01004 »).",
)
def restore_zero_of_insee(value: str) -> str:
    """Return a four-digit INSEE code with its leading zero: departments 01 to 09.

    >>> restore_zero_of_insee("1004"), restore_zero_of_insee("2A004")
    ('01004', '2A004')
    """
    return f"0{value}" if re.fullmatch(r"[1-9]\d{3}", value) else value


_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ T].*)?")
_YEAR_FIRST = re.compile(r"(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})(?:[ T]\d{1,2}:\d{2}.*)?")


@correction(
    code="date_to_iso",
    field="date_maj",
    why="La date n’était pas écrite année-mois-jour.",
)
def date_to_iso(value: str) -> str:
    """Return a French date, or a moment, as an ISO date; an impossible date is left alone.

    A year of two digits is not guessed.

    >>> date_to_iso("22/11/2022"), date_to_iso("2022-11-22T10:00:00Z"), date_to_iso("31/02/2022")
    ('2022-11-22', '2022-11-22', '31/02/2022')
    """
    if match := _DAY_FIRST.fullmatch(value):
        day, month, year = match.groups()
    elif match := _YEAR_FIRST.fullmatch(value):
        year, month, day = match.groups()
    else:
        return value
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return value
