"""Who is to be called now, what to say, and what the call gave; bookings found and sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from maillage.apps.agenda.actions.calls import note_call
from maillage.apps.agenda.actions.sending import send_again
from maillage.apps.agenda.forms.counter import FindForm
from maillage.apps.agenda.queries.access import may_book_for_somebody, may_use_agenda
from maillage.apps.agenda.queries.calls import calls_due, handled_call
from maillage.apps.agenda.queries.counter import find_again as find_rows
from maillage.apps.agenda.queries.counter import sent_by_us as sent_rows
from maillage.apps.agenda.views.desk import (
    SEEN_BY,
    SEEN_BY_JOURNAL,
    address,
    form_page,
    language_words,
    name_words,
    number_in,
    title_of,
    when_of,
    where_of_booking,
)
from maillage.apps.agenda.views.lines import moment_words
from maillage.web.access import permitted, signed_in
from maillage.web.pages import render_page

# What was sent to other houses is shown until some days after.
SENT_SHOWN = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class CallLine:
    """A call to make: whom, at what number, and what to say."""

    number: int
    name: str
    phone: str
    # The number of somebody close, when that is the one to call.
    helper: str
    email: str
    language: str
    what: str
    say: str
    tries: int
    failed: bool
    booking_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallsPage:
    """All that agenda/desk_calls.html may use."""

    lines: Sequence[CallLine]
    n: int
    more: int
    # Messages that may have left: whoever sent them stopped in between.
    unsure: Sequence[CallLine]
    seen_by: Any = SEEN_BY_JOURNAL


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A booking of a list."""

    url: str
    name: str
    title: str
    when: str
    where: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FindPage:
    """All that agenda/desk_find.html may use."""

    form: FindForm
    searched: bool
    found: Sequence[FoundLine]
    seen_by: Any = SEEN_BY


@dataclass(frozen=True, slots=True, kw_only=True)
class SentPage:
    """All that agenda/desk_sent.html may use."""

    found: Sequence[FoundLine]


@permitted(may_use_agenda)
@form_page
@never_cache
def calls(request: HttpRequest) -> HttpResponse:
    """The calls of now, the oldest first; each is noted in one press."""
    by, now = signed_in(request), timezone.now()
    if request.method == "POST":
        number = number_in(request.POST.get("appel", ""))
        if number is None or request.POST.get("do") not in ("again", "reached", "missed"):
            messages.warning(
                request, _("Rien n’est changé : nous n’avons pas su quel bouton était pressé.")
            )
            return HttpResponseRedirect(address("calls"))
        if request.POST.get("do") == "again":
            send_again(notice=handled_call(by, number).pk, now=now, by=by)
            messages.success(request, _("Le message part de nouveau."))
            return HttpResponseRedirect(address("calls"))
        reached = request.POST.get("do") == "reached"
        tries = number_in(request.POST.get("essais", "")) or 0
        note_call(handled_call(by, number), reached=reached, n_tries=tries, now=now, by=by)
        messages.success(
            request,
            _("Appel noté.") if reached else _("Noté : à rappeler. L’appel reste dans la liste."),
        )
        return HttpResponseRedirect(address("calls"))
    due, today = calls_due(by, now=now), timezone.localdate()
    page = CallsPage(
        lines=[_call(one, today) for one in due.calls],
        n=due.n,
        more=due.n - len(due.calls),
        unsure=[_call(one, today) for one in due.unsure],
    )
    return render_page(request, page, "agenda/desk_calls.html")


@permitted(may_use_agenda)
@form_page
@never_cache
def find_again(request: HttpRequest) -> HttpResponse:
    """Find a booking by a first name or a day: posted, a name is never in an address."""
    by, today = signed_in(request), timezone.localdate()
    form = FindForm(request.POST if request.method == "POST" else None)
    found: Sequence[FoundLine] = ()
    searched = form.is_bound and form.is_valid()
    if searched:
        said = form.cleaned_data
        rows = find_rows(by, name=said["name"].strip(), day=said["day"], today=today)
        found = [_found(row, today) for row in rows]
    page = FindPage(form=form, searched=searched, found=found)
    status = 422 if form.is_bound and not searched else 200
    return render_page(request, page, "agenda/desk_find.html", status=status)


@permitted(may_book_for_somebody)
@require_safe
@never_cache
def sent_by_us(request: HttpRequest) -> HttpResponse:
    """What a prescriber and their house booked elsewhere, and what became of it."""
    by, today = signed_in(request), timezone.localdate()
    rows = sent_rows(by, since=timezone.now() - SENT_SHOWN)
    page = SentPage(found=[_found(row, today) for row in rows])
    return render_page(request, page, "agenda/desk_sent.html")


def _call(notice: Any, today: date) -> CallLine:
    booking = notice.booking
    helper = not booking.phone and bool(booking.helper_phone)
    return CallLine(
        number=notice.pk,
        name=name_words(booking),
        phone=booking.phone or booking.helper_phone,
        helper=_helper(booking) if helper else "",
        email=booking.email,
        language=language_words(booking.language),
        what=str(notice.get_kind_display()).capitalize(),
        say=_say(notice, today),
        tries=notice.n_tries,
        failed=notice.state == "failed",
        booking_url=address("desk_booking", booking.pk),
    )


def _helper(booking: Any) -> str:
    """Return whose number it is: somebody close, or who sent the person."""
    if booking.helper_name or booking.organisation is None:
        return str(booking.helper_name) or _("un proche")
    return str(booking.organisation.nom)


def _say(notice: Any, today: date) -> str:
    """Return what to say, in one sentence."""
    booking = notice.booking
    said = {
        "what": title_of(booking),
        "when": moment_words(notice.about, booking.place, today),
        "where": where_of_booking(booking),
        "until": moment_words(booking.offered_until, booking.place, today)
        if booking.offered_until is not None
        else "",
    }
    if notice.kind == "moved":
        return _("« %(what)s » : l’heure ou le lieu a changé, c’est %(when)s, %(where)s.") % said
    if notice.kind == "cancelled":
        why = booking.session.cancelled_why if booking.session is not None else ""
        text = _("« %(what)s », %(when)s, n’a pas lieu. Voulez-vous une autre date ?") % said
        return f"{text} ({why})" if why else text
    if notice.kind == "offered" and said["until"]:
        return _(
            "Une place s’est libérée : « %(what)s », %(when)s, %(where)s. La voulez-vous ? "
            "Réponse avant %(until)s."
        ) % said  # fmt: skip
    if notice.kind == "offered":
        return _("Une place s’est libérée, elle est à vous : « %(what)s », %(when)s.") % said
    return _("Vous êtes attendu(e) pour « %(what)s », %(when)s, %(where)s.") % said


def _found(row: Any, today: date) -> FoundLine:
    state = str(row.get_state_display()) if row.state != "booked" else ""
    return FoundLine(
        url=address("desk_booking", row.pk),
        name=name_words(row),
        title=title_of(row),
        when=when_of(row, today),
        where=row.place.nom if row.place is not None else where_of_booking(row),
        state=state,
    )


__all__ = ["calls", "find_again", "sent_by_us"]
