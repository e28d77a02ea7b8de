"""What this site is, who keeps it, where its information comes from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.apps import apps
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from maillage.apps.directory.queries import n_public_places
from maillage.apps.directory.queries.desk import SourceInUse, sources_in_use
from maillage.web.pages import render_page

BY_PEOPLE = {
    "saisie": gettext_lazy("Ce que les équipes du réseau ont écrit elles-mêmes"),
    "confirmation": gettext_lazy("Ce que les lieux ont confirmé eux-mêmes"),
    "verification": gettext_lazy("Ce que les équipes du réseau ont vérifié"),
}


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source: its name, who makes it, its licence, when it was last received."""

    title: str
    producer: str
    licence: str
    url: str
    n_places: int
    received_on: date


@dataclass(frozen=True, slots=True)
class AboutPage:
    """All that home/about.html may use."""

    n_places: int
    sources: Sequence[SourceLine]


@login_not_required
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What this is, who keeps it, its licence, how to help, its sources."""
    lines = [_line(one) for one in sources_in_use()]
    return render_page(request, AboutPage(n_public_places(), lines), "home/about.html")


def _line(one: SourceInUse) -> SourceLine:
    title, producer, licence, url = one.source, "", "", ""
    if one.source in BY_PEOPLE:
        title = str(BY_PEOPLE[one.source])
    elif apps.is_installed("maillage.apps.imports"):
        # Named only when the module is on: its tables do not exist otherwise.
        from maillage.apps.imports.errors import SourceUnknown
        from maillage.apps.imports.queries.sources import source_of

        try:
            known = source_of(one.source)
        except SourceUnknown:
            pass
        else:
            title, producer = known.title, known.producer
            licence, url = known.licence, known.url
    return SourceLine(title, producer, licence, url, one.n_places, one.received_on)
