"""Every address × every role × own, other's and missing objects × GET and POST: one table says.

The table is tools/permissions.py. An address whose check is not in it fails the build; so does an
address with a word for which nobody said how to find an object.
"""

import pytest
from django.db import transaction
from django.urls import reverse

from tests.architecture.objects import Objects
from tools.permissions import NO_ROLE, ROLES, RULES, addresses, permissions_page
from tools.stamps import ROOT

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ADDRESSES = addresses()
STAFF = [one for one in ADDRESSES if not one.public]
PEOPLE = [*ROLES, NO_ROLE, "superuser"]
# Pages of one's own that answer so until there is something: no protection to prove, no code, no
# invitation typed before signing in.
NOTHING_YET = {
    "account_reauthenticate": {403},
    "mfa_reauthenticate": {403},
    "mfa_reauthenticate_webauthn": {403},
    "mfa_view_recovery_codes": {404},
    "mfa_deactivate_totp": {404},
    "directory:take_invitation": {410},
}


def test_every_address_of_the_staff_says_which_check_guards_it():
    bare = [one.route for one in STAFF if not one.check]
    assert not bare, "decorate the view with @permitted(check): maillage/web/access.py"


def test_every_check_is_in_the_table():
    assert {one.check for one in STAFF} - set(RULES) == set(), "add a row to tools/permissions.py"


def test_the_page_of_permissions_is_up_to_date():
    kept = (ROOT / "docs" / "reference" / "permissions.md").read_text(encoding="utf-8")
    assert kept == permissions_page(), "run: make docs"


def expected(rule, role, whose):
    """Return "open", 403 or 404: what the table says for a role and an object."""
    role = "administrator" if role == "superuser" else role
    if role in rule.always:
        return 404 if whose == "missing" else "open"
    if role in rule.own:
        if whose == "own":
            return "open"
        return 404 if whose == "missing" or rule.private else 403
    if whose == "missing" and role in rule.learns:
        return 404
    return 403


def agrees(answer, wanted, route):
    """Tell whether an answer is what the table says."""
    status = answer.status_code
    if wanted == "open":
        to_the_door = status == 302 and answer["Location"].startswith("/compte/connexion/")
        left = route in ("directory:leave_everywhere",)
        fine = status not in (403, 404) and (left or not to_the_door)
        return fine or status in NOTHING_YET.get(route, ())
    return status == wanted


def differences(client, role, staff):
    """Return what an address answers and the table does not say, for one role."""
    objects = Objects()
    client.raise_request_exception = False
    person = objects.person(role)
    wrong = []
    client.force_login(person, BACKEND)
    signed_in = client.cookies.output()
    for address in staff:
        rule = RULES[address.check]
        for whose in ("own", "other", "missing") if address.names_an_object else ("own",):
            wanted = expected(rule, role, whose)
            for method in ("get", "post"):
                # A page that signs out, or keeps something in a cookie, does so for itself only.
                client.cookies.clear()
                client.cookies.load(signed_in.removeprefix("Set-Cookie: "))
                with transaction.atomic():
                    url = reverse(address.route, kwargs=objects.words(address, whose, person))
                    answer = getattr(client, method)(url)
                    # Whatever the page wrote is undone: each try finds the same base.
                    transaction.set_rollback(True)
                if answer.status_code >= 500 or not agrees(answer, wanted, address.route):
                    wrong.append(
                        f"{method.upper()} {address.pattern} ({whose}): {answer.status_code}, "
                        f"the table says {wanted}"
                    )
    return wrong


@pytest.mark.parametrize("role", PEOPLE)
def test_what_each_role_may_open_is_what_the_table_says(client, role):
    wrong = differences(client, role, STAFF)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", [NO_ROLE, "elected", "administrator"])
def test_public_addresses_open_for_those_who_are_signed_in_too(client, role):
    person = Objects().person(role)
    for address in ADDRESSES:
        if address.public and not address.words:
            client.force_login(person, BACKEND)
            answer = client.get(reverse(address.route))
            assert answer.status_code not in (401, 403, 500), address.pattern


def test_the_matrix_sees_a_check_that_lets_everybody_in(client, monkeypatch):
    monkeypatch.setattr("maillage.apps.directory.queries.access.has_role", lambda by, roles: None)
    guarded = [one for one in STAFF if one.check in ("may_keep_base", "may_steer")][:6]
    assert len(differences(client, NO_ROLE, guarded)) >= len(guarded)


def test_the_matrix_sees_a_check_that_forgets_whose_place_it_is(client, monkeypatch):
    monkeypatch.setattr(
        "maillage.apps.directory.queries.access.Standing.keeps_base", property(lambda self: True)
    )
    guarded = [one for one in STAFF if one.check == "may_speak_for_place"][:1]
    wrong = differences(client, "mediator", guarded)
    assert wrong
    assert all("(other)" in line for line in wrong)
