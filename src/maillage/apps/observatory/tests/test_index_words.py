"""The words of an index at their edges: who is first, small counts, one or many, what lacks."""

import csv
import io
import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from maillage.apps.directory.tests.factories import make_user
from maillage.apps.observatory.models import Figure
from maillage.apps.observatory.queries.index import fragility_index, index_for_dossier
from maillage.apps.observatory.queries.index.dossier import MOST_LINES
from maillage.apps.observatory.queries.index.files import index_table
from maillage.apps.observatory.queries.index.free import free_index, offered_measures
from maillage.apps.observatory.queries.index.words import (
    as_map,
    firmness,
    gap_words,
    how_made,
    lead,
    missing_words,
    rank_words,
    signed,
    surroundings,
    total_words,
)
from maillage.apps.observatory.queries.wording import value_words
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
from maillage.apps.territories.actions import load_units, load_zones
from maillage.apps.territories.queries import Composition, UnitStatement
from maillage.core.indicators import RankRange
from maillage.sources.figures import known_indices

pytestmark = pytest.mark.django_db
INDEX = "/pro/observatoire/indice/"


def plain(words):
    return words.replace("\xa0", " ").replace("\u202f", " ")


def joined(sentences):
    return plain(" ".join(sentences))


@pytest.fixture
def town(db):
    """Four quarters of a thousand people, their commune; two dimensions are known."""
    load_zones([statement("commune", "59999", block(0, 0, 4, 6))])
    load_zones([statement("quarter", c, block(0, n, 4, 1), COMMUNE) for n, c in enumerate("abcd")])
    poor = make_measure("poor_households_pct", nom="Part de ménages pauvres")
    exposed = make_measure("caf_exposed", nom="Exposés", unit="families", direction=0)
    people = make_measure("population", nom="Habitants", unit="people", family="people")
    dataset = make_dataset(title="Enquête")
    for n, zone in enumerate(Zone.objects.filter(kind="quarter").order_by("code"), start=1):
        for measure, value in ((poor, 10.0 * n), (exposed, 20.0 * n), (people, 1000.0)):
            make_figure(zone, measure, value, dataset=dataset)
    make_figure(Zone.objects.get(kind="commune"), poor, 25, dataset=dataset)
    return Zone.objects.get(code="d")


def index(code="local", kind="quarter", **more):
    return fragility_index(known_indices()[code], kind, today=TODAY, **more)


def ranks(low, high):
    return RankRange("", 0.95, low, high, 1.0, 4, 1000)


def with_ranks(found, **ranges):
    """Return an index whose territories have these intervals."""
    lines = [
        replace(line, ranks=ranks(*ranges[line.zone.code])) if line.zone.code in ranges else
        line
        for line in found.lines
    ]  # fmt: skip
    return replace(found, lines=lines)


# ---------------------------------------------------------------- who is first


def test_who_alone_may_be_first_is_named_even_when_another_has_the_largest_total(town):
    found = with_ranks(index(), d=(2, 3), c=(1, 2), b=(3, 4), a=(3, 4))
    assert found.ranked[0].zone.code == "d"
    assert lead(found).endswith("dans 95 % des variantes : C.")


@pytest.mark.parametrize(
    ("ranges", "said"),
    [
        ({"d": (1, 2), "c": (1, 3)}, "2 peuvent être au premier rang selon la façon de compter"),
        ({"d": (1, 2), "c": (1, 3)}, " : D et C. On ne peut pas les départager."),
        ({"d": (1, 1), "c": (2, 3)}, "un seul arrive au premier rang dans 95 % des variantes : D."),
    ],
)  # fmt: skip
def test_those_whose_interval_reaches_the_first_rank_are_named(town, ranges, said):
    rest = dict.fromkeys("abcd", (3, 4)) | ranges
    assert said in plain(lead(with_ranks(index(), **rest)))


