"""The published indices on the page: editions, what lacks, where each value comes from."""

import csv
import io
import json

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command

from maillage.apps.directory.tests.factories import make_user
from maillage.apps.observatory.models import Figure, Measure
from maillage.apps.observatory.queries.index import fragility_index
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
from maillage.sources.figures import known_indices, known_measures

pytestmark = pytest.mark.django_db
ADDRESS = "/pro/observatoire/indice/"
BY_IRIS = ("no_4g_pct", "poverty_rate_pct", "older_65_pct", "below_bac_pct")
# IRIS: value of each of the four measures, inhabitants.
IRIS = {"599990101": (1, 3000), "599990102": (2, 1000), "599980000": (3, 5000),
        "599970000": (4, 2500)}  # fmt: skip
COMMUNES = {"59999": (0.0, 4000), "59998": (0.0, 5000), "59997": (30.0, 2500)}


def measure(code):
    """The measure as Maillage brings it."""
    found = Measure.objects.filter(code=code).first()
    if found:
        return found
    said = known_measures()[code]
    return make_measure(
        code, nom=said.nom, unit=said.unit, family=said.family, direction=said.direction,
        base_words=said.base_words,
    )  # fmt: skip


def zone(kind, code):
    return Zone.objects.get(kind=kind, code=code)


def index(code, kind, **more):
    return fragility_index(known_indices()[code], kind, today=TODAY, **more)


def by_code(found):
    return {line.zone.code: line for line in found.lines}


def totals(found):
    return {code: line.total for code, line in by_code(found).items()}


def page(client, query):
    answer = client.get(ADDRESS + query)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def words(soup):
    return " ".join(soup.get_text(" ").split())


@pytest.fixture
def reader(client):
    client.force_login(make_user(role="elected"))
    return client


# ---------------------------------------------------------------- 2023


@pytest.fixture
def metropolis():
    """Three communes and four IRIS; the first commune has cells and a quarter over two IRIS."""
    load_zones([statement("epci", "200000000", block(0, 0, 4, 30))])
    epci = ("epci", "200000000")
    make_grid(people=lambda row, column: 50.0)
    load_zones(
        [
            statement("commune", code, block(0, 10 * n, 4, 6), epci)
            for n, code in enumerate(COMMUNES)
        ]
    )
    load_zones(
        [
            statement("iris", "599990101", block(0, 0, 4, 3), ("commune", "59999")),
            # Without a parent: its code begins with that of its commune.
            statement("iris", "599990102", block(0, 3, 4, 3)),
            statement("iris", "599980000", block(0, 10, 4, 6)),
            statement("iris", "599970000", block(0, 20, 4, 6)),
            statement("quarter", "milieu", block(0, 2, 4, 2), ("commune", "59999")),
        ]
    )
    dataset = make_dataset("iris", title="Quatre chiffres par IRIS")
    for code, (value, people) in IRIS.items():
        for one in BY_IRIS:
            make_figure(zone("iris", code), measure(one), value, dataset=dataset)
        make_figure(zone("iris", code), measure("population"), people)
    for code, (share, people) in COMMUNES.items():
        make_figure(zone("commune", code), measure("no_thd_pct"), share)
        make_figure(zone("commune", code), measure("population"), people)


def test_2023_by_hand_for_communes_their_epci_and_iris(metropolis):
    # Among four IRIS: 3, 5, 8 and 10. Fixed network, among three communes: 7, 7 and 10.
    communes = {"59999": (4 * 3.5 + 7) / 5, "59998": (4 * 8 + 7) / 5, "59997": 10}
    assert totals(index("ifn-2023", "commune")) == pytest.approx(communes)
    epci = sum(communes[code] * people for code, (_share, people) in COMMUNES.items()) / 11_500
    assert totals(index("ifn-2023", "epci")) == pytest.approx({"200000000": epci})
    iris = {"599990101": 19 / 5, "599990102": 27 / 5, "599980000": 39 / 5, "599970000": 10}
    assert totals(index("ifn-2023", "iris")) == pytest.approx(iris)


def test_2023_a_neighbourhood_is_made_of_pieces_said_to_be_estimated(metropolis, reader):
    found = index("ifn-2023", "quarter")
    (line,) = found.lines
    # As many people of each IRIS: (3 + 5) / 2, and the 7 of the commune.
    assert line.scores == pytest.approx(
        {"acces_fixe": 7, "acces_mobile": 4, "pauvrete": 4, "age": 4, "diplomes": 4}
    )
    assert line.total == pytest.approx(23 / 5)
    column = next(c for c in found.columns if c.code == "poverty_rate_pct")
    assert column.here[line.zone.id].is_estimate
    assert column.here[line.zone.id].value == pytest.approx(1.5)
    said = words(page(reader, "?methode=ifn-2023&genre=quarter"))
    assert "celui de la commune, 2024" in said
    assert "estimé, 2024" in said
    assert "placé parmi : IRIS, petits quartiers de l’Insee (4 dans cette base)" in said
    assert "pas de rang" in said


