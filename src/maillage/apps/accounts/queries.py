"""Reads of the accounts, and who may open their pages."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.apps import apps
from django.utils.crypto import salted_hmac

from maillage.apps.accounts.errors import NotSignedIn, PersonUnknown, TokenUnknown
from maillage.apps.accounts.models import ApiToken, Scope, User

# What a key starts with: whoever finds one in a file knows what it opens.
TOKEN_START = "maillage_"
SCOPE_LABELS: dict[str, str] = dict(Scope.choices)


def may_keep_own_account(by: Any, **words: Any) -> None:
    """Any person who is signed in, on what is theirs: keys of others do not exist for them."""
    if not by.is_authenticated:
        raise NotSignedIn


def may_keep_own_token(by: Any, *, number: int, **words: Any) -> None:
    """Any person who is signed in, on a key of theirs: those of others do not exist for them."""
    may_keep_own_account(by)
    get_token(by, number)


def get_person(number: int) -> User:
    """Return one person. Raises PersonUnknown."""
    person = User.objects.filter(pk=number).first()
    if person is None:
        raise PersonUnknown
    return person


def people_by_number(numbers: Iterable[int]) -> Mapping[int, User]:
    """Return people by number. One query."""
    return User.objects.in_bulk(set(numbers))


def people_in_order() -> list[User]:
    """Return every open account, by name then address. One query."""
    return list(User.objects.filter(is_active=True).order_by("name", "email"))


def second_steps(user: User) -> dict[str, int]:
    """Return how many passkeys, applications and sheets of codes a person has. One query."""
    rows = apps.get_model("mfa", "Authenticator").objects.filter(user_id=user.pk)
    counts = {"webauthn": 0, "totp": 0, "recovery_codes": 0}
    for kind in rows.values_list("type", flat=True):
        counts[kind] += 1
    return counts


# ---------------------------------------------------------------- keys of programs


def token_digest(secret: str) -> str:
    """Return what the base keeps of a key: useless without the key of the site."""
    return salted_hmac("maillage.api_token", secret, algorithm="sha256").hexdigest()


def find_token(secret: str, *, now: datetime) -> ApiToken | None:
    """Return the key that has this secret, with its owner; None when it opens nothing now.

    Taken back, too old, of a closed account, or never made: the answer is the same. One query.
    """
    if not secret.startswith(TOKEN_START) or len(secret) > 100 or not secret.isascii():
        return None
    rows = ApiToken.objects.select_related("owner")
    return rows.filter(
        digest=token_digest(secret), revoked_at=None, expires_at__gt=now, owner__is_active=True
    ).first()


def tokens_of(owner: User) -> list[ApiToken]:
    """Return the keys that a person made and did not take back, the newest first. One query."""
    return list(ApiToken.objects.filter(owner=owner, revoked_at=None).order_by("-made_at", "-pk"))


def get_token(owner: User, number: int) -> ApiToken:
    """Return one key of a person. Raises TokenUnknown: keys of others do not exist for them."""
    token = ApiToken.objects.filter(owner=owner, pk=number, revoked_at=None).first()
    if token is None:
        raise TokenUnknown
    return token
