"""A comparison at its edges: who is too many, what is nothing, what is secret, what ended."""

import csv
import io
from datetime import date

import pytest
from bs4 import BeautifulSoup

from maillage.apps.directory.tests.factories import make_user
from maillage.apps.observatory.models import Figure, Measure
from maillage.apps.observatory.queries.compare import MOST
from maillage.apps.observatory.tests.factories import (
    Zone,
    block,
    make_dataset,
    make_figure,
    make_measure,
    statement,
)
from maillage.apps.territories.actions import load_units, load_zones
from maillage.apps.territories.queries import Composition, UnitStatement

pytestmark = pytest.mark.django_db
ADDRESS = "/pro/observatoire/comparer/"
SHARE = "poverty_rate_pct"


@pytest.fixture
def town(client):
    """A commune of eight quarters, its urban unit, France; a share of each, a secret one."""
    load_zones([statement("commune", "59999", block(0, 0, 4, 8))])
    parent = ("commune", "59999")
    load_zones([statement("quarter", f"q{n}", block(0, n, 4, 1), parent) for n in range(1, 9)])
    load_units(Composition(2020, (UnitStatement("59799", "Moulin", ("59999",)),), ()))
    share = make_measure(SHARE, nom="Part de ménages pauvres")
    dataset = make_dataset(title="Enquête")
    for n in range(1, 8):
        make_figure(zone(f"q{n}"), share, 20.0 + n, dataset=dataset)
    make_figure(zone("q8"), share, None, dataset=dataset)
    make_figure(zone("59999"), share, 25, dataset=dataset)
    make_figure(Zone.objects.get(kind="uu"), share, 22, dataset=dataset)
    make_figure(Zone.objects.get(kind="country"), share, 22.04, dataset=dataset)
    client.force_login(make_user(role="elected"))
    return client


def zone(code):
    return Zone.objects.get(code=code)


def page(client, *codes, more=""):
    query = "&".join(f"t=quarter-{code}" for code in codes)
    answer = client.get(f"{ADDRESS}?{query}{more}")
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def words(soup):
    return " ".join(soup.get_text(" ").split())


def rows_of(client, query):
    body = client.get(f"{ADDRESS}tableau.csv?{query}").getvalue().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(body), delimiter=";"))


# ---------------------------------------------------------------- who is compared


def test_names_that_are_none_do_not_make_too_many(town):
    six = [f"q{n}" for n in range(1, MOST + 1)]
    assert "territoires au plus" not in words(page(town, *six))
    assert "territoires au plus" not in words(page(town, *six, "lune", "mars"))
    assert "territoires au plus" not in words(page(town, *six, *six))
    assert "6 territoires au plus" in words(page(town, *six, "q7"))


def test_a_zone_asked_twice_is_compared_once(town):
    rows = rows_of(town, "t=quarter-q1&t=quarter-q1")
    assert [row["code"] for row in rows].count("q1") == 1


def test_a_commune_that_is_chosen_is_not_beside_itself_twice(town):
    soup = page(town, "q1", more="&t=commune-59999&autour=commune")
    heads = [one.contents[0] for one in soup.select("table.figures thead th")[1:]]
    assert heads.count("59999") == 1
    said = words(soup)
    assert "Q1 : 21 %, 4 points de moins que 59999" in said
    assert "59999 : 25 %." in said


@pytest.mark.parametrize("strange", ["%00", "9" * 5000, "%F0%9F%98%80", "..%2F..%2Fetc"])
def test_strange_names_measures_and_scales_are_left_out(town, strange):
    assert "Q1 : 21 %" in words(
        page(town, "q1", more=f"&t={strange}&mesure={strange}&autour={strange}")
    )
    assert {row["code"] for row in rows_of(town, f"t=quarter-q1&t={strange}")} >= {"q1"}


def test_a_zone_that_ended_has_the_figures_of_its_day(town):
    load_zones([statement("quarter", "vieux", block(0, 20, 4, 1), ("commune", "59999"))])
    make_figure(zone("vieux"), Measure.objects.get(), 30.0)
    Zone.objects.filter(code="vieux").update(valid_from=date(2000, 1, 1), valid_to=date(2015, 1, 1))
    soup = page(town, "vieux", "q1")
    assert "Vieux : 30 %" in words(soup)
    Zone.objects.filter(code="q1").update(valid_to=date(2999, 1, 1))
    assert "Q1 : 21 %" in words(page(town, "vieux", "q1"))


