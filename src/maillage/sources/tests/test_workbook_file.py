"""Workbooks: the sheet, the titles and the cells; and what a workbook can hide."""

import zipfile
from dataclasses import replace
from datetime import date, time

import pytest
import xlsxwriter

from maillage.core.harmonise import Log
from maillage.sources.base import DeliveryError, open_delivery, read_source
from maillage.sources.mapping import Target, guess, look, mapped_source
from maillage.sources.platforms import workbook_check, workbook_file
from maillage.sources.tests.memory import peak_memory
from maillage.sources.tests.tables import ods_content, ods_document, write_ods, write_xlsx
from tests.shared_data import shared_data

TITLES = ["Nom du lieu", "Adresse", "Code postal", "Commune", "Téléphone"]
PLACE = ["Espace du Rouet", "2 rue du Rouet", "59999", "Clairmaille", "01 99 00 21 10"]


def read(path, **options):
    with open_delivery(path) as delivery:
        return list(workbook_file.rows(**options)(delivery))


def refusal(path) -> DeliveryError:
    with open_delivery(path) as delivery, pytest.raises(DeliveryError) as caught:
        list(workbook_file.rows()(delivery))
    return caught.value


def test_a_workbook_is_known_by_its_content(tmp_path):
    xlsx = write_xlsx(tmp_path / "lieux.csv", {"Lieux": [TITLES, PLACE]})
    ods = write_ods(tmp_path / "lieux.bin", ods_content([TITLES, PLACE]))
    archive = tmp_path / "a.xlsx"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("lieux.csv", "nom,adresse\n")
    for path, kind in ((xlsx, "xlsx"), (ods, "ods"), (archive, "zip")):
        with open_delivery(path) as delivery:
            assert (delivery.format, delivery.notes) == (kind, ())
    with open_delivery(archive) as delivery, pytest.raises(DeliveryError, match="archive ZIP"):
        list(workbook_file.rows()(delivery))


def test_titles_below_a_heading_are_found_and_lines_are_those_of_the_sheet(tmp_path):
    rows = [["Recensement 2026"], [], [], TITLES, PLACE, [], PLACE]
    path = write_xlsx(tmp_path / "a.xlsx", {"Lieux": rows})
    found = read(path)
    assert [row.line for row in found] == [5, 7]
    assert found[0].values == dict(zip(TITLES, PLACE, strict=True))


def test_the_sheet_of_the_places_is_chosen_and_told_among_several(tmp_path):
    notes = [["Mode d’emploi", "à lire"], ["Une ligne par lieu", ""]]
    sheets = {"Notice": notes, "Lieux": [TITLES, PLACE, PLACE], "Listes": [["oui", "non"]]}
    path = write_xlsx(tmp_path / "a.xlsx", sheets)
    seen = look(path)
    assert (seen.sheet, seen.sheets) == ("Lieux", ("Notice", "Lieux", "Listes"))
    mapping = guess(seen)
    assert mapping.sheet == "Lieux"
    assert "feuille « Lieux »" in seen.words
    assert look(path, sheet="Notice").sheet == "Notice"
    assert look(path, sheet="Partie").sheet == "Lieux"  # one that is gone


def test_a_hidden_sheet_is_not_taken(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, hidden in (("Vieux", True), ("Lieux", False)):
            sheet = book.add_worksheet(name)
            for r, row in enumerate([TITLES, PLACE] * (5 if hidden else 1)):
                sheet.write_row(r, 0, row)
            if hidden:
                sheet.hide()
            else:
                sheet.activate()
    assert look(path).sheets == ("Lieux",)


def test_cells_are_what_the_spreadsheet_shows_as_far_as_it_says(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, ["Nom", "Vu le", "Part", "Heure", "Wifi", "Somme", "Cassé", "Postes"])
        sheet.write(1, 0, "Espace")
        sheet.write_datetime(1, 1, date(2026, 9, 15), day)
        sheet.write(1, 2, 0.5, book.add_format({"num_format": "0 %"}))
        sheet.write(1, 3, 0.375, book.add_format({"num_format": "hh:mm"}))
        sheet.write_boolean(1, 4, True)
        sheet.write_formula(1, 5, "=3+4", None, 7)
        sheet.write_formula(1, 6, "=NA()", None, "#N/A")
        sheet.write(1, 7, 7)
    (row,) = read(path)
    said = ["Espace", "2026-09-15", "0.5", "09:00", "oui", "7", "", "7"]
    assert list(row.values.values()) == said


@pytest.mark.parametrize("mac", [False, True])
def test_days_are_right_in_both_calendars_of_spreadsheets(tmp_path, mac):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": mac}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Nom", "Vu le"])
        sheet.write(1, 0, "Espace")
        sheet.write_datetime(1, 1, date(2026, 2, 28), book.add_format({"num_format": "d/m/yy"}))
    assert read(path)[0].values["Vu le"] == "2026-02-28"


