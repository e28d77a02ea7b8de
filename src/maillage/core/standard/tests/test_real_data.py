"""Every row of the real files is accounted for, and our translation agrees with the nation's."""

import gzip
import json

import pytest
from tests.shared_data import shared_data

from maillage.core.standard import detect_version, read_values, to_values, validate

REGION = "lieux/hauts-de-france-portrea-2022.geojson.gz"


def rows_of(name):
    document = json.loads(gzip.decompress(shared_data(f"lieux/harmonise/{name}").read_bytes()))
    return {row["id"]: row for row in document}


def test_the_1741_rows_of_the_region_are_all_accounted_for():
    report = validate(shared_data(REGION).read_bytes(), filename="region.geojson.gz")
    assert report.version == "0.1"
    assert report.n_rows == 1741
    assert report.n_refused == 0
    # The one value that the standard cannot take: a site whose address lacks its slashes.
    assert [(g.field, g.rule, g.count) for g in report.ordered()] == [("site_web", "url_shape", 1)]
    assert report.n_valid == 1740


def test_the_rows_of_the_region_survive_a_round_trip_through_1_0_2():
    document = json.loads(gzip.decompress(shared_data(REGION).read_bytes()))
    for feature in document["features"]:
        record = read_values(feature["properties"], version="0.1").record
        again = read_values(to_values(record), version="1.0")
        assert to_values(again.record) == to_values(record)
        assert [fault for fault in again.faults if fault.severity == "error"] == []


@pytest.mark.parametrize(
    "name",
    [
        "hinaura-standard-2022.json.gz",
        "nouvelle-caledonie-standard-2024.json.gz",
        "paca-standard-2023-05-16.json.gz",
        "paca-standard-2023-05-17.json.gz",
    ],
)
def test_no_row_of_a_national_output_is_refused(name):
    rows = rows_of(name)
    version = detect_version({column for row in rows.values() for column in row})
    readings = [read_values(row, version=version) for row in rows.values()]
    assert all(reading.record for reading in readings)


def test_our_translation_of_0_1_is_that_of_the_national_map_one_day_later():
    """The same places were published in 0.1 one day and in 1.0 the next."""
    before = rows_of("paca-standard-2023-05-16.json.gz")
    after = rows_of("paca-standard-2023-05-17.json.gz")
    shared = before.keys() & after.keys()
    assert len(shared) == 646
    for key in shared:
        ours = read_values(before[key], version="0.1").record
        theirs = after[key]
        for field in (
            "services",
            "frais_a_charge",
            "modalites_accompagnement",
            "publics_specifiquement_adresses",
        ):
            expected = set(filter(None, theirs.get(field, "").split("|")))
            found = set(getattr(ours, field))
            if field == "services" and "citoyenneté numérique" in before[key][field]:
                # The one choice that is ours: the nation drops these words, we keep the nearest.
                found.discard("Compréhension du monde numérique")
                expected.discard("Compréhension du monde numérique")
            assert found == expected, (key, field)
