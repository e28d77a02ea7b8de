"""Days, months and seasons in French: "Du lundi au vendredi", "Le 2e mercredi du mois"."""

import re
from collections.abc import Sequence

from maillage.core.hours.rules import ALL_WEEK, DAYS, MONTHS, Selector

_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_CODES = dict(zip(DAYS, _DAYS, strict=True))
MONTH_NAMES = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
_FRENCH_MONTHS = dict(zip(MONTHS, MONTH_NAMES, strict=True))
_MONTH = "|".join(MONTHS)
_MONTH_LIST = re.compile(rf"(?:{_MONTH})(?:-(?:{_MONTH}))?(?:,(?:{_MONTH})(?:-(?:{_MONTH}))?)*")
_DATES = re.compile(rf"(?:(20\d\d) )?({_MONTH}) (\d\d?)(?:-(?:(20\d\d) )?(?:({_MONTH}) )?(\d\d?))?")
_NTH = re.compile(r"([A-Z][a-z])\[([-\d,]+)\]")
_ORDINALS = {"1": "1er", "-1": "dernier", "-2": "avant-dernier"}


def joined(parts: Sequence[str]) -> str:
    """Return "a, b et c"."""
    return f"{', '.join(parts[:-1])} et {parts[-1]}" if len(parts) > 1 else "".join(parts)


def days_in_words(days: Sequence[int], *, lower: bool = False) -> str:
    """Return "Du lundi au mercredi et vendredi", from indexes in order (0 is Monday).

    >>> days_in_words([0, 1, 3]), days_in_words([1, 2, 3, 4, 5])
    ('Lundi, mardi et jeudi', 'Du mardi au samedi')
    """
    if len(days) == 7:
        return "tous les jours" if lower else "Tous les jours"
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    parts: list[str] = []
    for run in runs:
        if len(run) > 2:
            parts.append(f"du {_DAYS[run[0]]} au {_DAYS[run[-1]]}")
        else:
            parts += [_DAYS[day] for day in run]
    text = joined(parts)
    return text if lower else text[0].upper() + text[1:]


def selector_in_words(selector: Selector) -> str:
    """Return when a rule applies, as the beginning of a line."""
    parts: list[str] = []
    if selector.only_ph:
        parts.append("jours fériés")
    if selector.only_sh:
        parts.append("vacances scolaires")
    head = [joined(parts)] if parts else []
    if selector.dated is not None:
        head.append(_dated_in_words(selector.dated.text))
    if selector.weekdays != ALL_WEEK:
        days = [day for day in range(7) if selector.weekdays >> day & 1]
        head.append(days_in_words(days, lower=True))
    text = ", ".join(head) or "le reste du temps"
    return text[0].upper() + text[1:]


def _dated_in_words(text: str) -> str:
    """Return dates in French; as they are written when no sentence is known for them."""
    said: list[str] = []
    nth = [_nth(*match.groups()) for match in _NTH.finditer(text)]
    wide = _NTH.sub("", text).strip(" ,")
    if wide:
        said.append(_wide(wide))
    if nth:
        said.append(f"{joined(nth)} du mois")
    return ", ".join(said)


def _nth(day: str, numbers: str) -> str:
    ranks = []
    for number in numbers.split(","):
        first, dash, last = number.partition("-")
        if dash and first and last:
            ranks += [str(rank) for rank in range(int(first), int(last) + 1)]
        else:
            ranks.append(number)
    names = [_ORDINALS.get(rank, f"{rank}e") for rank in ranks]
    return f"le {joined(names)} {_CODES[day]}"


def _wide(text: str) -> str:
    if _MONTH_LIST.fullmatch(text):
        parts = []
        for item in text.split(","):
            first, dash, last = item.partition("-")
            name = _FRENCH_MONTHS[first]
            parts.append(f"de {name} à {_FRENCH_MONTHS[last]}" if dash else f"en {name}")
        return joined(parts)
    dates = _DATES.fullmatch(text)
    if dates:
        year, month, day, end_year, end_month, end_day = dates.groups()
        start = _day_of(day, month, year)
        if end_day is None:
            return f"le {start}"
        return f"du {start} au {_day_of(end_day, end_month or month, end_year)}"
    return f"à certaines dates («\u00a0{text}\u00a0»)"


def _day_of(day: str, month: str, year: str | None) -> str:
    number = "1er" if int(day) == 1 else str(int(day))
    return f"{number} {_FRENCH_MONTHS[month]}" + (f" {year}" if year else "")
