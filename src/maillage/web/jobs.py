"""Background work: a table of jobs, one worker at a time; a job that was cut is taken up again.

The table and the declaration of tasks are those of django-tasks-db, the API of Django 6. The loop
is ours: the one of that package never takes up a job left running by a worker that was killed,
marks as failed what a stop interrupts, and keeps tracebacks that hold values of people's rows.

A task may be run again from its start: it looks at how far it is.
"""

import logging
import threading
import time
import traceback
from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import close_old_connections, connections, transaction
from django.db.models import Q
from django.db.utils import InterfaceError, OperationalError
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from maillage.web.locks import only_one

log = logging.getLogger(__name__)

# A job that kills its worker each time would otherwise keep all the others from running.
MOST_ATTEMPTS = 10
KEPT_DAYS = 30
LOCK = "worker"
# What is asked every few minutes leaves one row each time: a day of them is enough.
REPEATED_KEPT_DAYS = 1
# How often the worker looks whether it is time.
LOOK_EVERY_S = 20.0
Job = DBTaskResult[Any, Any]
_daily: list[str] = []
_repeated: dict[str, timedelta] = {}


class JobState(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = ""


class Turn(StrEnum):
    """What a turn of the worker found."""

    RAN = "ran"
    NOTHING = "nothing"
    ELSEWHERE = "elsewhere"  # another worker is at work


STATES = {
    TaskResultStatus.READY: JobState.WAITING,
    TaskResultStatus.RUNNING: JobState.RUNNING,
    TaskResultStatus.SUCCESSFUL: JobState.DONE,
    TaskResultStatus.FAILED: JobState.FAILED,
}


def ask(path: str, *arguments: Any) -> UUID:
    """Ask for a task, by its path, and return the number of the job.

    It is a row of the current transaction: undone with it, and never before it.
    """
    return UUID(str(import_string(path).enqueue(*arguments).id))


def state_of(job: UUID | None) -> JobState:
    """Return where a job stands; UNKNOWN when nobody asked for it, or when it was purged."""
    if job is None:
        return JobState.UNKNOWN
    status = DBTaskResult.objects.filter(pk=job).values_list("status", flat=True).first()
    return JobState.UNKNOWN if status is None else STATES[TaskResultStatus(status)]


def every_day(path: str) -> None:
    """Let a task without arguments be run once a day; for the apps.py of an application."""
    if path not in _daily:
        _daily.append(path)


def every(path: str, minutes: int = 5) -> None:
    """Let a task without arguments be run every few minutes; for the apps.py of an application.

    It is asked for when none waits, and when the last was asked more than that ago.
    """
    _repeated[path] = timedelta(minutes=minutes)


# ---------------------------------------------------------------- the worker


def take_turn() -> Turn:
    """Run the next job, unless another worker is alive.

    The lock is that of a process: whoever holds it knows that a job marked as running is not.
    """
    with only_one(LOCK) as alone:
        if not alone:
            return Turn.ELSEWHERE
        _take_up_again()
        job = _claim()
        if job is None:
            return Turn.NOTHING
        _run(job)
        return Turn.RAN


def run_now(number: UUID) -> bool:
    """Run a job in this process, unless the worker is at another; return whether it was run.

    For what ends before its person would look for a bar. Killed, it is taken up by the worker.
    """
    with only_one(LOCK) as alone:
        if not alone:
            return False
        with transaction.atomic():
            job = DBTaskResult.objects.ready().filter(pk=number).first()
            if job is None:
                return False
            job.claim(str(time.time_ns()))
        _run(job)
        return True


def somebody_works() -> bool:
    """Tell whether a worker is at a job; one that was killed is not."""
    with only_one(LOCK) as alone:
        return not alone


def run_waiting() -> int:
    """Run every job that waits, one after the other, and return how many there were."""
    n = 0
    while take_turn() is Turn.RAN:
        n += 1
    return n


def work(stopped: threading.Event, *, every_s: float = 1.0) -> None:
    """Run jobs as they come, until `stopped` is set."""
    told = False
    asked_on = None
    looked = -LOOK_EVERY_S
    while not stopped.is_set():
        turn = Turn.NOTHING
        try:
            if asked_on != timezone.localdate():
                _ask_daily()
                asked_on = timezone.localdate()
            if time.monotonic() - looked >= LOOK_EVERY_S:
                looked = time.monotonic()
                _ask_repeated()
            turn = take_turn()
        except (OperationalError, InterfaceError) as error:
            # The database restarts, or another process holds it: jobs wait, none is lost.
            log.warning("the worker waits for the database: %s", type(error).__name__)
            connections.close_all()
            stopped.wait(2)
        if turn is Turn.ELSEWHERE and not told:
            log.info("another worker is at work: this one stands by")
            told = True
        close_old_connections()
        if turn is not Turn.RAN:
            stopped.wait(every_s)


def _take_up_again() -> None:
    running = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING)
    for job in running.order_by("enqueued_at"):
        if len(job.worker_ids) >= MOST_ATTEMPTS:
            _fail(job, "maillage.web.jobs.WorkerKilled", "")
        else:
            log.warning("job %s was cut: it is taken up again", job.task_path)
            DBTaskResult.objects.filter(pk=job.pk).update(status=TaskResultStatus.READY)


