"""Each rule that the database holds about links is broken once, and holds."""

import pytest
from django.db import IntegrityError, transaction

from maillage.apps.directory.tests.factories import NOW, make_user
from maillage.apps.linking.models import LinkPair
from maillage.apps.linking.tests.factories import make_pair, make_record, make_run

pytestmark = pytest.mark.django_db


def refused(write):
    with pytest.raises(IntegrityError), transaction.atomic():
        write()
    return True


def test_a_pair_is_there_once():
    pair = make_pair()
    assert refused(lambda: make_pair(pair.left, pair.right))


def test_a_pair_is_seen_from_its_smaller_record_only():
    pair = make_pair()
    assert refused(lambda: make_pair(pair.right, pair.left))
    assert refused(lambda: make_pair(pair.left, pair.left))


@pytest.mark.parametrize(
    "fields",
    [
        {"verdict": "peut-être"},
        {"probability": 1.5},
        {"probability": -0.1},
        {"answer": "perhaps"},
    ],
)
def test_a_pair_says_what_it_can_say(fields):
    assert refused(lambda: make_pair(**fields))


def test_an_answer_is_that_of_somebody_on_a_day_about_what_was_read():
    pair, person = make_pair(), make_user()
    rows = LinkPair.objects.filter(pk=pair.pk)
    whole = {
        "answer": "same",
        "answered_by": person,
        "answered_at": NOW,
        "answered_left": "a",
        "answered_right": "b",
    }
    for missing in ("answered_by", "answered_at"):
        assert refused(lambda said=whole | {missing: None}: rows.update(**said))
    for missing in ("answered_left", "answered_right"):
        assert refused(lambda said=whole | {missing: ""}: rows.update(**said))
    assert refused(lambda: rows.update(answered_by=person))
    assert rows.update(**whole) == 1
    assert refused(lambda: rows.update(answer=""))


def test_a_record_is_there_once_and_named():
    record = make_record()
    again = {"source": record.source, "key": record.key}
    assert refused(lambda: make_record(record.home, **again))
    assert refused(lambda: make_record(source=""))
    assert refused(lambda: make_record(fields_hash=""))


def test_one_search_at_a_time():
    make_run("working")
    assert refused(lambda: make_run("working"))
    make_run()
    make_run()


@pytest.mark.parametrize(
    ("state", "fields"),
    [
        ("asleep", {}),
        ("done", {"finished_at": None}),
        ("failed", {}),
        ("undone", {}),
        ("done", {"undone_at": NOW}),
    ],
)
def test_a_search_says_how_it_ended(state, fields):
    assert refused(lambda: make_run(state, **fields))
    make_run("failed", failure="Le disque est plein.")
    make_run("undone", undone_at=NOW)
