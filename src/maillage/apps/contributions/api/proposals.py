"""Propose, read what became of it, take it back: with a key made for that, in one's own name."""

from dataclasses import dataclass
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Header, Router

from maillage.apps.contributions.actions import (
    NEEDED_OF_OFFER,
    NEEDED_OF_PLACE,
    propose_once,
    withdraw,
)
from maillage.apps.contributions.api.schemas import (
    AddOffer,
    AddPlace,
    AnyKind,
    EditPlace,
    NewProposal,
    ProposalOut,
    proposal_out,
)
from maillage.apps.contributions.errors import ProposalDecided
from maillage.apps.contributions.forms import offer_values, place_values
from maillage.apps.contributions.queries.access import may_propose
from maillage.apps.contributions.queries.programs import own_proposal, sent_already
from maillage.apps.directory.errors import OfferUnknown, PlaceUnknown
from maillage.apps.directory.queries import get_place, is_public
from maillage.apps.directory.queries.published_numbers import place_of_offer
from maillage.apps.directory.queries.staff import get_offer
from maillage.web.api import Jeton, answer, caller_of

router = Router(tags=["Proposer"])
SCOPE = Jeton("proposals:write")
ONCE: Any = Header(  # type: ignore[type-arg]
    None,
    alias="Idempotency-Key",
    pattern=r"^[!-~]{1,100}$",
    description="La même clé redonne la même proposition, 200 au lieu de 201.",
)


@dataclass(frozen=True, slots=True)
class _Proposed:
    """What is proposed, as the action wants it."""

    values: dict[str, dict[str, Any]]
    place: Any = None
    offer: Any = None


@router.post(
    "/proposals",
    response={201: ProposalOut, 200: ProposalOut},
    auth=SCOPE,
    operation_id="add_proposal",
    summary="Proposer un ajout ou une correction",
)
def add_proposal(
    request: HttpRequest, proposal: NewProposal, once: Annotated[str | None, ONCE] = None
) -> HttpResponse:
    """Envoie une proposition aux personnes qui tiennent l’annuaire, au nom de qui a fait la clé.

    Rien n’est publié avant qu’une personne l’ait relue. Location dit où lire sa réponse.
    """
    person, key, asked = _person(request), once or "", proposal.root
    may_propose(person)
    made = sent_already(by=person, key=key, body=request.body)
    is_new = made is None
    if made is None:
        said = _read(asked)
        made, is_new = propose_once(
            kind=asked.kind,
            values=said.values,
            place=said.place,
            offer=said.offer,
            note=(asked.note or "").strip(),
            key=key,
            body=request.body,
            by=person,
            now=timezone.now(),
        )
    where = request.build_absolute_uri(reverse("opendata:proposal", args=[made.pk]))
    return answer(request, proposal_out(made), status=201 if is_new else 200, location=where)


@router.get(
    "/proposals/{int:number}",
    response=ProposalOut,
    auth=SCOPE,
    operation_id="proposal",
    summary="Lire sa proposition",
)
def proposal(request: HttpRequest, number: int) -> HttpResponse:
    """Où en est une proposition : seulement celles de la personne qui a fait la clé."""
    person = _person(request)
    may_propose(person)
    response = answer(request, proposal_out(own_proposal(number, person)))
    response["Cache-Control"] = "private, no-cache"
    return response


@router.delete(
    "/proposals/{int:number}",
    response=ProposalOut,
    auth=SCOPE,
    operation_id="withdraw_proposal",
    summary="Retirer sa proposition",
)
def withdraw_proposal(request: HttpRequest, number: int) -> HttpResponse:
    """Retire une proposition tant que personne n’a répondu. Déjà retirée, elle le reste."""
    person = _person(request)
    may_propose(person)
    found = own_proposal(number, person)
    if found.state != "withdrawn":
        try:
            withdraw(number=number, by=person, now=timezone.now())
        except ProposalDecided:
            # On the desk, keepers read who decided; a program learns nobody's name.
            said = _("Cette proposition a déjà reçu sa réponse : elle ne se retire plus.")
            raise ProposalDecided(said=said) from None
        found = own_proposal(number, person)
    return answer(request, proposal_out(found))


def _read(asked: AnyKind) -> _Proposed:
    """Return what is proposed, checked by the forms. Raises PlaceUnknown, ParametersWrong…"""
    if isinstance(asked, AddPlace):
        place = place_values(asked.place.said(), needed=NEEDED_OF_PLACE)
        code = place["code_postal"]
        offer = offer_values(asked.offer.said(), code=code, needed=NEEDED_OF_OFFER)
        return _Proposed({"place": place, "offer": offer})
    if isinstance(asked, EditPlace):
        found = _public_place(asked.place_id)
        return _Proposed({"place": place_values(asked.place.said(), place=found)}, found)
    if isinstance(asked, AddOffer):
        found = _public_place(asked.place_id)
        code = found.code_insee or found.code_postal
        said = offer_values(asked.offer.said(), code=code, needed=NEEDED_OF_OFFER)
        return _Proposed({"offer": said}, found)
    public_id = place_of_offer(asked.offer_id)
    if public_id is None:
        raise OfferUnknown(public_id=asked.offer_id)
    found = _public_place(public_id)
    row = get_offer(found, asked.offer_id)
    code = found.code_insee or found.code_postal
    return _Proposed({"offer": offer_values(asked.offer.said(), code=code, offer=row)}, found, row)


def _public_place(public_id: str) -> Any:
    place = get_place(public_id)
    if not is_public(place):
        raise PlaceUnknown(public_id=public_id)
    return place


def _person(request: HttpRequest) -> Any:
    caller = caller_of(request)
    assert caller is not None  # Jeton let it through
    return caller.person