def test_when_no_interval_reaches_the_first_rank_nobody_is_said_to_be_first(town):
    found = with_ranks(index(), **dict.fromkeys("abcd", (2, 4)))
    words = plain(lead(found))
    assert "0 peuvent" not in words
    assert "aucun n’est au premier rang dans assez de variantes" in words


def test_more_than_six_of_them_are_not_all_named(town):
    found = with_ranks(index(), **dict.fromkeys("abcd", (1, 4)))
    one = found.ranked[0]
    lines = [replace(one, zone=replace(one.zone, id=n, nom=f"Z{n}")) for n in range(7)]
    assert "Z5…" in lead(replace(found, lines=lines))
    assert "…" not in lead(replace(found, lines=lines[:6]))


@pytest.mark.parametrize(
    ("low", "high", "place", "said"),
    [
        (1, 1, 1, "1 (dans presque toutes les variantes)"),
        (1, 2, 1, "1 (entre 1 et 2)"),
        (2, 2, 1, "1 (entre 2 et 2)"),
        (None, None, 1, "–"),
        (1, 2, None, "–"),
    ],
)
def test_a_rank_has_its_interval_or_is_not_written(town, low, high, place, said):
    assert rank_words(ranks(low, high), place) == said


# ---------------------------------------------------------------- small counts


@pytest.fixture
def few(client):
    """A quarter of which three allowances are estimated from cells: 3, 3 and 3 families."""
    cells = make_grid()
    load_zones([statement("quarter", "centre", block(0, 0, 4, 6), COMMUNE)])
    dataset = make_dataset("caf", title="Caf par carreau")
    for code in ("caf_rsa", "caf_aah", "caf_activity"):
        measure = make_measure(code, nom=code, unit="families", direction=0)
        for zone in cells.values():
            make_figure(zone, measure, 0.125, dataset=dataset)
    client.force_login(make_user(role="elected"))
    return client


def table_of(found):
    columns, rows = index_table(found)
    return [dict(zip(columns, row, strict=True)) for row in rows]


def test_a_small_sum_of_estimates_is_on_no_output_of_an_index(few):
    found = index("portrea")
    (line,) = found.lines
    assert line.total == pytest.approx(9)
    assert total_words(found, line) == "moins de 11"
    drawn = as_map(found)
    assert value_words(drawn.lines[0].value, drawn.measure) == "moins de 11"
    (row,) = table_of(found)
    assert row["total"] == ""
    assert {value for key, value in row.items() if key.startswith("note_")} == {""}
    assert row["caf_rsa"] == ""
    assert row["caf_rsa_methode"] == "estimated"
    page = few.get(f"{INDEX}?genre=quarter&methode=portrea").content.decode()
    assert "moins de 11" in page
    csv_rows = read(few, "csv")
    assert [(one["total"], one["caf_rsa"]) for one in csv_rows] == [("", "")]
    (drawn_row,) = json.loads(read(few, "geojson", raw=True))["features"]
    said = {str(one) for one in drawn_row["properties"].values()}
    assert not said & {"3.0", "9.0", "3", "9"}
    assert drawn_row["properties"]["total"] in ("", None)


def read(client, ending, *, raw=False):
    answer = client.get(f"{INDEX}tableau.{ending}?genre=quarter&methode=portrea")
    assert answer.status_code == 200
    body = b"".join(answer) if answer.streaming else answer.content
    text = body.decode("utf-8-sig")
    return text if raw else list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_a_sum_that_is_published_or_large_is_told(few):
    for code in ("caf_rsa", "caf_aah", "caf_activity"):
        measure = Figure.objects.filter(measure__code=code).first().measure
        make_figure(Zone.objects.get(kind="quarter"), measure, 3.0)
    found = index("portrea")
    assert total_words(found, found.lines[0]) == "9"
    (row,) = table_of(found)
    assert (row["total"], row["caf_rsa"]) == (9, 3)
    Figure.objects.filter(zone__kind="quarter").delete()
    Figure.objects.filter(measure__code__startswith="caf_").update(value=2.0)
    found = index("portrea")
    assert total_words(found, found.lines[0]) == "144"
    assert table_of(found)[0]["total"] == pytest.approx(144)


