"""Who may do what in the directory, decided here and nowhere else.

Checks are named `may_...`: they take the person and the words of the address, and raise NotAllowed
(403), or the "unknown" error (404) of what the address names. The role is looked at first.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db.models import FilteredRelation, Q

from maillage.apps.accounts.queries import get_person
from maillage.apps.directory.errors import (
    InvitationUnknown,
    MembershipUnknown,
    NotAllowed,
    OrganisationUnknown,
    PlaceUnknown,
    WordUnknown,
)
from maillage.apps.directory.models import (
    Invitation,
    Membership,
    Organisation,
    Place,
    Role,
    Term,
    Vocabulary,
)
from maillage.apps.directory.queries.drawn import erased_row
from maillage.apps.territories.queries import get_outline_file, get_zone
from maillage.web.slots import once

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

# Those who keep the base: they publish, the others propose.
KEEPERS = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.DATA_STEWARD})
STEERING = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR})
# Those who meet people: an elected member reads figures, never contacts (GOV-17).
PROFESSIONALS = frozenset(Role) - {Role.ELECTED}
EVERYBODY = frozenset(Role)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person is in the network today."""

    roles: frozenset[str]
    organisations: frozenset[int]  # numbers of the organisations for which the person acts
    zones: frozenset[int]  # numbers of the quarters that the person manages

    @property
    def keeps_base(self) -> bool:
        """True for those who publish themselves."""
        return bool(self.roles & KEEPERS)

    @property
    def steers(self) -> bool:
        """True for those who steer the network: people, traces."""
        return bool(self.roles & STEERING)

    @property
    def is_professional(self) -> bool:
        """True for those who may read direct contacts."""
        return bool(self.roles & PROFESSIONALS)


def standing(by: "User") -> Standing:
    """Return what a person is today. One query, the first time that a request asks."""
    known: Standing | None = getattr(by, "_standing", None)
    if known is not None:
        return known
    rows = (
        list(
            Membership.objects.filter(user=by.pk, ended_at=None).values_list(
                "role", "organisation_id", "zone_id"
            )
        )
        if by.is_authenticated
        else []
    )
    roles = {role for role, _, _ in rows}
    if by.is_superuser:
        roles.add(Role.ADMINISTRATOR)
    found = Standing(
        roles=frozenset(roles),
        organisations=frozenset(o for _, o, _ in rows if o is not None),
        zones=frozenset(z for _, _, z in rows if z is not None),
    )
    by._standing = found  # type: ignore[attr-defined]
    return found


def holders_among(people: Collection[int | str], roles: Collection[str]) -> list[int]:
    """Return those of these people who hold one of the roles, by number.

    One query for all the panels of a desk. An administrator of the site holds that role.
    """
    asked = tuple(people)
    held = once(("roles", asked), lambda: _roles_of(asked))
    return [number for number, own in held.items() if own & set(roles)]


def _roles_of(people: Collection[int | str]) -> dict[int, set[str]]:
    held: dict[int, set[str]] = {}
    rows = get_user_model().objects.filter(pk__in=people).order_by("pk")
    current = FilteredRelation("memberships", condition=Q(memberships__ended_at=None))
    for number, above, role in rows.annotate(held=current).values_list(
        "pk", "is_superuser", "held__role"
    ):
        own = held.setdefault(number, set())
        own |= {role} if role else set()
        own |= {str(Role.ADMINISTRATOR)} if above else set()
    return held


def has_role(by: "User", roles: frozenset[Any]) -> None:
    """Let in whoever has one of the roles. Raises NotAllowed."""
    if not standing(by).roles & roles:
        raise NotAllowed


# ---------------------------------------------------------------- checks


def may_sign_in(by: "User", **words: Any) -> None:
    """Any person who is signed in, even without a role: the first screen says what to do."""
    if not by.is_authenticated:
        raise NotAllowed


def may_read_figures(by: "User", **words: Any) -> None:
    """Any role: lists and figures without direct contacts."""
    has_role(by, EVERYBODY)


