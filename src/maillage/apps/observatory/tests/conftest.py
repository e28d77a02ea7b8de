"""Towns that several files measure, and what is kept between two readings forgotten."""

import pytest

from maillage.apps.directory.tests.factories import make_offer, make_place
from maillage.apps.observatory.queries.support import forget
from maillage.apps.observatory.tests.factories import (
    COMMUNE,
    OTHER,
    TOOLS,
    Zone,
    at,
    block,
    load_block,
    make_grid,
    statement,
)
from maillage.apps.territories.actions import load_zones


@pytest.fixture(autouse=True)
def _nothing_kept():
    """Another test had other cells under the same numbers."""
    forget()
    yield
    forget()


@pytest.fixture
def packages(settings, tmp_path):
    """The library of maps, as npm installs it."""
    dist = tmp_path / "maplibre-gl" / "dist"
    dist.mkdir(parents=True)
    for name in ("maplibre-gl.mjs", "maplibre-gl-worker.mjs", "maplibre-gl.css"):
        (dist / name).write_text("/* */")
    settings.PACKAGES_FOLDER = tmp_path
    return tmp_path


@pytest.fixture
def grid(db):
    """A commune of 4 rows and 6 columns of cells, 10 people in each, 2 IRIS of 3 columns."""
    make_grid()
    return load_block("iris", "west", 0, 0, 4, 3), load_block("iris", "east", 0, 3, 4, 3)


@pytest.fixture
def nine_cells(db):
    """A row of nine cells of 10 people, 100 in the last; two quarters, the east is a QPV too.

    Learning is taught in the first cell; three other places offer another thing.
    """
    make_grid(lambda row, column: 100.0 if column == 8 else 10.0, rows=1, columns=9)
    load_zones(
        [
            statement("quarter", "ouest", block(0, 0, 1, 6), COMMUNE),
            statement("quarter", "est", block(0, 6, 1, 3), COMMUNE),
            statement("qpv", "prioritaire", block(0, 7, 1, 2), COMMUNE),
        ]
    )
    make_offer(make_place(nom="École", **at(0, 0)), services=TOOLS)
    for nom, column in (("Ouest", 1), ("Milieu", 4), ("Est", 8)):
        make_offer(make_place(nom=nom, **at(0, column)), services=OTHER)
    forget()


@pytest.fixture
def two_quarters(db):
    """4 x 6 cells of 10 people in an EPCI; two quarters, a QPV in the western one."""
    load_zones([statement("epci", "200000001", block(0, 0, 4, 6))])
    make_grid()
    Zone.objects.filter(kind="commune").update(parent=Zone.objects.get(kind="epci"))
    load_zones(
        [
            statement("quarter", "ouest", block(0, 0, 4, 3), COMMUNE),
            statement("quarter", "est", block(0, 3, 4, 3), COMMUNE),
            statement("qpv", "QN05901", block(0, 0, 4, 2), COMMUNE),
        ]
    )
    forget()
