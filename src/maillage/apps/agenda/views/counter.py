"""Booking for somebody: what for, when, who; the code is read aloud, the slip printed.

In one's own house, all is open: any hour, one more seat, with the journal saying so. Elsewhere one
is a prescriber, and takes what is open to prescribers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from maillage.apps.agenda.forms.counter import OtherTimeForm
from maillage.apps.agenda.queries.access import may_book_for_somebody
from maillage.apps.agenda.queries.counter import (
    AHEAD,
    MEDIATIONS,
    SOON,
    CounterTime,
    bookable_motives,
    bookable_sessions,
    counter_times,
    prescribed_here,
    receives_for,
)
from maillage.apps.agenda.queries.free import get_motive
from maillage.apps.agenda.queries.rules import zone_at
from maillage.apps.agenda.queries.schedule import people_of_mine
from maillage.apps.agenda.views.desk import address, day_in, number_in
from maillage.apps.agenda.views.lines import day_words, hours_words, local
from maillage.core.timetable import local_span
from maillage.web.access import permitted, signed_in
from maillage.web.pages import render_page
from maillage.web.words import time_words

DAYS_SHOWN = 7
# Nothing free this week: the first free day is looked for this far.
DAYS_AHEAD = 60


@dataclass(frozen=True, slots=True)
class MotiveLine:
    """What one may come for, alone."""

    title: str
    url: str
    minutes: int
    more: str


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session in which a seat may be booked."""

    title: str
    url: str
    when: str
    where: str
    seats: str
    full: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterPage:
    """All that agenda/desk_counter.html may use."""

    mediations: Sequence[tuple[str, str, bool]]
    motives: Sequence[MotiveLine]
    sessions: Sequence[SessionLine]
    # The person whose agenda it comes from, "" when any will do.
    person: str
    all_url: str
    # The sessions of the weeks after, "" when they are there.
    far_url: str
    prescriber: bool


@dataclass(frozen=True, slots=True)
class TimeLink:
    """A time to take."""

    hour: str
    url: str


@dataclass(frozen=True, slots=True)
class TimesOfDay:
    """The times of a person at a place, on a day."""

    who: str
    where: str
    times: Sequence[TimeLink]


@dataclass(frozen=True, slots=True)
class CounterDay:
    """A day with free times."""

    words: str
    groups: Sequence[TimesOfDay]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimesPage:
    """All that agenda/desk_times.html may use."""

    title: str
    steps: Sequence[str]
    minutes: int
    documents: str
    days: Sequence[CounterDay]
    span: str
    # The first free day, when the week has none.
    next_free: str
    next_free_url: str
    previous_url: str
    next_url: str
    people: Sequence[tuple[str, str, bool]]
    form: OtherTimeForm | None
    day: str
    back_url: str


def steps() -> list[str]:
    """Return the words of the three steps."""
    return [_("Quoi et quand"), _("Qui"), _("Le code")]


@permitted(may_book_for_somebody)
@require_safe
@never_cache
def counter(request: HttpRequest) -> HttpResponse:
    """What for: the type of mediation first, then a motive or a session."""
    by, now = signed_in(request), timezone.now()
    today = timezone.localdate()
    asked = request.GET.get("mediation", "")
    mediation = asked if asked in dict(MEDIATIONS) else ""
    person = number_in(request.GET.get("personne", ""))
    day = request.GET.get("jour", "")
    people = {one.pk: one.name for one in people_of_mine(by)}
    only = person if person in people else None
    motives = bookable_motives(by, mediation=mediation, resource=only)
    far = request.GET.get("loin") == "1"
    sessions = bookable_sessions(
        by, now=now, mediation=mediation, resource=only, ahead=AHEAD if far else SOON
    )
    page = CounterPage(
        mediations=[
            ("", address("counter", personne=only, jour=day), not mediation),
            *(
                (str(label), address("counter", mediation=code, personne=only, jour=day),
                 code == mediation)
                for code, label in MEDIATIONS
            ),
        ],
        motives=[
            MotiveLine(
                one.title,
                address("counter_times", one.pk, personne=only, jour=day),
                one.duration_min,
                _more(one),
            )
            for one in motives
        ],
        sessions=[_session_line(one, today) for one in sessions],
        person=people[only] if only is not None else "",
        all_url=address("counter", mediation=mediation),
        far_url=""
        if far
        else address("counter", mediation=mediation, personne=only, jour=day, loin=1),
        prescriber=prescribed_here(by),
    )  # fmt: skip
    return render_page(request, page, "agenda/desk_counter.html")


