"""Papers of chosen places, that anybody takes: said in every language."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from maillage.apps.channels.queries import papers
from maillage.apps.channels.queries.facts import PlaceFacts, facts_of_places
from maillage.apps.channels.queries.papers import MOST_ON_SLIP, place_paper
from maillage.apps.channels.views.answers import asked_week, paper_answer, site_of
from maillage.web.languages import SOURCE, current
from maillage.web.pages import render_page
from maillage.web.speaking import PARAMETER

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
    code = current().code
    # A paper that is sent to somebody opens in the language of who chose it.
    said = [] if code == SOURCE else [(PARAMETER, code)]
    query = urlencode(kept + ([(LARGE, "1")] if large else []) + said)
    other = urlencode(kept + ([] if large else [(LARGE, "1")]))
    page = SlipPage(
        places=places,
        large=large,
        edition=papers.edition_words(timezone.now()),
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


@login_not_required
@require_safe
def place_pdf(request: HttpRequest, public_id: str, code: str) -> HttpResponse:
    """A paper about one place, as a PDF."""
    now, site, monday = timezone.now(), site_of(request), asked_week(request)
    return paper_answer(
        request,
        f"{code}-{public_id}",
        lambda: place_paper(code, public_id, now=now, site=site, monday=monday),
        now=now,
    )
