"""Answer with a whole page, or with the part of it that htmx asked for."""

from dataclasses import dataclass, fields
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import patch_vary_headers

from maillage.web.menu import Link, menu_links


def wants_fragment(request: HttpRequest) -> bool:
    """True when htmx will swap the answer into a page that is already there.

    When htmx lost a page from its history it asks again and expects the whole page.
    """
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


def render_page(
    request: HttpRequest,
    page: object,
    template: str,
    fragment: str | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Render the fields of the dataclass `page`, and nothing else, into a template.

    With a `fragment`, htmx gets that template instead, at the same address.
    """
    context = {f.name: getattr(page, f.name) for f in fields(page)}  # type: ignore[arg-type]
    name = fragment if fragment and wants_fragment(request) else template
    response = TemplateResponse(request, name, context, status=status)
    if fragment:
        # One URL, two bodies: a cache must not give one for the other.
        patch_vary_headers(response, ["HX-Request", "HX-History-Restore-Request"])
    return response


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What every page may say of the territory."""

    name: str
    tagline: str
    demo: bool
    contact_name: str
    contact_phone: str
    contact_hours: str
    contact_address: str
    staff_contact: str
    font: bool
    colours: bool
    menu: tuple[Link, ...]
    staff_menu: tuple[Link, ...]
    footer: tuple[Link, ...]


def site(request: HttpRequest) -> dict[str, Any]:
    """Give templates one name, `site`: the territory, its contact and the menus."""
    return {
        "site": Site(
            **settings.SITE,
            font=bool(settings.STATICFILES_DIRS),
            colours=bool(settings.COLOURS),
            menu=menu_links("menu", request.path),
            staff_menu=menu_links("staff_menu", request.path),
            footer=menu_links("footer", request.path),
        )
    }