@permitted(may_book_for_somebody)
@require_safe
@never_cache
def times(request: HttpRequest, motive: int) -> HttpResponse:
    """When: the free times of a week, or any hour of one's own people."""
    by, now, found = signed_in(request), timezone.now(), get_motive(motive)
    today = timezone.localdate()
    first = max(today, day_in(request.GET.get("jour", ""), today))
    person = number_in(request.GET.get("personne", ""))
    own = people_of_mine(by)
    receive = receives_for(found)
    # Those who receive for it come first, and have a tab each.
    own.sort(key=lambda one: one.pk not in receive)
    people = [(one.pk, one.name) for one in own]
    form = None
    if people:
        asked = "heure" in request.GET
        form = OtherTimeForm(
            request.GET if asked else None,
            people=people,
            initial={"jour": first, "personne": person},
        )
        if asked and form.is_valid():
            return HttpResponseRedirect(_who_url(motive, form.cleaned_data, own))
    last = first + timedelta(days=DAYS_SHOWN - 1)
    rows = counter_times(by, found, start=first, end=last, now=now, resource=person)
    soonest = None
    if not rows:
        later = first + timedelta(days=DAYS_AHEAD)
        some = counter_times(by, found, start=last, end=later, now=now, resource=person)
        soonest = some[0].time if some else None
    soon_day = local(soonest.starts_at, soonest.place).date() if soonest else None
    page = TimesPage(
        title=found.title,
        steps=steps(),
        minutes=found.duration_min,
        documents=found.documents,
        days=_days(rows, motive, today, first, last),
        span=_("Du %(first)s au %(last)s") % {
            "first": day_words(first, today), "last": day_words(last, today)
        },
        next_free=day_words(soon_day, today) if soon_day else "",
        next_free_url=address("counter_times", motive, jour=soon_day, personne=person)
        if soon_day else "",
        previous_url=address(
            "counter_times", motive, personne=person,
            jour=max(today, first - timedelta(days=DAYS_SHOWN)),
        ) if first > today else "",
        next_url=address("counter_times", motive, jour=last + timedelta(days=1), personne=person),
        people=_people(motive, [one for one in people if one[0] in receive], person, first),
        form=form,
        day=first.isoformat(),
        back_url=address("counter", mediation=found.mediation, personne=person),
    )  # fmt: skip
    status = 422 if form is not None and form.is_bound else 200
    return render_page(request, page, "agenda/desk_times.html", status=status)


def _who_url(motive: int, said: dict[str, Any], people: Sequence[Any]) -> str:
    """Return the next page for any hour of somebody, on the clock of where they receive."""
    who = next(one for one in people if one.pk == said["personne"])
    zone = str(zone_at(who.place))
    start = said["heure"]
    end = (datetime.combine(said["jour"], start) + timedelta(minutes=5)).time()
    span = local_span(said["jour"], start, end, zone)
    return address("counter_who", motive, heure=f"{who.pk}-{int(span.start.timestamp())}")


def _days(
    rows: Sequence[CounterTime], motive: int, today: date, first: date, last: date
) -> list[CounterDay]:
    by_day: dict[date, dict[tuple[str, str], list[TimeLink]]] = {}
    for row in rows:
        time = row.time
        here = local(time.starts_at, time.place)
        if not first <= here.date() <= last:
            continue
        where = time.place.nom if time.place is not None else ""
        groups = by_day.setdefault(here.date(), {})
        url = address("counter_who", motive, heure=time.key)
        groups.setdefault((time.resource.name, where), []).append(TimeLink(time_words(here), url))
    return [
        CounterDay(
            day_words(day, today).capitalize(),
            [TimesOfDay(who, where, found) for (who, where), found in groups.items()],
        )
        for day, groups in sorted(by_day.items())
    ]


def _people(
    motive: int, people: Sequence[tuple[int, str]], person: int | None, day: date
) -> list[tuple[str, str, bool]]:
    """Return links that keep the times of one person, or of all."""
    if len(people) < 2 and person is None:
        return []
    links = [(_("Tout le monde"), address("counter_times", motive, jour=day), person is None)]
    for number, name in people:
        url = address("counter_times", motive, jour=day, personne=number)
        links.append((name, url, number == person))
    return links


def _more(motive: Any) -> str:
    parts = [str(motive.get_where_display())] if motive.where != "place" else []
    if motive.organisation is not None:
        parts.append(motive.organisation.nom)
    return ", ".join(parts)


def _session_line(one: Any, today: date) -> SessionLine:
    left = max(0, one.seats - one.n_taken)
    where = one.place.nom if one.place is not None else one.series.address
    day = day_words(local(one.starts_at, one.place).date(), today)
    said = ngettext("%(n)d place libre sur %(all)d", "%(n)d places libres sur %(all)d", left) % {
        "n": left,
        "all": one.seats,
    }
    if not left:
        said = _("Complet, %(n)d en attente") % {"n": one.n_waiting}
    return SessionLine(
        title=one.series.title,
        url=address("counter_session", one.public_id),
        when=f"{day.capitalize()}, {hours_words(one.starts_at, one.ends_at, one.place)}",
        where=where,
        seats=said,
        full=not left,
    )


__all__ = ["counter", "steps", "times"]
