"""Keys of programs: shown once, kept as a digest, and what the base refuses to hold."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from maillage.apps.accounts.actions import (
    TOKENS_AT_MOST,
    close_account,
    make_token,
    note_use,
    revoke_token,
)
from maillage.apps.accounts.errors import TokenUnknown, TooManyTokens
from maillage.apps.accounts.models import ApiToken, User
from maillage.apps.accounts.queries import find_token, get_token, tokens_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 15, 8, 20, tzinfo=UTC)


@pytest.fixture
def owner():
    return User.objects.create_user("donnees@clairmaille.example")


def make(owner, **said):
    options = {"name": "Logiciel de la médiathèque", "scopes": ["places:write"], "days": 30}
    return make_token(owner=owner, now=NOW, **options | said)


def test_a_key_is_found_by_its_secret_and_the_base_does_not_hold_the_secret(owner):
    token, secret = make(owner)
    assert find_token(secret, now=NOW) == token
    held = str(list(ApiToken.objects.values_list()))
    assert secret not in held
    assert secret.removeprefix("maillage_") not in held
    assert find_token(secret[:-1], now=NOW) is None
    assert find_token(secret.upper(), now=NOW) is None
    assert find_token("", now=NOW) is None
    assert find_token("maillage_" + "é" * 20, now=NOW) is None
    assert find_token("maillage_" + "a" * 5_000, now=NOW) is None


def test_a_key_that_was_taken_back_or_is_too_old_opens_nothing(owner):
    token, secret = make(owner)
    assert find_token(secret, now=NOW + timedelta(days=29)) is not None
    assert find_token(secret, now=NOW + timedelta(days=30)) is None
    revoke_token(owner=owner, number=token.pk, now=NOW)
    assert find_token(secret, now=NOW) is None
    assert tokens_of(owner) == []
    with pytest.raises(TokenUnknown):
        revoke_token(owner=owner, number=token.pk, now=NOW)


def test_the_keys_of_a_closed_account_open_nothing_even_when_it_opens_again(owner):
    _token, secret = make(owner)
    close_account(user=owner, now=NOW)
    assert find_token(secret, now=NOW) is None
    User.objects.filter(pk=owner.pk).update(is_active=True)
    assert find_token(secret, now=NOW) is None


def test_keys_of_others_do_not_exist(owner):
    token, _secret = make(owner)
    other = User.objects.create_user("autre@clairmaille.example")
    assert get_token(owner, token.pk) == token
    with pytest.raises(TokenUnknown):
        get_token(other, token.pk)
    with pytest.raises(TokenUnknown):
        revoke_token(owner=other, number=token.pk, now=NOW)
    assert tokens_of(other) == []


def test_a_person_has_ten_keys_at_most_and_those_that_are_over_do_not_count(owner):
    for _ in range(TOKENS_AT_MOST):
        make(owner)
    with pytest.raises(TooManyTokens):
        make(owner)
    make_token(
        owner=owner, name="Après", scopes=["offers:write"], days=1, now=NOW + timedelta(days=31)
    )


def test_only_the_day_of_the_last_use_is_kept(owner, django_assert_num_queries):
    token, secret = make(owner)
    note_use(token=token, today=date(2026, 9, 16))
    assert find_token(secret, now=NOW).last_used_on == date(2026, 9, 16)
    with django_assert_num_queries(0):
        note_use(token=token, today=date(2026, 9, 16))


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"digest": ""},
        {"scopes": ""},
        {"scopes": "places:read"},
        {"scopes": "places:write offers:write"},  # one order only
        {"expires_at": NOW},
        {"revoked_at": NOW - timedelta(days=1)},
    ],
)
def test_the_database_refuses_a_key_that_makes_no_sense(owner, wrong):
    said = {
        "owner": owner,
        "name": "Clé",
        "digest": "d" * 64,
        "scopes": "places:write",
        "made_at": NOW,
        "expires_at": NOW + timedelta(days=1),
    }
    with transaction.atomic():
        ApiToken.objects.create(**said).delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        ApiToken.objects.create(**said | wrong)


def test_two_keys_never_have_the_same_digest(owner):
    token, _secret = make(owner)
    with pytest.raises(IntegrityError), transaction.atomic():
        ApiToken.objects.create(
            owner=owner, name="Copie", digest=token.digest, scopes="offers:write", made_at=NOW,
            expires_at=NOW + timedelta(days=1),
        )  # fmt: skip
