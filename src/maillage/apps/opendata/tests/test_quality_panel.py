"""What staff read of the quality of offers, on the page of a place."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from maillage.apps.directory.tests.factories import PlaceState, make_offer, make_place, make_user
from maillage.apps.opendata.views.quality import quality_panels

pytestmark = pytest.mark.django_db


def test_each_offer_has_its_score_and_what_to_repair_in_plain_words(client: Client) -> None:
    today = timezone.localdate()
    place = make_place(telephone="+33199000001", verified_on=today)
    make_offer(place, title="Ateliers du mardi", frais_a_charge=["Payant"])
    make_offer(
        place,
        title="Accès libre",
        services=["Accès internet et matériel informatique"],
        frais_a_charge=["Gratuit"],
        description="Des ordinateurs en libre accès. " * 8,
        verified_on=today - timedelta(days=30),
    )
    client.force_login(make_user())
    text = client.get(f"/pro/lieux/{place.public_id}/").content.decode()
    assert "Ce qui manque aux offres" in text
    assert "C’est payant : dites combien, et s’il y a un tarif réduit." in text
    assert "Cochez au moins un service" in text
    assert "1,00 sur 1, la moyenne de 9 critères. Rien à compléter." in text


def test_a_place_without_offer_or_not_public_says_nothing() -> None:
    empty = make_place()
    closed = make_place(n_offers=1, state=PlaceState.PLANNED)
    assert quality_panels([empty.public_id, closed.public_id, "inconnu"]) == {}


def test_fifty_places_cost_the_queries_of_one() -> None:
    ids = [make_place(n_offers=2).public_id for _ in range(5)]
    with CaptureQueriesContext(connection) as one:
        quality_panels(ids[:1])
    with CaptureQueriesContext(connection) as many:
        assert set(quality_panels(ids)) == set(ids)
    assert len(many) == len(one)
