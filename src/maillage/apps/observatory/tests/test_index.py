"""The index: equal dimensions, what lacks is said, a rank never without its interval."""

import csv
import io
import json

import pytest
from bs4 import BeautifulSoup
from django.core.management import CommandError, call_command

from maillage.apps.directory.tests.factories import make_user
from maillage.apps.observatory.actions.files import load_figure_file
from maillage.apps.observatory.models import Measure
from maillage.apps.observatory.queries.index import fragility_index, index_for_dossier
from maillage.apps.observatory.queries.index.columns import LEAST_COVERED_PCT, countable
from maillage.apps.observatory.queries.values import Value
from maillage.apps.observatory.tests.factories import (
    NOW,
    TODAY,
    Zone,
    block,
    make_dataset,
    make_figure,
    make_measure,
    statement,
)
from maillage.apps.territories.actions import load_zones
from maillage.sources.figures import figure_file, index_text, known_indices

pytestmark = pytest.mark.django_db
ADDRESS = "/pro/observatoire/indice/"
PEOPLE = 1000
# By quarter: share of poor households, families who must ask online.
FIGURES = {"a": (10.0, 10.0), "b": (20.0, 40.0), "c": (40.0, 20.0)}
ILLECTRONISM = figure_file(
    {
        "code": "illectronisme-quartiers",
        "title": "Aisance avec le numérique, par quartier",
        "producer": "Ville de Clairmaille",
        "licence": "Licence Ouverte 2.0",
        "year": 2025,
        "zone_kind": "quarter",
        "code_column": "quartier",
        "measures": [{"measure": "illectronism_pct", "column": "part"}],
    }
)


def quarter(code):
    return Zone.objects.get(kind="quarter", code=code)


@pytest.fixture
def town(client):
    """Three quarters of a thousand people and their commune; two dimensions are known."""
    load_zones([statement("commune", "59999", block(0, 0, 4, 6))])
    parent = ("commune", "59999")
    load_zones(
        [statement("quarter", code, block(0, n, 4, 1), parent) for n, code in enumerate(FIGURES)]
    )
    dataset = make_dataset(title="Enquête", producer="Ville de Clairmaille", file_name="enq.csv")
    poor = make_measure("poor_households_pct", nom="Part de ménages pauvres")
    exposed = make_measure("caf_exposed", nom="Exposés", unit="families", direction=0)
    people = make_measure("population", nom="Habitants", unit="people", family="people")
    for code, (share, families) in FIGURES.items():
        for measure, value in ((poor, share), (exposed, families), (people, PEOPLE)):
            make_figure(quarter(code), measure, value, dataset=dataset)
    make_figure(Zone.objects.get(kind="commune"), poor, 25, dataset=dataset)
    client.force_login(make_user(role="elected"))
    return client


def quarter_measure(code):
    return Measure.objects.get(code=code)


def index(code="local", kind="quarter", **more):
    return fragility_index(known_indices()[code], kind, today=TODAY, **more)


def by_code(found):
    return {line.zone.code: line for line in found.lines}


def page(client, query="?genre=quarter"):
    answer = client.get(ADDRESS + query)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def words(soup):
    return " ".join(soup.get_text(" ").split())


def load_illectronism(tmp_path, **values):
    path = tmp_path / "aisance.csv"
    rows = "".join(f"{code};{value}\n" for code, value in values.items())
    path.write_text(f"quartier;part\n{rows}", encoding="utf-8")
    load_figure_file(path, described=ILLECTRONISM, by=None, now=NOW)


# ---------------------------------------------------------------- the total


@pytest.mark.row("OBS-01")
def test_the_index_is_the_plain_mean_of_dimensions_and_says_those_that_lack(town, tmp_path):
    load_illectronism(tmp_path, a=12, b=18, c=15)
    found = by_code(index())
    # By hand, each from 0 (the least of the three) to 100 (the most).
    wanted = {"a": (0, 0, 0), "b": (100 / 3, 100, 100), "c": (100, 100 / 3, 50)}
    for code, (poor, exposed, skills) in wanted.items():
        scores = found[code].scores
        assert scores == pytest.approx(
            {"ressources": poor, "demarches": exposed, "competences": skills}
        )
        assert found[code].total == pytest.approx((poor + exposed + skills) / 3)
    assert [line.zone.code for line in index().lines] == ["b", "c", "a"]
    said = words(page(town))
    assert "Il manque 2 dimensions sur 5 : Réseau et Âge et isolement." in said
    assert "Part de personnes à bas revenu déclaré" in said
    head = page(town).select("th[scope=colgroup]")
    assert [" ".join(one.text.split()) for one in head] == [
        "Ressources", "Démarches en ligne obligées", "Aisance avec l’écrit et le numérique",
    ]  # fmt: skip


