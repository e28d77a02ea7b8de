"""A file that is wrong gets French sentences with lines, fields and repairs; nothing stops it."""

import codecs
import csv
import gzip
import json

import pytest

from maillage.core.standard import FIELDS, validate

NAMES = [field.name for field in FIELDS]
EXAMPLE = {field.name: field.example for field in FIELDS}


def row(**values):
    return {**EXAMPLE, **values}


def table(*rows, columns=NAMES, separator=","):
    """The text of a CSV file, every cell between quotes."""

    def line(cells):
        return separator.join('"' + str(cell).replace('"', '""') + '"' for cell in cells) + "\n"

    return line(columns) + "".join(line(given[name] for name in columns) for given in rows)


def check(content, filename="lieux.csv"):
    return validate(content.encode() if isinstance(content, str) else content, filename=filename)


def found(report):
    return {(group.rule, group.field): group for group in report.ordered()}


def rules(report):
    return [group.rule for group in report.ordered()]


def test_a_valid_file_is_said_to_conform():
    report = check(table(row(id="a"), row(id="b")))
    assert (report.ok, report.n_rows, report.n_valid, report.n_refused) == (True, 2, 2, 0)
    assert report.version == "1.0"
    assert report.text() == (
        "lieux.csv\xa0: version 1.0 du standard\xa0; 2 lignes dont 2 sans erreur et 0 refusée.\n"
        "Le fichier est conforme.\n"
    )


def test_one_broken_field_is_named_with_its_line_and_its_repair():
    report = check(table(row(id="a"), row(id="b", frais_a_charge="Gratuits")))
    (group,) = report.ordered()
    assert (group.field, group.value, group.first_lines) == ("frais_a_charge", "Gratuits", [3])
    text = report.text()
    assert "ERREUR ligne 3, champ frais_a_charge" in text
    assert "Pour réparer\xa0: Choisissez" in text
    assert not report.ok
    assert report.n_valid == 1


def test_lines_are_counted_as_an_editor_does_even_after_a_quoted_line_break():
    content = table(row(id="a", presentation_detail="un\ndeux\r\ntrois"), row(id="b", nom=""))
    assert found(check(content))["required_missing", "nom"].first_lines == [5]


def test_blank_lines_are_skipped_but_counted():
    content = table(row(id="a"), row(id="b", nom="")).replace("\n", "\n\n")
    assert found(check(content))["required_missing", "nom"].first_lines == [5]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators_are_read_and_said(separator):
    report = check(table(row(), separator=separator))
    assert rules(report) == ["delimiter"]
    assert report.ok


@pytest.mark.parametrize("bom", [b"", codecs.BOM_UTF8])
def test_a_byte_order_mark_changes_nothing(bom):
    assert check(bom + table(row()).encode()).ok


def test_the_same_fault_is_grouped_with_its_count_and_first_lines():
    report = check(table(*(row(id=f"{n}", frais_a_charge="Cher") for n in range(12))))
    (group,) = report.ordered()
    assert (group.count, group.first_lines) == (12, [2, 3, 4, 5, 6])
    assert "lignes 2, 3, 4, 5, 6 et 7 autres" in report.text()
    assert "(12 fois)" in report.text()


def test_all_faults_are_listed_not_only_the_first():
    report = check(table(row(id="a", pivot="1", courriels="x", telephone="y"), row(id="b", nom="")))
    assert len(report.ordered()) == 4


def test_a_repeated_identifier_names_the_first_line():
    report = check(table(row(id="a"), row(id="b"), row(id="a")))
    group = found(report)["id_repeated", "id"]
    assert (group.first_lines, group.value) == ([4], "a")
    assert "la ligne 2" in group.message


@pytest.mark.parametrize(
    ("latitude", "longitude", "rule", "words"),
    [
        ("3.17", "50.69", "coordinates_swapped", "échangées"),
        ("166.45", "-22.27", "coordinates_swapped", "échangées"),
        ("0", "0", "coordinates_absurd", "n’existent pas"),
        ("506900", "31700", "coordinates_absurd", "n’existent pas"),
        ("50,69", "3.17", "decimal_comma", "virgule"),
        ("48.85", "", "position_incomplete", "longitude manque"),
    ],
)
def test_bad_coordinates_are_said_with_the_repair(latitude, longitude, rule, words):
    report = check(table(row(latitude=latitude, longitude=longitude)))
    (group,) = report.ordered()
    assert (group.rule, group.first_lines) == (rule, [2])
    assert words in group.message


