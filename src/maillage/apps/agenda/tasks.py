"""What the worker does for the agenda: each may be run again."""

from django.utils import timezone

from maillage.apps.agenda.actions import calendars, closing, ending, purging, sending, series
from maillage.web.jobs import task


@task
def send_due() -> None:
    """Send the e-mails and SMS that are due."""
    sending.send_due()


@task
def expire_offers() -> None:
    """Give to the next person each seat that nobody confirmed in time, or that time has freed."""
    ending.expire_offers(now=timezone.now())
    ending.offer_courses(now=timezone.now())


@task
def extend_series() -> None:
    """Make the sessions that came within reach."""
    series.extend_series(now=timezone.now())


@task
def purge() -> None:
    """Erase names and numbers, then rows, whose time is over."""
    purging.erase_contacts(now=timezone.now())
    purging.purge_rows(now=timezone.now())


@task
def read_calendars() -> None:
    """Ask for the calendars kept elsewhere to be read."""
    calendars.ask_for_all(now=timezone.now())


@task
def read_calendar(number: int) -> None:
    """Read one calendar kept elsewhere."""
    calendars.read_calendar(number, now=timezone.now())


@task
def follow_places() -> None:
    """End or move what the agenda has at places that closed or moved."""
    closing.follow_places(now=timezone.now())
