"""What anybody says is wrong on the page of a place, until a keeper answers."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ReportKind(models.TextChoices):
    """What is wrong."""

    CLOSED = "closed", _("Le lieu est fermé")
    HOURS = "hours", _("Les horaires")
    PHONE = "phone", _("Le téléphone")
    ADDRESS = "address", _("L’adresse")
    OFFER = "offer", _("Ce qu’on y fait")
    OTHER = "other", _("Autre chose")


class Channel(models.TextChoices):
    """How it reached us."""

    PUBLIC = "public", _("page publique")
    CONTACT = "contact", _("lien envoyé au lieu")
    PAPER = "paper", _("feuille papier")
    PHONE = "phone", _("téléphone")


class ReportState(models.TextChoices):
    """Where a report stands."""

    RECEIVED = "received", _("reçu")
    READ = "read", _("lu")
    CORRECTED = "corrected", _("corrigé")
    REFUSED = "refused", _("pas corrigé")
    WITHDRAWN = "withdrawn", _("retiré")


REPORT_OPEN = (ReportState.RECEIVED, ReportState.READ)
REPORT_DECIDED = (ReportState.CORRECTED, ReportState.REFUSED)


class Report(models.Model):
    """An error that somebody tells, without an account: who tells it is not asked, nor kept.

    Its number and its state stay for ever; its words are erased (`erased_at`) when whoever wrote
    them takes them back, or some days after the answer.
    """

    place = models.ForeignKey("directory.Place", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=ReportKind.choices)
    channel = models.CharField(max_length=7, choices=Channel.choices)
    text = models.TextField(blank=True)
    # What should be written instead, as the person wrote it.
    right_value = models.TextField(blank=True)
    # The same by column of the place, when a form asked for it column by column.
    values = models.JSONField(default=dict, blank=True)
    for_the_place = models.BooleanField(default=False)
    state = models.CharField(
        max_length=9, choices=ReportState.choices, default=ReportState.RECEIVED
    )
    # Keyed digests: of the code that opens it, and of what it says ("" once that is erased).
    code_digest = models.CharField(max_length=64, unique=True)
    content_digest = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    # The number of the report with which it was decided: several may say the same.
    decided_with = models.BigIntegerField(null=True, blank=True)
    # What is answered; of what is not corrected, why.
    answer = models.TextField(blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("signalement")
        constraints = [
            models.CheckConstraint(
                name="report_kind_known", condition=Q(kind__in=ReportKind.values)
            ),
            models.CheckConstraint(
                name="report_channel_known", condition=Q(channel__in=Channel.values)
            ),
            models.CheckConstraint(
                name="report_state_known", condition=Q(state__in=ReportState.values)
            ),
            models.CheckConstraint(name="report_has_code", condition=~Q(code_digest="")),
            models.CheckConstraint(
                name="report_erased_whole",
                condition=Q(erased_at=None)
                | Q(text="", right_value="", values={}, content_digest="", answer=""),
            ),
            models.CheckConstraint(
                name="report_withdrawn_erased",
                condition=~Q(state=ReportState.WITHDRAWN) | Q(erased_at__isnull=False),
            ),
            models.CheckConstraint(
                name="report_decided_by_somebody",
                condition=Q(
                    state__in=REPORT_DECIDED,
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                    decided_with__isnull=False,
                )
                | (
                    ~Q(state__in=REPORT_DECIDED)
                    & Q(decided_by=None, decided_at=None, decided_with=None)
                ),
            ),
            models.CheckConstraint(
                name="report_refused_with_answer",
                condition=~Q(state=ReportState.REFUSED)
                | ~Q(answer="")
                | Q(erased_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index("state", "made_at", name="report_by_state"),
            models.Index("place", "made_at", name="report_by_place"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} ({self.state})"
