"""What people tell us of the base: proposals of those who sign in, reports of anybody."""

from maillage.apps.contributions.models.proposals import (
    DECIDED,
    WHOLE_TARGET,
    Kind,
    Proposal,
    State,
)
from maillage.apps.contributions.models.reports import (
    REPORT_DECIDED,
    REPORT_OPEN,
    Channel,
    Report,
    ReportKind,
    ReportState,
)

__all__ = [
    "DECIDED",
    "REPORT_DECIDED",
    "REPORT_OPEN",
    "WHOLE_TARGET",
    "Channel",
    "Kind",
    "Proposal",
    "Report",
    "ReportKind",
    "ReportState",
    "State",
]
