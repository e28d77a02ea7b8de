"""Values of zones: what is published is preferred, what is estimated is a sum of its parts."""

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maillage.apps.observatory.models import Dataset, Figure, Measure
from maillage.apps.observatory.queries import support as supports
from maillage.apps.observatory.queries.support import mark_now, pieces_of, points_in, support
from maillage.apps.observatory.queries.values import (
    FEWEST_CELLS,
    Refusal,
    published,
    values_of,
    years_of,
)
from maillage.apps.observatory.tests.factories import (
    NOW,
    Zone,
    load_block,
    make_dataset,
    make_figure,
    make_grid,
    make_measure,
    make_zone,
    value_of,
)

# ---------------------------------------------------------------- published


@pytest.mark.django_db
def test_the_newest_year_answers_and_a_newer_secret_is_not_replaced_by_an_older_number():
    zone, other, measure = make_zone(), make_zone("59998"), make_measure()
    make_figure(zone, measure, 12, year=2020)
    make_figure(zone, measure, 15, year=2022)
    make_figure(other, measure, 12, year=2020)
    make_figure(other, measure, None, year=2022)
    found = published(measure, kind="commune").by_zone
    assert (found[zone.pk].value, found[zone.pk].year) == (15, 2022)
    assert (found[other.pk].value, found[other.pk].state) == (None, "secret")
    assert published(measure, zones=[zone.pk], year=2020).numbers == {zone.pk: 12}
    assert years_of(measure, "commune") == [2022, 2020]
    assert found[zone.pk].source == "Chiffres de Clairmaille, Ville de Clairmaille"


@pytest.mark.django_db
def test_of_two_files_of_one_year_the_last_loaded_answers():
    zone, measure = make_zone(), make_measure()
    make_figure(zone, measure, 12, dataset=make_dataset("old"))
    later = make_dataset("new", loaded_at=NOW + timedelta(days=1))
    make_figure(zone, measure, 13, dataset=later)
    assert published(measure, zones=[zone.pk]).by_zone[zone.pk].dataset == "new"


@pytest.mark.django_db
def test_an_older_year_that_is_loaded_later_does_not_answer():
    zone, measure = make_zone(), make_measure()
    make_figure(zone, measure, 15, dataset=make_dataset("new", year=2022))
    later = make_dataset("old", year=2020, loaded_at=NOW + timedelta(days=1))
    make_figure(zone, measure, 12, dataset=later)
    assert published(measure, zones=[zone.pk]).by_zone[zone.pk].value == 15


# ---------------------------------------------------------------- estimated


def test_a_neighbourhood_inside_one_iris_gets_its_rate(grid):
    measure = make_measure()
    make_figure(grid[0], measure, 20)
    make_figure(grid[1], measure, 40)
    found = value_of(measure, load_block("qpv", "inside", 0, 0, 4, 2))
    assert (found.value, found.coverage_pct, found.method) == (pytest.approx(20), 100, "estimated")
    # Half of its people on each side.
    assert value_of(measure, load_block("qpv", "across", 0, 2, 4, 2)).value == pytest.approx(30)


def test_people_decide_and_not_the_surface(db):
    make_grid(people=lambda row, column: 30.0 if column == 2 else 10.0)
    west, east = load_block("iris", "west", 0, 0, 4, 3), load_block("iris", "east", 0, 3, 4, 3)
    measure = make_measure()
    make_figure(west, measure, 20)
    make_figure(east, measure, 40)
    assert value_of(measure, load_block("qpv", "across", 0, 2, 4, 2)).value == pytest.approx(25)


def test_a_count_is_shared_and_an_edge_cuts_a_cell(grid):
    people = Measure.objects.get(code="grid_population")
    families = make_measure("families", unit="families")
    make_figure(grid[0], families, 60)
    make_figure(grid[1], families, 12)
    qpv = load_block("qpv", "cut", 0, 0, 4, 2.5)
    # 4 rows of two cells and a half, 10 people in each; 12 cells of the IRIS share 60 families.
    assert value_of(people, qpv).value == pytest.approx(100)
    assert value_of(families, qpv).value == pytest.approx(50)


