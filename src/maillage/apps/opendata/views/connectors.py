"""What is plugged in and out, for those who keep the base: state, last exchange, errors."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from maillage.apps.directory.queries import latest_change
from maillage.apps.directory.queries.access import may_keep_base
from maillage.apps.opendata.views.catalog import offered_formats
from maillage.web.access import permitted
from maillage.web.pages import render_page

IMPORTS = "maillage.apps.imports"
STATES = {
    "good": _("marche"),
    "waiting": _("attend une décision ou la fin d’un travail"),
    "failed": _("ne marche plus"),
}


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source that comes in."""

    title: str
    address: str
    deliveries_url: str
    state: Any
    failed: bool
    last_at: datetime
    good_at: datetime | None
    failed_since: datetime | None
    failure: str


@dataclass(frozen=True, slots=True)
class OutLine:
    """A format that goes out."""

    title: Any
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectorsPage:
    """All that opendata/connectors.html may use."""

    imports_on: bool
    sources: Sequence[SourceLine]
    n_failed: int
    formats: Sequence[OutLine]
    changed_at: datetime


@permitted(may_keep_base)
@require_safe
def connectors(request: HttpRequest) -> HttpResponse:
    """Read what no longer comes in, and since when; the rest goes on."""
    sources = _sources()
    page = ConnectorsPage(
        imports_on=apps.is_installed(IMPORTS),
        sources=sources,
        n_failed=sum(one.failed for one in sources),
        formats=[OutLine(one.format.title, one.url) for one in offered_formats(request)],
        changed_at=latest_change(timezone.now()),
    )
    return render_page(request, page, "opendata/connectors.html")


def _sources() -> list[SourceLine]:
    if not apps.is_installed(IMPORTS):
        return []
    # Named only when the module is on: its tables do not exist otherwise.
    from maillage.apps.imports.queries.exchanges import last_exchanges

    return [
        SourceLine(
            title=one.title or one.url,
            address=one.url,
            deliveries_url=f"{reverse('imports:deliveries')}?source={one.source}"
            if one.source
            else reverse("imports:deliveries"),
            state=STATES[one.health],
            failed=one.health == "failed",
            last_at=one.last_at,
            good_at=one.good_at,
            failed_since=one.failed_since,
            failure=one.failure,
        )
        for one in last_exchanges()
    ]


connector_urls: list[URLPattern] = [path("pro/connecteurs/", connectors, name="connectors")]
