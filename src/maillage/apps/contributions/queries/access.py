"""Who may propose, read a proposal, decide; the same words as the directory's own checks."""

from typing import TYPE_CHECKING, Any

from maillage.apps.contributions.errors import ProposalUnknown, ReportUnknown
from maillage.apps.contributions.models import Proposal, Report, State
from maillage.apps.directory.queries.access import (
    KEEPERS,
    has_role,
    may_read_professional,
    standing,
)
from maillage.apps.directory.queries.places import get_place
from maillage.apps.directory.queries.staff import get_offer

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User


def may_propose(
    by: "User", *, public_id: str | None = None, offer_id: str | None = None, **words: Any
) -> None:
    """Any professional, for any place and any offer that exist."""
    may_read_professional(by)
    if public_id is not None:
        place = get_place(public_id)
        if offer_id is not None:
            get_offer(place, offer_id)


def may_decide(by: "User", **words: Any) -> None:
    """Those who publish."""
    has_role(by, KEEPERS)


def may_decide_proposal(by: "User", *, number: int, **words: Any) -> None:
    """Those who publish, on a proposal that was sent: a draft is its author's alone."""
    has_role(by, KEEPERS)
    if not Proposal.objects.filter(pk=number).exclude(state=State.DRAFT).exists():
        raise ProposalUnknown


def may_see_proposal(by: "User", *, number: int, **words: Any) -> None:
    """Its author; those who publish once it was sent. For the others it does not exist."""
    may_read_professional(by)
    row = Proposal.objects.filter(pk=number).values_list("by_id", "state").first()
    if row is None:
        raise ProposalUnknown
    author, state = row
    if author != by.pk and (state == State.DRAFT or not standing(by).keeps_base):
        raise ProposalUnknown


def may_change_proposal(by: "User", *, number: int, **words: Any) -> None:
    """Its author, and nobody else: it is sent or taken back by whoever made it."""
    may_read_professional(by)
    if not Proposal.objects.filter(pk=number, by=by.pk).exists():
        raise ProposalUnknown


def may_decide_report(by: "User", *, number: int, **words: Any) -> None:
    """Those who publish, on a report that exists."""
    has_role(by, KEEPERS)
    if not Report.objects.filter(pk=number).exists():
        raise ReportUnknown
