"""On which days the public places may have changed: the only days worth comparing."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from maillage.apps.directory.models import Attachment, AuditRow, PlaceJoin, SourceRecord
from maillage.apps.directory.queries.compare import end_of, told

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet


def changed_days(start: date, end: date) -> list[date]:
    """Return the days of the territory on which anything was said of a place, the last one first.

    start, end : days; what was said after the end of the first and before that of the second

    A day may turn out to have changed nothing that people see. Seven queries, and what the
    deliveries tell.
    """
    first, last = end_of(start), end_of(end)
    days: set[date] = set()
    people = AuditRow.objects.filter(subject_kind="place")
    columns: list[tuple[QuerySet[Any], str]] = [
        (SourceRecord.objects.all(), "received_at"),
        (Attachment.objects.all(), "attached_at"),
        (Attachment.objects.all(), "detached_at"),
        (Attachment.objects.all(), "withdrawn_at"),
        (people, "at"),
        (PlaceJoin.objects.all(), "at"),
        (PlaceJoin.objects.all(), "undone_at"),
    ]
    for rows, column in columns:
        days |= _days(rows, column, first, last)
    facts = told()
    moments = [*facts.undone.values()]
    moments += [at for found in facts.withdrawn.values() for at, _delivery in _pairs(found)]
    days |= {_day(at) for at in moments if first <= at < last}
    return sorted(days, reverse=True)


def _days(rows: "QuerySet[Model]", column: str, first: datetime, last: datetime) -> set[date]:
    kept = rows.filter(**{f"{column}__gte": first, f"{column}__lt": last})
    return {_day(at) for at in kept.datetimes(column, "day")}


def _pairs(moments: Iterable[tuple[int, datetime]]) -> list[tuple[datetime, int]]:
    return [(at, number) for number, at in moments]


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()
