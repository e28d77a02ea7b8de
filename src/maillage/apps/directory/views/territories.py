"""The territories of the base, for those who keep it: which ones, their outlines, their names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from maillage.apps.directory.actions.territories import (
    apply_outlines,
    change_zone_name,
    receive_outlines,
)
from maillage.apps.directory.forms.outline import trace_of
from maillage.apps.directory.forms.territories import OutlineFileForm, ZoneNameForm
from maillage.apps.directory.queries.access import (
    may_keep_base,
    may_keep_territory,
    may_load_outlines,
)
from maillage.apps.directory.queries.drawn import erased_quarters
from maillage.apps.directory.queries.plan import zone_frame
from maillage.apps.directory.queries.zones import NEAR_M, places_near
from maillage.apps.directory.views.position import SIZES, text_of
from maillage.apps.territories.queries import (
    MOST_CORNERS,
    OutlinePreview,
    applied_files,
    children_of,
    corners_of,
    counts_by_kind,
    get_zone,
    is_drawn,
    kind_label,
    outline_preview,
    zones_of_kind,
)
from maillage.web.access import permitted
from maillage.web.errors import DomainError
from maillage.web.pages import render_page

LIST = "directory:territories"
_MOST_LISTED = 200
_LISTED = ("quarter", "qpv", "veille")


@dataclass(frozen=True, slots=True)
class KindLine:
    """A kind of territory and how many are known; `url` lists them, "" when nothing is to list."""

    label: str
    n: int
    # None for what has no outline, as a unit is known by its communes.
    n_outlined: int | None
    n_over: int
    url: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ZoneLine:
    """A territory of the list."""

    nom: str
    code: str
    url: str
    has_outline: bool
    over_since: Any
    drawn: bool = False


@dataclass(frozen=True, slots=True)
class ErasedLine:
    """A quarter drawn by hand that was erased, and where it is put back."""

    nom: str
    at: datetime
    url: str


@dataclass(frozen=True, slots=True)
class AppliedLine:
    """A file that was applied."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TerritoriesPage:
    """All that directory/territories/list.html may use."""

    kinds: Sequence[KindLine]
    title: str
    zones: Sequence[ZoneLine]
    n_more: int
    form: forms.Form
    applied: Sequence[AppliedLine]
    draw_url: str
    erased: Sequence[ErasedLine]


