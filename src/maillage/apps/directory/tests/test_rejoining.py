"""Many links at once: the same as one by one, each group shown once in the end."""

from contextlib import suppress

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from maillage.apps.directory.actions import ToJoin, rejoin_places
from maillage.apps.directory.errors import JoinRefused, JoinUnknown
from maillage.apps.directory.models import AuditRow, PlaceJoin
from maillage.apps.directory.tests.factories import NOW, make_place
from maillage.apps.directory.tests.pages import make_quarter
from maillage.apps.directory.tests.test_joining import (
    FIRST,
    PAIRS,
    SHRINK,
    SOURCES,
    base,
    link,
    linked,
    said,
)

pytestmark = pytest.mark.django_db


def test_nothing_is_half_done():
    one, two, three = (make_place() for _ in range(3))
    kept = link(one, two)
    again = [ToJoin(one.pk, three.pk, {}), ToJoin(three.pk, two.pk, {})]
    with pytest.raises(JoinRefused), transaction.atomic():
        rejoin_places(separate=[], join=again, now=NOW)
    with pytest.raises(JoinUnknown), transaction.atomic():
        rejoin_places(separate=[kept.pk, kept.pk + 999], join=[], now=NOW)
    assert list(PlaceJoin.objects.filter(undone_at=None)) == [kept]
    assert rejoin_places(separate=[], join=[], now=NOW) == []
    assert not AuditRow.objects.exists()


def in_other_base(work):
    """Return what a work leaves in a base that is then thrown away, numbered from one."""
    with transaction.atomic():
        places = work()
        first = min(places)
        found = sorted(
            str(
                {
                    name: value
                    for name, value in row.items()
                    if name not in ("id", "origins", "alone", "place_id", "record_id")
                    and not name.endswith("_id")
                }
                | {"at": (row.get("place_id") or row["id"]) - first}
            )
            for (_model, _pk), row in base().items()
            if _model in ("Place", "Offer", "Equipment", "Mediators")
        )
        transaction.set_rollback(True)
    return found


@SHRINK
@given(FIRST, PAIRS, PAIRS, st.randoms(use_true_random=False))
def test_all_at_once_is_the_same_as_one_by_one(first, before, after, chance):
    make_quarter()

    def places():
        return [said(s, s, on, **words) for s, (on, words) in zip(SOURCES, first, strict=True)]

    # Links that are refused one by one would refuse them all: only those that hold are asked.
    def one_by_one():
        found = places()
        made = linked(before, found)
        gone = sorted(made)[::2]
        from maillage.apps.directory.actions import separate_places

        for number in gone:
            separate_places(number, now=NOW)
        asked.clear()
        for kept, other in after:
            with suppress(JoinRefused):
                link(found[kept], found[other])
                asked.append((kept, other))
        return [place.pk for place in found]

    def at_once():
        found = places()
        gone = sorted(linked(before, found))[::2]
        links = [ToJoin(found[kept].pk, found[other].pk, {"why": "test"}) for kept, other in asked]
        rejoin_places(separate=gone, join=links, now=NOW)
        return [place.pk for place in found]

    asked = []
    assert in_other_base(one_by_one) == in_other_base(at_once)
