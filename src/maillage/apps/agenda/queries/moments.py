"""Days and moments of the agenda in words, in the language of the page."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from babel import Locale
from babel.dates import format_date
from django.utils.translation import gettext as _

from maillage.apps.agenda.queries.rules import zone_at
from maillage.apps.directory.queries.labels import LANGUAGE_WORDS
from maillage.web.languages import current
from maillage.web.words import DAYS, MONTHS, NBSP, date_words, listed, time_words

# The year of a pattern of CLDR, with what comes before and after it: " 'de' y", " y 'г'.", "y年".
_YEAR = re.compile(r",?\s*(?:'de'\s)?y+(?:\s?'[гр]'\.?|年)?")


def day_words(day: date, today: date) -> str:
    """Return "mardi 24 novembre", with the year when it is not this one."""
    return day_and_month(day) if day.year == today.year else date_words(day, weekday=True)


def day_and_month(day: date) -> str:
    """Return "mardi 24 novembre", whatever its year."""
    language = current()
    if language.is_french:
        number = "1er" if day.day == 1 else str(day.day)
        return f"{DAYS[day.weekday()]} {number}{NBSP}{MONTHS[day.month - 1]}"
    return str(format_date(day, _without_year(language.cldr), locale=language.cldr))


def weekday_words(day: date) -> str:
    """Return "mardi"."""
    language = current()
    if language.is_french:
        return DAYS[day.weekday()]
    return str(format_date(day, "EEEE", locale=language.cldr))


def moment_words(starts_at: datetime, place: Any, today: date) -> str:
    """Return "mardi 24 novembre à 14 h", on the clock of a place."""
    here = starts_at.astimezone(zone_at(place))
    said = {"day": day_words(here.date(), today), "hour": time_words(here)}
    return _("%(day)s à %(hour)s") % said


def week_words(monday: date, sunday: date) -> str:
    """Return "Du lundi 23 au dimanche 29 novembre 2026."."""
    first = date_words(monday, weekday=True)
    if current().is_french:
        # The year is said once, and the month too when it is the same.
        if monday.year == sunday.year:
            first = first.rsplit(" ", 1)[0]
        if (monday.year, monday.month) == (sunday.year, sunday.month):
            first = first.rsplit(NBSP, 1)[0]
    elif monday.year == sunday.year:
        first = day_words(monday, sunday)
    said = {"first": first, "last": date_words(sunday, weekday=True)}
    return _("Du %(first)s au %(last)s.") % said


def local(moment: datetime, place: Any) -> datetime:
    """Return a moment on the clock of a place."""
    return moment.astimezone(zone_at(place))


def hours_words(starts_at: datetime, ends_at: datetime, place: Any) -> str:
    """Return "14 h – 17 h", with "le lendemain" when it crosses midnight."""
    start, end = local(starts_at, place), local(ends_at, place)
    if end.date() > start.date() and (end.hour or end.minute):
        said = {"start": time_words(start), "end": time_words(end)}
        return _("%(start)s – %(end)s le lendemain") % said
    return f"{time_words(start)} – {time_words(end)}"


def languages_words(codes: Iterable[str]) -> str:
    """Return "En français et en arabe", "" when only French is spoken, or nobody said."""
    said = [str(LANGUAGE_WORDS.get(code, code)) for code in codes]
    if set(codes) <= {"fr"}:
        return ""
    words = listed(said)
    if current().is_french:
        words = words.replace(", ", ", en ").replace(" et ", " et en ")
    return _("En %(languages)s") % {"languages": words}


def monday_of(day: date) -> date:
    """Return the Monday of the week of a day."""
    return day - timedelta(days=day.weekday())


@cache
def _without_year(locale: str) -> str:
    """Return the pattern of a whole date in a language, without its year."""
    return _YEAR.sub("", str(Locale.parse(locale).date_formats["full"].pattern)).strip()
