"""Deliveries: a file of a source, read into a staging table, then published place by place."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

# Before the name of a source that was declared on screen, in `Delivery.source` and in records.
DECLARED = "fichier:"


class DeliveryState(models.TextChoices):
    """Where a delivery stands."""

    STAGING = "staging", _("lecture")
    PUBLISHING = "publishing", _("publication")
    DONE = "done", _("terminée")
    FAILED = "failed", _("arrêtée")
    UNDOING = "undoing", _("annulation en cours")
    UNDONE = "undone", _("annulée")


UNFINISHED = (DeliveryState.STAGING, DeliveryState.PUBLISHING)


class ProducerSource(models.Model):
    """A producer's file described once on screen, so that its next files ask no question.

    Deliveries and records name it "fichier:<slug>" (`source_id`).
    """

    slug = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=200)
    producer = models.CharField(max_length=200)
    licence = models.CharField(max_length=200, blank=True)
    url = models.URLField(max_length=2000, blank=True)
    # What each column and each of its words mean: read by sources/mapping.
    mapping = models.JSONField(default=dict, blank=True)
    # The columns of its last file, in their order: they recognise the next one, and tell drift.
    columns = models.JSONField(default=list, blank=True)
    # A file is the whole of the source: what it no longer names is withdrawn.
    complete = models.BooleanField(default=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("source décrite à l’écran")
        constraints = [
            models.CheckConstraint(
                name="producer_source_named",
                condition=~Q(slug="") & ~Q(title="") & ~Q(producer=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def source_id(self) -> str:
        """The name of this source in deliveries and records."""
        return f"{DECLARED}{self.slug}"


class FileState(models.TextChoices):
    """Where a file stands on its way to an import."""

    FETCHING = "fetching", _("téléchargement")
    RECEIVED = "received", _("reçu")
    PREVIEWING = "previewing", _("essai en cours")
    PREVIEWED = "previewed", _("à décider")
    IMPORTING = "importing", _("import en cours")
    IMPORTED = "imported", _("importé")
    FAILED = "failed", _("arrêté")
    ABANDONED = "abandoned", _("abandonné")


# A job of the worker moves these on; the others wait for a person, or are over.
FILE_AT_WORK = (FileState.FETCHING, FileState.PREVIEWING, FileState.IMPORTING)


class FileOrigin(models.TextChoices):
    """How a file came."""

    UPLOAD = "upload", _("envoyé")
    URL = "url", _("cherché à une adresse")


class DeliveredFile(models.Model):
    """A file as it was received, kept aside until its purge; its deliveries stay."""

    # As given by the sender: shown, never used as a path.
    name = models.CharField(max_length=255)
    # Relative to the folder of deliveries, drawn at random; "" before it is there, once purged.
    path = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    origin = models.CharField(max_length=10, choices=FileOrigin.choices)
    url = models.CharField(max_length=2000, blank=True)
    # The id of a source of the catalog, "national:x" or "fichier:x"; "" while nobody knows.
    source = models.CharField(max_length=60, blank=True)
    # The sheet of a workbook that holds the places; "" for the first one.
    sheet = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=FileState.choices)
    failure = models.TextField(blank=True)
    # What importing it would do, as counted by the preview.
    preview = models.JSONField(default=dict, blank=True)
    # The import may withdraw most of the source: somebody said so.
    accept_removals = models.BooleanField(default=False)
    # The background job, and how far it said it was.
    job = models.UUIDField(null=True, blank=True)
    step = models.CharField(max_length=40, blank=True)
    step_n = models.PositiveBigIntegerField(default=0)
    step_at = models.DateTimeField(null=True, blank=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    received_at = models.DateTimeField()
    purge_on = models.DateField()

    class Meta:
        verbose_name = _("fichier reçu")
        constraints = [
            models.CheckConstraint(
                name="delivered_file_state_known", condition=Q(state__in=FileState.values)
            ),
            models.CheckConstraint(
                name="delivered_file_origin_known",
                condition=Q(origin="upload", url="") | (Q(origin="url") & ~Q(url="")),
            ),
            # What is on disk is weighed and sealed; what is read by an import is on disk.
            models.CheckConstraint(
                name="delivered_file_sealed", condition=Q(path="") | ~Q(sha256="") & Q(size__gt=0)
            ),
            models.CheckConstraint(
                name="delivered_file_there_when_read",
                condition=~Q(state__in=["received", "previewing", "previewed", "importing"])
                | ~Q(path=""),
            ),
            models.CheckConstraint(
                name="delivered_file_source_known_when_read",
                condition=~Q(state__in=["previewing", "previewed", "importing", "imported"])
                | ~Q(source=""),
            ),
            models.CheckConstraint(
                name="delivered_file_failure_says_why",
                condition=~Q(state="failed") | ~Q(failure=""),
            ),
            # Two files never share a path: one would be read in the place of the other.
            models.UniqueConstraint(
                fields=["path"], condition=~Q(path=""), name="delivered_file_path_once"
            ),
            # One import at a time by source, asked for by one file.
            models.UniqueConstraint(
                fields=["source"],
                condition=Q(state="importing"),
                name="delivered_file_one_importing_by_source",
            ),
        ]
        indexes = [
            models.Index(F("received_at").desc(), name="delivered_file_by_date"),
            # The purge looks for files that are still on disk.
            models.Index(fields=["purge_on"], condition=~Q(path=""), name="delivered_file_purge"),
        ]

    def __str__(self) -> str:
        return self.name


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

    # Empty when it came by the command line, or when the file was purged of the list.
    file = models.ForeignKey(
        DeliveredFile, null=True, blank=True, on_delete=models.SET_NULL, related_name="deliveries"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("livraison")
        constraints = [
            # One at a time by source: the second is told so instead of mixing with the first.
            models.UniqueConstraint(
                fields=["source"],
                condition=Q(state__in=["staging", "publishing", "undoing"]),
                name="delivery_one_unfinished_by_source",
            ),
            models.CheckConstraint(
                name="delivery_state_known", condition=Q(state__in=DeliveryState.values)
            ),
            models.CheckConstraint(
                name="delivery_undone_is_dated",
                condition=Q(state="undone", undone_at__isnull=False)
                | ~Q(state="undone") & Q(undone_at=None),
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
