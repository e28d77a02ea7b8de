"""Up to three places on one paper, in large print, to take away."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from maillage.apps.directory.errors import PlaceUnknown
from maillage.apps.directory.queries import (
    PlaceCard,
    get_place,
    is_public,
    need_by_code,
    place_cards,
)
from maillage.apps.directory.queries.nearby import running_offers
from maillage.apps.orientation.forms.orient import MOST_ON_PAPER, NEED, PLACE
from maillage.apps.orientation.queries.suggestions import closed_words, hours_lines, where_words
from maillage.apps.orientation.queries.wording import ages_words
from maillage.web import words
from maillage.web.pages import render_page

# The numbers of a place and of its offer: nothing else is asked of the base.
NUMBERS = re.compile(r"[A-Za-z0-9_-]{1,64}(\.[A-Za-z0-9_-]{0,64})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperPlace:
    """A place as it is printed, large."""

    nom: str
    title: str
    ages: str
    where: str
    phone: str
    contact: str
    hours: Sequence[str]
    closed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperPage:
    """All that orientation/suggestions/paper.html may use."""

    places: Sequence[PaperPlace]
    wish: str
    printed: str
    too_many: bool


@login_not_required
@require_safe
def places_slip(request: HttpRequest) -> HttpResponse:
    """Show up to three places on one paper, in large print (ledger LIA-06).

    Each is asked by its number, and that of the offer for which one goes there: "place.offer".
    """
    asked = list(dict.fromkeys(n for n in request.GET.getlist(PLACE) if NUMBERS.fullmatch(n)))
    pairs = [number.partition(".")[::2] for number in asked[:MOST_ON_PAPER]]
    offers = {
        offer.public_id: offer
        for listed in running_offers([place for place, _offer in pairs]).values()
        for offer in listed
    }
    today = timezone.localdate()
    keys = {place: key for place, _o in pairs if (key := _public_key(place)) is not None}
    cards = {card.place.pk: card for card in place_cards(list(keys.values()), today=today)}
    need = need_by_code().get(request.GET.get(NEED, ""))
    page = PaperPage(
        places=[
            _paper_place(cards[keys[place]], offers.get(offer), today)
            for place, offer in pairs
            if place in keys and keys[place] in cards
        ],
        wish=str(need.label) if need else "",
        printed=words.date_words(today),
        too_many=len(asked) > MOST_ON_PAPER,
    )
    status = 200 if page.places else 404
    return render_page(request, page, "orientation/suggestions/paper.html", status=status)


def _public_key(number: str) -> int | None:
    try:
        place = get_place(number)
    except PlaceUnknown:
        return None
    return place.pk if is_public(place) else None


def _paper_place(card: PlaceCard, offer: Any, today: date) -> PaperPlace:
    place = card.place
    if offer is not None and offer.place_id != place.pk:
        offer = None
    return PaperPlace(
        nom=place.nom,
        title=offer.title if offer is not None else "",
        ages=_ages(offer),
        where=where_words(card),
        phone=(offer.contact_telephone if offer is not None else "")
        or place.contact_telephone
        or place.telephone,
        contact=(offer.contact_nom if offer is not None else "") or place.contact_nom,
        hours=hours_lines(card, offer),
        closed=closed_words(card, today),
    )


def _ages(offer: Any) -> str:
    """Return for what ages an offer is, "" when it does not say."""
    if offer is None or (offer.age_min is None and offer.age_max is None):
        return ""
    return ages_words(*("" if age is None else str(age) for age in (offer.age_min, offer.age_max)))
