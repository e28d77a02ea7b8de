"""A lower application says that a moment came; the tasks of the upper ones are asked for once."""

import pytest
from django.db import transaction

from maillage.web import moments
from maillage.web.jobs import run_waiting, task
from maillage.web.moments import Moment, came, forget, when

pytestmark = pytest.mark.django_db
PATH = f"{__name__}.note"
done = []


@task
def note():
    """Note that it ran."""
    done.append(1)


@pytest.fixture(autouse=True)
def registered(monkeypatch):
    monkeypatch.setattr(moments, "_tasks", {})
    done.clear()
    when(Moment.AFTER_DELIVERY, PATH)


def test_a_task_is_asked_for_once_however_often_the_moment_comes():
    assert [came("after_delivery"), came("after_delivery")] == [1, 0]
    assert run_waiting() == 1
    assert came("after_delivery") == 1
    assert run_waiting() == 1
    assert len(done) == 2


def test_nothing_is_asked_for_when_the_work_did_not_end():
    with transaction.atomic():
        assert came("after_delivery") == 1
        transaction.set_rollback(True)
    assert run_waiting() == 0


def test_a_moment_that_nobody_waits_for_passes():
    forget("after_delivery", PATH)
    assert came("after_delivery") == 0


def test_a_moment_that_does_not_exist_is_refused():
    for write in (lambda: when("after_lunch", PATH), lambda: came("after_lunch")):
        with pytest.raises(ValueError, match="after_lunch"):
            write()