@pytest.mark.row("OBS-03")
def test_a_file_of_a_dimension_changes_the_index_which_names_it(town, tmp_path):
    before = words(page(town))
    assert "aisance.csv" not in before
    first = by_code(index())["c"].total
    load_illectronism(tmp_path, a=18, b=12, c=30)
    assert by_code(index())["c"].total == pytest.approx((100 + 100 / 3 + 100) / 3)
    assert first == pytest.approx((100 + 100 / 3) / 2)
    after = words(page(town))
    assert "Aisance avec le numérique, par quartier. Ville de Clairmaille, 2025." in after
    assert "Fichier : aisance.csv." in after


def test_a_count_is_divided_by_the_people_who_live_there(town):
    make_figure(quarter("a"), quarter_measure("population"), 100, year=2030)
    column = next(c for c in index().columns if c.code == "caf_exposed")
    assert column.here[quarter("b").pk].value == pytest.approx(4)
    assert column.here[quarter("a").pk].value == pytest.approx(10)


def test_a_zone_without_one_figure_has_no_total_unless_a_partial_one_is_accepted(town, tmp_path):
    load_illectronism(tmp_path, a=12, b=18, c="s")
    strict, partial = by_code(index())["c"], by_code(index(partial=True))["c"]
    assert (strict.total, strict.place, strict.ranks) == (None, None, None)
    assert partial.total == pytest.approx((100 + 100 / 3) / 2)
    assert partial.is_partial
    assert not by_code(index(partial=True))["a"].is_partial
    assert "partiel" in words(page(town, "?genre=quarter&partielle=on"))
    assert "il manque un chiffre" in words(page(town))


def test_a_measure_known_in_less_than_half_of_the_zones_is_shown_and_not_counted(town, tmp_path):
    load_illectronism(tmp_path, a=12, b="s", c="s")
    found = index()
    assert "illectronism_pct" not in [column.code for column in found.counted]
    assert len(found.ranked) == 3
    assert "connu pour 1 territoires sur 3, trop peu pour compter" in words(page(town))


def test_a_small_territory_is_shown_without_total_nor_rank_and_moves_nobody(town):
    for measure, value in (("population", 150), ("poor_households_pct", 90), ("caf_exposed", 9)):
        load_zones([statement("quarter", "d", block(0, 3, 4, 1), ("commune", "59999"))])
        make_figure(quarter("d"), quarter_measure(measure), value)
    found = by_code(index())
    assert found["d"].is_small
    assert (found["d"].total, found["d"].ranks) == (None, None)
    assert found["c"].scores["ressources"] == pytest.approx(100)
    said = words(page(town))
    assert "1 territoire de moins de 200 habitants n’a ni total ni rang" in said
    assert "90 %" in said


@pytest.mark.row("OBS-28")
def test_quarters_are_not_ranked_on_digital_figures_alone(town):
    text = index_text(
        "essai",
        {
            "nom": "Essai", "version": "1", "formula": "composite", "sentence": "S", "source": "S",
            "dimensions": [
                {"code": code, "nom": code, "measures": [{"measure": code}]}
                for code in ("no_thd_pct", "no_4g_pct")
            ],
        },
    )  # fmt: skip
    for code in ("no_thd_pct", "no_4g_pct"):
        measure = make_measure(code, family="digital")
        for n, zone in enumerate(FIGURES):
            make_figure(quarter(zone), measure, 10.0 * n)
    found = fragility_index(text, "quarter", today=TODAY)
    assert found.why_none == "digital"
    assert not found.ranked
    assert index().why_none == ""


def test_an_estimate_known_for_few_people_is_not_counted():
    said = {"state": "known", "method": "estimated", "year": 2021, "source": "", "dataset": ""}
    low, high = LEAST_COVERED_PCT - 0.1, LEAST_COVERED_PCT
    assert countable(Value(12.0, **said, coverage_pct=low)) is None
    assert countable(Value(12.0, **said, coverage_pct=high)) == 12.0
    assert countable(None) is None


