"""Findings: one sentence each, its day, and what shows it, kept in words."""

from collections.abc import Sequence

from maillage.apps.observatory.errors import FindingUnknown
from maillage.apps.observatory.models import Finding


def findings(*, withdrawn: bool = False) -> list[Finding]:
    """Return those that hold, or those that were withdrawn, the newest first. One query."""
    rows = Finding.objects.filter(withdrawn_on__isnull=not withdrawn)
    return list(rows.select_related("by").order_by("-said_on", "-pk"))


def get_finding(number: int) -> Finding:
    """Return one finding. Raises FindingUnknown."""
    found = Finding.objects.filter(pk=number).first()
    if found is None:
        raise FindingUnknown
    return found


def evidence_words(finding: Finding) -> Sequence[str]:
    """Return what shows a finding, one sentence each, with its source."""
    return [str(one["words"]) for one in finding.evidence]
