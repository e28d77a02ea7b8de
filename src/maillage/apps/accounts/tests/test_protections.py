"""Passkeys, codes of an application, codes on paper: offered, never asked for."""

import json
import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from bs4 import BeautifulSoup
from django.apps import apps
from django.core.cache import cache
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse

from maillage.apps.accounts.models import User
from maillage.apps.accounts.queries import second_steps

pytestmark = pytest.mark.django_db
EMAIL = "coordination@clairmaille.example"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ENGLISH = re.compile(r"\b(password|authenticator|security key|recovery|enter|please)\b", re.I)


@pytest.fixture(autouse=True)
def no_limit_left_over():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def person():
    return User.objects.create_user(EMAIL, name="Camille Fuseau", verified=True)


@pytest.fixture
def signed_in(client, person):
    client.force_login(person, BACKEND)
    return client


def page(answer):
    assert answer.status_code == 200
    found = BeautifulSoup(answer.content, "html.parser")
    assert not [s for s in found.find_all("script") if not s.get("src") or s.text.strip()]
    assert not ENGLISH.search(found.main.get_text(" "))
    return found


def code_now(secret):
    return totp.format_hotp_value(
        totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time())))
    )


def add_application(client):
    found = page(client.get(reverse("mfa_activate_totp")))
    assert found.select_one("img")["src"].startswith("data:image/svg+xml")
    secret = client.session["mfa.totp.secret"]
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_now(secret)})
    assert answer.status_code == 302
    return secret


def prove(client, secret):
    """Prove again who one is, as a change that opens doors asks."""
    cache.clear()  # or the code of the activation could not serve a second time
    address = reverse("mfa_reauthenticate")
    page(client.get(address))
    assert client.post(address, {"code": code_now(secret)}).status_code == 302


def test_an_application_is_asked_for_after_the_code_by_email(signed_in, person, mailoutbox):
    secret = add_application(signed_in)
    assert second_steps(person) == {"webauthn": 0, "totp": 1, "recovery_codes": 1}
    signed_in.logout()
    signed_in.post("/compte/code/", {"email": EMAIL})
    sent = re.search(r"^ {4}(\S+)$", mailoutbox[-1].body, re.M)[1]
    answer = signed_in.post("/compte/code/verifier/", {"code": sent})
    assert answer["Location"].startswith(reverse("mfa_authenticate"))
    assert "_auth_user_id" not in signed_in.session
    page(signed_in.get(reverse("mfa_authenticate")))
    wrong = signed_in.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "Ce n’est pas le bon code" in wrong.content.decode()
    cache.clear()  # the code of the activation may serve again in this test
    signed_in.post(reverse("mfa_authenticate"), {"code": code_now(secret)})
    assert signed_in.session["_auth_user_id"] == str(person.pk)


