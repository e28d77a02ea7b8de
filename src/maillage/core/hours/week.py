"""Seven days that were said apart, written as one OSM text."""

import re
from collections.abc import Sequence
from itertools import pairwise

from maillage.core.hours.french import CONTINUOUS, day_list, french_times_to_osm
from maillage.core.hours.rules import DAY_MIN, DAYS

CLOSED = "off"
# A moment: "9h", "9h30", "9:30", "9 h 30", or "9:" whose minutes were left out. A bare "9" is one
# too: under the name of a day of the week it cannot be a date.
_MOMENT = r"\d{1,2}\s?(?:heures?|h|:)(?:\s?[0-5]\d(?=\D|\d{1,2}h|$))?|\d{1,2}(?![\dh:])"
_JOINED = r"\s*(?:[-/]|à|a)?\s*"  # "9h12h", "9h/12h", "9h à 12h", "9h 12h"
_APART = r"\s*(?:[-/;,|.]|et\b|puis\b)?\s*(?:de\s?)?"
# The cell of one day holds two moments or four, in order: the ends of its spans, whatever joins
# them ("9h12h", "9h/12h30 - 14h/17h", "8:30 11:30; 13:00 17:00", "9h-12 et 14h-17").
_SPAN = rf"({_MOMENT}){_JOINED}({_MOMENT})"
_SPANS = re.compile(rf"(?:de\s?)?{_SPAN}(?:{_APART}{_SPAN})?")
_EARLIEST_BARE_MIN = 6 * 60
_BEFORE = re.compile(r"[\s:|]*(?:permanences?|ouverture|ouverte?|accueil|horaires?)\s*:?\s*")
_SHUT = re.compile(
    r"[\s:|]*(?:f[ée]rm[ée]e?s?|non\souvert|pas\sd['’]accueil|non)"
    r"(?:\s(?:toute\sla\sjournée|au\spublic))?"
)
_APPOINTMENT = re.compile(
    r"[\s,;:/-]*\(?\s*\b(?:uniquement\s|seulement\s)?(?:sur|prendre)\s(?:rendez\s?-?\s?vous|rdv)\b"
    r"(?:\suniquement|\sseulement)?\s*\)?[\s,:]*"
)
_NO_APPOINTMENT = re.compile(r"[\s,;:]*\(?\bsans\s(?:rendez\s?-?\s?vous|rdv)\b\)?[\s,:]*")
_CONTINUOUS = re.compile(CONTINUOUS, re.IGNORECASE)
_DASHES = str.maketrans({"–": "-", "—": "-", "‑": "-", "\u00a0": " ", "\u202f": " "})


def day_cell_to_osm(text: str) -> str | None:
    """Return what the cell of one day or half-day says, in OSM notation without the day.

    Returns
    -------
    times ("09:00-12:00,14:00-17:00"), with `"sur rendez-vous"` when the cell says it; "off" for
    an empty cell, a dash or "fermé"; None when a person must read it.

    Examples
    --------
    >>> day_cell_to_osm("9h-12h et 14h-17h"), day_cell_to_osm("9h12h"), day_cell_to_osm("8:-11:")
    ('09:00-12:00,14:00-17:00', '09:00-12:00', '08:00-11:00')
    >>> day_cell_to_osm("9h-12h sur RDV"), day_cell_to_osm("Fermé"), day_cell_to_osm("après 19h")
    ('09:00-12:00 "sur rendez-vous"', 'off', None)
    """
    text = _CONTINUOUS.sub("", " ".join(text.translate(_DASHES).split())).strip(" .:|").lower()
    if _SHUT.fullmatch(text):
        return CLOSED
    if times := _spans(text):
        return times
    said = _APPOINTMENT.search(text)
    if said and (said.start() == 0 or said.end() == len(text)):
        rest = text[: said.start()] + text[said.end() :]
        times = _spans(rest)
        if times or not rest:
            return f'{times} "sur rendez-vous"'.strip()
    without = _NO_APPOINTMENT.search(text)
    if without and (without.start() == 0 or without.end() == len(text)):
        return _spans(text[: without.start()] + text[without.end() :]) or None
    return french_times_to_osm(text)


def _spans(text: str) -> str:
    """Return OSM times of a text that holds two or four moments and nothing else, else ""."""
    found = _SPANS.fullmatch(_BEFORE.sub("", text, count=1) if _BEFORE.match(text) else text)
    if found is None:
        return ""
    moments = [moment for moment in found.groups() if moment]
    minutes = [_minutes(moment) for moment in moments]
    bare = all(moment.isdigit() for moment in moments)
    in_order = all(before < after for before, after in pairwise(minutes))
    if not in_order or minutes[-1] > DAY_MIN or (bare and minutes[0] < _EARLIEST_BARE_MIN):
        return ""
    written = [f"{minute // 60:02}:{minute % 60:02}" for minute in minutes]
    return ",".join(map("-".join, zip(written[::2], written[1::2], strict=True)))


def _minutes(moment: str) -> int:
    hour, minute, *_ = [*map(int, re.findall(r"\d+", moment)), 0]
    return hour * 60 + minute


def week_to_osm(days: Sequence[str]) -> str:
    """Return one OSM text for a week, "" when every day is closed or unsaid.

    Parameters
    ----------
    days : seven texts from Monday to Sunday, each in OSM notation without the day
        ("09:00-12:00", `"sur rendez-vous"`, "off", "" when nothing is said)

    Raises
    ------
    ValueError : there are not seven of them.

    Notes
    -----
    A week whose every day is "off" is no opening hours at all: producers fill a form with dashes.

    Examples
    --------
    >>> week_to_osm(["09:00-12:00"] * 5 + ["off", ""])
    'Mo-Fr 09:00-12:00'
    >>> week_to_osm(["14:00-17:00", "", "14:00-17:00", '"le matin"', "", "", ""])
    'Mo,We 14:00-17:00; Th "le matin"'
    """
    if len(days) != len(DAYS):
        raise ValueError(f"a week has seven days, not {len(days)}")
    by_text: dict[str, list[int]] = {}
    for index, text in enumerate(days):
        if text and text != CLOSED:
            by_text.setdefault(text, []).append(index)
    return "; ".join(f"{day_list(indexes)} {text}" for text, indexes in by_text.items())
