"""The week of a place or of a quarter in words, for the sheet of its door: the facts of its page.

What changes by the hour is left out: how many seats remain is asked of a person, or of the square.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.apps.agenda.queries.moments import (
    hours_words,
    languages_words,
    local,
    monday_of,
    week_words,
    weekday_words,
)
from maillage.apps.agenda.queries.next import Receiving, receiving
from maillage.apps.agenda.queries.week import Dated, dated_sessions, in_zone, place_in
from maillage.apps.channels.queries.wording import as_typed
from maillage.web.languages import known_words

WEEK = timedelta(days=6)


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekLine:
    """What takes place, in words; `where` is "" on the sheet of a place, `state` mostly too."""

    starts_at: datetime
    hours: str
    title: str
    where: str
    how: str
    more: str
    state: str


@dataclass(frozen=True, slots=True)
class WeekDay:
    """A day of the week, and what it holds in order."""

    day: date
    number: int
    words: str
    lines: Sequence[WeekLine]


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from a Monday: in words, and day by day; days that hold nothing are left out."""

    monday: date
    words: str
    days: Sequence[WeekDay]


def week_of(
    *, now: datetime, place: int | None = None, zone: Any = None, monday: date | None = None
) -> Week:
    """Return the week of a place or of a quarter.

    monday : of the week that is asked; without it this week, or the next one when this one is over

    Nine queries at most for a week.
    """
    this = monday_of(timezone.localdate(now))
    first = monday_of(monday) if monday is not None else this
    lines = _lines(first, now=now, place=place, zone=zone)
    if monday is None and not any(ends > now for _line, ends in lines):
        coming = _lines(this + timedelta(days=7), now=now, place=place, zone=zone)
        if coming:
            first, lines = this + timedelta(days=7), coming
    by_day: dict[date, list[WeekLine]] = {}
    for line, _ends in sorted(lines, key=lambda one: (one[0].starts_at, one[0].title)):
        by_day.setdefault(line.starts_at.date(), []).append(line)
    days = [WeekDay(day, day.day, weekday_words(day), tuple(said)) for day, said in by_day.items()]
    return Week(first, week_words(first, first + WEEK), tuple(days))


def said_of(week: Week) -> dict[str, Any]:
    """Return what the template of the sheet needs of a week."""
    return {
        "lead": week.words,
        "nothing": _("Rien n’est encore inscrit cette semaine-là"),
        "days": [
            {
                "number": day.number,
                "words": day.words,
                "lines": [
                    {
                        "hours": line.hours, "title": line.title, "where": line.where,
                        "how": line.how, "more": line.more, "state": line.state,
                    }
                    for line in day.lines
                ],
            }
            for day in week.days
        ],
    }  # fmt: skip


def _lines(
    monday: date, *, now: datetime, place: int | None, zone: Any
) -> list[tuple[WeekLine, datetime]]:
    """Return the lines of seven days, each with the moment when it ends."""
    places = [place] if place is not None else None
    sessions = dated_sessions(monday, monday + WEEK, now=now, places=places)
    people = receiving(monday, monday + WEEK, now=now, places=places)
    if zone is not None:
        sessions = in_zone(sessions, zone, timezone.localdate(now))
        people = [one for one in people if place_in(one.place, zone)]
    told = place is None
    return [(_session(one, told), one.session.ends_at) for one in sessions] + [
        (_receiving(one, told), one.ends_at) for one in people
    ]


def _session(one: Dated, told: bool) -> WeekLine:
    session, series = one.session, one.series
    cancelled = session.cancelled_at is not None
    how = ""
    if not cancelled:
        booked = session.seats is not None or bool(series.booked_elsewhere)
        how = _("Sur réservation") if booked else _("Sans rendez-vous")
    more = [
        _("Un cours en plusieurs séances") if one.n_course > 1 or series.whole_course else "",
        known_words(series.level.rstrip(".")),
        _("Garde d’enfants sur place") if session.childcare_seats else "",
        languages_words(series.languages),
        known_words(series.cost_note.rstrip(".")),
        known_words(session.note.rstrip(".")),
        known_words(session.cancelled_why) if cancelled else "",
    ]
    stop = ", ".join(part for part in (series.address, series.commune) if part)
    return WeekLine(
        starts_at=local(session.starts_at, session.place),
        hours=hours_words(session.starts_at, session.ends_at, session.place),
        title=known_words(series.title),
        # A session at an address of its own is said wherever it is.
        where=_where(one.place)
        if told and one.place is not None
        else as_typed(stop)
        if one.place is None
        else "",
        how=how,
        more=". ".join(part for part in more if part),
        state=_("Annulé") if cancelled else "",
    )


def _receiving(one: Receiving, told: bool) -> WeekLine:
    return WeekLine(
        starts_at=local(one.starts_at, one.place),
        hours=hours_words(one.starts_at, one.ends_at, one.place),
        title=_("%(what)s, sur rendez-vous") % {"what": known_words(one.motive.title)},
        where=_where(one.place) if told and one.place is not None else "",
        how="" if one.free else _("Toutes les heures sont prises"),
        more=languages_words(one.motive.languages),
        state="",
    )


def _where(place: Any) -> str:
    return as_typed(", ".join(part for part in (place.nom, place.adresse) if part))
