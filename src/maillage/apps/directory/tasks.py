"""Background work of the directory."""

from django.utils import timezone

from maillage.apps.directory.actions.invitations import purge_invitations
from maillage.apps.directory.actions.photos import purge_photos
from maillage.web.jobs import task


@task
def forget_invitations() -> None:
    """Forget the addresses of those who were invited, a month after the end."""
    purge_invitations(now=timezone.now())


@task
def forget_photos() -> None:
    """Erase the photographs taken off for a month, and the files that no place has any more."""
    purge_photos(now=timezone.now())
