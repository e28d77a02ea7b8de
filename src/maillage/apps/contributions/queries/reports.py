"""Reports of anybody: the code that opens one, and what waits for the keepers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from maillage.apps.contributions.errors import ReportUnknown
from maillage.apps.contributions.models import REPORT_DECIDED, REPORT_OPEN, Report
from maillage.apps.contributions.models import ReportKind as ReportKind  # views know them from here
from maillage.apps.contributions.models import ReportState as ReportState
from maillage.web import codes


@dataclass(frozen=True, slots=True)
class Waiting:
    """A report to read, and how many people said the same."""

    report: Report
    n_same: int


def code_digest(code: str) -> str:
    """Return what the base keeps of a code: useless without the key of the site."""
    return codes.code_digest(code, purpose="report")


def _rows() -> QuerySet[Report]:
    return Report.objects.select_related("place__joined_to", "decided_by")


def get_report(number: int) -> Report:
    """Return one report with its place. Raises ReportUnknown."""
    found = _rows().filter(pk=number).first()
    if found is None:
        raise ReportUnknown
    return found


def find_report(code: str) -> Report | None:
    """Return the report that a code opens, None when it opens none."""
    return _rows().filter(code_digest=code_digest(code)).first()


def place_of(report: Report) -> Any:
    """Return the place that a report is about now: its record may have been joined since."""
    return report.place.joined_to or report.place


def same_reports(report: Report) -> QuerySet[Report]:
    """Return the open reports that say exactly what this one says, itself included."""
    same = Report.objects.filter(place=report.place_id, content_digest=report.content_digest)
    if not report.content_digest:
        same = Report.objects.filter(pk=report.pk)
    return same.filter(state__in=REPORT_OPEN)


def reports_waiting() -> list[Waiting]:
    """Return what waits for a keeper, the oldest first, once for all that say the same."""
    first: dict[tuple[int, str], Report] = {}
    counts: dict[tuple[int, str], int] = {}
    for row in _rows().filter(state__in=REPORT_OPEN).order_by("made_at", "pk"):
        key = (row.place_id, row.content_digest)
        first.setdefault(key, row)
        counts[key] = counts.get(key, 0) + 1
    return [Waiting(row, counts[key]) for key, row in first.items()]


def n_reports_waiting() -> int:
    """Return how many reports wait, those that say the same counted once. One query."""
    rows = Report.objects.filter(state__in=REPORT_OPEN)
    return rows.order_by().values("place", "content_digest").distinct().count()


def reports_answered(*, limit: int = 10) -> Sequence[Report]:
    """Return what was answered last; each answer once, with the report that was open."""
    rows = _rows().filter(state__in=REPORT_DECIDED).order_by("-decided_at", "-pk")[: 3 * limit]
    return [row for row in rows if row.decided_with == row.pk][:limit]


def n_reports_of(place: int, *, since: datetime) -> int:
    """Return how many reports a place received since a moment, whatever became of them."""
    return Report.objects.filter(place=place, made_at__gte=since).count()


ONE_DAY = timedelta(days=1)
