"""A quarter on paper, as a message, as plain text: for anybody (slips of places: slips.py)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillage.apps.channels.queries import papers
from maillage.apps.channels.queries.facts import facts_of_places, spoken_url
from maillage.apps.channels.queries.papers import PAPERS, zone_paper
from maillage.apps.channels.queries.texts import Message, newspaper_list, zone_message
from maillage.apps.channels.queries.wording import as_typed
from maillage.apps.channels.views.answers import asked_week, paper_answer, site_of
from maillage.apps.directory.queries import places_of_zone
from maillage.apps.territories.queries import get_zone
from maillage.web.pages import render_page


@dataclass(frozen=True, slots=True)
class ZonePaper:
    """A paper of a quarter, to open."""

    label: Any
    what: Any
    url: str


@dataclass(frozen=True, slots=True)
class ZonePapersPage:
    """All that channels/zone.html may use."""

    nom: str
    zone_url: str
    papers: Sequence[ZonePaper]
    list_url: str
    message: Message
    n_places: int


FOR_RESIDENTS = ("guide", "besoins-gros", "agenda-quartier", "affiche")


@login_not_required
@require_safe
def zone_papers(request: HttpRequest, slug: str) -> HttpResponse:
    """The quarter on paper, and as a text message."""
    zone = get_zone(slug)
    url = f"{site_of(request)}{reverse('directory:zone', args=[slug])}"
    by_code = {paper.code: paper for paper in PAPERS}
    page = ZonePapersPage(
        nom=zone.nom,
        zone_url=reverse("directory:zone", args=[slug]),
        papers=[
            ZonePaper(
                by_code[code].label,
                by_code[code].what,
                spoken_url(reverse("channels:zone_pdf", args=[slug, code])),
            )
            for code in FOR_RESIDENTS
        ],
        list_url=spoken_url(reverse("channels:zone_list", args=[slug])),
        message=zone_message(zone, papers.contact_of(zone)["contact"], url.partition("//")[2]),
        n_places=len(places_of_zone(zone.pk)),
    )
    return render_page(request, page, "channels/zone.html")


@login_not_required
@require_safe
def zone_pdf(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """A paper about a quarter, as a PDF."""
    now, site, monday = timezone.now(), site_of(request), asked_week(request)
    return paper_answer(
        request,
        f"{code}-{slug}",
        lambda: zone_paper(code, slug, now=now, site=site, monday=monday),
        now=now,
    )


@login_not_required
@require_safe
def zone_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The addresses of a quarter as plain text, for a newspaper or the table of a stand."""
    now, zone = timezone.now(), get_zone(slug)
    places = facts_of_places(places_of_zone(zone.pk), now=now)
    text = newspaper_list(
        _("{zone} : où se faire aider").format(zone=as_typed(zone.nom)),
        places,
        papers.contact_of(zone)["contact"],
        edition=papers.edition_words(now),
    )
    answer = HttpResponse(text, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'inline; filename="lieux-{slug}.txt"'
    return answer