def test_values_may_be_placed_among_other_territories(town):
    other = [statement("commune", f"5990{n}", block(4, n)) for n in range(3)]
    load_zones(other)
    poor, exposed, people = map(
        quarter_measure, ("poor_households_pct", "caf_exposed", "population")
    )
    for n in range(3):
        zone = Zone.objects.get(code=f"5990{n}")
        make_figure(zone, poor, 40.0 * n)
        make_figure(zone, exposed, 50.0 * n)
        make_figure(zone, people, PEOPLE)
    found = index(reference="commune")
    assert (found.reference, found.refused_reference) == ("commune", "")
    # 10, 20 and 40 % between 0 and 80 %: the communes of the reference.
    scores = {code: line.scores["ressources"] for code, line in by_code(found).items()}
    assert scores == pytest.approx({"a": 12.5, "b": 25, "c": 50})
    assert index(reference="epci").refused_reference == "epci"
    assert "parmi : communes" in words(page(town, "?genre=quarter&reference=commune"))


# ---------------------------------------------------------------- ranks


def test_no_rank_is_written_without_its_interval_and_the_number_of_variants(town, tmp_path):
    load_illectronism(tmp_path, a=12, b=18, c=15)
    found = index()
    assert found.n_runs == 1000
    for line in found.ranked:
        assert line.ranks.low <= line.place <= line.ranks.high
    rows = page(town).select("table.fragile tbody tr")
    ranks = [row.select_one("td.rank").text for row in rows]
    assert all("entre" in rank or "variantes" in rank for rank in ranks)
    assert "L’indice a été refait 1 000 fois" in words(page(town)).replace("\u202f", " ")
    assert "Le choix qui fait le plus bouger les rangs" in words(page(town))
    again = [(one.place, one.ranks) for one in index().lines]
    assert again == [(one.place, one.ranks) for one in found.lines]


def test_two_territories_are_not_ranked(town):
    Zone.objects.filter(code="c").delete()
    found = index()
    assert [line.place for line in found.lines] == [None, None]
    assert "il n’y a pas de rang" in words(page(town))


def test_a_number_of_people_is_no_ranking(town):
    for code in ("caf_rsa", "caf_aah", "caf_activity"):
        measure = make_measure(code, unit="families", direction=0)
        for n, zone in enumerate(FIGURES, start=1):
            make_figure(quarter(zone), measure, 100.0 * n)
    found = index("portrea")
    assert {code: line.total for code, line in by_code(found).items()} == {
        "a": 300, "b": 600, "c": 900,
    }  # fmt: skip
    assert all(line.place is None and line.ranks is None for line in found.lines)
    said = words(page(town, "?genre=quarter&methode=portrea"))
    assert "donc pas de rang" in said
    assert "Demandeurs d’emploi" in said


def test_the_index_of_2020_is_that_of_the_example_of_the_guide(town):
    """137.5: the example of docs/methods.md, against the commune here."""
    here = {"single_parent_pct": 32, "alone_pct": 48, "median_income_eur": 12_000,
            "aged_15_29_pct": 25, "older_65_pct": 9, "no_diploma_pct": 52.5}  # fmt: skip
    there = {"single_parent_pct": 16, "alone_pct": 32, "median_income_eur": 18_000,
             "aged_15_29_pct": 20, "older_65_pct": 18, "no_diploma_pct": 35}  # fmt: skip
    load_zones([statement("epci", "200000000", block(0, 0, 4, 6))])
    Zone.objects.filter(kind="commune").update(parent=Zone.objects.get(kind="epci"))
    for code, value in here.items():
        measure = make_measure(code, **({"unit": "eur"} if "eur" in code else {}))
        for zone in FIGURES:
            make_figure(quarter(zone), measure, value)
        make_figure(Zone.objects.get(kind="epci"), measure, there[code])
    found = index("ifn-2020")
    assert [line.total for line in found.lines] == pytest.approx([137.5] * 3)


# ---------------------------------------------------------------- the page


def test_components_come_before_the_total_with_their_gap_and_the_map_bears_the_method(town):
    soup = page(town)
    first = soup.select_one("table.fragile tbody tr")
    cells = [" ".join(cell.get_text(" ").split()) for cell in first.select("td")]
    # b: 20 % of poor households, five points under the commune; its total then its rank end.
    assert cells[0].startswith("20 % −5 pts / commune")
    assert cells[-2] == "66,7"
    assert cells[-1].startswith("1 (")
    printed = "Indice local, dimensions de même poids, version 1, 2026, 2 chiffres sur 10"
    assert printed in soup.select_one("svg.choro").get_text()
    # The darkest class is that of the first line.
    dark = soup.select("svg.choro a")
    levels = {a["aria-label"].split(" : ")[0]: a.path["fill"] for a in dark}
    assert levels[" ".join(first.th.a.text.split())] == "url(#c4)"