def test_a_number_shown_as_a_day_of_1900_is_the_number_again_and_said(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, ["Nom", "Postes"])
        for line, number in enumerate((7, 59, 61, 366), start=1):
            sheet.write(line, 0, f"Espace {line}")
            sheet.write(line, 1, number, day)
    assert [row.values["Postes"] for row in read(path)] == ["7", "59", "61", "366"]
    assert "4 nombres étaient montrés comme des dates de 1900" in look(path).notes[0]


def test_codes_read_as_numbers_get_their_zeros_back_and_are_counted(tmp_path):
    titles = ["Nom", "Code postal", "Code Insee", "SIRET", "Téléphone", "Commune", "Mise à jour"]
    number = 1234567890124  # a SIRET that began with a zero
    row = ["Espace", 1000, 1004, number, 199002110, "Clairmaille", 46280]
    path = write_xlsx(tmp_path / "a.xlsx", {"Lieux": [titles, row]})
    seen = look(path)
    mapping = guess(seen)

    columns = {**mapping.columns, "SIRET": Target("field", "pivot")}
    columns["Mise à jour"] = Target("field", "date_maj")
    source = mapped_source(replace(mapping, columns=columns), id="x", title="x", producer="P")
    log = Log()
    with open_delivery(path) as delivery:
        (converted,) = read_source(source, delivery, log)
    record = converted.reading.record
    assert (record.code_postal, record.code_insee) == ("01000", "01004")
    assert (record.pivot, record.telephone) == (f"0{number}", "+33199002110")
    assert record.date_maj == date(2026, 9, 15)
    codes = {code for code, _ in log.counts}
    assert {"lost_zero_code_postal", "lost_zero_code_insee", "lost_zero_pivot"} <= codes
    assert {"lost_zero_telephone", "spreadsheet_day"} <= codes


def test_merged_cells_give_their_value_to_each_line_and_columns_keep_two_titles(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 2, 0, 3, "Lundi")
        sheet.merge_range(0, 4, 0, 5, "Mardi")
        sheet.write_row(1, 0, ["Nom", "Commune", "matin", "soir", "matin", "soir"])
        sheet.merge_range(2, 1, 4, 1, "Clairmaille")
        for line in (2, 3, 4):
            sheet.write(line, 0, f"Espace {line}")
            sheet.write(line, 2, "9h-12h")
    rows = read(path)
    assert [row.values["Commune"] for row in rows] == ["Clairmaille"] * 3
    days = ("Lundi matin", "Lundi soir", "Mardi matin", "Mardi soir")
    assert rows[0].columns == ("Nom", "Commune", *days)
    assert guess(look(path)).columns["Mardi soir"].code == "day:2"
    assert any("Cellules fusionnées" in note for note in look(path).notes)


# ---------------------------------------------------------------- what a workbook can hide


def test_a_zip_bomb_is_refused_by_what_it_declares(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook_check, "UNPACKED_LIMIT_BYTES", 1_000_000)
    path = write_xlsx(tmp_path / "a.xlsx", {"Lieux": [TITLES, PLACE]})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/bombe.bin", b"\0" * 5_000_000)
    assert path.stat().st_size < 50_000
    with peak_memory() as peak:
        assert refusal(path).code == "workbook_too_large"
    assert peak.bytes < 3_000_000


def test_a_zip_bomb_that_lies_about_its_size_is_refused_too(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook_check, "UNPACKED_LIMIT_BYTES", 1_000_000)
    path = write_xlsx(tmp_path / "a.xlsx", {"Lieux": [TITLES, PLACE]})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/bombe.bin", b"\0" * 5_000_000)
    data = bytearray(path.read_bytes())
    real = (5_000_000).to_bytes(4, "little")
    while (at := data.find(real)) >= 0:
        data[at : at + 4] = (1_000).to_bytes(4, "little")
    path.write_bytes(bytes(data))
    assert refusal(path).code in ("workbook_too_large", "workbook_broken")


