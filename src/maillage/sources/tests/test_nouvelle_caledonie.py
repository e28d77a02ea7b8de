"""Places of the other side of the world are open by their own clock, with their own codes."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from maillage.core.harmonise import Log
from maillage.core.hours import parse, time_zone_of, zone_of
from maillage.core.standard import read_values, to_values
from maillage.sources.base import open_delivery, read_source
from maillage.sources.catalog import get_source
from maillage.sources.tests.samples import sample_of


@pytest.fixture(scope="module")
def records():
    source = get_source("nouvelle-caledonie")
    with open_delivery(sample_of(source)) as delivery:
        found = [converted.reading.record for converted in read_source(source, delivery, Log())]
    return [record for record in found if record]


def test_every_place_has_the_clock_of_noumea_by_its_postcode_and_by_its_commune(records):
    for record in records:
        assert time_zone_of(record.code_insee) == "Pacific/Noumea"
        assert time_zone_of(record.code_postal) == "Pacific/Noumea"
        assert -23 < record.latitude < -19
        assert 163 < record.longitude < 169


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        # Monday 23 November 2026, 07:30-11:30 in Nouméa: Sunday evening in Paris.
        (datetime(2026, 11, 22, 20, 29, tzinfo=UTC), False),
        (datetime(2026, 11, 22, 20, 30, tzinfo=UTC), True),
        (datetime(2026, 11, 23, 0, 29, tzinfo=UTC), True),
        (datetime(2026, 11, 23, 0, 30, tzinfo=UTC), False),
        (datetime(2026, 11, 23, 9, 0, tzinfo=UTC), False),  # 09:00 in Paris time, 20:00 there
    ],
)
def test_a_place_is_open_at_the_hour_of_its_own_clock(records, moment, is_open):
    place = records[0]
    there = moment.astimezone(ZoneInfo(time_zone_of(place.code_insee))).replace(tzinfo=None)
    assert parse(place.horaires, zone=zone_of(place.code_insee)).is_open(there) is is_open


def test_what_was_read_conforms_to_the_standard_when_it_is_written_and_read_again(records):
    for record in records:
        faults = read_values(to_values(record), version="1.0").faults
        fields = {fault.field for fault in faults if fault.severity == "error"}
        assert fields <= {"pivot", "date_maj"}  # what the form never asked
    assert {record.telephone for record in records} >= {"+687000001", "+687050001"}