# ---------------------------------------------------------------- what is said of it


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (22.0, "22 %, autant que l’unité urbaine Moulin et autant que la France métropolitaine."),
        (23.0, "23 %, 1 point de plus que l’unité urbaine Moulin (1 fois son chiffre)"),
        (24.0, "24 %, 2 points de plus que l’unité urbaine Moulin (1,1 fois son chiffre)"),
        (21.5, "21,5 %, 0,5 point de moins que l’unité urbaine Moulin (1 fois son chiffre)"),
        (11.0, "11 %, 11 points de moins que l’unité urbaine Moulin (0,5 fois son chiffre)"),
    ],
)
def test_a_gap_is_one_point_or_several_or_none(town, value, said):
    Figure.objects.filter(zone__code="q1").update(value=value)
    assert said in words(page(town, "q1"))


def test_an_income_has_its_gap_in_euros_and_a_loss_is_no_number_of_times(town):
    income = make_measure("income", nom="Revenu", unit="eur", direction=-1)
    make_figure(zone("q1"), income, -500.0)
    make_figure(zone("q2"), income, 15_000.0)
    make_figure(Zone.objects.get(kind="uu"), income, 20_000.0)
    said = words(page(town, "q1", "q2", more="&mesure=income"))
    assert "15 000 €, 5 000 € de moins que l’unité urbaine Moulin (0,8 fois son" in said
    assert "20 500 € de moins que l’unité urbaine Moulin." in said


def test_the_least_that_is_divided_is_one(town):
    Figure.objects.filter(zone__kind="uu").update(value=1.0)
    Figure.objects.filter(zone__kind="country").update(value=0.9)
    said = words(page(town, "q1"))
    assert "20 points de plus que l’unité urbaine Moulin (21 fois son chiffre)" in said
    assert "20,1 points de plus que la France métropolitaine." in said


def test_a_secret_has_no_sentence_no_bar_and_no_number_in_the_file(town):
    soup = page(town, "q8", "q1")
    assert "Q8 : secret statistique" in soup.select_one("svg.bars").desc.text.replace("\xa0", " ")
    assert "Q8 : secret statistique." not in " ".join(
        p.get_text() for p in soup.select("main li, main p")
    )
    assert len(soup.select("svg.bars rect")) == 3
    (row,) = [row for row in rows_of(town, "t=quarter-q8") if row["code"] == "q8"]
    assert (row["valeur"], row["etat"], row["annee"]) == ("", "secret", "2024")


def test_what_is_known_only_of_what_surrounds_is_no_line_and_no_source(town):
    other = make_dataset("autre", title="Autre fichier")
    make_figure(Zone.objects.get(kind="uu"), make_measure("rare", nom="Rare"), 5, dataset=other)
    soup = page(town, "q1")
    assert "Rare" not in [one["value"] for one in soup.select("select[name=mesure] option")]
    assert "Autre fichier" not in words(soup)
    assert "Enquête" in words(soup)
    assert {row["mesure"] for row in rows_of(town, "t=quarter-q1")} == {"Part de ménages pauvres"}


def test_the_first_measure_drawn_is_poverty_then_the_first_of_the_list(town):
    poor = make_measure("poor_households_pct", nom="Autre pauvreté")
    make_figure(zone("q1"), poor, 33)
    soup = page(town, "q1")
    assert soup.select_one("svg.bars").title.text == "Autre pauvreté"
    assert len(soup.select("table.figures a[aria-current]")) == 1
    Figure.objects.filter(measure__code__in=(SHARE, "poor_households_pct")).delete()
    make_figure(zone("q1"), make_measure("rare", nom="Rare"), 5)
    soup = page(town, "q1")
    assert soup.select_one("svg.bars").title.text == "Rare"
    assert len(soup.select("table.figures a[aria-current]")) == 1


def test_the_urban_unit_is_drawn_as_soon_as_one_zone_has_one(town):
    load_zones([statement("commune", "59998", block(0, 20, 4, 8))])
    load_zones([statement("quarter", "far", block(0, 21, 4, 1), ("commune", "59998"))])
    make_figure(zone("far"), Measure.objects.get(), 30.0)
    soup = page(town, "q1", "far")
    assert soup.select_one("input[name=autour]")["value"] == "unite"


def test_one_commune_that_lacks_is_said_in_the_singular(town):
    units = (UnitStatement("59799", "Moulin", ("59999", "59990")),)
    load_units(Composition(2020, units, ()))
    assert "1 commune de l’unité urbaine Moulin n’est pas dans cette base" in words(
        page(town, "q1")
    )
    units = (UnitStatement("59799", "Moulin", ("59999", "59990", "59991")),)
    load_units(Composition(2020, units, ()))
    assert "2 communes de l’unité urbaine Moulin ne sont pas dans" in words(page(town, "q1"))
