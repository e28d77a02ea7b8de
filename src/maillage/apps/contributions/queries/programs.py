"""Proposals that programs sent: their author's alone, and each once."""

from typing import TYPE_CHECKING

from django.utils.crypto import salted_hmac

from maillage.apps.contributions.errors import ProposalRepeated, ProposalUnknown
from maillage.apps.contributions.models import Proposal, State

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

_SALT = "maillage.proposals.once"


def once_digest(by: "User", key: str) -> str:
    """Return the digest of an Idempotency-Key of a person, "" without a key."""
    if not key:
        return ""
    return salted_hmac(_SALT, f"{by.pk} {key}", algorithm="sha256").hexdigest()


def body_digest(key: str, body: bytes) -> str:
    """Return the digest of what a program sent under a key, "" without a key."""
    return salted_hmac(_SALT, body, algorithm="sha256").hexdigest() if key else ""


def sent_already(*, by: "User", key: str, body: bytes) -> Proposal | None:
    """Return what a person's program sent under this key, None when it did not.

    Raises ProposalRepeated when it sent something else.
    """
    if not key:
        return None
    rows = Proposal.objects.select_related("place", "offer")
    known = rows.filter(by=by.pk, once_digest=once_digest(by, key)).first()
    if known is not None and known.body_digest != body_digest(key, body):
        raise ProposalRepeated
    return known


def own_proposal(number: int, by: "User") -> Proposal:
    """Return what a person sent. Raises ProposalUnknown: for everybody else it does not exist."""
    rows = Proposal.objects.select_related("place", "offer").exclude(state=State.DRAFT)
    found = rows.filter(pk=number, by=by.pk).first()
    if found is None:
        raise ProposalUnknown
    return found
