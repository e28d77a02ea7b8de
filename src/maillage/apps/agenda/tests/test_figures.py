"""Figures: counted from four tables, the same when rows are purged; the few cannot be found."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from django.db.models import F
from hypothesis import given
from hypothesis import strategies as st

from maillage.apps.agenda.actions.booking import Person, book_session
from maillage.apps.agenda.actions.counting import count
from maillage.apps.agenda.actions.ending import cancel
from maillage.apps.agenda.actions.series import cancel_session
from maillage.apps.agenda.actions.visits import mark_attendance, note_visit
from maillage.apps.agenda.models import Booking, Counted, DayCount, Ending, Session, Visit
from maillage.apps.agenda.queries.few import LEAST_SHOWN, hide, hide_within
from maillage.apps.agenda.queries.figures import COLUMNS, DayKey, figures, kept_counts, live_counts
from maillage.apps.agenda.tests.factories import NOW, make_booking, make_series
from maillage.apps.directory.tests.factories import make_organisation, make_place, make_user

THURSDAY = date(2026, 11, 26)
LATER = datetime(2026, 11, 26, 18, 0, tzinfo=UTC)
MOST = LEAST_SHOWN - 1
db = pytest.mark.django_db


def a_month(place, by):
    """Return a session of 3 seats: two booked, one came, one absent, one refused; and a walk-in."""
    series = make_series(place=place, seats=3)
    session, gone = series.sessions.order_by("starts_at")[:2]
    made = [
        book_session(session=session, person=Person(), channel="counter", now=NOW, may_wait=True)
        for _ in range(4)
    ]
    cancel(made[3].booking, ended_by=Ending.PERSON, now=NOW)
    cancel(made[2].booking, ended_by=Ending.PERSON, now=NOW)
    for one, mark in zip(made[:2], ("present", "absent"), strict=True):
        mark_attendance(booking=one.booking, session=session, attendance=mark, by=by, now=LATER)
    note_visit(session=session, by=by, now=LATER)
    note_visit(place=place, by=by, now=LATER)
    note_visit(place=place, by=by, now=LATER, queue=True)  # who waits did not come yet
    cancel_session(session=gone, why="", now=NOW, by=by)
    make_booking(place=place, starts_at=LATER, ends_at=LATER + timedelta(hours=1))
    return session


@db
def test_each_figure_is_what_its_words_say():
    place, by = make_place(), make_user()
    a_month(place, by)
    found = live_counts(end=THURSDAY) + kept_counts(end=THURSDAY)

    def of(what, mediation):
        return found[DayKey(THURSDAY, place.pk, mediation, what)]

    assert of("offered", "digital") == 3
    assert of("booked", "digital") == 2
    assert of("booked", "procedures") == 1
    assert of("attended", "digital") == 2
    assert of("attended", "") == 1
    assert of("absent", "digital") == 1
    assert of("refused", "digital") == 1
    assert sum(found.values()) == 11
    assert not live_counts(start=THURSDAY + timedelta(days=1), end=THURSDAY + timedelta(days=6))


@db
def test_the_day_of_an_appointment_is_that_of_its_place():
    island = make_place(code_insee="97411", code_postal="97400")
    late = datetime(2026, 11, 23, 21, 0, tzinfo=UTC)
    make_booking(place=island, starts_at=late, ends_at=late + timedelta(hours=1))
    day = date(2026, 11, 24)
    assert [key.day for key in live_counts(start=day, end=day)] == [day]
    assert not live_counts(start=day - timedelta(days=1), end=day - timedelta(days=1))


@db
def test_the_figures_are_the_same_when_the_rows_are_gone():
    place, by = make_place(), make_user()
    a_month(place, by)
    away = make_series(address="Marché, place du Rouet", seats=9).sessions.order_by("day")[0]
    for _ in range(6):
        note_visit(session=away, by=by, now=LATER)
    said = {"start": date(2026, 11, 1), "end": date(2027, 1, 31), "by": by}
    before = figures(**said)
    assert live_counts()[DayKey(THURSDAY, None, "digital", "attended")] == 6
    assert "" in {row.name for row in before.places}
    mine = make_user(role="member", organisation=make_organisation())
    assert not figures(**said | {"by": mine}).places
    for key, n in live_counts().items():
        DayCount.objects.get_or_create(
            day=key.day, place_id=key.place, mediation=key.mediation, what=key.what
        )
        DayCount.objects.filter(
            day=key.day, place=key.place, mediation=key.mediation, what=key.what
        ).update(n=F("n") + n)
    Visit.objects.all().delete()
    Booking.objects.all().delete()
    Session.objects.all().delete()
    assert not live_counts()
    assert figures(**said) == before


@db
def test_one_reads_the_figures_of_ones_own_places(django_assert_num_queries):
    mine, other = make_organisation(), make_organisation()
    agent = make_user(role="member", organisation=mine)
    here, there = make_place(organisation=mine, nom="Ici"), make_place(organisation=other, nom="Là")
    for where in (here, there):
        count(THURSDAY, where, "digital", Counted.ATTENDED, 8)
        note_visit(place=where, by=agent, now=LATER)
    said = {"start": THURSDAY, "end": THURSDAY}
    with django_assert_num_queries(7):  # one of them asks who the person is
        found = figures(**said, by=agent)
    assert [row.name for row in found.places] == ["Ici"]
    for n in range(3):
        note_visit(place=make_place(organisation=mine, nom=f"Ici {n}"), by=agent, now=LATER)
    with django_assert_num_queries(6):
        figures(**said, by=agent)
    everything = figures(**said, by=make_user())
    assert {"Ici", "Là"} <= {row.name for row in everything.places}
    assert everything.total.cells[COLUMNS.index(Counted.ATTENDED)].n == 21


@db
def test_two_places_of_one_name_have_two_lines():
    for _ in range(2):
        count(THURSDAY, make_place(nom="Mairie"), "", Counted.ATTENDED, 9)
    found = figures(start=THURSDAY, end=THURSDAY, by=make_user())
    assert len({row.name for row in found.places}) == 2


@db
def test_nothing_is_a_nought_and_not_a_fault():
    found = figures(start=THURSDAY, end=THURSDAY, by=make_user())
    assert [cell.n for cell in found.total.cells] == [0] * len(COLUMNS)
    assert not found.places


# ---------------------------------------------------------------- the few


NUMBERS = st.integers(0, 8)
COLUMN = st.lists(NUMBERS, max_size=5).map(lambda said: {str(i): n for i, n in enumerate(said)})


def possible(keys, cells, column, agrees):
    """Yield all that a reader may think of hidden cells, knowing what is shown."""
    hidden = [key for key in keys if cells[key].n is None]
    ranges = [
        range(1, LEAST_SHOWN) if cells[key].hidden == "few" else range(LEAST_SHOWN, 13)
        for key in hidden
    ]
    for said in product(*ranges):
        thought = {key: cells[key].n for key in keys} | dict(zip(hidden, said, strict=True))
        if agrees(thought):
            yield thought


def found_out(keys, cells, column, agrees):
    """Return the few of which one value alone is possible."""
    values = {key: set() for key in keys}
    for thought in possible(keys, cells, column, agrees):
        for key, n in thought.items():
            values[key].add(n)
    return [key for key in keys if cells[key].hidden == "few" and len(values[key]) == 1]


def exhausted(column, cells, keys):
    """Tell whether all that could be hidden is."""
    return all(cells[key].n is None for key in keys if column[key])


@given(COLUMN)
def test_the_few_cannot_be_found_by_taking_away(column):
    cells, total = hide(column), sum(column.values())
    for key, n in column.items():
        assert cells[key].n in (n, None)
        assert cells[key].n is None or not 0 < n <= MOST
        assert cells[key].hidden != "few" or 0 < n <= MOST
        assert cells[key].n == 0 or n  # a nought is never hidden

    def agrees(thought):
        said = sum(thought.values())
        return said == total if total >= LEAST_SHOWN else 0 < said <= MOST

    if found_out(column, cells, column, agrees):
        assert exhausted(column, cells, column)


@given(st.lists(st.tuples(st.integers(0, 2), NUMBERS), max_size=5))
def test_nor_by_reading_the_places_beside_their_quarters(said):
    within = {str(i): f"q{zone}" for i, (zone, _n) in enumerate(said)}
    parts = {str(i): n for i, (_zone, n) in enumerate(said)}
    lines = Counter()
    for key, zone in within.items():
        lines[zone] += parts[key]
    column, total = dict(lines), sum(parts.values())
    shown, cells = hide(column), hide_within(parts, within, hide(column))

    def agrees(thought):
        sums = Counter()
        for key, n in thought.items():
            sums[within[key]] += n
        for zone, cell in shown.items():
            n = sums[zone]
            if cell.n is not None and n != cell.n:
                return False
            if cell.hidden == "few" and not 0 < n <= MOST:
                return False
            if cell.hidden == "with" and n < LEAST_SHOWN:
                return False
        whole = sum(sums.values())
        return whole == total if total >= LEAST_SHOWN else 0 <= whole <= MOST

    for key in found_out(parts, cells, parts, agrees):
        beside = [k for k in parts if within[k] == within[key]]
        hidden_lines = [k for k in parts if shown[within[k]].n is None]
        assert exhausted(parts, cells, beside if shown[within[key]].n is not None else hidden_lines)
