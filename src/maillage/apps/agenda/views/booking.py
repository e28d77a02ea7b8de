"""Who comes, then the code: the same two pages for an appointment, a session and a course.

No account, no e-mail. What was typed is never asked twice: refused, it comes back as it was; when
somebody took the time meanwhile, it goes along with the next choice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    QueryDict,
)
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from maillage.apps.agenda.actions.booking import (
    Booked,
    book_course,
    book_session,
    book_time,
    booked_before,
)
from maillage.apps.agenda.errors import (
    ChildcareFull,
    NotBookedOnline,
    SessionFull,
    SessionNotBooked,
    TimeNotOffered,
    TimeTaken,
)
from maillage.apps.agenda.forms.booking import PersonForm
from maillage.apps.agenda.queries.free import offered_time
from maillage.apps.agenda.queries.week import Dated, get_dated
from maillage.apps.agenda.views.again import FORM_USED, drawn_anew, says_otherwise
from maillage.apps.agenda.views.choosing import STEPS, bookable, motive_facts, times_page
from maillage.apps.agenda.views.keys import read_key
from maillage.apps.agenda.views.limits import count_booking
from maillage.apps.agenda.views.lines import moment_words, session_line
from maillage.apps.agenda.views.mine import mine_page
from maillage.apps.agenda.views.opened import hold, holds_cookies, probe
from maillage.web.pages import render_page
from maillage.web.templatetags.maillage import typed

ONLINE = "online"


@dataclass(frozen=True, slots=True, kw_only=True)
class YouPage:
    """All that agenda/you.html may use."""

    steps: Sequence[Any]
    step: int
    title: str
    said: str
    where: str
    change_url: str
    form: PersonForm
    hidden: Sequence[tuple[str, str]]
    # Nothing is left but the waiting list.
    full: str
    may_wait: bool
    # The part of whoever books for somebody is open.
    for_other: bool
    seen_by: Any
    button: str
    # Why nothing was booked.
    message: str


# ---------------------------------------------------------------- an appointment


@login_not_required
@csrf_exempt  # whoever sends it gives no right away, and a device without cookies books too
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def you(request: HttpRequest, motive: int) -> HttpResponseBase:
    """Ask who comes at a time, then book it."""
    asked = request.POST if request.method == "POST" else request.GET
    key = asked.get("heure", "")
    known = _sent_before(request)
    used = known is not None and says_otherwise(request, known.booking, key=key, motive=motive)
    if known is not None and not used:
        return to_the_code(request, known)
    what = bookable(motive)
    resource, starts_at = read_key(key)
    now, today = timezone.now(), timezone.localdate()
    form = PersonForm(_sent(request, used=used))
    if starts_at is None:
        # Nothing chosen: what was typed goes along.
        return _other_time(request, what, form, _("Choisissez une heure."), 422)
    time = offered_time(what, resource, starts_at, now=now)
    if time is None:
        return _other_time(request, what, form, str(FORM_USED if used else TimeNotOffered()), 409)
    if form.is_bound and form.is_valid() and not used:
        count_booking(request)
        try:
            booked = book_time(
                motive=what,
                resource=time.resource,
                starts_at=starts_at,
                person=form.person(),
                channel=ONLINE,
                now=now,
                once=form.cleaned_data["once"],
            )
        except (TimeTaken, TimeNotOffered) as refused:
            return _other_time(request, what, form, str(refused), 409)
        return to_the_code(request, booked)
    lieu = asked.get("lieu", "")
    page = YouPage(
        steps=STEPS,
        step=3,
        title=what.title,
        said=moment_words(time.starts_at, time.place, today),
        where=typed(", ".join(part for part in (time.place.nom, time.place.adresse) if part))
        if time.place is not None
        else motive_facts(what),
        change_url=f"{reverse('agenda:times', args=[what.pk])}{f'?lieu={lieu}' if lieu else ''}",
        form=form,
        hidden=[("heure", time.key), *([("lieu", lieu)] if lieu else [])],
        full="",
        may_wait=False,
        for_other=_for_other(form),
        seen_by=_seen_by(),
        button=_("Réserver"),
        message=str(FORM_USED) if used else "",
    )
    return probe(render_page(request, page, "agenda/you.html", status=_status(page)))


def _other_time(
    request: HttpRequest, motive: Any, form: PersonForm, message: str, status: int
) -> HttpResponse:
    """Show the free times again; what was typed goes along with the choice."""
    typed = form.typed() if form.is_bound else ()
    page = times_page(request, motive, message=message, typed=typed)
    return render_page(request, page, "agenda/times.html", status=status)


# ---------------------------------------------------------------- a session, a course


@login_not_required
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def session_you(request: HttpRequest, session: str) -> HttpResponseBase:
    """Ask who comes to a session, or to a whole course, then book it."""
    known = _sent_before(request)
    used = known is not None and says_otherwise(request, known.booking, session=session)
    if known is not None and not used:
        return to_the_code(request, known)
    now, today = timezone.now(), timezone.localdate()
    one = get_dated(session, now=now)
    _must_be_booked_here(one, now)
    full = not one.n_left
    form = PersonForm(
        _sent(request, used=used),
        childcare=bool(one.session.childcare_seats),
        waits=one.series.waiting_list,
    )
    message = str(FORM_USED) if used else ""
    if form.is_bound and form.is_valid() and not used:
        count_booking(request)
        try:
            return to_the_code(request, _seat(one, form, now))
        except (SessionFull, ChildcareFull) as refused:
            # Read again: what is left is not what it was.
            one = get_dated(session, now=now)
            full = not one.n_left
            message = _with_number(refused, form)
    page = _session_page(one, form, full=full, message=message, today=today, now=now)
    return probe(render_page(request, page, "agenda/you.html", status=_status(page)))


def _status(page: YouPage) -> int:
    return 409 if page.message else 422 if page.form.is_bound else 200


def _with_number(refused: SessionFull | ChildcareFull, form: PersonForm) -> str:
    refused.values.setdefault("n", len(form.cleaned_data.get("children", ())))
    return str(refused)


def _seat(one: Dated, form: PersonForm, now: datetime) -> Booked:
    said: dict[str, Any] = {
        "person": form.person(),
        "channel": ONLINE,
        "now": now,
        "once": form.cleaned_data["once"],
        "may_wait": form.may_join_list,
    }
    if one.series.whole_course:
        return book_course(series=one.series, **said)
    return book_session(session=one.session, **said)


def _must_be_booked_here(one: Dated, now: datetime) -> None:
    """Raise SessionNotBooked or NotBookedOnline when this page has no object."""
    session, series = one.session, one.series
    over = session.ends_at <= now or (series.whole_course and not one.n_course)
    if session.cancelled_at is not None or session.seats is None or over:
        raise SessionNotBooked
    if not series.open_online:
        raise NotBookedOnline
    if not one.n_left and not series.waiting_list:
        raise SessionFull


def _session_page(
    one: Dated, form: PersonForm, *, full: bool, message: str, today: date, now: datetime
) -> YouPage:
    line = session_line(one, now=now)
    series = one.series
    said = moment_words(one.session.starts_at, one.place, today)
    if series.whole_course and one.n_course > 1:
        course = ngettext(
            "%(n)d séance. Celle-ci : %(moment)s",
            "%(n)d séances. Celle-ci : %(moment)s",
            one.n_course,
        )
        said = course % {"n": one.n_course, "moment": said}
    return YouPage(
        steps=(_("La séance"), _("Vous"), _("Votre code")),
        step=2,
        title=series.title,
        said=said,
        where=line.where,
        change_url=line.url,
        form=form,
        # The button says so: nobody is put on a list that they did not ask for.
        hidden=[("may_wait", "on")] if full and series.waiting_list else [],
        full=line.seats if full else "",
        may_wait=series.waiting_list,
        for_other=_for_other(form),
        seen_by=_seen_by(),
        button=_("S’inscrire sur la liste d’attente")
        if full
        else _("Réserver le cours")
        if series.whole_course
        else _("Réserver"),
        message=message,
    )


def _for_other(form: PersonForm) -> bool:
    names = ("for_other", "helper_name", "helper_phone")
    return any(form[name].value() for name in names)


def _seen_by() -> str:
    """Say who reads what is written, and for how long."""
    days = settings.BOOKING_CONTACT_DAYS
    said = ngettext(
        "Seules les personnes qui vous reçoivent lisent cela. Prénom et numéros sont effacés "
        "%(n)d jour après.",
        "Seules les personnes qui vous reçoivent lisent cela. Prénom et numéros sont effacés "
        "%(n)d jours après.",
        days,
    )
    return said % {"n": days}


# ---------------------------------------------------------------- the code


def _sent_before(request: HttpRequest) -> Booked | None:
    """Return what this very form booked before, whatever became of the hour since.

    Whoever was cut off before reading the answer sends it again, and learns the truth.
    """
    return booked_before(request.POST.get("once", "")) if request.method == "POST" else None


def _sent(request: HttpRequest, *, used: bool) -> QueryDict | None:
    """Return what was typed; drawn anew when the form was `used` for something else."""
    if request.method != "POST":
        return None
    return drawn_anew(request.POST) if used else request.POST


def to_the_code(request: HttpRequest, booked: Booked) -> HttpResponseBase:
    """Lead to the page of the code, which the device holds: never in an address.

    A device that refuses cookies gets the page at once; sent again, it is the same booking.
    """
    if not holds_cookies(request):
        page = mine_page(booked.code, booked.booking, just=True)
        return render_page(request, page, "agenda/mine.html")
    return hold(HttpResponseRedirect(reverse("agenda:done")), booked.code)
