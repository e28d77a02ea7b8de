"""The communication plan written: each line, and that it is out, one transaction with its trace."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from maillage.apps.channels.models import PlannedMessage
from maillage.apps.channels.queries.outgoing import get_message
from maillage.apps.channels.queries.postings import get_posting
from maillage.apps.directory.actions.audit import write_audit

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

COLUMNS = ("message", "public", "channel", "on", "posting_id")


@transaction.atomic
def plan_message(
    *,
    message: str,
    public: str,
    channel: str,
    on: date,
    by: "User",
    now: datetime,
    posting: int | None = None,
    number: int | None = None,
) -> PlannedMessage:
    """Add a line to the plan, or change line `number`. Raises MessageUnknown, PostingUnknown."""
    row = PlannedMessage() if number is None else get_message(number)
    before = {} if number is None else _said(row)
    row.message, row.public, row.channel, row.on = message, public, channel, on
    row.posting = None if posting is None else get_posting(posting)
    if before != _said(row):
        row.updated_at = now
        row.save()
        _trace("plan_message", row, before, _said(row), by=by, now=now)
    return row


@transaction.atomic
def mark_out(*, number: int, on: date, by: "User", now: datetime, again: bool = False) -> None:
    """Say that a message is out, or, with `again`, that it is not yet. Raises MessageUnknown."""
    row = get_message(number)
    before = {"done_on": row.done_on}
    row.done_on = None if again else row.done_on or on
    after = {"done_on": row.done_on}
    if before != after:
        row.updated_at = now
        row.save(update_fields=["done_on", "updated_at"])
        _trace("mark_out", row, before, after, by=by, now=now)


def _said(row: PlannedMessage) -> dict[str, Any]:
    return {name: getattr(row, name) for name in COLUMNS}


def _trace(
    action: str, row: PlannedMessage, before: Mapping[str, Any], after: Mapping[str, Any], *,
    by: "User", now: datetime,
) -> None:  # fmt: skip
    subject = ("message", str(row.pk))
    write_audit(action=action, by=by, now=now, before=before, after=after, subject=subject)
