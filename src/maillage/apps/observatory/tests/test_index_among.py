"""The index beside what surrounds its zones: gaps to the unit, values placed among communes."""

import pytest
from bs4 import BeautifulSoup

from maillage.apps.directory.tests.factories import make_user
from maillage.apps.observatory.models import Figure, Measure
from maillage.apps.observatory.queries.index import fragility_index, index_for_dossier
from maillage.apps.observatory.tests.factories import (
    TODAY,
    Zone,
    block,
    make_dataset,
    make_figure,
    make_measure,
    statement,
)
from maillage.apps.territories.actions import load_units, load_zones
from maillage.apps.territories.queries import Composition, UnitStatement
from maillage.sources.figures import known_indices

pytestmark = pytest.mark.django_db
PEOPLE = 1000
# By quarter: share of poor households, families who must ask online.
FIGURES = {"a": (10.0, 10.0), "b": (20.0, 40.0), "c": (40.0, 20.0)}


@pytest.fixture
def town(client):
    """Three quarters of a thousand people and their commune; two dimensions are known."""
    load_zones([statement("commune", "59999", block(0, 0, 4, 6))])
    parent = ("commune", "59999")
    load_zones(
        [statement("quarter", code, block(0, n, 4, 1), parent) for n, code in enumerate(FIGURES)]
    )
    dataset = make_dataset()
    poor = make_measure("poor_households_pct", nom="Part de ménages pauvres")
    exposed = make_measure("caf_exposed", nom="Exposés", unit="families", direction=0)
    people = make_measure("population", nom="Habitants", unit="people", family="people")
    for code, (share, families) in FIGURES.items():
        zone = Zone.objects.get(kind="quarter", code=code)
        for measure, value in ((poor, share), (exposed, families), (people, PEOPLE)):
            make_figure(zone, measure, value, dataset=dataset)
    make_figure(Zone.objects.get(kind="commune"), poor, 25, dataset=dataset)
    client.force_login(make_user(role="elected"))
    return client


def quarter_measure(code):
    return Measure.objects.get(code=code)


def index(**more):
    return fragility_index(known_indices()["local"], "quarter", today=TODAY, **more)


def by_code(found):
    return {line.zone.code: line for line in found.lines}


def page(client, query="?genre=quarter"):
    answer = client.get("/pro/observatoire/indice/" + query)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def words(soup):
    return " ".join(soup.get_text(" ").split())


def surrounding_communes():
    """Communes around: 0 to 2 of the same unit, 1 to 3 of the same EPCI, 4 of the department 62."""
    load_zones([statement("epci", "200000000", block(4, 0, 1, 6))])
    load_zones([statement("commune", f"{code}", block(4, n)) for n, code in enumerate(COMMUNES)])
    unit = UnitStatement("59799", "Moulin", ("59999", *COMMUNES[:3]))
    load_units(Composition(2020, (unit,), ()))
    epci = Zone.objects.get(kind="epci")
    Zone.objects.filter(code__in=["59999", *COMMUNES[1:4]]).update(parent=epci)
    poor, exposed, people = map(
        quarter_measure, ("poor_households_pct", "caf_exposed", "population")
    )
    for n, code in enumerate(COMMUNES):
        zone = Zone.objects.get(code=code)
        make_figure(zone, poor, POOR[n])
        make_figure(zone, exposed, 50.0 * n)
        make_figure(zone, people, PEOPLE)
    for n in range(2, 5):
        parent = ("commune", COMMUNES[n])
        load_zones([statement("qpv", f"QN059{n}0M", block(4, n), parent)])


# The fifth is of another department, the last of another region.
COMMUNES = ("59901", "59902", "59903", "59904", "62905", "59906", "76907")
POOR = (60, 70, 5, 80, 100, 95, 125)


@pytest.mark.parametrize(
    ("reference", "low", "high"),
    [
        ("communes-uu", 0, 70),
        ("communes-epci", 0, 80),
        ("communes-departement", 0, 95),
        ("communes-region", 0, 100),
        ("communes-qpv", 5, 100),
        ("commune", 0, 125),
    ],
)
def test_values_may_be_placed_among_the_communes_that_one_chooses(town, reference, low, high):
    surrounding_communes()
    Figure.objects.filter(zone__code="59999").update(value=0)
    found = index(reference=reference)
    assert (found.reference, found.refused_reference) == (reference, "")
    scores = {code: line.scores["ressources"] for code, line in by_code(found).items()}
    wanted = {code: 100 * (share - low) / (high - low) for code, (share, _) in FIGURES.items()}
    assert scores == pytest.approx(wanted)


def test_a_choice_of_communes_that_the_base_cannot_fill_is_not_offered_or_is_refused(town):
    offered = {one["value"] for one in page(town).select("select[name=reference] option")}
    assert "communes-departement" in offered
    assert not {"communes-uu", "communes-epci", "communes-qpv"} & offered
    assert index(reference="communes-uu").refused_reference == "communes-uu"
    surrounding_communes()
    soup = page(town, "?genre=quarter&reference=communes-uu")
    chosen = soup.select_one("select[name=reference] option[selected]")
    assert (chosen["value"], chosen.text) == ("communes-uu", "communes de la même unité urbaine")
    assert "parmi : communes de la même unité urbaine" in words(soup)


def test_the_gap_is_to_the_commune_and_to_the_urban_unit_and_to_the_epci_in_its_stead(town):
    assert "chargez dans « Territoires » la « Base des unités urbaines »" in words(page(town))
    surrounding_communes()
    poor = quarter_measure("poor_households_pct")
    make_figure(Zone.objects.get(kind="epci"), poor, 30)
    first = page(town).select_one("table.fragile tbody tr td")
    # Its unit has no figure: the EPCI stands for it, and is named.
    assert " ".join(first.get_text(" ").split()).startswith("20 % −5 pts / commune −10 pts / agglo")
    make_figure(Zone.objects.get(kind="uu"), poor, 22)
    soup = page(town)
    first = soup.select_one("table.fragile tbody tr td")
    said = " ".join(first.get_text(" ").split())
    assert said.startswith("20 % −5 pts / commune −2 pts / unité urbaine")
    assert "agglo" not in said
    assert "Unité urbaine : Moulin." in words(soup)
    (line,) = [one for one in index_for_dossier("quarter", TODAY)["lines"] if one[0] == "B"]
    assert line[1].replace("\u00a0", " ") == "20 % (−2 pts)"
