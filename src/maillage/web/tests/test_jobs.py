"""A job is a row of a transaction; one worker runs it; what was cut is taken up again."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from maillage.web import jobs
from maillage.web.jobs import JobState, Turn, ask, run_waiting, state_of, take_turn, task

pytestmark = pytest.mark.django_db
PATH = f"{__name__}."
done = []


@task
def note(word):
    """Note that it ran."""
    done.append(word)


@task
def fail(word):
    """Fail with words that may be those of a person."""
    raise LookupError(word)


@task
def stop():
    """Be asked to stop in the middle."""
    raise SystemExit(0)


@pytest.fixture(autouse=True)
def nothing_done():
    done.clear()


def test_jobs_run_in_the_order_in_which_they_were_asked():
    numbers = [ask(f"{PATH}note", n) for n in range(3)]
    assert [state_of(number) for number in numbers] == [JobState.WAITING] * 3
    assert done == []
    assert run_waiting() == 3
    assert done == [0, 1, 2]
    assert state_of(numbers[0]) is JobState.DONE
    assert state_of(None) is JobState.UNKNOWN
    assert take_turn() is Turn.NOTHING


def test_a_job_is_undone_with_the_transaction_that_asked_for_it():
    def decide():
        with transaction.atomic():
            ask(f"{PATH}note", 1)
            raise LookupError

    with pytest.raises(LookupError):
        decide()
    assert run_waiting() == 0


def test_a_job_that_fails_is_noted_without_the_words_of_anybody(caplog):
    number = ask(f"{PATH}fail", "Dominique Exemple")
    ask(f"{PATH}note", 1)
    assert run_waiting() == 2
    assert state_of(number) is JobState.FAILED
    kept = DBTaskResult.objects.get(pk=number)
    assert kept.exception_class_path == "builtins.LookupError"
    assert "in fail" in kept.traceback
    assert "Dominique" not in kept.traceback + caplog.text
    assert "job" in caplog.text
    assert done == [1]


def test_a_job_that_was_cut_is_taken_up_again():
    number = ask(f"{PATH}note", 1)
    DBTaskResult.objects.filter(pk=number).update(status="RUNNING", worker_ids=["dead"])
    assert run_waiting() == 1
    assert done == [1]
    assert state_of(number) is JobState.DONE


def test_a_job_that_kills_every_worker_is_let_go():
    number = ask(f"{PATH}note", 1)
    DBTaskResult.objects.filter(pk=number).update(
        status="RUNNING", worker_ids=["dead"] * jobs.MOST_ATTEMPTS
    )
    assert run_waiting() == 0
    assert state_of(number) is JobState.FAILED
    assert done == []


def test_a_stop_in_the_middle_is_no_fault_of_the_job():
    number = ask(f"{PATH}stop")
    with pytest.raises(SystemExit):
        run_waiting()
    assert state_of(number) is JobState.WAITING
    assert DBTaskResult.objects.get(pk=number).worker_ids == []


def test_while_another_worker_is_alive_this_one_stands_by(monkeypatch):
    from contextlib import contextmanager

    @contextmanager
    def taken(name):
        yield False

    number = ask(f"{PATH}note", 1)
    DBTaskResult.objects.filter(pk=number).update(status="RUNNING")
    monkeypatch.setattr(jobs, "only_one", taken)
    assert take_turn() is Turn.ELSEWHERE
    assert state_of(number) is JobState.RUNNING


def test_what_is_done_each_day_is_asked_once_a_day(monkeypatch):
    monkeypatch.setattr(jobs, "_daily", [])
    jobs.every_day(f"{PATH}note")
    jobs.every_day(f"{PATH}note")
    jobs._ask_daily()
    jobs._ask_daily()
    asked = list(DBTaskResult.objects.order_by("task_path").values_list("task_path", flat=True))
    assert asked == ["maillage.web.jobs.forget_old_jobs", f"{PATH}note"]
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(days=2))
    jobs._ask_daily()
    assert DBTaskResult.objects.count() == 4


def test_what_is_done_every_few_minutes_is_asked_when_none_waits_and_time_has_passed(monkeypatch):
    monkeypatch.setattr(jobs, "_repeated", {})
    jobs.every(f"{PATH}note", minutes=5)
    jobs._ask_repeated()
    jobs._ask_repeated()
    rows = DBTaskResult.objects.filter(task_path=f"{PATH}note")
    assert rows.count() == 1  # it waits
    rows.update(enqueued_at=timezone.now() - timedelta(minutes=6))
    jobs._ask_repeated()
    assert rows.count() == 1  # it still waits: no worker was there
    rows.update(status="SUCCESSFUL")
    jobs._ask_repeated()
    jobs._ask_repeated()
    assert rows.count() == 2
    rows.update(status="SUCCESSFUL", enqueued_at=timezone.now() - timedelta(minutes=4))
    jobs._ask_repeated()
    assert rows.count() == 2  # too soon


def test_rows_of_what_is_done_every_few_minutes_are_kept_a_day(monkeypatch):
    monkeypatch.setattr(jobs, "_repeated", {})
    jobs.every(f"{PATH}note")
    often, seldom = ask(f"{PATH}note", 1), ask(f"{PATH}fail", "x")
    DBTaskResult.objects.update(status="SUCCESSFUL", finished_at=timezone.now() - timedelta(days=2))
    jobs.forget_old_jobs.call()
    assert set(DBTaskResult.objects.values_list("pk", flat=True)) == {seldom} != {often}


def test_jobs_that_ended_long_ago_are_forgotten():
    old, new, waiting = (ask(f"{PATH}note", n) for n in range(3))
    long_ago = timezone.now() - timedelta(days=jobs.KEPT_DAYS + 1)
    DBTaskResult.objects.filter(pk=old).update(status="SUCCESSFUL", finished_at=long_ago)
    DBTaskResult.objects.filter(pk=new).update(status="FAILED", finished_at=timezone.now())
    jobs.forget_old_jobs.call()
    assert set(DBTaskResult.objects.values_list("pk", flat=True)) == {new, waiting}
