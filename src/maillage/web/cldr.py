"""Dates, hours, lists and numbers of a language, by CLDR (Babel). French has its own words."""

from collections.abc import Sequence
from datetime import date, datetime, time
from functools import cache, lru_cache

from babel.dates import (
    format_date,
    format_skeleton,
    get_day_names,
    get_month_names,
)
from babel.lists import format_list
from babel.numbers import format_decimal
from django.utils.translation import gettext

from maillage.core.hours import FRENCH, Voice
from maillage.web.languages import current, known_words, languages

# Any day of a leap year: only its hour, or its day and month, are written.
_YEAR = 2024


@lru_cache(maxsize=4096)
def date_in(cldr: str, day: date, weekday: bool) -> str:
    """Return "2 September 2026", or with its weekday."""
    return str(format_date(day, "full" if weekday else "long", locale=cldr))


@lru_cache(maxsize=1024)
def month_in(cldr: str, year: int, month: int) -> str:
    """Return "May 2025"."""
    return str(format_skeleton("yMMMM", date(year, month, 1), locale=cldr))


@lru_cache(maxsize=4096)
def clock_in(cldr: str, hour: int, minute: int) -> str:
    """Return "14:45": clocks at French doors count to 24."""
    moment = datetime(_YEAR, 1, 1, hour, minute)  # noqa: DTZ001
    return str(format_skeleton("Hm", moment, locale=cldr))


def number_in(cldr: str, number: float) -> str:
    """Return a number with the signs of the language: "1.1", "6 240"."""
    return str(format_decimal(number, locale=cldr))


def list_in(cldr: str, words: Sequence[str]) -> str:
    """Return "a, b and c"."""
    return str(format_list(list(words), locale=cldr)) if words else ""


def _date_of_rule(cldr: str, day: int, month: int, year: int | None) -> str:
    written = date(year or _YEAR, month, day)
    return str(format_skeleton("yMMMMd" if year else "MMMMd", written, locale=cldr))


@cache
def voice_of(code: str) -> Voice:
    """Return the voice that says opening hours in a language."""
    language = languages()[code]
    if language.is_french:
        return Voice(say=gettext)
    cldr = language.cldr
    days = get_day_names("wide", locale=cldr)
    months = get_month_names("wide", context="stand-alone", locale=cldr)
    return Voice(
        say=gettext,
        clock=lambda minute: clock_in(cldr, minute // 60 % 24, minute % 60),
        date=lambda day, month, year: _date_of_rule(cldr, day, month, year),
        days=tuple(days[n] for n in range(7)),
        months=tuple(months[n] for n in range(1, 13)),
        listed=lambda parts: list_in(cldr, parts),
        typed=known_words,
    )


def voice() -> Voice:
    """Return the voice of the language that is being written: `hours.in_words(voice())`."""
    language = current()
    return FRENCH if language.code == "fr" else voice_of(language.code)


def clock_words(moment: time | datetime) -> str:
    """Return a time of day in the language that is being written, French apart."""
    return clock_in(current().cldr, moment.hour, moment.minute)
