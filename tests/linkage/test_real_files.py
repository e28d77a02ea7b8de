"""Linking the real files, judged by the labelled pairs of the half that reports."""

from functools import cache

from benchmarks.linkage import formula, ours
from benchmarks.linkage_data import FILES, is_reporting, records
from benchmarks.linkage_labels import HALVES, labels, measure
from tests.shared_data import shared_data


@cache
def read_all():
    for file in FILES.values():
        shared_data(f"lieux/{file}")
    shared_data("territoires/decoupage-administratif-6.0.0/communes.json.gz")
    return records()


def of_reporting(method, *, labelled_only=False):
    known = [label for label in labels() if label.half == "reporting"]
    wanted = {one for label in known for one in label.ids}
    read = [one for one in read_all() if not labelled_only or one["id"] in wanted]
    links = {tuple(sorted((read[i]["id"], read[j]["id"]))) for i, j in method(read, known).links}
    return measure(known, links)


def test_every_labelled_record_is_in_the_files_and_in_the_half_that_its_stratum_says():
    by_id = {record["id"]: record for record in read_all()}
    for label in labels():
        for one in label.ids:
            assert HALVES[is_reporting(by_id[one])] == label.half


def test_automatic_links_stay_right_and_find_more_than_the_national_formula():
    # Measured: docs/linkage.md. The floors are the lower ends of the intervals, rounded down.
    found = of_reporting(ours)
    assert found.linked > 300
    assert found.precision >= 0.985
    assert found.recall >= 0.78
    # The formula sees one pair at a time: the others need not be there.
    theirs = of_reporting(formula, labelled_only=True)
    assert found.precision > theirs.precision
    assert found.recall_low > theirs.recall_high
