"""Downloaded tables: opened by a spreadsheet, they run nothing and lose nothing."""

import csv
import io

import python_calamine
from hypothesis import given
from hypothesis import strategies as st

from maillage.web.tables import as_text, csv_lines, csv_response, xlsx_response


@given(st.text())
def test_no_cell_starts_a_formula(text):
    cell = as_text(text)
    assert cell in (text, f"'{text}")
    if cell[:1] in ("=", "@", "\t", "\r", "\n"):
        raise AssertionError(cell)
    if cell[:1] in ("+", "-"):
        assert not any(c in cell for c in "(|!=*/")


def test_a_telephone_stays_a_telephone():
    assert as_text("+33199002110") == "+33199002110"
    assert as_text("-21,08") == "-21,08"
    assert as_text("+33|cmd") == "'+33|cmd"


@given(st.lists(st.lists(st.text(st.characters(exclude_characters="\0")), min_size=2, max_size=2)))
def test_every_row_is_read_back(rows):
    told = "".join(csv_lines(["a", "b"], rows))
    assert told.startswith("\ufeff")
    read = list(csv.reader(io.StringIO(told.removeprefix("\ufeff"), newline=""), delimiter=";"))
    assert read == [["a", "b"], *([as_text(c) for c in row] for row in rows)]


def test_it_is_sent_as_a_file():
    answer = csv_response("lieux.csv", ["nom"], [["=1+1"]])
    assert b"".join(answer.streaming_content).decode() == "\ufeffnom\r\n'=1+1\r\n"
    assert answer["Content-Disposition"] == 'attachment; filename="lieux.csv"'


def test_a_workbook_holds_texts_and_numbers_and_no_formula():
    answer = xlsx_response("chiffres.xlsx", ["nom", "n"], [["=1+1", 3], [None, 2.5]])
    book = python_calamine.load_workbook(io.BytesIO(answer.content))
    assert book.get_sheet_by_index(0).to_python() == [["nom", "n"], ["=1+1", 3.0], ["", 2.5]]
    assert answer["Content-Disposition"] == 'attachment; filename="chiffres.xlsx"'
