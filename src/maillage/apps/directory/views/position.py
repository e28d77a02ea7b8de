"""Place a point on the drawing: by a click, by buttons, by two numbers; no script, no network."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maillage.apps.directory.actions.staff import edit_place
from maillage.apps.directory.forms.outline import corners_of_trace
from maillage.apps.directory.forms.position import STEP_M, Picked, picked, read_position
from maillage.apps.directory.queries import get_place
from maillage.apps.directory.queries.access import may_keep_base, may_read_professional
from maillage.apps.directory.queries.plan import (
    first_frame,
    ground,
    point_of_address,
    quarter_at,
    town_frame,
)
from maillage.apps.directory.views.staff import address, signed_in
from maillage.apps.directory.views.staff_edit import done
from maillage.core.drawing import Frame, Marker, Texts, map_svg
from maillage.web.access import permitted
from maillage.web.pages import render_page

# The drawing is shown at its own size, or a click would not be where it seems: the small one fits
# a telephone, the large one is asked for.
SIZES = {"": (284, 320), "grand": (640, 480)}


@dataclass(frozen=True, slots=True)
class Step:
    """A link that moves the window or the point."""

    words: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionPage:
    """All that directory/staff/position.html may use."""

    nom: str
    adresse: str
    back_url: str
    plan_url: str
    plan_words: str
    width: int
    height: int
    middle: str
    width_m: str
    point: str
    point_words: str
    size: str
    size_url: str
    refusal: str
    typed: str
    moves: Sequence[Step]
    nudges: Sequence[Step]
    address_url: str
    # What the forms of the page carry along, and where the chosen point is taken ("" to save it).
    carried: Sequence[tuple[str, str]] = ()
    take_url: str = ""


def text_of(point: tuple[float, float]) -> str:
    """Return "50.631100,3.072200": as the addresses of this page write a point."""
    return f"{point[0]:.6f},{point[1]:.6f}"


@permitted(may_read_professional)
@require_safe
def plan(request: HttpRequest) -> HttpResponse:
    """The drawing of a window, as an image: the ground, one point, an outline in progress."""
    asked = request.GET.dict()
    first = Frame(46.6, 2.5, 5_000, *_size(asked))
    frame = picked(asked, first, None).frame
    point = read_position(asked.get("point", ""))
    zones, lines = ground(frame, today=timezone.localdate())
    svg = map_svg(
        zones,
        lines,
        [Marker(*point, name=_("Le point choisi"))] if point else [],
        frame=frame,
        texts=Texts(_("Plan"), _("Rues et quartiers autour du point choisi.")),
        draft=corners_of_trace(asked.get("trace", "")),
    )
    return HttpResponse(svg, content_type="image/svg+xml; charset=utf-8")


@permitted(may_keep_base)
@require_http_methods(["GET", "HEAD", "POST"])
def position(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say where a place is; nothing is written before the button is pressed."""
    place = get_place(public_id)
    back = address("staff_place", public_id)
    known = (
        (place.latitude, place.longitude)
        if place.latitude is not None and place.longitude is not None
        else None
    )
    today = timezone.localdate()
    first = first_frame(place, today=today)
    asked = request.GET.dict()
    width, height = _size(asked)
    first = Frame(first.latitude, first.longitude, first.width_m, width, height)
    if request.method == "POST" and (chosen := read_position(request.POST.get("point", ""))):
        edit_place(
            public_id=public_id,
            values={"latitude": chosen[0], "longitude": chosen[1]},
            by=signed_in(request),
            now=timezone.now(),
        )
        return done(request, _("La position est enregistrée."), to=back)
    page = _page(reverse("directory:position", args=[public_id]), place, asked, first, known)
    page = replace(page, back_url=back)
    status = 422 if page.refusal else 200
    return render_page(request, page, "directory/staff/position.html", status=status)


