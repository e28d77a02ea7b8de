"""A piece of this site inside another one: the page that gives the code, and the frame itself.

The frame sets no cookie and reads no session; any site may hold it, and only it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, wraps
from hashlib import blake2b
from pathlib import Path
from typing import Any

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from maillage.apps.directory.queries import (
    base_version,
    get_place,
    is_public,
    place_cards,
    search_places,
    zones_to_search,
)
from maillage.apps.opendata.errors.embed import NothingToEmbed
from maillage.apps.opendata.forms.embed import EmbedForm
from maillage.apps.opendata.views.answers import bytes_answer
from maillage.apps.opendata.views.embed_parts import FrameLine, frame_lines, frame_map
from maillage.web.contrast import HEX, faults, stylesheet
from maillage.web.errors import DomainError
from maillage.web.pages import render_page

# "Open now" may be late by as much in a page of another site.
KEPT_S = 300
HEIGHT_PX = {"liste": 150, "carte": 520}
LINE_PX = 150
MODULE = Path(__file__).resolve().parents[1] / "static" / "opendata" / "maillage.js"
View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbedPage:
    """All that opendata/embed.html may use."""

    form: EmbedForm
    frame_url: str
    frame_title: str
    frame_height: int
    frame_code: str
    component_code: str
    oembed_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FramePage:
    """All that opendata/embed_frame.html may use."""

    title: str
    counted: str
    lines: Sequence[FrameLine]
    map: SafeString | None
    more_url: str
    more: str
    wrong: Sequence[str]
    colour: str


def _form(request: HttpRequest, version: int) -> EmbedForm:
    today = timezone.localdate()
    return EmbedForm(request.GET, zones=zones_to_search(today=today, version=version))


# ---------------------------------------------------------------- the page of the webmaster


@login_not_required
@require_safe
def embed(request: HttpRequest) -> HttpResponse:
    """Choose what to show, look at it, take the code."""
    form = _form(request, base_version())
    query = form.frame_query() if form.is_valid() else ""
    valid = form.is_valid()
    url = frame_url(request, query)
    title = form.title() if valid else _("Lieux d’aide au numérique")
    view = form.cleaned_data.get("vue") or "liste"
    height = frame_height(view, form.cleaned_data.get("nombre") or 6)
    results = request.build_absolute_uri(reverse("directory:results"))
    more = form.results_query() if valid else ""
    results = f"{results}?{more}" if more else results
    page = EmbedPage(
        form=form,
        frame_url=url,
        frame_title=title,
        frame_height=height,
        frame_code=iframe(url, title, "100%", height),
        component_code=_component(
            request, form.component_attributes() if valid else {}, results, title
        ),
        oembed_url=request.build_absolute_uri(reverse("opendata:oembed")),
    )
    return render_page(request, page, "opendata/embed.html", "opendata/_embed_preview.html")


def frame_url(request: HttpRequest, query: str) -> str:
    """Return the whole address of the frame."""
    url = request.build_absolute_uri(reverse("opendata:frame"))
    return f"{url}?{query}" if query else url


def frame_height(view: str, number: int) -> int:
    """Return a height that holds most frames, in pixels; a longer one scrolls."""
    return min(HEIGHT_PX[view] + LINE_PX * min(number, 4), 900)


def iframe(url: str, title: str, width: str, height: int) -> str:
    """Return the code of a frame, to paste: a plain text, that a page shows and does not run."""
    code = format_html(
        '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy" style="border:0">'
        "</iframe>",
        url,
        title,
        width,
        height,
    )
    return "".join((code,))


def _component(
    request: HttpRequest, attributes: Mapping[str, str], results: str, title: str
) -> str:
    module = request.build_absolute_uri(reverse("opendata:embed_module"))
    said = format_html_join("", ' {}="{}"', attributes.items())
    code = format_html(
        '<script type="module" src="{}"></script>\n<maillage-lieux{}><a href="{}">{}</a>'
        "</maillage-lieux>",
        module,
        said,
        results,
        title,
    )
    return "".join((code,))


# ---------------------------------------------------------------- the frame


def in_any_page(view: View) -> View:
    """Let any site hold a view in a frame, and a cache keep it; its refusals too."""

    @wraps(view)
    def held(request: HttpRequest, **said: Any) -> HttpResponseBase:
        try:
            return view(request, **said)
        except DomainError as error:
            page = _refusal(str(error))
            return render_page(request, page, "opendata/embed_frame.html", status=error.status)

    framed: View = csp_replace({"frame-ancestors": ["*"]})(xframe_options_exempt(held))
    return framed


def _refusal(message: str) -> FramePage:
    return FramePage(
        title=_("Lieux d’aide au numérique"),
        counted="",
        lines=(),
        map=None,
        more_url=reverse("directory:results"),
        more=_("Voir tous les lieux"),
        wrong=(message,),
        colour="",
    )


@login_not_required
@require_safe
@in_any_page
def frame(request: HttpRequest) -> HttpResponseBase:
    """The piece of page itself: places that answer, or one place."""
    version = base_version()
    now = timezone.now()
    etag = _etag(request, version, int(now.timestamp()) // KEPT_S)
    known = get_conditional_response(request, etag=etag)
    response: HttpResponseBase
    if known is not None and known.status_code == 304:
        response = known
    else:
        number = request.GET.get("lieu", "")
        page, status = _one(number, version) if number else _many(request, version)
        response = render_page(request, page, "opendata/embed_frame.html", status=status)
        if status != 200:
            return response
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={KEPT_S}"
    return response


def _etag(request: HttpRequest, version: int, moment: int) -> str:
    """Return what changes when the base, the hour, the question or the look changes."""
    said = "\n".join(
        (
            str(version),
            str(moment),
            request.get_full_path(),
            request.get_host(),
            static("web/maillage.css"),
            static("opendata/frame.js"),
            str(settings.SITE["name"]),
        )
    )
    return f'W/"{blake2b(said.encode("utf-8", "replace"), digest_size=12).hexdigest()}"'


def _many(request: HttpRequest, version: int) -> tuple[FramePage, int]:
    now = timezone.now()
    here = timezone.localtime(now).replace(tzinfo=None)
    form = _form(request, version)
    if not form.is_valid():
        page = _refusal("")
        wrong = [str(error) for errors in form.errors.values() for error in errors]
        return FramePage(**{**_fields(page), "wrong": wrong}), 400
    found = search_places(form.search(now=here), now=here, version=version)
    hits = [hit for hit in found.hits if hit.certain]
    cards = place_cards([hit.place_id for hit in hits], today=here.date())
    lines = frame_lines(cards, now=now)
    drawn = None
    if form.cleaned_data["vue"] == "carte":
        drawn = frame_map(
            lines,
            title=form.title(),
            zone_id=form.zone.id if form.zone else None,
            today=here.date(),
            version=version,
        )
    n = found.n_certain
    query = form.results_query()
    results = reverse("directory:results")
    page = FramePage(
        title=form.title(),
        counted=_counted(n, len(lines)),
        lines=lines,
        map=drawn,
        more_url=f"{results}?{query}" if query else results,
        more=_("Voir toute la liste") if n > len(lines) else _("Chercher autrement"),
        wrong=(),
        colour=form.cleaned_data["couleur"].lstrip("#"),
    )
    return page, 200


def _counted(n: int, n_shown: int) -> str:
    said = ngettext("%(n)s lieu", "%(n)s lieux", n) % {"n": n}
    return said if n_shown == n else _("%(said)s, dont %(k)s ici") % {"said": said, "k": n_shown}


def _fields(page: FramePage) -> dict[str, Any]:
    return {name: getattr(page, name) for name in FramePage.__slots__}


def _one(number: str, version: int) -> tuple[FramePage, int]:
    """Return the frame of one place. Raises NothingToEmbed when it is closed or never was."""
    now = timezone.now()
    today = timezone.localdate()
    place = get_place(number) if len(number) < 100 and "\x00" not in number else None
    if place is None or not is_public(place):
        raise NothingToEmbed
    lines = frame_lines(place_cards([place.pk], today=today), now=now)
    page = FramePage(
        title=place.nom,
        counted="",
        lines=lines,
        map=frame_map(lines, title=place.nom, zone_id=None, today=today, version=version),
        more_url=reverse("directory:place", args=[place.public_id]),
        more=_("Tout savoir sur ce lieu"),
        wrong=(),
        colour="",
    )
    return page, 200


# ---------------------------------------------------------------- what the frame is made of


@cache
def _module() -> bytes:
    return MODULE.read_bytes()


@login_not_required
@require_safe
def embed_module(request: HttpRequest) -> HttpResponseBase:
    """The component <maillage-lieux>: one module, at an address that never changes."""
    response = bytes_answer(request, _module(), "text/javascript; charset=utf-8")
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Cache-Control"] = "public, max-age=3600"
    return response


@login_not_required
@require_safe
def colour(request: HttpRequest) -> HttpResponseBase:
    """The stylesheet of a colour that the page of the webmaster let through."""
    chosen = f"#{request.GET.get('c', '').lower()}"
    if not HEX.fullmatch(chosen) or faults({"accent": chosen}):
        raise NothingToEmbed
    text = stylesheet({**settings.COLOURS, "accent": chosen})
    response = bytes_answer(request, text.encode(), "text/css; charset=utf-8")
    response["Cache-Control"] = "public, max-age=86400"
    return response


embed_urls: list[URLPattern] = [
    path("integrer/", embed, name="embed"),
    path("integrer/cadre/", frame, name="frame"),
    path("integrer/maillage.js", embed_module, name="embed_module"),
    path("integrer/couleur.css", colour, name="embed_colour"),
]
