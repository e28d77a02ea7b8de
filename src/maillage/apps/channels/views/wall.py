"""A wall: a screen that nobody touches, read from four metres, that turns by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillage.apps.channels.queries.screens import (
    OpenPlace,
    ScreenLine,
    open_now,
    open_places,
    wall_coming,
    wall_today,
)
from maillage.apps.channels.queries.squares import square_svg
from maillage.apps.channels.views.answers import site_of
from maillage.apps.directory.queries import get_place
from maillage.apps.directory.queries.places import places_of_zone
from maillage.apps.territories.queries import get_zone
from maillage.web.kiosk import COOKIE, SCREEN
from maillage.web.pages import render_page
from maillage.web.words import date_words, time_words

VIEW = "vue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """One face of a wall: sessions, or places that are open."""

    key: str
    title: str
    lines: Sequence[ScreenLine] = ()
    places: Sequence[OpenPlace] = ()
    # Said when there is nothing to show.
    none: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WallPage:
    """All that channels/wall.html may use."""

    nom: str
    day: str
    hour: str
    moment: str
    screens: Sequence[Screen]
    # Without a script: the face that is shown, and the address of the next one.
    first: int
    next_url: str
    square: str
    short_url: str


@login_not_required
@require_safe
def wall(request: HttpRequest) -> HttpResponse:
    """The wall of the whole territory."""
    now = timezone.now()
    return _wall(request, "", None, open_now(None, now=now), site_of(request), now=now)


@login_not_required
@require_safe
def place_wall(request: HttpRequest, public_id: str) -> HttpResponse:
    """The wall of one place."""
    place = get_place(public_id)
    url = reverse("directory:place", args=[place.public_id])
    now, address = timezone.now(), f"{site_of(request)}{url}"
    return _wall(request, place.nom, [place.pk], [place.pk], address, now=now)


@login_not_required
@require_safe
def zone_wall(request: HttpRequest, slug: str) -> HttpResponse:
    """The wall of a quarter or a town. Raises ZoneUnknown."""
    zone = get_zone(slug)
    now, address = timezone.now(), f"{site_of(request)}{reverse('directory:zone', args=[slug])}"
    open_ids = open_now(zone.pk, now=now)
    return _wall(request, zone.nom, places_of_zone(zone.pk), open_ids, address, now=now)


def _wall(
    request: HttpRequest,
    nom: str,
    places: list[int] | None,
    open_ids: list[int],
    address: str,
    *,
    now: datetime,
) -> HttpResponse:
    here = timezone.localtime(now)
    request.COOKIES.pop(COOKIE, None)  # nobody touches a wall: it has no bar
    screens = [
        Screen(
            key="aujourdhui",
            title=_("Aujourd’hui"),
            lines=wall_today(places, now=now),
            none=_("Plus rien n’est prévu aujourd’hui. Demain, regardez à nouveau."),
        ),
        Screen(
            key="ouvert",
            title=_("Ouvert en ce moment"),
            places=open_places(open_ids, now=now),
            none=_("Aucun lieu n’est ouvert à cette heure."),
        ),
        Screen(
            key="semaine",
            title=_("Les jours qui viennent"),
            lines=wall_coming(places, now=now),
            none=_("Rien n’est encore prévu les jours qui viennent."),
        ),
    ]
    shown = [one for one in screens if one.lines or one.places] or screens[:1]
    asked = request.GET.get(VIEW, "")
    first = int(asked) % len(shown) if asked.isdecimal() and len(asked) < 4 else 0
    page = WallPage(
        nom=nom,
        day=date_words(here.date(), weekday=True),
        hour=time_words(here),
        moment=here.isoformat(),
        screens=shown,
        first=first,
        next_url=f"{request.path}?{VIEW}={(first + 1) % len(shown)}",
        square=mark_safe(square_svg(address)),
        short_url=address.partition("//")[2].rstrip("/"),
    )
    response = render_page(request, page, "channels/wall.html")
    response[SCREEN] = "wall"
    return response
