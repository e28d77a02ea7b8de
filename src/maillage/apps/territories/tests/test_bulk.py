"""Rows inserted at once hold to every rule that rows inserted one by one hold to."""

from datetime import date

import pytest
from django.db import IntegrityError, connections, transaction

from maillage.apps.territories.models import Zone
from maillage.web.bulk import insert_all

pytestmark = pytest.mark.django_db
OUTLINE = {"type": "Polygon", "coordinates": [[[3, 50], [4, 50], [4, 51], [3, 50]]]}


def zone(code, **said):
    """Return a commune that is not in the base yet."""
    return Zone(
        **{"kind": "commune", "code": code, "nom": f"Ville {code}", "slug": f"v-{code}"} | said
    )


def test_rows_come_back_as_they_went_with_their_numbers():
    kept = zone("1", codes_postaux=["59999", "é\"'%s"], valid_from=date(2026, 1, 2), population=7)
    other = zone("2", latitude=50.3, longitude=3.2, geometry=OUTLINE)
    other.set_box()
    with transaction.atomic():
        insert_all([kept, other])
    again = Zone.objects.get(pk=kept.pk)
    assert (again.codes_postaux, again.valid_from, again.population, again.latitude) == (
        ["59999", "é\"'%s"],
        date(2026, 1, 2),
        7,
        None,
    )
    assert Zone.objects.get(pk=other.pk).geometry == OUTLINE
    kept.nom = "Autre"
    kept.save()
    assert Zone.objects.count() == 2


def test_numbers_follow_those_of_ordinary_rows_and_leave_room_for_them():
    first = Zone.objects.create(kind="commune", code="a", nom="A", slug="a")
    rows = [zone(str(n)) for n in range(300)]
    with transaction.atomic():
        insert_all(rows)
    last = Zone.objects.create(kind="commune", code="z", nom="Z", slug="z")
    numbers = [first.pk, *(row.pk for row in rows), last.pk]
    assert len(set(numbers)) == 302
    assert Zone.objects.count() == 302


def test_a_constraint_refuses_the_whole_of_them():
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_all([zone("1"), zone("2", nom="")])
    assert not Zone.objects.exists()


def test_outside_a_transaction_it_refuses():
    base = connections["default"]
    base.in_atomic_block = False
    try:
        with pytest.raises(RuntimeError, match="transaction"):
            insert_all([zone("1")])
    finally:
        base.in_atomic_block = True


def test_nothing_is_nothing():
    insert_all([])
    assert not Zone.objects.exists()
