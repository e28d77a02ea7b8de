"""Writes of the accounts. Their traces are written by the directory, which calls these."""

import secrets
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import IntegrityError, transaction

from maillage.apps.accounts.errors import AccountClosed, TokenUnknown, TooManyTokens
from maillage.apps.accounts.models import ApiToken, User
from maillage.apps.accounts.queries import TOKEN_START, token_digest

TOKENS_AT_MOST = 10


def ensure_person(*, email: str, name: str, proved: bool = True) -> User:
    """Return the person with this address, made if need be, who signs in by a code.

    `proved`: whoever asks vouches for the address; otherwise the first code proves it. The name of
    somebody who is already known never changes. Two calls at once make one person.
    """
    email = email.strip()
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        try:
            with transaction.atomic():
                return User.objects.create_user(email, name=name.strip(), verified=proved)
        except IntegrityError:  # somebody else was first
            user = User.objects.get(email__iexact=email)
    if proved:
        apps.get_model("account", "EmailAddress").objects.filter(
            user=user, email__iexact=email, verified=False
        ).update(verified=True)
    return user


def rename_person(*, user: User, name: str) -> tuple[str, str]:
    """Change the name of a person; return what it was and what it is."""
    before, after = user.name, " ".join(name.split())[:150]
    User.objects.filter(pk=user.pk).update(name=after)
    user.name = after
    return before, after


def sign_out_everywhere(*, user: User, now: datetime) -> None:
    """End every session of a person, on every device, this one too."""
    User.objects.filter(pk=user.pk).update(signed_out_at=now)
    user.signed_out_at = now


def ask_to_close(*, user: User, now: datetime) -> bool:
    """Note that a person wants their account closed; False when they had asked already."""
    asked = User.objects.filter(pk=user.pk, closing_asked_at=None).update(closing_asked_at=now)
    return bool(asked)


def close_account(*, user: User, now: datetime) -> None:
    """Close an account: nobody signs in with it, and its sessions end. Raises AccountClosed."""
    closed = User.objects.filter(pk=user.pk, is_active=True).update(
        is_active=False, signed_out_at=now, closing_asked_at=None
    )
    if not closed:
        raise AccountClosed
    _authenticators().filter(user_id=user.pk).delete()
    ApiToken.objects.filter(owner=user, revoked_at=None).update(revoked_at=now)


def reopen_account(*, user: User) -> None:
    """Open an account again: nothing changes when it was open."""
    User.objects.filter(pk=user.pk).update(is_active=True, closing_asked_at=None)


# ---------------------------------------------------------------- keys of programs


@transaction.atomic
def make_token(
    *, owner: User, name: str, scopes: Collection[str], days: int, now: datetime
) -> tuple[ApiToken, str]:
    """Make a key for a program; return it with its secret, that nobody can read again.

    Raises TooManyTokens.
    """
    # The owner is held, so that two forms sent at once are counted one after the other.
    User.objects.select_for_update().get(pk=owner.pk)
    live = ApiToken.objects.filter(owner=owner, revoked_at=None, expires_at__gt=now)
    if live.count() >= TOKENS_AT_MOST:
        raise TooManyTokens(limit=TOKENS_AT_MOST)
    secret = TOKEN_START + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        owner=owner,
        name=" ".join(name.split())[:80],
        digest=token_digest(secret),
        scopes=" ".join(sorted(set(scopes))),
        made_at=now,
        expires_at=now + timedelta(days=days),
    )
    return token, secret


def revoke_token(*, owner: User, number: int, now: datetime) -> ApiToken:
    """Take a key back: it opens nothing any more. Raises TokenUnknown."""
    token = ApiToken.objects.filter(owner=owner, pk=number).first()
    if token is None or not ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(
        revoked_at=now
    ):
        raise TokenUnknown
    token.revoked_at = now
    return token


def note_use(*, token: ApiToken, today: date) -> None:
    """Note the day on which a key last served: one write a day, never the hour."""
    if token.last_used_on != today:
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=today)
        token.last_used_on = today


def _authenticators() -> Any:
    return apps.get_model("mfa", "Authenticator").objects
