"""Many rows updated by one short statement, each with its own values, or none."""

import pytest
from django.db import IntegrityError, transaction

from maillage.apps.linking.models import ComparedRecord, LinkPair
from maillage.apps.linking.tests.factories import make_pair, make_record
from maillage.web.bulk import update_all

pytestmark = pytest.mark.django_db


def test_each_row_gets_its_own_values_and_the_other_columns_stay():
    rows = [make_record() for _ in range(3)]
    for number, row in enumerate(rows):
        row.values, row.live, row.source = {"name": f"Lieu {number}"}, number == 1, "perdue"
    with transaction.atomic():
        update_all(rows, ["values", "live"])
        update_all([], ["values"])
    for number, row in enumerate(rows):
        kept = ComparedRecord.objects.get(pk=row.pk)
        assert (kept.values, kept.live) == ({"name": f"Lieu {number}"}, number == 1)
        assert kept.source != "perdue"


def test_numbers_dates_keys_and_nothing_are_written_as_the_model_would():
    pair = make_pair()
    pair.probability, pair.later_at, pair.answered_by = 0.25, pair.left.home.created_at, None
    with transaction.atomic():
        update_all([pair], ["probability", "later_at", "answered_by", "evidence"])
    kept = LinkPair.objects.get(pk=pair.pk)
    assert (kept.probability, kept.later_at) == (0.25, pair.left.home.created_at)
    assert kept.answered_by is None
    assert kept.evidence == pair.evidence


def test_a_rule_of_the_database_holds_and_nothing_is_half_written():
    pairs = [make_pair(), make_pair()]
    pairs[0].probability, pairs[1].probability = 0.1, 7
    with pytest.raises(IntegrityError), transaction.atomic():
        update_all(pairs, ["probability"])
    assert not LinkPair.objects.filter(probability=0.1).exists()
