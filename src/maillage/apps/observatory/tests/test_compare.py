"""Zones side by side with what surrounds them: chart, sentence and table agree."""

import csv
import io

import pytest
from bs4 import BeautifulSoup

from maillage.apps.directory.tests.factories import make_user
from maillage.apps.observatory.models import Figure, Measure
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
from maillage.apps.territories.actions import load_units, load_zones
from maillage.apps.territories.queries import Composition, UnitStatement, zone_rows

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


@pytest.fixture
def unit(town):
    """The urban unit of the commune, with a share of its own, and that of France."""
    load_units(Composition(2020, (UnitStatement("59799", "Moulin", ("59999",)),), ()))
    share = Measure.objects.get(code="poverty_rate_pct")
    make_figure(Zone.objects.get(kind="uu"), share, 21)
    make_figure(Zone.objects.get(kind="country"), share, 14.5)
    return Zone.objects.get(kind="uu")


@pytest.mark.row("OBS-04")
def test_one_chart_has_a_quarter_its_urban_unit_and_france_for_one_measure(town, unit):
    soup = page(town, "?t=quarter-q1&mesure=poverty_rate_pct")
    chart = soup.select_one("svg.bars")
    assert len(chart.select("rect")) == 3
    said = "Q1 : 41\u00a0%. Moulin : 21\u00a0%. France métropolitaine : 14,5\u00a0%"
    assert chart.desc.text == said
    said = (
        "Q1 : 41 %, 20 points de plus que l’unité urbaine Moulin (2 fois son chiffre) et 26,5 "
        "points de plus que la France métropolitaine (2,8 fois son chiffre)."
    )
    assert said in words(soup)
    assert "Ocre, pointillé : la France métropolitaine." in words(soup)
    how = "Q1 : publié, 2024. Moulin : publié, 2024. France métropolitaine : publié, 2024."
    assert how in words(soup)
    # The table keeps the five scales, for every measure.
    heads = [one.contents[0] for one in soup.select("table.figures thead th")[1:]]
    assert heads == ["Q1", "59999", "200000000", "Moulin", "France métropolitaine"]
    row = soup.select_one("table.figures a[aria-current]").find_parent("tr")
    assert [td.text.split("\u00a0")[0] for td in row.select("td")] == [
        "41", "25", "17,5", "21", "14,5",
    ]  # fmt: skip


def test_the_commune_and_the_epci_are_drawn_when_asked_and_the_choice_is_kept(town, unit):
    soup = page(town, "?t=quarter-q1&mesure=poverty_rate_pct&autour=commune")
    chart = soup.select_one("svg.bars")
    assert chart.desc.text == "Q1 : 41\u00a0%. 59999 : 25\u00a0%. 200000000 : 17,5\u00a0%"
    said = (
        "Q1 : 41 %, 16 points de plus que 59999 (1,6 fois son chiffre) et 23,5 points de plus que "
        "200000000 (2,3 fois son chiffre)."
    )
    assert said in words(soup)
    assert soup.select_one("input[name=autour]")["value"] == "commune"
    other = soup.select_one(".around a")["href"]
    assert "unité urbaine Moulin" in words(BeautifulSoup(town.get(other).content, "html.parser"))


def test_without_the_list_of_units_the_page_says_what_to_load(town):
    soup = page(town, "?t=quarter-q1&mesure=poverty_rate_pct")
    assert soup.select_one("svg.bars").desc.text.endswith("200000000 : 17,5\u00a0%")
    assert "ne sait pas quelle unité urbaine entoure Q1" in words(soup)
    assert "Base des unités urbaines" in words(soup)


def test_a_town_in_no_unit_is_not_told_to_load_one(town):
    load_zones([statement("commune", "59998", block(9, 0, 4, 8))])
    load_units(Composition(2020, (UnitStatement("59799", "Moulin", ("59998",)),), ("59999",)))
    soup = page(town, "?t=quarter-q1&mesure=poverty_rate_pct")
    assert "Dans aucune unité urbaine, selon l’Insee : Q1." in words(soup)
    assert "ne sait pas" not in words(soup)


def test_a_unit_of_which_a_commune_lacks_says_why_it_is_not_estimated(town):
    load_units(Composition(2020, (UnitStatement("59799", "Moulin", ("59999", "59998")),), ()))
    soup = page(town, "?t=quarter-q1&mesure=poverty_rate_pct")
    assert "1 commune de l’unité urbaine Moulin n’est pas dans cette base" in words(soup)
    assert "Moulin : pas d" in soup.select_one("svg.bars").desc.text


def test_no_number_of_times_is_said_of_what_is_next_to_nothing(town, unit):
    Figure.objects.filter(zone__kind="country").update(value=0)
    soup = page(town, "?t=quarter-q1&mesure=poverty_rate_pct")
    assert "41 points de plus que la France métropolitaine." in words(soup)


def test_zones_of_two_units_have_the_gap_to_their_own(town, unit):
    load_zones([statement("commune", "59998", block(0, 20, 4, 8), ("epci", "200000000"))])
    load_zones([statement("quarter", "far", block(0, 21, 4, 1), ("commune", "59998"))])
    two = UnitStatement("59799", "Moulin", ("59999",)), UnitStatement("59798", "Pont", ("59998",))
    load_units(Composition(2020, two, ()))
    share = Measure.objects.get(code="poverty_rate_pct")
    make_figure(Zone.objects.get(code="far"), share, 30)
    make_figure(Zone.objects.get(code="59798"), share, 10)
    soup = page(town, "?t=quarter-q1&t=quarter-far&mesure=poverty_rate_pct")
    assert "41 %, 20 points de plus que l’unité urbaine Moulin (2 fois son chiffre) et" in words(
        soup
    )
    assert "30 %, 20 points de plus que l’unité urbaine Pont (3 fois son chiffre) et" in words(soup)
    assert len(soup.select("svg.bars rect")) == 5


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


def test_the_file_has_the_urban_unit_and_france_too(town, unit):
    answer = town.get(f"{ADDRESS}tableau.csv?t=quarter-q1")
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig")), delimiter=";"))
    kinds = {row["genre"]: row["valeur"] for row in rows if row["unite"] == "pct"}
    assert kinds == {
        "quarter": "41.0", "commune": "25.0", "epci": "17.5", "uu": "21.0", "country": "14.5",
    }  # fmt: skip


def test_queries_do_not_grow_with_zones(town, unit, django_assert_max_num_queries):
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
