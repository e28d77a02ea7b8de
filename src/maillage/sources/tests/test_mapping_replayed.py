"""A description replayed on the next files of its producer; and what changed in them said first."""

from dataclasses import replace

import pytest

from maillage.sources.base import DeliveryError, open_delivery
from maillage.sources.mapping import Target, drift, guess, look, unknown_values
from maillage.sources.tests.tables import PLACES, TITLES, read, write_csv


def test_a_moved_heading_a_new_order_and_another_separator_need_no_question(tmp_path):
    rows = [TITLES, *PLACES]
    _, mapping = read(write_csv(tmp_path / "a.csv", rows, delimiter=";"))
    order = [8, 0, 2, 1, 4, 3, 7, 5, 6]
    moved = [["Édition 2027"], [], *[[row[i] for i in order] for row in rows]]
    path = write_csv(tmp_path / "b.csv", moved, delimiter="\t", codec="cp1252")
    converted, _ = read(path, mapping)
    assert [c.reading.record.nom for c in converted] == [row[0] for row in PLACES]
    seen = look(path, columns=mapping.columns)
    with open_delivery(path) as delivery:
        assert drift(mapping, seen, unknown_values(mapping, delivery)).empty


def test_drift_names_new_columns_missing_ones_and_new_words(tmp_path):
    _, mapping = read(write_csv(tmp_path / "a.csv", [TITLES, *PLACES]))
    titles = [*TITLES[:8], "Ascenseur"]
    rows = [[*row[:8], "oui"] for row in PLACES]
    rows[1][7] = "Couture numérique"
    path = write_csv(tmp_path / "b.csv", [titles, *rows])
    seen = look(path, columns=mapping.columns)
    with open_delivery(path) as delivery:
        found = drift(mapping, seen, unknown_values(mapping, delivery))
    assert found.new_columns == ("Ascenseur",)
    assert found.missing_columns == ("Wifi",)
    assert found.new_words == {"services": {"Couture numérique": 1}}
    assert found.sentences == (
        "Une nouvelle colonne\u00a0: «\u00a0Ascenseur\u00a0».",
        "Une colonne n’est plus là\u00a0: «\u00a0Wifi\u00a0».",
        "Un mot nouveau dans «\u00a0Services\u00a0»\u00a0: «\u00a0Couture numérique\u00a0».",
    )


def test_a_column_that_named_the_places_and_left_refuses_the_delivery(tmp_path):
    _, mapping = read(write_csv(tmp_path / "a.csv", [TITLES, *PLACES]))
    path = write_csv(tmp_path / "b.csv", [["Quoi", *TITLES[1:]], *PLACES])
    with pytest.raises(DeliveryError, match="Nom du lieu"):
        read(path, mapping)


def test_what_is_ignored_is_not_even_kept_as_received(tmp_path):
    rows = [[*TITLES, "Référent"], *[[*row, "Ada Navette"] for row in PLACES]]
    converted, mapping = read(write_csv(tmp_path / "a.csv", rows))
    assert mapping.columns["Référent"].kind == "ignore"
    assert all("Référent" not in c.row.values for c in converted)


def test_positions_in_one_cell_in_metres_and_addresses_in_one_line_are_read(tmp_path):
    titles = ["Nom", "Adresse", "gps"]
    rows = [["Espace", "2 rue du Rouet 59999 CLAIRMAILLE", "3.19, 50.29"]]
    rows += [["Maison", "4 place du Fil, 59999 CLAIRMAILLE CEDEX", "50.31 3.2"]]
    converted, _ = read(write_csv(tmp_path / "a.csv", [titles, *rows]))
    record = converted[0].reading.record
    assert (record.adresse, record.code_postal) == ("2 rue du Rouet", "59999")
    assert (record.latitude, record.longitude) == (50.29, 3.19)
    metres = [["Nom", "Ville", "X", "Y"], ["Espace", "Clairmaille", "716468,4", "7028911,2"]]
    converted, mapping = read(write_csv(tmp_path / "b.csv", metres, delimiter=";"))
    record = converted[0].reading.record
    assert (mapping.epsg, round(record.latitude, 1), round(record.longitude, 1)) == (
        2154,
        50.4,
        3.2,
    )
    wrong = [["Nom", "Ville", "X", "Y"], ["Espace", "Clairmaille", "12", "quelque part"]]
    converted, _ = read(write_csv(tmp_path / "c.csv", wrong, delimiter=";"), mapping)
    assert converted[0].reading.record.latitude is None
    assert converted[0].reading.faults[0].rule == "position_unread"


def test_days_flags_constants_and_joined_columns(tmp_path):
    titles = ["Nom", "N°", "Voie", "Lundi", "Mardi", "Démarches", "Info 1", "Info 2"]
    rows = [
        ["Espace", "2 bis", "rue du Rouet", "9h-12h", "fermé", "Oui, sur rendez-vous", "a", "b"]
    ]
    path = write_csv(tmp_path / "a.csv", [titles, *rows], delimiter=";")
    mapping = guess(look(path))
    detail = Target("field", "presentation_detail")
    mapping = replace(
        mapping,
        columns={**mapping.columns, "Info 1": detail, "Info 2": detail},
        constants={"commune": "Clairmaille", "services": "Loisirs et créations numériques"},
    )
    converted, _ = read(path, mapping)
    record = converted[0].reading.record
    assert record.adresse == "2 bis rue du Rouet"
    assert record.horaires == "Mo 09:00-12:00"
    assert record.commune == "Clairmaille"
    assert record.presentation_detail == "a\nb"
    assert record.services == (
        "Loisirs et créations numériques",
        "Aide aux démarches administratives",
    )
    assert record.extension["local_demarches"] == ("Oui, sur rendez-vous",)
