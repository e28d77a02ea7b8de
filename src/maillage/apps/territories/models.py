"""The tree of territories: who contains whom, where, and during which years."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from maillage.web.constraints import whole_position


class ZoneKind(models.TextChoices):
    """Kinds of territory, from the widest to the closest."""

    EPCI = "epci", _("intercommunalité")
    COMMUNE = "commune", _("commune")
    QUARTER = "quarter", _("quartier")
    PRIORITY = "qpv", _("quartier prioritaire")
    WATCHED = "veille", _("quartier en veille active")


class Zone(models.Model):
    """One territory, with the outline and the years for which it holds.

    `code` is the official one where there is one (INSEE for a commune, SIREN for an EPCI, ANCT for
    a priority neighbourhood), else a code chosen by the city. `nom` is shown to people.
    """

    kind = models.CharField(max_length=10, choices=ZoneKind.choices)
    code = models.CharField(max_length=40)
    nom = models.CharField(max_length=120)
    # The short address of its page: /q/<slug>/. It is printed on paper, so it never changes.
    slug = models.SlugField(max_length=80, unique=True)
    parent = models.ForeignKey(
        "territories.Zone", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    department = models.CharField(max_length=3, blank=True)
    codes_postaux = models.JSONField(default=list, blank=True)
    population = models.PositiveIntegerField(null=True, blank=True)
    population_year = models.PositiveSmallIntegerField(null=True, blank=True)

    # Degrees, WGS84: the point where its name is written, and its box.
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    # GeoJSON Polygon or MultiPolygon, longitude first as GeoJSON wants it; null = no outline known.
    geometry = models.JSONField(null=True, blank=True)

    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    # Who to ask in this quarter: a role, never a private person.
    contact_nom = models.CharField(max_length=120, blank=True)
    contact_telephone = models.CharField(max_length=20, blank=True)
    contact_horaires = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("territoire")
        verbose_name_plural = _("territoires")
        constraints = [
            models.UniqueConstraint("kind", "code", name="zone_code_once_per_kind"),
            models.CheckConstraint(name="zone_kind_known", condition=Q(kind__in=ZoneKind.values)),
            models.CheckConstraint(name="zone_position_whole", condition=whole_position()),
            models.CheckConstraint(
                name="zone_years_in_order",
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
            ),
            models.CheckConstraint(name="zone_not_its_own_parent", condition=~Q(parent=F("id"))),
            models.CheckConstraint(
                name="zone_named", condition=~Q(nom="") & ~Q(code="") & ~Q(slug="")
            ),
        ]
        indexes = [
            # communes_named() and zones_of_kind() read one kind at a time, in the order of names.
            models.Index("kind", "nom", name="zone_by_kind_and_name"),
        ]

    def __str__(self) -> str:
        return self.nom
