"""Long work of the observatory: asked by a person, done by the worker, given whole or not at all.

What is small is done at once, in the process that asks, by the very task of the worker: if that
process is killed, the worker takes it up like any other.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from maillage.apps.directory.actions.audit import write_audit
from maillage.apps.directory.queries import standing
from maillage.apps.observatory.actions.loading import LoadedFigures
from maillage.apps.observatory.actions.snapshots import keep_snapshot, laid_out
from maillage.apps.observatory.actions.uploads import erase_loaded, load_upload
from maillage.apps.observatory.errors import (
    FiguresNotDescribed,
    NothingToObserve,
    WorkNotAllowed,
)
from maillage.apps.observatory.models import Work, WorkKind, WorkState
from maillage.apps.observatory.queries.uploads import get_upload, look_at, reading_of
from maillage.apps.observatory.queries.works import (
    OUR_FAULT,
    SMALL_FILE_BYTES,
    get_work,
    is_dead,
    is_small,
    subject_of_upload,
)
from maillage.apps.territories.queries import kinds_loaded
from maillage.web.errors import DomainError
from maillage.web.jobs import ask, run_now, state_of

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

TASK = "maillage.apps.observatory.tasks.do"
SAID_EVERY_S = 0.5
KEPT_DAYS = 30


class _AlreadyOver(Exception):
    """Somebody closed the work meanwhile: nothing that it made is kept."""


def ask_dossier(
    kind: str, *, title: str, minutes: int, key: str, by: "User", now: datetime
) -> Work:
    """Ask for the dossier of the zones of a kind; asked twice, by one form or two, it is one work.

    The journal has a row for what was asked, another when the dossier is there.
    Raises NothingToObserve without a zone.
    """
    if kind not in kinds_loaded():
        raise NothingToObserve
    asked = {"kind": kind, "title": title, "minutes": minutes}
    subject = f"{WorkKind.DOSSIER} {kind} {minutes} {title}"[:220]
    return _ask(WorkKind.DOSSIER, subject, asked, key=key, by=by, now=now, at_once=is_small(kind))


def ask_load(token: str, *, key: str, by: "User", now: datetime) -> Work:
    """Ask for a file that waits to be loaded as it is described; asked twice, it is one work.

    The journal has a row for what was asked, another when the figures are there.
    Raises UploadGone, FiguresNotDescribed, FiguresUnreadable.
    """
    upload = get_upload(token)
    if reading_of(upload, look_at(upload)) is None:
        raise FiguresNotDescribed
    return _ask(
        WorkKind.FIGURES, subject_of_upload(token), {"token": token, "name": upload.name},
        key=key, by=by, now=now, at_once=upload.path.stat().st_size <= SMALL_FILE_BYTES,
    )  # fmt: skip


def _ask(
    kind: WorkKind,
    subject: str,
    asked: dict[str, Any],
    *,
    key: str,
    by: "User",
    now: datetime,
    at_once: bool,
) -> Work:
    try:
        with transaction.atomic():
            _close_dead(subject, now)
            made = Work.objects.create(
                kind=kind, key=key, subject=subject, asked=asked, asked_at=now, asked_by=by
            )
            made.job = ask(TASK, made.pk)
            made.save(update_fields=["job"])
            write_audit(
                action="ask_work", by=by, now=now, before={}, after={"kind": str(kind)},
                subject=("work", str(made.pk)),
            )  # fmt: skip
    except IntegrityError:
        # A second click, or a colleague who asks for the same thing: they follow the first.
        there = (
            Work.objects.filter(key=key, subject=subject).first()
            or Work.objects.filter(subject=subject, state=WorkState.WORKING).first()
        )
        if there is not None:
            return there
        if not Work.objects.filter(key=key).exists():
            raise
        # A form that the browser kept, sent again with other choices: it is another work.
        return _ask(kind, subject, asked, key=uuid4().hex, by=by, now=now, at_once=at_once)
    if at_once:
        run_now(UUID(str(made.job)))
    return get_work(made.pk)


def _close_dead(subject: str, now: datetime) -> None:
    """Close the work on this that nobody will end: its job was given up."""
    for one in Work.objects.filter(subject=subject, state=WorkState.WORKING):
        if is_dead(state_of(one.job)):
            _fail(one.pk, OUR_FAULT, now)


def do_work(number: int, *, clock: Callable[[], datetime] = timezone.now) -> None:
    """Do a work that was asked, from its start; what was cut left nothing. Raises WorkUnknown."""
    work = get_work(number)
    if work.state != WorkState.WORKING:
        if work.state == WorkState.DONE and work.kind == WorkKind.FIGURES:
            erase_loaded(work.asked["token"])  # cut between its last word and this
        return
    try:
        _still_allowed(work)
        if work.kind == WorkKind.DOSSIER:
            _make(work, clock)
        else:
            _load(work, clock)
    except _AlreadyOver:
        return
    except DomainError as error:
        _fail(number, str(error), clock())
    except Exception:
        _fail(number, OUR_FAULT, clock())
        raise


def _still_allowed(work: Work) -> None:
    """Raise WorkNotAllowed when who asked has left, or no longer keeps the base: a job may wait."""
    by = work.asked_by
    if by is None or not by.is_active or not standing(by).keeps_base:
        raise WorkNotAllowed


def _make(work: Work, clock: Callable[[], datetime]) -> None:
    now, asked = clock(), work.asked
    facts, pdf = laid_out(
        asked["kind"], title=asked["title"], minutes=asked["minutes"], now=now,
        said=_saying(work, clock),
    )  # fmt: skip
    with transaction.atomic():
        snapshot = keep_snapshot(asked["title"], facts, pdf, by=work.asked_by, now=now)
        _done(work, clock(), snapshot=snapshot)


def _load(work: Work, clock: Callable[[], datetime]) -> None:
    def ended(loaded: LoadedFigures) -> None:
        given = {
            "title": loaded.dataset.title,
            "n_figures": loaded.n_figures,
            "n_zones": loaded.n_zones,
        }
        _done(work, clock(), given=given)

    load_upload(
        work.asked["token"], by=work.asked_by, now=clock(), said=_saying(work, clock), ended=ended
    )


def _saying(work: Work, clock: Callable[[], datetime]) -> Callable[[str, int, int], None]:
    """Return what says how far the work is, to whoever looks at its page."""
    last_s, last_step = 0.0, ""

    def said(step: str, n: int, total: int) -> None:
        nonlocal last_s, last_step
        if step == last_step and time.monotonic() - last_s < SAID_EVERY_S:
            return
        last_s, last_step = time.monotonic(), step
        Work.objects.filter(pk=work.pk).update(
            step=step[:120], step_n=n, step_total=total, said_at=clock()
        )

    return said


def _done(work: Work, now: datetime, **given: Any) -> None:
    rows = Work.objects.filter(pk=work.pk, state=WorkState.WORKING)
    if not rows.update(state=WorkState.DONE, ended_at=now, **given):
        raise _AlreadyOver


def _fail(number: int, why: str, now: datetime) -> None:
    Work.objects.filter(pk=number, state=WorkState.WORKING).update(
        state=WorkState.FAILED, failure=why, ended_at=now
    )


def forget_works(*, now: datetime) -> int:
    """Delete the works that ended long ago; what they gave stays. Return how many."""
    ended = Work.objects.filter(ended_at__lt=now - timedelta(days=KEPT_DAYS))
    return ended.delete()[0]
