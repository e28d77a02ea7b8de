"""An appointment: what for, then when. Everything here is an address one may share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from maillage.apps.agenda.errors import MotiveUnknown, NotBookedOnline
from maillage.apps.agenda.forms.booking import MEDIATIONS
from maillage.apps.agenda.queries.free import FreeTime, get_motive
from maillage.apps.agenda.queries.next import first_free, online_motives
from maillage.apps.agenda.queries.rules import zone_at
from maillage.apps.agenda.queries.week import shown_place
from maillage.apps.agenda.views.lines import (
    day_words,
    languages_words,
    moment_words,
    where_words,
)
from maillage.apps.directory.queries import get_place
from maillage.web.pages import render_page
from maillage.web.words import time_words

ICONS = {"digital": "learn", "procedures": "procedure", "letters": "letter", "equipment": "repair"}
# Tabs of the week that show the same kind of help without appointment.
TABS = {"procedures": "demarches", "letters": "ecrivain", "equipment": "reparer"}
STEPS = (
    gettext_lazy("Pour quoi"),
    gettext_lazy("L’heure"),
    gettext_lazy("Vous"),
    gettext_lazy("Votre code"),
)
# Days with free times that are shown first, and each time that more are asked for.
FEW_DAYS = 4
MOST_DAYS = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A type of help: its words, its pictogram, where it leads."""

    words: str
    icon: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoosePage:
    """All that agenda/choose.html may use."""

    choices: Sequence[Choice]
    place_nom: str
    place_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MotiveLine:
    """What one may come for, and when there is time."""

    title: str
    description: str
    facts: str
    next_words: str
    where: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MotivesPage:
    """All that agenda/motives.html may use."""

    steps: Sequence[Any]
    title: str
    motives: Sequence[MotiveLine]
    back_url: str
    walk_in_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeBox:
    """A time to choose."""

    key: str
    words: str
    checked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TimesDay:
    """The free times of a day, at one place when there are several."""

    words: str
    where: str
    times: Sequence[TimeBox]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimesPage:
    """All that agenda/times.html may use."""

    steps: Sequence[Any]
    title: str
    lead: str
    days: Sequence[TimesDay]
    more_url: str
    all_places_url: str
    back_url: str
    action: str
    # What was typed before somebody else took the time: sent again with another time.
    typed: Sequence[tuple[str, str]]
    message: str
    kept: Sequence[tuple[str, str]]


