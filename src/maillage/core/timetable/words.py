"""A rule in French, for people. Hours hold no-break spaces, apostrophes are curved."""

from collections.abc import Sequence
from datetime import date, time

from maillage.core.hours import time_in_words
from maillage.core.hours.selectors_in_words import MONTH_NAMES, days_in_words, joined
from maillage.core.timetable.recurrence import Parts, RuleRefused, read_parts
from maillage.core.timetable.rules import Rule

_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_ORDINALS = {1: "1er", -1: "dernier", -2: "avant-dernier"}
_NUMBERS = {2: "deux", 3: "trois", 4: "quatre", 5: "cinq", 6: "six"}
_OTHERWISE = "à des dates particulières"
_NAMED_DATES = 3


def in_words(rule: Rule) -> str:
    """Return when the rule falls, its hours, its end and its exceptions, without a full stop.

    Notes
    -----
    The year of the end is said when it is not that of the beginning. Beyond three, days taken
    away or added are counted, not named.

    >>> once = Rule(date(2026, 10, 6), time(9), time(12), "Europe/Paris")
    >>> in_words(once)
    'le mardi 6 octobre 2026, de 9\\xa0h à 12\\xa0h'
    """
    said = [_when(rule), _hours(rule.start, rule.end)]
    year = rule.first.year
    if rule.rrule and rule.until is not None:
        said.append(f"jusqu’au {_date(rule.until, year)}")
    without = sorted(day for day in rule.without if rule.until is None or day <= rule.until)
    if without:
        said.append(f"sauf {_dates(without, year)}")
    if rule.also - rule.without:
        said.append(f"et aussi {_dates(sorted(rule.also - rule.without), year)}")
    return ", ".join(said)


def _when(rule: Rule) -> str:
    if not rule.rrule:
        return f"le {_DAYS[rule.first.weekday()]} {_date(rule.first, None)}"
    try:
        parts = read_parts(rule.rrule)
    except RuleRefused:
        return _OTHERWISE
    if parts.months or parts.positions:
        return _OTHERWISE
    if parts.frequency == "DAILY" and not parts.days and not parts.month_days:
        return _each("jour", parts.interval)
    if parts.frequency == "WEEKLY":
        return _weeks(parts, rule.first)
    if parts.frequency == "MONTHLY":
        return _months(parts, rule.first)
    return _OTHERWISE


def _each(name: str, interval: int) -> str:
    return f"chaque {name}" if interval == 1 else f"un {name} sur {_number(interval)}"


def _weeks(parts: Parts, first: date) -> str:
    days = sorted({day for _, day in parts.days}) or [first.weekday()]
    if len(days) == 1:
        return _each(_DAYS[days[0]], parts.interval)
    if len(days) == 7:
        said = "chaque jour"
    else:
        run = len(days) > 2 and days[-1] - days[0] == len(days) - 1
        listed = joined([_DAYS[day] for day in days])
        said = days_in_words(days, lower=True) if run else f"chaque {listed}"
    if parts.interval == 1:
        return said
    return f"une semaine sur {_number(parts.interval)}, {said}"


def _months(parts: Parts, first: date) -> str:
    numbered = {day for nth, day in parts.days if nth}
    of_month = "du mois" if parts.interval == 1 else f"d’un mois sur {_number(parts.interval)}"
    if len(numbered) == 1 and not parts.month_days:
        # "Last" after the others: 1, 2, ... -2, -1.
        nths = sorted({nth for nth, _ in parts.days}, key=lambda nth: (nth < 0, nth))
        plural = "s" if len(nths) > 1 else ""
        ordinals = joined([_ORDINALS.get(nth, f"{nth}e") for nth in nths])
        name = f"{_DAYS[numbered.pop()]}{plural}"
        if min(nths) < -2:
            return _OTHERWISE
        return f"le{plural} {ordinals} {name} {of_month}"
    if parts.days or any(day < 0 for day in parts.month_days):
        return _OTHERWISE
    numbers = sorted(set(parts.month_days)) or [first.day]
    listed = joined([_day_number(number) for number in numbers])
    return f"{'les' if len(numbers) > 1 else 'le'} {listed} {of_month}"


def _hours(start: time, end: time) -> str:
    first_min, last_min = (hour.hour * 60 + hour.minute for hour in (start, end))
    next_day = " le lendemain" if 0 < last_min <= first_min else ""
    return f"de {time_in_words(first_min)} à {time_in_words(last_min)}{next_day}"


def _dates(days: Sequence[date], year: int) -> str:
    if len(days) > _NAMED_DATES:
        return f"{len(days)} dates"
    return joined([f"le {_date(day, year)}" for day in days])


def _date(day: date, year: int | None) -> str:
    said = f"{_day_number(day.day)} {MONTH_NAMES[day.month - 1]}"
    return said if day.year == year else f"{said} {day.year}"


def _day_number(number: int) -> str:
    return "1er" if number == 1 else str(number)


def _number(number: int) -> str:
    return _NUMBERS.get(number, str(number))
