"""Corrections of one key pressed for another, and of a search and replace that went too far."""

import re

from maillage.core.harmonise.registry import correction

_SLASH_AS_ZERO = re.compile(r"(0[1-9]|[12]\d|3[01])/(0[1-9]|1[0-2])0((?:19|20)\d{2})")


@correction(
    code="date_slash_as_zero",
    field="date_maj",
    why="Un zéro avait été tapé à la place de la barre de la date (« 09/0102023 »).",
)
def restore_slash_of_date(value: str) -> str:
    """Return a date whose second slash had become a zero.

    >>> restore_slash_of_date("09/0102023"), restore_slash_of_date("09/01/2023")
    ('09/01/2023', '09/01/2023')
    """
    return _SLASH_AS_ZERO.sub(r"\1/\2/\3", value) if len(value) == 10 else value


# A file where every "13" had become the name of department 13, hours included ("13h30").
_DEPARTMENT_AS_HOUR = re.compile(
    r"\bBouches?-du-Rh(?:ô|\ufffd)ne(?=\s?(?:h|:[0-5]\d))", re.IGNORECASE
)


@correction(
    code="department_as_hour",
    field="horaires",
    why="Le nombre 13 avait été remplacé par le nom du département 13 dans les horaires.",
)
def restore_hour_of_department(value: str) -> str:
    """Return hours where 13 had been replaced by "Bouche-du-Rhône".

    >>> restore_hour_of_department("Lundi 9h-12h/Bouche-du-Rhôneh30-17h")
    'Lundi 9h-12h/13h30-17h'
    """
    return _DEPARTMENT_AS_HOUR.sub("13", value)


_SPAN = re.compile(r"(\d{1,2}:\d\d)\s*-\s*(\d{1,2}:\d\d)")


@correction(
    code="hours_said_twice",
    field="horaires",
    why="Les mêmes heures étaient écrites plusieurs fois, ou un formulaire avait rempli « 00:00 - "
    "00:00 ».",
)
def drop_repeated_hours(value: str) -> str:
    """Return the hours of one day ("a - b / c - d") each said once, without "00:00 - 00:00".

    Hours that only overlap could be two different things: they are left to a person.

    >>> drop_repeated_hours("00:00 - 00:00 / 09:00 - 12:00 / 09:00 - 12:00")
    '09:00 - 12:00'
    >>> drop_repeated_hours("09:00 - 16:30 / 13:30 - 16:30")
    '09:00 - 16:30 / 13:30 - 16:30'
    """
    parts = [part.strip() for part in value.split("/")]
    if not all(_SPAN.fullmatch(part) for part in parts):
        return value
    said = {
        part: None for part in parts if "".join(part.split()) not in ("00:00-00:00", "0:00-0:00")
    }
    return value if len(said) == len(parts) else " / ".join(said)