@permitted(may_read_professional)
@require_safe
def pick(request: HttpRequest) -> HttpResponse:
    """Choose a point on the plan for a form of this site: "retour" takes it, nothing is written."""
    asked = request.GET.dict()
    back = asked.get("retour", "")
    # Only a page of the staff: nobody is led elsewhere by a link that was sent to them.
    if not re.fullmatch(r"/pro/[\w/-]*(\?brouillon=\d{1,18})?", back, re.ASCII):
        back = "/pro/"
    number = asked.get("lieu", "")
    place = get_place(number) if number else None
    today = timezone.localdate()
    first = first_frame(place, today=today) if place is not None else town_frame(today=today)
    first = Frame(first.latitude, first.longitude, first.width_m, *_size(asked))
    carried = [("retour", back), *([("lieu", number)] if number else [])]
    here = f"{reverse('directory:pick_point')}?{urlencode(carried)}"
    page = _page(here, place, asked, first, position_of(place))
    if page.point:
        latitude, longitude = page.point.split(",")
        taken = urlencode({"position": f"{latitude}, {longitude}"})
        page = replace(page, take_url=f"{back}{'&' if '?' in back else '?'}{taken}")
    page = replace(page, back_url=back, carried=carried)
    status = 422 if page.refusal else 200
    return render_page(request, page, "directory/staff/position.html", status=status)


def position_of(place: Any) -> tuple[float, float] | None:
    """Return where a place is, None when nobody said."""
    if place is None or place.latitude is None or place.longitude is None:
        return None
    return place.latitude, place.longitude


def _page(
    here: str,
    place: Any,
    asked: Mapping[str, str],
    first: Frame,
    known: tuple[float, float] | None,
) -> PositionPage:
    from_address = point_of_address(place) if place is not None else None
    choice = picked(asked, first, known)
    words = quarter_at(*choice.point, today=timezone.localdate()) if choice.point else ""
    width, height = _size(asked)
    return PositionPage(
        nom=place.nom if place is not None else "",
        adresse=", ".join(part for part in (place.adresse, place.commune) if part)
        if place is not None
        else "",
        back_url="",
        plan_url=_url(reverse("directory:plan"), choice),
        plan_words=_("Plan autour du point : cliquez là où est la porte"),
        width=width,
        height=height,
        middle=text_of((choice.frame.latitude, choice.frame.longitude)),
        width_m=f"{choice.frame.width_m:.0f}",
        point=text_of(choice.point) if choice.point else "",
        point_words=words,
        size="grand" if width == SIZES["grand"][0] else "",
        size_url=_url(here, _resized(choice)),
        refusal=choice.refusal,
        typed=asked.get("ecrit", "") if choice.refusal else "",
        moves=_moves(here, choice),
        nudges=_nudges(here, choice),
        address_url=_url(here, Picked(Frame(*from_address, 400.0, width, height), from_address))
        if from_address
        else "",
    )


def _url(path: str, choice: Picked) -> str:
    frame = choice.frame
    asked = {
        "milieu": text_of((frame.latitude, frame.longitude)),
        "largeur": f"{frame.width_m:.0f}",
    }
    if choice.point is not None:
        asked["point"] = text_of(choice.point)
    if (frame.width, frame.height) == SIZES["grand"]:
        asked["taille"] = "grand"
    return f"{path}{'&' if '?' in path else '?'}{urlencode(asked)}"


def _resized(choice: Picked) -> Picked:
    """Return the same window in the other size."""
    frame = choice.frame
    size = SIZES["" if (frame.width, frame.height) == SIZES["grand"] else "grand"]
    return Picked(Frame(frame.latitude, frame.longitude, frame.width_m, *size), choice.point)


def _size(asked: Mapping[str, str]) -> tuple[int, int]:
    return SIZES.get(asked.get("taille", ""), SIZES[""])


def _moves(here: str, choice: Picked) -> list[Step]:
    frame, point = choice.frame, choice.point
    windows = (
        (_("Plus près"), frame.nearer(2)),
        (_("Plus loin"), frame.nearer(0.5)),
        (_("Au nord"), frame.moved(0, 0.5)),
        (_("Au sud"), frame.moved(0, -0.5)),
        (_("À l’ouest"), frame.moved(-0.5, 0)),
        (_("À l’est"), frame.moved(0.5, 0)),
    )
    return [Step(words, _url(here, Picked(window, point))) for words, window in windows]


def _nudges(here: str, choice: Picked) -> list[Step]:
    """Return the steps of ten metres, for those who do not click."""
    if choice.point is None:
        return []
    near = Frame(*choice.point, 1_000)
    units = STEP_M / near.m_per_unit
    middle = (near.width / 2, near.height / 2)
    steps = (
        (_("10 m au nord"), (0, -units)),
        (_("10 m au sud"), (0, units)),
        (_("10 m à l’ouest"), (-units, 0)),
        (_("10 m à l’est"), (units, 0)),
    )
    return [
        Step(
            words,
            _url(
                here,
                Picked(choice.frame, near.position(middle[0] + right, middle[1] + down)),
            ),
        )
        for words, (right, down) in steps
    ]
