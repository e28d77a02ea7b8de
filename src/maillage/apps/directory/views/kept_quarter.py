"""A quarter drawn by hand, looked at and kept; erased, and put back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from maillage.apps.directory.actions.drawn import (
    draw_quarter,
    erase_quarter,
    redraw_quarter,
    restore_quarter,
)
from maillage.apps.directory.forms.outline import (
    Corner,
    DrawnQuarterForm,
    corners_of_trace,
    trace_of,
)
from maillage.apps.directory.queries.access import (
    may_keep_base,
    may_keep_territory,
    may_restore_quarter,
)
from maillage.apps.directory.queries.drawn import n_places_inside
from maillage.apps.directory.queries.zones import places_near
from maillage.apps.directory.views.drawn_quarter import (
    LIST,
    address_of,
    carried_along,
    drawing_page,
    frame_around,
)
from maillage.apps.directory.views.position import SIZES
from maillage.apps.directory.views.staff import signed_in
from maillage.apps.territories.errors import OutlineRefused, QuarterNameTaken
from maillage.apps.territories.queries import (
    DrawnOutline,
    check_corners,
    drawn_outline,
    get_drawn_zone,
)
from maillage.core.drawing import Frame
from maillage.web.access import permitted
from maillage.web.errors import DomainError
from maillage.web.pages import render_page


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnPage:
    """All that directory/territories/drawn.html may use; `form` None for a quarter that exists."""

    nom: str
    plan_url: str
    width: int
    height: int
    plan_words: str
    area: str
    commune: str
    n_places: int
    n_corners: int
    overlaps: Sequence[tuple[str, int]]
    trace: str
    form: forms.Form | None
    draw_url: str
    back_url: str


@permitted(may_keep_base)
@require_http_methods(["GET", "HEAD", "POST"])
def check_quarter(request: HttpRequest) -> HttpResponse:
    """What a new quarter would be, and its name; then it is kept."""
    asked = request.POST if request.method == "POST" else request.GET
    corners = corners_of_trace(asked.get("trace", ""))
    form = DrawnQuarterForm(request.POST) if request.method == "POST" else DrawnQuarterForm()
    try:
        check_corners(corners)
    except OutlineRefused as error:
        return _refused(request, None, corners, error)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            zone, n_moved = draw_quarter(
                corners,
                nom=told["nom"],
                commune=told["commune"],
                by=signed_in(request),
                now=timezone.now(),
            )
        except QuarterNameTaken as error:
            form.add_error("nom", str(error))
        except OutlineRefused as error:
            if not told["commune"]:
                return _refused(request, None, corners, error)
            form.add_error("commune", str(error))
        else:
            return _kept(request, zone, _("Le quartier est enregistré."), n_moved)
    try:
        found = drawn_outline(corners)
    except OutlineRefused as error:
        return _refused(request, None, corners, error)
    page = _drawn_page(None, corners, found, form)
    status = 422 if form.errors else 200
    return render_page(request, page, "directory/territories/drawn.html", status=status)


@permitted(may_keep_territory)
@require_http_methods(["GET", "HEAD", "POST"])
def check_outline(request: HttpRequest, slug: str) -> HttpResponse:
    """What another outline of a quarter would be; then it is kept."""
    zone = get_drawn_zone(slug)
    asked = request.POST if request.method == "POST" else request.GET
    corners = corners_of_trace(asked.get("trace", ""))
    commune = zone.parent.code if zone.parent else ""
    try:
        if request.method == "POST":
            zone, n_moved = redraw_quarter(slug, corners, by=signed_in(request), now=timezone.now())
            return _kept(request, zone, _("Le contour est enregistré."), n_moved)
        found = drawn_outline(corners, commune=commune, besides=slug)
    except OutlineRefused as error:
        return _refused(request, zone, corners, error)
    page = _drawn_page(zone, corners, found, None)
    return render_page(request, page, "directory/territories/drawn.html")


def _refused(
    request: HttpRequest, zone: Any, corners: tuple[Corner, ...], error: DomainError
) -> HttpResponse:
    """Show the drawing again, with what is wrong; not one corner is lost."""
    page = drawing_page({"trace": trace_of(corners)}, zone, corners)
    page = replace(page, refusal=str(error), next_url="")
    return render_page(request, page, "directory/territories/draw.html", status=422)


def _kept(request: HttpRequest, zone: Any, said: str, n_moved: int) -> HttpResponse:
    moved = ngettext("%(n)d lieu replacé", "%(n)d lieux replacés", n_moved) % {"n": n_moved}
    messages.success(request, f"{said} {moved}.")
    return HttpResponseRedirect(reverse("directory:territory", args=[zone.slug]))


def _drawn_page(
    zone: Any, corners: tuple[Corner, ...], found: DrawnOutline, form: forms.Form | None
) -> DrawnPage:
    width, height = SIZES[""]
    frame = frame_around(corners, Frame(0, 0, 1_000, width, height)) or Frame(0, 0, 1_000)
    trace = trace_of(corners)
    return DrawnPage(
        nom=zone.nom if zone is not None else "",
        plan_url=f"{reverse('directory:plan')}?{urlencode(carried_along(frame, corners))}",
        width=width,
        height=height,
        plan_words=_("Le contour dessiné, sur le plan"),
        area=_area_words(found.area_m2),
        commune=found.commune.nom if found.commune is not None else "",
        n_places=n_places_inside(found.geometry),
        n_corners=len(corners),
        overlaps=found.overlaps,
        trace=trace,
        form=form,
        draw_url=f"{address_of('redraw', zone)}?{urlencode({'trace': trace})}",
        back_url=reverse("directory:territory", args=[zone.slug]) if zone else reverse(LIST),
    )


def _area_words(area_m2: float) -> str:
    """Return "24 hectares", "0,4 hectare"."""
    hectares = area_m2 / 10_000
    if hectares < 10:
        n = round(hectares, 1)
        return ngettext("%(n)s hectare", "%(n)s hectares", 1 if n < 2 else 2) % {
            "n": f"{n:.1f}".replace(".", ",")
        }
    n_whole = f"{hectares:,.0f}".replace(",", "\u202f")
    return ngettext("%(n)s hectare", "%(n)s hectares", 2) % {"n": n_whole}


# ---------------------------------------------------------------- erased, and put back


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasePage:
    """All that directory/territories/erase.html may use."""

    nom: str
    public_url: str
    n_places: int
    back_url: str


@permitted(may_keep_territory)
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask before a quarter drawn by hand is erased; then it is, and may be put back."""
    zone = get_drawn_zone(slug)
    if request.method == "POST":
        erase_quarter(slug, by=signed_in(request), now=timezone.now())
        messages.success(
            request,
            _("« %s » est effacé. Vous pouvez le remettre depuis cette page.") % zone.nom,
        )
        return HttpResponseRedirect(reverse(LIST) + "#effaces")
    page = ErasePage(
        nom=zone.nom,
        public_url=reverse("directory:zone", args=[slug]),
        n_places=len(places_near(zone).inside),
        back_url=reverse("directory:territory", args=[slug]),
    )
    return render_page(request, page, "directory/territories/erase.html")


@permitted(may_restore_quarter)
@require_POST
def restore(request: HttpRequest, number: int) -> HttpResponse:
    """Put back a quarter that was erased."""
    zone, n_moved = restore_quarter(number, by=signed_in(request), now=timezone.now())
    return _kept(request, zone, _("Le quartier est remis, à la même adresse."), n_moved)
