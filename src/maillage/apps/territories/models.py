"""The tree of territories: who contains whom, where, and during which years; and the streets."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from maillage.core.geo import bounds
from maillage.web.constraints import whole_position


class ZoneKind(models.TextChoices):
    """Kinds of territory, from the widest to the closest."""

    EPCI = "epci", _("intercommunalité")
    COMMUNE = "commune", _("commune")
    QUARTER = "quarter", _("quartier")
    PRIORITY = "qpv", _("quartier prioritaire")
    WATCHED = "veille", _("quartier en veille active")
    # Statistics only, thousands of them in a region: never a choice in a form, never a page.
    IRIS = "iris", _("IRIS, petit quartier de l’Insee")
    CELL = "cell", _("carreau de 200 mètres")
    # What a figure is compared with: no outline, never a page, never a choice for residents.
    URBAN_UNIT = "uu", _("unité urbaine")
    COUNTRY = "country", _("France métropolitaine")


# The one zone of kind COUNTRY, by the code that Insee gives metropolitan France in its figures.
COUNTRY_CODE, COUNTRY_NOM = "FM", "France métropolitaine"
# For figures only: no address, nothing to open.
WITHOUT_PAGE = (ZoneKind.IRIS, ZoneKind.CELL, ZoneKind.URBAN_UNIT, ZoneKind.COUNTRY)


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
    # Of a commune: the urban unit that surrounds it, None outside any or as long as nobody said.
    urban_unit = models.ForeignKey(
        "territories.Zone", null=True, blank=True, on_delete=models.PROTECT, related_name="communes"
    )
    # Of an urban unit: how many communes it has in all, those that are not in this base too.
    n_communes = models.PositiveSmallIntegerField(null=True, blank=True)
    department = models.CharField(max_length=3, blank=True)
    codes_postaux = models.JSONField(default=list, blank=True)
    population = models.PositiveIntegerField(null=True, blank=True)
    population_year = models.PositiveSmallIntegerField(null=True, blank=True)

    # Degrees, WGS84: the point where its name is written, and its box.
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    # GeoJSON Polygon or MultiPolygon, longitude first as GeoJSON wants it; null = no outline known.
    geometry = models.JSONField(null=True, blank=True)
    # Its box: what a drawing asks for. West is greater than east across the 180th meridian.
    south = models.FloatField(null=True, blank=True, editable=False)
    west = models.FloatField(null=True, blank=True, editable=False)
    north = models.FloatField(null=True, blank=True, editable=False)
    east = models.FloatField(null=True, blank=True, editable=False)

    # The days for which it holds, both included: a priority neighbourhood of 2015 ends in 2023.
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
            # That it points to an urban unit is checked by `load_units`, its one writer: a
            # constraint of a row cannot read another row.
            models.CheckConstraint(
                name="zone_urban_unit_of_a_commune",
                condition=Q(urban_unit=None) | Q(kind=ZoneKind.COMMUNE),
            ),
            models.CheckConstraint(
                name="zone_urban_unit_counts_its_communes",
                condition=Q(
                    kind=ZoneKind.URBAN_UNIT,
                    n_communes__isnull=False,
                    n_communes__gt=0,
                    parent=None,
                )
                | ~Q(kind=ZoneKind.URBAN_UNIT) & Q(n_communes=None),
            ),
            models.CheckConstraint(
                name="zone_one_country",
                condition=~Q(kind=ZoneKind.COUNTRY) | Q(code=COUNTRY_CODE, parent=None),
            ),
            models.CheckConstraint(
                name="zone_named", condition=~Q(nom="") & ~Q(code="") & ~Q(slug="")
            ),
            # An outline without its box would never be found, a box without outline drawn as one.
            models.CheckConstraint(
                name="zone_outline_has_its_box",
                condition=Q(
                    geometry__isnull=True,
                    south__isnull=True,
                    west__isnull=True,
                    north__isnull=True,
                    east__isnull=True,
                )
                | Q(
                    geometry__isnull=False,
                    south__isnull=False,
                    west__isnull=False,
                    north__isnull=False,
                    east__isnull=False,
                    south__gte=-90,
                    north__gte=F("south"),
                    north__lte=90,
                    west__range=(-180, 180),
                    east__range=(-180, 180),
                ),
            ),
        ]
        indexes = [
            # communes_named() and zones_of_kind() read one kind at a time, in the order of names.
            models.Index("kind", "nom", name="zone_by_kind_and_name"),
            models.Index("kind", "south", "north", name="zone_by_kind_and_latitude"),
        ]

    def __str__(self) -> str:
        return self.nom

    @property
    def has_page(self) -> bool:
        """True for what people know by name; an IRIS or a cell is for figures only."""
        return self.kind not in WITHOUT_PAGE

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the box of the outline with the outline."""
        self.set_box()
        super().save(*args, **kwargs)

    def set_box(self) -> None:
        """Read the box again from the outline; rows written many at once need it called."""
        if self.geometry is None:
            self.south = self.west = self.north = self.east = None
            return
        box = bounds(self.geometry)
        self.south, self.west, self.north, self.east = box.south, box.west, box.north, box.east


