"""What must always hold is held by the database: tests that try to break it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from maillage.apps.freshness.models import Call, Campaign, Day, Letter, NoMore, Request
from maillage.apps.freshness.tests.factories import (
    NOW,
    TODAY,
    make_asked_place,
    make_campaign,
    make_user,
)

pytestmark = pytest.mark.django_db


def refused(act):
    with pytest.raises(IntegrityError), transaction.atomic():
        act()


@pytest.fixture
def campaign():
    make_asked_place()
    return make_campaign()


@pytest.fixture
def letter(campaign):
    return Letter.objects.get(campaign=campaign)


@pytest.fixture
def request_(campaign):
    return Request.objects.get(campaign=campaign)


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "unknown"},
        {"name": ""},
        {"reminders": 3},
        {"reminder_days": 2},
        {"state": "sending"},
        {"state": "draft", "started_at": NOW},
        {"state": "stopped"},
    ],
)
def test_a_campaign_that_makes_no_sense_is_refused(campaign, fields):
    refused(lambda: Campaign.objects.filter(pk=campaign.pk).update(**fields))


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "unknown"},
        {"address_digest": ""},
        {"link_digest": ""},
        {"state": "sent"},
        {"state": "sent", "n_sent": 1},
        {"state": "waiting", "n_sent": 1},
        {"state": "sent", "n_sent": 4, "sent_at": NOW},
    ],
)
def test_a_letter_that_makes_no_sense_is_refused(letter, fields):
    refused(lambda: Letter.objects.filter(pk=letter.pk).update(**fields))


def test_one_address_has_one_letter_by_campaign(letter):
    same = {"campaign": letter.campaign, "address_digest": letter.address_digest}
    refused(lambda: Letter.objects.create(expires_at=NOW, link_digest="x", **same))


@pytest.mark.parametrize(
    "fields",
    [
        {"way": "bird"},
        {"way": "phone"},  # it has a letter
        {"answer": "maybe", "answered_at": NOW, "answered_how": "link"},
        {"answer": "confirmed"},
        {"answer": "confirmed", "answered_at": NOW},
        {"answered_at": NOW},
        {"code_digest": "abc"},
        {"code_digest": "", "code_until": NOW},
    ],
)
def test_a_request_that_makes_no_sense_is_refused(request_, fields):
    refused(lambda: Request.objects.filter(pk=request_.pk).update(**fields))


def test_one_place_is_asked_once_by_campaign(request_):
    same = {"campaign": request_.campaign, "place": request_.place}
    refused(lambda: Request.objects.create(way="paper", made_at=NOW, **same))


def test_two_sheets_never_have_one_code(request_):
    code = {"code_digest": "abc", "code_until": NOW}
    Request.objects.filter(pk=request_.pk).update(**code)
    place = make_asked_place()
    refused(lambda: Request.objects.create(place=place, way="paper", made_at=NOW, **code))


def test_a_call_ends_in_a_known_way(request_):
    by = make_user()
    refused(lambda: Call.objects.create(request=request_, outcome="sung", at=NOW, by=by))


def test_an_address_refuses_letters_once():
    NoMore.objects.create(address_digest="a", at=NOW)
    refused(lambda: NoMore.objects.create(address_digest="a", at=NOW))
    refused(lambda: NoMore.objects.create(address_digest="", at=NOW))


@pytest.mark.parametrize(
    "fields",
    [
        {"part": "street"},
        {"n": 1, "n_year": 2},
        {"n": 3, "n_year": 1, "n_half_year": 2},
        {"n": -1},
    ],
)
def test_a_day_counts_parts_within_their_whole(fields):
    said = {"on": TODAY, "part": "all", "n": 3, "n_half_year": 0, "n_year": 0}
    refused(lambda: Day.objects.create(**said | fields))
    Day.objects.create(**said)
    refused(lambda: Day.objects.create(**said))
    Day.objects.create(**said | {"on": TODAY + timedelta(days=1)})