@permitted(may_keep_base)
@require_http_methods(["GET", "HEAD", "POST"])
def territories(request: HttpRequest) -> HttpResponse:
    """What is known of the territory, and a file of outlines to look at."""
    form = OutlineFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        by: Any = request.user
        sent = form.cleaned_data["fichier"]
        try:
            file = receive_outlines(
                sent.read(), name=sent.name, asked=form.asked(), by=by, now=timezone.now()
            )
            # Read at once: what cannot be read is said beside the field that can mend it.
            outline_preview(file.pk)
        except DomainError as error:
            form.add_error("fichier", str(error))
        else:
            return HttpResponseRedirect(reverse("directory:territory_file", args=[file.pk]))
    today = timezone.localdate()
    counts = counts_by_kind(today=today)
    asked = request.GET.get("genre", "")
    known = {count.kind for count in counts if count.n}
    kind = asked if asked in known else ("quarter" if "quarter" in known else "")
    rows = list(zones_of_kind(kind, limit=_MOST_LISTED)) if kind else []
    n_of_kind = next((count.n for count in counts if count.kind == kind), 0)
    page = TerritoriesPage(
        kinds=[
            KindLine(
                kind_label(count.kind, 2),
                count.n,
                count.n_outlined if count.kind != "uu" else None,
                count.n_over,
                f"{reverse(LIST)}?genre={count.kind}" if count.n else "",
                count.kind == kind,
            )
            for count in counts
            # Made by the figures that speak of it: nobody loads it.
            if count.kind != "country"
        ],
        title=kind_label(kind, 2) if kind else "",
        zones=[
            ZoneLine(
                zone.nom,
                "" if is_drawn(zone) else zone.code,
                reverse("directory:territory", args=[zone.slug]) if zone.has_page else "",
                zone.south is not None or zone.kind in ("uu", "country"),
                zone.valid_to if zone.valid_to and zone.valid_to < today else None,
                is_drawn(zone),
            )
            for zone in rows
        ],
        n_more=max(0, n_of_kind - len(rows)),
        form=form,
        applied=[
            AppliedLine(file.name, file.applied_at) for file in applied_files() if file.applied_at
        ],
        draw_url=reverse("directory:draw_quarter"),
        erased=[
            ErasedLine(one.nom, one.at, reverse("directory:restore_quarter", args=[one.number]))
            for one in erased_quarters()
        ],
    )
    return render_page(
        request, page, "directory/territories/list.html", status=422 if form.errors else 200
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class TerritoryFilePage:
    """All that directory/territories/file.html may use."""

    name: str
    kinds: Sequence[str]
    n_added: int
    n_changed: int
    n_unchanged: int
    n_streets: int
    names: Sequence[str]
    n_more: int
    remarks: Sequence[str]
    is_units: bool
    nothing: bool
    cancel_url: str


@permitted(may_load_outlines)
@require_http_methods(["GET", "HEAD", "POST"])
def territory_file(request: HttpRequest, number: int) -> HttpResponse:
    """What a file of outlines would change; then it changes it."""
    if request.method == "POST":
        by: Any = request.user
        count, n_moved = apply_outlines(number, by=by, now=timezone.now())
        n = count.added + count.changed
        said = ngettext("%(n)d territoire chargé", "%(n)d territoires chargés", n) % {"n": n}
        moved = ngettext("%(n)d lieu replacé", "%(n)d lieux replacés", n_moved) % {"n": n_moved}
        messages.success(request, f"{said}, {moved}.")
        return HttpResponseRedirect(reverse(LIST))
    return render_page(
        request, _file_page(outline_preview(number)), "directory/territories/file.html"
    )


def _file_page(preview: OutlinePreview) -> TerritoryFilePage:
    n_all = sum(preview.kinds.values())
    return TerritoryFilePage(
        name=preview.file.name,
        kinds=[f"{n} {kind_label(kind, n)}" for kind, n in preview.kinds.items()],
        n_added=preview.n_added,
        n_changed=preview.n_changed,
        n_unchanged=preview.n_unchanged,
        n_streets=preview.n_streets,
        names=preview.names,
        n_more=max(0, n_all - len(preview.names)),
        remarks=[remark.sentence for remark in preview.remarks],
        is_units="uu" in preview.kinds,
        nothing=not (preview.n_added or preview.n_changed or preview.n_streets),
        cancel_url=reverse(LIST),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class TerritoryPage:
    """All that directory/territories/zone.html may use."""

    nom: str
    kind: str
    code: str
    parent: str
    valid_from: Any
    valid_to: Any
    has_outline: bool
    n_inside: int
    n_around: int
    near_m: int
    children: Sequence[str]
    public_url: str
    form: forms.Form
    back_url: str
    # The outline on its ground, "" when it is not drawn.
    plan_url: str
    width: int
    height: int
    # For a quarter drawn by hand; and where one is drawn in a commune. "" for the others.
    redraw_url: str
    erase_url: str
    draw_url: str


@permitted(may_keep_territory)
@require_http_methods(["GET", "HEAD", "POST"])
def territory(request: HttpRequest, slug: str) -> HttpResponse:
    """One territory: what it contains, and its name."""
    zone = get_zone(slug)
    form = ZoneNameForm(request.POST if request.method == "POST" else {"nom": zone.nom})
    if request.method == "POST" and form.is_valid():
        by: Any = request.user
        change_zone_name(slug, nom=form.cleaned_data["nom"], by=by, now=timezone.now())
        messages.success(request, _("Le nom est enregistré. L’adresse imprimée ne change pas."))
        return HttpResponseRedirect(reverse("directory:territory", args=[slug]))
    near = places_near(zone)
    back = f"{reverse(LIST)}?genre={zone.kind}"
    page = TerritoryPage(
        nom=zone.nom,
        kind=kind_label(zone.kind, 1),
        code=zone.code,
        parent=zone.parent.nom if zone.parent else "",
        valid_from=zone.valid_from,
        valid_to=zone.valid_to,
        has_outline=zone.geometry is not None,
        n_inside=len(near.inside),
        n_around=len(near.around),
        near_m=round(NEAR_M),
        children=[
            child.nom for child in children_of(zone, on=timezone.localdate(), kinds=_LISTED)[:60]
        ],
        public_url=reverse("directory:zone", args=[zone.slug]),
        form=form,
        back_url=back,
        plan_url=_plan_url(zone),
        width=SIZES[""][0],
        height=SIZES[""][1],
        redraw_url=reverse("directory:redraw_quarter", args=[slug]) if is_drawn(zone) else "",
        erase_url=reverse("directory:erase_quarter", args=[slug]) if is_drawn(zone) else "",
        draw_url=f"{reverse('directory:draw_quarter')}?dans={slug}"
        if zone.kind == "commune"
        else "",
    )
    return render_page(
        request,
        page,
        "directory/territories/zone.html",
        status=422 if request.method == "POST" else 200,
    )


def _plan_url(zone: Any) -> str:
    """Return the image of an outline on its ground, "" when maps do not draw it."""
    frame = zone_frame(zone.pk, today=timezone.localdate())
    if frame is None:
        return ""
    middle = text_of((frame.latitude, frame.longitude))
    asked = {"milieu": middle, "largeur": f"{frame.width_m:.0f}"}
    if is_drawn(zone):
        # Told from its neighbours.
        asked["trace"] = trace_of(corners_of(zone)[:MOST_CORNERS])
    return f"{reverse('directory:plan')}?{urlencode(asked)}"
