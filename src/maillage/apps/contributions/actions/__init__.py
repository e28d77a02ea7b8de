"""Steps of proposals, then of reports: each function is one transaction."""

from maillage.apps.contributions.actions.programs import propose_once
from maillage.apps.contributions.actions.proposals import (
    NEEDED_OF_OFFER,
    NEEDED_OF_PLACE,
    accept,
    filled,
    keep_draft,
    missing,
    purge_drafts,
    refuse,
    send,
    title_of,
    withdraw,
)
from maillage.apps.contributions.actions.reports import (
    checked_values,
    close_reported,
    correct_report,
    erase_reports,
    mark_read,
    refuse_report,
    reopen_report,
    report,
    withdraw_report,
)

__all__ = [
    "NEEDED_OF_OFFER",
    "NEEDED_OF_PLACE",
    "accept",
    "checked_values",
    "close_reported",
    "correct_report",
    "erase_reports",
    "filled",
    "keep_draft",
    "mark_read",
    "missing",
    "propose_once",
    "purge_drafts",
    "refuse",
    "refuse_report",
    "reopen_report",
    "report",
    "send",
    "title_of",
    "withdraw",
    "withdraw_report",
]
