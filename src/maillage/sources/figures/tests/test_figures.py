"""Files of figures: each description reads its sample, and every row and cell is accounted for."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.sources.delivery import DeliveryError
from maillage.sources.figures import (
    Accounts,
    ColumnOf,
    DescriptionError,
    FigureFile,
    figure_file,
    known_files,
    known_measures,
    read_figures,
    recognised,
    recognised_by,
    rows_of_table,
    zone_code,
)
from maillage.sources.figures.model import FAMILIES, UNITS
from maillage.sources.figures.tests.samples import SAMPLES, written

SAID = {
    "code": "clairmaille-1",
    "title": "Chiffres de Clairmaille",
    "producer": "Ville de Clairmaille",
    "licence": "Licence Ouverte 2.0",
    "year": 2024,
    "zone_kind": "quarter",
    "code_column": "code",
    "measures": [{"measure": "population", "column": "n"}],
}


def table(*rows, **more):
    """Read rows of one table with the description above; return what was read and the accounts."""
    wanted, accounts = figure_file(SAID | more), Accounts()
    found = list(rows_of_table(enumerate(rows, start=2), wanted, accounts))
    return found, accounts


def only(cell, **more):
    """Return (value, state) of one cell."""
    found, _ = table({"code": "a", "n": cell}, **more)
    return found[0].values["population"]


# ---------------------------------------------------------------- the catalogue


def test_each_description_has_a_sample():
    assert set(SAMPLES) == set(known_files())


@pytest.mark.parametrize("code", sorted(SAMPLES))
def test_a_description_reads_its_sample(code, tmp_path):
    columns, rows, expected = SAMPLES[code]
    path = tmp_path / "chiffres.csv"
    path.write_text("\n".join([columns, *rows]) + "\n", encoding="utf-8")
    wanted, accounts = known_files()[code], Accounts()
    if not wanted.layer:  # a layer of a GeoPackage is found by its name
        assert recognised(path) == wanted
    found = {
        row.code: {name: written(*cell) for name, cell in row.values.items()}
        for row in read_figures(path, wanted, accounts)
    }
    assert found == {
        zone: {name: value if isinstance(value, str) else pytest.approx(value, abs=1e-12)
               for name, value in cells.items()}
        for zone, cells in expected.items()
    }  # fmt: skip
    assert accounts.n_rows == len(rows) == len(found) + accounts.n_filtered
    assert not accounts.unread


def test_a_description_names_measures_that_are_described_and_a_share_says_of_what():
    measures = known_measures()
    for one in known_files().values():
        assert {column.measure for column in one.measures} <= set(measures), one.code
    for measure in measures.values():
        assert measure.unit in UNITS
        assert measure.family in FAMILIES
        assert measure.direction in (-1, 0, 1)
        assert measure.unit != "pct" or measure.base_words, measure.code
        assert not measure.base or measure.base in measures


def test_the_year_of_the_name_tells_two_editions_apart(monkeypatch):
    old = figure_file(SAID | {"code": "x-2021", "year": 2021})
    new = figure_file(SAID | {"code": "x-2022", "year": 2022})
    narrow = replace(new, code="y", measures=())
    known = {one.code: one for one in (old, new, narrow)}
    monkeypatch.setattr("maillage.sources.figures.read.known_files", lambda: known)
    assert recognised_by(["code", "n", "nom"], "chiffres-2021.csv") == old
    # The newest edition when no year is told; the one that asks for most columns comes first.
    assert recognised_by(["code", "n"], "chiffres.csv") == new
    assert recognised_by(["code"], "chiffres.csv") == narrow
    assert recognised_by(["nom"]) is None


# ---------------------------------------------------------------- cells


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("12", (12, "known")),
        (0, (0, "known")),
        ("0,0", (0, "known")),
        ("1 234,5", (1234.5, "known")),
        ("1\u202f234", (1234, "known")),
        ("12,5 %", (12.5, "known")),
        ("12.5%", (12.5, "known")),
        ("-3", (-3, "known")),
        ("1.2e-05", (1.2e-05, "known")),
        ("s", (None, "secret")),
        ("NS", (None, "secret")),
        ("", (None, "missing")),
        (None, (None, "missing")),
        ("nd", (None, "missing")),
        ("-", (None, "missing")),
        ("..", (None, "missing")),
        ("inf", (None, "missing")),
        ("1e999", (None, "missing")),
        ("bientôt", (None, "missing")),
    ],
)
def test_a_cell_is_a_number_a_secret_or_nothing_and_never_a_zero_by_default(cell, expected):
    assert only(cell) == expected


def test_what_is_neither_a_number_nor_a_secret_nor_nothing_is_told_with_its_line():
    found, accounts = table({"code": "a", "n": "12"}, {"code": "b", "n": "environ 40"})
    assert accounts.unread == [(3, "n", "environ 40")]
    assert found[1].values["population"] == (None, "missing")


def test_a_file_may_say_its_own_words_and_a_secret_wins_over_a_missing_cell():
    assert only("masqué", secret=["Masqué"]) == (None, "secret")
    assert only("", secret=[""]) == (None, "secret")
    assert only("sans objet", missing=["sans objet"]) == (None, "missing")
    assert only("*", secret=["*"], missing=["*"]) == (None, "secret")


@given(st.floats(-1e9, 1e9, allow_nan=False), st.sampled_from([1.0, 100.0, 0.001]))
def test_any_number_written_in_french_is_read_as_it_is(number, factor):
    cell = f"{number:.4f}".replace(".", ",")
    measures = [{"measure": "population", "column": "n", "factor": factor}]
    value, state = only(cell, measures=measures)
    assert state == "known"
    assert value == pytest.approx(round(number, 4) * factor, rel=1e-12, abs=1e-12)


# ---------------------------------------------------------------- rows


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("1004", "commune", "01004"),
        ("59350", "commune", "59350"),
        ("2a004", "commune", "2A004"),
        ("59350.0", "commune", "59350"),
        ("10040101", "iris", "010040101"),
        ("593500101", "iris", "593500101"),
        (" qp059001 ", "qpv", "QP059001"),
        ("200093201", "epci", "200093201"),
        ("CRS3035RES200mN1E1", "cell", "CRS3035RES200mN1E1"),
        ("", "commune", ""),
    ],
)
def test_the_zeros_that_a_spreadsheet_took_come_back(text, kind, expected):
    assert zone_code(text, kind) == expected


def test_every_row_is_in_one_count():
    found, accounts = table(
        {"code": "a", "n": "1", "champ": "oui"},
        {"code": "a", "n": "2", "champ": "oui"},
        {"code": "", "n": "3", "champ": "oui"},
        {"code": "b", "n": "4", "champ": "non"},
        {"code": "b", "n": "5", "champ": "oui"},
        where={"champ": "oui"},
    )
    assert [(row.number, row.code, row.values["population"][0]) for row in found] == [
        (2, "A", 1),  # a zone met twice keeps its first row
        (6, "B", 5),
    ]
    counts = (accounts.n_rows, accounts.n_filtered, accounts.n_without_code, accounts.n_twice)
    assert counts == (5, 1, 1, 1)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", "a", "b", "c"]),
            st.sampled_from(["1", "s", "", "?"]),
            st.sampled_from(["oui", "non"]),
        ),
        max_size=30,
    )
)
def test_counts_of_rows_add_up_whatever_the_file(rows):
    found, accounts = table(
        *({"code": code, "n": n, "champ": said} for code, n, said in rows), where={"champ": "oui"}
    )
    left = accounts.n_filtered + accounts.n_without_code + accounts.n_twice
    assert accounts.n_rows == len(rows) == len(found) + left
    assert len({row.code for row in found}) == len(found)
    states = [row.values["population"] for row in found]
    assert all((value is None) == (state != "known") for value, state in states)


def test_a_sum_of_columns_leaves_out_what_is_hidden_and_is_hidden_when_all_is():
    measures = [{"measure": "population", "column": "n", "plus": ["p"]}]
    found, _ = table(
        {"code": "a", "n": "3", "p": "4"},
        {"code": "b", "n": "s", "p": "4"},
        {"code": "c", "n": "s", "p": "s"},
        measures=measures,
    )
    assert [row.values["population"] for row in found] == [
        (7, "known"), (4, "known"), (None, "secret"),
    ]  # fmt: skip


def test_a_share_is_made_of_the_counts_of_a_census_file_and_of_nobody_there_is_none():
    measures = [
        {"measure": "older_65_pct", "column": "n", "plus": ["p"], "over": "all", "factor": 100}
    ]
    found, accounts = table(
        {"code": "a", "n": "3", "p": "4,5", "all": "30"},
        {"code": "b", "n": "s", "p": "4", "all": "30"},
        {"code": "c", "n": "3", "p": "4", "all": ""},
        {"code": "d", "n": "0", "p": "0", "all": "0"},
        measures=measures,
    )
    assert [row.values["older_65_pct"] for row in found] == [
        (25.0, "known"), (None, "secret"), (None, "missing"), (None, "missing"),
    ]  # fmt: skip
    assert accounts.unread == []
    assert "all" in figure_file(SAID | {"measures": measures}).columns


def test_a_json_and_a_file_without_the_columns(tmp_path):
    path = tmp_path / "chiffres.json"
    path.write_text(json.dumps([{"code": "a", "n": 12.5}, {"code": "b", "n": None}]))
    found = list(read_figures(path, figure_file(SAID), Accounts()))
    assert [row.values["population"] for row in found] == [(12.5, "known"), (None, "missing")]
    path = tmp_path / "photo.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    with pytest.raises(DeliveryError):
        list(read_figures(path, figure_file(SAID), Accounts()))


# ---------------------------------------------------------------- descriptions


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"producer": " "}, "producer"),
        ({"licence": ""}, "licence"),
        ({"title": ""}, "title"),
        ({"code_column": ""}, "code_column"),
        ({"zone_kind": "planet"}, "zone_kind"),
        ({"year": "2024"}, "year"),
        ({"year": 1900}, "year"),
        ({"measures": []}, "mesure"),
        ({"measures": [{"measure": "population"}]}, "column"),
        ({"method": "estimated"}, "method"),
        ({"colour": "bleu"}, "colour"),
    ],
)
def test_a_description_that_says_too_little_or_another_thing_is_refused(change, words):
    with pytest.raises(DescriptionError, match=words):
        figure_file(SAID | change)


def test_what_must_be_in_the_file_is_every_column_that_is_read():
    one = FigureFile(
        **{name: SAID[name] for name in ("code", "title", "producer", "licence", "year")},
        zone_kind="quarter",
        code_column="code",
        where={"champ": "oui"},
        measures=(ColumnOf("population", "n", plus=("p",), secret_where={"note": "2"}),),
    )
    assert one.columns == ("code", "champ", "n", "p", "note")
    assert replace(one, where={}).columns == ("code", "n", "p", "note")