def test_a_secret_lowers_the_coverage_and_is_no_zero(grid):
    measure = make_measure()
    make_figure(grid[0], measure, 20)
    make_figure(grid[1], measure, None)
    found = value_of(measure, load_block("qpv", "across", 0, 2, 4, 2))
    assert (found.value, found.coverage_pct) == (pytest.approx(20), 50)
    # All hidden: nothing, in place of a zero.
    hidden = value_of(measure, load_block("qpv", "hidden", 0, 4, 4, 2))
    assert (hidden.value, hidden.state, hidden.refusal) == (None, "secret", Refusal.HIDDEN)


def test_a_zone_of_too_few_cells_has_no_estimate(grid):
    measure = make_measure()
    make_figure(grid[0], measure, 20)
    assert FEWEST_CELLS == 5
    four = value_of(measure, load_block("qpv", "four", 0, 0, 2, 2))
    assert (four.value, four.state, four.refusal) == (None, "missing", Refusal.FEW_CELLS)
    assert not four.is_estimate
    assert value_of(measure, load_block("qpv", "six", 2, 0, 2, 3)).value == pytest.approx(20)


def test_a_zone_where_nobody_lives_has_no_estimate(db):
    make_grid(people=lambda row, column: 0.0 if column < 3 else 10.0)
    west = load_block("iris", "west", 0, 0, 4, 3)
    measure = make_measure()
    make_figure(west, measure, 20)
    empty = value_of(measure, load_block("qpv", "empty", 0, 0, 4, 3))
    assert (empty.value, empty.refusal) == (None, Refusal.NOBODY)
    # The same when it lies wholly beyond the cells.
    assert value_of(measure, load_block("qpv", "far", 20, 20, 4, 3)).refusal == Refusal.NOBODY


def test_what_is_published_is_preferred_even_when_it_is_a_secret(grid):
    measure = make_measure()
    make_figure(grid[0], measure, 20)
    known, hidden = load_block("qpv", "known", 0, 0, 4, 2), load_block("qpv", "hidden", 0, 0, 4, 3)
    make_figure(known, measure, 55, dataset=make_dataset("qpv"))
    make_figure(hidden, measure, None, dataset=Dataset.objects.get(code="qpv"))
    assert (value_of(measure, known).value, value_of(measure, known).method) == (55, "published")
    assert (value_of(measure, hidden).value, value_of(measure, hidden).state) == (None, "secret")
    found = values_of(measure, "qpv", [known.pk, hidden.pk])
    assert found.estimated_from == ""


def test_nothing_is_given_from_a_wider_zone(grid):
    measure = make_measure()
    make_figure(Zone.objects.get(kind="commune"), measure, 33)
    assert value_of(measure, load_block("qpv", "inside", 0, 0, 4, 2)) is None


def test_cells_are_preferred_to_iris_and_a_metropolis_adds_its_communes(grid):
    measure = make_measure()
    make_figure(grid[0], measure, 20)
    for zone in Zone.objects.filter(kind="cell"):
        make_figure(zone, measure, 10)
    qpv = load_block("qpv", "inside", 0, 0, 4, 2)
    assert value_of(measure, qpv).value == pytest.approx(10)
    assert values_of(measure, "qpv", [qpv.pk]).estimated_from == "cell"
    epci = make_zone("299999999", "epci")
    Zone.objects.filter(kind="commune").update(parent=epci)
    people = Measure.objects.get(code="grid_population")
    assert value_of(people, epci).value == pytest.approx(240)
    assert value_of(measure, epci).value == pytest.approx(10)


def test_two_lists_of_neighbourhoods_overlap_and_the_day_tells(grid):
    measure = make_measure()
    make_figure(grid[0], measure, 20)
    old, new = load_block("qpv", "old", 0, 0, 4, 2), load_block("qpv", "new", 0, 1, 4, 2)
    day = NOW.date()
    Zone.objects.filter(pk=old.pk).update(valid_to=day - timedelta(days=1))
    Zone.objects.filter(pk=new.pk).update(valid_from=day)
    points = support("iris", "qpv", on=day)
    assert set(np.unique(points.target).tolist()) == {-1, new.pk}
    assert values_of(measure, "qpv", [new.pk], on=day).numbers == {new.pk: pytest.approx(20)}