def test_an_archive_of_too_many_parts_is_no_workbook(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", {"Lieux": [TITLES, PLACE]})
    with zipfile.ZipFile(path, "a") as archive:
        for number in range(6_000):
            archive.writestr(f"xl/media/{number}", b"")
    assert refusal(path).code == "workbook_too_large"


def test_a_cell_at_the_far_corner_does_not_fill_the_memory(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, TITLES)
        sheet.write(1_048_575, 16_383, "x")
    with peak_memory() as peak:
        error = refusal(path)
    assert (error.code, peak.bytes < 20_000_000) == ("workbook_too_wide", True)
    assert "supprimez les lignes" in str(error)


def test_one_long_text_shared_by_many_cells_is_counted_each_time(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook_check, "MOST_CHARACTERS", 1_000_000)
    rows = [TITLES, *[["x" * 20_000] * 5 for _ in range(20)]]
    path = write_xlsx(tmp_path / "a.xlsx", {"Lieux": rows})
    assert refusal(path).code == "workbook_too_large"


@pytest.mark.parametrize(
    "rows",
    [
        '<table:table-row table:number-rows-repeated="1000000"><table:table-cell '
        'table:number-columns-repeated="1000" office:value-type="string"><text:p>x</text:p>'
        "</table:table-cell></table:table-row>",
        '<table:table-row table:number-rows-repeated="1000000"><table:table-cell/>'
        '</table:table-row><table:table-row><table:table-cell table:number-columns-repeated="900"/>'
        '<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'
        "</table:table-row>",
        '<table:table-row table:number-rows-repeated="99999999999999999999"><table:table-cell '
        'office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>',
    ],
)
def test_rows_repeated_without_end_are_refused_before_they_are_written_out(tmp_path, rows):
    table = f'<table:table table:name="A">{rows}</table:table>'
    path = write_ods(tmp_path / "a.ods", ods_document(table))
    assert refusal(path).code in ("workbook_too_wide", "workbook_too_large")


def test_empty_rows_at_the_end_of_an_ods_are_nothing(tmp_path):
    content = ods_content([TITLES, PLACE]).replace(
        "</table:table>",
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row></table:table>',
    )
    assert len(read(write_ods(tmp_path / "a.ods", content))) == 1


def test_entities_of_an_ods_are_refused(tmp_path):
    content = ods_content([TITLES, PLACE]).replace(
        "<office:document-content",
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><office:document-content',
    )
    assert refusal(write_ods(tmp_path / "a.ods", content)).code == "workbook_entities"


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.9, 0.99])
def test_a_workbook_cut_in_the_middle_is_refused_in_words(tmp_path, kept):
    path = write_xlsx(tmp_path / "a.xlsx", {"Lieux": [TITLES, PLACE]})
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * kept)])
    with pytest.raises(DeliveryError) as caught:
        look(path)
    assert "coupé" in str(caught.value)


def test_a_workbook_with_a_damaged_part_and_one_with_a_password_are_refused(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", {"Lieux": [TITLES, PLACE]})
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        at = archive.getinfo("xl/workbook.xml").header_offset + 60
    data[at : at + 20] = b"\xff" * 20
    path.write_bytes(bytes(data))
    with pytest.raises(DeliveryError) as caught:
        look(path)
    assert caught.value.code in ("workbook_broken", "wrong_format")


def test_an_empty_workbook_and_one_with_titles_only(tmp_path):
    empty = write_xlsx(tmp_path / "vide.xlsx", {"Lieux": []})
    assert refusal(empty).code == "empty"
    titles = look(write_xlsx(tmp_path / "titres.xlsx", {"Lieux": [TITLES]}))
    assert (titles.n_rows, [column.name for column in titles.columns]) == (0, TITLES)
    assert "aucune ligne en dessous" in titles.notes[-1]


def test_the_time_of_a_closing_is_text(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Nom", "Ferme à"])
        sheet.write(1, 0, "Espace")
        sheet.write_datetime(1, 1, time(18, 30), book.add_format({"num_format": "hh:mm"}))
    assert read(path)[0].values["Ferme à"] == "18:30"


def test_real_workbooks_of_forms_are_read():
    seen = look(shared_data("imports/xlsform/xlsform_spec_test.xlsx"))
    assert (seen.sheet, len(seen.sheets), seen.n_rows) == ("survey", 4, 56)