@pytest.mark.parametrize(
    "address", ["comparer/tableau.csv?t=quarter-centre", "territoires/quarter-centre/chiffres.csv"]
)
def test_a_file_does_not_tell_the_small_estimate_that_its_page_hides(few, address):
    answer = few.get(f"/pro/observatoire/{address}")
    assert answer.status_code == 200
    body = (b"".join(answer) if answer.streaming else answer.content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(body), delimiter=";"))
    line = next(r for r in rows if r["mesure"] == "caf_rsa" and "centre" in r["territoire"].lower())
    assert (line["valeur"], line["methode"]) == ("", "estimated")
    people = next(r for r in rows if "grid" in r["mesure"] and "centre" in r["territoire"].lower())
    assert float(people["valeur"].replace(",", ".")) == 240


# ---------------------------------------------------------------- gaps, surroundings


@pytest.mark.parametrize(
    ("gap", "unit", "said"),
    [
        (2.0, "pct", "+2 pts"), (-2.0, "pct", "−2 pts"), (0.0, "pct", "0 pts"),
        (-0.04, "pct", "0 pts"), (1.25, "per_100", "+1,2"), (-1200.0, "eur", "−1 200 €"),
        (0.4, "eur", "0 €"),
    ],
)  # fmt: skip
def test_a_gap_has_its_sign_and_its_unit_and_none_when_it_is_nothing(gap, unit, said):
    assert plain(signed(gap, unit)) == said


def test_a_gap_is_that_of_the_territory_less_that_of_the_commune(town):
    found = index()
    column = next(one for one in found.columns if one.code == "poor_households_pct")
    lines = {line.zone.code: line for line in found.lines}
    assert [plain(one) for one in gap_words(column, lines["d"])] == ["+15 pts / commune"]
    assert [plain(one) for one in gap_words(column, lines["a"])] == ["−15 pts / commune"]
    assert gap_words(replace(column, unit="families"), lines["a"]) == []
    assert gap_words(replace(column, held_by="commune"), lines["a"]) == []


def test_one_territory_without_its_urban_unit_does_not_ask_for_the_list(town):
    assert "Base des unités urbaines" in joined(surroundings(index()))
    load_units(Composition(2020, (UnitStatement("59799", "Moulin", ("59999",)),), ()))
    found = index()
    assert "Base des unités urbaines" not in joined(surroundings(found))
    assert "Unité urbaine : Moulin." in joined(surroundings(found))
    bare = [replace(found.lines[0], above={}), *found.lines[1:]]
    assert "Base des unités urbaines" not in joined(surroundings(replace(found, lines=bare)))


# ---------------------------------------------------------------- what lacks, how it was made


def test_what_lacks_is_told_in_the_singular_or_the_plural_of_the_dimensions(town):
    found = index()
    dimensions = {column.dimension.code for column in found.columns}
    lacking = dimensions - {column.dimension.code for column in found.counted}
    assert len(lacking) > 1
    first = missing_words(found)[0]
    assert first.startswith(f"Il manque {len(lacking)} dimensions sur {len(dimensions)} : ")
    assert first.endswith("Le total porte sur les autres.")
    kept = [
        column for column in found.columns
        if column.counted or column.dimension.code == sorted(lacking)[0]
    ]  # fmt: skip
    one = missing_words(replace(found, columns=kept))[0]
    assert one.startswith(f"Il manque 1 dimension sur {len(dimensions) - len(lacking) + 1} : ")
    none = missing_words(replace(found, columns=kept, why_none="few"))[0]
    assert "Le total porte" not in none
    assert missing_words(replace(found, columns=found.counted)) == []


def test_small_territories_are_counted_in_words(town):
    found = index()
    for n, said in ((0, ""), (1, "1 territoire de moins"), (2, "2 territoires de moins")):
        lines = [replace(line, is_small=at < n) for at, line in enumerate(found.lines)]
        words = joined(how_made(replace(found, lines=lines)))
        assert ("habitants n’" in words) is (n > 0)
        assert said in words


