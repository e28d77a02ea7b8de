"""Take links back: one, by a person; or all those that a search made by itself."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from maillage.apps.directory.actions import separate_places
from maillage.apps.directory.actions.audit import write_audit
from maillage.apps.linking.actions.comparing import compare_records
from maillage.apps.linking.actions.plan import Sets
from maillage.apps.linking.actions.regroup import hold, regroup
from maillage.apps.linking.actions.sides import pairs_between, say_different
from maillage.apps.linking.errors import LinkUndone, LinkUnknown, NothingToUndo, RunAtWork
from maillage.apps.linking.models import ComparedRecord, Link, LinkPair, LinkRun, RunState
from maillage.apps.linking.queries.around import tied_to
from maillage.apps.linking.queries.runs import get_run, standing_links
from maillage.web.jobs import ask
from maillage.web.locks import only_one

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

UNDO_BATCH = 25
LOCK = "link"


@transaction.atomic
def undo_link(number: int, *, by: "User", now: datetime) -> Link:
    """Separate two places, and remember that they are two: no search joins them again.

    Raises LinkUnknown, LinkUndone.
    """
    hold()
    link = Link.objects.select_related("join__kept", "join__other").filter(pk=number).first()
    if link is None:
        raise LinkUnknown
    if link.join.undone_at is not None:
        raise LinkUndone
    one, other = sides_of(link)
    separate_places(link.join_id, now=now, by=by)
    pairs = list(pairs_between(one, other))
    if not pairs:
        pairs = _new_pair(one, other)
    for pair in pairs:
        say_different(pair, person=by, now=now)
    write_audit(
        action="undo_link",
        by=by,
        now=now,
        before={"kept": link.join.kept.public_id, "other": link.join.other.public_id},
        after={"pairs": [pair.pk for pair in pairs]},
        place=link.join.kept,
    )
    regroup({link.join.kept_id, link.join.other_id}, now=now)
    return link


def sides_of(link: Link) -> tuple[set[int], set[int]]:
    """Return the places on each side of a link: what would stay, what would leave with it."""
    tied = tied_to({link.join.kept_id, link.join.other_id})
    together = Sets()
    for row in tied.links:
        if row.link != link.pk:
            together.join(row.kept, row.other)
    places = {p for row in tied.links for p in (row.kept, row.other)}
    stays, leaves = together.find(link.join.kept_id), together.find(link.join.other_id)
    found: dict[int, set[int]] = {stays: {link.join.kept_id}, leaves: {link.join.other_id}}
    for place in places:
        if together.find(place) in found:
            found[together.find(place)].add(place)
    return found[stays], found[leaves]


def _new_pair(one: Iterable[int], other: Iterable[int]) -> list[LinkPair]:
    """Return the pair of the first records of each side, kept for the answer that it bears."""
    ends = []
    for places in (one, other):
        rows = ComparedRecord.objects.filter(home__in=places).order_by("-live", "pk")
        ends.append(rows.first())
    left, right = ends
    if left is None or right is None:
        return []
    left, right = sorted((left, right), key=lambda record: record.pk)
    return [LinkPair.objects.create(**compare_records(left, right))]


# ---------------------------------------------------------------- a whole search


@transaction.atomic
def ask_undo_run(number: int, *, by: "User", now: datetime) -> LinkRun:
    """Ask that the links of a search be taken back; the worker does it.

    Raises RunUnknown, NothingToUndo, RunAtWork.
    """
    run = get_run(number)
    if run.state == RunState.UNDOING:
        return run
    if LinkRun.objects.filter(state__in=[RunState.WORKING, RunState.UNDOING]).exists():
        raise RunAtWork
    n = standing_links(run).count()
    if run.state not in (RunState.DONE, RunState.FAILED) or not n:
        raise NothingToUndo
    run.state, run.undone_by = RunState.UNDOING, by
    run.step, run.step_n, run.step_total, run.step_at = "", 0, n, now
    run.save()
    write_audit(
        action="undo_link_run",
        by=by,
        now=now,
        before={"links": n},
        after={},
        subject=("link_run", str(run.pk)),
    )
    ask("maillage.apps.linking.tasks.undo", run.pk)
    return run


def undo_run(number: int, *, now: datetime) -> LinkRun:
    """Take back the links that a search made, a few in each transaction; may be run again.

    The pairs that had made them wait for a person: no later search joins them by itself.

    Raises RunUnknown, RunAtWork.
    """
    with only_one(LOCK) as alone:
        if not alone:
            raise RunAtWork
        run = get_run(number)
        if run.state != RunState.UNDOING:
            return run
        while _undo_some(run, now=now):
            pass
        run.refresh_from_db()
        run.state, run.undone_at = RunState.UNDONE, now
        run.save(update_fields=["state", "undone_at"])
        return run


@transaction.atomic
def _undo_some(run: LinkRun, *, now: datetime) -> int:
    hold()
    links = list(standing_links(run).select_related("join").order_by("-pk")[:UNDO_BATCH])
    for link in links:
        one, other = sides_of(link)
        separate_places(link.join_id, now=now)
        pairs = [p.pk for p in pairs_between(one, other) if p.verdict == "same" and not p.answer]
        LinkPair.objects.filter(pk__in=pairs).update(held=True)
    LinkRun.objects.filter(pk=run.pk).update(step_n=F("step_n") + len(links), step_at=now)
    return len(links)


__all__ = ["ask_undo_run", "sides_of", "undo_link", "undo_run"]
