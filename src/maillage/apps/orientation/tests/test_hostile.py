"""Whatever is sent to a page of orientation, it answers in words; nothing personal is written."""

import logging

import pytest
from django.urls import reverse

from maillage.apps.directory.tests.factories import (
    make_offer,
    make_organisation,
    make_place,
    make_user,
)
from maillage.apps.directory.tests.pages import forget_base
from maillage.apps.orientation.models import Diagnosis, UnmetNeed
from maillage.apps.orientation.tests.test_orient import PROCEDURES
from maillage.apps.orientation.urls import urlpatterns

pytestmark = pytest.mark.django_db

NAMES = sorted(pattern.name for pattern in urlpatterns)
FIELDS = (
    "besoin", "gene", "langue", "ou", "apport", "pratique", "recours", "derniere_fois", "bilan",
    "a_IUEM", "usage_mobile", "etape", "aller", "faire", "months", "once", "code", "public", "age",
    "accueil", "marche", "avec", "quand", "avant", "lieu", "cle", "said", "agreed", "how", "suite",
)  # fmt: skip
WORDS = {
    "nul": "a\x00b",
    "long": "x" * 100_000,
    "number": "-99999999999999999999999999",
    "script": "<script>alert(1)</script>",
    "template": "{{ 7|add:1 }}{% now 'Y' %}",
    "surrogate": "\U0001f600" * 40 + "\u202e",
    "sql": "' OR 1=1 --",
    "blank": "   ",
    "line": "a\r\nSet-Cookie: x=y",
}


@pytest.fixture(autouse=True)
def _index_read_again():
    forget_base()
    yield
    forget_base()


@pytest.fixture
def desk(client):
    make_offer(make_place(), services=[PROCEDURES])
    client.force_login(make_user(role="mediator", organisation=make_organisation()))
    return client


def address_of(name):
    return reverse(f"orientation:{name}", args=["impots"] if name == "procedure" else [])


@pytest.mark.parametrize("name", NAMES)
def test_any_word_in_any_field_is_answered(desk, name):
    for said, word in WORDS.items():
        sent = {field: [word, word, "yes"] for field in FIELDS}
        for method in (desk.get, desk.post):
            answer = method(address_of(name), sent)
            assert answer.status_code < 500, (name, said, answer.status_code)
            assert "<script>alert" not in answer.content.decode()
            assert "x=y" not in str(answer.headers)


@pytest.mark.parametrize("name", NAMES)
def test_one_wrong_field_among_good_ones_is_answered(desk, name):
    good = {"besoin": "demarche", "faire": "garder", "months": "1", "once": "z", "cle": "abc"}
    for field in FIELDS:
        answer = desk.post(address_of(name), good | {field: WORDS["nul"]})
        assert answer.status_code < 500, (name, field, answer.status_code)


@pytest.mark.parametrize("name", NAMES)
def test_other_methods_are_refused(desk, name):
    for method in (desk.put, desk.delete, desk.patch):
        # Who may not read a page is told that first.
        assert method(address_of(name)).status_code == (403 if name == "counted" else 405)


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/octet-stream"])
def test_a_body_of_another_kind_is_no_answer(desk, kind):
    for name in NAMES:
        answer = desk.post(address_of(name), b"\xff\xfe{[", content_type=kind)
        assert answer.status_code < 500, name


def test_what_a_person_says_is_in_no_log_and_no_address(desk, caplog):
    caplog.set_level(logging.DEBUG)
    secret = "Madame Petitjean 0639981234"
    sent = {"besoin": "demarche", "ou": secret, "said": secret, "code": secret, "avant": secret}
    for name in NAMES:
        answer = desk.post(address_of(name), sent)
        assert "Petitjean" not in answer.get("Location", ""), name
    assert "Petitjean" not in caplog.text
    assert "0639981234" not in caplog.text
    assert not Diagnosis.objects.exists()
    assert "Petitjean" not in str(list(UnmetNeed.objects.values()))