def test_outlines_that_ended_and_references_that_could_not_be_are_said(town):
    found = index()
    assert "cessé de valoir" not in joined(how_made(found))
    ended = replace(found, ended_on=date(2024, 1, 1), refused_reference="quarter")
    words = joined(how_made(ended))
    assert "ont cessé de valoir le 1" in words
    assert "Il manque un des chiffres, ou des territoires, pour : quartier" in words
    ignored = joined(how_made(replace(found, ignored_reference="iris")))
    assert "le choix « Comparés à » n’y change rien" in ignored
    assert found.text.caveat in how_made(found)


def test_the_choice_that_moves_ranks_most_is_the_one_that_is_named(town):
    found = index()
    moved = found.sensitivity
    assert moved is not None
    shares = np.array([0.1] * len(moved.factors))
    for at, words in ((moved.factors.index("weights"), "le poids de chaque chiffre"),
                      (moved.factors.index("treatment"), "valeurs extrêmes")):  # fmt: skip
        each = shares.copy()
        each[at] = 0.9
        most = firmness(replace(found, sensitivity=replace(moved, of_shift_total=each)))[1]
        assert words in most
    unknown = replace(moved, of_shift_total=np.full(len(moved.factors), np.nan))
    assert len(firmness(replace(found, sensitivity=unknown))) == 1


# ---------------------------------------------------------------- the dossier and the files


def test_the_dossier_says_how_many_territories_it_leaves_to_the_site(town, monkeypatch):
    assert MOST_LINES == 40
    path = "maillage.apps.observatory.queries.index.dossier.MOST_LINES"
    monkeypatch.setattr(path, 3)
    made = index_for_dossier("quarter", TODAY)
    assert len(made["lines"]) == 3
    assert "Le territoire suivant est dans le site." in made["sentences"]
    monkeypatch.setattr(path, 2)
    assert (
        "Les 2 territoires suivants sont dans le site."
        in (index_for_dossier("quarter", TODAY)["sentences"])
    )
    monkeypatch.setattr(path, 4)
    assert "dans le site" not in joined(index_for_dossier("quarter", TODAY)["sentences"])


def test_a_file_says_what_was_counted_and_leaves_empty_what_is_not_known(town):
    Figure.objects.filter(measure__code="caf_exposed", zone__code__in="abc").delete()
    make_figure(town, make_measure("illectronism_pct", nom="Illectronisme"), 0.0)
    rows = {row["code"]: row for row in table_of(index())}
    assert {row["poor_households_pct_compte"] for row in rows.values()} == {"oui"}
    assert {row["illectronism_pct_compte"] for row in rows.values()} == {"non"}
    assert rows["d"]["illectronism_pct"] == 0.0
    assert rows["a"]["illectronism_pct"] == ""
    assert rows["a"]["poor_households_pct_communes"] == 25
    assert [rows[code]["habitants"] for code in "ad"] == [1000, 1000]


# ---------------------------------------------------------------- one’s own


def test_what_weighs_nothing_is_not_in_ones_own_index(town):
    offered = offered_measures()
    assert [one.code for one in offered] == ["caf_exposed", "poor_households_pct"]
    assert free_index(offered, {"caf_exposed": 0.0}, {}) is None
    text = free_index(offered, {"caf_exposed": 0.0, "poor_households_pct": 2.5}, {})
    assert [(one.code, one.weight) for one in text.dimensions] == [("poor_households_pct", 2.5)]
    both = free_index(offered, {one.code: 1.0 for one in offered}, {"caf_exposed": -1})
    by_code = {one.code: one.measures[0] for one in both.dimensions}
    assert by_code["caf_exposed"].direction == -1
    assert by_code["poor_households_pct"].direction == 1
    assert by_code["caf_exposed"].per
    assert not by_code["poor_households_pct"].per
