"""Addresses, derived from the modules that are on: a module that is off leaves no route."""

from importlib.util import find_spec

from django.apps import apps
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path


def module_urls() -> list[URLPattern | URLResolver]:
    """Return one entry for each module that is on and has a urls.py, the highest first."""
    entries: list[URLPattern | URLResolver] = []
    for module in reversed(settings.MODULES):
        if find_spec(f"{module.app}.urls") is not None:
            prefix = getattr(apps.get_app_config(module.name), "url_prefix", f"{module.name}/")
            entries.append(path(prefix, include(f"{module.app}.urls")))
    return entries


urlpatterns = [*module_urls(), path("", include("maillage.web.urls"))]

handler400 = "maillage.web.errors.bad_request"
handler403 = "maillage.web.errors.forbidden"
handler404 = "maillage.web.errors.not_found"
handler500 = "maillage.web.errors.server_error"
