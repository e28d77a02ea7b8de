"""The diagnosis: its four stages, what it keeps, what structures lack, what studies found."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Diagnosis(models.Model):
    """One diagnosis of a territory: begun, led in four stages, ended; then another one begins."""

    title = models.CharField(max_length=160)
    zone = models.ForeignKey(
        "territories.Zone", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # "Determination of the target public": the publics of the standard, and why them.
    publics = models.JSONField(default=list, blank=True)
    publics_why = models.TextField(blank=True)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    is_running = models.BooleanField(default=True, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("diagnostic")
        constraints = [
            models.CheckConstraint(name="diagnosis_named", condition=~Q(title="")),
            models.CheckConstraint(
                name="diagnosis_days_in_order",
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
            ),
            # One runs at a time: figures of two would be mixed.
            models.UniqueConstraint(
                "is_running", condition=Q(is_running=True), name="diagnosis_one_at_a_time"
            ),
            models.CheckConstraint(
                name="diagnosis_runs_until_its_end",
                condition=Q(is_running=True, ended_on=None)
                | Q(is_running=False, ended_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class StageState(models.TextChoices):
    """Where a stage stands."""

    TO_DO = "to_do", _("à faire")
    STARTED = "started", _("en cours")
    DONE = "done", _("terminée")


class Stage(models.Model):
    """One of the four stages of a diagnosis (N-32), with its state and the day it was said."""

    diagnosis = models.ForeignKey(
        "observatory.Diagnosis", on_delete=models.CASCADE, related_name="stages"
    )
    # 1 target public, 2 census of the offer, 3 census of needs, 4 what exists and what lacks.
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=StageState.choices, default=StageState.TO_DO)
    said_on = models.DateField(null=True, blank=True)
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    note = models.TextField(blank=True)

    class Meta:
        verbose_name = _("étape du diagnostic")
        constraints = [
            models.UniqueConstraint("diagnosis", "number", name="stage_once_per_diagnosis"),
            models.CheckConstraint(name="stage_one_of_four", condition=Q(number__range=(1, 4))),
            models.CheckConstraint(
                name="stage_state_known", condition=Q(state__in=StageState.values)
            ),
            models.CheckConstraint(
                name="stage_said_when",
                condition=Q(state=StageState.TO_DO) | Q(said_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.diagnosis_id}/{self.number}"


class Snapshot(models.Model):
    """A dossier as it was printed one day: printed again, it is the same, byte for byte (WRN-19).

    `facts` is all that the page and the paper showed; `content` is the PDF.
    """

    zone = models.ForeignKey(
        "territories.Zone", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    title = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    facts = models.JSONField()
    content = models.BinaryField(editable=False)
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("dossier de diagnostic")
        constraints = [
            models.CheckConstraint(name="snapshot_whole", condition=~Q(title="") & ~Q(sha256="")),
        ]
        indexes = [models.Index("zone", "made_at", name="snapshot_by_zone")]

    def __str__(self) -> str:
        return self.title


class StructureNeedKind(models.TextChoices):
    """What a structure lacks: "matériels, financiers ou humains" (OBS-30), and training."""

    EQUIPMENT = "equipment", _("matériel")
    CONNECTION = "connection", _("connexion")
    MONEY = "money", _("argent")
    PEOPLE = "people", _("personnes")
    TRAINING = "training", _("formation")
    ROOM = "room", _("locaux")


class StructureNeed(models.Model):
    """A need of a structure itself, which a funding file may take up; met, it is kept."""

    organisation = models.ForeignKey(
        "directory.Organisation", on_delete=models.CASCADE, related_name="+"
    )
    kind = models.CharField(max_length=10, choices=StructureNeedKind.choices)
    text = models.CharField(max_length=300)
    quantity = models.PositiveIntegerField(null=True, blank=True)
    amount_eur = models.PositiveIntegerField(null=True, blank=True)
    since = models.DateField()
    met_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("besoin d’une structure")
        constraints = [
            models.CheckConstraint(name="structure_need_said", condition=~Q(text="")),
            models.CheckConstraint(
                name="structure_need_kind_known", condition=Q(kind__in=StructureNeedKind.values)
            ),
            models.CheckConstraint(
                name="structure_need_days_in_order",
                condition=Q(met_on=None) | Q(met_on__gte=F("since")),
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Study(models.Model):
    """A study or a report on our subject: what it found, what it tried (OBS-20 to 26)."""

    code = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=250)
    authors = models.CharField(max_length=200)
    # Null when whoever cites it does not say it.
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    territory = models.CharField(max_length=160, blank=True)
    # How many people it asked; null when it asked nobody or does not say.
    n_people = models.PositiveIntegerField(null=True, blank=True)
    obstacles = models.TextField(blank=True)
    answers = models.TextField(blank=True)
    url = models.URLField(max_length=300, blank=True)
    # Codes of needs, axes and subjects: "emploi", "qpv", "acces", "litteratie"…
    tags = models.JSONField(default=list, blank=True)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("étude")
        constraints = [
            models.CheckConstraint(
                name="study_cited", condition=~Q(code="") & ~Q(title="") & ~Q(authors="")
            ),
            models.CheckConstraint(
                name="study_year_possible", condition=Q(year__range=(1900, 2100))
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Finding(models.Model):
    """One sentence that the territory holds for true, and what shows it (OBS-27)."""

    text = models.CharField(max_length=400)
    # [{"kind": "figure" | "reference" | "study" | "text", "code": "…", "words": "…"}]
    evidence = models.JSONField(default=list)
    said_on = models.DateField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("constat")
        constraints = [
            models.CheckConstraint(name="finding_said", condition=~Q(text="")),
            # A finding that nothing shows is an opinion.
            models.CheckConstraint(name="finding_has_evidence", condition=~Q(evidence=[])),
            models.CheckConstraint(
                name="finding_days_in_order",
                condition=Q(withdrawn_on=None) | Q(withdrawn_on__gte=F("said_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.text
