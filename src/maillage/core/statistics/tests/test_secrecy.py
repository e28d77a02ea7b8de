"""Small counts stay secret from somebody who adds, subtracts and bounds."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import csr_array

from maillage.core.statistics.secrecy import (
    MARGIN,
    MINIMUM_HOUSEHOLDS,
    Extent,
    attack,
    nested_zones,
    suppress,
    zone_table,
)
from maillage.core.statistics.secrecy.facts import make_facts


def bounds(sums, values, hidden, question, *, clever=False):
    """What a reader finds of a question, with a plain linear programme and nothing of ours."""
    shown = ~hidden
    found = []
    for sign in (1, -1):
        answer = linprog(
            sign * question,
            A_eq=sums[shown],
            b_eq=values[shown],
            # Zeros are shown: somebody clever knows that what is hidden is 1 or more.
            A_ub=-sums[hidden] if clever else None,
            b_ub=-np.ones(hidden.sum()) if clever else None,
            bounds=(0, None),
        )
        assert answer.status in (0, 3)
        found.append(sign * answer.fun if answer.status == 0 else np.inf)
    return np.ceil(found[0] - 1e-6), np.floor(found[1] + 1e-6)


@st.composite
def tables(draw):
    """Neighbourhoods in communes in an urban unit, perhaps one across, with categories."""
    n_areas, n_columns = draw(st.integers(1, 6)), draw(st.integers(1, 4))
    counts = st.one_of(st.integers(0, 6), st.integers(0, 60))
    pieces = np.array(
        draw(st.lists(st.lists(counts, min_size=n_columns, max_size=n_columns),
                      min_size=n_areas, max_size=n_areas))
    )  # fmt: skip
    zones = [{area} for area in range(n_areas) if draw(st.booleans())]
    cut = draw(st.integers(0, n_areas))
    zones += [set(range(cut)), set(range(cut, n_areas)), set(range(n_areas))]
    if draw(st.booleans()):
        zones.append(draw(st.sets(st.integers(0, n_areas - 1), min_size=1)))
    zones = [zone for zone in zones if zone]
    return zone_table(pieces, zones, totals=draw(st.booleans()))


@given(tables(), st.sampled_from([5, 11]))
@settings(max_examples=60, deadline=None)
def test_nobody_bounds_a_hidden_number_within_2(facts, minimum):
    result = suppress(facts, minimum=minimum)
    sums, values = facts.sums.toarray(), facts.values
    assert result.hidden[(values > 0) & (values < minimum)].all()
    assert not result.hidden[values == 0].any()
    for fact in np.flatnonzero(result.hidden):
        for clever in (False, True):
            low, high = bounds(sums, values, result.hidden, sums[fact], clever=clever)
            assert low <= values[fact] <= high
            assert high - low > 2 * MARGIN


@given(tables(), st.sampled_from([5, 11]))
@settings(max_examples=40, deadline=None)
def test_nobody_finds_a_small_difference_of_two_zones_nor_a_small_rest(facts, minimum):
    result = suppress(facts, minimum=minimum)
    sums, values = facts.sums.toarray(), facts.values
    questions = [sums[a] - sums[b] for a in range(len(sums)) for b in range(len(sums))]
    questions = [row for row in questions if row.min() >= 0 and row.max() > 0]
    for question in [*questions, *np.eye(sums.shape[1])]:
        true = question @ facts.pieces
        if 0 < true < minimum:
            low, high = bounds(sums, values, result.hidden, question)
            assert high - low > 2 * MARGIN
            assert high > true + MARGIN


@given(tables())
@settings(max_examples=40, deadline=None)
def test_our_bounds_are_those_of_the_plain_programme(facts):
    hidden = suppress(facts).hidden
    low, high = attack(facts, hidden)
    for fact in np.flatnonzero(hidden):
        row = facts.sums.toarray()[fact]
        assert (low[fact], high[fact]) == bounds(
            facts.sums.toarray(), facts.values, hidden, row, clever=True
        )
    assert np.array_equal(low[~hidden], facts.values[~hidden])


def test_hiding_only_what_is_small_gives_it_away():
    """The attack works: without more hidden numbers, a subtraction is enough."""
    facts = zone_table([[3, 20, 30], [40, 50, 60]], [[0], [1], [0, 1]])
    small = (facts.values > 0) & (facts.values < 5)
    assert small.sum() == 1
    row = facts.sums.toarray()[small][0]
    assert bounds(facts.sums.toarray(), facts.values, small, row) == (3, 3)
    result = suppress(facts)
    low, high = bounds(facts.sums.toarray(), facts.values, result.hidden, row)
    assert high - low > 4
    assert result.n_small == 1
    assert result.n_more == 3  # a rectangle


def test_a_neighbourhood_nearly_as_large_as_its_commune():
    """100 in the commune, 97 in the neighbourhood: three people live beside it."""
    facts = nested_zones([[100], [97]], [None, 0], totals=False)
    result = suppress(facts)
    assert result.hidden.tolist() == [False, True]
    low, high = attack(facts, result.hidden)
    assert high[1] == 100
    assert low[1] == 1


def test_a_total_and_its_column_that_are_the_same_number():
    result = suppress(zone_table([[3]], [[0]]))
    assert result.hidden.tolist() == [True, True]
    assert result.extent is Extent.NOTHING_LEFT


@pytest.mark.parametrize(
    ("table", "extent", "n_hidden"),
    [
        ([[0, 0]], Extent.ALL_SHOWN, 0),
        ([[0]], Extent.ALL_SHOWN, 0),
        ([[50]], Extent.ALL_SHOWN, 0),
        ([[1, 2], [2, 1]], Extent.NOTHING_LEFT, 6),
        ([[4]], Extent.NOTHING_LEFT, 2),
        ([[3, 0, 40, 50]], Extent.SOME_HIDDEN, 2),
    ],
)
def test_tables_at_the_edge(table, extent, n_hidden):
    result = suppress(zone_table(table, [[row] for row in range(len(table))]))
    assert result.extent is extent
    assert result.hidden.sum() == n_hidden


def test_an_empty_table():
    for facts in (zone_table(np.zeros((0, 3)), []), zone_table(np.zeros((2, 0)), [[0], [1]])):
        assert suppress(facts).extent is Extent.EMPTY


def test_households_ask_for_eleven():
    facts = zone_table([[10, 40, 50]], [[0]])
    assert suppress(facts).extent is Extent.ALL_SHOWN
    assert suppress(facts, minimum=MINIMUM_HOUSEHOLDS).hidden.tolist() == [True, True, False, False]


def test_the_dear_number_is_kept():
    table = zone_table([[3, 20, 30]], [[0]])
    facts = make_facts(table.pieces, table.sums, [1, 900, 1, 900])
    assert suppress(facts).hidden.tolist() == [True, False, True, False]


def test_two_cells_that_are_seen_to_hold_somebody_do_not_hide_the_rest():
    """1 and 1 in a row of zeros: whoever reads knows of 2 at least, whatever else is hidden."""
    pieces = [[1, 1, 0], [20, 30, 25], [22, 31, 28], [40, 35, 27]]
    facts = zone_table(pieces, [{0}, {1}, {2}, {3}, {0, 1, 2, 3}])
    result = suppress(facts)
    assert result.protects
    assert result.extent is Extent.SOME_HIDDEN
    low, high = attack(facts, result.hidden)
    total = 3
    assert (low[total], facts.values[total]) == (2, 2)
    assert high[total] > 2 + MARGIN


@given(tables(), st.sampled_from([5, 11]))
@settings(max_examples=40, deadline=None)
def test_totals_chosen_first_are_not_touched_and_parts_with_blank_zeros_are_safe(facts, minimum):
    """Sums of several pieces are settled first; single pieces come after, their zeros blank."""
    sums, values = facts.sums.toarray(), facts.values
    parts = sums.sum(axis=1) == 1
    totals = np.flatnonzero(~parts)
    hidden = np.zeros(len(values), dtype=bool)
    hidden[totals] = suppress(
        make_facts(facts.pieces, csr_array(sums[totals])), minimum=minimum
    ).hidden
    blank = make_facts(facts.pieces, facts.sums, blank=parts)
    result = suppress(blank, minimum=minimum, hidden=hidden, settled=~parts)
    assert np.array_equal(result.hidden[totals], hidden[totals])
    assert result.hidden[parts & (values < minimum)].all()
    if not result.protects:
        return
    for fact in np.flatnonzero(parts & (values > 0) & (values < minimum)):
        low, high = bounds(blank.sums.toarray(), values, result.hidden, blank.sums.toarray()[fact])
        assert high > values[fact] + MARGIN
        assert low < values[fact] - MARGIN or low <= 1


def test_flags_are_one_for_each_number():
    facts = zone_table([[3, 20]], [[0]])
    for wrong in ([True], np.zeros(3, int)):
        with pytest.raises(ValueError, match="flag"):
            suppress(facts, hidden=wrong)
        with pytest.raises(ValueError, match="blank"):
            make_facts(facts.pieces, facts.sums, blank=wrong)


def test_a_table_of_a_town_keeps_most_of_its_numbers():
    """Forty quarters in five districts by six ages: many rounds, several numbers in each."""
    chance = np.random.default_rng(7)
    pieces = chance.poisson(chance.gamma(3, 6, (40, 1)) * np.ones(6))
    zones = [{area} for area in range(40)]
    zones += [set(range(first, first + 8)) for first in range(0, 40, 8)]
    facts = zone_table(pieces, [*zones, set(range(40))])
    result = suppress(facts)
    sums, hidden = facts.sums.toarray(), result.hidden
    assert result.protects
    assert 0 < result.n_small < 60
    assert hidden.sum() < 0.5 * len(hidden)
    # A sample of what is hidden, by a programme that is not ours.
    for fact in np.flatnonzero(hidden)[::7]:
        low, high = bounds(sums, facts.values, hidden, sums[fact], clever=True)
        assert high - low > 2 * MARGIN


def test_it_is_imported_from_the_package_without_loading_the_solver():
    program = (
        "import sys, maillage.core.statistics as s;"
        "assert 'scipy.optimize' not in sys.modules;"
        "assert s.suppress.__name__ == 'suppress'"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: zone_table([[-1]], [[0]]),
        lambda: zone_table([[1.5]], [[0]]),
        lambda: zone_table([[1]], [[1]]),
        lambda: zone_table([1], [[0]]),
        lambda: nested_zones([[3], [4]], [None, 0]),
        lambda: nested_zones([[3], [4]], [1, 0]),
        lambda: nested_zones([[3]], []),
        lambda: make_facts([1], csr_array([[2.0]])),
        lambda: make_facts([1], csr_array([[1.0]]), [0]),
        lambda: make_facts([1, 2], csr_array([[1.0]])),
        lambda: suppress(zone_table([[1]], [[0]]), minimum=0),
    ],
)
def test_what_is_no_table_is_refused(wrong):
    with pytest.raises(ValueError, match=r"count|area|zone|parent|piece|cost|minimum"):
        wrong()
