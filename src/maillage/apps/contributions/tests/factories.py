"""Proposals for tests, each whole and valid by itself."""

import secrets
from datetime import UTC, datetime
from typing import Any

from maillage.apps.contributions.models import Kind, Proposal, Report, State
from maillage.apps.directory.tests.factories import make_offer, make_organisation, make_place
from maillage.apps.directory.tests.factories import make_user as make_person

NOW = datetime(2026, 9, 15, 8, 20, tzinfo=UTC)  # a Tuesday, 10:20 in Paris
TITLE = "Aide aux démarches en ligne"


def make_author(**fields: Any) -> Any:
    """Return a member of an organisation: somebody who proposes."""
    said: dict[str, Any] = {"role": "member", "name": "Camille Exemple"} | fields
    if said["role"] in ("member", "mediator", "letter_writer", "prescriber"):
        said.setdefault("organisation", None)
        said["organisation"] = said["organisation"] or make_organisation(nom="Le Rouet")
    return make_person(**said)


def make_proposal(kind: str = Kind.ADD_OFFER, state: str = State.PROPOSED, **fields: Any) -> Any:
    """Return a proposal of this kind, with its whole target."""
    said: dict[str, Any] = {"made_at": NOW}
    if "by" not in fields:
        said["by"] = make_author()
    if kind != Kind.ADD_PLACE or state == State.ACCEPTED:
        said["place"] = fields.get("place") or make_place()
    if kind == Kind.EDIT_OFFER or (kind != Kind.EDIT_PLACE and state == State.ACCEPTED):
        said["offer"] = fields.get("offer") or make_offer(said["place"])
    if state in (State.ACCEPTED, State.REFUSED):
        said |= {"decided_by": make_person(), "decided_at": NOW}
    if state == State.REFUSED:
        said["reason"] = "Ce service existe déjà."
    offer = {"title": TITLE, "contact_nom": "Inès, médiatrice", "uses": ["procedures"]}
    place = {"nom": "Local du Rouet", "adresse": "3 rue du Rouet", "commune": "Clairmaille"}
    said["values"] = {
        Kind.ADD_OFFER: {"offer": offer},
        Kind.EDIT_OFFER: {"offer": {"description": "Le mardi."}},
        Kind.ADD_PLACE: {"place": place | {"code_postal": "59999"}, "offer": offer},
        Kind.EDIT_PLACE: {"place": {"waiting": "Dix minutes"}},
    }.get(Kind(kind) if kind in Kind.values else kind, {})
    return Proposal.objects.create(kind=kind, state=state, **said | fields)


def make_report(state: str = "received", **fields: Any) -> Any:
    """Return a report in this state, whole; its code is known by nobody."""
    said: dict[str, Any] = {
        "kind": "hours",
        "channel": "public",
        "text": "Le mercredi, c’est fermé.",
        "right_value": "Mo 09:00-12:00",
        "code_digest": secrets.token_hex(32),
        "content_digest": secrets.token_hex(32),
        "made_at": NOW,
    }
    if "place" not in fields:
        said["place"] = make_place()
    if state in ("corrected", "refused"):
        said |= {"decided_by": make_person(), "decided_at": NOW, "decided_with": 1}
    if state == "refused":
        said["answer"] = "C’est bien ouvert le mercredi : nous avons appelé."
    if state == "withdrawn":
        said |= {"text": "", "right_value": "", "content_digest": "", "erased_at": NOW}
    return Report.objects.create(state=state, **said | fields)
