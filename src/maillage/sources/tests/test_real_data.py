"""Real files, kept outside the repository: every row is read, then converted or refused."""

from collections import Counter

import pytest

from maillage.core.harmonise import Log
from maillage.sources.base import open_delivery, read_source
from maillage.sources.catalog import get_source
from tests.shared_data import shared_data


def read(source_id, relative):
    log = Log()
    with open_delivery(shared_data(relative)) as delivery:
        rows = list(read_source(get_source(source_id), delivery, log))
    for converted in rows:
        assert converted.reading.record is not None or converted.reading.faults
        assert converted.key
    return rows, log


def test_the_1741_places_of_the_regional_file_are_all_accounted_for():
    rows, log = read("hauts-de-france", "lieux/hauts-de-france-portrea-2022.geojson.gz")
    assert len(rows) == len({converted.key for converted in rows}) == 1_741
    records = [converted.reading.record for converted in rows]
    assert all(records)
    assert Counter(record.source for record in records) == {
        "assembleurs": 1_212,
        "conseiller-numerique": 357,
        "france-services": 100,
        "france-tiers-lieux": 68,
        "dora": 4,
    }
    assert log.total == sum(len(converted.changes) for converted in rows) > 0
    assert all(record.latitude and record.longitude for record in records)


@pytest.mark.parametrize(
    ("relative", "n_rows"),
    [
        ("lieux/harmonise/hinaura-standard-2022.json.gz", 687),
        ("lieux/harmonise/paca-standard-2023-05-16.json.gz", 792),
        ("lieux/harmonise/paca-standard-2023-05-17.json.gz", 646),
        ("lieux/harmonise/nouvelle-caledonie-standard-2024.json.gz", 90),
        ("lieux/brut/conseiller-numerique-2022-12.json.gz", 4_930),
    ],
)
def test_files_of_the_standard_are_read_whole(relative, n_rows):
    rows, log = read("national", relative)
    assert len(rows) == n_rows
    assert log.total == sum(len(converted.changes) for converted in rows)
