"""Who came to a session or to an appointment: one tap each, then what was done, if one wants.

Names are read by those who handle the session or the booking, and by nobody else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from maillage.apps.agenda.actions.visits import (
    mark_attendance,
    mark_everybody,
    note_visit,
    say_of_session,
    take_walk_in_back,
)
from maillage.apps.agenda.errors import BookingUnknown
from maillage.apps.agenda.forms.visits import SharedForm, VisitForm, key_in, told
from maillage.apps.agenda.queries.access import may_handle_booking, may_handle_session
from maillage.apps.agenda.queries.codes import get_booking
from maillage.apps.agenda.queries.notices import where_words
from maillage.apps.agenda.queries.topics import TOPICS, topic_words
from maillage.apps.agenda.queries.visits import get_session, session_list, visit_of
from maillage.apps.agenda.views.lines import hours_words, local
from maillage.apps.agenda.views.tally import minutes_words
from maillage.web.access import permitted, signed_in
from maillage.web.pages import render_page
from maillage.web.words import date_words

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

form_page = require_http_methods(["GET", "HEAD", "POST"])
MARKS = (
    ("present", gettext_lazy("Là")),
    ("excused", gettext_lazy("Excusé")),
    ("absent", gettext_lazy("Pas venu")),
    ("left", gettext_lazy("Parti avant")),
)
SEEN_BY = gettext_lazy(
    "Le nom n’est pas gardé avec ce que vous notez. Les collègues de ce lieu voient cette liste ; "
    "la coordination, des totaux."
)


@dataclass(frozen=True, slots=True)
class Mark:
    """A button of a person: its code, its words, whether it is the one noted."""

    code: str
    words: str
    on: bool


@dataclass(frozen=True, slots=True)
class Person:
    """A line of the list."""

    number: int
    name: str
    marks: Sequence[Mark]
    said: str
    more_url: str
    waited: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendancePage:
    """All that agenda/visit_session.html may use."""

    session: str
    title: str
    when: str
    where: str
    people: Sequence[Person]
    n_came: int
    n_walk_ins: int
    n_untold: int
    # What was done, for all: a form; of one person: another.
    form: Any
    about: str
    about_number: int
    key: str
    seen_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentPage:
    """All that agenda/visit_appointment.html may use."""

    number: int
    name: str
    title: str
    when: str
    marks: Sequence[Mark]
    came: bool
    form: Any
    seen_by: str


@permitted(may_handle_session)
@form_page
def attendance(request: HttpRequest, session: str) -> HttpResponse:
    """The list of a session: each name with its four buttons."""
    found, now, by = get_session(session), timezone.now(), signed_in(request)
    about = request.GET.get("pour", "")
    booking = _booking_of(found, about) if about else None
    if request.method == "POST":
        if request.POST.get("do") != "say":
            _do(request, found, by, now)
            return HttpResponseRedirect(request.path)
        form = VisitForm(request.POST) if booking is not None else SharedForm(request.POST)
        if form.is_valid():
            _say(form, found, booking, by, now)
            messages.success(request, _("C’est noté."))
            return HttpResponseRedirect(request.path)
    elif booking is not None:
        form = VisitForm(initial=told(visit_of(booking, found)) or _usual(found))
    else:
        form = SharedForm(initial=_usual(found))
    listed = session_list(found)
    address = reverse("agenda:attendance", args=[session])
    people = [
        Person(
            one.pk,
            _name(one),
            _marks(visit),
            _said(visit),
            f"{address}?pour={one.pk}#dire" if visit is not None and visit.attendance else "",
            waited,
        )
        for one, visit, waited in [
            *((booked, visit, False) for booked, visit in listed.booked),
            *((booked, None, True) for booked in listed.waiting),
        ]
    ]
    page = AttendancePage(
        session=session,
        title=found.series.title,
        when=f"{date_words(found.day, weekday=True)}, "
        f"{hours_words(found.starts_at, found.ends_at, found.place)}",
        where=where_words(found),
        people=people,
        n_came=listed.n_came,
        n_walk_ins=listed.n_walk_ins,
        n_untold=sum(visit is None or not visit.attendance for _one, visit in listed.booked),
        form=form,
        about=_name(booking) if booking is not None else "",
        about_number=booking.pk if booking is not None else 0,
        key=uuid4().hex,
        seen_by=str(SEEN_BY),
    )
    return render_page(
        request, page, "agenda/visit_session.html", status=422 if form.errors else 200
    )


@permitted(may_handle_booking)
@form_page
def presence(request: HttpRequest, number: int) -> HttpResponse:
    """Whether somebody came to their appointment, and what was done."""
    booking, now, by = get_booking(number), timezone.now(), signed_in(request)
    if booking.series_id is not None:
        if booking.session is None:
            raise BookingUnknown
        return HttpResponseRedirect(reverse("agenda:attendance", args=[booking.session.public_id]))
    visit = visit_of(booking)
    initial = told(visit) or {"topics": _known(booking.motive.topics if booking.motive else ())}
    form = VisitForm(initial=initial)
    if request.method == "POST" and request.POST.get("do") != "say":
        code = _mark_in(request)
        mark_attendance(booking=booking, attendance=code, by=by, now=now)
        if code in ("", "absent", "excused"):
            messages.success(request, _("C’est noté."))
        return HttpResponseRedirect(request.path)
    if request.method == "POST":
        form = VisitForm(request.POST)
        if form.is_valid():
            mark = (visit.attendance if visit is not None else "") or "present"
            mark_attendance(booking=booking, attendance=mark, by=by, now=now, said=form.said())
            messages.success(request, _("C’est noté."))
            return HttpResponseRedirect(request.path)
    page = AppointmentPage(
        number=number,
        name=_name(booking),
        title=booking.motive.title if booking.motive is not None else "",
        when=_when(booking),
        marks=_marks(visit),
        came=visit is not None and visit.attendance in ("present", "left"),
        form=form,
        seen_by=str(SEEN_BY),
    )
    status = 422 if form.errors else 200
    return render_page(request, page, "agenda/visit_appointment.html", status=status)


# ---------------------------------------------------------------- what a button does


def _do(request: HttpRequest, session: Any, by: "User", now: datetime) -> None:
    do = request.POST.get("do", "")
    if do == "everybody":
        n = mark_everybody(session=session, by=by, now=now)
        words = ngettext("%(n)s personne notée là.", "%(n)s personnes notées là.", n) % {"n": n}
        messages.success(request, words)
    elif do == "walk-in":
        key = key_in(request.POST.get("key", ""))
        note_visit(session=session, by=by, now=now, client_key=key)
    elif do == "walk-out":
        take_walk_in_back(session=session, by=by, now=now)
    elif "number" in request.POST:
        booking = _booking_of(session, request.POST["number"])
        mark_attendance(
            booking=booking, session=session, attendance=_mark_in(request), by=by, now=now
        )


def _mark_in(request: HttpRequest) -> str:
    """Return the button pressed; the one that was already noted takes it back."""
    code = request.POST.get("mark", "")
    return code if code in dict(MARKS) else ""


def _say(form: Any, session: Any, booking: Any, by: "User", now: datetime) -> None:
    if booking is None:
        say_of_session(session=session, said=form.said(), by=by, now=now)
        return
    visit = visit_of(booking, session)
    mark = (visit.attendance if visit is not None else "") or "present"
    mark_attendance(
        booking=booking, session=session, attendance=mark, by=by, now=now, said=form.said()
    )


def _booking_of(session: Any, number: str) -> Any:
    """Return a booking of this session, or of its course. Raises BookingUnknown."""
    if not (number.isascii() and number.isdigit() and len(number) < 15):
        raise BookingUnknown
    found = get_booking(int(number))
    same = found.session_id == session.pk
    if not same and (found.session_id is not None or found.series_id != session.series_id):
        raise BookingUnknown
    return found


# ---------------------------------------------------------------- words


def _name(booking: Any) -> str:
    return str(booking.name) or _("Sans nom, réservation %s") % booking.pk


def _marks(visit: Any) -> list[Mark]:
    noted = visit.attendance if visit is not None else ""
    return [Mark(code, str(words), code == noted) for code, words in MARKS]


def _said(visit: Any) -> str:
    if visit is None:
        return ""
    outcome = visit.get_outcome_display() if visit.outcome else ""
    mode = visit.get_mode_display() if visit.mode else ""
    minutes = minutes_words(visit.minutes) if visit.minutes else ""
    return ", ".join(str(one) for one in (topic_words(visit.topics), outcome, mode, minutes) if one)


def _usual(session: Any) -> dict[str, Any]:
    return {"topics": _known(session.series.topics)}


def _known(topics: Any) -> list[str]:
    return [code for code in topics if code in TOPICS]


def _when(booking: Any) -> str:
    hours = hours_words(booking.starts_at, booking.ends_at, booking.place)
    day = local(booking.starts_at, booking.place).date()
    return f"{date_words(day, weekday=True)}, {hours}"
