"""Real files of six producers: every row is a record or a refusal with its reason.

The bounds are a little under what was measured; a conversion that loses more has a fault.
"""

from typing import NamedTuple

import pytest

from maillage.core.harmonise import Log
from maillage.core.hours import parse, time_zone_of
from maillage.sources.base import open_delivery, read_source
from maillage.sources.catalog import get_source
from tests.shared_data import shared_data


class Bounds(NamedTuple):
    """What a file gives at least: rows exactly, then records that hold each thing."""

    source: str
    file: str
    rows: int
    records: int
    positions: int
    postcodes: int
    hours_said: int
    hours_understood: int
    services: int


FILES = (
    Bounds("bfc", "bfc-ternum-2023.csv.gz", 697, 697, 697, 697, 312, 312, 640),
    Bounds("rhinocc", "rhinocc-2023-geocode.csv.gz", 845, 845, 790, 835, 120, 120, 560),
    Bounds("nouvelle-caledonie", "nouvelle-caledonie-2024.json.gz", 92, 92, 92, 92, 72, 72, 90),
    Bounds("angers", "angers-2022.json.gz", 63, 63, 63, 63, 59, 40, 63),
    Bounds("creuse", "la-creuse-2023.json.gz", 91, 91, 91, 91, 31, 30, 91),
    Bounds(
        *("data-inclusion-2023", "data-inclusion-2023-02.json.gz", 3_811, 3_811, 3_372),
        *(3_811, 2_820, 2_730, 3_811),
    ),
)


@pytest.mark.parametrize("bounds", FILES, ids=lambda bounds: bounds.source)
def test_every_row_is_accounted_for_and_nothing_more_is_lost(bounds):
    with open_delivery(shared_data(f"lieux/brut/{bounds.file}")) as delivery:
        rows = list(read_source(get_source(bounds.source), delivery, Log()))
    records = [converted.reading.record for converted in rows if converted.reading.record]
    refused = [converted for converted in rows if not converted.reading.record]
    assert len(rows) == bounds.rows == len(records) + len(refused)
    assert all(converted.reading.faults for converted in refused)
    assert len({record.id for record in records}) == len(records) >= bounds.records
    assert sum(record.latitude is not None for record in records) >= bounds.positions
    assert sum(bool(record.code_postal) for record in records) >= bounds.postcodes
    assert sum(bool(record.services) for record in records) >= bounds.services
    hours = [record.horaires for record in records if record.horaires]
    assert len(hours) >= bounds.hours_said
    assert sum(parse(text).understood for text in hours) >= bounds.hours_understood


def test_the_places_of_new_caledonia_have_their_commune_their_postcode_and_their_clock():
    with open_delivery(shared_data("lieux/brut/nouvelle-caledonie-2024.json.gz")) as delivery:
        rows = list(read_source(get_source("nouvelle-caledonie"), delivery, Log()))
    records = [converted.reading.record for converted in rows]
    assert {time_zone_of(record.code_insee) for record in records} == {"Pacific/Noumea"}
    assert len({record.code_insee for record in records}) >= 29
    assert len({record.code_postal for record in records}) >= 20
    assert sum(record.telephone.startswith("+687") for record in records) == 83
    assert all(record.latitude < 0 for record in records)


def test_an_origin_of_the_aggregate_is_said_and_its_html_is_gone():
    with open_delivery(shared_data("lieux/brut/data-inclusion-2023-02.json.gz")) as delivery:
        rows = list(read_source(get_source("data-inclusion-2023"), delivery, Log()))
    records = [converted.reading.record for converted in rows]
    assert len({record.source for record in records}) == 7
    assert all(record.id.startswith(f"{record.source}:") for record in records)
    for record in records:
        assert "<br" not in record.presentation_detail + record.presentation_resume
        assert "&ccedil;" not in record.presentation_detail
