"""Long work that was asked: how far it is, whether it was cut, what is small enough to do now."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from maillage.apps.observatory.errors import WorkUnknown
from maillage.apps.observatory.models import Work, WorkKind, WorkState
from maillage.apps.territories.queries import kinds_loaded
from maillage.web.jobs import JobState, somebody_works, state_of

# A failure is shown beside the form for so long; then only its own page says it.
FAILURE_SHOWN = timedelta(days=2)
# After so long without a word, it is asked whether the worker is still there.
SILENT = timedelta(seconds=10)
# Under these, a dossier is made before its person would look for a bar: 600 cells, 0.6 s.
SMALL_CELLS, SMALL_ZONES = 1_500, 40
SMALL_FILE_BYTES = 256 * 1024
OUR_FAULT = (
    "Une erreur est arrivée, de notre côté : rien n’est à moitié écrit. Recommencez ; si elle "
    "revient, prévenez la personne qui administre."
)


@dataclass(frozen=True, slots=True)
class Advance:
    """Where a work stands now.

    failure : why it stopped, "" when it did not
    waiting : it has not begun; behind : because the worker is at something else
    cut : it began, and nobody is at it any more; the next worker begins it again
    """

    work: Work
    failure: str
    waiting: bool
    behind: bool
    cut: bool

    @property
    def is_over(self) -> bool:
        """True when there is nothing to wait for."""
        return bool(self.failure) or self.work.state == WorkState.DONE


def get_work(number: int) -> Work:
    """Return one work. Raises WorkUnknown."""
    found = Work.objects.select_related("asked_by").filter(pk=number).first()
    if found is None:
        raise WorkUnknown
    return found


def advance_of(work: Work, *, now: datetime) -> Advance:
    """Return where a work stands, as the table of jobs and the lock of the worker tell it."""
    if work.state != WorkState.WORKING:
        return Advance(work, work.failure, waiting=False, behind=False, cut=False)
    job = state_of(work.job)
    if is_dead(job):
        return Advance(work, OUR_FAULT, waiting=False, behind=False, cut=False)
    # The lock is looked at only when something is odd: looking takes it for an instant.
    silent = now - (work.said_at or work.asked_at) > SILENT
    at_work = somebody_works() if silent else True
    waiting = job is JobState.WAITING
    return Advance(
        work, "", waiting=waiting, behind=waiting and silent and at_work, cut=silent and not at_work
    )


def is_dead(job: JobState) -> bool:
    """Tell whether a job will do nothing more, done or not."""
    return job in (JobState.FAILED, JobState.UNKNOWN)


def works_to_follow(kind: str, *, now: datetime) -> list[Advance]:
    """Return the works of a kind that are not done, and those that failed lately; newest first."""
    rows = Work.objects.filter(
        Q(state=WorkState.WORKING) | Q(state=WorkState.FAILED, asked_at__gt=now - FAILURE_SHOWN),
        kind=kind,
    )
    last = dict(
        Work.objects.filter(kind=kind, asked_at__gt=now - FAILURE_SHOWN)
        .order_by("pk")
        .values_list("subject", "pk")
    )
    # What was asked again is told by the last one alone.
    return [
        advance_of(one, now=now)
        for one in rows.select_related("asked_by").order_by("-pk")
        if last.get(one.subject, one.pk) == one.pk
    ]


def subject_of_upload(token: str) -> str:
    """Return what a work that loads this file is about."""
    return f"{WorkKind.FIGURES} {token}"


def work_of_upload(token: str) -> Work | None:
    """Return the work that loads a file, or loaded it; None when none did, or it failed."""
    rows = Work.objects.filter(subject=subject_of_upload(token)).exclude(state=WorkState.FAILED)
    found = rows.order_by("-pk").first()
    if found is not None and found.state == WorkState.WORKING and is_dead(state_of(found.job)):
        return None
    return found


def is_small(kind: str) -> bool:
    """Tell whether the dossier of a kind of zones is made in about a second."""
    there = kinds_loaded()
    return there.get("cell", 0) <= SMALL_CELLS and there.get(kind, 0) <= SMALL_ZONES
