"""Who acts in which role: given, taken back, each with its trace; and one's own account."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from maillage.apps.accounts import actions as accounts
from maillage.apps.directory.actions.audit import write_audit
from maillage.apps.directory.errors import (
    LastAdministrator,
    MembershipKnown,
    MembershipUnknown,
    NotAllowed,
    RoleWithoutPlace,
)
from maillage.apps.directory.models import (
    ORGANISATION_ROLES,
    TERRITORY_ROLES,
    ZONE_ROLES,
    Membership,
    Organisation,
    Role,
)
from maillage.apps.directory.queries.access import may_give_role

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User


@transaction.atomic
def add_membership(
    *,
    user: "User",
    role: str,
    organisation: Organisation | None = None,
    zone: int | None = None,
    by: "User",
    now: datetime,
) -> Membership:
    """Give a person a role, for the territory, an organisation or a quarter (`zone`: its number).

    Raises RoleWithoutPlace, MembershipKnown.
    """
    check_where(role, organisation, zone)
    try:
        with transaction.atomic():
            membership = Membership.objects.create(
                user=user, role=role, organisation=organisation, zone_id=zone, started_at=now
            )
    except IntegrityError as error:  # the constraint knows, even when two give it at once
        raise MembershipKnown from error
    _forget(user)
    _trace("add_membership", user, by=by, now=now, after=said_of(membership))
    return membership


@transaction.atomic
def end_membership(*, membership: int, by: "User", now: datetime) -> None:
    """Take a role back; what was done in it stays.

    Raises MembershipUnknown, LastAdministrator, NotAllowed when `by` may not take this role.
    """
    row = (
        Membership.objects.select_related("user", "organisation", "zone")
        .filter(pk=membership, ended_at=None)
        .first()
    )
    if row is None:
        raise MembershipUnknown
    may_give(by, row.role)
    if row.role == Role.ADMINISTRATOR:
        _keep_one_administrator(except_for=row.user_id)
    if not Membership.objects.filter(pk=membership, ended_at=None).update(ended_at=now):
        raise MembershipUnknown
    _forget(row.user)
    _trace("end_membership", row.user, by=by, now=now, before=said_of(row))


@transaction.atomic
def close_person(*, user: "User", by: "User", now: datetime) -> None:
    """Close the account of a person: their roles end, their sessions too, their traces stay.

    Raises LastAdministrator, AccountClosed, NotAllowed.
    """
    rows = list(Membership.objects.filter(user=user, ended_at=None))
    for row in rows:
        may_give(by, row.role)
    if user.is_superuser or any(row.role == Role.ADMINISTRATOR for row in rows):
        may_give(by, Role.ADMINISTRATOR)
        _keep_one_administrator(except_for=user.pk)
    accounts.close_account(user=user, now=now)
    Membership.objects.filter(user=user, ended_at=None).update(ended_at=now)
    _forget(user)
    _trace("close_account", user, by=by, now=now)


@transaction.atomic
def rename_self(*, name: str, by: "User", now: datetime) -> None:
    """Change one's own name; the trace says that it changed, never the names."""
    before, after = accounts.rename_person(user=by, name=name)
    if before != after:
        _trace("rename_person", by, by=by, now=now)


@transaction.atomic
def leave_everywhere(*, by: "User", now: datetime) -> None:
    """End every session of the person who asks."""
    accounts.sign_out_everywhere(user=by, now=now)
    _trace("sign_out_everywhere", by, by=by, now=now)


@transaction.atomic
def ask_to_close(*, by: "User", now: datetime) -> None:
    """Ask that one's account be closed: those who steer the network see it and do it."""
    if accounts.ask_to_close(user=by, now=now):
        _trace("ask_to_close", by, by=by, now=now)


@transaction.atomic
def note_protection(*, added: bool, kind: str, by: "User", now: datetime) -> None:
    """Keep the trace of a passkey, an application or a sheet of codes added or taken off."""
    action = "add_protection" if added else "remove_protection"
    _trace(action, by, by=by, now=now, after={"kind": kind})


@transaction.atomic
def make_first_administrator(*, email: str, name: str, now: datetime) -> tuple["User", bool]:
    """Return the person with this address, who administers; False when they did already.

    Whoever runs this holds the command line, and vouches for the address.
    """
    user = accounts.ensure_person(email=email, name=name)
    accounts.reopen_account(user=user)
    try:
        add_membership(user=user, role=Role.ADMINISTRATOR, by=user, now=now)
    except MembershipKnown:
        return user, False
    return user, True


def check_where(role: str, organisation: Organisation | None, zone: int | None) -> None:
    """Refuse a role without what it is held for. Raises RoleWithoutPlace."""
    wanted = {
        **{str(r): (False, False) for r in TERRITORY_ROLES},
        **{str(r): (True, False) for r in ORGANISATION_ROLES},
        **{str(r): (False, True) for r in ZONE_ROLES},
    }.get(str(role))
    if wanted != (organisation is not None, zone is not None):
        raise RoleWithoutPlace


def may_give(by: "User", role: str) -> None:
    """Refuse to give or to take a role that opens more than one's own. Raises NotAllowed."""
    if not may_give_role(by, role):
        raise NotAllowed


def said_of(held: Any) -> dict[str, Any]:
    """Return what a trace says of a role that is held or that waits."""
    return {
        "role": str(held.role),
        "organisation": held.organisation.nom if held.organisation else "",
        "zone": held.zone.nom if held.zone else "",
    }


def _keep_one_administrator(*, except_for: int) -> None:
    # Every administrator is locked, in one order: two who leave at once wait for one another, and
    # the second one sees that the first has left (SQLite lets one transaction write at a time).
    rows = Membership.objects.select_for_update(of=("self",)).filter(
        role=Role.ADMINISTRATOR, ended_at=None, user__is_active=True
    )
    if all(row.user_id == except_for for row in rows.order_by("pk")):
        raise LastAdministrator


def _trace(action: str, person: "User", **told: Any) -> None:
    write_audit(
        action=action,
        by=told["by"],
        now=told["now"],
        before=told.get("before", {}),
        after=told.get("after", {}),
        subject=("person", str(person.pk)),
    )


def _forget(user: "User") -> None:
    # What `standing` kept on the object of this request is no longer true.
    if hasattr(user, "_standing"):
        del user._standing
