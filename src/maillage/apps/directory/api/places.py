"""Places, for programs."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router

from maillage.apps.directory.api.asked import ListAsked
from maillage.apps.directory.api.schemas import PlaceOut, PlacesOut, place_out
from maillage.apps.directory.errors import PlaceUnknown
from maillage.apps.directory.queries.listing import list_places, one_place, went_away
from maillage.web.api import Gone, answer, page_url

router = Router(tags=["Lieux"])


@router.get("/places", response=PlacesOut, operation_id="places", summary="Les lieux, par pages")
def places(request: HttpRequest, asked: Query[ListAsked]) -> HttpResponse:
    """Les lieux publics avec leurs offres, dans l’ordre de leur numéro.

    Un lieu qui ferme quitte la liste tout de suite.
    """
    today = timezone.localdate()
    found = list_places(asked.listed(), after=asked.after or "", limit=asked.limit + 1, today=today)
    page = found[: asked.limit]
    following = page_url(request, after=page[-1].public_id) if len(found) > asked.limit else ""
    body = PlacesOut(data=[place_out(place) for place in page], next=following or None)
    return answer(request, body, next_url=following)


@router.get(
    "/places/{slug:public_id}",
    response=PlaceOut,
    operation_id="place",
    summary="Un lieu",
    openapi_extra={"x-refusals": [410]},
)
def place(request: HttpRequest, public_id: str) -> HttpResponse:
    """Un lieu avec ses offres. 410 : il a fermé ou déménagé, et la réponse dit où aller."""
    try:
        found = one_place(public_id, today=timezone.localdate())
    except PlaceUnknown:
        moved_to = went_away(public_id)
        if moved_to is None:
            raise
        raise Gone(moved_to=moved_to) from None
    # An announced closure ends by itself: then only the ETag tells.
    modified = None if found.closures else found.updated_at
    return answer(request, place_out(found), modified=modified)