def test_adding_and_removing_a_protection_leaves_a_trace_without_a_secret(
    signed_in, person, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        secret = add_application(signed_in)
    prove(signed_in, secret)
    page(signed_in.get(reverse("mfa_deactivate_totp")))
    with django_capture_on_commit_callbacks(execute=True):
        signed_in.post(reverse("mfa_deactivate_totp"))
    assert second_steps(person)["totp"] == 0
    rows = apps.get_model("directory", "AuditRow").objects.order_by("pk")
    assert {row.action for row in rows} == {"add_protection", "remove_protection"}
    assert {row.after["kind"] for row in rows} == {"totp", "recovery_codes"}
    assert secret not in str(list(rows.values()))
    assert {row.by_id for row in rows} == {person.pk}


def test_codes_for_a_lost_telephone_are_shown_and_replaced(signed_in):
    prove(signed_in, add_application(signed_in))
    codes = [
        c.text for c in page(signed_in.get(reverse("mfa_view_recovery_codes"))).select(".code")
    ]
    assert len(codes) == 10
    page(signed_in.get(reverse("mfa_generate_recovery_codes")))
    signed_in.post(reverse("mfa_generate_recovery_codes"))
    again = page(signed_in.get(reverse("mfa_view_recovery_codes"))).select(".code")
    assert not {c.text for c in again} & set(codes)


def test_a_passkey_page_holds_its_question_in_an_attribute_and_no_script(signed_in):
    found = page(signed_in.get(reverse("mfa_add_webauthn")))
    form = found.select_one("form[data-passkey-form=addForm]")
    options = json.loads(form["data-options"])["creation_options"]
    assert options["publicKey"]["rp"]["id"] == "testserver"
    assert options["publicKey"]["user"]["name"] == EMAIL
    assert form.select_one("[data-passkey]").has_attr("hidden")
    refused = signed_in.post(reverse("mfa_add_webauthn"), {"name": "clé", "credential": "{}"})
    assert refused.status_code == 200
    assert not Authenticator.objects.exists()


def test_signing_in_by_a_passkey_asks_its_question_to_the_script_only(client):
    found = page(client.get("/compte/connexion/"))
    form = found.select_one("form[data-passkey-form=loginForm]")
    answer = client.get(form["action"], headers={"accept": "application/json"})
    assert "challenge" in answer.json()["request_options"]["publicKey"]
    assert client.get(form["action"]).status_code == 302
    assert (
        client.get("/compte/connexion/", headers={"accept": "application/json"}).status_code == 200
    )
    assert client.post(form["action"], {"credential": "{}"}).status_code == 302
    assert "_auth_user_id" not in client.session


def test_a_key_of_somebody_else_does_not_exist(signed_in, person):
    other = User.objects.create_user("autre@clairmaille.example")
    data = {"name": "clé", "credential": {}}
    theirs = Authenticator.objects.create(user=other, type="webauthn", data=data)
    mine = Authenticator.objects.create(user=person, type="webauthn", data=data)
    # A change that opens doors asks first that one proves who one is.
    answer = signed_in.post(reverse("mfa_remove_webauthn", args=[mine.pk]))
    assert answer.status_code == 302
    assert "/compte/encore/" in answer["Location"]
    page(signed_in.get(reverse("mfa_index")))
    mine.delete()
    assert signed_in.post(reverse("mfa_remove_webauthn", args=[theirs.pk])).status_code == 404
    assert Authenticator.objects.filter(pk=theirs.pk).exists()


def test_what_is_said_around_a_passkey_is_in_french(signed_in, person, rf):
    for name, words in (("added", "ajoutée"), ("removed", "retirée")):
        said = render_to_string(f"mfa/messages/webauthn_{name}.txt", request=rf.get("/"))
        assert said.strip() == f"La clé d’accès est {words}."
    key = Authenticator(user=person, type="webauthn", data={"name": "Téléphone"})
    asked = signed_in.get(reverse("mfa_index")).wsgi_request
    for template, words in (
        ("authenticator_confirm_delete", "Retirer une clé"),
        ("reauthenticate", "C’est bien vous ?"),
    ):
        context = {"object": "Téléphone", "authenticator": key, "passkey_options": "{}"}
        text = render_to_string(f"mfa/webauthn/{template}.html", context, request=asked)
        assert words in text
        assert not ENGLISH.search(BeautifulSoup(text, "html.parser").main.get_text(" "))


def test_a_password_is_asked_again_before_a_change(client):
    user = User.objects.create_superuser(EMAIL, "quatre mots sans suite")
    client.force_login(user, BACKEND)
    answer = client.get(reverse("mfa_activate_totp"))
    assert "/compte/encore/mot-de-passe/" in answer["Location"]
    page(client.get(answer["Location"]))


@pytest.mark.parametrize("route", ["mfa_download_recovery_codes", "mfa_edit_webauthn", "mfa_trust"])
def test_what_we_do_not_show_is_not_there(route):
    with pytest.raises(NoReverseMatch):
        reverse(route)
