"""Counters that tap at the same moment, run by test_visits_storm.py in a process of its own."""

# First of all: it sets Django up.
from maillage.apps.directory.tests.storm import all_at_once, equal  # isort: skip

from datetime import timedelta

from maillage.apps.agenda.actions.booking import Person, book_session
from maillage.apps.agenda.actions.visits import (
    Said,
    mark_attendance,
    mark_everybody,
    note_visit,
    receive,
)
from maillage.apps.agenda.models import Visit
from maillage.apps.agenda.queries.figures import live_counts
from maillage.apps.agenda.tests.factories import NOW, TODAY, make_series, make_session
from maillage.apps.directory.tests.factories import make_place, make_user

ROUNDS, AT_ONCE = 5, 4


def one_note_sent_by_all() -> None:
    """A note that two tabs and the network repeat is one visit."""
    by = make_user()
    for i in range(ROUNDS):
        place, key, told = make_place(), f"cle{i}" * 4, []

        def send(place=place, key=key, told=told) -> None:
            told.append(note_visit(place=place, by=by, now=NOW, client_key=key))

        all_at_once([send] * AT_ONCE)
        equal(Visit.objects.filter(place=place).count(), 1)
        equal(sorted(one.again for one in told), [False] + [True] * (AT_ONCE - 1))


def numbers_of_several_counters() -> None:
    """Each number of the day is given once, and none is left out."""
    by, place = make_user(), make_place()
    given: list[int] = []

    def give() -> None:
        for _ in range(ROUNDS):
            made = note_visit(place=place, by=by, now=NOW, queue=True)
            given.append(made.visit.queue_number or 0)

    all_at_once([give] * AT_ONCE)
    equal(sorted(given), list(range(1, ROUNDS * AT_ONCE + 1)))


def one_number_asked_twice() -> None:
    """A double press gives one number, whatever another counter gives at the same moment."""
    by = make_user()
    for i in range(ROUNDS):
        place, given = make_place(), []

        def press(place=place, key=f"num{i}" * 4, given=given) -> None:
            made = note_visit(place=place, by=by, now=NOW, queue=True, client_key=key)
            given.append(made.visit.queue_number)

        def other(place=place) -> None:
            note_visit(place=place, by=by, now=NOW, queue=True)

        all_at_once([press, press, other])
        equal(len(set(given)), 1)
        numbers = Visit.objects.filter(place=place).values_list("queue_number", flat=True)
        equal(sorted(numbers), [1, 2])


def one_number_called_by_two() -> None:
    """Of two colleagues who receive the same number, one does."""
    agents = [make_user() for _ in range(AT_ONCE)]
    for _ in range(ROUNDS):
        visit = note_visit(place=make_place(), by=agents[0], now=NOW, queue=True).visit
        won = []

        def call(by, visit=visit, won=won) -> None:
            if receive(visit=visit, said=Said(minutes=5), by=by, now=NOW) is not None:
                won.append(by)

        all_at_once([lambda by=by: call(by) for by in agents])
        equal(len(won), 1)
        visit.refresh_from_db()
        equal(visit.noted_by_id, won[0].pk)


def a_list_ticked_by_two() -> None:
    """Two tick the same list, one presses "everybody": each person is there once."""
    by = make_user()
    later = NOW + timedelta(hours=2)
    for _ in range(ROUNDS):
        session = make_session(make_series(), day=TODAY, starts_at=NOW, ends_at=later)
        made = [
            book_session(session=session, person=Person(), channel="counter", now=NOW).booking
            for _ in range(4)
        ]

        def tick(session=session, made=made) -> None:
            for booking in made:
                mark_attendance(
                    booking=booking, session=session, attendance="present", by=by, now=later
                )

        def everybody(session=session) -> None:
            mark_everybody(session=session, by=by, now=later)

        all_at_once([tick, tick, everybody])
        equal(Visit.objects.filter(session=session).count(), 4)
        said = live_counts(start=TODAY, end=TODAY).items()
        came = [n for key, n in said if (key.place, key.what) == (session.place_id, "attended")]
        equal(sum(came), 4)


if __name__ == "__main__":
    one_note_sent_by_all()
    numbers_of_several_counters()
    one_number_asked_twice()
    one_number_called_by_two()
    a_list_ticked_by_two()
    print("nothing lost")
