"""A neighbourhood over several communes: compared with them together, by name."""

import csv
import io
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from maillage.apps.directory.tests.factories import make_user
from maillage.apps.observatory.queries.communes import communes_of
from maillage.apps.observatory.queries.index import fragility_index, index_for_dossier
from maillage.apps.observatory.queries.index.words import gap_words
from maillage.apps.observatory.tests.factories import (
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
from maillage.sources.figures import known_indices

pytestmark = pytest.mark.django_db
ADDRESS = "/pro/observatoire/indice/"
WEST, EAST = ("commune", "59999"), ("commune", "59998")
# Both communes; the west alone; the west with a strip of the east, where 1.2 of its 31.2 live.
OVER = {"both": block(1, 2, 2, 2), "alone": block(0, 0, 2, 1), "hardly": block(3, 0, 1, 3.04)}
POOR = {"both": 20, "alone": 40, "hardly": 30}


def people(row, column):
    """Return 10 people in each cell of the west, 30 in each cell of the east."""
    return 10.0 if column < 3 else 30.0


@pytest.fixture
def poor():
    """Two communes of 120 and 360 people, poor at 10 % and at 30 %; three neighbourhoods."""
    make_grid(people)
    load_zones([statement(*WEST, block(0, 0, 4, 3)), statement(*EAST, block(0, 3, 4, 3))])
    load_zones([statement("qpv", code, outline, WEST) for code, outline in OVER.items()])
    measure = make_measure("poor_households_pct", nom="Part de ménages pauvres")
    dataset = make_dataset("pauvres", title="Ménages pauvres")
    for code, value in POOR.items():
        make_figure(Zone.objects.get(kind="qpv", code=code), measure, value, dataset=dataset)
    make_figure(Zone.objects.get(code="59999"), measure, 10, dataset=dataset)
    make_figure(Zone.objects.get(code="59998"), measure, 30, dataset=dataset)
    return measure


def found_index():
    return fragility_index(known_indices()["local"], "qpv", today=TODAY)


def gaps():
    found = found_index()
    (column,) = [one for one in found.columns if one.code == "poor_households_pct"]
    return {line.zone.code: gap_words(column, line) for line in found.lines}


def said(gap):
    return [one.replace("\u00a0", " ") for one in gap]


def test_the_communes_of_a_neighbourhood_are_those_where_its_people_live(poor):
    found = communes_of("qpv", zone_rows("qpv"), on=TODAY)
    by_code = {Zone.objects.get(pk=n).code: [row.code for row in held] for n, held in found.items()}
    # Of its 80 people 60 are in the east: its file says the west.
    assert by_code == {"both": ["59998", "59999"], "alone": ["59999"], "hardly": ["59999"]}


def test_the_gap_is_to_the_communes_together_each_as_its_inhabitants(poor):
    # (120 × 10 % + 360 × 30 %) / 480 = 25 %.
    assert {code: said(one) for code, one in gaps().items()} == {
        "both": ["−5 pts / communes"], "alone": ["+30 pts / commune"],
        "hardly": ["+20 pts / commune"],
    }  # fmt: skip


def test_without_a_figure_or_the_people_of_one_commune_there_is_no_gap(poor):
    found = found_index()
    (column,) = [one for one in found.columns if one.code == "poor_households_pct"]
    (both,) = [line.communes for line in found.lines if line.zone.code == "both"]
    assert both.value(column) == pytest.approx(25)
    west = Zone.objects.get(code="59999").pk
    assert replace(both, people={west: 120.0}).value(column) is None
    poor.figures.filter(zone__code="59998").update(value=None, state="secret")
    assert gaps()["both"] == []
    assert said(gaps()["alone"]) == ["+30 pts / commune"]


def test_page_file_and_dossier_name_the_communes(poor, client):
    client.force_login(make_user(role="elected"))
    soup = BeautifulSoup(client.get(f"{ADDRESS}?genre=qpv").content, "html.parser")
    heads = {
        row.th.a.text: " ".join(row.th.text.split()) for row in soup.select(".fragile tbody tr")
    }
    assert heads["Both"].endswith("communes : 59998 et 59999, ensemble")
    assert heads["Alone"].endswith("commune : 59999")
    words = " ".join(soup.get_text(" ").split())
    assert "Celles où vivent moins de 5 % de ses habitants ne comptent pas." in words
    body = client.get(f"{ADDRESS}tableau.csv?genre=qpv").getvalue().decode("utf-8-sig")
    rows = {row["code"]: row for row in csv.DictReader(io.StringIO(body), delimiter=";")}
    assert rows["both"]["communes"] == "59998 ; 59999"
    assert float(rows["both"]["poor_households_pct_communes"]) == pytest.approx(25)
    assert float(rows["alone"]["poor_households_pct_communes"]) == pytest.approx(10)


def test_one_commune_each_needs_no_note(poor, client):
    Zone.objects.filter(kind="qpv", code="both").delete()
    client.force_login(make_user(role="elected"))
    soup = BeautifulSoup(client.get(f"{ADDRESS}?genre=qpv").content, "html.parser")
    assert "plusieurs communes" not in soup.get_text(" ")


def test_the_dossier_names_what_surrounds_the_neighbourhoods(poor):
    town = Zone.objects.get(code="59999")
    load_zones([statement("epci", "200000000", block(0, 0, 4, 6))])
    Zone.objects.filter(kind="commune").update(parent=Zone.objects.get(kind="epci"))
    make_figure(Zone.objects.get(kind="epci"), poor, 25)
    old = make_measure("older_65_pct", nom="65 ans et plus")
    digital = make_measure("no_diploma_pct", nom="Sans diplôme")
    for zone in (town, *Zone.objects.filter(kind="qpv")):
        make_figure(zone, old, 10 + zone.pk)
        make_figure(zone, digital, 10 + zone.pk)
    printed = index_for_dossier("qpv", TODAY)
    assert printed is not None
    assert "Intercommunalité : 200000000." in printed["reading"]


# ---------------------------------------------------------------- "Comparer", the page of a zone


@pytest.fixture
def counted(poor, client):
    """The same, with the inhabitants of each commune and of the neighbourhood, printed."""
    client.force_login(make_user(role="elected"))
    measure = make_measure("population", nom="Habitants", unit="people", family="people")
    dataset = make_dataset("habitants", title="Habitants")
    for code, value in (("both", 80), ("59999", 1234), ("59998", 360)):
        make_figure(Zone.objects.get(code=code), measure, value, dataset=dataset)
    return measure


def shown(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def text(tag):
    return " ".join(tag.get_text(" ").replace("\u00a0", " ").split())


def table(client, address):
    body = client.get(address).getvalue().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(body), delimiter=";"))


