"""Organisations, places and their equipment.

A French field name is a field of the national standard; an English one is ours.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from maillage.web.constraints import whole_position


class Family(models.TextChoices):
    """Families of actors (ledger NET-03): four of the network, then those around it."""

    SOCIAL = "social", _("action sociale")
    EDUCATION = "education", _("éducation")
    CITIZENSHIP = "citizenship", _("participation citoyenne")
    DIGITAL = "digital", _("numérique")
    HEALTH = "health", _("santé")
    CULTURE = "culture", _("culture")
    LANDLORD = "landlord", _("bailleur")
    EMPLOYMENT = "employment", _("emploi et insertion")
    FUNDER = "funder", _("financeur")
    AUTHORITY = "authority", _("collectivité ou État")


class Organisation(models.Model):
    """Who: an association, a city service, an operator; with or without a public counter.

    A partner without a counter (a landlord, a funder, a federation, a school: CEN-22) has no place.
    """

    public_id = models.CharField(max_length=12, unique=True)
    nom = models.TextField()
    family = models.CharField(max_length=12, choices=Family.choices, blank=True)
    # What it brings to the network, in a sentence or two.
    missions = models.TextField(blank=True)
    # Whom to ask for: a function, never a private person.
    contact_nom = models.CharField(max_length=120, blank=True)
    by_hand = models.BooleanField(default=False)
    closed_on = models.DateField(null=True, blank=True)
    verified_on = models.DateField(null=True, blank=True)
    pivot = models.CharField(max_length=14, blank=True)
    telephone = models.CharField(max_length=20, blank=True)
    courriels = models.JSONField(default=list, blank=True)
    site_web = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = _("organisation")
        constraints = [
            models.CheckConstraint(name="organisation_named", condition=~Q(nom="")),
            models.CheckConstraint(
                name="organisation_family_known", condition=Q(family__in=["", *Family.values])
            ),
        ]

    def __str__(self) -> str:
        return self.nom


class PlaceState(models.TextChoices):
    """Where a place stands in its life."""

    PLANNED = "planned", _("en projet")
    OPEN = "open", _("ouvert")
    MOVED = "moved", _("déménagé")
    CLOSED = "closed", _("fermé définitivement")


class PlaceQuerySet(models.QuerySet["Place"]):
    """Filters of one line."""

    def public(self) -> "PlaceQuerySet":
        """Places that residents may see: open, still named by a source or by hand, not joined."""
        return self.filter(state=PlaceState.OPEN, withdrawn_at=None, joined_to=None)


class Place(models.Model):
    """One physical place: the published values, each with its origin and its date.

    Three-valued fields are null when nobody said: unknown is neither yes nor no. What comes from
    files has no greatest length: a long name is no reason to lose a delivery.
    """

    # Printed on paper and in links: it never changes, whatever the sources do.
    public_id = models.CharField(max_length=12, unique=True)

    nom = models.TextField()
    commune = models.TextField(blank=True)
    code_postal = models.CharField(max_length=5, blank=True)
    code_insee = models.CharField(max_length=5, blank=True)
    adresse = models.TextField(blank=True)
    complement_adresse = models.TextField(blank=True)
    # Degrees, WGS84: both or neither; a place without a position is still listed.
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    typologie = models.JSONField(default=list, blank=True)
    pivot = models.CharField(max_length=14, blank=True)
    telephone = models.CharField(max_length=20, blank=True)
    courriels = models.JSONField(default=list, blank=True)
    site_web = models.JSONField(default=list, blank=True)
    horaires = models.TextField(blank=True)
    presentation_resume = models.TextField(blank=True)
    presentation_detail = models.TextField(blank=True)
    source = models.TextField(blank=True)
    itinerance = models.JSONField(default=list, blank=True)
    structure_parente = models.TextField(blank=True)
    date_maj = models.DateField(null=True, blank=True)
    dispositif_programmes_nationaux = models.JSONField(default=list, blank=True)
    formations_labels = models.JSONField(default=list, blank=True)
    autres_formations_labels = models.JSONField(default=list, blank=True)
    fiche_acces_libre = models.TextField(blank=True)
    prise_rdv = models.TextField(blank=True)

    # What the standard cannot hold (ADR 0009).
    kinds = models.JSONField(default=list, blank=True)
    floor_or_door = models.TextField(blank=True)
    ask_for = models.TextField(blank=True)
    papers_to_bring = models.TextField(blank=True)
    waiting = models.TextField(blank=True)
    adaptations = models.TextField(blank=True)
    print_price = models.TextField(blank=True)
    languages = models.JSONField(default=list, blank=True)
    wheelchair = models.BooleanField(null=True, blank=True)
    childcare = models.BooleanField(null=True, blank=True)
    wifi_public = models.BooleanField(null=True, blank=True)
    wifi_outside_hours = models.BooleanField(null=True, blank=True)
    phone_charging = models.BooleanField(null=True, blank=True)
    contact_nom = models.TextField(blank=True)
    contact_telephone = models.TextField(blank=True)
    extension = models.JSONField(default=dict, blank=True)

    state = models.CharField(max_length=8, choices=PlaceState.choices, default=PlaceState.OPEN)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    moved_to = models.ForeignKey(
        "directory.Place",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="moved_from",
    )
    # No source names it any more: kept, never deleted, not shown.
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    # Several producers speak of one place: all but one of their places show that one instead
    # (ADR 0023). Always the place that is shown, never another joined one (trigger, 0006).
    joined_to = models.ForeignKey(
        "directory.Place", null=True, blank=True, on_delete=models.PROTECT, related_name="members"
    )
    # What it was before others were joined to it, and what they lend it: read by `grouping` alone.
    alone = models.JSONField(default=dict, blank=True)

    organisation = models.ForeignKey(
        "directory.Organisation", null=True, blank=True, on_delete=models.PROTECT
    )
    # Who keeps this record true, and the day on which a first field has to be asked again.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    next_check_on = models.DateField(null=True, blank=True)
    commune_zone = models.ForeignKey(
        "territories.Zone", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    quarter_zone = models.ForeignKey(
        "territories.Zone", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    # {field: [source record number, date]}: where each published value comes from, and of when.
    origins = models.JSONField(default=dict, blank=True)
    verified_on = models.DateField(null=True, blank=True)
    # State of the base in which it last changed: the search index reads what is newer than itself.
    index_version = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("lieu")
        verbose_name_plural = _("lieux")
        constraints = [
            models.CheckConstraint(name="place_named", condition=~Q(nom="") & ~Q(public_id="")),
            models.CheckConstraint(name="place_position_whole", condition=whole_position()),
            models.CheckConstraint(
                name="place_state_known", condition=Q(state__in=PlaceState.values)
            ),
            models.CheckConstraint(
                name="place_closed_has_date",
                condition=~Q(state__in=[PlaceState.CLOSED, PlaceState.MOVED])
                | Q(closed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="place_dates_in_order",
                condition=Q(opened_on=None) | Q(closed_on=None) | Q(closed_on__gte=F("opened_on")),
            ),
            models.CheckConstraint(
                name="place_not_moved_to_itself",
                condition=Q(moved_to=None) | ~Q(moved_to=F("id")),
            ),
            models.CheckConstraint(
                name="place_not_joined_to_itself",
                condition=Q(joined_to=None) | ~Q(joined_to=F("id")),
            ),
        ]
        indexes = [
            models.Index("index_version", name="place_by_version"),
            models.Index("commune_zone", "nom", name="place_by_commune"),
            models.Index("quarter_zone", "nom", name="place_by_quarter"),
            models.Index("next_check_on", name="place_by_next_check"),
        ]

    def __str__(self) -> str:
        return f"{self.nom} ({self.commune})"


class PlaceZone(models.Model):
    """A place lies in a zone beside its commune and its quarter: priority neighbourhood, IRIS.

    Kept whatever the days for which the zone holds, so that figures of 2020 count the outlines of
    2020: whoever reads says on which day. Written with the place, never by hand.
    """

    place = models.ForeignKey(
        "directory.Place", on_delete=models.CASCADE, related_name="zone_links"
    )
    zone = models.ForeignKey(
        "territories.Zone", on_delete=models.CASCADE, related_name="place_links"
    )

    class Meta:
        verbose_name = _("territoire d’un lieu")
        constraints = [models.UniqueConstraint(fields=["place", "zone"], name="place_zone_once")]

    def __str__(self) -> str:
        return f"{self.place_id} / {self.zone_id}"


class Equipment(models.Model):
    """What a place lets people use: how many, and how many of them are adapted.

    `total` null: there is some, nobody counted. `total` 0: there is none, and that is known.
    """

    place = models.ForeignKey("directory.Place", on_delete=models.CASCADE, related_name="equipment")
    kind = models.SlugField(max_length=40)
    total = models.PositiveIntegerField(null=True, blank=True)
    adapted = models.PositiveIntegerField(null=True, blank=True)
    note = models.TextField(blank=True)
    # Who is beside a person who uses it, and when (CHA-16).
    helper = models.CharField(max_length=120, blank=True)
    helped_hours = models.TextField(blank=True)
    by_hand = models.BooleanField(default=False)
    record = models.ForeignKey("directory.SourceRecord", on_delete=models.PROTECT)

    class Meta:
        verbose_name = _("équipement")
        constraints = [
            models.UniqueConstraint("place", "kind", name="equipment_kind_once_per_place"),
            models.CheckConstraint(name="equipment_kind_given", condition=~Q(kind="")),
            # An adapted one among an unknown total is fine; more adapted than there are is not.
            models.CheckConstraint(
                name="equipment_adapted_within_total",
                condition=Q(adapted=None) | Q(total=None) | Q(adapted__lte=F("total")),
            ),
        ]

    def __str__(self) -> str:
        return self.kind
