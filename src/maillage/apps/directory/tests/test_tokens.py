"""Keys of programs: made by the person, shown once, taken back, each with its trace."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from maillage.apps.accounts.actions import TOKENS_AT_MOST, make_token
from maillage.apps.accounts.queries import find_token, tokens_of
from maillage.apps.directory.models import AuditRow
from maillage.apps.directory.tests.factories import make_user

pytestmark = pytest.mark.django_db
MAKE = "/pro/compte/jetons/faire/"
FORM = {"name": "Logiciel de la médiathèque", "scopes": ["places:write"], "days": "30"}
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PASSWORD = "quatre mots sans suite"


def with_password():
    return make_user(role="data_steward", password=PASSWORD)


@pytest.fixture
def owner(client):
    """Somebody who has just given their password again."""
    person = with_password()
    client.force_login(person, BACKEND)
    client.post("/compte/encore/mot-de-passe/", {"password": PASSWORD})
    return person


def secret_on(page):
    return BeautifulSoup(page.content, "html.parser").select_one("#cle").text


def test_a_key_is_shown_once_and_the_journal_says_that_it_was_made(client, owner):
    page = client.post(MAKE, FORM)
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    secret = secret_on(page)
    token = find_token(secret, now=timezone.now())
    assert token.owner == owner
    assert token.scopes == "places:write"
    listed = client.get("/pro/compte/jetons/").content.decode()
    assert "Logiciel de la médiathèque" in listed
    assert secret not in listed
    row = AuditRow.objects.get(action="make_token")
    assert (row.by, row.subject_kind, row.subject_id) == (owner, "person", str(owner.pk))
    assert secret not in str(row.after)
    assert token.digest not in str(row.after)


def test_who_one_is_is_asked_again_before_a_key_is_made(client):
    # Signed in, and the session does not say that they proved it again.
    client.force_login(with_password(), BACKEND)
    answer = client.post(MAKE, FORM)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/compte/encore/")
    assert not AuditRow.objects.filter(action="make_token").exists()


def test_a_form_that_is_not_filled_in_says_what_is_missing(client, owner):
    page = client.post(MAKE, {"name": "", "days": "3650"}).content.decode()
    assert page.count("Cette réponse est nécessaire.") >= 2
    assert "3650" in page
    assert tokens_of(owner) == []


def test_an_eleventh_key_is_refused_in_words(client, owner):
    for _ in range(TOKENS_AT_MOST):
        make_token(owner=owner, name="Clé", scopes=["places:write"], days=1, now=timezone.now())
    page = client.post(MAKE, FORM).content.decode()
    assert "Vous avez déjà 10 clés" in page


def test_a_key_is_taken_back_and_those_of_others_do_not_exist(client, owner):
    now = timezone.now()
    mine, secret = make_token(owner=owner, name="À moi", scopes=["offers:write"], days=9, now=now)
    other, _ = make_token(owner=make_user(), name="Autre", scopes=["offers:write"], days=9, now=now)
    assert "À moi" in client.get(f"/pro/compte/jetons/{mine.pk}/retirer/").content.decode()
    assert find_token(secret, now=now) is not None
    answer = client.post(f"/pro/compte/jetons/{mine.pk}/retirer/")
    assert answer["Location"] == "/pro/compte/jetons/"
    assert find_token(secret, now=now) is None
    assert AuditRow.objects.filter(action="revoke_token").count() == 1
    for method in (client.get, client.post):
        assert method(f"/pro/compte/jetons/{other.pk}/retirer/").status_code == 404
        assert method(f"/pro/compte/jetons/{mine.pk}/retirer/").status_code == 404


def test_nobody_makes_a_key_without_signing_in():
    answer = Client().post(MAKE, FORM)
    assert answer["Location"].startswith("/compte/connexion/")
