"""A diagnosis that a person asked us to keep: answers, never a name, never only a level."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class AgreedHow(models.TextChoices):
    """How the person agreed."""

    SCREEN = "screen", _("sur l’écran, par la personne")
    PAPER = "paper", _("sur la feuille de papier")
    SPOKEN = "spoken", _("de vive voix, noté par un professionnel")


class Diagnosis(models.Model):
    """Answers kept with the agreement of the person, until a day, and what that agreement allows.

    Levels are recomputed from the answers. Withdrawn, nothing is left of them: the row says only
    that an agreement was given and taken back.
    """

    # Null once withdrawn: the code then opens nothing.
    code_digest = models.CharField(max_length=64, unique=True, null=True)
    # Once withdrawn, a mark of the form that was sent: sent again, it keeps nothing. Opens nothing.
    ended_digest = models.CharField(max_length=64, unique=True, null=True)
    # Of the six questions (queries.answers.ShortAnswers), {} when they were not asked.
    answers = models.JSONField(default=dict, blank=True)
    # Of the 31 activities: code to yes, with help, no; {} when they were not asked.
    items = models.JSONField(default=dict, blank=True)
    last_use = models.CharField(max_length=12, blank=True)
    items_version = models.CharField(max_length=20)
    rules_version = models.CharField(max_length=20)

    # The agreement: what for, how it was given, how long. Finding it again is what it is for.
    may_show = models.BooleanField(default=False)  # to a professional, with the code
    may_count = models.BooleanField(default=False)  # in figures, without the person
    agreed_how = models.CharField(max_length=6, choices=AgreedHow.choices)
    agreed_on = models.DateField()
    keep_until = models.DateField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    # Who typed the sheet of paper, or noted the spoken agreement.
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("bilan gardé")
        constraints = [
            models.CheckConstraint(
                name="diagnosis_withdrawn_whole",
                condition=Q(withdrawn_at=None, code_digest__isnull=False, ended_digest=None)
                | Q(
                    withdrawn_at__isnull=False,
                    code_digest=None,
                    answers={},
                    items={},
                    last_use="",
                    may_show=False,
                    may_count=False,
                ),
            ),
            models.CheckConstraint(
                name="diagnosis_agreed_known", condition=Q(agreed_how__in=AgreedHow.values)
            ),
            models.CheckConstraint(
                name="diagnosis_noted_by_somebody",
                condition=Q(agreed_how=AgreedHow.SCREEN, noted_by=None)
                | ~Q(agreed_how=AgreedHow.SCREEN) & Q(noted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="diagnosis_says_its_versions",
                condition=~Q(items_version="") & ~Q(rules_version=""),
            ),
            models.CheckConstraint(
                name="diagnosis_ends_after", condition=Q(keep_until__gt=F("agreed_on"))
            ),
        ]
        indexes = [models.Index("keep_until", name="diagnosis_by_end")]

    def __str__(self) -> str:
        return f"bilan {self.pk}, jusqu’au {self.keep_until}"
