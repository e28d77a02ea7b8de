"""What each producer said, and to which place it was attached."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SourceRecord(models.Model):
    """What a producer said of one thing, whole, dated, never edited.

    Never updated nor deleted: a trigger of the database refuses it (migration 0002).
    """

    source = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    # BLAKE2b of what was received: an unchanged redelivery is told by it alone.
    content_hash = models.CharField(max_length=32)
    payload = models.JSONField()
    # The same, corrected and read: {"place": {...}, "offer": {...}, "equipment": [...], ...}.
    values = models.JSONField()
    stated_on = models.DateField(null=True, blank=True)
    received_at = models.DateTimeField()
    # Number of the delivery and line in its file; a form has neither.
    delivery = models.PositiveBigIntegerField(null=True, blank=True)
    line = models.PositiveBigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("fiche d’origine")
        constraints = [
            models.CheckConstraint(name="source_record_named", condition=~Q(source="") & ~Q(key=""))
        ]
        indexes = [models.Index("source", "key", name="source_record_by_key")]

    def __str__(self) -> str:
        return f"{self.source} / {self.key}"


class Attachment(models.Model):
    """A source's record is about this place (and this offer): why, since when, until when.

    It is also the alias under which a source knows the place. Undone by `detached_at`.
    """

    source = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    place = models.ForeignKey(
        "directory.Place", on_delete=models.CASCADE, related_name="attachments"
    )
    offer = models.ForeignKey(
        "directory.Offer",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="attachments",
    )
    # The newest thing that the source said under this key.
    record = models.ForeignKey("directory.SourceRecord", on_delete=models.PROTECT)
    content_hash = models.CharField(max_length=32)
    evidence = models.JSONField(default=dict, blank=True)
    attached_at = models.DateTimeField()
    detached_at = models.DateTimeField(null=True, blank=True)
    # The source no longer names it: its statements no longer count.
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("rattachement")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "key"],
                condition=Q(detached_at=None),
                name="attachment_one_place_per_record",
            ),
            models.CheckConstraint(name="attachment_named", condition=~Q(source="") & ~Q(key="")),
        ]

    def __str__(self) -> str:
        return f"{self.source} / {self.key} → {self.place_id}"
