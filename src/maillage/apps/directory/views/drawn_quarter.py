"""A quarter drawn by hand: corner after corner on the plan, or typed. Nothing is written here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from maillage.apps.directory.forms.outline import (
    DECIMALS,
    MOST_CHARACTERS,
    Corner,
    corners_of_text,
    corners_of_trace,
    lines_of,
    trace_of,
)
from maillage.apps.directory.forms.position import picked
from maillage.apps.directory.queries.access import (
    may_keep_base,
    may_keep_territory,
)
from maillage.apps.directory.queries.plan import town_frame, zone_frame
from maillage.apps.directory.views.position import SIZES, text_of
from maillage.apps.territories.errors import OutlineRefused, ZoneUnknown
from maillage.apps.territories.queries import (
    MOST_CORNERS,
    check_corners,
    corners_of,
    get_drawn_zone,
    get_zone,
)
from maillage.core.drawing import Frame, frame_of
from maillage.web.access import permitted
from maillage.web.errors import DomainError
from maillage.web.pages import render_page

LIST = "directory:territories"


@dataclass(frozen=True, slots=True)
class Step:
    """A link that moves the window, or takes a corner back."""

    words: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawPage:
    """All that directory/territories/draw.html may use."""

    nom: str
    plan_url: str
    plan_words: str
    width: int
    height: int
    carried: Sequence[tuple[str, str]]
    moves: Sequence[Step]
    backs: Sequence[Step]
    n_corners: int
    said: str
    refusal: str
    typed: str
    most_characters: int
    fault: str
    next_url: str
    back_url: str


@permitted(may_keep_base)
@require_http_methods(["GET", "HEAD", "POST"])
def draw(request: HttpRequest) -> HttpResponse:
    """Draw a new quarter; nothing is written here."""
    return _draw(request, None)


@permitted(may_keep_territory)
@require_http_methods(["GET", "HEAD", "POST"])
def redraw(request: HttpRequest, slug: str) -> HttpResponse:
    """Draw again the outline of a quarter that was drawn by hand; nothing is written here."""
    return _draw(request, get_drawn_zone(slug))


def _draw(request: HttpRequest, zone: Any) -> HttpResponse:
    asked = request.GET.dict()
    here = address_of("redraw", zone)
    if request.method == "POST":
        typed = request.POST.get("points", "")[:MOST_CHARACTERS]
        try:
            corners = corners_of_text(typed)
            return HttpResponseRedirect(f"{here}?{urlencode({'trace': trace_of(corners)})}#plan")
        except DomainError as error:
            page = drawing_page(asked, zone, _corners(asked, zone))
            page = replace(page, typed=typed, fault=str(error))
            return _rendered(request, page)
    return _rendered(request, drawing_page(asked, zone, _corners(asked, zone)))


def _rendered(request: HttpRequest, page: DrawPage) -> HttpResponse:
    status = 422 if page.fault else 200
    return render_page(request, page, "directory/territories/draw.html", status=status)


def _corners(asked: Mapping[str, str], zone: Any) -> tuple[Corner, ...]:
    """Return the corners of an address: those that are known when it says nothing."""
    if zone is not None and "trace" not in asked:
        return corners_of(zone)[:MOST_CORNERS]
    return corners_of_trace(asked.get("trace", ""))


def _clicked(asked: Mapping[str, str], frame: Frame) -> Corner | None:
    """Return where one clicked on the plan, None when one did not."""
    at = (asked.get("plan.x", ""), asked.get("plan.y", ""))
    if not all(value.isascii() and value.isdigit() and len(value) < 5 for value in at):
        return None
    x, y = (int(value) for value in at)
    # The key "Enter" on the image says 0, 0: it is not a corner.
    if (x, y) == (0, 0) or x > frame.width or y > frame.height:
        return None
    latitude, longitude = frame.position(x, y)
    return round(latitude, DECIMALS), round(longitude, DECIMALS)


def drawing_page(asked: Mapping[str, str], zone: Any, corners: tuple[Corner, ...]) -> DrawPage:
    width, height = SIZES.get(asked.get("taille", ""), SIZES[""])
    window = {name: asked[name] for name in ("milieu", "largeur") if name in asked}
    first = _first_frame(asked, zone, corners)
    first = Frame(first.latitude, first.longitude, first.width_m, width, height)
    frame = picked(window, first, None).frame
    here = address_of("redraw", zone)
    refusal = ""
    corner = _clicked(asked, frame)
    if corner is not None and corner not in corners[-1:]:
        if len(corners) < MOST_CORNERS:
            corners = (*corners, corner)
        else:
            refusal = _("Un dessin a %d coins au plus.") % MOST_CORNERS
    if len(corners) >= 3 and not refusal:
        try:
            check_corners(corners)
        except OutlineRefused as error:
            refusal = str(error)

    def url(path: str, window: Frame, points: tuple[Corner, ...]) -> str:
        return f"{path}?{urlencode(carried_along(window, points))}"

    other = Frame(
        frame.latitude,
        frame.longitude,
        frame.width_m,
        *SIZES["" if (width, height) == SIZES["grand"] else "grand"],
    )
    windows = [
        (_("Plus près"), frame.nearer(2)),
        (_("Plus loin"), frame.nearer(0.5)),
        (_("Au nord"), frame.moved(0, 0.5)),
        (_("Au sud"), frame.moved(0, -0.5)),
        (_("À l’ouest"), frame.moved(-0.5, 0)),
        (_("À l’est"), frame.moved(0.5, 0)),
        (_("Petit plan") if other.width < width else _("Grand plan"), other),
    ]
    if len(corners) > 1 and (whole := frame_around(corners, frame)) is not None:
        windows.append((_("Voir tout le dessin"), whole))
    backs = []
    if corners:
        backs = [
            Step(_("Retirer le dernier point"), url(here, frame, corners[:-1])),
            Step(_("Recommencer"), url(here, frame, ())),
        ]
    return DrawPage(
        nom=zone.nom if zone is not None else "",
        plan_url=url(reverse("directory:plan"), frame, corners),
        plan_words=_("Plan : cliquez à chaque coin du quartier"),
        width=width,
        height=height,
        carried=carried_along(frame, corners),
        moves=[Step(words, url(here, moved, corners)) for words, moved in windows],
        backs=backs,
        n_corners=len(corners),
        said=_said(len(corners)),
        refusal=refusal,
        typed=lines_of(corners),
        most_characters=MOST_CHARACTERS,
        fault="",
        next_url=f"{address_of('check', zone)}?{urlencode({'trace': trace_of(corners)})}"
        if len(corners) >= 3 and not refusal
        else "",
        back_url=reverse("directory:territory", args=[zone.slug]) if zone else reverse(LIST),
    )


def _first_frame(asked: Mapping[str, str], zone: Any, corners: Sequence[Corner]) -> Frame:
    """Return where to look first: at the drawing, else at a territory, else at the town."""
    today = timezone.localdate()
    around = frame_around(corners, Frame(0, 0, 1_000)) if corners else None
    if around is None and (slug := asked.get("dans", "")):
        try:
            zone = get_zone(slug)
        except ZoneUnknown:
            zone = None
    if around is None and zone is not None:
        around = zone_frame(zone.pk, today=today)
        if around is None and zone.latitude is not None and zone.longitude is not None:
            around = Frame(zone.latitude, zone.longitude, 5_000)
    return around if around is not None else town_frame(today=today)


def frame_around(corners: Sequence[Corner], frame: Frame) -> Frame | None:
    return frame_of(corners, width=frame.width, height=frame.height, margin=0.15, at_least_m=800.0)


def carried_along(frame: Frame, corners: Sequence[Corner]) -> list[tuple[str, str]]:
    """Return what each link and each form of the page repeats."""
    pairs = [
        ("trace", trace_of(corners)),
        ("milieu", text_of((frame.latitude, frame.longitude))),
        ("largeur", f"{frame.width_m:.0f}"),
    ]
    if (frame.width, frame.height) == SIZES["grand"]:
        pairs.append(("taille", "grand"))
    return pairs


def _said(n: int) -> str:
    if not n:
        return _("Aucun coin pour le moment.")
    said = ngettext("%(n)d coin est posé.", "%(n)d coins sont posés.", n) % {"n": n}
    if n < 3:
        return f"{said} {_('Il en faut trois au moins.')}"
    return f"{said} {_('Le trait tireté ferme le contour.')}"


def address_of(page: str, zone: Any) -> str:
    """Return the address of a page: of a new quarter, or of one that exists."""
    if zone is None:
        return reverse(f"directory:{ {'redraw': 'draw_quarter', 'check': 'check_quarter'}[page] }")
    names = {"redraw": "redraw_quarter", "check": "check_outline"}
    return reverse(f"directory:{names[page]}", args=[zone.slug])
