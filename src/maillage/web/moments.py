"""Moments of a lower application after which upper ones have background work to do.

The lower one says that the moment came, in the transaction that ends its work; it knows nobody. The
list is closed, as that of the slots: an upper application names one in the `ready` of its apps.py.
A module that is off is asked for nothing.
"""

from enum import StrEnum

from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from maillage.web.jobs import ask


class Moment(StrEnum):
    """Every moment there is."""

    # A file was published to its end, or a delivery was undone: places have changed.
    AFTER_DELIVERY = "after_delivery"
    # A person closed a place for good, or said where it moved.
    AFTER_CLOSE = "after_close"


_tasks: dict[Moment, list[str]] = {}


def when(moment: Moment | str, path: str) -> None:
    """Let a task without arguments be asked for each time that a moment comes.

    Raises ValueError for a moment that does not exist.
    """
    paths = _tasks.setdefault(Moment(moment), [])
    if path not in paths:
        paths.append(path)


def forget(moment: Moment | str, path: str) -> None:
    """Take a task out; for tests."""
    _tasks[Moment(moment)].remove(path)


def came(moment: Moment | str) -> int:
    """Ask for the tasks of a moment and return how many; one that waits already is not doubled.

    Their jobs are rows of the current transaction: they run once it is there, or never.
    """
    asked = 0
    for path in _tasks.get(Moment(moment), ()):
        waits = DBTaskResult.objects.filter(task_path=path, status=TaskResultStatus.READY)
        if not waits.exists():
            ask(path)
            asked += 1
    return asked
