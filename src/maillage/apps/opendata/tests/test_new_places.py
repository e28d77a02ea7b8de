"""The feed of new places, and what the feed of changes says of one that closes."""

from datetime import timedelta

import pytest
from defusedxml import ElementTree
from django.utils import timezone

from maillage.apps.directory.tests.factories import make_place
from maillage.apps.opendata.queries.feed import ATOM

pytestmark = pytest.mark.django_db
A = f"{{{ATOM}}}"


def feed(client):
    answer = client.get("/donnees/nouveaux.atom")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/atom+xml")
    assert not answer.cookies
    return ElementTree.fromstring(answer.content)


def test_what_opened_is_in_the_feed_with_its_day_and_the_page_of_the_place(client):
    now = timezone.now()
    make_place(nom="Premier", created_at=now - timedelta(days=500))
    day = timezone.localdate(now) - timedelta(days=3)
    place = make_place(nom="Espace <neuf> & clair", created_at=now, opened_on=day)
    found = feed(client)
    (entry,) = found.findall(f"{A}entry")
    assert entry.find(f"{A}title").text == "Espace <neuf> & clair (Clairmaille)"
    assert entry.find(f"{A}summary").text.startswith("Ouvert depuis le ")
    assert entry.find(f"{A}updated").text.startswith(day.isoformat())
    assert entry.find(f"{A}link").get("href").endswith(f"/lieux/{place.public_id}/")
    ids = [one.text for one in found.iter(f"{A}id")]
    assert len(ids) == len(set(ids)) == 2


def test_the_feed_is_asked_again_for_nothing_when_nothing_changed(client):
    assert not feed(client).findall(f"{A}entry")
    first = client.get("/donnees/nouveaux.atom")
    again = client.get("/donnees/nouveaux.atom", headers={"If-None-Match": first["ETag"]})
    assert again.status_code in (200, 304)
    if again.status_code == 200:
        # An empty base has no date of its own: the feed says now.
        assert again["ETag"] != first["ETag"]
