"""Proposals: what somebody says should be added or corrected, until a keeper decides."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What is proposed."""

    ADD_OFFER = "add_offer", _("Ajouter un service")
    EDIT_OFFER = "edit_offer", _("Corriger un service")
    ADD_PLACE = "add_place", _("Ajouter un lieu et un service")
    EDIT_PLACE = "edit_place", _("Corriger un lieu")


class State(models.TextChoices):
    """Where a proposal stands."""

    DRAFT = "draft", _("brouillon")
    PROPOSED = "proposed", _("en attente")
    ACCEPTED = "accepted", _("publiée")
    REFUSED = "refused", _("refusée")
    WITHDRAWN = "withdrawn", _("retirée")


DECIDED = (State.ACCEPTED, State.REFUSED)

# What each kind is about. Once accepted, what was added is named: the author finds it again.
WHOLE_TARGET = (
    Q(kind=Kind.EDIT_OFFER, place__isnull=False, offer__isnull=False)
    | Q(kind=Kind.EDIT_PLACE, place__isnull=False, offer=None)
    | Q(kind=Kind.ADD_OFFER, place__isnull=False, offer__isnull=False, state=State.ACCEPTED)
    | (Q(kind=Kind.ADD_OFFER, place__isnull=False, offer=None) & ~Q(state=State.ACCEPTED))
    | Q(kind=Kind.ADD_PLACE, place__isnull=False, offer__isnull=False, state=State.ACCEPTED)
    | (Q(kind=Kind.ADD_PLACE, place=None, offer=None) & ~Q(state=State.ACCEPTED))
)


class Proposal(models.Model):
    """Values that somebody proposes: accepted, they go through the keepers' own action (ADR 0017).

    It is no source record: nothing of it is published before a keeper decides.
    """

    kind = models.CharField(max_length=10, choices=Kind.choices)
    place = models.ForeignKey(
        "directory.Place", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    offer = models.ForeignKey(
        "directory.Offer", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # For whom the author spoke, when they act for somebody.
    organisation = models.ForeignKey(
        "directory.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # {"place": {column: value}, "offer": {column: value}}: all of what is added, and of a
    # correction only what changes.
    values = models.JSONField(default=dict)
    # What the author's form showed of these columns: tells whether the base changed since.
    before = models.JSONField(default=dict, blank=True)
    note = models.TextField(blank=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # Of a draft, when it was last kept; then, when it was sent.
    made_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    # Why it was refused: the author reads it.
    reason = models.TextField(blank=True)
    # Of what a program sent: digests of the key that it gave, and of what it sent under it. The
    # same key of one person names one proposal for good; "" for what was not sent so.
    once_digest = models.CharField(max_length=64, blank=True, default="")
    body_digest = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        verbose_name = _("proposition")
        constraints = [
            models.CheckConstraint(name="proposal_kind_known", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(
                name="proposal_state_known", condition=Q(state__in=State.values)
            ),
            models.CheckConstraint(name="proposal_target_whole", condition=WHOLE_TARGET),
            models.CheckConstraint(
                name="proposal_decided_by_somebody",
                condition=Q(state__in=DECIDED, decided_by__isnull=False, decided_at__isnull=False)
                | (~Q(state__in=DECIDED) & Q(decided_by=None, decided_at=None)),
            ),
            models.CheckConstraint(
                name="proposal_refused_with_reason",
                condition=~Q(state=State.REFUSED) | ~Q(reason=""),
            ),
            models.UniqueConstraint(
                fields=["by", "once_digest"],
                name="proposal_sent_once",
                condition=~Q(once_digest=""),
            ),
            models.CheckConstraint(
                name="proposal_digests_together",
                condition=Q(once_digest="", body_digest="")
                | (~Q(once_digest="") & ~Q(body_digest="")),
            ),
        ]
        indexes = [
            models.Index("state", "made_at", name="proposal_by_state"),
            models.Index("by", "made_at", name="proposal_by_author"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} ({self.state})"
