"""One search for links, in steps that may be cut at any moment.

1. Reading: what each source says now; a record that changed is marked as to be compared.
2. Comparing, when one is so marked; only the pairs that differ are written, then the marks.
3. Joining: what evidence and answers say, a few places in each transaction.

Whatever the moment at which the process dies, the next search goes on. The end depends on the
records and the answers alone, not on the order in which they came: a full search finds the same.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F

from maillage.apps.directory.actions.audit import write_audit
from maillage.apps.directory.queries import records_to_link
from maillage.apps.linking.actions.comparing import compare_all, mark
from maillage.apps.linking.actions.plan import Sets
from maillage.apps.linking.actions.regroup import plan_of, regroup
from maillage.apps.linking.actions.undoing import LOCK
from maillage.apps.linking.errors import RunAtWork
from maillage.apps.linking.models import ComparedRecord, LinkPair, LinkRun, RunState
from maillage.apps.linking.queries.around import everything_tied
from maillage.apps.linking.queries.runs import run_at_work
from maillage.web.jobs import ask
from maillage.web.locks import only_one

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

Progress = Callable[[str, int, int], None]
Clock = Callable[[], datetime]
SAID_EVERY_S = 1.0
READ_CHUNK = 500
# Places joined in one transaction hold the writers of SQLite: it aims at this of work, under 0.5 s.
TARGET_S = 0.3
FIRST_BATCH, LARGEST_BATCH = 10, 200
TASK = "maillage.apps.linking.tasks.search"
OUR_FAULT = (
    "Une erreur est arrivée, de notre côté : rien n’est perdu, aucun lien n’est à moitié fait. "
    "Relancez ; si elle revient, prévenez la personne qui administre."
)


def search_links(
    *,
    now: datetime,
    full: bool = False,
    progress: Progress = lambda step, n, total: None,
) -> LinkRun:
    """Look for links over what changed since the last search, or go on with one that was cut.

    full : compare everything again; the end is the same

    Raises RunAtWork.
    """
    with only_one(LOCK) as alone:
        if not alone:
            raise RunAtWork
        started_s = time.monotonic()

        def clock() -> datetime:
            return now + timedelta(seconds=time.monotonic() - started_s)

        run = _begin(now=now, full=full)
        said = _saying(run, progress, clock)
        compared: set[int] = set()
        try:
            while True:
                _read(run, said)
                _compare(run, said, compared)
                _join(run, said, clock)
                if _finish(run, clock()):
                    return run
        except Exception:
            LinkRun.objects.filter(pk=run.pk).update(
                state=RunState.FAILED, failure=OUR_FAULT, finished_at=clock()
            )
            raise


@transaction.atomic
def ask_search(*, by: "User", now: datetime) -> None:
    """Ask the worker for a search."""
    ask(TASK)
    write_audit(
        action="ask_link_run", by=by, now=now, before={}, after={}, subject=("link_run", "")
    )


def search_again() -> bool:
    """Let the search that is at work begin again before it ends; False when none is."""
    return bool(LinkRun.objects.filter(state=RunState.WORKING).update(again=True))


def _begin(*, now: datetime, full: bool) -> LinkRun:
    """Return the search that was cut, or a new one."""
    try:
        with transaction.atomic():
            run = run_at_work()
            if run is not None and run.state == RunState.UNDOING:
                raise RunAtWork
            if run is None:
                run = LinkRun.objects.create(started_at=now, full=full)
            elif full and not run.full:
                # All is compared anew: what was counted before the cut is counted then.
                run.full, run.n_compared = True, 0
                run.save(update_fields=["full", "n_compared"])
            else:
                full = False  # what was compared before the cut is not compared again
            if full:
                ComparedRecord.objects.exclude(compared_hash="").update(compared_hash="")
            return run
    except IntegrityError as error:
        raise RunAtWork from error


def _saying(run: LinkRun, progress: Progress, clock: Clock) -> Progress:
    """Return what says how far the search is, to whoever waits and on its page."""
    last = 0.0

    def said(step: str, n: int, total: int) -> None:
        nonlocal last
        progress(step, n, total)
        if time.monotonic() - last < SAID_EVERY_S and n < total:
            return
        last = time.monotonic()
        LinkRun.objects.filter(pk=run.pk).update(
            step=step, step_n=n, step_total=total, step_at=clock()
        )

    return said


# ---------------------------------------------------------------- reading


def _read(run: LinkRun, said: Progress) -> None:
    """Bring the compared records up to what the sources say now."""
    LinkRun.objects.filter(pk=run.pk).update(again=False)
    known = {
        (source, key): (pk, home, fields, live)
        for pk, source, key, home, fields, live in ComparedRecord.objects.values_list(
            "pk", "source", "key", "home", "fields_hash", "live"
        ).iterator(5_000)
    }
    n_known, seen = len(known), 0
    new: list[ComparedRecord] = []
    changed: list[ComparedRecord] = []
    for record in records_to_link():
        seen += 1
        row = known.pop((record.source, record.key), None)
        if row is not None and row[1:] == (record.home, record.fields_hash, True):
            continue
        made = ComparedRecord(
            pk=row[0] if row else None,
            source=record.source,
            key=record.key,
            home_id=record.home,
            values=dict(record.values),
            fields_hash=record.fields_hash,
            live=True,
        )
        (changed if row else new).append(made)
        if len(new) + len(changed) >= READ_CHUNK:
            _write_records(new, changed)
            new, changed = [], []
            said("Lecture", seen, max(seen, n_known))
    _write_records(new, changed)
    _withdraw([pk for pk, _home, _fields, live in known.values() if live])
    said("Lecture", seen, seen)
    LinkRun.objects.filter(pk=run.pk).update(n_records=seen)


@transaction.atomic
def _write_records(new: list[ComparedRecord], changed: list[ComparedRecord]) -> None:
    ComparedRecord.objects.bulk_create(new)
    ComparedRecord.objects.bulk_update(
        changed, ["home", "values", "fields_hash", "live", "compared_hash"], batch_size=100
    )


def _withdraw(numbers: list[int]) -> None:
    """Note that a source names these no more; what people answered waits for their return."""
    for start in range(0, len(numbers), READ_CHUNK):
        part = numbers[start : start + READ_CHUNK]
        with transaction.atomic():
            for side in ("left", "right"):
                LinkPair.objects.filter(**{f"{side}__in": part}, answer="", held=False).delete()
            ComparedRecord.objects.filter(pk__in=part).update(live=False, compared_hash="")


# ---------------------------------------------------------------- comparing


def _compare(run: LinkRun, said: Progress, compared: set[int]) -> None:
    """Compare all records again, when one of them, or the model, is not what was compared.

    compared : the numbers of the records that this process compared for this search, added to here
    """
    rows = list(ComparedRecord.objects.select_related("home").order_by("pk"))
    changed = {row.pk for row in rows if row.compared_hash != mark(row.fields_hash)}
    if not changed:
        return
    # By source and key, not by number: two bases that say the same are compared alike.
    live = sorted((row for row in rows if row.live), key=lambda row: (row.source, row.key))
    compare_all(live, progress=said)
    new = {row.pk for row in live} & changed - compared
    with transaction.atomic():
        for row in rows:
            row.compared_hash = mark(row.fields_hash)
        ComparedRecord.objects.bulk_update(
            [row for row in rows if row.pk in changed], ["compared_hash"], batch_size=200
        )
        LinkRun.objects.filter(pk=run.pk).update(n_compared=F("n_compared") + len(new))
    compared |= new


# ---------------------------------------------------------------- joining


def _join(run: LinkRun, said: Progress, clock: Clock) -> None:
    """Join and separate until the base is what it should be."""
    tied = everything_tied()
    homes = plan_of(tied).homes
    sets = Sets()
    home = {record.pk: record.home for record in tied.records}
    for record in tied.records:
        sets.join(record.home, record.shown)
    for link in tied.links:
        sets.join(link.kept, link.other)
    for pair in tied.pairs:
        if pair.joins:
            sets.join(home[pair.left], home[pair.right])
    # One place of each set: its regrouping finds all the others.
    first = sorted({sets.find(place): place for place in sorted(homes, reverse=True)}.values())
    size, done = FIRST_BATCH, 0
    while done < len(first):
        # Of this thread: on a busy machine, shorter transactions would only make it busier.
        started_s = time.thread_time()
        part = first[done : done + size]
        _join_some(run, part, clock())
        done += len(part)
        said("Liens", done, len(first))
        took_s = time.thread_time() - started_s
        wanted = int(len(part) * TARGET_S / max(took_s, 0.001))
        size = max(1, min(LARGEST_BATCH, wanted, 2 * size))


@transaction.atomic
def _join_some(run: LinkRun, homes: list[int], now: datetime) -> None:
    done = regroup(homes, now=now, run=run)
    LinkRun.objects.filter(pk=run.pk).update(
        n_joined=F("n_joined") + done.joined, n_separated=F("n_separated") + done.separated
    )


@transaction.atomic
def _finish(run: LinkRun, now: datetime) -> bool:
    """Close the search, unless something changed meanwhile."""
    rows = LinkRun.objects.filter(pk=run.pk, again=False)
    done = rows.update(state=RunState.DONE, finished_at=now)
    run.refresh_from_db()
    return bool(done)


__all__ = ["Progress", "ask_search", "search_again", "search_links"]
