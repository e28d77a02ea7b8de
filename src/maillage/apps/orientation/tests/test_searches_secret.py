"""Searches read by need, by quarter and crossed: put together, no page tells of few."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from maillage.apps.orientation.models import SearchDay
from maillage.apps.orientation.queries.searches import (
    ALL,
    _shown,
    searches,
    year_of_whole_months,
)
from maillage.apps.orientation.queries.unmet import unmet_figures

MARGIN = 2
NEEDS = ("demarche", "ecole", "emploi")


@st.composite
def years(draw):
    """Rows of a year: some quarters, no quarter, three needs, mostly small numbers."""
    zones = [None, *range(1, draw(st.integers(1, 4)) + 1)]
    rows = []
    for zone in zones:
        for need in NEEDS:
            n = draw(st.one_of(st.integers(0, 6), st.integers(0, 60)))
            if n:
                rows.append((zone, need, n, draw(st.integers(0, n))))
    return tuple(rows)


@given(years())
@settings(max_examples=60, deadline=None)
def test_whoever_reads_every_page_bounds_no_small_count_within_2(rows):
    numbers = _shown(rows)
    assert bool(numbers) == bool(rows)
    if not rows:
        return
    zones = list(dict.fromkeys(zone for zone, *_rest in rows))
    needs = sorted({need for _zone, need, *_rest in rows})
    true = {(zone, need): (n - unmet, unmet) for zone, need, n, unmet in rows}
    # The pieces that a reader imagines, answered then not: 0 or more, those of 0 too.
    at = {(zone, need, side): rank for rank, (zone, need, side) in enumerate(
        (zone, need, side) for zone in zones for need in needs for side in (0, 1))}  # fmt: skip
    pieces = np.array([true.get((zone, need), (0, 0))[side] for zone, need, side in at])

    def row_of(what, where, need):
        row = np.zeros(len(at))
        for (zone, code, side), rank in at.items():
            if where in (ALL, zone) and need in (ALL, code) and (side or what == "searches"):
                row[rank] = 1
        return row

    told = [(row_of(*key), n) for key, n in numbers.items() if n is not None]
    assert all(row @ pieces == n for row, n in told)
    # A hidden total is 1 or more, since a total of 0 is shown.
    somebody = [row_of(*key) for key, n in numbers.items() if n is None and ALL in key]
    rows_told = np.array([row for row, _n in told]).reshape(-1, len(at))

    def ends(question):
        found = []
        for sign in (1, -1):
            answer = linprog(
                sign * question, A_eq=rows_told if told else None,
                b_eq=[n for _row, n in told] if told else None,
                A_ub=-np.array(somebody) if somebody else None,
                b_ub=-np.ones(len(somebody)) if somebody else None, bounds=(0, None),
            )  # fmt: skip
            assert answer.status in (0, 3)
            found.append(sign * answer.fun if answer.status == 0 else np.inf)
        return np.ceil(found[0] - 1e-6), np.floor(found[1] + 1e-6)

    answered = [row_of("searches", *key[1:]) - row_of(*key) for key in numbers if key[0] == "unmet"]
    for question in [*(row_of(*key) for key in numbers), *answered, *np.eye(len(at))]:
        n = question @ pieces
        if 0 < n < 5:
            low, high = ends(question)
            assert high > n + MARGIN, (question, n, low, high)
            # Each hidden total is seen to hold somebody: that much is always known.
            assert high - low > 2 * MARGIN


def test_totals_are_kept_where_most_crossed_numbers_are_small():
    chance = np.random.default_rng(4)
    rows = tuple(
        (zone, need, int(n), int(chance.integers(0, n + 1)))
        for zone in (None, *range(1, 15))
        for need in ("a", "b", "c", "d", "e", "f")
        if (n := chance.poisson(4))
    )
    numbers = _shown(rows)
    totals = [n for (what, *where), n in numbers.items() if what == "searches" and ALL in where]
    assert sum(n is not None for n in totals) > 0.9 * len(totals)
    crossed = [n for (what, *where), n in numbers.items() if ALL not in where]
    assert any(n is not None for n in crossed)
    assert all(n is None or n >= 5 for n in crossed)  # a zero beside small numbers is blank too


@pytest.mark.parametrize(
    ("today", "months"),
    [
        (date(2026, 11, 22), (date(2025, 11, 1), date(2026, 10, 31))),
        (date(2027, 1, 1), (date(2026, 1, 1), date(2026, 12, 31))),
        (date(2028, 3, 31), (date(2027, 3, 1), date(2028, 2, 29))),
    ],
)
def test_a_year_is_one_of_whole_months_that_have_ended(today, months):
    assert year_of_whole_months(today) == months


@pytest.mark.django_db
def test_two_readings_a_day_apart_say_the_same_until_the_month_ends():
    SearchDay.objects.create(day=date(2026, 9, 3), need="ecole", n_searches=14, n_unmet=7)
    first = unmet_figures(today=date(2026, 11, 21))
    SearchDay.objects.create(day=date(2026, 11, 21), need="ecole", n_searches=1, n_unmet=1)
    assert unmet_figures(today=date(2026, 11, 22)) == first
    assert unmet_figures(today=date(2026, 11, 30)) == first
    assert unmet_figures(today=date(2026, 12, 1)).total.base == 15


@pytest.mark.django_db
def test_a_town_without_a_search_has_none(django_assert_num_queries):
    with django_assert_num_queries(1):
        found = searches(today=date(2026, 11, 22))
    assert found.number("searches") == 0
    assert found.number("unmet", need="ecole") == 0