@transaction.atomic
def _claim() -> Job | None:
    job = DBTaskResult.objects.ready().first()
    if job is not None:
        job.claim(str(time.time_ns()))
    return job


def _run(job: Job) -> None:
    try:
        said = job.args_kwargs
        import_string(job.task_path).call(*said["args"], **said["kwargs"])
    except Exception as error:
        # Names and lines of the code, never the values: they may be those of a person.
        where = "".join(traceback.format_tb(error.__traceback__))
        kind = f"{type(error).__module__}.{type(error).__qualname__}"
        log.error("job %s failed: %s\n%s", job.task_path, kind, where)
        _fail(job, kind, where)
    except BaseException:  # asked to stop: it is no fault of the job, which goes on at the next
        DBTaskResult.objects.filter(pk=job.pk).update(
            status=TaskResultStatus.READY, worker_ids=job.worker_ids[:-1]
        )
        raise
    else:
        job.set_successful(None)


def _fail(job: Job, kind: str, where: str) -> None:
    DBTaskResult.objects.filter(pk=job.pk).update(
        status=TaskResultStatus.FAILED,
        finished_at=timezone.now(),
        exception_class_path=kind,
        traceback=where,
    )


# ---------------------------------------------------------------- each day, every few minutes


def _ask_daily() -> None:
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    for path in [*_daily, "maillage.web.jobs.forget_old_jobs"]:
        if not DBTaskResult.objects.filter(task_path=path, enqueued_at__gte=today).exists():
            ask(path)


def _ask_repeated() -> None:
    now = timezone.now()
    for path, rest in _repeated.items():
        rows = DBTaskResult.objects.filter(task_path=path)
        asked = rows.filter(Q(status=TaskResultStatus.READY) | Q(enqueued_at__gt=now - rest))
        if not asked.exists():
            ask(path)


@task
def forget_old_jobs() -> None:
    """Delete the rows of the jobs that ended long ago; sooner, those that come every minute."""
    now = timezone.now()
    ended = DBTaskResult.objects.filter(
        status__in=[TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED]
    )
    ended.filter(finished_at__lt=now - timedelta(days=KEPT_DAYS)).delete()
    ended.filter(
        task_path__in=list(_repeated), finished_at__lt=now - timedelta(days=REPEATED_KEPT_DAYS)
    ).delete()


__all__ = [
    "JobState",
    "Turn",
    "ask",
    "every",
    "every_day",
    "run_now",
    "run_waiting",
    "somebody_works",
    "state_of",
    "take_turn",
    "task",
    "work",
]
