"""The worked examples of docs/methods.md, part "Besoins et manques", computed again."""

import re

import pytest

from maillage.apps.directory.tests.factories import make_offer, make_place
from maillage.apps.observatory.queries.gaps import Cover, gap_matrix
from maillage.apps.observatory.queries.needs import need_counts
from maillage.apps.observatory.queries.printed.needs import people_words
from maillage.apps.observatory.queries.support import forget
from maillage.apps.observatory.tests.factories import (
    SOUTH,
    STEP,
    TODAY,
    WEST,
    Zone,
    block,
    make_dataset,
    make_figure,
    make_grid,
    make_measure,
    make_zone,
    statement,
)
from maillage.apps.territories.actions import load_zones
from maillage.apps.territories.queries import zone_rows
from maillage.core.standard import Service
from maillage.sources.figures import known_needs
from tools.stamps import ROOT

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def text():
    said = (ROOT / "docs" / "methods.md").read_text(encoding="utf-8")
    (own,) = [p for p in re.split(r"^## ", said, flags=re.M) if p.startswith("Besoins et manques")]
    return " ".join(own.replace(">", " ").split())


def test_the_people_of_a_need_are_a_product_of_two_figures_with_their_sources(text):
    assert "1 235 × 13,4 % = 165,49" in text
    epci = make_zone("200000001", "epci")
    quarter = make_zone("q", "quarter", parent=epci)
    dataset = make_dataset()
    people = make_measure("population", unit="people", family="people", direction=0)
    rate = make_measure("illectronism_pct", family="digital")
    make_figure(quarter, people, 1_235, dataset=dataset)
    make_figure(epci, rate, 13.4, dataset=dataset)
    forget()
    rows = zone_rows("quarter")
    counted = need_counts(known_needs()["illectronisme"], "quarter", rows)[quarter.pk]
    assert counted.people == pytest.approx(165.49)
    assert counted.rate_of == epci.nom
    assert people_words(counted) == "environ 170"
    assert "« environ 170 »" in text


def test_a_gap_is_a_share_of_the_people_of_the_cells(text):
    assert "50 habitants sur 120, soit 41,7 %" in text
    make_grid()
    load_zones([statement("quarter", "ouest", block(0, 0, 4, 3), ("commune", "59999"))])
    forget()
    middle = {"latitude": SOUTH + 1.5 * STEP, "longitude": WEST + 1.5 * STEP}
    tools = [str(Service.MAITRISE_DES_OUTILS_NUMERIQUES_DU_QUOTIDIEN)]
    make_offer(make_place(**middle), services=tools)
    (row,) = gap_matrix("quarter", today=TODAY, minutes=5).rows
    (cell,) = [one for one in row.cells if one.need.code == "apprendre"]
    assert row.people == pytest.approx(120)
    assert cell.any_time.share_pct == pytest.approx(41.7, abs=0.05)
    assert cell.cover is Cover.SOME
    assert Zone.objects.filter(kind="cell").count() == 24
