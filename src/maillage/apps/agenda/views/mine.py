"""One's own booking: opened by its code, seen, moved, cancelled, printed. No account, no staff.

The code is typed once, then held for half an hour by the device alone (`opened`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.apps.agenda.actions.ending import accept_offer, cancel, move_seat, move_time
from maillage.apps.agenda.errors import (
    BookingEnded,
    ChildcareFull,
    OfferOver,
    SessionFull,
    SessionNotBooked,
    TimeNotOffered,
    TimeTaken,
    TooLateOnline,
)
from maillage.apps.agenda.forms.booking import CodeForm
from maillage.apps.agenda.queries.codes import find_booking
from maillage.apps.agenda.queries.feeds import booking_calendar
from maillage.apps.agenda.queries.free import offered_time
from maillage.apps.agenda.queries.mine import may_move, seats_to_move_to
from maillage.apps.agenda.queries.week import get_dated
from maillage.apps.agenda.views.choosing import TimesDay, days_of_times, shown_days
from maillage.apps.agenda.views.keys import read_key
from maillage.apps.agenda.views.limits import count_code
from maillage.apps.agenda.views.lines import day_words, hours_words, local
from maillage.apps.agenda.views.opened import forget, hold, holds_cookies, opened_booking, probe
from maillage.apps.agenda.views.told import Told, told
from maillage.web.pages import render_page

SEEN_BY = gettext_lazy("Le code ouvre votre rendez-vous. Il ne dit pas qui vous êtes.")
CODE_WRONG = gettext_lazy(
    "Ce code n’ouvre rien. Relisez-le signe par signe. Si vous l’avez perdu, appelez, ou venez "
    "quand même : donnez votre prénom."
)
PERSON = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class CodePage:
    """All that agenda/code.html may use."""

    form: CodeForm
    seen_by: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class MinePage:
    """All that agenda/mine.html, agenda/slip.html and agenda/cancel.html may use."""

    it: Told
    # The booking was just made: steps are shown, and the code is what matters.
    just: bool
    steps: Sequence[Any]
    message: str
    my_data_url: str
    calendar_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatBox:
    """Another session one may move to."""

    key: str
    words: str
    seats: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MovePage:
    """All that agenda/move.html may use."""

    it: Told
    days: Sequence[TimesDay]
    sessions: Sequence[SeatBox]
    more_url: str
    message: str


# ---------------------------------------------------------------- the code, and what it opens


@login_not_required
@csrf_exempt  # whoever sends a code only learns what it opens; what changes something is protected
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponseBase:
    """Type a code, or see what it opened."""
    if request.method != "POST":
        code, booking = opened_booking(request)
        if booking is None:
            return _ask(request, CodeForm())
        return hold(render_page(request, mine_page(code, booking), "agenda/mine.html"), code)
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _ask(request, form)
    tried = count_code(request)
    code = form.cleaned_data["code"]
    booking = find_booking(code)
    if booking is None:
        form.add_error("code", str(CODE_WRONG))
        return _ask(request, form)
    # What was right is taken back from the counts: many people share the network of a library.
    tried.rollback()
    if not holds_cookies(request):
        # A device without cookies: the page at once, since nothing can be held.
        return render_page(request, mine_page(code, booking), "agenda/mine.html")
    return hold(HttpResponseRedirect(reverse("agenda:mine")), code)


@login_not_required
@never_cache
@require_safe
def done(request: HttpRequest) -> HttpResponseBase:
    """Say the code of what was just booked."""
    code, booking = opened_booking(request)
    if booking is None:
        return HttpResponseRedirect(reverse("agenda:mine"))
    return render_page(request, mine_page(code, booking, just=True), "agenda/mine.html")


@login_not_required
@never_cache
@require_safe
def slip(request: HttpRequest) -> HttpResponseBase:
    """Print what one keeps in a pocket (ledger ORI-19)."""
    code, booking = opened_booking(request)
    if booking is None:
        return HttpResponseRedirect(reverse("agenda:mine"))
    return render_page(request, mine_page(code, booking), "agenda/slip.html")


@login_not_required
@never_cache
@require_safe
def mine_calendar(request: HttpRequest) -> HttpResponseBase:
    """Give a calendar program the one event of this booking; neither code nor name."""
    _code, booking = opened_booking(request)
    if booking is None:
        return HttpResponseRedirect(reverse("agenda:mine"))
    answer = HttpResponse(
        booking_calendar(booking, now=timezone.now()), content_type="text/calendar; charset=utf-8"
    )
    answer["Content-Disposition"] = 'attachment; filename="rendez-vous.ics"'
    return answer


@login_not_required
@never_cache
@require_POST
def close(request: HttpRequest) -> HttpResponseBase:
    """Take the code off this device."""
    return forget(HttpResponseRedirect(reverse("agenda:mine")))


# ---------------------------------------------------------------- what one may do


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cancel_mine(request: HttpRequest) -> HttpResponseBase:
    """Ask once, then cancel, or leave the waiting list."""
    code, booking = opened_booking(request)
    if booking is None:
        return HttpResponseRedirect(reverse("agenda:mine"))
    if request.method != "POST":
        return render_page(request, mine_page(code, booking), "agenda/cancel.html")
    try:
        cancel(booking, ended_by=PERSON, now=timezone.now())
    except (TooLateOnline, BookingEnded) as refused:
        return _again(request, code, str(refused))
    return _back(code)


@login_not_required
@never_cache
@require_POST
def accept(request: HttpRequest) -> HttpResponseBase:
    """Take the seat that was offered."""
    code, booking = opened_booking(request)
    if booking is None:
        return HttpResponseRedirect(reverse("agenda:mine"))
    try:
        accept_offer(booking, now=timezone.now())
    except OfferOver as refused:
        return _again(request, code, str(refused))
    return _back(code)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest) -> HttpResponseBase:
    """Choose another time, or another session of the same kind; the code stays."""
    code, booking = opened_booking(request)
    if booking is None:
        return HttpResponseRedirect(reverse("agenda:mine"))
    now = timezone.now()
    if not may_move(booking, now=now):
        return _again(request, code, "")
    message = ""
    if request.method == "POST":
        try:
            _move(booking, request.POST.get("heure", ""), now)
        except (TimeTaken, TimeNotOffered, SessionFull, ChildcareFull, SessionNotBooked) as refused:
            refused.values.setdefault("n", len(booking.children))
            message = f"{refused} {_('Votre première heure reste réservée.')}"
        except (TooLateOnline, BookingEnded) as refused:
            return _again(request, code, str(refused))
        else:
            return _back(code)
    page = _move_page(request, code, booking, message)
    return render_page(request, page, "agenda/move.html", status=409 if message else 200)


def _move(booking: Any, key: str, now: Any) -> None:
    if booking.motive is None:
        known = {one.session.public_id: one for one in seats_to_move_to(booking, now=now)}
        chosen = known.get(key)
        if chosen is None:
            raise SessionNotBooked
        move_seat(booking, session=get_dated(key, now=now).session, now=now)
        return
    resource, starts_at = read_key(key)
    time = (
        offered_time(booking.motive, resource, starts_at, now=now)
        if starts_at is not None
        else None
    )
    if time is None:
        raise TimeNotOffered
    move_time(booking, resource=time.resource, starts_at=time.starts_at, now=now)


def _move_page(request: HttpRequest, code: str, booking: Any, message: str) -> MovePage:
    now, today = timezone.now(), timezone.localdate()
    days: list[TimesDay] = []
    more = False
    shown = shown_days(request)
    sessions: list[SeatBox] = []
    if booking.motive is not None:
        days, more = days_of_times(booking.motive, None, now=now, today=today, n_days=shown)
    else:
        for one in seats_to_move_to(booking, now=now):
            said = {
                "day": day_words(local(one.session.starts_at, one.place).date(), today),
                "hours": hours_words(one.session.starts_at, one.session.ends_at, one.place),
            }
            sessions.append(
                SeatBox(
                    key=one.session.public_id,
                    words=_("%(day)s, %(hours)s") % said,
                    seats=ngettext("%(n)d place libre", "%(n)d places libres", one.n_left or 0)
                    % {"n": one.n_left},
                )
            )
    return MovePage(
        it=told(booking, code, now=now, today=today),
        days=days,
        sessions=sessions,
        more_url=f"{reverse('agenda:move')}?jours={shown * 3}" if more else "",
        message=message,
    )


# ---------------------------------------------------------------- the steps they share


def mine_page(code: str, booking: Any, *, just: bool = False, message: str = "") -> MinePage:
    """Return the page of a booking."""
    appointment = booking.motive is not None
    return MinePage(
        it=told(booking, code, now=timezone.now(), today=timezone.localdate()),
        just=just,
        steps=(_("Pour quoi"), _("L’heure"), _("Vous"), _("Votre code"))
        if appointment
        else (_("La séance"), _("Vous"), _("Votre code")),
        message=message,
        my_data_url=_known("agenda:my_data"),
        calendar_url=reverse("agenda:mine_calendar"),
    )


def _ask(request: HttpRequest, form: CodeForm) -> HttpResponseBase:
    page = CodePage(form=form, seen_by=SEEN_BY)
    status = 422 if form.is_bound else 200
    return probe(render_page(request, page, "agenda/code.html", status=status))


def _again(request: HttpRequest, code: str, message: str) -> HttpResponseBase:
    """Show the booking as it is now, and why what was asked was not done."""
    found = find_booking(code)
    if found is None:  # another code was given meanwhile
        return forget(HttpResponseRedirect(reverse("agenda:mine")))
    page = mine_page(code, found, message=message)
    return render_page(request, page, "agenda/mine.html", status=409 if message else 200)


def _back(code: str) -> HttpResponseBase:
    return hold(HttpResponseRedirect(reverse("agenda:mine")), code)


def _known(route: str) -> str:
    try:
        return reverse(route)
    except NoReverseMatch:
        return ""
