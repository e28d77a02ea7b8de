"""A slow reading of RFC 5545: every day is asked, one by one, whether the rule holds it."""

import calendar
from datetime import date, timedelta

CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def slow_days(rule, start, end):
    """The days of a rule from start to end, by walking from the first of its calendar."""
    days = []
    day = min([rule.first, *rule.also])
    while day <= end:
        ruled = day >= rule.first and (rule.until is None or day <= rule.until) and holds(rule, day)
        if day >= start and (ruled or day in rule.also) and day not in rule.without:
            days.append(day)
        day += timedelta(days=1)
    return days


def holds(rule, day):
    if not rule.rrule:
        return day == rule.first
    parts = dict(piece.split("=") for piece in rule.rrule.split(";"))
    if not candidate(parts, rule.first, day):
        return False
    positions = numbers(parts, "BYSETPOS")
    if not positions:
        return True
    monthly = parts["FREQ"] == "MONTHLY"
    period = [
        other
        for other in days_of_year(day.year)
        if (not monthly or other.month == day.month) and candidate(parts, rule.first, other)
    ]
    ranks = {period.index(day) + 1, period.index(day) - len(period)}
    return bool(ranks & set(positions))


def candidate(parts, first, day):
    every = int(parts.get("INTERVAL", "1"))
    frequency = parts["FREQ"]
    months, month_days = numbers(parts, "BYMONTH"), numbers(parts, "BYMONTHDAY")
    by_day = parts["BYDAY"].split(",") if "BYDAY" in parts else []
    if months and day.month not in months:
        return False
    if month_days and not {day.day, day.day - 1 - month_length(day)} & set(month_days):
        return False
    if by_day and not any(on_day(code, day, frequency, months) for code in by_day):
        return False
    if frequency == "DAILY":
        return (day - first).days % every == 0
    if frequency == "WEEKLY":
        begins = CODES.index(parts.get("WKST", "MO"))
        weeks = (week_of(day, begins) - week_of(first, begins)).days // 7
        return weeks % every == 0 and (bool(by_day) or day.weekday() == first.weekday())
    if frequency == "MONTHLY":
        distance = (day.year - first.year) * 12 + day.month - first.month
        return distance % every == 0 and (bool(by_day or month_days) or day.day == first.day)
    if (day.year - first.year) % every:
        return False
    if by_day or month_days:
        return True
    return day.day == first.day and (bool(months) or day.month == first.month)


def on_day(code, day, frequency, months):
    """Whether "TU", "2TU" or "-1TU" is that day, in its month or else in its year."""
    if CODES[day.weekday()] != code[-2:]:
        return False
    if not code[:-2]:
        return True
    in_month = frequency == "MONTHLY" or months
    peers = [
        other
        for other in days_of_year(day.year)
        if other.weekday() == day.weekday() and (not in_month or other.month == day.month)
    ]
    return int(code[:-2]) in (peers.index(day) + 1, peers.index(day) - len(peers))


def numbers(parts, name):
    return [int(item) for item in parts[name].split(",")] if name in parts else []


def week_of(day, begins):
    return day - timedelta(days=(day.weekday() - begins) % 7)


def month_length(day):
    return calendar.monthrange(day.year, day.month)[1]


def days_of_year(year):
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range(366 if calendar.isleap(year) else 365)]