def test_zones_that_overlap_are_each_estimated_over_all_their_people(grid):
    people = Measure.objects.get(code="grid_population")
    west, middle = (
        load_block("quarter", "west", 0, 0, 4, 3),
        load_block("quarter", "middle", 0, 2, 4, 3),
    )
    # A column of four cells of ten people is in both: each quarter still has its twelve cells.
    assert value_of(people, west).value == pytest.approx(120)
    assert value_of(people, middle).value == pytest.approx(120)


def test_a_file_that_is_forgotten_or_loaded_is_seen_at_once(grid):
    measure = make_measure()
    make_figure(grid[0], measure, 20, dataset=make_dataset("iris"))
    newest = make_dataset("cells", loaded_at=NOW + timedelta(days=1))
    qpv = load_block("qpv", "inside", 0, 0, 4, 2)
    before = mark_now()
    assert value_of(measure, qpv).value == pytest.approx(20)
    Dataset.objects.get(code="iris").delete()  # not the newest
    assert mark_now() != before
    assert value_of(measure, qpv) is None  # no figure is left: nothing to refuse
    for zone in Zone.objects.filter(kind="cell"):
        make_figure(zone, measure, 10, dataset=newest)
    again = make_dataset("iris", loaded_at=NOW + timedelta(days=2))
    make_figure(grid[0], measure, 30, dataset=again)
    assert value_of(measure, qpv).value == pytest.approx(10)


def test_without_cells_nothing_is_estimated(db):
    zone, measure = make_zone("q", "quarter"), make_measure()
    make_figure(make_zone("i", "iris"), measure, 20)
    assert support("iris", "quarter") is None
    assert (value_of(measure, zone).value, value_of(measure, zone).refusal) == (
        None,
        Refusal.NO_GRID,
    )


# ---------------------------------------------------------------- by hand, and wide zones


def worlds():
    """Draw cells in 2 IRIS and 3 overlapping quarters of a row of them, people and figures."""
    edge = st.integers(0, 96).map(lambda sixteenths: sixteenths / 16)
    return st.tuples(
        st.lists(st.integers(0, 50), min_size=24, max_size=24),
        st.lists(st.tuples(edge, edge), min_size=3, max_size=3),
        st.lists(st.none() | st.floats(0, 1e5), min_size=2, max_size=2),
        st.sampled_from(["families", "pct"]),
    )


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(worlds())
def test_an_estimate_is_what_a_head_adds_point_by_point(db, world):
    people, edges, figures, unit = world
    Figure.objects.all().delete()
    Dataset.objects.all().delete()
    Measure.objects.all().delete()
    Zone.objects.update(parent=None)
    Zone.objects.all().delete()
    supports.forget()
    make_grid(people=lambda row, column: float(people[6 * row + column]))
    iris = [load_block("iris", "west", 0, 0, 4, 3), load_block("iris", "east", 0, 3, 4, 3)]
    measure = make_measure("drawn", unit=unit)
    for zone, figure in zip(iris, figures, strict=True):
        make_figure(zone, measure, figure)
    quarters = {
        load_block("quarter", f"q{n}", 0, min(pair), 4, max(pair) - min(pair)).pk: (
            min(pair),
            max(pair),
        )
        for n, pair in enumerate(edges)
        if min(pair) < max(pair)
    }
    # People of a cell are all over it: an edge takes the part that lies on its side.
    strips = [
        ((column + (strip + 0.5) / 16), sum(people[6 * row + column] for row in range(4)) / 16)
        for column in range(6)
        for strip in range(16)
    ]
    of_iris = [sum(n for x, n in strips if (x > 3) == (side == 1)) for side in (0, 1)]
    found = values_of(measure, "quarter", list(quarters)).by_zone
    for zone, (west, east) in quarters.items():
        inside = [
            sum(n for x, n in strips if west < x < east and (x > 3) == (side == 1))
            for side in (0, 1)
        ]
        n_cells = sum(
            1
            for row in range(4)
            for column in range(6)
            if people[6 * row + column] and column < east and west < column + 1
        )
        known = [
            (n, figure, whole)
            for n, figure, whole in zip(inside, figures, of_iris, strict=True)
            if figure is not None and n > 0
        ]
        lived = sum(n for n, *_ in known)
        same = any(0 < sum(inside) == n == whole for n, whole in zip(inside, of_iris, strict=True))
        if not n_cells or not known or (n_cells < FEWEST_CELLS and not same):
            assert zone not in found or found[zone].value is None
            continue
        if unit == "families":
            slow = sum(figure * n / whole for n, figure, whole in known)
        else:
            slow = sum(figure * n for n, figure, _ in known) / lived
        assert found[zone].value == pytest.approx(slow, rel=1e-9, abs=1e-9)
        assert found[zone].coverage_pct == pytest.approx(100 * lived / sum(inside), abs=0.1)


