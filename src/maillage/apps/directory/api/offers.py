"""Offers, for programs."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router

from maillage.apps.directory.api.asked import ListAsked
from maillage.apps.directory.api.schemas import OfferAtPlaceOut, OffersOut, offer_out
from maillage.apps.directory.queries.listing import list_offers, one_offer
from maillage.web.api import answer, page_url

router = Router(tags=["Offres"])


@router.get("/offers", response=OffersOut, operation_id="offers", summary="Les offres, par pages")
def offers(request: HttpRequest, asked: Query[ListAsked]) -> HttpResponse:
    """Les offres en cours des lieux publics, dans l’ordre de leur numéro, chacune avec son lieu."""
    today = timezone.localdate()
    found = list_offers(asked.listed(), after=asked.after or "", limit=asked.limit + 1, today=today)
    page = found[: asked.limit]
    following = page_url(request, after=page[-1][0].public_id) if len(found) > asked.limit else ""
    body = OffersOut(data=[offer_out(*pair) for pair in page], next=following or None)
    return answer(request, body, next_url=following)


@router.get(
    "/offers/{slug:offer_id}", response=OfferAtPlaceOut, operation_id="offer", summary="Une offre"
)
def offer(request: HttpRequest, offer_id: str) -> HttpResponse:
    """Une offre en cours, avec son lieu."""
    return answer(request, offer_out(*one_offer(offer_id, today=timezone.localdate())))
