"""Answer with a whole page, or with the part of it that htmx asked for."""

from dataclasses import dataclass, fields
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext, gettext_noop

from maillage.web.kiosk import Kiosk, kiosk_of
from maillage.web.languages import Language, current, languages, said_in
from maillage.web.menu import Group, Link, grouped, menu_links
from maillage.web.pictures import in_pictures, pictures_url
from maillage.web.speaking import language_links, missing_language

# What the option says when a town says nothing: known to the catalogues, so that it is translated.
DEFAULT_TAGLINE = gettext_noop("Le numérique, près de chez vous")


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
    # The address of the town's own logo, "" for ours.
    logo: str
    menu: tuple[Link, ...]
    staff_menu: tuple[Group, ...]
    footer: tuple[Link, ...]
    language: Language
    # The other languages, each with the address of this page in it.
    languages: tuple[tuple[Language, str], ...]
    # On the fold of that menu: the word in scripts that people know.
    language_words: tuple[Language, ...]
    # That the page is not in the language that the person wanted, said in that language.
    only_french: tuple[Language, str] | None
    # The kiosk that shows this page, None on any other screen.
    kiosk: Kiosk | None
    # This page with its other face, in pictures or in words; "" when it has only one.
    pictures_url: str
    in_pictures: bool
    # The device asked for fewer bytes: photographs stay away.
    saves_data: bool


def site(request: HttpRequest) -> dict[str, Any]:
    """Give templates one name, `site`: the territory, its contact and the menus."""
    return {
        "site": Site(
            **settings.SITE,
            font=bool(settings.STATICFILES_DIRS),
            colours=bool(settings.COLOURS),
            logo=f"{reverse('web:logo')}?{settings.LOGO.mark}" if settings.LOGO else "",
            menu=menu_links("menu", request.path),
            # Read only where it is shown: a public page never looks at who is signed in.
            staff_menu=grouped(menu_links("staff_menu", request.path, request.user))
            if getattr(request, "for_the_staff", False)
            else (),
            footer=menu_links("footer", request.path),
            language=current(),
            languages=tuple(language_links(request)),
            language_words=tuple(one for one in languages().values() if one.word),
            only_french=_only_french(request),
            kiosk=kiosk_of(request),
            pictures_url=pictures_url(request),
            in_pictures=in_pictures(request),
            saves_data=request.headers.get("Save-Data", "") == "on",
        )
    }


def _only_french(request: HttpRequest) -> tuple[Language, str] | None:
    """Return the language that was wanted and the sentence that says that the page lacks it."""
    wanted = missing_language(request)
    if wanted is None:
        return None
    with said_in(wanted.code):
        return wanted, gettext("Cette page est seulement en français pour le moment.")
