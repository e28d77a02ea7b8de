"""The week: what takes place, and who receives, in the whole territory or at one place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.http import require_safe

from maillage.apps.agenda.forms.week import AHEAD, KINDS, PAST, WeekForm
from maillage.apps.agenda.queries.moments import week_words
from maillage.apps.agenda.queries.next import receiving
from maillage.apps.agenda.queries.week import (
    dated_sessions,
    in_zone,
    place_in,
    shown_place,
)
from maillage.apps.agenda.views.lines import (
    Day,
    Line,
    day_words,
    days_of,
    monday_of,
    receiving_line,
    session_line,
)
from maillage.apps.directory.queries import get_place, zones_to_search
from maillage.web.pages import render_page

WEEK = timedelta(days=6)
# The name of this page in the menu (apps.py): in every language, as the page.
MENU = gettext_noop("Agenda")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """A kind of session to look at."""

    url: str
    words: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekPage:
    """All that agenda/week.html may use."""

    title: str
    lead: str
    form: WeekForm
    # Errors of the address, in words.
    wrong: Sequence[str]
    tabs: Sequence[Tab]
    # Days of this week that are over, folded.
    past: Sequence[Day]
    n_past: int
    days: Sequence[Day]
    n: int
    kept: Sequence[tuple[str, str]]
    previous_url: str
    next_url: str
    # This week, when another one is shown.
    this_url: str
    all_url: str
    # (words, address) of calendars to follow.
    calendars: Sequence[tuple[str, str]]
    # The same week on a sheet, "" for the whole town.
    paper_url: str
    place_url: str
    place_nom: str


@login_not_required
@require_safe
def week(request: HttpRequest) -> HttpResponse:
    """Show what the week holds: sessions, stops, and people who receive by appointment."""
    now, today = timezone.now(), timezone.localdate()
    form = WeekForm(request.GET, zones=zones_to_search(today=today), today=today)
    form.is_valid()
    return render_page(request, _shown(form, now=now, today=today), "agenda/week.html")


@login_not_required
@require_safe
def place_week(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the week of one place."""
    place = shown_place(get_place(public_id))
    now, today = timezone.now(), timezone.localdate()
    form = WeekForm(request.GET, zones=zones_to_search(today=today), today=today)
    form.is_valid()
    page = _shown(form, now=now, today=today, place=place)
    return render_page(request, page, "agenda/week.html")


def _shown(form: WeekForm, *, now: datetime, today: date, place: Any = None) -> WeekPage:
    """Return the week that was asked for; of a week that is over, the next one when nobody asked.

    On a Saturday evening, what one looks for is to come.
    """
    monday = form.monday()
    lines = week_lines(form, monday, now=now, today=today, place=place)
    over = all(line.state == "past" or line.day < today for line in lines)
    if over and not form.names_a_week:
        after = monday + timedelta(days=7)
        coming = week_lines(form, after, now=now, today=today, place=place)
        if coming:
            monday, lines = after, coming
    return _page(form, lines, monday, today=today, place=place)


def week_lines(
    form: WeekForm, start: date, *, now: datetime, today: date, place: Any = None
) -> list[Line]:
    """Return the lines of seven days, kept as a form asks: nine queries at most, ten by quarter."""
    monday = start
    places = [place.pk] if place is not None else None
    sessions = [
        one
        for one in dated_sessions(monday, monday + WEEK, now=now, places=places)
        if form.keeps(one.series, booked=one.session.seats is not None
                      or bool(one.series.booked_elsewhere))
    ]  # fmt: skip
    people = [
        one
        for one in receiving(monday, monday + WEEK, now=now, places=places)
        if form.keeps(one.motive, booked=True)
    ]
    zone = form.zone()
    if zone is not None:
        sessions = in_zone(sessions, zone, today)
        people = [one for one in people if place_in(one.place, zone)]
    return [session_line(one, now=now) for one in sessions] + [
        receiving_line(one) for one in people
    ]


def _page(
    form: WeekForm, lines: Sequence[Line], monday: date, *, today: date, place: Any = None
) -> WeekPage:
    this = monday_of(today)
    asked = {name: form.said(name) for name in ("voir", "quartier", "langue")}
    if form.names_a_week:
        asked["semaine"] = monday.isoformat()
    base = (
        reverse("agenda:place_week", args=[place.public_id])
        if place is not None
        else reverse("agenda:week")
    )

    def address(**changed: str) -> str:
        query = urlencode({k: v for k, v in {**asked, **changed}.items() if v})
        return f"{base}?{query}" if query else base

    def at(day: date) -> str:
        return address(semaine=day.isoformat())

    days = days_of(lines, today=today, also_today=monday == this and bool(lines))
    past = [day for day in days if day.day < today] if monday == this else []
    before, after = monday - timedelta(days=7), monday + timedelta(days=7)
    return WeekPage(
        title=_title(monday, this, today, place),
        lead=lead_of(lines, monday),
        form=form,
        wrong=[str(error) for errors in form.errors.values() for error in errors],
        tabs=[
            Tab(url=address(voir=code), words=str(words), current=code == asked["voir"])
            for code, words in KINDS.items()
        ],
        past=past,
        n_past=sum(len(day.lines) for day in past),
        days=days[len(past) :],
        n=len(lines),
        kept=[(name, asked[name]) for name in ("voir", "semaine") if asked.get(name)],
        previous_url=at(before) if before >= today - PAST else "",
        next_url=at(after) if after <= today + AHEAD else "",
        this_url=at(this) if monday != this else "",
        all_url=base if any(asked.values()) else "",
        calendars=_calendars(place),
        paper_url=_paper(place, form.said("quartier"), monday),
        place_url=reverse("directory:place", args=[place.public_id]) if place is not None else "",
        place_nom=place.nom if place is not None else "",
    )


def _title(monday: date, this: date, today: date, place: Any) -> str:
    if place is not None:
        return _("L’agenda de ce lieu")
    name = settings.SITE["name"]
    if monday == this + timedelta(days=7):
        return _("La semaine prochaine à %(name)s") % {"name": name}
    if monday == this:
        return _("Cette semaine à %(name)s") % {"name": name}
    return _("Semaine du %(day)s à %(name)s") % {"day": day_words(monday, today), "name": name}


def lead_of(lines: Sequence[Line], monday: date) -> str:
    """Return the days of a week in words, and how much it holds."""
    said = week_words(monday, monday + WEEK)
    n = sum(1 for line in lines if line.state != "cancelled")
    if not n:
        return said
    return f"{said} " + ngettext("%(n)d séance.", "%(n)d séances.", n) % {"n": n}


def _paper(place: Any, quarter: str, monday: date) -> str:
    """Return the address of the sheet for the door, "" when there is none for what is shown."""
    route, args = "channels:place_pdf", [getattr(place, "public_id", ""), "agenda"]
    if place is None:
        route, args = "channels:zone_pdf", [quarter, "agenda-quartier"]
    try:
        return f"{reverse(route, args=args)}?{urlencode({'semaine': monday.isoformat()})}"
    except NoReverseMatch:
        return ""


def _calendars(place: Any) -> list[tuple[str, str]]:
    """Return the calendars to follow, when their addresses exist."""
    asked: list[tuple[str, str, list[str]]] = [(_("toute la ville"), "agenda:city_feed", [])]
    if place is not None:
        asked.insert(0, (_("ce lieu"), "agenda:place_feed", [place.public_id]))
    found = []
    for words, route, args in asked:
        try:
            found.append((words, reverse(route, args=args)))
        except NoReverseMatch:
            continue
    return found