def may_read_professional(by: "User", *, public_id: str | None = None, **words: Any) -> None:
    """Any professional: the layer of the professionals, of every place."""
    has_role(by, PROFESSIONALS)
    _exists(public_id)


def may_keep_base(by: "User", *, public_id: str | None = None, **words: Any) -> None:
    """Those who publish: administration, coordination, data."""
    has_role(by, KEEPERS)
    _exists(public_id)
    if "vocabulary" in words:
        _word_exists(words["vocabulary"], words.get("code"))


def may_keep_territory(by: "User", *, slug: str, **words: Any) -> None:
    """Those who publish, on a territory that has a page."""
    has_role(by, KEEPERS)
    get_zone(slug)


def may_load_outlines(by: "User", *, number: int, **words: Any) -> None:
    """Those who publish, on a file of outlines that waits."""
    has_role(by, KEEPERS)
    get_outline_file(number)


def may_restore_quarter(by: "User", *, number: int, **words: Any) -> None:
    """Those who publish, on the trace of a quarter that was erased."""
    has_role(by, KEEPERS)
    erased_row(number)


def may_compare(by: "User", **words: Any) -> None:
    """Those who steer with figures: keepers and elected members."""
    has_role(by, KEEPERS | {Role.ELECTED})


def may_steer(by: "User", **words: Any) -> None:
    """Those who steer the network: people and traces."""
    has_role(by, STEERING)


def may_speak_for_place(by: "User", *, public_id: str, **words: Any) -> None:
    """Those who keep the base, and whoever acts for the organisation of this very place."""
    has_role(by, PROFESSIONALS)
    row = Place.objects.filter(public_id=public_id).values_list("organisation_id").first()
    if row is None:
        raise PlaceUnknown(public_id=public_id)
    if not standing(by).keeps_base and row[0] not in standing(by).organisations:
        raise NotAllowed


def may_read_partner(by: "User", *, public_id: str, **words: Any) -> None:
    """Any professional, on an organisation of the directory."""
    has_role(by, PROFESSIONALS)
    _partner_exists(public_id)


def may_keep_partner(by: "User", *, public_id: str, **words: Any) -> None:
    """Those who publish, on an organisation of the directory."""
    has_role(by, KEEPERS)
    _partner_exists(public_id)


def may_give_role(by: "User", role: str) -> bool:
    """True when a person may give or take a role: only administrators make administrators."""
    roles = standing(by).roles
    if role == Role.ADMINISTRATOR:
        return Role.ADMINISTRATOR in roles
    return bool(roles & STEERING)


def may_see_invitation(by: "User", *, number: int, **words: Any) -> None:
    """Those who steer, on an invitation that waits; the others do not learn whether it exists."""
    has_role(by, STEERING)
    if not Invitation.objects.filter(pk=number, used_at=None, revoked_at=None).exists():
        raise InvitationUnknown


def may_see_membership(by: "User", *, number: int, **words: Any) -> None:
    """Those who steer, on a role that is held; the others do not learn whether it exists."""
    has_role(by, STEERING)
    if not Membership.objects.filter(pk=number, ended_at=None).exists():
        raise MembershipUnknown


def may_see_person(by: "User", *, number: int, **words: Any) -> None:
    """Those who steer, on a person who has an account."""
    has_role(by, STEERING)
    get_person(number)


def speaks_for(by: "User", place: Place) -> bool:
    """True when a person keeps the base, or acts for the organisation of this place."""
    who = standing(by)
    return who.keeps_base or place.organisation_id in who.organisations


def _exists(public_id: str | None) -> None:
    if public_id is not None and not Place.objects.filter(public_id=public_id).exists():
        raise PlaceUnknown(public_id=public_id)


def _partner_exists(public_id: str) -> None:
    if not Organisation.objects.filter(public_id=public_id).exists():
        raise OrganisationUnknown


def _word_exists(vocabulary: str, code: str | None) -> None:
    known = vocabulary in Vocabulary.values
    if code is not None:
        known = Term.objects.filter(vocabulary=vocabulary, code=code).exists()
    if not known:
        raise WordUnknown