@login_not_required
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Ask for the type of help first (ledger AGD-02)."""
    place = _place(request)
    there = {motive.mediation for motive in online_motives(places=_keys(place))}
    page = ChoosePage(
        choices=[
            Choice(
                words=str(words),
                icon=ICONS[code],
                url=_address("agenda:motives", code, lieu=_number(place)),
            )
            for code, words in MEDIATIONS.items()
            if code in there
        ],
        place_nom=place.nom if place is not None else "",
        place_url=reverse("directory:place", args=[place.public_id]) if place is not None else "",
    )
    return render_page(request, page, "agenda/choose.html")


@login_not_required
@require_safe
def motives(request: HttpRequest, mediation: str) -> HttpResponse:
    """Show what one may come for in a type of help, with the next free time of each."""
    if mediation not in MEDIATIONS:
        raise MotiveUnknown
    now, today, place = timezone.now(), timezone.localdate(), _place(request)
    found = online_motives(mediation, places=_keys(place))
    lines = first_free(now=now, today=today, motives=[one.pk for one in found], places=_keys(place))
    firsts: dict[int, FreeTime] = {}
    for line in lines:
        firsts.setdefault(line.motive.pk, line.free[0])
    tab = TABS.get(mediation, "")
    page = MotivesPage(
        steps=STEPS,
        title=str(MEDIATIONS[mediation]),
        motives=[
            _motive_line(one, firsts.get(one.pk), today=today, lieu=_number(place)) for one in found
        ],
        back_url=_address("agenda:choose", lieu=_number(place)),
        walk_in_url=f"{reverse('agenda:week')}?voir={tab or 'libre'}",
    )
    return render_page(request, page, "agenda/motives.html")


@login_not_required
@require_safe
def times(request: HttpRequest, motive: int) -> HttpResponse:
    """Show the free times of a motive, by day."""
    return render_page(request, times_page(request, bookable(motive)), "agenda/times.html")


def bookable(motive: int) -> Any:
    """Return a motive that residents book. Raises MotiveUnknown, NotBookedOnline."""
    found = get_motive(motive)
    if not found.open_online:
        raise NotBookedOnline
    return found


def times_page(
    request: HttpRequest,
    motive: Any,
    *,
    message: str = "",
    typed: Sequence[tuple[str, str]] = (),
) -> TimesPage:
    """Return the page of times; with what was `typed`, choosing one books it."""
    now, today, place = timezone.now(), timezone.localdate(), _place(request)
    shown = shown_days(request)
    chosen = request.GET.get("heure", "")
    days, more = days_of_times(motive, place, now=now, today=today, n_days=shown, chosen=chosen)
    lieu = _number(place)
    return TimesPage(
        steps=STEPS,
        title=motive.title,
        lead=motive_facts(motive),
        days=days,
        more_url=_address("agenda:times", motive.pk, lieu=lieu, jours=str(shown * 3))
        if more and not typed
        else "",
        all_places_url=_address("agenda:times", motive.pk) if lieu and not typed else "",
        back_url=_address("agenda:motives", motive.mediation, lieu=lieu),
        action=reverse("agenda:you", args=[motive.pk]),
        typed=[(name, value) for name, value in typed if name not in ("heure", "lieu")],
        message=message,
        kept=[("lieu", lieu)] if lieu else [],
    )


def days_of_times(
    motive: Any,
    place: Any,
    *,
    now: datetime,
    today: date,
    n_days: int,
    chosen: str = "",
) -> tuple[list[TimesDay], bool]:
    """Return the first days with free times, and whether there are more.

    A time that several people have at one place is shown once: one of them receives.
    """
    found = first_free(
        now=now,
        today=today,
        motives=[motive.pk],
        places=_keys(place),
        within=timedelta(days=motive.horizon_days),
    )
    free: dict[tuple[datetime, int | None], FreeTime] = {}
    for line in found:
        for time in line.free:
            free.setdefault((time.starts_at, getattr(line.place, "pk", None)), time)
    several = len({key[1] for key in free}) > 1
    by_day: dict[tuple[date, str], list[TimeBox]] = {}
    for time in sorted(free.values(), key=lambda time: (time.starts_at, time.key)):
        here = time.starts_at.astimezone(zone_at(time.place))
        where = time.place.nom if several and time.place is not None else ""
        by_day.setdefault((here.date(), where), []).append(
            TimeBox(key=time.key, words=time_words(here), checked=time.key == chosen)
        )
    first = sorted({day for day, _where in by_day})
    days = [
        TimesDay(words=day_words(day, today), where=where, times=boxes)
        for (day, where), boxes in sorted(by_day.items())
        if day in first[:n_days]
    ]
    return days, len(first) > n_days


def shown_days(request: HttpRequest) -> int:
    """Return how many days to show: more are asked for by the address."""
    asked = request.GET.get("jours", "")
    return min(int(asked), MOST_DAYS) if asked.isdecimal() and len(asked) < 4 else FEW_DAYS


def motive_facts(motive: Any) -> str:
    """Return "45 minutes. Gratuit, sans compte."""
    length = ngettext("%(n)d minute", "%(n)d minutes", motive.duration_min)
    parts = [length % {"n": motive.duration_min}, where_words(motive)]
    if motive.mode:
        mode = str(motive.get_mode_display())
        parts.append(mode[:1].upper() + mode[1:])
    if said := languages_words(motive.languages):
        parts.append(said)
    return ". ".join(parts) + "."


def _motive_line(motive: Any, first: FreeTime | None, *, today: date, lieu: str) -> MotiveLine:
    return MotiveLine(
        title=motive.title,
        description=motive.description,
        facts=motive_facts(motive),
        next_words=moment_words(first.starts_at, first.place, today) if first is not None else "",
        where=first.place.nom if first is not None and first.place is not None else "",
        url=_address("agenda:times", motive.pk, lieu=lieu),
    )


def _place(request: HttpRequest) -> Any:
    """Return the place that the address names, None for all. Raises PlaceUnknown."""
    number = request.POST.get("lieu", "") or request.GET.get("lieu", "")
    return shown_place(get_place(number)) if number else None


def _keys(place: Any) -> list[int] | None:
    return [place.pk] if place is not None else None


def _number(place: Any) -> str:
    return place.public_id if place is not None else ""


def _address(route: str, *words: Any, **query: str) -> str:
    said = urlencode({name: value for name, value in query.items() if value})
    url = reverse(route, args=words)
    return f"{url}?{said}" if said else url


__all__ = ["bookable", "choose", "days_of_times", "motives", "times", "times_page"]
