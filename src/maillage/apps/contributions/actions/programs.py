"""What a program proposes with a key, in the name of the person who made it: one transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from maillage.apps.contributions.actions.proposals import keep_draft, send
from maillage.apps.contributions.models import Proposal
from maillage.apps.contributions.queries.programs import body_digest, once_digest, sent_already

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User


@transaction.atomic
def propose_once(
    *,
    kind: str,
    values: Mapping[str, Mapping[str, Any]],
    key: str,
    body: bytes,
    by: "User",
    now: datetime,
    place: Any = None,
    offer: Any = None,
    note: str = "",
) -> tuple[Proposal, bool]:
    """Hand a proposal to the keepers, once for one `key` of one person; return (it, is it new).

    Also what a keeper's program sends waits for somebody to read it: its key was made to propose.
    Raises ProposalRepeated, ProposalIncomplete, NothingProposed.
    """
    known = sent_already(by=by, key=key, body=body)
    if known is not None:
        return known, False
    try:
        with transaction.atomic():
            draft = keep_draft(
                kind=kind, values=values, place=place, offer=offer, note=note, by=by, now=now
            )
            if key:
                digests = {
                    "once_digest": once_digest(by, key),
                    "body_digest": body_digest(key, body),
                }
                Proposal.objects.filter(pk=draft.pk).update(**digests)
            return send(number=draft.pk, by=by, now=now, to_read=True), True
    except IntegrityError:
        # Of two at once, the database let one in: the other one answers the same.
        known = sent_already(by=by, key=key, body=body)
        if known is None:
            raise
        return known, False