class OutlineFile(models.Model):
    """A file of outlines received on screen: looked at, then applied or forgotten.

    Its bytes go away once it is applied; what remains says who brought what, and when.
    """

    name = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    content = models.BinaryField(null=True, editable=False)
    # What the person answered: {"kind": "qpv", "layer": "qpvs", "nom": "NOM_QP", ...}.
    asked = models.JSONField(default=dict, blank=True)
    # What applying it did: {"added": 26, "changed": 0, "unchanged": 0}.
    result = models.JSONField(default=dict, blank=True)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("fichier de contours")
        constraints = [
            models.CheckConstraint(
                name="outline_file_named", condition=~Q(name="") & Q(size__gt=0)
            ),
            models.CheckConstraint(
                name="outline_file_emptied_once_applied",
                condition=Q(applied_at=None) | Q(content__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class StreetKind(models.TextChoices):
    """What a line of the drawing is: the first three have addresses."""

    MAIN = "main", _("grand axe")
    STREET = "street", _("rue")
    PATH = "path", _("chemin à pied")
    RAIL = "rail", _("voie ferrée")
    WATER = "water", _("cours d’eau")


class Street(models.Model):
    """One street of a commune, whole: its line, and its house numbers when they are known.

    `geometry` is a GeoJSON LineString or MultiLineString, longitude first. House numbers run
    along it, from the first point of the first line to the last point of the last one.
    """

    kind = models.CharField(max_length=6, choices=StreetKind.choices, default=StreetKind.STREET)
    nom = models.CharField(max_length=120)
    # The name as it is searched: no accent, no article, no abbreviation ("rue filature").
    key = models.CharField(max_length=120)
    commune = models.ForeignKey(
        "territories.Zone", on_delete=models.CASCADE, related_name="streets"
    )
    geometry = models.JSONField()
    # Its box, degrees WGS84: what a drawing asks for.
    south = models.FloatField()
    west = models.FloatField()
    north = models.FloatField()
    east = models.FloatField()
    number_from = models.PositiveIntegerField(null=True, blank=True)
    number_to = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("rue")
        constraints = [
            models.UniqueConstraint("commune", "kind", "nom", name="street_once_per_commune"),
            models.CheckConstraint(
                name="street_kind_known", condition=Q(kind__in=StreetKind.values)
            ),
            models.CheckConstraint(name="street_named", condition=~Q(nom="") & ~Q(key="")),
            models.CheckConstraint(
                name="street_box_in_order",
                condition=Q(
                    south__gte=-90,
                    north__gte=F("south"),
                    north__lte=90,
                    west__gte=-180,
                    east__gte=F("west"),
                    east__lte=180,
                ),
            ),
            # Half a range places nobody; a street does not start and end at the same house.
            models.CheckConstraint(
                name="street_numbers_whole",
                condition=Q(number_from=None, number_to=None)
                | Q(number_from__isnull=False, number_to__isnull=False)
                & ~Q(number_from=F("number_to")),
            ),
        ]
        indexes = [
            models.Index("commune", "key", name="street_by_key"),
            models.Index("south", "north", name="street_by_latitude"),
        ]

    def __str__(self) -> str:
        return self.nom