def test_compare_draws_each_commune_by_name_and_adds_only_what_adds_up(counted, client):
    address = "/pro/observatoire/comparer/?t=qpv-both&autour=commune&mesure="
    soup = shown(client, f"{address}poor_households_pct")
    heads = [one.contents[0] for one in soup.select("table.figures thead th")[1:]]
    assert heads == ["Both", "59998", "59999"]
    drawn = soup.select_one("svg.bars").desc.text.replace("\u00a0", " ")
    assert drawn == "Both : 20 %. 59998 : 30 %. 59999 : 10 %"
    # Each has its own share, and no mean of the two is made.
    assert (
        "Both : 20 %, 10 points de moins que 59998 (0,7 fois son chiffre) et 10 points de plus "
        "que 59999 (2 fois son chiffre)."
    ) in text(soup)
    over = "Both est sur plusieurs communes : 59998 et 59999."
    assert over in text(soup)
    assert "Ce chiffre ne s’additionne pas d’une commune à l’autre" in text(soup)
    soup = shown(client, f"{address}population")
    assert over in text(soup)
    assert "59998 et 59999 ensemble : 1 594 personnes." in text(soup)
    rows = table(client, "/pro/observatoire/comparer/tableau.csv?t=qpv-both")
    assert [
        (row["mesure"], row["territoire"], row["valeur"], row["methode"])
        for row in rows
        if row["genre"] == "communes"
    ] == [("Habitants", "59998 ; 59999", "1594.0", "computed")]


def test_the_page_of_a_zone_names_its_communes_and_what_they_have_together(counted, client):
    soup = shown(client, "/pro/observatoire/territoires/qpv-both/")
    assert text(soup.select_one("p.soft")) == "Quartier prioritaire, 59998, 59999"
    part = soup.find("section", {"aria-labelledby": "communes"})
    assert "Both est sur plusieurs communes : 59998 et 59999." in text(part)
    assert [text(one) for one in part.select("li")] == ["Habitants : 1 594 personnes"]
    (chart,) = soup.select("svg.bars")
    assert text(chart.desc) == "Both : 20 %. 59998 : 30 %. 59999 : 10 %"
    # Two communes are one scale: one look.
    dashes = [one.get("stroke-dasharray") for one in chart.select("rect")]
    assert dashes == [None, "4 2", "4 2"]
    rows = table(client, "/pro/observatoire/territoires/qpv-both/chiffres.csv")
    assert ("59998 ; 59999", "1594.0") in {(row["territoire"], row["valeur"]) for row in rows}
    alone = shown(client, "/pro/observatoire/territoires/qpv-alone/")
    assert alone.find("section", {"aria-labelledby": "communes"}) is None


@pytest.mark.parametrize(
    "lacking", [{"value": None, "state": "secret"}, {"year": 2019}], ids=["secret", "older"]
)
def test_counts_of_which_one_is_hidden_or_older_are_not_added(counted, client, lacking):
    counted.figures.filter(zone__code="59998").update(**lacking)
    address = "/pro/observatoire/comparer/?t=qpv-both&mesure=population"
    words = text(shown(client, address))
    assert "Ensemble, on ne sait pas" in words
    assert "ensemble :" not in words
    soup = shown(client, "/pro/observatoire/territoires/qpv-both/")
    assert soup.find("section", {"aria-labelledby": "communes"}).select("li") == []
