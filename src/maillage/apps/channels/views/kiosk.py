"""A kiosk: a screen at a place, touched by people in turn, that remembers none of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from maillage.apps.channels.queries.screens import (
    ScreenLine,
    hours_today,
    kept_pages,
    near_words,
    today_at,
)
from maillage.apps.channels.queries.squares import square_svg
from maillage.apps.channels.views.answers import site_of
from maillage.apps.directory.queries import NEEDS, Need, get_place
from maillage.web.kiosk import COOKIE
from maillage.web.pages import render_page
from maillage.web.speaking import COOKIE as LANGUAGE
from maillage.web.speaking import PARAMETER

SHOWN_AT_ONCE = 10
WORKER = Path(__file__).resolve().parents[1] / "static" / "channels" / "screen-worker.js"


@dataclass(frozen=True, slots=True, kw_only=True)
class KioskPage:
    """All that channels/kiosk.html may use."""

    nom: str
    needs: Sequence[Need]
    more_needs: Sequence[Need]
    # What follows "?besoin=…", so that what is near the kiosk comes first.
    near: str
    results_url: str
    today: Sequence[ScreenLine]
    map_url: str
    week_url: str
    leave_url: str
    telephone: str
    contact: str
    hours: str


@login_not_required
@require_safe
def kiosk(request: HttpRequest, public_id: str) -> HttpResponse:
    """The first page of the kiosk of a place. Opening it forgets whoever was there before."""
    place = get_place(public_id)
    if place.public_id != public_id:
        return HttpResponseRedirect(reverse("channels:kiosk", args=[place.public_id]))
    if request.COOKIES.get(LANGUAGE) and PARAMETER not in request.GET:
        # Chosen by the last person: this page would still be said in it.
        return _forgotten(request, HttpResponseRedirect(request.path))
    # Said before the page is made: it is a page of the kiosk, and of nobody.
    request.COOKIES[COOKIE] = public_id
    near, now = near_words(place), timezone.now()
    page = KioskPage(
        nom=place.nom,
        needs=NEEDS[:SHOWN_AT_ONCE],
        more_needs=NEEDS[SHOWN_AT_ONCE:],
        near=near,
        results_url=reverse("directory:results"),
        today=today_at(place, now=now),
        map_url=f"{reverse('directory:map')}?{near.removeprefix('&')}",
        week_url=reverse("agenda:week"),
        leave_url=reverse("channels:kiosk_leave"),
        telephone=place.telephone,
        contact=_contact(place.ask_for),
        hours=hours_today(place, now=now),
    )
    response = _forgotten(request, render_page(request, page, "channels/kiosk.html"))
    # Without a date: it ends with the browser, so that no telephone stays a kiosk.
    response.set_cookie(COOKIE, public_id, secure=settings.HTTPS, samesite="Lax", httponly=True)
    return response


def _contact(who: str) -> str:
    return _("Demandez : {who}").format(who=who) if who else _("Demandez à l’accueil")


def _forgotten(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Return an answer that takes all back of whoever was there, but a language just asked."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        request.session.flush()
    for name in request.COOKIES:
        if name != COOKIE and not (name == LANGUAGE and PARAMETER in request.GET):
            response.delete_cookie(name)
    return response


@login_not_required
@require_POST
def kiosk_leave(request: HttpRequest) -> HttpResponse:
    """This screen is no kiosk: it goes back to what it was."""
    del request
    response = HttpResponseRedirect("/")
    response.delete_cookie(COOKIE)
    return response


@dataclass(frozen=True, slots=True, kw_only=True)
class AwayPage:
    """All that channels/kiosk_away.html may use."""

    square: str
    address: str
    back_url: str


@login_not_required
@require_safe
def kiosk_away(request: HttpRequest, public_id: str) -> HttpResponse:
    """A page to take away on a telephone: its address, and the square that leads there."""
    get_place(public_id)
    asked = request.GET.get("page", "")
    path = asked if _is_ours(asked) else "/"
    address = f"{site_of(request)}{path}"
    page = AwayPage(square=mark_safe(square_svg(address)), address=address, back_url=path)
    return render_page(request, page, "channels/kiosk_away.html")


def _is_ours(path: str) -> bool:
    """True for a page that residents see here: no other site hides behind our square."""
    if not path.startswith("/") or path.startswith("//") or "\\" in path or len(path) > 500:
        return False
    try:
        found = resolve(path.partition("?")[0])
    except Resolver404:
        return False
    return not getattr(found.func, "login_required", True)


@dataclass(frozen=True, slots=True, kw_only=True)
class CutPage:
    """All that channels/kiosk_cut.html may use."""

    home_url: str
    telephone: str


@login_not_required
@require_safe
def kiosk_cut(request: HttpRequest, public_id: str) -> HttpResponse:
    """What a kiosk says of a page that it did not keep, when the network is cut."""
    place = get_place(public_id)
    page = CutPage(home_url=reverse("channels:kiosk", args=[public_id]), telephone=place.telephone)
    return render_page(request, page, "channels/kiosk_cut.html")


@login_not_required
@require_safe
def kiosk_pages(request: HttpRequest, public_id: str) -> HttpResponse:
    """The addresses that the worker of a kiosk keeps, and what it says when it gives them back."""
    del request
    return JsonResponse(
        {
            "pages": kept_pages(public_id),
            "cut": reverse("channels:kiosk_cut", args=[public_id]),
            "words": {
                "kept": _("Pas de réseau en ce moment. Ces informations datent du {moment}.")
            },
        }
    )


@login_not_required
@require_safe
def screen_worker(request: HttpRequest) -> HttpResponse:
    """The worker of kiosks and walls; a header lets it reach the pages that they show."""
    del request
    response = HttpResponse(_worker(), content_type="text/javascript; charset=utf-8")
    response["Service-Worker-Allowed"] = "/"
    return response


@cache
def _worker() -> bytes:
    return WORKER.read_bytes()
