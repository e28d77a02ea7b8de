"""The index of 2023 at its edges: pieces of IRIS, people of none, lists that ended, what lacks."""

from datetime import date

import pytest

from maillage.apps.observatory.models import Figure, Measure
from maillage.apps.observatory.queries.index import fragility_index
from maillage.apps.observatory.queries.index.among import communes_offered, zones_among
from maillage.apps.observatory.queries.support import forget
from maillage.apps.observatory.tests.factories import (
    COMMUNE,
    TODAY,
    Zone,
    block,
    make_dataset,
    make_figure,
    make_grid,
    make_measure,
    statement,
)
from maillage.apps.territories.actions import load_zones
from maillage.apps.territories.queries import zone_rows
from maillage.sources.figures import known_indices, known_measures

pytestmark = pytest.mark.django_db
BY_IRIS = ("no_4g_pct", "poverty_rate_pct", "older_65_pct", "below_bac_pct")
VALUES = {"599990101": 1, "599990102": 2, "599990103": 3, "599990104": 4}
ENDED = date(2025, 1, 1)


@pytest.fixture
def town(db):
    """A commune of 8 x 8 cells and four IRIS of two columns; a quarter over the middle two."""
    load_zones([statement("epci", "200000000", block(0, 0, 8, 8))])
    make_grid(lambda row, column: 60.0, rows=8, columns=8)
    Zone.objects.filter(kind="commune").update(parent=Zone.objects.get(kind="epci"))
    load_zones(
        [statement("iris", code, block(0, 2 * n, 8, 2), COMMUNE) for n, code in enumerate(VALUES)]
    )
    load_zones([statement("quarter", "milieu", block(0, 3, 8, 2), COMMUNE)])
    dataset = make_dataset("iris", title="Chiffres par IRIS")
    fixed = make_dataset("fixe", title="Réseau fixe par commune")
    for code in (*BY_IRIS, "no_thd_pct", "population"):
        said = known_measures()[code]
        make_measure(code, nom=said.nom, unit=said.unit, family=said.family,
                     direction=said.direction, base_words=said.base_words)  # fmt: skip
    for iris, value in VALUES.items():
        for code in BY_IRIS:
            figure("iris", iris, code, value, dataset)
        figure("iris", iris, "population", 960, dataset)
    figure("commune", "59999", "no_thd_pct", 5.0, fixed)
    figure("commune", "59999", "population", 3840, fixed)


def figure(kind, code, measure, value, dataset):
    made = Measure.objects.get(code=measure)
    return make_figure(Zone.objects.get(kind=kind, code=code), made, value, dataset=dataset)


def index(kind, **more):
    forget()
    return fragility_index(known_indices()["ifn-2023"], kind, today=TODAY, **more)


def column(found, code):
    return next(one for one in found.columns if one.code == code)


# ---------------------------------------------------------------- pieces


def test_a_neighbourhood_over_two_iris_is_half_of_each(town):
    (line,) = index("quarter").lines
    scores = {row.zone.code: row.scores["pauvrete"] for row in index("iris").lines}
    assert scores["599990102"] != scores["599990103"]
    half = (scores["599990102"] + scores["599990103"]) / 2
    assert line.scores["pauvrete"] == pytest.approx(half)


def test_a_neighbourhood_most_of_whose_people_live_in_no_known_iris_has_no_total(town):
    load_zones([statement("quarter", "bord", block(0, 3, 8, 3), COMMUNE)])
    totals = {line.zone.code: line.total for line in index("quarter").lines}
    assert None not in totals.values()
    Zone.objects.filter(code="599990103").delete()
    totals = {line.zone.code: line.total for line in index("quarter").lines}
    # Half of the middle, the least that is taken for the whole; a third of the other.
    assert totals["milieu"] is not None
    assert totals["bord"] is None


def test_too_few_cells_say_nothing_of_a_neighbourhood(town):
    load_zones([statement("quarter", "coin", block(0, 3, 4, 1), COMMUNE)])
    lines = {line.zone.code: line for line in index("quarter").lines}
    assert lines["milieu"].total is not None
    assert "pauvrete" not in lines["coin"].scores
    assert lines["coin"].total is None


def test_an_iris_is_of_the_commune_that_its_code_says_when_nobody_else_does(town):
    before = {line.zone.code: line.total for line in index("iris").lines}
    assert None not in before.values()
    Zone.objects.filter(kind="iris").update(parent=None)
    assert {line.zone.code: line.total for line in index("iris").lines} == before


# ---------------------------------------------------------------- whose value it is


def test_the_fixed_network_of_a_neighbourhood_is_said_to_be_that_of_its_commune(town):
    assert column(index("quarter"), "no_thd_pct").held_by == "commune"
    for kind in ("commune", "epci"):
        assert column(index(kind), "no_thd_pct").held_by == ""
    assert column(index("quarter"), "poverty_rate_pct").held_by == ""


def test_a_fixed_network_published_of_a_neighbourhood_is_not_a_score_of_its_own(town):
    before = index("quarter").lines[0].scores
    figure("quarter", "milieu", "no_thd_pct", 99.0, None)
    assert index("quarter").lines[0].scores == before


def test_an_index_names_the_files_that_its_scores_stand_on(town):
    titles = {one.title for one in index("quarter").sources}
    assert {"Chiffres par IRIS", "Réseau fixe par commune"} <= titles


@pytest.mark.parametrize(
    ("measure", "kind"), [("no_thd_pct", "commune"), ("poverty_rate_pct", "iris")]
)
def test_what_lacks_says_by_which_areas_it_is_asked_for(town, measure, kind):
    assert column(index("quarter"), measure).asked_for == ""
    Figure.objects.filter(measure__code=measure).delete()
    lacking = column(index("quarter"), measure)
    assert (lacking.counted, lacking.asked_for) == (False, kind)


def test_a_list_of_communes_that_ended_still_weighs_its_epci(town):
    before = index("epci").lines[0].total
    assert before is not None
    Zone.objects.filter(kind="commune").update(valid_to=ENDED)
    assert index("epci").lines[0].total == pytest.approx(before)


# ---------------------------------------------------------------- among which communes


def test_no_choice_of_communes_is_offered_by_a_base_without_any(db):
    load_zones([statement("qpv", "QN05901", block(0, 0, 4, 3))])
    assert communes_offered() == []
    load_zones([statement("commune", "59999", block(0, 0, 4, 6))])
    assert "communes-qpv" in communes_offered()


def test_an_epci_is_placed_among_its_own_communes(town):
    load_zones([statement("commune", "60001", block(20, 20, 2, 2))])
    kind, rows, ended = zones_among("communes-epci", zone_rows("epci"), today=TODAY)
    assert (kind, [row.code for row in rows], ended) == ("commune", ["59999"], None)


def test_a_list_of_communes_that_ended_is_read_on_its_last_day(town):
    Zone.objects.filter(kind="commune").update(valid_to=ENDED)
    for reference in ("communes-epci", "communes-departement", "communes-region"):
        _kind, rows, ended = zones_among(reference, zone_rows("quarter"), today=TODAY)
        assert ([row.code for row in rows], ended is not None) == (["59999"], True)


def test_a_code_that_names_no_department_is_placed_among_nobody(town):
    load_zones([statement("commune", "ville", block(20, 20, 2, 2))])
    load_zones([statement("commune", "bourg", block(30, 30, 2, 2))])
    rows = [row for row in zone_rows("commune") if row.code == "ville"]
    for reference in ("communes-departement", "communes-region"):
        _kind, found, _ended = zones_among(reference, rows, today=TODAY)
        assert "59999" not in {row.code for row in found}
