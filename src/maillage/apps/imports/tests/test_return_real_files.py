"""The real files of producers, given back: what is corrected, and no more refused than before."""

import pytest
from django.utils import timezone

from maillage.apps.directory.actions import confirm
from maillage.apps.directory.queries import find_place_by_alias
from maillage.apps.directory.queries.records import known_records
from maillage.apps.imports.actions.returning import build_return
from maillage.apps.imports.queries.returns import corrected_path, ready_report, report_lines
from maillage.apps.imports.tests.test_return_round_trip import (
    delivered,
    n_certain,
)
from tests.shared_data import shared_data

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("source", "file", "least", "whole"),
    [
        ("france-services", "lieux/brut/france-services-2022-12-01.csv.gz", 0.95, 5),
        ("paca", "lieux/brut/paca-hub-du-sud-2022.csv.gz", 0.95, 5),
        ("hauts-de-france", "lieux/hauts-de-france-portrea-2022.geojson.gz", 0.95, 5),
        # Some of its cells hold two numbers: one of them would be lost.
        ("mulhouse", "lieux/brut/mulhouse-2023.json.gz", 0.6, 2),
    ],
)
def test_a_real_file_comes_back_corrected_and_reads_as_before(source, file, least, whole):
    path = shared_data(file)
    first = delivered(source, path.read_bytes(), name=path.name)
    for key in sorted(known_records(source))[:5]:
        place = find_place_by_alias(source, key)
        place.telephone = "+33199004099"
        place.save(update_fields=["telephone"])
        confirm(place.public_id, speaker="place", how="link", now=timezone.now())
    build_return(source, now=timezone.now())
    report = ready_report(source)
    counts = report["counts"]
    print(source, report["n_rows"], dict(counts), n_certain(first))
    assert report["not_written"] == ""
    assert counts.get("refused", 0) == first.n_refused
    written = [line for line in report_lines(source) if line[0] == "dit autrement"]
    assert len([line for line in written if line[4] == "Téléphone du lieu"]) == 5
    assert sum(line[8] == "oui" for line in written if line[4] == "Téléphone du lieu") >= whole
    again = delivered(source, corrected_path(source).read_bytes(), name=path.name)
    print(source, again.n_in, again.n_changed, again.n_unchanged, again.n_refused, n_certain(again))
    assert (again.n_in, again.n_refused) == (first.n_in, first.n_refused)
    assert (again.n_added, again.n_withdrawn) == (0, 0)
    assert n_certain(again) <= (1 - least) * n_certain(first)