@pytest.mark.parametrize("position", [(50.69, 3.17), (-22.27, 166.45), (-20.9, 55.4), (14.6, -61)])
def test_positions_of_every_sea_are_good(position):
    assert check(table(row(latitude=position[0], longitude=position[1]))).ordered() == []


def test_html_is_said_and_the_value_stays():
    report = check(table(row(nom="Café <b>solidaire</b>")))
    assert found(report)["html", "nom"].first_lines == [2]
    assert report.n_valid == 1


def test_unknown_misspelled_repeated_and_missing_columns_are_named_with_near_names():
    columns = ["id", "Nom", "commune", "code_postale", "adresse", "date_maj", "parking", "id"]
    given = {**EXAMPLE, "Nom": "Espace", "code_postale": "59999", "parking": "oui"}
    report = found(check(table(given, columns=columns)))
    assert report["column_spelling", "Nom"].first_lines == [1]
    assert "code_postale" in report["column_missing", "code_postal"].repair
    assert ("column_missing", "pivot") in report
    assert "local_parking" in report["column_unknown", "parking"].repair
    assert "plusieurs fois" in report["column_repeated", "id"].message
    # Said once for the column, not again for every row.
    assert not any(rule == "required_missing" for rule, _ in report)


def test_a_local_column_is_no_fault():
    columns = [*NAMES, "local_wifi"]
    assert check(table({**EXAMPLE, "local_wifi": "oui"}, columns=columns)).ordered() == []


def test_version_0_1_is_checked_in_its_own_words():
    old = {
        "id": "1",
        "pivot": "00000000000000",
        "nom": "Espace",
        "commune": "Clairmaille",
        "code_postal": "59999",
        "adresse": "1 rue des Filatures",
        "date_maj": "2022-11-22",
        "services": "Créer avec le numérique;Réparer un vélo",
        "courriel": "accueil@espace.example",
    }
    report = check(table(old, columns=list(old)))
    assert report.version == "0.1"
    assert [(g.field, g.value) for g in report.ordered()] == [("services", "Réparer un vélo")]


@pytest.mark.parametrize(
    ("content", "filename", "rule", "words"),
    [
        (b"", "lieux.csv", "file_empty", "vide"),
        (b" \n \n", "lieux.csv", "file_empty", "vide"),
        (table().encode(), "lieux.csv", "file_empty", "aucun lieu"),
        (gzip.compress(table(row()).encode())[:-20], "lieux.csv.gz", "gzip_truncated", "coupé"),
        (b"\x1f\x8bpas du gzip", "lieux.csv.gz", "gzip_damaged", "abîmé"),
        ("id,nom\n1,Café\n".encode("cp1252"), "lieux.csv", "wrong_encoding", "ligne 2"),
        ("id,nom\n1,Café\n".encode("utf-16"), "lieux.csv", "wrong_encoding", "UTF-16"),
        (b"PK\x03\x04classeur", "lieux.xlsx", "not_a_table", "classeur"),
        (b"%PDF-1.7", "lieux.pdf", "not_a_table", "PDF"),
        (b"\x00\x01\x02\xff", "lieux.csv", "not_a_table", "binaire"),
        (b"<!doctype html><p>404</p>", "lieux.csv", "not_a_table", "HTML"),
        (b"Bonjour tout le monde\n", "lieux.csv", "not_a_table", "une colonne"),
        (b"a,b\n1,2\n", "lieux.csv", "not_the_standard", "standard"),
        (b'[{"id": "1"', "lieux.json", "json_damaged", "ligne 1"),
        (b'{"type": "Topology"}', "lieux.json", "not_a_table", "GeoJSON"),
        (b"[" * 100_000, "lieux.json", "not_a_table", "trop profondément"),
    ],
)
def test_a_file_that_cannot_be_read_gets_one_clear_sentence(content, filename, rule, words):
    report = check(content, filename)
    group = next(group for group in report.ordered() if group.rule == rule)
    assert words in group.message
    assert group.repair
    assert not report.ok
    assert words in report.text()


