"""The feed of changes, for those who want to be told."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.apps.directory.queries import base_version, latest_change
from maillage.apps.opendata.errors.open_services import NotPublished
from maillage.apps.opendata.forms.feed import FeedRequest, feed_request
from maillage.apps.opendata.queries.catalog import open_licence
from maillage.apps.opendata.queries.feed import FeedHead, atom, changes_page
from maillage.apps.opendata.views.answers import bytes_answer, open_to_programs
from maillage.apps.territories.queries import get_zone


@login_not_required
@open_to_programs
def changes(request: HttpRequest) -> HttpResponseBase:
    """Return one page of what changed, the newest first."""
    asked = feed_request(request.GET)
    zone, nom = _zone(asked)
    now = timezone.now()
    page = changes_page(
        version=base_version(), today=timezone.localdate(now), zone=zone, after=asked.after
    )
    here = request.build_absolute_uri(reverse("opendata:changes"))
    where = {"quarter": "quartier", "commune": "commune"}.get(asked.kind, "")
    kept = {where: asked.slug} if where else {}
    territory = str(settings.SITE["name"])
    title = _("Changements des lieux : %s") % (f"{nom}, {territory}" if nom else territory)
    head = FeedHead(
        title=title,
        author=territory,
        licence=open_licence()[0],
        authority=request.get_host().partition(":")[0],
        name=f"changements/{asked.slug}" if asked.slug else "changements",
        self_url=_address(here, kept | ({"apres": asked.after} if asked.after else {})),
        first_url=_address(here, kept),
        next_url=_address(here, kept | {"apres": page.after}) if page.after else "",
        page_url=request.build_absolute_uri(reverse("opendata:open_data")),
        changed_at=timezone.localtime(latest_change(now)),
    )

    def url_of(public_id: str) -> str:
        return request.build_absolute_uri(reverse("directory:place", args=[public_id]))

    data = atom(head, page.changes, url_of, today=timezone.localdate(now))
    return bytes_answer(request, data, "application/atom+xml; charset=utf-8")


def _zone(asked: FeedRequest) -> tuple[int | None, str]:
    """Return the number and the name of the territory that is asked, (None, "") for all."""
    if not asked.slug:
        return None, ""
    zone = get_zone(asked.slug)
    if zone.kind != asked.kind:
        raise NotPublished(number=asked.slug)
    return zone.pk, zone.nom


def _address(here: str, query: dict[str, str]) -> str:
    return f"{here}?{urlencode(query)}" if query else here


feed_urls: list[URLPattern] = [path("donnees/changements.atom", changes, name="changes")]
