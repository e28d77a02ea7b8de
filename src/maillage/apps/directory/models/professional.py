"""What only professionals see of a place, and who gives the help there.

Direct contacts are about people: they are kept beside the published values, in rows that can be
changed and purged, never in source records, exports or traces.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ProfessionalNote(models.Model):
    """The professional layer of a place: whom to call directly, who is admitted, how many."""

    place = models.OneToOneField(
        "directory.Place", on_delete=models.CASCADE, related_name="professional_note"
    )
    direct_contact = models.CharField(max_length=120, blank=True)
    direct_telephone = models.CharField(max_length=20, blank=True)
    direct_courriel = models.EmailField(blank=True)
    # How to send somebody there: who is admitted, under which conditions.
    admission_rule = models.TextField(blank=True)
    # How many people at once, by week: as the place counts it.
    capacity = models.CharField(max_length=200, blank=True)
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("informations pour les professionnels")

    def __str__(self) -> str:
        return f"{self.place_id}"


class Mediators(models.Model):
    """How many people of one kind help at a place, and when; never who they are (CEN-14)."""

    place = models.ForeignKey("directory.Place", on_delete=models.CASCADE, related_name="mediators")
    # A word of the list "mediator".
    kind = models.SlugField(max_length=40)
    total = models.PositiveSmallIntegerField(null=True, blank=True)
    # Days when they are there, as opening hours are written; "" when nobody said.
    horaires = models.TextField(blank=True)
    by_hand = models.BooleanField(default=False)
    record = models.ForeignKey("directory.SourceRecord", on_delete=models.PROTECT)

    class Meta:
        verbose_name = _("médiateurs")
        constraints = [
            models.UniqueConstraint("place", "kind", name="mediators_kind_once_per_place"),
            models.CheckConstraint(name="mediators_kind_given", condition=~Q(kind="")),
        ]

    def __str__(self) -> str:
        return self.kind
