"""Reads about people: the team, the invitations that wait, the journal, one's own data."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Q, QuerySet
from django.utils import timezone

from maillage.apps.accounts.queries import people_by_number, people_in_order
from maillage.apps.directory.models import (
    AuditRow,
    Invitation,
    Membership,
    Organisation,
    Place,
    Role,
)
from maillage.apps.directory.queries.labels import ACTION_LABELS

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

ROLE_LABELS = dict(Role.choices)


@dataclass(frozen=True, slots=True)
class TeamMember:
    """A person who has an account, and the roles that they hold today."""

    person: "User"
    roles: Sequence[Membership]


def team() -> list[TeamMember]:
    """Return everybody who has an open account, those without a role last. Two queries."""
    held: dict[int, list[Membership]] = {}
    for row in _held().order_by("role", "organisation__nom", "zone__nom", "pk"):
        held.setdefault(row.user_id, []).append(row)
    people = people_in_order()
    found = [TeamMember(person, held.get(person.pk, [])) for person in people]
    return sorted(found, key=lambda m: not (m.roles or m.person.is_superuser))


def roles_of(user: "User") -> list[Membership]:
    """Return the roles that a person holds today. One query."""
    return list(_held().filter(user=user.pk).order_by("role", "organisation__nom", "pk"))


def get_membership(number: int) -> Membership:
    """Return a role that is held, which the check of the page found."""
    return _held().select_related("user").get(pk=number)


def waiting_invitations(*, now: datetime) -> list[Invitation]:
    """Return the invitations that nobody used nor took back, the nearest to its end first."""
    rows = Invitation.objects.filter(used_at=None, revoked_at=None)
    return list(
        rows.filter(expires_at__gt=now - timedelta(days=30))
        .select_related("organisation", "zone", "invited_by")
        .order_by("expires_at", "pk")
    )


def get_invitation(number: int) -> Invitation:
    """Return an invitation, which the check of the page found."""
    rows = Invitation.objects.select_related("organisation", "zone", "invited_by")
    return rows.get(pk=number)


def find_open_invitation(digest: str, *, now: datetime) -> Invitation | None:
    """Return the invitation that a link or a code opens today, None when it opens nothing."""
    rows = Invitation.objects.select_related("organisation", "zone", "invited_by")
    return rows.filter(
        code_digest=digest, used_at=None, revoked_at=None, expires_at__gt=now
    ).first()


def organisations() -> list[tuple[int, str]]:
    """Return (number, name) of every organisation, by name."""
    return list(Organisation.objects.order_by("nom", "pk").values_list("pk", "nom"))


def organisations_with(roles: Collection[str]) -> list[tuple[int, str, frozenset[str]]]:
    """Return (number, name, roles held there today) of the organisations with one of these roles.

    By name. One query.
    """
    rows = Membership.objects.filter(
        role__in=list(roles), ended_at=None, organisation__isnull=False
    )
    held: dict[tuple[str, int], set[str]] = {}
    for number, nom, role in rows.order_by().values_list(
        "organisation_id", "organisation__nom", "role"
    ):
        held.setdefault((nom, number), set()).add(role)
    return [(number, nom, frozenset(found)) for (nom, number), found in sorted(held.items())]


def get_organisation(number: int) -> Organisation:
    """Return one organisation, chosen in `organisations`."""
    return Organisation.objects.get(pk=number)


def people_of_organisation(organisation: Organisation) -> list[str]:
    """Return who acts for an organisation, each with the role, by name."""
    rows = _held().filter(organisation=organisation).select_related("user")
    return [
        f"{person_words(row.user)}, {row.get_role_display()}"
        for row in rows.order_by("user__name", "role", "pk")
    ]


def where_words(held: Any) -> str:
    """Return where a role is held or waits: an organisation, a quarter, "tout le territoire"."""
    if held.organisation is not None:
        return str(held.organisation.nom)
    return str(held.zone.nom) if held.zone is not None else "tout le territoire"


def _held() -> QuerySet[Membership]:
    return Membership.objects.filter(ended_at=None).select_related("organisation", "zone")


# ---------------------------------------------------------------- the journal


@dataclass(frozen=True, slots=True)
class JournalSearch:
    """What is looked for in the journal; `before` is the number of the last row already read."""

    person: int | None = None
    action: str = ""
    day: date | None = None
    before: int | None = None


def journal(search: JournalSearch) -> QuerySet[AuditRow]:
    """Return the traces, the newest first.

    Numbers grow with time, as rows are only added: they are the key of the pages.
    """
    rows = AuditRow.objects.select_related("by")
    where = Q()
    if search.person is not None:
        where &= Q(by=search.person)
    if search.action:
        where &= Q(action=search.action)
    if search.day is not None:
        start = timezone.make_aware(datetime.combine(search.day, time()))
        after = timezone.make_aware(datetime.combine(search.day + timedelta(days=1), time()))
        where &= Q(at__gte=start, at__lt=after)
    if search.before is not None:
        where &= Q(pk__lt=search.before)
    return rows.filter(where).order_by("-pk")


def names_of_places(rows: Sequence[AuditRow]) -> dict[str, str]:
    """Return the name of each place that these traces are about, by number. One query."""
    numbers = {row.subject_id for row in rows if row.subject_kind == "place"}
    known = Place.objects.filter(public_id__in=numbers).values_list("public_id", "nom")
    return dict(known) if numbers else {}


def action_words() -> dict[str, str]:
    """Return the words of every trace, those of upper applications too.

    An AppConfig may have `trace_words`: the name of an action of its own, and its words.
    """
    words = {code: str(label) for code, label in ACTION_LABELS.items()}
    for config in apps.get_app_configs():
        declared = getattr(config, "trace_words", {})
        words |= {code: str(label) for code, label in declared.items()}
    return words


def journal_people() -> list[tuple[int, str]]:
    """Return (number, words) of everybody who left a trace. Two queries."""
    numbers = AuditRow.objects.order_by().values_list("by", flat=True).distinct()
    people = people_by_number(numbers)
    found = [(number, person_words(person)) for number, person in people.items()]
    return sorted(found, key=lambda pair: pair[1].lower())


def person_words(person: "User") -> str:
    """Return how the staff names a person: by name, by number when they gave none."""
    return person.name or f"personne n° {person.pk}"


# ---------------------------------------------------------------- one's own data


def own_data(user: "User") -> dict[str, Any]:
    """Return all that the base keeps about a person, as JSON can hold it."""
    rows = Membership.objects.filter(user=user.pk).select_related("organisation", "zone")
    return {
        "nom": user.name,
        "courriel": user.email,
        "compte_ouvert_le": user.joined_at.isoformat(),
        "derniere_connexion": user.last_login.isoformat() if user.last_login else None,
        "roles": [
            {
                "role": str(ROLE_LABELS[row.role]),
                "pour": where_words(row),
                "depuis": row.started_at.isoformat(),
                "jusqu_au": row.ended_at.isoformat() if row.ended_at else None,
            }
            for row in rows.order_by("started_at", "pk")
        ],
        "invitations_faites": Invitation.objects.filter(invited_by=user.pk).count(),
        "traces": [
            {"le": row.at.isoformat(), "action": row.action, "sur": row.subject_kind}
            for row in _own_rows(user)
        ],
    }


def _own_rows(user: "User") -> Iterator[AuditRow]:
    rows = AuditRow.objects.filter(by=user.pk).order_by("pk")
    return rows.only("at", "action", "subject_kind").iterator()
