"""Zones side by side with their commune and their EPCI: chart, sentence and table agree."""

import csv
import io

import pytest
from bs4 import BeautifulSoup

from maillage.apps.directory.tests.factories import make_user
from maillage.apps.observatory.models import Measure
from maillage.apps.observatory.queries.compare import MOST, compare
from maillage.apps.observatory.tests.factories import (
    TODAY,
    Zone,
    block,
    make_dataset,
    make_figure,
    make_measure,
    statement,
)
from maillage.apps.territories.actions import load_zones
from maillage.apps.territories.queries import zone_rows

pytestmark = pytest.mark.django_db
ADDRESS = "/pro/observatoire/comparer/"


@pytest.fixture
def town(client):
    """An EPCI, its commune, eight quarters; a share at the three scales, a count."""
    load_zones([statement("epci", "200000000", block(0, 0, 8, 8))])
    load_zones([statement("commune", "59999", block(0, 0, 4, 8), ("epci", "200000000"))])
    parent = ("commune", "59999")
    load_zones([statement("quarter", f"q{n}", block(0, n, 4, 1), parent) for n in range(1, 9)])
    share = make_measure("poverty_rate_pct", nom="Part de ménages pauvres")
    people = make_measure("population", nom="Habitants", unit="people", family="people")
    dataset = make_dataset(title="Enquête")
    for zone in Zone.objects.filter(kind="quarter"):
        n = int(zone.code.removeprefix("q"))
        make_figure(zone, share, 40.0 + n, dataset=dataset)
        make_figure(zone, people, 100.0 * n, dataset=dataset)
    make_figure(Zone.objects.get(kind="commune"), share, 25, dataset=dataset)
    make_figure(Zone.objects.get(kind="epci"), share, 17.5, dataset=dataset)
    client.force_login(make_user(role="elected"))
    return client


def page(client, query=""):
    answer = client.get(ADDRESS + query)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def words(soup):
    return " ".join(soup.get_text(" ").split())


@pytest.mark.row("OBS-04")
def test_one_chart_has_a_quarter_its_commune_and_its_epci_for_one_measure(town):
    soup = page(town, "?t=quarter-q1&mesure=poverty_rate_pct")
    chart = soup.select_one("svg.bars")
    assert len(chart.select("rect")) == 3
    assert chart.desc.text == "Q1 : 41\u00a0%. 59999 : 25\u00a0%. 200000000 : 17,5\u00a0%"
    said = "Q1 : 41 %, 16 points de plus que 59999 et 23,5 points de plus que 200000000."
    assert said in words(soup)
    row = soup.select_one("table.figures a[aria-current]").find_parent("tr")
    assert [" ".join(td.text.split())[:6].strip() for td in row.select("td")] == [
        "41 %pu", "25 %pu", "17,5 %",
    ]  # fmt: skip


def test_a_number_of_people_is_not_said_to_be_under_that_of_the_town(town):
    make_figure(Zone.objects.get(kind="commune"), Measure.objects.get(code="population"), 3600)
    soup = page(town, "?t=quarter-q1&mesure=population")
    assert "Q1 : 100 personnes." in words(soup)
    assert "de moins que" not in words(soup)


def test_zones_are_added_and_taken_off_without_script_six_at_most(town):
    asked = "&".join(f"t=quarter-q{n}" for n in range(1, 9))
    soup = page(town, f"?{asked}")
    chosen = [one["value"] for one in soup.select("input[name=t]")]
    assert chosen == [f"quarter-q{n}" for n in range(1, MOST + 1)]
    assert soup.select_one("#ajouter") is None
    assert "6 territoires au plus" in words(soup)
    without = soup.select_one(".chosen a")["href"]
    assert "quarter-q1" not in without
    again = BeautifulSoup(town.get(without).content, "html.parser")
    assert len(again.select("input[name=t]")) == MOST - 1
    offered = {one["value"] for one in again.select("#ajouter option")}
    assert "quarter-q1" in offered
    assert "quarter-q2" not in offered


def test_nothing_chosen_says_how_to_choose_and_an_unknown_name_is_left_out(town):
    assert "Choisissez un ou plusieurs territoires" in words(page(town))
    assert "Choisissez un ou plusieurs territoires" in words(page(town, "?t=la-lune&t="))


def test_a_base_without_territories_says_so(client):
    client.force_login(make_user(role="elected"))
    assert "Aucun territoire n’est chargé" in words(page(client))


def test_territories_without_figures_say_what_to_load(town):
    load_zones([statement("quarter", "vide", block(0, 9, 4, 1))])
    assert "Aucun chiffre pour ces territoires" in words(page(town, "?t=quarter-vide"))


def test_the_file_has_every_measure_of_the_zones_and_of_what_surrounds_them(town):
    answer = town.get(f"{ADDRESS}tableau.csv?t=quarter-q1&t=quarter-q2")
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig")), delimiter=";"))
    shares = {row["code"]: row["valeur"] for row in rows if row["unite"] == "pct"}
    assert shares == {"q1": "41.0", "q2": "42.0", "59999": "25.0", "200000000": "17.5"}
    assert {row["base"] for row in rows if row["unite"] == "pct"} == {"des habitants"}
    for ending in ("xlsx", "ods"):
        assert town.get(f"{ADDRESS}tableau.{ending}?t=quarter-q1").content[:2] == b"PK"


def test_queries_do_not_grow_with_zones(town, django_assert_max_num_queries):
    rows = zone_rows("quarter")
    compare(rows[:1], today=TODAY)
    with django_assert_max_num_queries(40) as few:
        compare(rows[:1], today=TODAY)
    with django_assert_max_num_queries(len(few)):
        compare(rows[:6], today=TODAY)


def test_somebody_without_a_role_does_not_read_it(client):
    assert client.get(ADDRESS).status_code == 302
    client.force_login(make_user(role=""))
    assert client.get(ADDRESS).status_code == 403
    assert client.get(f"{ADDRESS}tableau.csv").status_code == 403
