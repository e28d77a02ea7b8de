"""What the worker is asked to do for links; each may be run again."""

from django.utils import timezone

from maillage.apps.linking.actions.searching import search_again, search_links
from maillage.apps.linking.actions.undoing import undo_run
from maillage.apps.linking.errors import RunAtWork
from maillage.web.jobs import task


@task
def search() -> None:
    """Look for links over what changed since the last search, or end the one that was cut."""
    try:
        search_links(now=timezone.now())
    except RunAtWork:
        # The command is at it: it reads again before it ends.
        if not search_again():
            search_links(now=timezone.now())


@task
def undo(number: int) -> None:
    """Take back the links that a search made."""
    undo_run(number, now=timezone.now())
