"""What a program writes, with a key: the rights of the person who made it hold at each request."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Header, Router

from maillage.apps.directory.actions.programs import (
    add_offer_once,
    edit_offer_as_read,
    edit_place_as_read,
)
from maillage.apps.directory.api.changes import NewOffer, OfferChange, PlaceChange
from maillage.apps.directory.api.schemas import OfferAtPlaceOut, PlaceOut, offer_out, place_out
from maillage.apps.directory.queries.access import may_speak_for_place
from maillage.apps.directory.queries.listing import one_offer, one_place
from maillage.web.api import (
    ConditionMissing,
    Jeton,
    ParametersWrong,
    WrongValue,
    answer,
    caller_of,
    etag_of,
    require_match,
)

router = Router(tags=["Écrire"])
ONCE: Any = Header(  # type: ignore[type-arg]
    None,
    alias="Idempotency-Key",
    pattern=r"^[!-~]{1,100}$",
    description="La même clé redonne la même offre pendant un jour : 200 au lieu de 201.",
)
IF_MATCH = {
    "parameters": [
        {
            "in": "header",
            "name": "If-Match",
            "required": True,
            "schema": {"type": "string", "minLength": 1},
            "description": "L’ETag de la fiche que vous avez lue.",
        }
    ]
}


@router.patch(
    "/places/{slug:public_id}",
    response=PlaceOut,
    auth=Jeton("places:write"),
    operation_id="edit_place",
    summary="Corriger un lieu",
    openapi_extra=IF_MATCH,
)
def edit_place(request: HttpRequest, public_id: str, change: PlaceChange) -> HttpResponse:
    """Corrige ce qui est publié d’un lieu, au nom de la personne qui a fait la clé.

    If-Match est nécessaire : si la fiche a changé depuis votre lecture, rien n’est écrit (412).
    """
    person = _person(request)
    may_speak_for_place(person, public_id=public_id)
    today = timezone.localdate()

    def as_read() -> None:
        require_match(request, _etag(place_out(one_place(public_id, today=today))))

    _condition(request)
    if {"latitude", "longitude"} & change.model_fields_set and (
        (change.latitude is None) != (change.longitude is None)
    ):
        said = _("donnez la latitude et la longitude, ou aucune des deux")
        raise ParametersWrong([WrongValue("body.latitude", said)])
    edit_place_as_read(
        public_id=public_id,
        values=change.values(),
        as_read=as_read,
        by=person,
        now=timezone.now(),
    )
    return answer(request, place_out(one_place(public_id, today=today)))


@router.patch(
    "/offers/{slug:offer_id}",
    response=OfferAtPlaceOut,
    auth=Jeton("offers:write"),
    operation_id="edit_offer",
    summary="Corriger une offre",
    openapi_extra=IF_MATCH,
)
def edit_offer(request: HttpRequest, offer_id: str, change: OfferChange) -> HttpResponse:
    """Corrige ce qui est publié d’une offre, au nom de la personne qui a fait la clé.

    Une offre que l’on corrige nomme une personne à demander.
    """
    person, today = _person(request), timezone.localdate()
    _offer, place = one_offer(offer_id, today=today)
    may_speak_for_place(person, public_id=place.public_id)

    def as_read() -> None:
        require_match(request, _etag(offer_out(*one_offer(offer_id, today=today))))

    _condition(request)
    edit_offer_as_read(
        public_id=place.public_id,
        offer_id=offer_id,
        values=change.values(),
        as_read=as_read,
        by=person,
        now=timezone.now(),
    )
    return answer(request, offer_out(*one_offer(offer_id, today=today)))


@router.post(
    "/places/{slug:public_id}/offers",
    response={201: OfferAtPlaceOut, 200: OfferAtPlaceOut},
    auth=Jeton("offers:write"),
    operation_id="add_offer",
    summary="Ajouter une offre à un lieu",
)
def add_offer(
    request: HttpRequest,
    public_id: str,
    offer: NewOffer,
    once: Annotated[str | None, ONCE] = None,
) -> HttpResponse:
    """Ajoute une offre, au nom de la personne qui a fait la clé."""
    person, today = _person(request), timezone.localdate()
    may_speak_for_place(person, public_id=public_id)
    one_place(public_id, today=today)
    number, is_new = add_offer_once(
        public_id=public_id,
        values=offer.values(),
        key=once or "",
        body=request.body,
        by=person,
        now=timezone.now(),
    )
    return answer(
        request,
        offer_out(*one_offer(number, today=today)),
        status=201 if is_new else 200,
        location=request.build_absolute_uri(reverse("opendata:offer", args=[number])),
    )


def _person(request: HttpRequest) -> Any:
    caller = caller_of(request)
    assert caller is not None  # Jeton let it through
    return caller.person


def _condition(request: HttpRequest) -> None:
    if not request.headers.get("If-Match", "").strip():
        raise ConditionMissing


def _etag(body: Any) -> str:
    return etag_of(body.model_dump_json().encode())
