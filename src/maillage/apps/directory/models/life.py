"""What happens to places: programmes they join, days they close, and who changed what."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Programme(models.Model):
    """A named set of places with a period ("espaces parents")."""

    slug = models.SlugField(max_length=80, unique=True)
    nom = models.CharField(max_length=160, unique=True)
    description = models.TextField(blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    places = models.ManyToManyField(
        "directory.Place", through="directory.ProgrammePlace", related_name="programmes"
    )

    class Meta:
        verbose_name = _("programme")
        constraints = [
            models.CheckConstraint(name="programme_named", condition=~Q(nom="") & ~Q(slug="")),
            models.CheckConstraint(
                name="programme_dates_in_order",
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.nom


class ProgrammePlace(models.Model):
    """A place takes part in a programme."""

    programme = models.ForeignKey("directory.Programme", on_delete=models.CASCADE)
    place = models.ForeignKey("directory.Place", on_delete=models.CASCADE)
    by_hand = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint("programme", "place", name="programme_place_once"),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id}: {self.place_id}"


class TemporaryClosure(models.Model):
    """A place is closed from one day to another, both included."""

    place = models.ForeignKey("directory.Place", on_delete=models.CASCADE, related_name="closures")
    starts_on = models.DateField()
    ends_on = models.DateField()
    reason = models.CharField(max_length=160, blank=True)

    class Meta:
        verbose_name = _("fermeture temporaire")
        constraints = [
            models.CheckConstraint(
                name="closure_dates_in_order", condition=Q(ends_on__gte=F("starts_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} – {self.ends_on}"


class AuditRow(models.Model):
    """Who wrote what, when: one row by human write, never updated nor deleted (trigger, 0002)."""

    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    action = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=30)
    subject_id = models.CharField(max_length=40)
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("trace")
        indexes = [models.Index("subject_kind", "subject_id", "at", name="audit_by_subject")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.action} {self.subject_id}"
