"""What the worker is asked to do for deliveries; each may be run again."""

from django.utils import timezone

from maillage.apps.imports.actions.returning import build_return, purge_returns
from maillage.apps.imports.actions.undo import put_back
from maillage.apps.imports.actions.work import look_at, preview_file, publish_file, purge_files
from maillage.web.jobs import task


@task
def look(number: int) -> None:
    """Receive a file: fetch it if need be, and see whose it is."""
    look_at(number)


@task
def preview(number: int) -> None:
    """Try a file without writing anything."""
    preview_file(number)


@task
def publish(number: int, by: int) -> None:
    """Import a file."""
    publish_file(number, by)


@task
def undo(number: int) -> None:
    """Put back what the places said before a delivery."""
    put_back(number)


@task
def prepare_return(source: str) -> None:
    """Prepare what is given back to a producer."""
    build_return(source, now=timezone.now())


@task
def purge() -> None:
    """Delete the files that were kept long enough, and what was prepared for producers."""
    purge_files(today=timezone.localdate())
    purge_returns(now=timezone.now())
