"""What the worker does for sounds and slips."""

from django.utils import timezone

from maillage.apps.channels.actions.recordings import purge_recordings
from maillage.apps.channels.actions.street import purge_slips
from maillage.apps.channels.queries.voices import forget_sounds
from maillage.web.jobs import task


@task
def purge_sounds() -> None:
    """Erase the voices taken off for a month, and the sounds that nobody asks for any more."""
    purge_recordings(now=timezone.now())
    forget_sounds()


@task
def purge_street_slips() -> None:
    """Erase the slips given in the street more than a year ago."""
    purge_slips(now=timezone.now())
