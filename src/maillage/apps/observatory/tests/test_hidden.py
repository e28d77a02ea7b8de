"""Counts of people in a table: what is shown cannot be added up to what is hidden."""

import numpy as np
import pytest
from scipy.optimize import linprog

from maillage.apps.observatory.queries import hidden
from maillage.apps.observatory.queries.hidden import hidden_table
from maillage.core.statistics.secrecy import Extent, Suppression


def numbers(rows):
    return [[cell.n for cell in row] for row in rows]


def test_a_small_count_is_hidden_with_what_would_give_it_away():
    shown = numbers(hidden_table([[3, 20, 30], [40, 50, 60]]))
    whole = [[3, 20, 30, 53], [40, 50, 60, 150], [43, 70, 90, 203]]
    assert shown[0][0] is None
    told = [(n, true) for row, line in zip(shown, whole, strict=True)
            for n, true in zip(row, line, strict=True) if n is not None]  # fmt: skip
    assert all(n == true for n, true in told)
    assert len(told) == 12 - 4  # a rectangle


def test_one_row_is_a_table_and_zeros_are_shown():
    assert numbers(hidden_table([[3, 0, 40, 50]])) == [[None, 0, None, 50, 93]]
    assert numbers(hidden_table([[0, 12]])) == [[0, 12, 12]]


def test_nobody_tells_a_small_number_from_its_neighbour():
    (row,) = hidden_table([[3, 0, 40, 50]])
    assert row[0] == row[2]


def test_without_totals_only_what_is_small_is_hidden():
    assert numbers(hidden_table([[3, 20], [9, 8]], totals=False)) == [[None, 20], [9, 8]]


def test_no_hidden_cell_is_bounded_by_the_sums():
    counts = np.random.default_rng(3).poisson(7, (6, 4))
    shown = numbers(hidden_table(counts.tolist()))
    n_rows, n_columns = counts.shape
    rows, values = [], []
    for r in range(n_rows + 1):
        for c in range(n_columns + 1):
            if shown[r][c] is None:
                continue
            one = np.zeros((n_rows, n_columns))
            one[slice(None) if r == n_rows else r, slice(None) if c == n_columns else c] = 1
            rows.append(one.ravel())
            values.append(shown[r][c])
    for r in range(n_rows):
        for c in range(n_columns):
            if shown[r][c] is not None:
                assert shown[r][c] == counts[r, c]
                continue
            cell = np.zeros((n_rows, n_columns))
            cell[r, c] = 1
            ends = [
                sign * linprog(sign * cell.ravel(), A_eq=rows, b_eq=values).fun for sign in (1, -1)
            ]
            assert ends[1] - ends[0] > 4


def test_what_cannot_be_protected_is_not_shown_at_all(monkeypatch):
    def never(facts, *, minimum):
        return Suppression(np.zeros(len(facts.values), bool), Extent.SOME_HIDDEN, 0, 0, False)

    monkeypatch.setattr(hidden, "suppress", never)
    assert numbers(hidden_table([[3, 0, 40]])) == [[None, 0, None, None]]


@pytest.mark.parametrize("counts", [[], [[]], [[], []]])
def test_an_empty_table_stays_empty(counts):
    assert hidden_table(counts) == [[] for _ in counts]
