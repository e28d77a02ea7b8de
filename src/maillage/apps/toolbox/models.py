"""The register of digital tools already in use, and those that somebody would add (CEN-24)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Purpose(models.TextChoices):
    """What a tool is for: two tools of one purpose are compared before a third is proposed."""

    AGENDA = "agenda", _("agenda, rendez-vous")
    DIRECTORY = "directory", _("annuaire des aides")
    MAP = "map", _("carte")
    LIAISON = "liaison", _("liaison entre professionnels")
    TRAINING = "training", _("formation, ressources")
    SURVEY = "survey", _("enquête")
    PARTICIPATION = "participation", _("participation des habitants")
    COMMUNICATION = "communication", _("communication")
    LOAN = "loan", _("prêt de matériel")
    OTHER = "other", _("autre")


class Tool(models.Model):
    """A tool that somebody of the territory uses: whose, for what, for whom. Retired, kept."""

    nom = models.CharField(max_length=120)
    owner = models.CharField(max_length=160, blank=True)
    url = models.URLField(max_length=300, blank=True)
    purpose = models.CharField(max_length=16, choices=Purpose.choices)
    description = models.TextField(blank=True)
    public = models.CharField(max_length=200, blank=True)
    # What it does twice with another one, in words.
    overlap = models.CharField(max_length=300, blank=True)
    retired_on = models.DateField(null=True, blank=True)
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("outil")
        constraints = [
            models.CheckConstraint(name="tool_named", condition=~Q(nom="")),
            models.CheckConstraint(
                name="tool_purpose_known", condition=Q(purpose__in=Purpose.values)
            ),
        ]

    def __str__(self) -> str:
        return self.nom


class ToolState(models.TextChoices):
    """Where a proposal of a tool stands."""

    PROPOSED = "proposed", _("en attente")
    ACCEPTED = "accepted", _("acceptée")
    REFUSED = "refused", _("refusée")
    WITHDRAWN = "withdrawn", _("retirée")


class ToolProposal(models.Model):
    """A tool that somebody would add: the need first, then why those that exist do not do."""

    nom = models.CharField(max_length=120)
    purpose = models.CharField(max_length=16, choices=Purpose.choices)
    need = models.TextField()
    why_existing_do_not = models.TextField(blank=True)
    # How many tools of this purpose were shown before it was asked.
    n_examined = models.PositiveSmallIntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=ToolState.choices, default=ToolState.PROPOSED)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        verbose_name = _("proposition d’outil")
        constraints = [
            models.CheckConstraint(name="tool_proposal_whole", condition=~Q(nom="") & ~Q(need="")),
            models.CheckConstraint(
                name="tool_proposal_purpose_known", condition=Q(purpose__in=Purpose.values)
            ),
            models.CheckConstraint(
                name="tool_proposal_state_known", condition=Q(state__in=ToolState.values)
            ),
            # Where there are tools already, nobody proposes another without saying why (CEN-24).
            models.CheckConstraint(
                name="tool_proposal_says_why",
                condition=Q(n_examined=0) | ~Q(why_existing_do_not=""),
            ),
            models.CheckConstraint(
                name="tool_proposal_decided_by_somebody",
                condition=~Q(state__in=[ToolState.ACCEPTED, ToolState.REFUSED])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="tool_proposal_refused_with_a_reason",
                condition=~Q(state=ToolState.REFUSED) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.nom