def test_a_cell_that_the_projection_turns_is_cut_where_it_lies(db):
    """Cells of INSEE are turned by some degrees in France; their edge is not to the north."""
    angle = np.radians(5.5 + np.array([225, 315, 45, 135]))
    ring = [[3 + 0.001 * np.cos(a), 0.001 * np.sin(a)] for a in [*angle, angle[0]]]
    cell = {"type": "Polygon", "coordinates": [ring]}
    make_zone("turned", "cell", latitude=0.0, longitude=3.0, geometry=cell, population=100)
    # From the corner in the west to the middle: by hand, a quarter and half of the square.
    (x0, y0), (x1, y1), (x2, y2), _x3 = ring[:4]
    middle = [(x0 + x2) / 2, (y0 + y2) / 2]
    triangle = [[x0, y0], middle, [x1, y1], [x0, y0]]
    half = [[x0, y0], [x1, y1], [x2, y2], [x0, y0]]
    quarter = make_zone("triangle", "quarter",
                        geometry={"type": "Polygon", "coordinates": [triangle]})  # fmt: skip
    other = make_zone("half", "quarter", geometry={"type": "Polygon", "coordinates": [half]})
    at, zones, part = points_in("quarter", None, mark_now())
    people = np.bincount(zones, weights=part * 100 / 16)
    assert people[quarter.pk] == pytest.approx(25, rel=1e-9)
    assert people[other.pk] == pytest.approx(50, rel=1e-9)
    # Each point once, whatever overlaps: the first by code keeps its whole part.
    at, zones, part = pieces_of("quarter", None, mark_now())
    assert np.bincount(at, weights=part) == pytest.approx(np.ones(16))
    kept = {zone: part[zones == zone].sum() * 100 / 16 for zone in (quarter.pk, other.pk, -1)}
    assert kept[other.pk] == pytest.approx(50, rel=1e-9)
    assert kept[quarter.pk] + kept[-1] == pytest.approx(50, rel=1e-9)


def test_an_urban_unit_adds_its_communes_and_says_its_coverage(grid):
    measure = make_measure()
    for zone in Zone.objects.filter(kind="cell"):
        make_figure(zone, measure, 10)
    unit = make_zone("59799", "uu", n_communes=1)
    Zone.objects.filter(kind="commune").update(urban_unit=unit)
    people = Measure.objects.get(code="grid_population")
    found = value_of(people, unit)
    assert (found.value, found.method) == (pytest.approx(240), "estimated")
    assert value_of(measure, unit).value == pytest.approx(10)
    # What is published for the unit is preferred.
    make_figure(unit, measure, 12)
    assert (value_of(measure, unit).value, value_of(measure, unit).method) == (12, "published")


def test_an_urban_unit_of_which_communes_lack_is_not_estimated(grid):
    unit = make_zone("59799", "uu", n_communes=2)
    Zone.objects.filter(kind="commune").update(urban_unit=unit)
    found = value_of(Measure.objects.get(code="grid_population"), unit)
    assert (found.value, found.refusal) == (None, Refusal.UNCOUNTED)


def test_france_is_published_or_nothing(grid):
    measure = make_measure()
    for zone in Zone.objects.filter(kind="commune"):
        make_figure(zone, measure, 10)
    country = make_zone("FM", "country")
    assert value_of(measure, country) is None
    make_figure(country, measure, 14.5)
    assert value_of(measure, country).value == 14.5
