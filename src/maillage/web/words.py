"""Numbers and dates as a person says them, in the language of the page: see web/cldr.py.

In French, with the spaces that do not break.
"""

import math
import re
from collections.abc import Sequence
from datetime import date, datetime, time
from functools import lru_cache

import phonenumbers
from django.utils.translation import gettext, ngettext

from maillage.web.cldr import clock_words, date_in, list_in, month_in, number_in
from maillage.web.languages import current, known_words

NBSP = "\u00a0"
WALK_KM_PER_H = 4.5
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
# Where a number is written with a leading 0 and without the country: France and what dials so.
_FRENCH = {"FR", "GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF"}


@lru_cache(maxsize=4096)
def _parsed(number: str) -> phonenumbers.PhoneNumber | None:
    try:
        parsed = phonenumbers.parse(number, "FR")
    except phonenumbers.NumberParseException:
        return None
    return parsed if phonenumbers.is_possible_number(parsed) else None


@lru_cache(maxsize=4096)
def telephone(number: str) -> str:
    """Return "01 99 00 21 10" for "+33199002110"; what is not a number comes back as it is."""
    digits = "".join(c for c in number if c.isdigit())
    if len(digits) == 4 and digits[0] in "13":  # 3646 and the like are said by pairs
        return f"{digits[:2]}{NBSP}{digits[2:]}"
    parsed = _parsed(number)
    if parsed is None:
        return number
    if phonenumbers.region_code_for_country_code(parsed.country_code or 0) in _FRENCH:
        # By pairs, overseas too: that is how they are said.
        national = "0" + str(parsed.national_number)
        return NBSP.join(national[i : i + 2] for i in range(0, len(national), 2))
    words = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return words.replace(" ", NBSP)


@lru_cache(maxsize=4096)
def telephone_uri(number: str) -> str:
    """Return "tel:+33199002110", or "" when there is nothing to dial."""
    digits = "".join(c for c in number if c.isdigit())
    if 2 <= len(digits) <= 6:
        return f"tel:{digits}"
    parsed = _parsed(number)
    if parsed is None:
        return ""
    return "tel:" + phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def distance(distance_m: float) -> str:
    """Return "450 m" or "1,1 km": tens of metres to 100, then fifties, then tenths of a km."""
    step_m = 10 if distance_m < 100 else 50
    metres = max(10, step_m * round(distance_m / step_m))
    language = current()
    if not language.is_french:
        if metres < 1000:
            return gettext("%(n)s m") % {"n": metres}
        near = round(distance_m / 1000, 0 if distance_m >= 9950 else 1)
        return gettext("%(n)s km") % {"n": number_in(language.cldr, near)}
    if metres < 1000:
        return f"{metres}{NBSP}m"
    km = distance_m / 1000
    words = f"{km:.0f}" if km >= 9.95 else f"{km:.1f}".removesuffix(".0").replace(".", ",")
    return f"{words}{NBSP}km"


def walking(distance_m: float) -> str:
    """Return "6 min à pied" at 4.5 km/h, rounded up; "" over one hour, when nobody walks."""
    minutes = max(1, math.ceil(distance_m / (WALK_KM_PER_H * 1000 / 60) - 1e-9))
    if minutes > 60:
        return ""
    said = ngettext("%(n)s\u00a0min à pied", "%(n)s\u00a0min à pied", minutes)
    return said % {"n": minutes}


def tie(text: str) -> str:
    """Return a text with spaces that do not break inside hours, numbers and around signs.

    For what a territory writes in its options: "9 h", "14 h 30", "01 99 00 21 00", "« … »".
    """
    for pattern in (r"(?<=\d) (?=h\b)", rf"(?<={NBSP}h) (?=\d\d\b)", r"(?<=\d\d) (?=\d\d\b)"):
        text = re.sub(pattern, NBSP, text)
    return re.sub(r" (?=[?!:;»])|(?<=«) ", NBSP, text)


