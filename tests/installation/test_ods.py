"""A table for LibreOffice: what other programs read in it, and what runs nothing."""

import io
import zipfile
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from maillage.sources.delivery import open_delivery
from maillage.sources.mapping.table import open_table
from maillage.web.ods import MIMETYPE, ods_bytes, ods_response

COLUMNS = ["territoire", "valeur"]
# Texts as a base holds them: no control character, no half of a character.
TEXTS = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cn")), max_size=20)
NUMBERS = st.floats(-1e9, 1e9, allow_nan=False) | st.integers(-(10**9), 10**9)


def read(content):
    """Return the sheets of a workbook by name, as a program of others reads them."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


@given(st.lists(st.tuples(TEXTS, NUMBERS), max_size=6))
def test_another_program_reads_what_was_written(rows):
    (lines,) = read(ods_bytes(COLUMNS, rows, title="Chiffres")).values()
    assert lines == [COLUMNS, *([text, number] for text, number in rows)]


def test_our_own_reader_takes_it_back(tmp_path):
    path = tmp_path / "chiffres.ods"
    path.write_bytes(ods_bytes(COLUMNS, [["La Filature", 12.5], ["Le Rouet", None]], title="x"))
    with open_delivery(path) as delivery:
        assert delivery.format == "ods"
        _laid, rows = open_table(delivery)
        assert [dict(row.values)["territoire"] for row in rows] == ["La Filature", "Le Rouet"]


def test_no_text_is_a_formula_and_what_is_no_number_is_empty():
    rows = [["=1+1", float("nan")], ["@SOMME(A1)", float("inf")], [None, True], ["a\x00b", 0]]
    content = ods_bytes(COLUMNS, rows, title="x")
    assert b"formula" not in zipfile.ZipFile(io.BytesIO(content)).read("content.xml")
    (lines,) = read(content).values()
    assert lines[1:] == [["=1+1", ""], ["@SOMME(A1)", ""], ["", "oui"], ["ab", 0]]


def test_lines_and_spaces_are_kept_and_the_name_of_a_sheet_holds_no_forbidden_sign():
    content = ods_bytes(COLUMNS, [["deux\nlignes", "  et  des espaces "]], title="Part [%]: a/b")
    ((name, lines),) = read(content).items()
    assert name == "Part  %   a b"
    assert lines[1][0] == "deux\nlignes"
    cell = ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(content)).read("content.xml"))
    counted = [s.get("{urn:oasis:names:tc:opendocument:xmlns:text:1.0}c")
               for s in cell.iter("{urn:oasis:names:tc:opendocument:xmlns:text:1.0}s")]  # fmt: skip
    assert counted == ["2", "2", "1"]


def test_the_first_bytes_say_what_it_is_and_the_same_cells_are_the_same_file():
    content = ods_bytes(COLUMNS, [["a", 1]], title="x")
    assert content[30:38] == b"mimetype"
    assert content[38 : 38 + len(MIMETYPE)] == MIMETYPE.encode()
    assert content == ods_bytes(COLUMNS, [["a", 1]], title="x")


def test_it_is_answered_as_a_file_to_save():
    answer = ods_response("chiffres.ods", COLUMNS, [["a", 1]], title="x")
    assert answer["Content-Type"] == MIMETYPE
    assert answer["Content-Disposition"] == 'attachment; filename="chiffres.ods"'
