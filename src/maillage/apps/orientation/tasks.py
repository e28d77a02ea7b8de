"""What the worker does for orientation: each may be run again."""

from django.utils import timezone

from maillage.apps.orientation.actions import keeping, unmet
from maillage.web.jobs import task


@task
def purge() -> None:
    """Erase the diagnoses whose day has come, and what was missing long ago."""
    today = timezone.localdate()
    keeping.purge(today=today)
    unmet.purge_unmet(today=today)
