"""What the worker does for the sheets: each may be run again."""

from django.utils import timezone

from maillage.apps.liaison.actions import ending, sending
from maillage.web.jobs import task


@task
def send_due() -> None:
    """Send the e-mails and SMS that are due."""
    sending.send_due()


@task
def follow_time() -> None:
    """Remind, end what nobody answered, erase what is over."""
    now = timezone.now()
    ending.remind(now=now)
    ending.expire(now=now)
    ending.erase_due(now=now)
