"""What a call to somebody gave, and a new code for who lost theirs."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from maillage.apps.agenda.errors import BookingEnded, CodeRenewed
from maillage.apps.agenda.models import STANDING, Booking, Notice, NoticeState
from maillage.apps.agenda.queries.codes import (
    MOST_CODES,
    code_digest,
    renewal_of,
    renewed_code,
)
from maillage.apps.directory.actions.audit import write_audit

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

# What may have left is called too, rather than sent twice.
_TO_CALL = (NoticeState.WAITING, NoticeState.FAILED, NoticeState.SENDING)


@transaction.atomic
def note_call(notice: Notice, *, reached: bool, n_tries: int, now: datetime, by: "User") -> Notice:
    """Note what a call gave: told, or nobody answered and it stays in the list; return it.

    `n_tries` is what the page showed: pressed twice, or by two people at once, a call is noted
    once. What has no object any more is left as it is.
    """
    held = Notice.objects.select_for_update().get(pk=notice.pk)
    leaving = held.state == NoticeState.SENDING and held.done_at is None
    if held.state not in _TO_CALL or leaving or held.n_tries != n_tries:
        return held
    held.n_tries += 1
    if reached:
        held.state, held.done_at, held.done_by = NoticeState.CALLED, now, by
    held.save(update_fields=["n_tries", "state", "done_at", "done_by"])
    write_audit(
        action="note_notice_call",
        by=by,
        now=now,
        before={},
        after={"joint": reached, "appels": held.n_tries},
        subject=("booking", str(held.booking_id)),
    )
    return held


@transaction.atomic
def renew_code(booking: Booking, *, renewal: str, now: datetime, by: "User") -> str:
    """Give a booking another code, for who lost it: the old one opens nothing. Return it.

    A form (`renewal_of`) that is sent again gives the same code. Raises BookingEnded: what is
    cancelled or past needs no code; CodeRenewed when another form gave one meanwhile.
    """
    held = Booking.objects.select_for_update(of=("self",)).get(pk=booking.pk)
    if held.state not in STANDING or held.ends_at <= now:
        raise BookingEnded
    codes = [renewed_code(renewal, nth) for nth in range(MOST_CODES)]
    given = next((code for code in codes if code_digest(code) == held.code_digest), None)
    if given is not None:
        return given
    if renewal != renewal_of(held):
        raise CodeRenewed
    taken = Booking.objects.filter(code_digest__in=[code_digest(code) for code in codes])
    known = set(taken.values_list("code_digest", flat=True))
    code = next(code for code in codes if code_digest(code) not in known)
    held.code_digest = code_digest(code)
    held.save(update_fields=["code_digest"])
    write_audit(
        action="renew_code", by=by, now=now, before={}, after={},
        subject=("booking", str(held.pk)),
    )  # fmt: skip
    return code
