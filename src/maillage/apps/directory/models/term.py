"""Controlled lists that the data steward may lengthen: equipment, uses, kinds of place."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Vocabulary(models.TextChoices):
    """The lists that are ours; the lists of the national standard are in `core.standard`."""

    EQUIPMENT = "equipment", _("équipements")
    USE = "use", _("usages")
    KIND = "kind", _("genres de lieu")
    THEME = "theme", _("thèmes")
    MEDIATOR = "mediator", _("métiers de l’aide")
    SCHEME = "scheme", _("dispositifs publics")
    ADAPTATION = "adaptation", _("adaptations")


class Term(models.Model):
    """One word of a controlled list. Old records keep a term that was retired.

    Bodies and schemes change name (WRN-31): the old word is retired on a day, the new one starts
    on a day, and both are found under their aliases and acronyms.
    """

    vocabulary = models.CharField(max_length=12, choices=Vocabulary.choices)
    code = models.SlugField(max_length=40)
    label = models.CharField(max_length=120)
    icon = models.CharField(max_length=30, blank=True)
    position = models.PositiveSmallIntegerField(default=100)
    # Other names and acronyms under which people search for it; never shown alone (WRN-12).
    aliases = models.JSONField(default=list, blank=True)
    description = models.TextField(blank=True)
    started_on = models.DateField(null=True, blank=True)
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("terme")
        verbose_name_plural = _("termes")
        constraints = [
            models.UniqueConstraint("vocabulary", "code", name="term_code_once"),
            models.CheckConstraint(name="term_named", condition=~Q(code="") & ~Q(label="")),
            models.CheckConstraint(
                name="term_dates_in_order",
                condition=Q(started_on=None)
                | Q(retired_on=None)
                | Q(retired_on__gte=F("started_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.label
