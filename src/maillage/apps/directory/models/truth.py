"""What keeps the base true: confirmations, and places that are one."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Speaker(models.TextChoices):
    """Who says that it holds."""

    PLACE = "place", _("le lieu")
    CITY = "city", _("la ville")


class How(models.TextChoices):
    """How it was asked."""

    LINK = "link", _("par un lien reçu par courriel")
    PHONE = "phone", _("par téléphone")
    PAPER = "paper", _("sur papier")
    VISIT = "visit", _("sur place")
    SCREEN = "screen", _("à l’écran")


class Confirmation(models.Model):
    """Somebody said that fields of a place hold: which, for whom they speak, how and when.

    What they confirmed is a source record like another, so that the publication rule sees it.
    Never updated nor deleted: a trigger of the database refuses it (migration 0006).
    """

    place = models.ForeignKey(
        "directory.Place", on_delete=models.PROTECT, related_name="confirmations"
    )
    # Names of fields of the place, and "offer:<public id>" for all that is said of an offer.
    fields = models.JSONField()
    speaker = models.CharField(max_length=5, choices=Speaker.choices)
    how = models.CharField(max_length=6, choices=How.choices)
    # Null when the place answered by itself, without an account.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("confirmation")
        constraints = [
            models.CheckConstraint(
                name="confirmation_speaker_known", condition=Q(speaker__in=Speaker.values)
            ),
            models.CheckConstraint(name="confirmation_how_known", condition=Q(how__in=How.values)),
            models.CheckConstraint(
                name="confirmation_by_somebody", condition=Q(speaker="place") | Q(by__isnull=False)
            ),
        ]
        indexes = [models.Index("place", "at", name="confirmation_by_place")]

    def __str__(self) -> str:
        return f"{self.place_id} {self.speaker} {self.at:%Y-%m-%d}"


class PlaceJoin(models.Model):
    """Two places are one: `other` shows `kept` from `at` until `undone_at`, with the reasons.

    `by` is null when the evidence alone decided.
    """

    kept = models.ForeignKey("directory.Place", on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey("directory.Place", on_delete=models.PROTECT, related_name="+")
    evidence = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("lien entre deux lieux")
        constraints = [
            models.CheckConstraint(name="join_of_two_places", condition=~Q(kept=F("other"))),
            models.UniqueConstraint(
                fields=["other"], condition=Q(undone_at=None), name="join_once_at_a_time"
            ),
            models.CheckConstraint(
                name="join_undone_after",
                condition=Q(undone_at=None, undone_by=None)
                | Q(undone_at__isnull=False, undone_at__gte=F("at")),
            ),
        ]
        indexes = [models.Index("kept", name="join_by_kept")]

    def __str__(self) -> str:
        return f"{self.other_id} → {self.kept_id}"
