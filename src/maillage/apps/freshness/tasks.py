"""What the worker does: each may be run again."""

from django.utils import timezone

from maillage.apps.freshness.actions.days import count_day, forget_old
from maillage.apps.freshness.actions.sending import send_letters
from maillage.apps.freshness.queries.campaigns import due_reminders, running_campaigns
from maillage.web.jobs import ask, task


@task
def send(number: int) -> None:
    """Send what a campaign has to send; asks for itself again when the server does not answer."""
    turn = send_letters(number)
    if turn.again_in is not None:
        send.using(run_after=timezone.now() + turn.again_in).enqueue(number)


@task
def remind() -> None:
    """Ask for the reminders that are due, and for what was left waiting."""
    for campaign in running_campaigns():
        waits = campaign.state == "sending"
        if waits or due_reminders(campaign, now=timezone.now()).exists():
            ask("maillage.apps.freshness.tasks.send", campaign.pk)


@task
def count_the_day() -> None:
    """Write down how fresh the base is today."""
    count_day(today=timezone.localdate())


@task
def forget() -> None:
    """Forget the links, the codes and the notes whose time is over."""
    forget_old(now=timezone.now())
