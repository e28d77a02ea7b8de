"""The API: the routers of the modules that are on, and who may show a key."""

from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.apps.accounts.actions import note_use
from maillage.apps.accounts.queries import find_token
from maillage.apps.opendata.views.answers import json_answer, open_to_programs
from maillage.web.api import Api, Caller, make_api


def find_caller(secret: str) -> Caller | None:
    """Return who made this key, and note the day on which it served; None for any other text."""
    token = find_token(secret, now=timezone.now())
    if token is None:
        return None
    note_use(token=token, today=timezone.localdate())
    return Caller(str(token.pk), token.owner, frozenset(token.scopes.split()))


@cache
def api() -> Api:
    """Return the API of this site: made once, from the modules that are on."""
    return make_api(
        [module.app for module in settings.MODULES],
        find_caller,
        title=f"Maillage, {settings.SITE['name']}",
        version="1",
        description=_(
            "La base publique : lire ne demande ni compte ni clé. Écrire demande une clé, et les "
            "droits de la personne qui l’a faite."
        ),
    )


@cache
def document() -> dict[str, Any]:
    """Return the OpenAPI document of the API."""
    root = reverse("opendata:openapi").removesuffix("openapi.json")
    return api().document(root)


@login_not_required
@open_to_programs
def openapi(request: HttpRequest) -> HttpResponseBase:
    """The OpenAPI document."""
    return json_answer(request, document())


def patterns() -> list[URLPattern]:
    """Return the addresses of the API, under /api/v1/."""
    return api().patterns(path("openapi.json", openapi, name="openapi"))
