"""Long work that a person asked for: a dossier to make, a file of figures to load."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class WorkKind(models.TextChoices):
    """What the worker does."""

    DOSSIER = "dossier", _("dossier de diagnostic")
    FIGURES = "figures", _("fichier de chiffres")


class WorkState(models.TextChoices):
    """Where it stands; one that waits for its turn is at work too."""

    WORKING = "working", _("en cours")
    DONE = "done", _("fait")
    FAILED = "failed", _("arrêté")


class Work(models.Model):
    """One thing that was asked of the worker, how far it is, and what it gave.

    What it gives and the word "done" are written in one transaction: cut at any moment, it either
    gave everything or nothing, and is done again from its start.
    """

    kind = models.CharField(max_length=10, choices=WorkKind.choices)
    state = models.CharField(max_length=10, choices=WorkState.choices, default=WorkState.WORKING)
    # Drawn by the form: a form that is sent twice asks for one work.
    key = models.CharField(max_length=40, unique=True)
    # What it is about: two people who ask for the same thing follow the same work.
    subject = models.CharField(max_length=220)
    asked = models.JSONField(default=dict)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    job = models.UUIDField(null=True, blank=True)
    step = models.CharField(max_length=120, blank=True)
    step_n = models.PositiveIntegerField(default=0)
    step_total = models.PositiveIntegerField(default=0)
    said_at = models.DateTimeField(null=True, blank=True)
    failure = models.TextField(blank=True)
    # What it gave: the dossier, or what loading the file did.
    snapshot = models.ForeignKey(
        "observatory.Snapshot", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    given = models.JSONField(default=dict, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("travail long")
        constraints = [
            models.UniqueConstraint(
                name="observatory_work_once", fields=["subject"], condition=Q(state="working")
            ),
            models.CheckConstraint(
                name="observatory_work_kind_known", condition=Q(kind__in=WorkKind.values)
            ),
            models.CheckConstraint(
                name="observatory_work_ended_or_not",
                condition=Q(state="working", ended_at=None)
                | Q(state__in=["done", "failed"], ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="observatory_work_failure_said",
                condition=(Q(state="failed") & ~Q(failure=""))
                | (~Q(state="failed") & Q(failure="")),
            ),
            models.CheckConstraint(
                name="observatory_work_named", condition=~Q(key="") & ~Q(subject="")
            ),
        ]  # fmt: skip
        indexes = [models.Index("state", "asked_at", name="observatory_work_state")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"