def test_the_files_say_what_the_page_says(town):
    body = town.get(f"{ADDRESS}tableau.csv?genre=quarter").getvalue().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(body), delimiter=";"))
    assert [row["code"] for row in rows] == ["b", "c", "a"]
    assert float(rows[0]["total"]) == pytest.approx(66.6667)
    assert rows[0]["variantes"] == "1000"
    assert int(rows[0]["rang_bas_95"]) <= int(rows[0]["rang"]) <= int(rows[0]["rang_haut_95"])
    assert "enq.csv" in rows[0]["sources"]
    assert "illectronism_pct" in rows[0]["absents"]
    shapes = json.loads(town.get(f"{ADDRESS}tableau.geojson?genre=quarter").content)
    assert [one["properties"]["code"] for one in shapes["features"]] == ["b", "c", "a"]
    assert all(one["geometry"] for one in shapes["features"])
    for ending in ("xlsx", "ods"):
        assert town.get(f"{ADDRESS}tableau.{ending}?genre=quarter").content[:2] == b"PK"


def test_choices_on_screen_change_the_ranks_beside_those_of_the_local_index(town):
    query = "?methode=libre&genre=quarter&p_poor_households_pct=2&p_caf_exposed=1"
    first = [row.th.a.text for row in page(town, query).select("table.fragile tbody tr")]
    assert first == ["C", "B", "A"]
    turned = f"{query}&s_poor_households_pct=-1"
    soup = page(town, turned)
    assert [row.th.a.text for row in soup.select("table.fragile tbody tr")] == ["B", "A", "C"]
    assert "Rang avec l’indice local" in words(soup)
    # Without a choice the form begins with those of the local index.
    soup = page(town, "?methode=libre&genre=quarter")
    assert soup.select_one("#id_p_caf_exposed option[selected]")["value"] == "1"
    assert soup.select_one("#id_p_population") is None


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("p_poor_households_pct=0", 200, "Choisissez au moins un chiffre."),
        ("p_poor_households_pct=1&echelle=z&moyenne=geometric", 422, "nombres positifs"),
    ],
)
def test_choices_that_cannot_be_made_say_why(town, query, status, said):
    answer = town.get(f"{ADDRESS}?methode=libre&genre=quarter&{query}")
    assert answer.status_code == status
    assert said in answer.content.decode()


@pytest.mark.parametrize("mean", ["arithmetic", "geometric", "harmonic"])
@pytest.mark.parametrize("scale", ["min_max", "rank", "decile"])
def test_every_scale_and_mean_that_is_offered_gives_a_total(town, mean, scale):
    query = f"?methode=libre&genre=quarter&echelle={scale}&moyenne={mean}"
    assert len(page(town, query).select("svg.choro a")) == 3


def test_an_address_that_names_nothing_known_answers_with_the_usual_page(town):
    soup = page(town, "?methode=magie&genre=lune&reference=mars")
    assert soup.select_one("#id_methode option[selected]")["value"] == "local"


def test_a_base_without_figures_or_territories_says_what_to_load(client):
    client.force_login(make_user(role="elected"))
    assert "Aucun territoire n’est chargé" in words(page(client, ""))
    load_zones([statement("quarter", "a", block(0, 0, 4, 1))])
    said = words(page(client, ""))
    assert "Il manque trop de chiffres" in said
    assert "Aucun chiffre chargé n’entre dans cet indice" in said
    assert index_for_dossier("quarter", TODAY) is None


def test_somebody_without_a_role_does_not_read_it(client):
    assert client.get(ADDRESS).status_code == 302
    client.force_login(make_user(role=""))
    assert client.get(ADDRESS).status_code == 403
    assert client.get(f"{ADDRESS}tableau.csv").status_code == 403


# ---------------------------------------------------------------- paper and command


def test_the_dossier_has_components_then_total_then_rank_in_eight_columns_at_most(town):
    said = index_for_dossier("quarter", TODAY)
    assert said["columns"][0] == "Territoire"
    assert said["columns"][-2:] == ["Total", "Rang, et intervalle"]
    assert len(said["columns"]) <= 8
    assert {len(line) for line in said["lines"]} == {len(said["columns"])}
    assert [line[0] for line in said["lines"]] == ["B", "C", "A"]
    assert "version 1, 2026" in said["title"]


def test_the_command_says_the_same_in_words_and_in_json(town, capsys):
    call_command("index", "--kind", "quarter")
    told = capsys.readouterr().out
    assert "B : 66,7 ; rang 1" in told
    call_command("index", "--kind", "quarter", "--json")
    rows = json.loads(capsys.readouterr().out)
    assert [row["code"] for row in rows] == ["b", "c", "a"]
    with pytest.raises(CommandError, match="load-territory"):
        call_command("index", "--kind", "qpv")
