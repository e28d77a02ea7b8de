"""People who act for organisations: their roles, and the invitations that give them.

A role is held for the whole territory, for one organisation, or for one quarter; the database
knows which, so that nobody can be the coordinator of one association by mistake.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person does in the network (ledger GOV-12 to GOV-18)."""

    ADMINISTRATOR = "administrator", _("administration")
    COORDINATOR = "coordinator", _("coordination du réseau")
    DATA_STEWARD = "data_steward", _("suivi des données")
    ELECTED = "elected", _("élue ou élu")
    MEMBER = "member", _("membre d’une organisation")
    MEDIATOR = "mediator", _("médiation numérique")
    LETTER_WRITER = "letter_writer", _("écrivain public")
    PRESCRIBER = "prescriber", _("travail social ou insertion")
    QUARTER_MANAGER = "quarter_manager", _("gestion d’un quartier")


TERRITORY_ROLES = (Role.ADMINISTRATOR, Role.COORDINATOR, Role.DATA_STEWARD, Role.ELECTED)
ORGANISATION_ROLES = (Role.MEMBER, Role.MEDIATOR, Role.LETTER_WRITER, Role.PRESCRIBER)
ZONE_ROLES = (Role.QUARTER_MANAGER,)

# A role is held where it means something, and nowhere else.
HELD_WHERE_IT_MEANS_SOMETHING = (
    Q(role__in=TERRITORY_ROLES, organisation=None, zone=None)
    | Q(role__in=ORGANISATION_ROLES, organisation__isnull=False, zone=None)
    | Q(role__in=ZONE_ROLES, organisation=None, zone__isnull=False)
)


class Membership(models.Model):
    """A person acts in a role, for the territory, an organisation or a quarter; never erased.

    A person may have several, for several organisations.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(max_length=20, choices=Role.choices)
    organisation = models.ForeignKey(
        "directory.Organisation",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="memberships",
    )
    zone = models.ForeignKey(
        "territories.Zone", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("rôle")
        constraints = [
            models.CheckConstraint(name="membership_role_known", condition=Q(role__in=Role.values)),
            models.CheckConstraint(
                name="membership_where_it_means", condition=HELD_WHERE_IT_MEANS_SOMETHING
            ),
            models.CheckConstraint(
                name="membership_dates_in_order",
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")),
            ),
            # Both databases hold that two NULLs differ: one constraint by kind of role.
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(ended_at=None, organisation=None, zone=None),
                name="membership_once_territory",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "organisation"],
                condition=Q(ended_at=None, zone=None),
                name="membership_once_organisation",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "zone"],
                condition=Q(ended_at=None, organisation=None),
                name="membership_once_zone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.role}"


class Invitation(models.Model):
    """A role that waits for a person: by a link sent by e-mail, or by a code on paper.

    Only the digest of the code is kept. It serves once, until a day.
    """

    code_digest = models.CharField(max_length=64, unique=True)
    # "" for a code on paper: who holds the paper says their own address.
    email = models.EmailField(blank=True)
    role = models.CharField(max_length=20, choices=Role.choices)
    organisation = models.ForeignKey(
        "directory.Organisation", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    zone = models.ForeignKey(
        "territories.Zone", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        constraints = [
            models.CheckConstraint(name="invitation_role_known", condition=Q(role__in=Role.values)),
            models.CheckConstraint(
                name="invitation_where_it_means", condition=HELD_WHERE_IT_MEANS_SOMETHING
            ),
            models.CheckConstraint(name="invitation_has_code", condition=~Q(code_digest="")),
            models.CheckConstraint(
                name="invitation_used_or_revoked", condition=Q(used_at=None) | Q(revoked_at=None)
            ),
            models.CheckConstraint(
                name="invitation_dates_in_order", condition=Q(expires_at__gt=F("invited_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} ({self.invited_at:%Y-%m-%d})"
