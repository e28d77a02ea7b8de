"""What the worker does for proposals and reports."""

from django.utils import timezone

from maillage.apps.contributions.actions import erase_reports, purge_drafts
from maillage.web.jobs import task


@task
def purge() -> None:
    """Delete the drafts that nobody took up again; erase the words of answered reports."""
    now = timezone.now()
    purge_drafts(now=now)
    erase_reports(now=now)
