"""Rules of the base read as rules of the core, and the days on which they sleep."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from maillage.apps.agenda.models import Resource, Series
from maillage.core.hours import school_zone_of, time_zone_of, zone_of
from maillage.core.timetable import Rule, closed_days


def rule_of(row: Any) -> Rule:
    """Return the rule that a series or an availability holds."""
    return Rule(
        first=row.first,
        start=row.start,
        end=row.end,
        zone=row.zone,
        rrule=row.rrule,
        until=row.until,
        without=frozenset(date.fromisoformat(day) for day in row.without),
        also=frozenset(date.fromisoformat(day) for day in row.also),
    )


def rule_from(columns: Sequence[Any]) -> Rule:
    """Return the rule of columns that were read by hand, on both databases.

    Their order: first, until, start, end, zone, rrule, without, also. SQLite keeps days, hours and
    lists as texts.
    """
    first, until, start, end, zone, rrule, without, also = columns
    return Rule(
        first=_day(first),
        until=None if until is None else _day(until),
        start=start if isinstance(start, time) else time.fromisoformat(start),
        end=end if isinstance(end, time) else time.fromisoformat(end),
        zone=zone,
        rrule=rrule,
        without=_days(without),
        also=_days(also),
    )


def _day(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _days(value: list[str] | str) -> frozenset[date]:
    return frozenset(
        map(date.fromisoformat, value if isinstance(value, list) else json.loads(value))
    )


def closed_for(row: Any, place: Any) -> Callable[[date], bool]:
    """Return what says on which days a rule sleeps at a place (public and school holidays)."""
    return _closed(
        (place.code_insee or place.code_postal) if place is not None else "",
        bool(row.skip_public),
        bool(row.skip_school),
    )


@lru_cache(maxsize=512)
def _closed(code: str, skip_public: bool, skip_school: bool) -> Callable[[date], bool]:
    return closed_days(
        holidays_zone=zone_of(code) if code else "metropole",
        school_zone=school_zone_of(code) if code else None,
        skip_public=skip_public,
        skip_school=skip_school,
    )


def zone_name_of(place: Any) -> str:
    """Return the IANA time zone of a place; that of the site when nothing says where it is."""
    code = (place.code_insee or place.code_postal) if place is not None else ""
    return time_zone_of(code) if code else str(settings.TIME_ZONE)


def zone_at(place: Any) -> ZoneInfo:
    """Return the clock of a place."""
    return ZoneInfo(zone_name_of(place))


@dataclass(frozen=True, slots=True)
class PlaceCodes:
    """What says which clock and which holidays a place has."""

    code_insee: str
    code_postal: str


def codes_of_place(place_id: int) -> PlaceCodes:
    """Return the codes of a place without the rest of it. One narrow query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT code_insee, code_postal FROM directory_place WHERE id = %s", [place_id]
        )
        row = cursor.fetchone()
    return PlaceCodes(*row) if row else PlaceCodes("", "")


def has_agenda() -> bool:
    """Tell whether anything was ever written in the agenda."""
    return Series.objects.exists() or Resource.objects.exists()


def resource_named(name: str) -> Resource | None:
    """Return the resource of a name that still serves, None when there is none."""
    return Resource.objects.filter(name=name, ended_on=None).order_by("pk").first()
