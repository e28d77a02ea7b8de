"""INSEE's list of urban units as it is exported, with hand-made communes."""

import csv
import io

import xlsxwriter

# As Insee exports it: sentences, then titles; "59000" is "in no unit" for the department 59.
HEAD = [
    ["Base des unités urbaines 2020"],
    ["Composition communale"],
    [],
    ["Code géographique", "Libellé géographique", "Code", "Libellé", "Type", "Statut", "Dép"],
    [],
]
TITLES = ["CODGEO", "LIBGEO", "UU2020", "LIBUU2020", "TYPE_COMMUNE_UU", "STATUT_COM_UU", "DEP"]
ROWS = [
    ["59901", "Clairmaille", "59799", "Clairmaille (partie française)", "UU", "C", "59"],
    ["59902", "Le Moulin", "59799", "Clairmaille (partie française)", "UU", "B", "59"],
    ["59903", "Ailleurs", "59799", "Clairmaille (partie française)", "UU", "B", "59"],
    ["59904", "Prés", "59000", "Hors unité urbaine", "H", "H", "59"],
    ["01004", "Loin", "01301", "Loin", "UU", "I", "01"],
]


def table(rows=ROWS, titles=TITLES, head=HEAD, delimiter=";"):
    """Return the bytes of the table as CSV."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([*head, titles, *rows])
    return text.getvalue().encode()


def workbook(rows=ROWS):
    """Return the bytes of a workbook with the three sheets of Insee."""
    data = io.BytesIO()
    sheets = {
        "UU2020": [["Liste"], ["UU2020", "LIBUU2020", "NB_COM"], ["59799", "Clairmaille", "3"]],
        "Composition_communale": [*HEAD, TITLES, *rows],
        "Documentation": [["Voir insee.fr"]],
    }
    with xlsxwriter.Workbook(data) as book:
        for name, lines in sheets.items():
            sheet = book.add_worksheet(name)
            for number, cells in enumerate(lines):
                sheet.write_row(number, 0, cells)
    return data.getvalue()
