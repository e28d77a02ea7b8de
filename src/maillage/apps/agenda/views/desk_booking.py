"""One booking: all of it, another time, its end, a seat confirmed by voice, its slip, its code."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from maillage.apps.agenda.actions.calls import renew_code
from maillage.apps.agenda.actions.ending import accept_offer, cancel, move_seat, move_time
from maillage.apps.agenda.errors import BookingEnded, TimeTaken
from maillage.apps.agenda.queries.access import (
    handles_booking,
    may_handle_booking,
    may_see_booking,
)
from maillage.apps.agenda.queries.calls import notices_of
from maillage.apps.agenda.queries.codes import get_booking, renewal_of
from maillage.apps.agenda.queries.counter import (
    counter_times,
    handles_resource,
    other_sessions,
    seats_of,
)
from maillage.apps.agenda.queries.schedule import get_resource, get_session
from maillage.apps.agenda.views.desk import (
    SEEN_BY_JOURNAL,
    Comer,
    address,
    address_if,
    comer_of,
    day_in,
    form_page,
    span_words,
    time_in,
    title_of,
    when_of,
)
from maillage.apps.agenda.views.lines import day_words, local, moment_words
from maillage.apps.agenda.views.slips import Slip, slip_of
from maillage.apps.directory.errors import NotAllowed
from maillage.apps.directory.queries.people import person_words
from maillage.web.access import permitted, signed_in
from maillage.web.pages import render_page
from maillage.web.words import time_words

DAYS_SHOWN = 7
# Nothing free these days: the first free day is looked for this far.
DAYS_AHEAD = 60
# What stands: it may be moved, cancelled, given another code.
_STANDING = ("booked", "offered", "waiting")


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingPage:
    """All that agenda/desk_booking.html may use."""

    number: int
    title: str
    when: str
    where: str
    with_whom: str
    state: str
    state_words: str
    until: str
    comer: Comer
    contact: str
    email: str
    seats: str
    made: str
    told: Sequence[str]
    documents: str
    # What whoever reads may do.
    handles: bool
    stands: bool
    moves: bool
    slip_url: str
    cancel_url: str
    move_url: str
    session_url: str
    back_url: str
    attendance_url: str
    # Sent with the wish for another code.
    renewal: str
    seen_by: Any = SEEN_BY_JOURNAL


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipPage:
    """All that agenda/desk_slip.html may use."""

    slip: Slip
    back_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelPage:
    """All that agenda/desk_cancel.html may use."""

    title: str
    when: str
    name: str
    # What the person will be told, and how.
    told: str
    back_url: str
    seen_by: Any = SEEN_BY_JOURNAL


@dataclass(frozen=True, slots=True)
class MoveDay:
    """A day to which a booking may move: (value of the button, words)."""

    words: str
    options: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class MovePage:
    """All that agenda/desk_move.html may use."""

    title: str
    when: str
    name: str
    days: Sequence[MoveDay]
    # The time that was refused because it is taken, to be taken all the same; "" for none.
    refused: str
    refused_words: str
    # The first day with a free time when those shown have none, "" otherwise.
    next_free: str
    next_free_url: str
    previous_url: str
    next_url: str
    back_url: str
    seen_by: Any = SEEN_BY_JOURNAL


@permitted(may_see_booking)
@require_safe
@never_cache
def booking(request: HttpRequest, number: int) -> HttpResponse:
    """All that is known of a booking."""
    by, found, now = signed_in(request), get_booking(number), timezone.now()
    today, paper = timezone.localdate(), slip_of(found, now=now)
    handles = handles_booking(by, number)
    stands = found.state in _STANDING and found.ends_at > now
    course = found.session is None and found.series is not None
    page = BookingPage(
        number=number,
        title=title_of(found),
        when=when_of(found, today) if course else span_words(found, today),
        where=paper.where,
        with_whom=found.resource.name if found.resource is not None else "",
        state=found.state,
        state_words=_state_words(found),
        until=moment_words(found.offered_until, found.place, today) if found.offered_until else "",
        comer=comer_of(found),
        contact=str(found.get_contact_display()),
        email=found.email,
        seats=", ".join(str(n) for n in seats_of(found)) if not course else "",
        made=_made(found),
        told=[_told(notice, found, today) for notice in notices_of(found)],
        documents=paper.documents,
        handles=handles,
        stands=stands,
        moves=handles and stands and found.state == "booked" and not course,
        slip_url=address("desk_slip", number),
        cancel_url=address("desk_cancel", number),
        move_url=address("desk_move", number) if handles else "",
        session_url=address("desk_session", found.session.public_id)
        if handles and found.session is not None
        else "",
        back_url=address("desk", jour=local(found.starts_at, found.place).date())
        if handles
        else address("sent_by_us"),
        attendance_url=address_if("presence", number)
        if handles and not course and found.state != "cancelled"
        else "",
        renewal=renewal_of(found) if handles else "",
    )
    return render_page(request, page, "agenda/desk_booking.html")


@permitted(may_see_booking)
@require_safe
@never_cache
def slip(request: HttpRequest, number: int) -> HttpResponse:
    """The slip, without the code: nobody knows it any more."""
    found = get_booking(number)
    page = SlipPage(
        slip=slip_of(found, now=timezone.now()), back_url=address("desk_booking", number)
    )
    return render_page(request, page, "agenda/desk_slip.html")


@permitted(may_handle_booking)
@require_POST
@never_cache
def new_code(request: HttpRequest, number: int) -> HttpResponse:
    """Another code for who lost theirs, on the slip; sent again, the same one."""
    found, now = get_booking(number), timezone.now()
    renewal = request.POST.get("renewal", "")
    code = renew_code(found, renewal=renewal, now=now, by=signed_in(request))
    page = SlipPage(
        slip=slip_of(found, now=now, code=code), back_url=address("desk_booking", number)
    )
    return render_page(request, page, "agenda/desk_slip.html")


@permitted(may_see_booking)
@form_page
@never_cache
def end(request: HttpRequest, number: int) -> HttpResponse:
    """Cancel, after a page that says what it does; a prescriber has the limits of the person."""
    by, found, now = signed_in(request), get_booking(number), timezone.now()
    handles = handles_booking(by, number)
    back = address("desk_booking", number)
    if request.method == "POST":
        cancel(found, ended_by="staff" if handles else "person", now=now, by=by)
        messages.success(request, _("C’est annulé."))
        return HttpResponseRedirect(back)
    if found.state not in _STANDING or found.ends_at <= now:
        raise BookingEnded
    page = CancelPage(
        title=title_of(found),
        when=when_of(found, timezone.localdate()),
        name=found.name,
        told=_told_of_end(found) if handles else "",
        back_url=back,
    )
    return render_page(request, page, "agenda/desk_cancel.html")


@permitted(may_handle_booking)
@form_page
@never_cache
def move(request: HttpRequest, number: int) -> HttpResponse:
    """Another time, or another session of the same series; what is taken is said first."""
    by, found, now = signed_in(request), get_booking(number), timezone.now()
    back = address("desk_booking", number)
    to, beyond = request.POST.get("vers", ""), request.POST.get("do") == "beyond"
    refused = ""
    if request.method == "POST" and found.session is not None:
        move_seat(found, session=get_session(to), now=now, by=by)
        messages.success(request, _("C’est déplacé."))
        return HttpResponseRedirect(back)
    if request.method == "POST" and (asked := time_in(to)) is not None:
        resource = get_resource(asked[0])
        # Nobody gives the hours of another house.
        if resource.pk != found.resource_id and not handles_resource(by, resource.pk):
            raise NotAllowed
        try:
            move_time(found, resource=resource, starts_at=asked[1], now=now, by=by, beyond=beyond)
        except TimeTaken:
            refused = to
        else:
            messages.success(request, _("C’est déplacé."))
            return HttpResponseRedirect(back)
    if found.state != "booked" or found.ends_at <= now or (found.series and not found.session):
        raise BookingEnded
    today = timezone.localdate()
    first = max(today, day_in(request.GET.get("jour", ""), today))
    seat = found.session is not None
    step = timedelta(days=DAYS_SHOWN)
    days = _sessions(found, now, today) if seat else _times(by, found, first, now, today)
    soon = None if seat or days else _first_free(by, found, first, now)
    page = MovePage(
        title=title_of(found),
        when=when_of(found, today),
        name=found.name,
        days=days,
        refused=refused,
        refused_words=_refused_words(refused, found, today),
        next_free=day_words(soon, today) if soon else "",
        next_free_url=address("desk_move", number, jour=soon) if soon else "",
        previous_url=address("desk_move", number, jour=max(today, first - step))
        if first > today and not seat
        else "",
        next_url="" if seat else address("desk_move", number, jour=first + step),
        back_url=back,
    )
    status = 409 if refused else 200
    return render_page(request, page, "agenda/desk_move.html", status=status)


@permitted(may_handle_booking)
@require_POST
def accept(request: HttpRequest, number: int) -> HttpResponse:
    """The person said yes, by voice, to the seat that was offered."""
    accept_offer(get_booking(number), now=timezone.now(), by=signed_in(request))
    messages.success(request, _("La place est confirmée."))
    return HttpResponseRedirect(address("desk_booking", number))


# ---------------------------------------------------------------- words


def _state_words(found: Any) -> str:
    if found.state != "cancelled":
        return str(found.get_state_display()).capitalize()
    ended: str = found.get_ended_by_display()
    return _("Annulé, %s") % ended


def _made(found: Any) -> str:
    at = moment_words(found.made_at, found.place, timezone.localdate())
    said = _("Réservé %(how)s, %(at)s") % {"how": found.get_channel_display(), "at": at}
    if found.made_by is not None:
        said = _("%(said)s, noté par %(by)s") % {"said": said, "by": person_words(found.made_by)}
    return f"{said}."


def _told(notice: Any, found: Any, today: date) -> str:
    moment = notice.done_at or notice.due_at
    return _("%(what)s, par %(how)s : %(state)s (%(when)s)") % {
        "what": str(notice.get_kind_display()).capitalize(),
        "how": notice.get_channel_display(),
        "state": notice.get_state_display(),
        "when": moment_words(moment, found.place, today),
    }


def _told_of_end(found: Any) -> str:
    if found.state == "waiting":
        return _("La personne quitte la liste d’attente.")
    words = {
        "call": _("La personne veut un appel : il s’ajoute à la liste des appels à passer."),
        "sms": _("La personne reçoit un SMS."),
        "email": _("La personne reçoit un e-mail."),
    }
    return words.get(found.contact) or _(
        "La personne n’a pas laissé de quoi la prévenir : dites-le-lui."
    )


def _times(by: Any, found: Any, first: date, now: Any, today: date) -> list[MoveDay]:
    last = first + timedelta(days=DAYS_SHOWN - 1)
    days: dict[date, list[tuple[str, str]]] = {}
    for row in counter_times(by, found.motive, start=first, end=last, now=now):
        here = local(row.time.starts_at, row.time.place)
        if row.mine and first <= here.date() <= last:
            words = f"{time_words(here)}, {row.time.resource.name}"
            days.setdefault(here.date(), []).append((row.time.key, words))
    return [MoveDay(day_words(day, today).capitalize(), times) for day, times in days.items()]


def _first_free(by: Any, found: Any, first: date, now: Any) -> date | None:
    """Return the first day after those shown that has a time to give, None within two months."""
    last = first + timedelta(days=DAYS_AHEAD)
    for row in counter_times(by, found.motive, start=first, end=last, now=now):
        if row.mine:
            return local(row.time.starts_at, row.time.place).date()
    return None


def _sessions(found: Any, now: Any, today: date) -> list[MoveDay]:
    options = []
    for one in other_sessions(found, now=now):
        left = max(0, (one.seats or 0) - one.n_taken)
        if left:
            when = moment_words(one.starts_at, one.place, today)
            said = ngettext("%(n)d place libre", "%(n)d places libres", left) % {"n": left}
            options.append((one.public_id, f"{when}, {said}"))
    return [MoveDay(_("Les autres séances"), options)] if options else []


def _refused_words(refused: str, found: Any, today: date) -> str:
    asked = time_in(refused)
    return moment_words(asked[1], found.place, today) if asked is not None else ""


__all__ = ["accept", "booking", "end", "move", "new_code", "slip"]
