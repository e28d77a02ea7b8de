"""What a base holds in earnest: communes without cells, odd numbers, outlines that change."""

import pytest

from maillage.apps.directory.actions.drawn import draw_quarter, redraw_quarter
from maillage.apps.directory.tests.factories import make_user
from maillage.apps.observatory.models import Measure
from maillage.apps.observatory.queries.gaps import gap_matrix
from maillage.apps.observatory.queries.values import Refusal, values_of
from maillage.apps.observatory.queries.wording import how_words
from maillage.apps.observatory.tests.factories import (
    NOW,
    SOUTH,
    STEP,
    WEST,
    Zone,
    load_block,
    make_dataset,
    make_figure,
    make_grid,
    make_measure,
    make_zone,
    value_of,
)


def cells_of_grid():
    """Return the cells by (row, column)."""
    cells = Zone.objects.filter(kind="cell")
    return {tuple(map(int, zone.code[1:].split("-"))): zone for zone in cells}


# ---------------------------------------------------------------- people whom no cell holds


def metropolis(*codes, population=None):
    """Return an EPCI of the commune of the cells, and of others without cells."""
    epci = make_zone("299999999", "epci")
    Zone.objects.filter(kind="commune").update(parent=epci)
    for code in codes:
        make_zone(code, parent=epci, population=population)
    return epci


def test_a_commune_without_cells_lowers_the_coverage_of_its_metropolis(grid):
    people = Measure.objects.get(code="grid_population")
    found = value_of(people, metropolis("59997", population=60))
    # 240 people in the cells of one commune, 60 known in the other.
    assert (found.value, found.coverage_pct) == (pytest.approx(240), 80)


def test_the_published_population_of_a_commune_counts_as_that_of_its_outline_does(grid):
    epci = metropolis("59997", population=1)
    published_people = make_measure("population", unit="people", family="people", direction=0)
    make_figure(Zone.objects.get(code="59997"), published_people, 60, dataset=make_dataset("pop"))
    assert value_of(Measure.objects.get(code="grid_population"), epci).coverage_pct == 80


def test_a_commune_whose_people_nobody_counted_leaves_its_metropolis_without_estimate(grid):
    found = value_of(Measure.objects.get(code="grid_population"), metropolis("59997"))
    assert (found.value, found.refusal) == (None, Refusal.UNCOUNTED)
    assert "population" in how_words(found)


def test_a_commune_that_is_said_to_be_empty_lacks_nothing(grid):
    found = value_of(Measure.objects.get(code="grid_population"), metropolis("59997", population=0))
    assert found.coverage_pct == 100


@pytest.mark.parametrize(("population", "coverage"), [(300, 100), (481, 49.9), (2_400, 10)])
def test_a_zone_that_cells_cover_in_part_counts_all_its_people(grid, population, coverage):
    people = Measure.objects.get(code="grid_population")
    # The census is of another year than the cells: half of it, at least, is the whole zone.
    Zone.objects.filter(kind="commune").update(population=population)
    found = value_of(people, Zone.objects.get(kind="commune"))
    assert (found.value, found.coverage_pct) == (pytest.approx(240), coverage)


def test_a_number_known_of_hardly_anybody_is_not_that_of_the_zone(grid):
    people = Measure.objects.get(code="grid_population")
    Zone.objects.filter(kind="commune").update(population=24_001)
    assert value_of(people, Zone.objects.get(kind="commune")).refusal == Refusal.HARDLY_KNOWN


def test_zones_that_overlap_each_have_all_their_people_among_what_lacks(grid):
    load_block("quarter", "west", 0, 0, 4, 3)
    load_block("quarter", "middle", 0, 2, 4, 3)
    found = gap_matrix("quarter", today=NOW.date())
    assert [row.people for row in found.rows] == [pytest.approx(120), pytest.approx(120)]


# ---------------------------------------------------------------- what files may hold


