"""The feed of new places: what opened, or entered the list, in the last 90 days (CEN-15)."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.apps.directory.queries import latest_change
from maillage.apps.directory.queries.compare import Kind
from maillage.apps.directory.queries.recent import NewPlace, recent_places
from maillage.apps.opendata.queries.catalog import open_licence
from maillage.apps.opendata.queries.feed import Change, FeedHead, atom
from maillage.apps.opendata.views.answers import bytes_answer, open_to_programs
from maillage.web.words import date_words


@login_not_required
@open_to_programs
def new_places(request: HttpRequest) -> HttpResponseBase:
    """Return the new places, the newest first; one page, a hundred of them at most."""
    now = timezone.now()
    today = timezone.localdate(now)
    here = request.build_absolute_uri(reverse("opendata:new_places"))
    territory = str(settings.SITE["name"])
    head = FeedHead(
        title=_("Nouveaux lieux : %s") % territory,
        author=territory,
        licence=open_licence()[0],
        authority=request.get_host().partition(":")[0],
        name="nouveaux",
        self_url=here,
        first_url=here,
        next_url="",
        page_url=request.build_absolute_uri(reverse("directory:new_places")),
        changed_at=timezone.localtime(latest_change(now)),
    )

    def url_of(public_id: str) -> str:
        return request.build_absolute_uri(reverse("directory:place", args=[public_id]))

    changes = [_change(one) for one in recent_places(today=today)]
    data = atom(head, changes, url_of, today=today)
    return bytes_answer(request, data, "application/atom+xml; charset=utf-8")


def _change(one: NewPlace) -> Change:
    place = one.place
    title = f"{place.nom} ({place.commune})" if place.commune else place.nom
    said = _("Ouvert depuis le %s.") if one.opened else _("Dans la liste depuis le %s.")
    return Change(one.day, place.public_id, Kind.ADDED, title, said % date_words(one.day))


new_urls: list[URLPattern] = [path("donnees/nouveaux.atom", new_places, name="new_places")]
