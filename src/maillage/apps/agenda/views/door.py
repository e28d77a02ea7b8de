"""The week of a place, to print and put on its door; residents print it too."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillage.apps.agenda.queries.access import may_handle_place
from maillage.apps.agenda.queries.rules import zone_at
from maillage.apps.agenda.queries.week import dated_sessions
from maillage.apps.agenda.views.desk import address, day_in
from maillage.apps.agenda.views.lines import Day, day_words, days_of, monday_of, session_line
from maillage.apps.directory.queries import get_place
from maillage.web.access import permitted
from maillage.web.pages import render_page
from maillage.web.words import date_words


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorPage:
    """All that agenda/desk_door.html may use."""

    nom: str
    adresse: str
    span: str
    days: Sequence[Day]
    # Not "phone": the block of the person one can ask reads that name.
    number: str
    printed: str
    previous_url: str
    next_url: str
    place_url: str
    gone: bool


@login_not_required
@require_safe
def door(request: HttpRequest, public_id: str) -> HttpResponse:
    """What takes place here this week, in large hours, on one sheet."""
    found = get_place(public_id)
    today = timezone.now().astimezone(zone_at(found)).date()
    first = monday_of(day_in(request.GET.get("semaine", ""), today))
    last = first + timedelta(days=6)
    now = timezone.now()
    # What is past stays on the sheet: it is the week that is printed.
    rows = dated_sessions(first, last, now=now, places=[found.pk])
    step = timedelta(days=7)

    def at(day: Any) -> str:
        return address("door", public_id, semaine="" if day == monday_of(today) else day)

    town = " ".join(part for part in (found.code_postal, found.commune) if part)
    page = DoorPage(
        nom=found.nom,
        adresse=", ".join(part for part in (found.adresse, town) if part),
        span=_("Du %(first)s au %(last)s")
        % {"first": day_words(first, today), "last": date_words(last, weekday=True)},
        days=days_of([session_line(one, now=now) for one in rows], today=today, also_today=False),
        number=found.telephone or settings.SITE["contact_phone"],
        printed=_("Imprimé le %(day)s") % {"day": date_words(today)},
        previous_url=at(first - step),
        next_url=at(first + step),
        place_url=reverse("directory:place", args=[public_id]),
        gone=found.state != "open" or found.withdrawn_at is not None,
    )
    return render_page(request, page, "agenda/desk_door.html")


@permitted(may_handle_place)
@require_safe
def desk_door(request: HttpRequest, public_id: str) -> HttpResponse:
    """The same sheet, from the agenda of the staff."""
    return HttpResponseRedirect(address("door", public_id, semaine=request.GET.get("semaine", "")))


__all__ = ["desk_door", "door"]
