"""Who comes: one page, then the code to read aloud and the slip to print."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from maillage.apps.agenda.actions.booking import (
    Booked,
    book_course,
    book_session,
    book_time,
    booked_before,
)
from maillage.apps.agenda.errors import (
    ChildcareFull,
    NotForPrescribers,
    ResourceUnknown,
    SessionFull,
    SessionNotBooked,
    TimeNotOffered,
    TimeTaken,
)
from maillage.apps.agenda.forms.counter import CounterForm
from maillage.apps.agenda.queries.access import may_book_for_somebody
from maillage.apps.agenda.queries.counter import (
    handles_resource,
    handles_series,
    places_of_counter,
    prescribed_here,
)
from maillage.apps.agenda.queries.free import get_motive, offered_time
from maillage.apps.agenda.queries.schedule import get_resource, taken_by
from maillage.apps.agenda.queries.week import get_dated
from maillage.apps.agenda.views.again import FORM_USED_FOR, drawn_anew, says_otherwise
from maillage.apps.agenda.views.counter import steps
from maillage.apps.agenda.views.desk import (
    SEEN_BY,
    address,
    form_page,
    name_words,
    span_words,
    time_in,
    title_of,
    when_of,
)
from maillage.apps.agenda.views.lines import hours_words, moment_words, waiting_words, where_of
from maillage.apps.agenda.views.slips import Slip, slip_of
from maillage.apps.directory.queries import get_place
from maillage.apps.directory.queries.people import get_organisation, roles_of
from maillage.core.timetable import Span
from maillage.web.access import permitted, signed_in
from maillage.web.pages import render_page

PRESCRIBER = "prescriber"


@dataclass(frozen=True, slots=True, kw_only=True)
class WhoPage:
    """All that agenda/desk_who.html may use."""

    steps: Sequence[str]
    title: str
    when: str
    where: str
    documents: str
    # What is left, or who waits.
    seats: str
    form: CounterForm
    main: Sequence[Any]
    more: Sequence[Any]
    more_open: bool
    # The questions about somebody close who books for the person.
    helper: Sequence[Any]
    helper_open: bool
    prescriber: bool
    # What takes this time: (hours, what, who); () when nobody does.
    taken: Sequence[tuple[str, str, str]]
    taken_words: str
    full: bool
    may_wait: bool
    may_add: bool
    seen_by: Any
    back_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DonePage:
    """All that agenda/desk_done.html may use."""

    steps: Sequence[str]
    slip: Slip
    waiting: bool
    again: bool
    already: str
    booking_url: str
    another_url: str
    # Whoever receives nobody has no agenda to go back to.
    prescriber: bool
    back_url: str


@permitted(may_book_for_somebody)
@form_page
@never_cache
def who(request: HttpRequest, motive: int) -> HttpResponse:
    """Who comes at this time; a time that is taken is said with who has it."""
    by, now, found = signed_in(request), timezone.now(), get_motive(motive)
    key = request.GET.get("heure", "")
    known = _sent_before(request)
    if known is not None and not says_otherwise(request, known.booking, key=key, motive=motive):
        return _done(request, known, now=now)
    asked = time_in(key)
    if asked is None:
        return HttpResponseRedirect(address("counter_times", motive))
    resource = get_resource(asked[0])
    mine = handles_resource(by, resource.pk)
    if resource.ended_on is not None:
        raise ResourceUnknown
    if not mine and not found.open_to_prescribers:
        raise NotForPrescribers
    offered = offered_time(found, resource.pk, asked[1], now=now, by_staff=mine)
    if offered is None and (not mine or asked[1] <= now - timedelta(days=1)):
        raise TimeNotOffered
    places: Sequence[tuple[str, str]] = ()
    if offered is None and found.where == "place":
        places = places_of_counter(by, resource)
    form = _form(
        request, by, prescriber=not mine, places=places if len(places) > 1 else (), used=known
    )
    span = Span(asked[1], asked[1] + timedelta(minutes=found.duration_min))
    beyond = mine and request.POST.get("do") == "beyond"
    taken_words = ""
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        chosen = said.get("place") or (places[0][0] if places else "")
        try:
            made = book_time(
                motive=found,
                resource=resource,
                starts_at=span.start,
                person=form.person(),
                channel=said.get("channel", PRESCRIBER),
                now=now,
                once=said["once"],
                by=by,
                organisation=_organisation(by, said) if not mine else None,
                place=get_place(chosen) if chosen else None,
                beyond=beyond,
            )
        except TimeTaken as error:
            taken_words = str(error.values.get("name", resource.name))
        else:
            return _done(request, made, now=now)
    place = offered.place if offered is not None else resource.place
    taken = [] if beyond else taken_by(resource.pk, span)
    page = _page(
        form,
        title=found.title,
        when=moment_words(span.start, place, timezone.localdate()),
        where=", ".join(part for part in (place.nom if place else "", resource.name) if part),
        documents=found.documents,
        prescriber=not mine,
        taken=[_taken_line(line, known=mine) for line in taken],
        taken_words=taken_words or (resource.name if taken else ""),
        may_add=mine,
        back_url=address("counter_times", motive, jour=timezone.localtime(span.start).date()),
    )
    refused = (form.is_bound and not form.is_valid()) or taken_words
    return render_page(request, page, "agenda/desk_who.html", status=422 if refused else 200)


@permitted(may_book_for_somebody)
@form_page
@never_cache
def who_session(request: HttpRequest, session: str) -> HttpResponse:
    """Who comes to a session, or to all those of a course; full, there is the waiting list."""
    by, now = signed_in(request), timezone.now()
    known = _sent_before(request)
    if known is not None and not says_otherwise(request, known.booking, session=session):
        return _done(request, known, now=now)
    dated = get_dated(session, now=now)
    one, series = dated.session, dated.series
    mine = handles_series(by, series)
    if not mine and not series.open_to_prescribers:
        raise NotForPrescribers
    if one.cancelled_at is not None or one.seats is None or one.ends_at <= now:
        raise SessionNotBooked
    form = _form(request, by, prescriber=not mine, childcare=one.childcare_seats, used=known)
    full = dated.n_left == 0
    do = request.POST.get("do", "")
    if form.is_bound and form.is_valid():
        try:
            made = _book_seat(form, one, now=now, by=by, mine=mine, do=do)
        except SessionFull:
            full = True
        except ChildcareFull as error:
            # A session without enough care is not full: the line is offered, the question stays.
            form.add_error("children" if "children" in form.fields else None, str(error))
        else:
            return _done(request, made, now=now)
    where, _url = where_of(dated)
    page = _page(
        form,
        title=series.title,
        when=span_words(one, timezone.localdate()),
        where=where,
        documents=series.documents,
        seats=_seats(dated),
        prescriber=not mine,
        full=full,
        may_wait=full and series.waiting_list,
        may_add=mine and full and not series.whole_course,
        back_url=address("counter", mediation=series.mediation),
    )
    status = 422 if form.is_bound else 200
    return render_page(request, page, "agenda/desk_who.html", status=status)


def _sent_before(request: HttpRequest) -> Booked | None:
    """Return what the same form made: whoever was cut off learns it, even where it is full now."""
    return booked_before(request.POST.get("once", ""))


def _book_seat(
    form: CounterForm, session: Any, *, now: datetime, by: Any, mine: bool, do: str
) -> Booked:
    said = form.cleaned_data
    common: dict[str, Any] = {
        "person": form.person(),
        "channel": said.get("channel", PRESCRIBER),
        "now": now,
        "once": said["once"],
        "by": by,
        "organisation": _organisation(by, said) if not mine else None,
        "may_wait": do == "wait",
    }
    if session.series.whole_course:
        return book_course(series=session.series, **common)
    return book_session(session=session, beyond=mine and do == "beyond", **common)


def _form(
    request: HttpRequest,
    by: Any,
    *,
    prescriber: bool,
    childcare: int = 0,
    places: Sequence[tuple[str, str]] = (),
    used: Booked | None = None,
) -> CounterForm:
    """Return the form; `used` is what it booked already, with other answers: it is refused once."""
    sent = request.POST if request.method == "POST" else None
    form = CounterForm(
        drawn_anew(request.POST) if used is not None else sent,
        prescriber=prescriber,
        childcare=childcare,
        organisations=_organisations(by) if prescriber else (),
        places=places,
    )
    if used is not None and form.is_valid():
        when = when_of(used.booking, timezone.localdate())
        form.add_error(None, FORM_USED_FOR % {"who": name_words(used.booking), "when": when})
    return form


def _organisations(by: Any) -> list[tuple[int, str]]:
    held = {m.organisation.pk: m.organisation.nom for m in roles_of(by) if m.organisation}
    return sorted(held.items(), key=lambda one: one[1])


def _organisation(by: Any, said: dict[str, Any]) -> Any:
    """Return the house of a prescriber, None when they have none."""
    own = _organisations(by)
    number = said.get("organisation") or (own[0][0] if own else None)
    return get_organisation(number) if number is not None else None


def _page(form: CounterForm, **said: Any) -> WhoPage:
    def drawn(*names: str) -> list[Any]:
        return [form[name] for name in names if name in form.fields]

    values: dict[str, Any] = {
        "seats": "",
        "taken": (),
        "taken_words": "",
        "full": False,
        "may_wait": False,
        "may_add": False,
    }
    main = drawn("channel", "organisation", "place", "name", "contact", "phone", "email")
    helper = ("helper_name", "helper_phone", "agreement")
    if form.prescriber:
        main += drawn("agreement", "helper_name", "helper_phone")
    asked = () if form.prescriber else ("for_other", *helper)
    return WhoPage(
        steps=steps(),
        form=form,
        main=[*main, *drawn("children")],
        more=drawn("need", "language"),
        more_open=_filled(form, "need", "language"),
        helper=drawn(*asked),
        helper_open=_filled(form, *asked),
        seen_by=SEEN_BY,
        **values | said,
    )


def _filled(form: CounterForm, *names: str) -> bool:
    """Tell whether one of these questions was answered, or refused: it is then shown."""
    return any(form.data.get(name) or name in form.errors for name in names)


def _taken_line(line: Any, *, known: bool) -> tuple[str, str, str]:
    """Return what takes a time: hours, what, and who for those who receive them."""
    hours = hours_words(line.starts_at, line.ends_at, line.place)
    if line.session is not None:
        return hours, line.session.series.title, ""
    if not known:
        return hours, _("Déjà pris"), ""
    return hours, title_of(line.booking), name_words(line.booking)


def _seats(dated: Any) -> str:
    said = ngettext(
        "%(n)d place libre sur %(all)d", "%(n)d places libres sur %(all)d", dated.n_left
    ) % {"n": dated.n_left, "all": dated.session.seats}
    if not dated.n_left:
        said = _("Complet")
    if dated.n_course > 1:
        said += _(", pour les %(n)d séances du cours") % {"n": dated.n_course}
    if dated.session.childcare_seats:
        said += ngettext(
            ". Enfants : %(n)d place de garde libre",
            ". Enfants : %(n)d places de garde libres",
            dated.n_care_left,
        ) % {"n": dated.n_care_left}
    return f"{said}. {waiting_words(dated.n_waiting)}" if dated.n_waiting else f"{said}."


def _done(request: HttpRequest, made: Booked, *, now: datetime) -> HttpResponse:
    """Say the code; the page answers the form itself: sent again, it says the same."""
    booking, prescriber = made.booking, prescribed_here(signed_in(request))
    page = DonePage(
        steps=steps(),
        slip=slip_of(booking, now=now, code=made.code),
        waiting=booking.state == "waiting",
        again=made.again,
        already=_("Déjà enregistré : c’est la même réservation, une seule fois."),
        booking_url=reverse("agenda:desk_booking", args=[booking.pk]),
        another_url=reverse("agenda:counter"),
        prescriber=prescriber,
        back_url=address("sent_by_us" if prescriber else "desk"),
    )
    return render_page(request, page, "agenda/desk_done.html")


__all__ = ["who", "who_session"]
