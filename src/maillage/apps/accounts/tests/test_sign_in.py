"""The door: by a code, by a password, and nothing else."""

import re

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.urls import NoReverseMatch, get_resolver, reverse

pytestmark = pytest.mark.django_db
User = get_user_model()
EMAIL = "coordination@clairmaille.example"
PASSWORD = "quatre mots sans suite"
ENGLISH = re.compile(
    r"\b(sign in|password|forgotten|email address|enter|required|please|code has|incorrect)\b", re.I
)


@pytest.fixture(autouse=True)
def no_limit_left_over():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def coordinator():
    return User.objects.create_superuser(EMAIL, PASSWORD)


def code_sent(mailoutbox):
    return re.search(r"^ {4}(\S+)$", mailoutbox[-1].body, re.M)[1]


def words(answer):
    page = BeautifulSoup(answer.content, "html.parser")
    assert page.find("main"), "not one of our pages"
    return page.main.get_text(" ", strip=True).replace("\u00a0", " ")


def test_signing_in_by_a_code(client, coordinator, mailoutbox):
    answer = client.post("/compte/code/", {"email": EMAIL}, follow=True)
    assert answer.redirect_chain == [("/compte/code/verifier/", 302)]
    assert "Écrivez le code reçu" in words(answer)
    answer = client.post("/compte/code/verifier/", {"code": code_sent(mailoutbox)})
    assert answer.headers["Location"] == "/pro/"
    assert client.session["_auth_user_id"] == str(coordinator.pk)


def test_a_code_proves_the_address(client, mailoutbox):
    user = User.objects.create_user(EMAIL)
    client.post("/compte/code/", {"email": EMAIL})
    client.post("/compte/code/verifier/", {"code": code_sent(mailoutbox)})
    assert user.emailaddress_set.get().verified


def test_a_wrong_code_is_said_and_does_not_open(client, coordinator, mailoutbox):
    client.post("/compte/code/", {"email": EMAIL})
    answer = client.post("/compte/code/verifier/", {"code": "ABCD-0000"})
    assert "Ce n’est pas le bon code" in words(answer)
    assert 'aria-invalid="true"' in answer.text
    assert "_auth_user_id" not in client.session


def test_a_third_wrong_code_closes_the_door(client, coordinator, mailoutbox):
    client.post("/compte/code/", {"email": EMAIL})
    for _ in range(3):
        answer = client.post("/compte/code/verifier/", {"code": "ABCD-0000"})
    assert answer.status_code == 302
    client.post("/compte/code/verifier/", {"code": code_sent(mailoutbox)})
    assert "_auth_user_id" not in client.session


def test_an_unknown_address_gets_the_same_page_and_no_mail(client, coordinator, mailoutbox):
    known = client.post("/compte/code/", {"email": EMAIL}, follow=True)
    sent = len(mailoutbox)
    client.logout()
    unknown = client.post("/compte/code/", {"email": "qui@clairmaille.example"}, follow=True)
    assert unknown.redirect_chain == known.redirect_chain
    assert words(unknown) == words(known).replace(EMAIL, "qui@clairmaille.example")
    assert len(mailoutbox) == sent


def test_signing_in_by_a_password_in_any_case(client, coordinator):
    answer = client.post("/compte/connexion/", {"login": EMAIL.upper(), "password": PASSWORD})
    assert answer.headers["Location"] == "/pro/"


def test_an_address_that_was_never_proved_is_proved_first(client, mailoutbox):
    User.objects.create_user(EMAIL, PASSWORD)
    answer = client.post("/compte/connexion/", {"login": EMAIL, "password": PASSWORD}, follow=True)
    assert answer.redirect_chain[-1][0] == "/compte/adresse/verifier/"
    assert "_auth_user_id" not in client.session
    answer = client.post("/compte/adresse/verifier/", {"code": code_sent(mailoutbox)})
    assert answer.headers["Location"] == "/pro/"


def test_a_wrong_password_does_not_say_whether_the_account_exists(client, coordinator):
    wrong = client.post("/compte/connexion/", {"login": EMAIL, "password": "non"})
    unknown = client.post(
        "/compte/connexion/", {"login": "qui@clairmaille.example", "password": "non"}
    )
    assert "n’est pas le bon" in words(wrong)
    assert words(wrong) == words(unknown)


