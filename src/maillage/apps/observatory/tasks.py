"""What the worker is asked to do for the observatory; each may be run again."""

from django.utils import timezone

from maillage.apps.observatory.actions.works import do_work, forget_works
from maillage.web.jobs import task


@task
def do(number: int) -> None:
    """Make a dossier, or load a file of figures."""
    do_work(number)


@task
def forget() -> None:
    """Delete what is said of works that ended long ago."""
    forget_works(now=timezone.now())
