"""The labelled pairs are well formed, hold ids and nothing else, and their halves do not touch."""

import csv
import re
from collections import Counter

import pytest

from benchmarks.linkage_data import FILES, as_record, is_reporting
from benchmarks.linkage_labels import (
    FOLDER,
    HALVES,
    VERDICTS,
    Label,
    labels,
    measure,
    threshold_for,
    wilson,
)
from maillage.core.standard.record import PlaceRecord

WHY = re.compile(r"(same|diff|unsure)-(all|renamed|moved(-point)?|posts|parent|body|site|commune"
                 r"|round|thin|nested)")  # fmt: skip


def rows():
    with (FOLDER / "linkage.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_there_are_at_least_1500_pairs_each_once_and_two_different_records():
    pairs = [(row["left"], row["right"]) for row in rows()]
    assert len(pairs) >= 1_500
    assert len(set(pairs)) == len(pairs)
    assert all(left < right for left, right in pairs)


def test_a_row_is_two_ids_a_stratum_a_verdict_and_one_generic_word():
    for row in rows():
        assert list(row) == ["left", "right", "stratum", "verdict", "why"]
        assert row["verdict"] in VERDICTS
        assert WHY.fullmatch(row["why"]), row
        assert row["why"].startswith(row["verdict"][:4]), row


def test_ids_hold_nothing_of_a_person_or_of_a_record():
    for row in rows():
        for record in (row["left"], row["right"]):
            source, _, key = record.partition(":")
            assert source in FILES
            # No e-mail, no telephone, no sentence: letters, digits and the marks of ids.
            assert re.fullmatch(r"[A-Za-z0-9_:. -]{1,90}", key), record
            assert not re.search(r"(?<![0-9a-f])0[1-9](\d{2}){4}(?![0-9a-f])", key), record


def test_no_record_is_in_both_halves():
    halves = {half: set() for half in HALVES}
    for label in labels():
        halves[label.half] |= set(label.ids)
    assert halves["choosing"]
    assert halves["reporting"]
    assert not halves["choosing"] & halves["reporting"]


def test_verdicts_do_not_contradict_one_another():
    root: dict[str, str] = {}

    def of(record):
        while record in root:
            record = root[record]
        return record

    read = labels()
    for one in read:
        left, right = map(of, one.ids)
        if one.is_same and left != right:
            root[left] = right
    wrong = [one for one in read if one.verdict == "different" and of(one.ids[0]) == of(one.ids[1])]
    assert not wrong


def test_both_halves_have_places_alike_and_not_within_a_file_and_between_files():
    told = Counter((label.half, label.verdict) for label in labels())
    for half in HALVES:
        assert told[half, "same"] > 300
        assert told[half, "different"] > 300
        kinds = {label.stratum.split()[2] for label in labels() if label.half == half}
        assert kinds == {"inside", "between"}


def test_the_weights_of_a_stratum_are_its_pairs_in_the_pool():
    with (FOLDER / "linkage-strata.csv").open(encoding="utf-8", newline="") as file:
        sizes = {row["stratum"]: int(row["pairs"]) for row in csv.DictReader(file)}
    weights = Counter()
    for label in labels():
        weights[label.stratum] += label.weight
    assert set(weights) == set(sizes)
    assert all(abs(weights[name] - size) < 1e-6 for name, size in sizes.items())


def test_a_departement_is_in_one_half():
    def half(insee):
        place = PlaceRecord(id="x", nom="Lieu", code_insee=insee)
        return is_reporting(as_record("angers", "1", place))

    assert half("99001") == half("99450")
    assert len({half(f"{number:02}001") for number in range(1, 96)}) == 2


def label(number, verdict, weight, stratum="reporting 01 between apart"):
    return Label((f"a:{number}", f"b:{number}"), stratum, verdict, "", weight)


def test_precision_and_recall_count_what_each_pair_stands_for():
    read = [
        label(1, "same", 90.0, "reporting 11 between merged"),
        label(2, "same", 10.0),
        label(3, "different", 10.0),
        label(4, "unsure", 0.0),
    ]
    found = measure(read, [read[0].ids, read[2].ids, read[3].ids])
    assert found.linked == 2
    assert found.wrong == 1
    assert found.precision == pytest.approx(0.9)
    assert found.recall == pytest.approx(0.9)
    assert found.f1 == pytest.approx(0.9)
    assert found.precision_low < 0.9 < found.precision_high


def test_nothing_linked_has_no_precision_and_no_recall():
    found = measure([label(1, "same", 1.0), label(2, "different", 1.0)], [])
    assert found.precision is None
    assert found.recall == 0


def test_wilson_is_the_published_interval():
    # Newcombe (1998), "Two-sided confidence intervals for the single proportion", table I: 81/263.
    low, high = wilson(81 / 263, 263)
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)


def test_a_threshold_is_the_lowest_score_that_keeps_the_precision():
    read = [label(n, "same", 1.0) for n in range(9)] + [label(9, "different", 1.0)]
    scores = {one.ids: 1 - 0.1 * n for n, one in enumerate(read)}
    assert threshold_for(read, scores, 0.95) == pytest.approx(0.2)
    assert threshold_for(read, scores, 0.9) == pytest.approx(0.1)
    assert threshold_for([label(1, "different", 1.0)], {("a:1", "b:1"): 0.5}, 0.9) == float("inf")
