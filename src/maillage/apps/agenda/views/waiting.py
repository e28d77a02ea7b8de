"""One session: who comes, the children to look after, who waits; changed, cancelled, put back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from maillage.apps.agenda.actions.series import cancel_session, edit_session, restore_session
from maillage.apps.agenda.errors import ResourceBusy, SeatsAreTaken, SessionNotBooked
from maillage.apps.agenda.forms.counter import CancelSessionForm, SessionForm
from maillage.apps.agenda.queries.access import may_handle_session
from maillage.apps.agenda.queries.rules import zone_at
from maillage.apps.agenda.queries.schedule import (
    agenda_choices,
    get_session,
    who_comes,
    who_waits,
)
from maillage.apps.agenda.views.desk import (
    SEEN_BY_JOURNAL,
    Comer,
    address,
    address_if,
    comer_of,
    form_page,
    span_words,
)
from maillage.apps.agenda.views.lines import local
from maillage.apps.directory.queries import get_place
from maillage.core.timetable import local_span
from maillage.web.access import permitted, signed_in
from maillage.web.pages import render_page


@dataclass(frozen=True, slots=True)
class Seated:
    """A seat and who has it."""

    number: int
    comer: Comer


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPage:
    """All that agenda/desk_session.html may use."""

    session: str
    title: str
    when: str
    where: str
    cancelled: bool
    cancelled_why: str
    past: bool
    note: str
    seats: str
    # Nobody books: there is no list.
    listed: bool
    coming: Sequence[Seated]
    waiting: Sequence[Comer]
    n_children: int
    care: str
    add_url: str
    attendance_url: str
    care_url: str
    day_url: str
    public_url: str
    # Why it could not be put back; "" otherwise.
    busy: str
    seen_by: Any = SEEN_BY_JOURNAL


@dataclass(frozen=True, slots=True, kw_only=True)
class CarePage:
    """All that agenda/desk_care.html may use."""

    title: str
    when: str
    where: str
    n: int
    most: int
    families: Sequence[Comer]
    back_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelSessionPage:
    """All that agenda/desk_session_cancel.html may use."""

    title: str
    when: str
    n: int
    form: CancelSessionForm
    back_url: str
    seen_by: Any = SEEN_BY_JOURNAL


@dataclass(frozen=True, slots=True, kw_only=True)
class EditSessionPage:
    """All that agenda/desk_session_edit.html may use."""

    title: str
    when: str
    n: int
    form: SessionForm
    back_url: str
    seen_by: Any = SEEN_BY_JOURNAL


@permitted(may_handle_session)
@require_safe
@never_cache
def session(request: HttpRequest, session: str) -> HttpResponse:
    """Who comes and who waits, in their order."""
    return _page(request, get_session(session))


@permitted(may_handle_session)
@require_safe
@never_cache
def care(request: HttpRequest, session: str) -> HttpResponse:
    """The list of the children, for whoever looks after them."""
    found = get_session(session)
    families = [comer_of(row) for row in who_comes(found) if row.children]
    page = CarePage(
        title=found.series.title,
        when=_when(found),
        where=_where(found),
        n=found.n_care,
        most=found.childcare_seats,
        families=families,
        back_url=address("desk_session", session),
    )
    return render_page(request, page, "agenda/desk_care.html")


@permitted(may_handle_session)
@form_page
def end(request: HttpRequest, session: str) -> HttpResponse:
    """Cancel a session, saying why and how many are told."""
    found, now = get_session(session), timezone.now()
    back = address("desk_session", session)
    if found.cancelled_at is not None or found.ends_at <= now:
        raise SessionNotBooked
    form = CancelSessionForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        n = cancel_session(
            session=found, why=form.cleaned_data["why"], now=now, by=signed_in(request)
        )
        messages.success(
            request,
            ngettext(
                "La séance est annulée, et %(n)d réservation avec elle.",
                "La séance est annulée, et %(n)d réservations avec elle.",
                n,
            )
            % {"n": n}
            if n
            else _("La séance est annulée. Personne n’était inscrit."),
        )
        return HttpResponseRedirect(back)
    page = CancelSessionPage(
        title=found.series.title,
        when=_when(found),
        n=found.n_taken + found.n_waiting,
        form=form,
        back_url=back,
    )
    return render_page(
        request, page, "agenda/desk_session_cancel.html", status=422 if form.is_bound else 200
    )


@permitted(may_handle_session)
@form_page
def edit(request: HttpRequest, session: str) -> HttpResponse:
    """Change the hours, the place, the seats of this session alone."""
    found, now, by = get_session(session), timezone.now(), signed_in(request)
    back = address("desk_session", session)
    if found.cancelled_at is not None or found.ends_at <= now:
        raise SessionNotBooked
    start, last = local(found.starts_at, found.place), local(found.ends_at, found.place)
    form = SessionForm(
        request.POST if request.method == "POST" else None,
        places=_places(by, found),
        initial={
            "day": start.date(),
            "start": start.time(),
            "end": last.time(),
            "place": found.place.public_id if found.place is not None else "",
            "seats": found.seats,
            "childcare_seats": found.childcare_seats,
            "note": found.note,
        },
    )
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        values = _values(found, said)
        if values["ends_at"] <= now:
            form.add_error("day", _("Cette heure est déjà passée."))
        else:
            try:
                edit_session(session=found, values=values, now=now, by=by, beyond=said["beyond"])
            except (SeatsAreTaken, ResourceBusy) as error:
                form.add_error("seats" if isinstance(error, SeatsAreTaken) else None, str(error))
            else:
                messages.success(request, _("La séance est changée."))
                return HttpResponseRedirect(back)
    page = EditSessionPage(
        title=found.series.title,
        when=_when(found),
        n=found.n_taken + found.n_waiting,
        form=form,
        back_url=back,
    )
    status = 422 if form.is_bound else 200
    return render_page(request, page, "agenda/desk_session_edit.html", status=status)


@permitted(may_handle_session)
@require_POST
def restore(request: HttpRequest, session: str) -> HttpResponse:
    """Put back a session that was cancelled; those who were booked are not any more."""
    found = get_session(session)
    try:
        restore_session(
            session=found,
            now=timezone.now(),
            by=signed_in(request),
            beyond=request.POST.get("do") == "beyond",
        )
    except ResourceBusy as error:
        return _page(request, found, busy=str(error))
    messages.success(
        request, _("La séance est rétablie. Ses réservations, elles, restent annulées.")
    )
    return HttpResponseRedirect(address("desk_session", session))


def _page(request: HttpRequest, found: Any, *, busy: str = "") -> HttpResponse:
    now = timezone.now()
    listed = found.seats is not None
    coming = who_comes(found) if listed else []
    past, cancelled = found.ends_at <= now, found.cancelled_at is not None
    number = found.public_id
    open_ = listed and not past and not cancelled
    page = SessionPage(
        session=number,
        title=found.series.title,
        when=_when(found),
        where=_where(found),
        cancelled=cancelled,
        cancelled_why=found.cancelled_why,
        past=past,
        note=found.note,
        seats=ngettext(
            "%(n)d inscrit sur %(all)d places", "%(n)d inscrits sur %(all)d places", found.n_taken
        )
        % {"n": found.n_taken, "all": found.seats}
        if listed
        else _("Sans rendez-vous : personne ne s’inscrit."),
        listed=listed,
        coming=[Seated(row.number, comer_of(row)) for row in coming],  # type: ignore[attr-defined]
        waiting=[comer_of(row) for row in who_waits(found)] if listed else [],
        n_children=found.n_care,
        care=_("%(n)d sur %(all)d") % {"n": found.n_care, "all": found.childcare_seats}
        if found.childcare_seats
        else "",
        add_url=address("counter_session", number) if open_ else "",
        attendance_url=address_if("attendance", number) if not cancelled else "",
        care_url=address("desk_care", number) if found.childcare_seats else "",
        day_url=address("desk", jour=local(found.starts_at, found.place).date()),
        public_url=address_if("session", number),
        busy=busy,
    )
    return render_page(request, page, "agenda/desk_session.html", status=409 if busy else 200)


def _when(found: Any) -> str:
    return span_words(found, timezone.localdate())


def _where(found: Any) -> str:
    series = found.series
    if found.place is not None:
        return str(found.place.nom)
    return ", ".join(part for part in (series.address, series.commune) if part)


def _places(by: Any, found: Any) -> list[tuple[str, str]]:
    """Return where a session may take place: one's own places, where it is, its own address."""
    known = dict(agenda_choices(by).places)
    for one in (found.place, found.series.place):
        if one is not None:
            known.setdefault(one.public_id, one.nom)
    choices = sorted(known.items(), key=lambda one: one[1])
    return [("", _where(found)), *choices] if found.series.address else choices


def _values(found: Any, said: dict[str, Any]) -> dict[str, Any]:
    place = get_place(said["place"]) if said["place"] else None
    zone = str(zone_at(place)) if place is not None else found.series.zone
    span = local_span(said["day"], said["start"], said["end"], zone)
    starts_at: datetime = span.start
    return {
        "day": said["day"],
        "starts_at": starts_at,
        "ends_at": span.end,
        "place": place,
        "seats": said["seats"],
        "childcare_seats": (said["childcare_seats"] or 0) if said["seats"] else 0,
        "note": said["note"],
    }


__all__ = ["care", "edit", "end", "restore", "session"]