def test_a_wrong_extension_is_said_and_the_file_is_read_all_the_same():
    report = check(table(row()), "lieux.docx")
    assert rules(report) == ["wrong_extension"]
    assert report.n_valid == 1


def test_text_encoded_twice_is_said():
    report = check(table(row(nom="Médiathèque".encode().decode("cp1252"))))
    assert "double_encoding" in rules(report)


@pytest.mark.parametrize("limit", [131_072, 8_000_000])
def test_a_line_of_some_megabytes_costs_only_itself(limit):
    # The limit of the csv module belongs to the process: another reader may have raised it.
    before = csv.field_size_limit(limit)
    try:
        refuses_only_the_long_line()
    finally:
        csv.field_size_limit(before)


def refuses_only_the_long_line():
    """Check a table whose second record has a cell of three megabytes."""
    rows = [row(id="a"), row(id="b", presentation_detail="x" * 3_000_000), row(id="c")]
    report = check(table(*rows))
    (group,) = report.ordered()
    assert (group.rule, group.first_lines) == ("line_too_long", [3])
    assert (report.n_rows, report.n_valid, report.n_refused) == (3, 2, 1)
    assert len(report.text()) < 1000


def test_a_quote_never_closed_costs_one_line_and_the_rest_is_read():
    lines = table(row(id="a"), row(id="b"), row(id="c")).splitlines(keepends=True)
    lines[2] = '"b,' + lines[2].replace('"', "")[2:]
    report = check("".join(lines))
    assert found(report)["quotes", ""].first_lines == [3]
    assert (report.n_rows, report.n_valid) == (3, 2)


def test_a_row_of_the_wrong_width_is_refused_and_said():
    report = check(table(row(id="a")) + "b,c\n")
    assert found(report)["wrong_number_of_cells", ""].first_lines == [3]
    assert report.n_refused == 1


def test_json_and_geojson_lists_are_read_plain_or_in_gzip():
    places = [row(id="a"), row(id="b", services=EXAMPLE["services"].split("|"))]
    content = json.dumps(places).encode()
    assert check(content, "lieux.json").n_valid == 2
    assert check(gzip.compress(content), "lieux.json.gz").ok
    features = [
        {
            "type": "Feature",
            "properties": {k: v for k, v in place.items() if k not in ("latitude", "longitude")},
            "geometry": {"type": "Point", "coordinates": [3.17, 50.69]},
        }
        for place in places
    ]
    geojson = json.dumps({"type": "FeatureCollection", "features": [*features, "x"]})
    report = check(geojson, "lieux.geojson")
    assert (report.n_rows, report.n_valid, report.n_refused) == (3, 2, 1)
    assert "élément 3" in report.text()


def test_the_report_goes_to_programs_as_json():
    document = json.loads(json.dumps(check(table(row(pivot="1"))).as_json()))
    assert document["ok"] is False
    (fault,) = document["faults"]
    assert {"field", "rule", "value", "message", "repair", "first_lines"} <= set(fault)


def test_a_long_report_says_how_much_it_leaves_out():
    report = check(table(*(row(id=f"{n}", frais_a_charge=f"Cher {n}") for n in range(9))))
    assert "5 autres problèmes" in report.text(limit=4)
    assert "autres problèmes" not in report.text(limit=None)


@pytest.mark.parametrize(
    "hostile",
    [
        "<" + " " * 90_000 + "!",
        "&" * 90_000,
        "a." * 45_000 + "@",
        ("é" + " ;" * 40_000 + "é").replace("é", "https:"),
        "Ã" * 90_000,
        "a@" * 45_000,
        "0 " * 45_000,
        "|".join(f"service {n}" for n in range(8_000)),
    ],
    ids=lambda hostile: hostile[:3],
)
def test_no_value_made_on_purpose_keeps_the_validator_busy(hostile):
    """A pattern that goes back over its text would take hours here: the test would hang."""
    values = dict.fromkeys(NAMES, hostile)
    assert check(table(values)).n_rows == 1
