"""One row for each human write: who, when, what, before and after."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from maillage.apps.directory.models import AuditRow, Place

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User


def write_audit(
    *,
    action: str,
    by: "User",
    now: datetime,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    place: Place | None = None,
    subject: tuple[str, str] = ("", ""),
) -> AuditRow:
    """Add the row, in the transaction of the write; what happens at a place is told by the place.

    `subject` is (kind, number) of what belongs to no place.
    """
    kind, number = ("place", place.public_id) if place is not None else subject
    return AuditRow.objects.create(
        at=now,
        by=by,
        action=action,
        subject_kind=kind,
        subject_id=number,
        before=as_json(before),
        after=as_json(after),
    )


def as_json(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as JSON can hold them: a date is its ISO text, a sequence is a list."""
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, str):
        return str(value)  # a StrEnum, a safe string
    return value
