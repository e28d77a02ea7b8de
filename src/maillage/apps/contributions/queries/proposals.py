"""Proposals, as their authors and the keepers read them."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from maillage.apps.contributions.errors import ProposalUnknown
from maillage.apps.contributions.models import DECIDED, Proposal, State
from maillage.apps.contributions.models import Kind as Kind  # views know the kinds from here
from maillage.apps.directory.queries.access import KEEPERS, PROFESSIONALS, holders_among

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

# The parts of a proposal, in the order in which they are read.
PARTS = ("place", "offer")
EDITS = frozenset({Kind.EDIT_OFFER, Kind.EDIT_PLACE})


def _rows() -> QuerySet[Proposal]:
    return Proposal.objects.select_related("place", "offer", "organisation", "by", "decided_by")


def get_proposal(number: int) -> Proposal:
    """Return one proposal with what it is about. Raises ProposalUnknown."""
    found = _rows().filter(pk=number).first()
    if found is None:
        raise ProposalUnknown
    return found


def own_draft(number: str, by: "User") -> Proposal | None:
    """Return a draft of this person by the number that an address gave, None without a number.

    Raises ProposalUnknown: whatever is not their draft does not exist here.
    """
    if not number:
        return None
    mine = _rows().filter(by=by.pk, state=State.DRAFT)
    found = mine.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 10 else None
    if found is None:
        raise ProposalUnknown
    return found


def waiting() -> list[Proposal]:
    """Return what waits for a keeper, the oldest first. One query."""
    return list(_rows().filter(state=State.PROPOSED).order_by("made_at", "pk"))


def proposals_of(by: "User") -> list[Proposal]:
    """Return what a person proposed, the newest first, without what they took back."""
    mine = _rows().filter(by=by.pk).exclude(state=State.WITHDRAWN)
    return list(mine.order_by("-made_at", "-pk")[:100])


def n_waiting() -> int:
    """Return how many proposals wait for a keeper."""
    return Proposal.objects.filter(state=State.PROPOSED).count()


@dataclass(frozen=True, slots=True)
class Desk:
    """What the desk of one person says of proposals."""

    keeps: bool
    waiting: list[Proposal]
    mine: list[Proposal]


def desks(people: Collection[int | str]) -> dict[int, Desk]:
    """Return what each professional among these people reads on their desk. Three queries."""
    keepers = set(holders_among(people, KEEPERS))
    others = set(holders_among(people, PROFESSIONALS)) - keepers
    queue = waiting() if keepers else []
    found = {pk: Desk(keeps=True, waiting=queue, mine=[]) for pk in keepers}
    mine: dict[int, list[Proposal]] = {pk: [] for pk in others}
    told = [State.DRAFT, State.PROPOSED, *DECIDED]
    for row in _rows().filter(by__in=others, state__in=told).order_by("-made_at", "-pk"):
        mine[row.by_id].append(row)
    found |= {pk: Desk(keeps=False, waiting=[], mine=rows[:5]) for pk, rows in mine.items()}
    return found


# ---------------------------------------------------------------- the base as it is now


def published_now(proposal: Proposal) -> dict[str, dict[str, Any]]:
    """Return what the base says now of the columns that a correction changes, by part."""
    things = {"place": proposal.place, "offer": proposal.offer}
    if proposal.kind not in EDITS:
        return {}
    return {
        part: {column: getattr(things[part], column) for column in columns}
        for part, columns in proposal.values.items()
        if things.get(part) is not None
    }


def moved_since(proposal: Proposal) -> dict[str, dict[str, Any]]:
    """Return, by part, what the base says now of the columns that changed since it was proposed.

    Nothing for what was decided: it changed because of it.
    """
    if proposal.state in DECIDED:
        return {}
    found: dict[str, dict[str, Any]] = {}
    for part, columns in published_now(proposal).items():
        shown: Mapping[str, Any] = proposal.before.get(part, {})
        changed = {name: now for name, now in columns.items() if now != shown.get(name, now)}
        if changed:
            found[part] = changed
    return found


def seal(proposal: Proposal) -> str:
    """Return a digest of what the base says now of what a correction changes."""
    text = json.dumps(published_now(proposal), sort_keys=True, default=str)
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
