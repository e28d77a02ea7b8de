"""The searches for links: what they did, how far they are."""

from collections.abc import Sequence

from django.db.models import QuerySet

from maillage.apps.linking.errors import RunUnknown
from maillage.apps.linking.models import Link, LinkRun, RunState

AT_WORK = (RunState.WORKING, RunState.UNDOING)


def get_run(number: int) -> LinkRun:
    """Return a search. Raises RunUnknown."""
    run = LinkRun.objects.select_related("asked_by", "undone_by").filter(pk=number).first()
    if run is None:
        raise RunUnknown
    return run


def last_run() -> LinkRun | None:
    """Return the search that was begun last, None before the first one."""
    return LinkRun.objects.select_related("asked_by", "undone_by").order_by("-pk").first()


def run_at_work() -> LinkRun | None:
    """Return the search that is not over, or that is being undone; None when all rests."""
    return LinkRun.objects.filter(state__in=AT_WORK).first()


def last_runs(limit: int) -> Sequence[LinkRun]:
    """Return the last searches that made or took back links, the newest first."""
    rows = LinkRun.objects.select_related("asked_by", "undone_by").order_by("-pk")
    return list(rows[:limit])


def standing_links(run: LinkRun) -> QuerySet[Link]:
    """Return the links that a search made by itself and that still hold."""
    return Link.objects.filter(run=run, join__undone_at=None, join__by=None)
