"""Real files of seven producers: every row is a record or a refusal with its reason.

The bounds are what was measured, or a little under; a conversion that loses more has a fault.
"""

from collections import Counter
from functools import cache
from typing import NamedTuple

import pytest

from maillage.core.harmonise import Log
from maillage.core.harmonise.accents import LOST
from maillage.core.hours import parse
from maillage.sources.base import open_delivery, read_source
from maillage.sources.catalog import all_sources, get_source
from tests.shared_data import shared_data


class Measured(NamedTuple):
    """What a file gave, rows and refusals exactly, the rest at least (and unread at most)."""

    source: str
    file: str
    rows: int
    refused: dict[str, int]  # by the rule that says why
    positions: int
    postcodes: int
    hours_said: int
    hours_read: int  # understood, and not only kept as words
    unread: int  # cells or sentences of hours that are left to a person
    words_unknown: int


FILES = (
    Measured(
        *("france-services", "france-services-2022-12-01.csv.gz", 2_683),
        *({"required_missing": 26}, 2_653, 2_657, 2_559, 2_555, 27, 0),
    ),
    Measured(
        *("hinaura", "hinaura-2022-11.json.gz", 1_171),
        *({"id_duplicate": 10}, 1_160, 1_158, 745, 740, 186, 0),
    ),
    Measured(
        *("conseillers-numeriques", "conseiller-numerique-2022-12.json.gz", 4_930),
        *({}, 4_908, 4_930, 4_249, 4_181, 0, 0),
    ),
    Measured(
        *("maine-et-loire", "maine-et-loire-2023-05.json.gz", 243),
        *({"not_published": 18, "required_missing": 3}, 222, 222, 0, 0, 0, 0),
    ),
    Measured(
        *("paca", "paca-hub-du-sud-2022.csv.gz", 1_245),
        *({"required_missing": 4}, 1_231, 1_241, 225, 200, 25, 2),
    ),
    Measured(
        *("corse", "corse-2023.json.gz", 161),
        *({"id_duplicate": 1}, 160, 155, 144, 120, 24, 30),
    ),
    Measured(*("mulhouse", "mulhouse-2023.json.gz", 55), *({}, 55, 55, 54, 36, 18, 0)),
)
each_file = pytest.mark.parametrize("measured", FILES, ids=lambda measured: measured.source)


@cache
def read(source_id):
    (file,) = (measured.file for measured in FILES if measured.source == source_id)
    log = Log()
    with open_delivery(shared_data(f"lieux/brut/{file}")) as delivery:
        return tuple(read_source(get_source(source_id), delivery, log)), log


def records_of(source_id):
    return [row.reading.record for row in read(source_id)[0] if row.reading.record]


def count(rows, rule):
    return sum(fault.rule == rule for row in rows for fault in row.reading.faults)


@each_file
def test_every_row_is_a_record_or_a_refusal_with_its_reason(measured):
    rows, log = read(measured.source)
    records = records_of(measured.source)
    refused = [row.reading.faults for row in rows if not row.reading.record]
    assert len(rows) == measured.rows == len(records) + len(refused)
    assert all(refused)
    assert Counter(
        "required_missing" if "required_missing" in {f.rule for f in faults} else faults[0].rule
        for faults in refused
    ) == Counter(measured.refused)
    assert len({record.id for record in records}) == len(records)
    assert log.total == sum(len(row.changes) for row in rows)


@each_file
def test_most_rows_have_a_place_a_postcode_and_hours_that_are_read(measured):
    rows, _ = read(measured.source)
    records = records_of(measured.source)
    assert sum(record.latitude is not None for record in records) >= measured.positions
    assert sum(bool(record.code_postal) for record in records) >= measured.postcodes
    hours = [record.horaires for record in records if record.horaires]
    assert len(hours) >= measured.hours_said
    read_whole = [text for text in hours if parse(text).understood and not _only_words(text)]
    assert len(read_whole) >= measured.hours_read
    assert count(rows, "hours_unread") <= measured.unread
    assert count(rows, "word_unknown") <= measured.words_unknown


def _only_words(text):
    return text.startswith('"') and text != '"sur rendez-vous"'


@each_file
def test_a_second_reading_gives_the_same_keys(measured):
    with open_delivery(shared_data(f"lieux/brut/{measured.file}")) as delivery:
        source = get_source(measured.source)
        again = [source.key(row) for row in source.read(delivery)]
    assert again == [row.key for row in read(measured.source)[0]]


@each_file
def test_a_file_is_recognised_by_its_producer_alone(measured):
    columns = {column for row in read(measured.source)[0][:50] for column in row.row.columns}
    recognised = [
        source.id
        for source in all_sources().values()
        if source.recognised_by and columns >= {*source.recognised_by}
    ]
    assert recognised == [measured.source]


def test_every_adviser_is_counted_and_none_is_named():
    mediators = Counter(
        value
        for record in records_of("conseillers-numeriques")
        for value in record.extension["local_mediators"]
    )
    assert mediators == {
        "conseiller numérique:1": 4_669,
        "conseiller numérique:2": 215,
        "conseiller numérique:3": 25,
        "conseiller numérique:4": 17,
        "conseiller numérique:5": 4,
    }


def test_the_places_of_maine_et_loire_are_in_their_departement():
    for record in records_of("maine-et-loire"):
        assert 46.9 < record.latitude < 47.9
        assert -1.4 < record.longitude < 0.3


def test_the_letters_that_paca_lost_are_restored_but_for_a_few():
    rows, log = read("paca")
    assert log.counts[("lost_zero_code_postal", "code_postal")] == 545
    left = [record.nom for record in records_of("paca") if LOST in record.nom]
    restored = log.counts[("lost_accents", "nom")]
    assert len(left) <= 50
    assert restored >= 730
    # Wherever letters are still lost, the report says so.
    for row in rows:
        if row.reading.record and LOST in row.reading.record.nom + row.reading.record.adresse:
            assert "letters_lost" in {fault.rule for fault in row.reading.faults}


def test_the_licence_of_each_record_of_hinaura_is_kept():
    records = records_of("hinaura")
    agreed = sum(record.extension.get("local_licence") == ("ODbL",) for record in records)
    assert agreed == 616  # 624 in the file, of which 8 are the second of two same places
    for record in records:
        assert "<i class" not in " ".join(v for values in record.extension.values() for v in values)
