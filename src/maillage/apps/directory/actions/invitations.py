"""Roles that wait for a person: invited by a link in an e-mail, or by a code on paper.

Only a keyed digest of the link or of the code is kept: whoever reads the base cannot use it.
"""

import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from maillage.apps.accounts.actions import ensure_person, reopen_account
from maillage.apps.directory.actions.audit import write_audit
from maillage.apps.directory.actions.people import add_membership, check_where, may_give, said_of
from maillage.apps.directory.errors import InvitationOver, InvitationUnknown, MembershipKnown
from maillage.apps.directory.models import Invitation, Organisation
from maillage.web import codes

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

CODE_LENGTH = 10  # 50 bits
HOLDS = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation, and the secret that opens it: said once, kept by nobody."""

    invitation: Invitation
    secret: str


def new_code() -> str:
    """Return a code to print: ten signs in two groups, "7KX2M-9QDVR"."""
    return codes.new_code(length=CODE_LENGTH)


def plain_code(typed: str) -> str:
    """Return a code as it was printed, whatever the case, the spaces and the dashes typed."""
    return codes.plain_code(typed, length=CODE_LENGTH)


def digest_of(secret: str) -> str:
    """Return what the base keeps of a link or of a code: useless without the key of the site."""
    return salted_hmac("maillage.invitation", secret, algorithm="sha256").hexdigest()


@transaction.atomic
def invite(
    *,
    role: str,
    organisation: Organisation | None = None,
    zone: int | None = None,
    email: str = "",
    by: "User",
    now: datetime,
) -> Invited:
    """Open a role to whoever receives the link (`email`) or holds the code on paper (no `email`).

    Raises RoleWithoutPlace, NotAllowed when `by` may not give this role.
    """
    check_where(role, organisation, zone)
    may_give(by, role)
    secret = _secret(email)
    invitation = Invitation.objects.create(
        code_digest=digest_of(secret),
        email=email.strip().lower(),
        role=role,
        organisation=organisation,
        zone_id=zone,
        invited_by=by,
        invited_at=now,
        expires_at=now + HOLDS,
    )
    _trace("invite", invitation, by=by, now=now, after=_said(invitation))
    return Invited(invitation, secret)


@transaction.atomic
def invite_again(*, invitation: int, by: "User", now: datetime) -> Invited:
    """Give an invitation a new link or code and fourteen days more; the old one opens nothing.

    Raises InvitationUnknown, InvitationOver, NotAllowed.
    """
    row = _get(invitation)
    may_give(by, row.role)
    secret = _secret(row.email)
    renewed = Invitation.objects.filter(pk=row.pk, used_at=None, revoked_at=None).update(
        code_digest=digest_of(secret), invited_at=now, expires_at=now + HOLDS
    )
    if not renewed:
        raise InvitationOver
    row = _get(invitation)
    _trace("invite_again", row, by=by, now=now, after=_said(row))
    return Invited(row, secret)


@transaction.atomic
def revoke_invitation(*, invitation: int, by: "User", now: datetime) -> None:
    """Take an invitation back. Raises InvitationUnknown, InvitationOver, NotAllowed."""
    row = _get(invitation)
    may_give(by, row.role)
    revoked = Invitation.objects.filter(pk=row.pk, used_at=None, revoked_at=None).update(
        revoked_at=now
    )
    if not revoked:
        raise InvitationOver
    _trace("revoke_invitation", row, by=by, now=now, before=_said(row))


@transaction.atomic
def accept_invitation(*, digest: str, user: "User", now: datetime) -> Invitation:
    """Give a person the role that waits, once. Raises InvitationOver.

    Two people with one code: the conditional update lets the first in, whatever the process.
    """
    taken = Invitation.objects.filter(
        code_digest=digest, used_at=None, revoked_at=None, expires_at__gt=now
    ).update(used_at=now, used_by=user)
    if not taken:
        raise InvitationOver
    row = Invitation.objects.select_related("organisation", "zone").get(code_digest=digest)
    _trace("accept_invitation", row, by=user, now=now, after=_said(row))
    # When the role is held already, the paper is used and nothing else changes.
    with suppress(MembershipKnown):
        add_membership(
            user=user,
            role=row.role,
            organisation=row.organisation,
            zone=row.zone_id,
            by=user,
            now=now,
        )
    return row


@transaction.atomic
def accept_by_link(*, digest: str, name: str, now: datetime) -> tuple["User", bool]:
    """Give the person of the invited address the role that waits, with an account if need be.

    The link came by e-mail: it proves the address. Returns the person, and whether the account is
    new. Raises InvitationOver.
    """
    row = Invitation.objects.filter(
        code_digest=digest, used_at=None, revoked_at=None, expires_at__gt=now
    ).first()
    if row is None or not row.email:
        raise InvitationOver
    user = ensure_person(email=row.email, name=name)
    reopen_account(user=user)  # somebody who steers the network asks this very person back
    new = user.last_login is None and not user.memberships.exists()
    accept_invitation(digest=digest, user=user, now=now)
    return user, new


def _secret(email: str) -> str:
    return secrets.token_urlsafe(32) if email else new_code()


def _get(number: int) -> Invitation:
    rows = Invitation.objects.select_related("organisation", "zone", "invited_by")
    row = rows.filter(pk=number).first()
    if row is None:
        raise InvitationUnknown
    return row


def _said(invitation: Invitation) -> dict[str, Any]:
    # The address of the person who is invited is no part of the trace: it can never be erased.
    way = "e-mail" if invitation.email else "papier"
    return said_of(invitation) | {"way": way}


def _trace(action: str, row: Invitation, **told: Any) -> None:
    write_audit(
        action=action,
        by=told["by"],
        now=told["now"],
        before=told.get("before", {}),
        after=told.get("after", {}),
        subject=("invitation", str(row.pk)),
    )


def purge_invitations(*, now: datetime) -> int:
    """Forget the addresses of invitations that are over since a month; return how many."""
    limit = now - timedelta(days=30)
    over = Invitation.objects.exclude(email="").filter(
        expires_at__lt=limit, expires_at__gt=F("invited_at")
    )
    return over.update(email="")
