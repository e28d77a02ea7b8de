"""Where a territory ends inside a cell: who is counted in it, and where people are cut in two."""

import numpy as np
import pytest

from maillage.apps.observatory.queries.lived import lived_around
from maillage.apps.observatory.queries.support import support
from maillage.apps.observatory.tests.factories import TODAY, load_block, make_grid, make_zone
from maillage.apps.territories.queries import zone_rows

pytestmark = pytest.mark.django_db


def people_by_zone(kind):
    """Return the people of the cells by code of the zone that each point is said to be in."""
    found = support("cell", kind)
    codes = {row.id: row.code for row in zone_rows(kind)}
    total: dict[str, float] = {}
    for number, people in zip(found.target.tolist(), found.people.tolist(), strict=True):
        code = codes.get(number, "")
        total[code] = total.get(code, 0.0) + people
    return {code: pytest.approx(people) for code, people in total.items()}


@pytest.mark.parametrize(
    # A cell is four points wide: column 2 begins with one from 2.00 to 2.25.
    ("edge", "west"), [(2.05, 2.0), (2.10, 2.0), (2.15, 2.25), (2.20, 2.25)]
)  # fmt: skip
def test_a_point_is_in_the_zone_that_has_half_of_it_and_not_in_the_first(edge, west):
    make_grid()
    load_block("quarter", "a-west", 0, 0, 4, edge)
    load_block("quarter", "b-east", 0, edge, 4, 6 - edge)
    assert people_by_zone("quarter") == {"a-west": 40 * west, "b-east": 40 * (6 - west)}


@pytest.mark.parametrize(("edge", "west"), [(2.05, 2.0), (2.20, 2.25)])
def test_a_point_of_which_less_than_half_is_in_a_zone_is_in_none(edge, west):
    make_grid()
    load_block("quarter", "a-west", 0, 0, 4, edge)
    assert people_by_zone("quarter") == {"a-west": 40 * west, "": 40 * (6 - west)}


def test_people_are_cut_where_a_priority_neighbourhood_ends():
    make_grid()
    west = load_block("quarter", "west", 0, 0, 4, 3)
    load_block("qpv", "across", 0, 2.1, 4, 2)
    found = lived_around("quarter", zone_rows("quarter"), on=TODAY, today=TODAY)

    def lived(where):
        return pytest.approx(found.people[where].sum())

    here = found.zone == west.pk
    assert lived(found.zone > -2) == 240
    assert lived(found.priority) == 80
    # Of three columns in the quarter, nine tenths of one are in the neighbourhood.
    assert lived(here & found.priority) == 36
    assert lived(here & ~found.priority) == 84
    # A cell that its edge cuts is two spots, each with its own people.
    cells, n = np.unique(found.cell[found.people > 0], return_counts=True)
    assert (len(cells), sorted(set(n.tolist()))) == (24, [1, 2])


def test_in_the_map_of_neighbourhoods_who_is_in_one_is_in_priority():
    make_grid()
    make_zone("far", "qpv")
    inside = load_block("qpv", "across", 0, 2.1, 4, 2)
    found = lived_around("qpv", zone_rows("qpv"), on=TODAY, today=TODAY)
    assert found.priority.tolist() == (found.zone == inside.pk).tolist()
    assert found.people[found.priority].sum() == pytest.approx(80)
