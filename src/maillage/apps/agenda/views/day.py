"""A day or a week of somebody, of a room, of devices, of a place."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from maillage.apps.agenda.queries.access import (
    may_handle_place,
    may_handle_resource,
    may_use_agenda,
)
from maillage.apps.agenda.queries.calls import n_calls_due
from maillage.apps.agenda.queries.handled import handles_row
from maillage.apps.agenda.queries.schedule import (
    Choices,
    Line,
    agenda_choices,
    agenda_lines,
    get_resource,
    own_line,
    people_of_mine,
)
from maillage.apps.agenda.views.desk import Comer, address, address_if, comer_of, day_in
from maillage.apps.agenda.views.lines import day_words, monday_of
from maillage.apps.directory.queries import get_place, standing
from maillage.web.access import permitted, signed_in
from maillage.web.pages import render_page
from maillage.web.words import DAYS, time_words

WEEK = "semaine"


@dataclass(frozen=True, slots=True, kw_only=True)
class DayLine:
    """A line of a day, in words. `kind`: booking, session, absence, free."""

    kind: str
    hours: str
    title: str
    url: str
    where: str
    # Whose line it is, where several people share the page.
    whose: str
    comer: Comer | None
    tags: Sequence[str]
    seats: str
    now: bool
    past: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskDay:
    """A day with its lines."""

    day: date
    words: str
    weekday: str
    today: bool
    lines: Sequence[DayLine]
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskPage:
    """All that agenda/desk_day.html may use."""

    title: str
    # What the page is about: a place, or what a resource is; "" for one's own.
    over: str
    week: bool
    shown: bool
    days: Sequence[DeskDay]
    span: str
    today_url: str
    day_url: str
    week_url: str
    previous_url: str
    next_url: str
    counter_url: str
    door_url: str
    attendance_url: str
    setup_url: str
    # To say when this person is not there, "" where the agenda is not that of one.
    absence_url: str
    choices: Choices
    n_calls: int


@permitted(may_use_agenda)
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """One's own day; of a member without a line, their organisation's; who steers chooses."""
    by = signed_in(request)
    own = own_line(by)
    if own is not None:
        return _page(request, "desk", (), [own.pk], title=_("Mon agenda"), whose=False,
                     person=own.pk)  # fmt: skip
    people = [] if standing(by).steers else people_of_mine(by)
    return _page(
        request,
        "desk",
        (),
        [one.pk for one in people],
        title=_("L’agenda de l’équipe") if people else _("Agenda"),
        shown=bool(people),
    )


@permitted(may_handle_resource)
@require_safe
def resource(request: HttpRequest, number: int) -> HttpResponse:
    """The day of a person, a room or devices."""
    found = get_resource(number)
    return _page(
        request,
        "desk_resource",
        (number,),
        [number],
        title=found.name,
        over=str(found.get_kind_display()).capitalize(),
        whose=found.kind != "person",
        person=number if found.kind == "person" else None,
    )


@permitted(may_handle_place)
@require_safe
def place(request: HttpRequest, public_id: str) -> HttpResponse:
    """The day of a place: all who receive there, all that takes place."""
    found = get_place(public_id)
    return _page(request, "desk_place", (public_id,), [], title=found.nom, over=_("Lieu"),
                 place=found)  # fmt: skip


def _page(
    request: HttpRequest,
    route: str,
    args: tuple[Any, ...],
    resources: Collection[int],
    *,
    title: str,
    over: str = "",
    whose: bool = True,
    shown: bool = True,
    place: Any = None,
    person: int | None = None,
) -> HttpResponse:
    by, now = signed_in(request), timezone.now()
    today = timezone.localdate()
    day = day_in(request.GET.get("jour", ""), today)
    week = request.GET.get("vue") == WEEK
    first = monday_of(day) if week else day
    last = first + timedelta(days=6 if week else 0)
    found: Mapping[date, Sequence[Line]] = {}
    if shown:
        found = agenda_lines(resources, start=first, end=last, now=now, place=place)
    handled = partial(handles_row, by)
    days = [
        DeskDay(
            day=one,
            words=day_words(one, today),
            weekday=DAYS[one.weekday()],
            today=one == today,
            lines=[_line(line, one, now=now, whose=whose, handled=handled) for line in lines],
            url=address(route, *args, jour=one.isoformat()),
        )
        for one, lines in found.items()
        # A week-end with nothing takes no column.
        if not week or one.weekday() < 5 or lines or one == today
    ]
    step, view = timedelta(days=7 if week else 1), WEEK if week else ""

    def at(moved: date, vue: str = view) -> str:
        return address(route, *args, jour="" if moved == today else moved.isoformat(), vue=vue)

    page = DeskPage(
        title=title,
        over=over,
        week=week,
        shown=shown,
        days=days,
        span=_("Du %(first)s au %(last)s") % {
            "first": day_words(first, today), "last": day_words(last, today)
        } if week else day_words(day, today),
        today_url="" if first <= today <= last else at(today),
        day_url=at(day, ""),
        week_url=at(day, WEEK),
        previous_url=at(first - step),
        next_url=at(first + step),
        counter_url=address("counter", personne=person),
        door_url=address("door", place.public_id) if place is not None else "",
        attendance_url=address_if("tally_list"),
        setup_url=address_if("setup"),
        absence_url=address("setup_new_absence", person) if person is not None else "",
        choices=agenda_choices(by),
        n_calls=n_calls_due(by, now=now),
    )  # fmt: skip
    return render_page(request, page, "agenda/desk_day.html")


def _line(line: Line, day: date, *, now: datetime, whose: bool, handled: Any) -> DayLine:
    name = line.resource.name if whose and line.resource is not None else ""
    said: dict[str, Any] = {
        "kind": line.kind,
        "hours": _hours(line, day),
        "where": line.place.nom if line.place is not None else "",
        "whose": name,
        "now": line.starts_at <= now < line.ends_at,
        "past": line.ends_at <= now,
    }
    if line.booking is not None:
        return _booking_line(line, said, known=handled(line.booking))
    if line.session is not None:
        return _session_line(line, said)
    title, url = _("Pas là"), ""
    if line.kind == "free" and line.resource is not None:
        title = _("Libre")
        url = address("counter", personne=line.resource.pk, jour=day.isoformat())
    return DayLine(title=title, url=url, comer=None, tags=(), seats="", **said)


def _booking_line(line: Line, said: dict[str, Any], *, known: bool) -> DayLine:
    booking = line.booking
    assert booking is not None
    # A room may be taken by people of another house: its hours are said, who comes is not.
    comer = comer_of(booking) if known else None
    remote = booking.motive is not None and booking.motive.where != "place"
    said["where"] = str(booking.motive.get_where_display()) if remote else said["where"]  # type: ignore[union-attr]
    return DayLine(
        title=str(booking.motive),
        url=address("desk_booking", booking.pk) if known else "",
        comer=comer,
        tags=comer.tags if comer is not None else (),
        seats="",
        **said,
    )


def _session_line(line: Line, said: dict[str, Any]) -> DayLine:
    session: Any = line.session
    tags, seats = [], ""
    if session.cancelled_at is not None:
        tags.append(_("annulée"))
    elif session.seats is not None:
        seats = ngettext(
            "%(n)d inscrit sur %(all)d", "%(n)d inscrits sur %(all)d", session.n_taken
        ) % {"n": session.n_taken, "all": session.seats}
        if session.n_care:
            seats += ", " + ngettext(
                "%(n)d enfant en garde", "%(n)d enfants en garde", session.n_care
            ) % {"n": session.n_care}
        if session.n_waiting:
            seats += ", " + ngettext(
                "%(n)d personne attend", "%(n)d personnes attendent", session.n_waiting
            ) % {"n": session.n_waiting}
    else:
        seats = _("Sans rendez-vous")
    said["where"] = said["where"] or session.series.address
    return DayLine(
        title=session.series.title,
        url=address("desk_session", session.public_id),
        comer=None,
        tags=tags,
        seats=seats,
        **said,
    )


def _hours(line: Line, day: date) -> str:
    """Return the hours of a line on a day: an absence of a week is "toute la journée"."""
    starts, ends = line.starts_at.date() < day, line.ends_at.date() > day
    if line.kind != "absence":
        return f"{time_words(line.starts_at)} – {time_words(line.ends_at)}"
    whole_start = starts or (line.starts_at.hour, line.starts_at.minute) == (0, 0)
    if whole_start and ends:
        return _("Toute la journée")
    if whole_start:
        return _("Jusqu’à %s") % time_words(line.ends_at)
    if ends:
        return _("À partir de %s") % time_words(line.starts_at)
    return f"{time_words(line.starts_at)} – {time_words(line.ends_at)}"


__all__ = ["desk", "place", "resource"]