def test_an_iris_is_estimated_from_its_cells(grid):
    measure = make_measure("poor_households_pct")
    for (row, column), zone in cells_of_grid().items():
        make_figure(zone, measure, 10.0 if column < 3 else 30.0 + row)
    found = values_of(measure, "iris", [zone.pk for zone in grid])
    assert found.estimated_from == "cell"
    assert found.by_zone[grid[0].pk].value == pytest.approx(10)
    assert found.by_zone[grid[1].pk].value == pytest.approx(31.5)
    assert found.by_zone[grid[1].pk].coverage_pct == 100
    # Published wins.
    make_figure(grid[1], measure, 25, dataset=make_dataset("iris"))
    assert value_of(measure, grid[1]).value == 25


def test_numbers_that_cannot_be_are_carried_to_nobody(grid):
    measure, growth = make_measure("families", unit="families"), make_measure("growth_pct")
    make_figure(grid[0], measure, -5)
    make_figure(grid[1], measure, 12)
    make_figure(grid[0], growth, -5)
    make_figure(grid[1], growth, 1e308)
    qpv = load_block("qpv", "across", 0, 2, 4, 2)
    # Fewer than nobody: half of the people are known. A rate may well go down.
    assert (value_of(measure, qpv).value, value_of(measure, qpv).coverage_pct) == (
        pytest.approx(4),
        50,
    )
    assert value_of(growth, qpv).value == pytest.approx(5e307)


def test_an_estimate_is_as_old_as_the_oldest_number_it_is_made_of(grid):
    measure = make_measure()
    make_figure(grid[0], measure, 20, year=2017, dataset=make_dataset("old", title="Vieux"))
    make_figure(grid[1], measure, 40, year=2021, dataset=make_dataset("new", title="Neuf"))
    found = value_of(measure, load_block("qpv", "across", 0, 2, 4, 2))
    assert (found.year, found.dataset) == (2017, "old")
    inside = value_of(measure, load_block("qpv", "inside", 0, 4, 4, 2))
    assert (inside.year, inside.dataset) == (2021, "new")


def test_hardly_less_than_everybody_is_not_everybody(db):
    make_grid(people=lambda row, column: 0.05 if (row, column) == (0, 5) else 100.0)
    west, east = load_block("iris", "west", 0, 0, 4, 5), load_block("iris", "east", 0, 5, 4, 1)
    measure = make_measure()
    make_figure(west, measure, 20)
    make_figure(east, measure, None)
    whole = load_block("qpv", "row", 0, 0, 1, 6)
    found = value_of(measure, whole)
    assert found.coverage_pct == 99.9
    assert "99,9" in how_words(found)


def test_an_outline_changed_under_the_same_name_is_seen_at_once(grid):
    people = Measure.objects.get(code="grid_population")
    quarter = load_block("quarter", "moved", 0, 0, 4, 3)
    assert value_of(people, quarter).value == pytest.approx(120)
    load_block("quarter", "moved", 0, 0, 4, 4)
    assert value_of(people, quarter).value == pytest.approx(160, abs=0.05)


def test_a_corner_moved_by_hand_within_the_same_box_is_seen_at_once(grid):
    by = make_user()
    people = Measure.objects.get(code="grid_population")
    whole = [(SOUTH, WEST), (SOUTH, WEST + 4 * STEP), (SOUTH + 4 * STEP, WEST + 4 * STEP),
             (SOUTH + 4 * STEP, WEST)]  # fmt: skip
    zone, _ = draw_quarter(whole, nom="Dessiné", commune="59999", by=by, now=NOW)
    assert value_of(people, zone).value == pytest.approx(160, abs=0.05)
    within = (SOUTH + 2 * STEP, WEST + 2 * STEP)
    redraw_quarter(zone.slug, [*whole[:2], within, *whole[3:]], by=by, now=NOW)
    assert value_of(people, zone).value < 100
