"""A proposal as a program sends it, and as it reads it again."""

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, RootModel, ValidationError, model_validator

from maillage.apps.contributions.api.fields import (
    OfferToAdd,
    OfferToCorrect,
    PlaceToAdd,
    PlaceToCorrect,
)
from maillage.web.api import PLAIN, In, Moment, Out, Text

Id = Annotated[str, Field(pattern=r"^[0-9a-z]{1,12}$")]
Note = Annotated[str, Field(max_length=500, pattern=PLAIN)] | None
FOR_THE_READER = "Un mot pour la personne qui relira. Jamais publié."
SOMETHING: Any = {"minProperties": 1}


class AddPlace(In):
    """Un lieu qui n’est pas dans la liste, et ce que l’on y trouve."""

    kind: Literal["add_place"]
    place: PlaceToAdd
    offer: OfferToAdd
    note: Note = Field(None, description=FOR_THE_READER)


class AddOffer(In):
    """Une offre de plus dans un lieu de la liste."""

    kind: Literal["add_offer"]
    place_id: Id
    offer: OfferToAdd
    note: Note = Field(None, description=FOR_THE_READER)


class EditPlace(In):
    """Ce qui n’est pas juste dans la fiche d’un lieu."""

    kind: Literal["edit_place"]
    place_id: Id
    place: PlaceToCorrect = Field(json_schema_extra=SOMETHING)
    note: Note = Field(None, description=FOR_THE_READER)


class EditOffer(In):
    """Ce qui n’est pas juste dans une offre."""

    kind: Literal["edit_offer"]
    offer_id: Id
    offer: OfferToCorrect = Field(json_schema_extra=SOMETHING)
    note: Note = Field(None, description=FOR_THE_READER)


AnyKind = AddPlace | AddOffer | EditPlace | EditOffer


class NewProposal(RootModel[Annotated[AnyKind, Field(discriminator="kind")]]):
    """Ce que l’on propose d’ajouter ou de corriger : `kind` dit quoi."""

    model_config = ConfigDict(strict=True)

    @model_validator(mode="wrap")
    @classmethod
    def _where_it_is(cls, data: Any, read: Any) -> Any:
        """Name each wrong value by its path in what was sent: the kind is no part of it."""
        try:
            return read(data)
        except ValidationError as error:
            lines: list[Any] = []
            for line in error.errors(include_url=False):
                if str(line["type"]).startswith("union_tag"):
                    kinds = " | ".join(KINDS)
                    given = isinstance(data, dict) and "kind" in data
                    wrong = {"type": "literal_error", "ctx": {"expected": kinds}}
                    line = {"loc": ("", "kind"), "input": data} | (  # type: ignore[assignment]
                        wrong if given else {"type": "missing"}
                    )
                lines.append({**line, "loc": line["loc"][1:]})
            raise ValidationError.from_exception_data(error.title, lines) from None


KINDS = ("add_place", "add_offer", "edit_place", "edit_offer")


class ProposalOut(Out):
    """Une proposition, telle que la lit la personne qui l’a faite."""

    id: int
    kind: Literal["add_place", "add_offer", "edit_place", "edit_offer"]
    state: Literal["proposed", "accepted", "refused", "withdrawn"] = Field(
        description="En attente, publiée, refusée, ou retirée."
    )
    place_id: str | None = Field(description="Le lieu : d’un lieu nouveau, une fois publié.")
    offer_id: str | None = Field(description="L’offre : d’une offre nouvelle, une fois publiée.")
    place: dict[str, Any] | None = Field(description="Ce qui est proposé du lieu.")
    offer: dict[str, Any] | None = Field(description="Ce qui est proposé de l’offre.")
    note: Text
    reason: Text = Field(description="Pourquoi elle est refusée.")
    sent_at: Moment
    decided_at: Moment | None


def proposal_out(proposal: Any) -> ProposalOut:
    """Return a proposal as its author reads it: nobody is named, whoever decided either."""
    withdrawn = proposal.state == "withdrawn"
    return ProposalOut(
        id=proposal.pk,
        kind=proposal.kind,
        state=proposal.state,
        place_id=proposal.place and proposal.place.public_id,
        offer_id=proposal.offer and proposal.offer.public_id,
        place=proposal.values.get("place"),
        offer=proposal.values.get("offer"),
        note=proposal.note,
        reason=proposal.reason,
        sent_at=proposal.made_at,
        # Of what was taken back, the moment of the last step is that of the withdrawal.
        decided_at=None if withdrawn else proposal.decided_at,
    )
