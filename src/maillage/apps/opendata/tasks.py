"""What the worker is asked to do for the open data; it may be run again."""

from django.utils import timezone

from maillage.apps.opendata.actions.copies import keep_copies
from maillage.web.jobs import task


@task
def keep_daily_copies() -> None:
    """Write the files of the day, and delete those of more than thirty days ago."""
    keep_copies(today=timezone.localdate())