def test_2023_what_is_published_of_a_neighbourhood_is_preferred(metropolis):
    make_figure(zone("quarter", "milieu"), measure("poverty_rate_pct"), 4)
    (line,) = index("ifn-2023", "quarter").lines
    assert line.scores["pauvrete"] == 10
    assert line.total == pytest.approx((3 * 4 + 10 + 7) / 5)


def test_2023_without_cells_shows_what_it_scored(metropolis):
    Zone.objects.filter(kind="cell").delete()
    found = index("ifn-2023", "commune")
    column = next(c for c in found.columns if c.code == "poverty_rate_pct")
    assert column.n_known == 3
    # 3,000 people with 1 and 1,000 with 2.
    assert column.here[zone("commune", "59999").pk].value == pytest.approx(1.25)
    # A neighbourhood has no pieces: only the fixed network, which no cell is asked for.
    assert index("ifn-2023", "quarter").why_none == "few"


def test_2023_counts_inhabitants_by_cells_when_no_file_says_them(metropolis):
    Figure.objects.filter(measure__code="population", zone__kind="iris").delete()
    Zone.objects.filter(code__in=("599980000", "599970000")).delete()
    Zone.objects.filter(code__in=("59998", "59997")).delete()
    # Two IRIS with as many cells: (5 + 10) / 2; one commune, the last of one.
    found = totals(index("ifn-2023", "commune"))
    assert found == pytest.approx({"59999": (4 * 7.5 + 10) / 5})


@pytest.mark.parametrize("kind", ["commune", "epci", "iris", "quarter"])
def test_2023_says_what_lacks_by_iris_and_has_no_total_over_four_of_five(metropolis, reader, kind):
    Figure.objects.filter(measure__code="older_65_pct").delete()
    # Known by commune, and this formula places IRIS.
    make_figure(zone("commune", "59998"), measure("older_65_pct"), 20)
    strict, partial = index("ifn-2023", kind), index("ifn-2023", kind, partial=True)
    assert strict.why_none == "few"
    assert not strict.ranked
    assert partial.ranked
    assert all(line.is_partial for line in partial.ranked)
    said = words(page(reader, f"?methode=ifn-2023&genre={kind}"))
    assert "connu, mais cette formule le demande par IRIS" in said
    assert "POP65P divisé par POP" in said
    assert "partiel" in words(page(reader, f"?methode=ifn-2023&genre={kind}&partielle=on"))


def test_2023_two_of_five_are_no_total_even_a_partial_one(metropolis):
    Figure.objects.filter(measure__code__in=BY_IRIS[1:]).delete()
    assert index("ifn-2023", "commune", partial=True).why_none == "few"


def test_2023_iris_far_from_the_communes_of_the_base_have_no_total_and_take_none_away(metropolis):
    far = [statement("iris", f"6000{n}0000", block(10, n)) for n in range(6)]
    load_zones(far)
    for n in range(6):
        for one in BY_IRIS:
            make_figure(zone("iris", f"6000{n}0000"), measure(one), 10 + n)
    found = index("ifn-2023", "iris")
    # Four IRIS of ten have the fixed network of their commune.
    assert len(found.ranked) == 4
    assert by_code(found)["599990101"].scores["pauvrete"] == 1


def test_2023_a_measure_of_few_iris_places_none_of_them(metropolis, reader):
    few = Figure.objects.filter(measure__code="older_65_pct")
    few.exclude(zone__code="599990101").delete()
    found = index("ifn-2023", "commune", partial=True)
    assert all("age" not in line.scores for line in found.lines)
    said = words(page(reader, "?methode=ifn-2023&genre=commune"))
    assert "Part de personnes de 65 ans et plus : connu, mais cette formule le demande" in said


def test_2023_for_the_young_has_its_own_variables(metropolis):
    for code in ("young_poverty_rate_pct", "neet_16_25_pct", "below_bac_15_25_pct"):
        for iris, (value, _people) in IRIS.items():
            make_figure(zone("iris", iris), measure(code), 5 - value)
    found = totals(index("ifn-2023-jeune", "iris"))
    # Turned over: 10, 8, 5 and 3 for the three of them, 3, 5, 8 and 10 for the mobile network.
    assert found == pytest.approx(
        {"599990101": 40 / 5, "599990102": 36 / 5, "599980000": 30 / 5, "599970000": 29 / 5}
    )


def test_2023_without_any_iris_or_figure_says_so(reader):
    load_zones([statement("commune", "59999", block(0, 0, 4, 6))])
    assert index("ifn-2023", "commune").why_none == "few"
    said = words(page(reader, "?methode=ifn-2023&genre=commune"))
    assert "aucun fichier chargé ne le dit. Où le trouver : Arcep" in said


