"""Reading CSV: lines, quotes, columns, long lines; one broken row never takes another along."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.sources.base import DeliveryError, Row, open_delivery
from maillage.sources.platforms import csv_file
from maillage.sources.tests.memory import peak_memory


def read(
    tmp_path, text: str | bytes, *, record_limit_bytes: int = 8_000_000, **options
) -> list[Row]:
    path = tmp_path / "lieux.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    with open_delivery(path, record_limit_bytes=record_limit_bytes) as delivery:
        return list(csv_file.rows(**options)(delivery))


cell = st.text(
    st.sampled_from('aé,;"\n |\t') | st.characters(codec="utf-8", exclude_characters="\r\0")
)


@given(
    table=st.lists(st.lists(cell, min_size=3, max_size=3).filter(any), max_size=6),
    delimiter=st.sampled_from(",;\t|"),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_what_is_written_is_read_back(tmp_path_factory, table, delimiter, end):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end)
    writer.writerows([["id", "nom", "adresse"], *table])
    if "\U0010fffd" in out.getvalue():
        return
    rows = read(tmp_path_factory.mktemp("csv"), out.getvalue(), required=("id", "nom"))
    assert [list(row.values.values()) for row in rows] == table
    assert not any(row.problem for row in rows)


def test_a_row_knows_its_physical_line_even_after_a_quoted_new_line(tmp_path):
    rows = read(tmp_path, 'id,nom\n1,"Deux\nlignes"\n\n2,Un\n')
    assert [(row.number, row.line, row.values["id"]) for row in rows] == [(1, 2, "1"), (2, 5, "2")]


@pytest.mark.parametrize(
    ("bad", "rule", "words"),
    [
        ("2,Trop,de,colonnes", "csv_columns", "4 colonnes au lieu de 2"),
        ("2", "csv_columns", "1 colonnes au lieu de 2"),
        ('2,"Un "mot" ici"', "csv_quotes", "guillemet"),
        ('2,"jamais refermé', "csv_quotes", "guillemet"),
    ],
)
def test_a_broken_line_is_refused_with_its_line_and_the_rest_goes_on(tmp_path, bad, rule, words):
    rows = read(tmp_path, f"id,nom\n1,Un\n{bad}\n3,Trois\n4,Quatre\n")
    assert [row.values["id"] for row in rows] == ["1", "2", "3", "4"]
    assert [row.rule for row in rows] == ["", rule, "", ""]
    assert rows[1].line == 3
    assert "Ligne 3" in rows[1].problem
    assert words in rows[1].problem
    assert rows[1].values[csv_file.RAW] == bad


def test_one_line_far_over_the_limit_is_refused_without_being_held(tmp_path):
    path = tmp_path / "lieux.csv"
    with path.open("wb") as file:
        file.write(b"id,nom\n1,Un\n2,")
        for _ in range(60):
            file.write(b"x" * 1_000_000)
        file.write(b"\n3,Trois\n")
    with peak_memory() as peak, open_delivery(path, record_limit_bytes=1_000_000) as delivery:
        rows = list(csv_file.rows()(delivery))
    assert [(row.line, row.rule) for row in rows] == [(2, ""), (3, "record_too_long"), (4, "")]
    assert "Ligne 3" in rows[1].problem
    assert peak.bytes < 10_000_000


def test_a_line_over_the_limit_inside_one_piece_is_refused_too(tmp_path):
    text = "id,nom\n1,Un\n2," + "x" * 5_000 + "\n3,Trois\n4," + "y" * 5_000
    rows = read(tmp_path, text, record_limit_bytes=1_000)
    assert [row.rule for row in rows] == ["", "record_too_long", "", "record_too_long"]
    assert [row.values["id"] for row in rows] == ["1", "2", "3", "4"]


def test_blank_lines_before_the_titles_and_no_titles_at_all(tmp_path):
    (row,) = read(tmp_path, "\n \n\nid,nom\n1,Un\n")
    assert row.line == 5
    with pytest.raises(DeliveryError, match="trop longue") as refusal:
        read(tmp_path, "x" * 5_000 + "\n", record_limit_bytes=1_000)
    assert refusal.value.code == "not_a_table"


def test_undecodable_bytes_refuse_their_row_only(tmp_path):
    rows = read(tmp_path, "id,nom\n1,Été\n2,À côté\n".encode() + b"3,Caf\xe9\n4,Quatre\n")
    assert [row.rule for row in rows] == ["", "", "undecodable", ""]
    assert "Ligne 4" in rows[2].problem


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("", "empty", "est vide"),
        ("bonjour\nà tous\n", "not_a_table", "ligne 1"),
        ("id,adresse\n1,rue\n", "columns_missing", "« nom »"),
        ("id;nom_du_lieu;titre\n", "columns_missing", "point-virgule"),
        ("id,noms\n1,x\n", "columns_missing", "« noms » est peut-être « nom »"),
        ("id,nom,nom\n1,a,b\n", "columns_twice", "« nom » est écrite deux fois"),
        ('{"id": 1}', "wrong_format", "est du JSON"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_with_the_reason(tmp_path, text, code, words):
    with pytest.raises(DeliveryError, match=words) as refusal:
        read(tmp_path, text, required=("id", "nom"))
    assert refusal.value.code == code


def test_a_table_of_a_million_columns_is_refused_at_once_and_names_few_of_them(tmp_path):
    wide = ",".join(f"c{n}" for n in range(1_000_000))
    with pytest.raises(DeliveryError, match="a 1000000 colonnes, plus que les 2000") as refusal:
        read(tmp_path, f"{wide}\n1\n", required=("id", "nom"))
    assert refusal.value.code == "too_many_columns"
    twice = ",".join(f"titre{n}{'x' * 500}" for n in [*range(900), *range(900)])
    with pytest.raises(DeliveryError, match="et 895 autres est écrite deux fois") as refusal:
        read(tmp_path, f"{twice}\n1\n", required=("id", "nom"))
    assert len(str(refusal.value)) < 600


def test_titles_are_recognised_whatever_their_capitals_and_spaces(tmp_path):
    (row,) = read(
        tmp_path,
        "\ufeffID ; Nom;Code postal;Autre\n1;Un;59999;x\n",
        known=("nom", "code_postal", "id"),
    )
    assert row.values == {"id": "1", "nom": "Un", "code_postal": "59999", "Autre": "x"}


def test_empty_columns_and_lines_of_a_spreadsheet_are_not_data(tmp_path):
    rows = read(tmp_path, "id,nom,,\n1,Un,,\n,,,\n2,Deux,,\n")
    assert [row.values for row in rows] == [{"id": "1", "nom": "Un"}, {"id": "2", "nom": "Deux"}]


def test_old_mac_line_ends_are_line_ends(tmp_path):
    rows = read(tmp_path, "id,nom\r1,Un\r2,Deux\r")
    assert [(row.line, row.values["nom"]) for row in rows] == [(2, "Un"), (3, "Deux")]


def test_a_table_without_rows_has_no_row(tmp_path):
    assert read(tmp_path, "id,nom\n", required=("id",)) == []


@pytest.mark.parametrize("title", ["id,no\rm,commune", '"id,nom,commune', "x" * 200_000])
def test_a_line_of_titles_that_cannot_be_read_is_refused_in_words(tmp_path, title):
    path = tmp_path / "lieux.csv"
    path.write_bytes(f"{title}\n1,Lieu,Ville\n".encode())
    with open_delivery(path) as delivery, pytest.raises(DeliveryError):
        list(csv_file.rows(required=("id", "nom"))(delivery))


def test_a_file_of_blank_lines_does_not_last_for_ever(tmp_path, monkeypatch):
    monkeypatch.setattr(csv_file, "_MAX_BLANK_LINES", 100)
    path = tmp_path / "lieux.csv"
    path.write_text("id,nom\n1,Un\n" + "\n" * 90 + "2,Deux\n")
    with open_delivery(path) as delivery:
        assert len(list(csv_file.rows()(delivery))) == 2
    path.write_text("id,nom\n1,Un\n" + ",\n" * 101)
    with open_delivery(path) as delivery, pytest.raises(DeliveryError, match="lignes vides"):
        list(csv_file.rows()(delivery))
