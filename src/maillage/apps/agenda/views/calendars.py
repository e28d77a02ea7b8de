"""What a person's agenda reads elsewhere, and the private address at which theirs is read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from maillage.apps.agenda.actions.calendars import (
    add_calendar,
    ask_to_read,
    draw_feed,
    remove_calendar,
    stop_feed,
)
from maillage.apps.agenda.errors import OutsideCalendarRefused
from maillage.apps.agenda.forms.calendars import CalendarForm
from maillage.apps.agenda.queries.access import may_handle_resource
from maillage.apps.agenda.queries.outside import calendars_of, get_calendar, get_resource, owns
from maillage.apps.agenda.queries.rules import zone_at
from maillage.apps.directory.errors import NotAllowed
from maillage.web.access import permitted, signed_in
from maillage.web.pages import render_page
from maillage.web.words import date_words, time_words

OUTSIDE_SEEN_BY = gettext_lazy(
    "L’adresse est un secret : vous seul la voyez ici. Les titres de cet agenda ne sont jamais "
    "lus : seulement les heures où vous n’êtes pas libre."
)


@dataclass(frozen=True, slots=True)
class OutsideLine:
    """A calendar that is read here."""

    host: str
    url: str
    words: str
    was_read: bool
    fault: str
    read_url: str
    remove_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsidePage:
    """All that agenda/outside.html may use."""

    name: str
    lines: Sequence[OutsideLine]
    form: CalendarForm | None  # None for whoever is not the owner
    seen_by: Any
    private_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivatePage:
    """All that agenda/private_feed.html may use."""

    name: str
    address: str  # said once, when it is drawn
    is_on: bool
    may_draw: bool
    stop_url: str
    outside_url: str


@permitted(may_handle_resource)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def outside(request: HttpRequest, number: int) -> HttpResponseBase:
    """List the calendars that a person's agenda reads, and add one."""
    resource, now = get_resource(number), timezone.now()
    owner = owns(resource, request.user)
    form = CalendarForm(request.POST if request.method == "POST" else None)
    if form.is_bound and not owner:
        raise NotAllowed
    if form.is_bound and form.is_valid():
        try:
            add_calendar(
                resource=resource,
                url=form.cleaned_data["url"],
                now=now,
                by=signed_in(request),
            )
        except OutsideCalendarRefused as refused:
            form.add_error("url", str(refused))
        else:
            messages.success(request, _("Agenda ajouté. Il est lu dans la minute qui vient."))
            return HttpResponseRedirect(reverse("agenda:outside", args=[number]))
    lines = [
        OutsideLine(
            host=one.host,
            url=one.url,
            words=_read_words(one.read_at, one.n_hours, resource.place),
            was_read=one.read_at is not None,
            fault=one.fault,
            read_url=reverse("agenda:outside_read", args=[number, one.number]),
            remove_url=reverse("agenda:outside_remove", args=[number, one.number]),
        )
        for one in calendars_of(resource, request.user, now=now)
    ]
    page = OutsidePage(
        name=resource.name,
        lines=lines,
        form=form if owner else None,
        seen_by=OUTSIDE_SEEN_BY,
        private_url=reverse("agenda:private", args=[number]),
    )
    status = 422 if form.errors else 200
    return render_page(request, page, "agenda/outside.html", status=status)


@permitted(may_handle_resource)
@require_POST
def outside_read(request: HttpRequest, number: int, calendar: int) -> HttpResponseBase:
    """Ask for a calendar to be read now."""
    ask_to_read(calendar=get_calendar(get_resource(number), calendar), now=timezone.now())
    messages.success(request, _("Il est lu dans la minute qui vient."))
    return HttpResponseRedirect(reverse("agenda:outside", args=[number]))


@permitted(may_handle_resource)
@require_POST
def outside_remove(request: HttpRequest, number: int, calendar: int) -> HttpResponseBase:
    """Remove a calendar, and the busy time that it gave."""
    found = get_calendar(get_resource(number), calendar)
    remove_calendar(calendar=found, now=timezone.now(), by=signed_in(request))
    messages.success(request, _("Agenda retiré : ses heures ne comptent plus."))
    return HttpResponseRedirect(reverse("agenda:outside", args=[number]))


@permitted(may_handle_resource)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def private(request: HttpRequest, number: int) -> HttpResponseBase:
    """Draw the private address of an agenda: it is said once, on this answer."""
    resource = get_resource(number)
    owner = owns(resource, request.user)
    address = ""
    if request.method == "POST":
        if not owner:
            raise NotAllowed
        key = draw_feed(resource=resource, now=timezone.now(), by=signed_in(request))
        address = request.build_absolute_uri(reverse("agenda:private_feed", args=[key]))
    page = PrivatePage(
        name=resource.name,
        address=address,
        is_on=bool(resource.feed_digest),
        may_draw=owner,
        stop_url=reverse("agenda:private_stop", args=[number]),
        outside_url=reverse("agenda:outside", args=[number]),
    )
    return render_page(request, page, "agenda/private_feed.html")


@permitted(may_handle_resource)
@require_POST
def private_stop(request: HttpRequest, number: int) -> HttpResponseBase:
    """Close the private address."""
    stop_feed(resource=get_resource(number), now=timezone.now(), by=signed_in(request))
    messages.success(request, _("L’adresse privée ne montre plus rien."))
    return HttpResponseRedirect(reverse("agenda:private", args=[number]))


def _read_words(read_at: datetime | None, n_hours: int, place: Any) -> str:
    if read_at is None:
        return _("Pas encore lu.")
    here = read_at.astimezone(zone_at(place))
    said = {"day": date_words(here.date()), "hour": time_words(here), "n": n_hours}
    return _("Lu le %(day)s à %(hour)s. Moments pris à venir\u00a0: %(n)s.") % said
