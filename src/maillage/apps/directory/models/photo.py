"""The photograph of a place: its door, so that one recognises it from the street (CHA-17)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class PlacePhoto(models.Model):
    """One photograph of a place; replaced or taken off, it can be put back for a while.

    Its two files, of a card and of a page, bear its digest in the folder of photographs.
    """

    place = models.ForeignKey("directory.Place", on_delete=models.CASCADE, related_name="photos")
    sha256 = models.CharField(max_length=64)
    # Of the larger file, in pixels: the page keeps its room before it comes.
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    # What it shows, in the words of who put it: read aloud in its stead.
    alt = models.CharField(max_length=160)
    # No face, no number plate, and the right to publish it.
    agreed = models.BooleanField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("photo d’un lieu")
        constraints = [
            models.UniqueConstraint(
                fields=["place"], condition=Q(removed_at=None), name="photo_one_shown"
            ),
            models.CheckConstraint(name="photo_agreed", condition=Q(agreed=True)),
            models.CheckConstraint(name="photo_said", condition=~Q(alt="") & ~Q(sha256="")),
            models.CheckConstraint(
                name="photo_has_size", condition=Q(width__gt=0) & Q(height__gt=0)
            ),
            models.CheckConstraint(
                name="photo_removed_after",
                condition=Q(removed_at=None) | Q(removed_at__gte=F("added_at")),
            ),
        ]
        indexes = [
            models.Index("removed_at", name="photo_removed"),
            models.Index("sha256", name="photo_file"),
        ]

    def __str__(self) -> str:
        return f"{self.place_id}: {self.alt}"
