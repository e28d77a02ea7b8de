"""Deliveries: a file of a source, read into a staging table, then published place by place."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class DeliveryState(models.TextChoices):
    """Where a delivery stands."""

    STAGING = "staging", _("lecture")
    PUBLISHING = "publishing", _("publication")
    DONE = "done", _("terminée")
    FAILED = "failed", _("arrêtée")


UNFINISHED = (DeliveryState.STAGING, DeliveryState.PUBLISHING)


class Delivery(models.Model):
    """One file received from a source, and what became of each of its rows.

    n_in = n_added + n_changed + n_unchanged + n_refused, once it is done (a constraint).
    """

    source = models.CharField(max_length=60)
    filename = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=DeliveryState.choices)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    n_in = models.PositiveBigIntegerField(default=0)
    # Rows up to this one are staged, refused or known unchanged: a resumed reading skips them.
    staged_through = models.PositiveBigIntegerField(default=0)
    n_added = models.PositiveBigIntegerField(default=0)
    n_changed = models.PositiveBigIntegerField(default=0)
    n_unchanged = models.PositiveBigIntegerField(default=0)
    n_refused = models.PositiveBigIntegerField(default=0)
    n_withdrawn = models.PositiveBigIntegerField(default=0)
    # {"fields": {field: {kind: n}}, "corrections": {code: n}, "faults": [...], "notes": [...]}
    report = models.JSONField(default=dict, blank=True)
    failure = models.TextField(blank=True)

    class Meta:
        verbose_name = _("livraison")
        constraints = [
            # One at a time by source: the second is told so instead of mixing with the first.
            models.UniqueConstraint(
                fields=["source"],
                condition=Q(state__in=["staging", "publishing"]),
                name="delivery_one_unfinished_by_source",
            ),
            models.CheckConstraint(
                name="delivery_state_known", condition=Q(state__in=DeliveryState.values)
            ),
            models.CheckConstraint(
                name="delivery_rows_all_accounted_for",
                condition=~Q(state="done")
                | Q(n_in=F("n_added") + F("n_changed") + F("n_unchanged") + F("n_refused")),
            ),
        ]
        indexes = [models.Index(F("started_at").desc(), name="delivery_by_date")]

    def __str__(self) -> str:
        return f"{self.source} {self.started_at:%Y-%m-%d %H:%M}"


class StagedRow(models.Model):
    """A row that was read and not yet published. Nobody reads it but the import itself.

    It leaves this table in the transaction that publishes it.
    """

    delivery = models.ForeignKey("imports.Delivery", on_delete=models.CASCADE)
    number = models.PositiveBigIntegerField()
    line = models.PositiveBigIntegerField(null=True)
    key = models.CharField(max_length=200)
    content_hash = models.CharField(max_length=32)
    payload = models.JSONField()
    values = models.JSONField()
    stated_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("delivery", "key", name="staged_row_key_once"),
            models.UniqueConstraint("delivery", "number", name="staged_row_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.delivery_id}: {self.number}"


class RefusedRow(models.Model):
    """A row that was not applied, as it was received, and the reason in words."""

    delivery = models.ForeignKey(
        "imports.Delivery", on_delete=models.CASCADE, related_name="refused"
    )
    number = models.PositiveBigIntegerField()
    line = models.PositiveBigIntegerField(null=True)
    key = models.CharField(max_length=200, blank=True)
    field = models.CharField(max_length=60, blank=True)
    rule = models.CharField(max_length=60)
    reason = models.TextField()
    payload = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint("delivery", "number", name="refused_row_number_once"),
            models.CheckConstraint(name="refused_row_says_why", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.delivery_id}: {self.number}"
