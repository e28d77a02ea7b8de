"""Keys of programs, made and taken back by whoever they write for, each with its trace."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from maillage.apps.accounts import actions as accounts
from maillage.apps.directory.actions.audit import write_audit

if TYPE_CHECKING:
    from maillage.apps.accounts.models import ApiToken, User


@transaction.atomic
def make_api_token(
    *, name: str, scopes: Collection[str], days: int, by: "User", now: datetime
) -> tuple["ApiToken", str]:
    """Make a key; return it with its secret, which nobody can read again. Raises TooManyTokens."""
    token, secret = accounts.make_token(owner=by, name=name, scopes=scopes, days=days, now=now)
    after = {"name": token.name, "scopes": token.scopes, "expires_at": token.expires_at.date()}
    _trace("make_token", token, by=by, now=now, after=after)
    return token, secret


@transaction.atomic
def revoke_api_token(*, number: int, by: "User", now: datetime) -> None:
    """Take one's own key back: it opens nothing any more. Raises TokenUnknown."""
    token = accounts.revoke_token(owner=by, number=number, now=now)
    _trace("revoke_token", token, by=by, now=now, after={"name": token.name})


def _trace(
    action: str, token: "ApiToken", *, by: "User", now: datetime, after: dict[str, object]
) -> None:
    subject = ("person", str(token.owner_id))
    write_audit(action=action, by=by, now=now, before={}, after=after, subject=subject)
