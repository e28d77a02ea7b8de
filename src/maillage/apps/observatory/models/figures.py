"""Figures: a value, its year, its source, its unit and how it was made; never one without them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Unit(models.TextChoices):
    """What a value counts. A share is written in per cent everywhere: 12,5 is 12,5 %."""

    PEOPLE = "people", _("personnes")
    HOUSEHOLDS = "households", _("ménages")
    FAMILIES = "families", _("familles")
    DWELLINGS = "dwellings", _("logements")
    COUNT = "count", _("nombre")
    PCT = "pct", _("%")
    EUR = "eur", _("euros par an")
    KM = "km", _("km")
    MIN = "min", _("minutes")
    POINTS = "points", _("points")


class Family(models.TextChoices):
    """The side of a zone that a measure shows: no page shows one side alone (WRN-09, OBS-28)."""

    PEOPLE = "people", _("la population")
    SOCIAL = "social", _("les difficultés sociales")
    DIGITAL = "digital", _("le numérique")
    PRACTICE = "practice", _("ce que les habitants font déjà")


class Measure(models.Model):
    """What is measured: "part de la population sous le seuil de pauvreté", in per cent.

    `base` is what a share is a share of, in words and, when we have it, as a measure.
    """

    code = models.SlugField(max_length=60, unique=True)
    nom = models.CharField(max_length=160)
    unit = models.CharField(max_length=12, choices=Unit.choices)
    family = models.CharField(max_length=10, choices=Family.choices)
    # +1: more is harder; -1: more is easier; 0: neither, and it enters no index.
    direction = models.SmallIntegerField(default=0)
    base_words = models.CharField(max_length=160, blank=True)
    base = models.ForeignKey(
        "observatory.Measure",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="shares",
    )
    caveat = models.TextField(blank=True)

    class Meta:
        verbose_name = _("mesure")
        constraints = [
            models.CheckConstraint(name="measure_named", condition=~Q(code="") & ~Q(nom="")),
            models.CheckConstraint(name="measure_unit_known", condition=Q(unit__in=Unit.values)),
            models.CheckConstraint(
                name="measure_family_known", condition=Q(family__in=Family.values)
            ),
            models.CheckConstraint(
                name="measure_direction_known", condition=Q(direction__in=(-1, 0, 1))
            ),
            # A percentage without its base is never written (WRN-14).
            models.CheckConstraint(
                name="measure_share_has_a_base", condition=~Q(unit=Unit.PCT) | ~Q(base_words="")
            ),
            models.CheckConstraint(name="measure_not_its_own_base", condition=~Q(base=F("id"))),
        ]

    def __str__(self) -> str:
        return self.nom


class Dataset(models.Model):
    """One file of figures as it was read: who made it, for which year, and every row accounted."""

    code = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    producer = models.CharField(max_length=120)
    licence = models.CharField(max_length=120)
    url = models.URLField(max_length=300, blank=True)
    year = models.PositiveSmallIntegerField()
    caveat = models.TextField(blank=True)
    # How it was read: column of the code, separator, measures by column; replayed as it is.
    mapping = models.JSONField(default=dict)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    n_rows = models.PositiveIntegerField()
    n_rows_elsewhere = models.PositiveIntegerField(default=0)
    n_figures = models.PositiveIntegerField()
    loaded_at = models.DateTimeField()
    loaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("jeu de chiffres")
        constraints = [
            # OBS-05: a figure without its source is refused; here is where the source is.
            models.CheckConstraint(
                name="dataset_says_its_source",
                condition=~Q(code="") & ~Q(title="") & ~Q(producer="") & ~Q(licence=""),
            ),
            models.CheckConstraint(
                name="dataset_year_possible", condition=Q(year__range=(1962, 2100))
            ),
            models.CheckConstraint(
                name="dataset_rows_accounted", condition=Q(n_rows_elsewhere__lte=F("n_rows"))
            ),
        ]

    def __str__(self) -> str:
        return self.title


class FigureState(models.TextChoices):
    """Known, hidden by its producer, or not there: three things, and none of them is zero."""

    KNOWN = "known", _("connu")
    SECRET = "secret", _("secret statistique")
    MISSING = "missing", _("non fourni")


class Method(models.TextChoices):
    """How a stored value came: as it was published, or computed from the columns of its file.

    An estimate is made when it is read, from the zones and the cells of that day: none is stored.
    """

    PUBLISHED = "published", _("publié")
    COMPUTED = "computed", _("calculé")


class Figure(models.Model):
    """One value of one measure for one zone and one year."""

    zone = models.ForeignKey("territories.Zone", on_delete=models.CASCADE, related_name="+")
    measure = models.ForeignKey(
        "observatory.Measure", on_delete=models.PROTECT, related_name="figures"
    )
    dataset = models.ForeignKey(
        "observatory.Dataset", on_delete=models.CASCADE, related_name="figures"
    )
    year = models.PositiveSmallIntegerField()
    value = models.FloatField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=FigureState.choices)
    method = models.CharField(max_length=10, choices=Method.choices)

    class Meta:
        verbose_name = _("chiffre")
        constraints = [
            models.UniqueConstraint(
                "measure", "zone", "year", "dataset", name="figure_once_per_dataset"
            ),
            models.CheckConstraint(
                name="figure_state_known", condition=Q(state__in=FigureState.values)
            ),
            models.CheckConstraint(
                name="figure_method_known", condition=Q(method__in=Method.values)
            ),
            # A hidden or absent figure has no value: it is never a zero.
            models.CheckConstraint(
                name="figure_value_when_known",
                condition=Q(state=FigureState.KNOWN, value__isnull=False)
                | Q(state__in=(FigureState.SECRET, FigureState.MISSING), value__isnull=True),
            ),
        ]
        indexes = [
            # values_of(): one measure of all the zones of a kind; the zone page reads by zone.
            models.Index("measure", "year", name="figure_by_measure"),
            models.Index("zone", "measure", name="figure_by_zone"),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id} {self.zone_id} {self.year}"


class ReferenceFigure(models.Model):
    """A number that a text prints: what it counts, where, when, by whom, and how it was checked.

    A count and the share printed beside it are two rows, each as printed: when one does not give
    the other, `remark` says so (WRN-16). Two rows of different populations are never divided.
    """

    code = models.SlugField(max_length=40, unique=True)
    nom = models.CharField(max_length=200)
    value = models.FloatField()
    unit = models.CharField(max_length=12, choices=Unit.choices)
    # Of whom, where, when.
    population = models.CharField(max_length=200)
    territory = models.CharField(max_length=120)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    source = models.CharField(max_length=300)
    caveat = models.TextField(blank=True)
    # The same thing in the population to which it is compared; the gap is computed, in points.
    compared = models.FloatField(null=True, blank=True)
    compared_population = models.CharField(max_length=200, blank=True)
    # What counts printed beside it give: {"numerator": 30000, "denominator": 160000}.
    check_counts = models.JSONField(default=dict, blank=True)
    themes = models.JSONField(default=list, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    entered_at = models.DateTimeField()

    class Meta:
        verbose_name = _("chiffre repère")
        constraints = [
            models.CheckConstraint(
                name="reference_figure_says_its_source",
                condition=~Q(code="")
                & ~Q(nom="")
                & ~Q(population="")
                & ~Q(territory="")
                & ~Q(source=""),
            ),
            models.CheckConstraint(
                name="reference_figure_unit_known", condition=Q(unit__in=Unit.values)
            ),
            models.CheckConstraint(
                name="reference_figure_compared_whole",
                condition=Q(compared=None, compared_population="")
                | Q(compared__isnull=False) & ~Q(compared_population=""),
            ),
        ]

    def __str__(self) -> str:
        return self.nom