def date_words(day: date, *, weekday: bool = False) -> str:
    """Return "2 septembre 2026", "1er mai 2026", or with its weekday "mardi 15 septembre 2026"."""
    language = current()
    if not language.is_french:
        return date_in(language.cldr, date(day.year, day.month, day.day), weekday)
    number = "1er" if day.day == 1 else str(day.day)
    words = f"{number}{NBSP}{MONTHS[day.month - 1]} {day.year}"
    return f"{DAYS[day.weekday()]} {words}" if weekday else words


def month_words(day: date) -> str:
    """Return "septembre 2026"."""
    language = current()
    if not language.is_french:
        return month_in(language.cldr, day.year, day.month)
    return f"{MONTHS[day.month - 1]} {day.year}"


def time_words(moment: time | datetime) -> str:
    """Return "14 h 45", or "14 h" on the hour. A moment is said as it is: make it local first."""
    if not current().is_french:
        return clock_words(moment)
    minutes = f"{NBSP}{moment.minute:02d}" if moment.minute else ""
    return f"{moment.hour}{NBSP}h{minutes}"


def age_words(day: date, today: date) -> str:
    """Return how long ago a day was: "hier", "il y a 3 mois", "il y a plus de 2 ans"."""
    days = (today - day).days
    if days < 0:
        return gettext("le %(date)s") % {"date": date_words(day)}
    if days < 2:
        return gettext("hier") if days else gettext("aujourd’hui")
    if days < 14:
        said = ngettext("il y a %(n)s\u00a0jour", "il y a %(n)s\u00a0jours", days)
        return said % {"n": days}
    if days < 60:
        said = ngettext("il y a %(n)s\u00a0semaine", "il y a %(n)s\u00a0semaines", days // 7)
        return said % {"n": days // 7}
    months = (today.year - day.year) * 12 + today.month - day.month - (today.day < day.day)
    if months < 24:
        # 60 days may hold one whole month only (1 July to 30 August): two is nearer.
        months = max(2, months)
        return ngettext("il y a %(n)s\u00a0mois", "il y a %(n)s\u00a0mois", months) % {"n": months}
    years = months // 12
    said = ngettext("il y a plus de %(n)s\u00a0an", "il y a plus de %(n)s\u00a0ans", years)
    return said % {"n": years}


def counted(n: int, label: str) -> str:
    """Return "1 bénévole", "2 travailleurs sociaux": a number and a name in the right number.

    >>> counted(2, "médiateur numérique").replace(NBSP, " ")
    '2 médiateurs numériques'
    >>> counted(3, "lieu").replace(NBSP, " "), counted(2, "bureau municipal").replace(NBSP, " ")
    ('3 lieux', '2 bureaux municipaux')
    """
    if not current().is_french:
        # Catalogues do not know the words that a steward adds: a list needs no agreement.
        return gettext("%(label)s : %(n)s") % {"label": known_words(label), "n": n}
    if n >= 2:
        label = " ".join(_plural(word) for word in label.split(" "))
    return f"{n}{NBSP}{label}"


def _plural(word: str) -> str:
    if word.endswith(("s", "x", "z")):
        return word
    if word.endswith("al"):
        return f"{word[:-2]}aux"
    return f"{word}x" if word.endswith(("eu", "eau")) else f"{word}s"


def upper_first(text: str) -> str:
    """Return a text with a capital, the rest as it is."""
    return text[:1].upper() + text[1:]


def series(words: Sequence[str]) -> str:
    """Return "a, b, c", with the comma of the language."""
    return gettext(", ").join(words)


def listed(words: Sequence[str]) -> str:
    """Return "lundi, mardi et jeudi"."""
    language = current()
    if not language.is_french:
        return list_in(language.cldr, words)
    return " et ".join([part for part in (", ".join(words[:-1]), *words[-1:]) if part])
