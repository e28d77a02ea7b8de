"""Paths: steps in order across several actors, from a template or not, for one person."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from maillage.apps.liaison.models.encrypted import EncryptedText


class PathTemplate(models.Model):
    """Steps that suit a public, to copy; a path that was copied does not follow it (ORI-09)."""

    code = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=120)
    # For whom, in words: a need, never a label put on a person.
    for_whom = models.CharField(max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=100)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("modèle de parcours")
        constraints = [
            models.CheckConstraint(name="path_template_named", condition=~Q(code="") & ~Q(title=""))
        ]

    def __str__(self) -> str:
        return self.title


class StepKind(models.Model):
    """What a step says: its words, its picture, the sentence that is read aloud."""

    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    # A pictogram of the pages, always beside the words.
    picture = models.CharField(max_length=30, default="support")
    # Said aloud by a device, or by whoever hands over the paper: one short sentence.
    voice = models.CharField(max_length=200, blank=True)
    service = models.CharField(max_length=120, blank=True)

    class Meta:
        abstract = True


class PathTemplateStep(StepKind):
    """A step of a template."""

    template = models.ForeignKey(PathTemplate, on_delete=models.CASCADE, related_name="steps")

    class Meta:
        verbose_name = _("étape d’un modèle")
        constraints = [
            models.UniqueConstraint(fields=["template", "number"], name="template_step_once"),
            models.CheckConstraint(name="template_step_named", condition=~Q(title="")),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class Path(models.Model):
    """The path of one person: their aim in their words, the steps, a day to look at it again."""

    code_digest = models.CharField(max_length=64, unique=True)
    n_codes = models.PositiveSmallIntegerField(default=1)
    once_digest = models.CharField(max_length=64, null=True, blank=True, unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    organisation = models.ForeignKey(
        "directory.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    template = models.ForeignKey(
        PathTemplate, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    name = EncryptedText(blank=True)
    aim = EncryptedText(blank=True)
    review_on = models.DateField(null=True, blank=True)
    # The person agreed that it is kept, as whoever made it says.
    agreed = models.BooleanField(default=False)
    erase_on = models.DateField()
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("parcours")
        constraints = [
            models.CheckConstraint(name="path_has_code", condition=~Q(code_digest="")),
            models.CheckConstraint(name="path_agreed", condition=Q(agreed=True)),
            models.CheckConstraint(
                name="path_erased_whole", condition=Q(erased_at=None) | Q(name="", aim="")
            ),
        ]
        indexes = [
            models.Index("organisation", "made_at", name="path_by_organisation"),
            models.Index("erased_at", "erase_on", name="path_to_erase"),
        ]

    def __str__(self) -> str:
        return f"P-{self.made_at.year}-{self.pk:04d}"


class PathStep(StepKind):
    """A step of somebody’s path: at a place, at a moment, done or not."""

    path = models.ForeignKey(Path, on_delete=models.CASCADE, related_name="steps")
    place = models.ForeignKey(
        "directory.Place", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(null=True, blank=True)
    # What was said of this step for this person.
    words = EncryptedText(blank=True)
    done_on = models.DateField(null=True, blank=True)
    # The sheet that carries this step to its place.
    sheet = models.ForeignKey(
        "liaison.Sheet", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("étape d’un parcours")
        constraints = [
            models.UniqueConstraint(fields=["path", "number"], name="path_step_once"),
            models.CheckConstraint(name="path_step_named", condition=~Q(title="")),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"
