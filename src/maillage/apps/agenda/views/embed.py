"""The week in a page of another site (ledger AGD-04): the code to paste, and the frame.

The frame sets no cookie and reads no session; any site may hold it. Booking opens in a new tab, on
this site: what a person writes is never written inside the page of somebody else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from maillage.apps.agenda.forms.week import KINDS, WeekForm
from maillage.apps.agenda.queries.week import shown_place
from maillage.apps.agenda.views.lines import Day, days_of
from maillage.apps.agenda.views.week import lead_of, week_lines
from maillage.apps.directory.queries import get_place, zones_to_search
from maillage.web.errors import DomainError
from maillage.web.pages import render_page

HEIGHT_PX = 620
KEPT_S = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbedPage:
    """All that agenda/embed.html may use."""

    form: WeekForm
    kinds: Sequence[tuple[str, str, bool]]
    lieu: str
    frame_url: str
    frame_title: str
    frame_height: int
    frame_code: str
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FramePage:
    """All that agenda/frame.html may use."""

    title: str
    lead: str
    days: Sequence[Day]
    wrong: Sequence[str]
    more_url: str
    choose_url: str


@login_not_required
@require_safe
def embed(request: HttpRequest) -> HttpResponse:
    """Choose what the frame shows, look at it, take the code."""
    today = timezone.localdate()
    form = _form(request, today)
    asked = QueryDict(mutable=True)
    for name in ("voir", "quartier", "langue"):
        if form.said(name):
            asked[name] = form.said(name)
    place = _place(request)
    if place is not None:
        asked["lieu"] = place.public_id
    query = asked.urlencode()
    url = request.build_absolute_uri(reverse("agenda:frame"))
    url = f"{url}?{query}" if query else url
    link = request.build_absolute_uri(
        reverse("agenda:place_week", args=[place.public_id])
        if place is not None
        else reverse("agenda:week")
    )
    title = _title(place)
    code = format_html(
        '<iframe src="{}" title="{}" width="100%" height="{}" loading="lazy" style="border:0">'
        "</iframe>",
        url,
        title,
        HEIGHT_PX,
    )
    page = EmbedPage(
        form=form,
        kinds=[(code_, str(words), code_ == form.said("voir")) for code_, words in KINDS.items()],
        lieu=place.public_id if place is not None else "",
        frame_url=url,
        frame_title=title,
        frame_height=HEIGHT_PX,
        # A plain text, that the page shows and does not run.
        frame_code="".join((code,)),
        link=link,
    )
    return render_page(request, page, "agenda/embed.html")


def _in_any_page(view: Any) -> Any:
    """Let any site hold a view in a frame; its refusals too."""

    @wraps(view)
    def held(request: HttpRequest, **said: Any) -> HttpResponseBase:
        try:
            answer: HttpResponseBase = view(request, **said)
        except DomainError as error:
            page = _page(wrong=[str(error)])
            answer = render_page(request, page, "agenda/frame.html", status=error.status)
        return answer

    return csp_replace({"frame-ancestors": ["*"]})(xframe_options_exempt(held))


@login_not_required
@require_safe
@_in_any_page
def frame(request: HttpRequest) -> HttpResponseBase:
    """Seven days, of the whole territory or of one place, as a piece of page."""
    now, today = timezone.now(), timezone.localdate()
    place = _place(request)
    form = _form(request, today)
    # What is over is of no use in the page of another site.
    coming = [
        line
        for line in week_lines(form, today, now=now, today=today, place=place)
        if line.state != "past"
    ]
    page = _page(
        title=_title(place),
        lead=lead_of(coming, today),
        days=days_of(coming, today=today, also_today=False),
        wrong=[str(error) for errors in form.errors.values() for error in errors],
        place=place,
    )
    answer = render_page(request, page, "agenda/frame.html")
    answer["Cache-Control"] = f"public, max-age={KEPT_S}"
    return answer


def _page(
    *,
    title: str = "",
    lead: str = "",
    days: Sequence[Day] = (),
    wrong: Sequence[str] = (),
    place: Any = None,
) -> FramePage:
    return FramePage(
        title=title or _title(None),
        lead=lead,
        days=days,
        wrong=wrong,
        more_url=reverse("agenda:place_week", args=[place.public_id])
        if place is not None
        else reverse("agenda:week"),
        choose_url=f"{reverse('agenda:choose')}?lieu={place.public_id}"
        if place is not None
        else reverse("agenda:choose"),
    )


def _form(request: HttpRequest, today: date) -> WeekForm:
    form = WeekForm(request.GET, zones=zones_to_search(today=today), today=today)
    form.is_valid()
    return form


def _place(request: HttpRequest) -> Any:
    """Return the place that the address names, None for all. Raises PlaceUnknown."""
    number = request.GET.get("lieu", "")
    return shown_place(get_place(number)) if number else None


def _title(place: Any) -> str:
    if place is not None:
        return _("Les sept prochains jours, %(place)s") % {"place": place.nom}
    return _("Les sept prochains jours à %(name)s") % {"name": settings.SITE["name"]}