def test_2023_files_and_command_say_the_same(metropolis, reader, capsys):
    query = "?methode=ifn-2023&genre=commune"
    body = reader.get(f"{ADDRESS}tableau.csv{query}").getvalue().decode("utf-8-sig")
    rows = {row["code"]: row for row in csv.DictReader(io.StringIO(body), delimiter=";")}
    assert float(rows["59999"]["total"]) == pytest.approx(4.2)
    assert float(rows["59999"]["note_pauvrete"]) == pytest.approx(3.5)
    assert rows["59999"]["version"] == "édition de mars 2023"
    assert "Quatre chiffres par IRIS" in rows["59999"]["sources"]
    shapes = json.loads(reader.get(f"{ADDRESS}tableau.geojson{query}").content)
    assert {one["properties"]["code"] for one in shapes["features"]} == set(COMMUNES)
    assert reader.get(f"{ADDRESS}tableau.ods{query}").content[:2] == b"PK"
    call_command("index", "--method", "ifn-2023", "--kind", "epci", "--json")
    (row,) = json.loads(capsys.readouterr().out)
    assert row["total"] == pytest.approx(7.0261, abs=1e-4)


# ---------------------------------------------------------------- 2021


@pytest.fixture
def ten_communes():
    """Ten communes with 0 to 9 for every measure of both editions, and three quarters."""
    load_zones([statement("commune", f"5900{n}", block(0, n)) for n in range(10)])
    quarters = [statement("quarter", code, block(2, n)) for n, code in enumerate("abc")]
    load_zones(quarters)
    codes = {m.measure for name in ("ifn-2021", "ifn-2021-seniors")
             for m in known_indices()[name].measures}  # fmt: skip
    make_dataset()
    for code in sorted(codes):
        for n in range(10):
            make_figure(zone("commune", f"5900{n}"), measure(code), float(n))
        for value, name in ((8.5, "a"), (4.5, "b"), (-1.0, "c")):
            make_figure(zone("quarter", name), measure(code), max(value, 0.0))


@pytest.mark.parametrize("code", ["ifn-2021", "ifn-2021-seniors"])
def test_2021_by_hand(ten_communes, code):
    found = totals(index(code, "commune"))
    points = [-3, -2, -2, -1, -1, 1, 1, 2, 2, 3]
    assert found == pytest.approx({f"5900{n}": p * 10 / 3 for n, p in enumerate(points)})


def test_2021_a_neighbourhood_stands_among_the_communes(ten_communes, reader):
    found = index("ifn-2021", "quarter")
    assert (found.reference, found.n_among) == ("commune", 10)
    # 9 of 10 below: 3 points. 5 of 10 below: the median. As the lowest: 5 %, -3 points.
    assert totals(found) == pytest.approx({"a": 10, "b": 0, "c": -10})
    among_themselves = index("ifn-2021", "quarter", reference="quarter")
    assert among_themselves.reference == ""
    assert totals(among_themselves) == pytest.approx({"a": 20 / 3, "b": 0, "c": -20 / 3})
    soup = page(reader, "?methode=ifn-2021&genre=quarter")
    said = words(soup)
    assert "placé parmi : communes (10 dans cette base)" in said
    assert "limites de points de Maillage" in soup.select_one("svg.choro").get_text()
    assert "note 3" in said
    assert "8,5 km" in said.replace("\xa0", " ")


def test_2021_one_lacking_measure_is_named_and_leaves_no_total(ten_communes, reader):
    Figure.objects.filter(measure__code="library_km").delete()
    assert index("ifn-2021", "commune").why_none == "few"
    assert not index("ifn-2021-seniors", "commune").ranked
    said = words(page(reader, "?methode=ifn-2021&genre=commune"))
    assert "Distance à la bibliothèque la plus proche, à vol d’oiseau : aucun fichier" in said
    partial = index("ifn-2021", "commune", partial=True)
    assert totals(partial)["59009"] == pytest.approx(10)
    assert all(line.is_partial for line in partial.lines)


# ---------------------------------------------------------------- 2020


@pytest.mark.parametrize(("code", "total"), [("ifn-2020", 137.5), ("ifn-2020-publie", 123.6111)])
def test_2020_has_both_directions_of_the_income_and_names_them(reader, code, total):
    """137.5 and 123.6: the example of docs/methods.md."""
    here = {"single_parent_pct": 32, "alone_pct": 48, "median_income_eur": 12_000,
            "aged_15_29_pct": 25, "older_65_pct": 9, "no_diploma_pct": 52.5}  # fmt: skip
    there = {"single_parent_pct": 16, "alone_pct": 32, "median_income_eur": 18_000,
             "aged_15_29_pct": 20, "older_65_pct": 18, "no_diploma_pct": 35}  # fmt: skip
    load_zones([statement("epci", "200000000", block(0, 0, 4, 6))])
    load_zones([statement("commune", "59999", block(0, 0, 4, 6), ("epci", "200000000"))])
    make_dataset()
    for one, value in here.items():
        make_figure(zone("commune", "59999"), measure(one), value)
        make_figure(zone("epci", "200000000"), measure(one), there[one])
    assert totals(index(code, "commune"))["59999"] == pytest.approx(total, abs=1e-4)
    said = words(page(reader, f"?methode={code}&genre=commune&reference=commune"))
    assert known_indices()[code].nom in said
    assert "n’y change rien" in said
    assert "note 200" in said
