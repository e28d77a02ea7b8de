"""Several people who begin a diagnosis at once, by test_storm.py: `storm.py N_PEOPLE`."""

import sys

# First of all: it sets Django up.
from maillage.apps.directory.tests.storm import all_at_once, equal  # isort: skip
import contextlib

from django.db import connections

from maillage.apps.directory.tests.factories import NOW, make_user
from maillage.apps.observatory.actions.diagnosis import (
    end_diagnosis,
    reopen_diagnosis,
    say_stage,
    start_diagnosis,
)
from maillage.apps.observatory.errors import ComparisonNeedsOffer, DiagnosisRuns, StageChanged
from maillage.apps.observatory.models import Diagnosis, Stage


def starting(n_people: int) -> None:
    """One runs, whole; the others are told that one does."""
    by, told = make_user(), []

    def one(n: int) -> None:
        try:
            start_diagnosis(title=f"Diagnostic {n}", zone=None, by=by, now=NOW)
        except DiagnosisRuns:
            told.append(n)

    connections.close_all()
    all_at_once([lambda n=n: one(n) for n in range(n_people)])
    equal((Diagnosis.objects.count(), Stage.objects.count()), (1, 4))
    equal(len(told), n_people - 1)


def reopening(n_people: int) -> None:
    """Of several that ended, one is reopened at a time."""
    by, told = make_user(), []
    end_diagnosis(number=Diagnosis.objects.get(is_running=True).pk, by=by, now=NOW)
    for n in range(n_people - 1):
        made = start_diagnosis(title=f"Autre {n}", zone=None, by=by, now=NOW)
        end_diagnosis(number=made.pk, by=by, now=NOW)

    def one(number: int) -> None:
        try:
            reopen_diagnosis(number=number, by=by, now=NOW)
        except DiagnosisRuns:
            told.append(number)

    numbers = list(Diagnosis.objects.values_list("pk", flat=True))
    connections.close_all()
    all_at_once([lambda number=number: one(number) for number in numbers])
    equal(Diagnosis.objects.filter(is_running=True).count(), 1)
    equal(len(told), n_people - 1)


def leaning() -> None:
    """Stage 2 is taken back while stage 4 begins: never both."""
    by = make_user()
    number = Diagnosis.objects.get(is_running=True).pk

    def say(step: int, state: str, seen: str) -> None:
        with contextlib.suppress(ComparisonNeedsOffer, StageChanged):
            say_stage(number=number, step=step, state=state, seen=seen, note="", by=by, now=NOW)

    for _ in range(4):
        Stage.objects.filter(diagnosis=number, number=2).update(state="done", said_on=NOW)
        Stage.objects.filter(diagnosis=number, number=4).update(state="to_do")
        connections.close_all()
        all_at_once([lambda: say(2, "started", "done"), lambda: say(4, "started", "to_do")] * 3)
        states = dict(Stage.objects.filter(diagnosis=number).values_list("number", "state"))
        equal((states[2], states[4]) in {("done", "started"), ("started", "to_do")}, True)


if __name__ == "__main__":
    starting(int(sys.argv[1]))
    reopening(int(sys.argv[1]))
    leaning()
    sys.stdout.write("one runs\n")