def test_attempts_are_limited(client, coordinator):
    for _ in range(5):
        client.post("/compte/connexion/", {"login": EMAIL, "password": "non"})
    answer = client.post("/compte/connexion/", {"login": EMAIL, "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    assert "Trop d’essais" in words(answer)


def test_too_many_requests_get_a_page_in_french(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    client.post("/compte/connexion/", {"login": EMAIL, "password": "non"})
    answer = client.post("/compte/connexion/", {"login": EMAIL, "password": "non"})
    assert answer.status_code == 429
    assert "Trop de demandes" in words(answer)


def test_a_closed_account_does_not_open(client, coordinator, mailoutbox):
    User.objects.update(is_active=False)
    answer = client.post("/compte/connexion/", {"login": EMAIL, "password": PASSWORD}, follow=True)
    assert "fermé" in words(answer) or "n’est pas le bon" in words(answer)
    client.post("/compte/code/", {"email": EMAIL})
    assert not mailoutbox
    assert "_auth_user_id" not in client.session


def test_choosing_a_new_password_by_a_code(client, coordinator, mailoutbox):
    answer = client.post("/compte/mot-de-passe/", {"email": EMAIL}, follow=True)
    assert answer.redirect_chain[-1][0] == "/compte/mot-de-passe/verifier/"
    answer = client.post(
        "/compte/mot-de-passe/verifier/", {"code": code_sent(mailoutbox)}, follow=True
    )
    assert answer.redirect_chain[-1][0] == "/compte/mot-de-passe/nouveau/"
    short = client.post(
        "/compte/mot-de-passe/nouveau/", {"password1": "court", "password2": "court"}
    )
    assert "trop court" in words(short)
    new = "navette fuseau rouet ourdir"
    answer = client.post(
        "/compte/mot-de-passe/nouveau/", {"password1": new, "password2": new}, follow=True
    )
    assert "enregistré" in words(answer)
    coordinator.refresh_from_db()
    assert coordinator.check_password(new)


def test_the_way_back_stays_inside_the_site(client, coordinator):
    credentials = {"login": EMAIL, "password": PASSWORD}
    answer = client.post("/compte/connexion/", credentials | {"next": "https://ailleurs.example/"})
    assert answer.headers["Location"] == "/pro/"


def test_signing_out_asks_first_then_leaves(client, coordinator):
    client.force_login(coordinator, "allauth.account.auth_backends.AuthenticationBackend")
    assert "Se déconnecter ?" in words(client.get("/compte/deconnexion/"))
    answer = client.post("/compte/deconnexion/")
    assert answer.headers["Location"] == "/"
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "route", ["account_login", "account_request_login_code", "account_reset_password"]
)
def test_pages_speak_french_also_when_they_refuse(client, route):
    for answer in (client.get(reverse(route)), client.post(reverse(route), {})):
        assert answer.status_code == 200
        assert not ENGLISH.search(words(answer))


def test_mails_speak_french_and_name_nobody(client, coordinator, mailoutbox):
    client.post("/compte/code/", {"email": EMAIL})
    client.post("/compte/mot-de-passe/", {"email": EMAIL})
    assert len(mailoutbox) == 2
    for mail in mailoutbox:
        assert not ENGLISH.search(mail.subject + mail.body)
        assert "Clairmaille" in mail.body
        assert "http" not in mail.body  # a code, never a link that carries a secret


def test_no_address_holds_a_person_or_a_secret():
    patterns = [str(p.pattern) for r in get_resolver().url_patterns if hasattr(r, "url_patterns")
                for p in r.url_patterns if str(r.pattern) == "compte/"]  # fmt: skip
    assert patterns
    # A number of a key of one’s own; nobody else’s key exists at that address.
    own = {"protections/cles/<int:pk>/retirer/"}
    assert not [pattern for pattern in patterns if "<" in pattern and pattern not in own]


@pytest.mark.parametrize("address", ["signup/", "ouvrir/", "email/", "google/login/", "social/"])
def test_what_we_do_not_use_is_not_there(client, address):
    assert client.get(f"/compte/{address}").status_code == 404
    assert client.get(f"/accounts/{address}").status_code == 404


@pytest.mark.parametrize("route", ["account_signup", "account_email", "socialaccount_signup"])
def test_what_we_do_not_use_has_no_name(route):
    with pytest.raises(NoReverseMatch):
        reverse(route)


@pytest.mark.parametrize("name", ["connexion", "code", "mot-de-passe", "ferme"])
def test_pages_of_the_door_are_never_kept_by_a_cache(client, name):
    assert "no-store" in client.get(f"/compte/{name}/").headers["Cache-Control"]
