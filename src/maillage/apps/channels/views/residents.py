"""Papers that anybody takes: chosen addresses, the guide of a quarter, the same as a message."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillage.apps.channels.queries import papers
from maillage.apps.channels.queries.facts import PlaceFacts, facts_of_places
from maillage.apps.channels.queries.papers import MOST_ON_SLIP, PAPERS, place_paper, zone_paper
from maillage.apps.channels.queries.texts import Message, newspaper_list, zone_message
from maillage.apps.channels.views.answers import paper_answer, site_of
from maillage.apps.directory.queries import places_of_zone
from maillage.apps.territories.queries import get_zone
from maillage.web.pages import render_page

PLACE, LARGE = "lieu", "gros"
# As many as a page of results holds.
MOST_TO_CHOOSE = 40


def asked_places(request: HttpRequest, most: int) -> list[str]:
    """Return the public ids of the address, once each, in order; nothing else of it is read."""
    found = [one for one in request.GET.getlist(PLACE) if one.isalnum() and len(one) <= 20]
    return list(dict.fromkeys(found))[:most]


@dataclass(frozen=True, slots=True)
class ChoosePage:
    """All that channels/choose.html may use."""

    places: Sequence[PlaceFacts]
    most: int
    chosen: int


@login_not_required
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Choose which addresses of a list go on the paper."""
    places = facts_of_places(asked_places(request, MOST_TO_CHOOSE), now=timezone.now())
    page = ChoosePage(places=places, most=MOST_ON_SLIP, chosen=min(3, len(places)))
    return render_page(request, page, "channels/choose.html", status=200 if places else 404)


@dataclass(frozen=True, slots=True)
class SlipPage:
    """All that channels/slip.html may use."""

    places: Sequence[PlaceFacts]
    large: bool
    edition: str
    pdf_url: str
    other_url: str
    left_out: int


@login_not_required
@require_safe
def slip(request: HttpRequest) -> HttpResponse:
    """Show the chosen addresses as a paper: this page prints, and leads to its PDF."""
    asked = asked_places(request, MOST_TO_CHOOSE)
    places = facts_of_places(asked[:MOST_ON_SLIP], now=timezone.now())
    large = LARGE in request.GET
    kept = [(PLACE, one.public_id) for one in places]
    query = urlencode(kept + ([(LARGE, "1")] if large else []))
    other = urlencode(kept + ([] if large else [(LARGE, "1")]))
    page = SlipPage(
        places=places,
        large=large,
        edition=places[0].edition if places else "",
        pdf_url=f"{reverse('channels:slip_pdf')}?{query}",
        other_url=f"{reverse('channels:slip')}?{other}",
        left_out=max(0, len(asked) - MOST_ON_SLIP),
    )
    return render_page(request, page, "channels/slip.html", status=200 if places else 404)


@login_not_required
@require_safe
def slip_pdf(request: HttpRequest) -> HttpResponse:
    """The chosen addresses as a PDF."""
    now, site = timezone.now(), site_of(request)
    ids, large = asked_places(request, MOST_ON_SLIP), LARGE in request.GET
    return paper_answer(
        request, "adresses", lambda: papers.slip(ids, now=now, site=site, large=large), now=now
    )


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


FOR_RESIDENTS = ("guide", "besoins-gros", "affiche")


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
                reverse("channels:zone_pdf", args=[slug, code]),
            )
            for code in FOR_RESIDENTS
        ],
        list_url=reverse("channels:zone_list", args=[slug]),
        message=zone_message(zone, papers.contact_of(zone)["contact"], url.partition("//")[2]),
        n_places=len(places_of_zone(zone.pk)),
    )
    return render_page(request, page, "channels/zone.html")


@login_not_required
@require_safe
def zone_pdf(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """A paper about a quarter, as a PDF."""
    now, site = timezone.now(), site_of(request)
    return paper_answer(
        request, f"{code}-{slug}", lambda: zone_paper(code, slug, now=now, site=site), now=now
    )


@login_not_required
@require_safe
def place_pdf(request: HttpRequest, public_id: str, code: str) -> HttpResponse:
    """A paper about one place, as a PDF."""
    now, site = timezone.now(), site_of(request)
    return paper_answer(
        request,
        f"{code}-{public_id}",
        lambda: place_paper(code, public_id, now=now, site=site),
        now=now,
    )


@login_not_required
@require_safe
def zone_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The addresses of a quarter as plain text, for a newspaper or the table of a stand."""
    now, zone = timezone.now(), get_zone(slug)
    places = facts_of_places(places_of_zone(zone.pk), now=now)
    text = newspaper_list(
        _("{zone} : où se faire aider").format(zone=zone.nom),
        places,
        papers.contact_of(zone)["contact"],
        edition=papers.edition_words(now),
    )
    answer = HttpResponse(text, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'inline; filename="lieux-{slug}.txt"'
    return answer
