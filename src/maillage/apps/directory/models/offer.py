"""Offers: what is proposed, for whom, how, at what cost."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Where(models.TextChoices):
    """Where an offer is given."""

    AT_PLACE = "place", _("sur place")
    ROUND = "round", _("en tournée")
    AT_HOME = "home", _("à domicile")
    REMOTE = "remote", _("à distance")


class Mode(models.TextChoices):
    """Done with the person, or for the person; never a judgement (WRN-21)."""

    WITH = "with", _("avec vous")
    FOR = "for", _("à votre place")
    BOTH = "both", _("avec vous ou à votre place")


class Intensity(models.TextChoices):
    """How far an offer goes with a person (ORI-10), from a first meeting to a long support."""

    AWARENESS = "awareness", _("découvrir")
    INITIATION = "initiation", _("commencer")
    SUPPORT = "support", _("être accompagné")
    REINFORCED = "reinforced", _("être accompagné longtemps")


class Regime(models.TextChoices):
    """Which money pays for it."""

    ORDINARY = "droit_commun", _("droit commun")
    CITY_POLICY = "politique_de_la_ville", _("politique de la ville")


class Offer(models.Model):
    """One thing that is proposed, at a place, on a round, at home or remotely.

    Lists are empty and texts are "" when nothing was said; empty
    `publics_specifiquement_adresses` means everyone, as in the standard.
    """

    public_id = models.CharField(max_length=12, unique=True)
    place = models.ForeignKey(
        "directory.Place", null=True, blank=True, on_delete=models.CASCADE, related_name="offers"
    )
    organisation = models.ForeignKey(
        "directory.Organisation", null=True, blank=True, on_delete=models.PROTECT
    )
    where = models.CharField(max_length=6, choices=Where.choices, default=Where.AT_PLACE)
    title = models.TextField(blank=True)
    description = models.TextField(blank=True)

    # Lists of the national standard.
    services = models.JSONField(default=list, blank=True)
    publics_specifiquement_adresses = models.JSONField(default=list, blank=True)
    prise_en_charge_specifique = models.JSONField(default=list, blank=True)
    frais_a_charge = models.JSONField(default=list, blank=True)
    modalites_acces = models.JSONField(default=list, blank=True)
    modalites_accompagnement = models.JSONField(default=list, blank=True)

    # What the standard cannot hold (ADR 0009).
    uses = models.JSONField(default=list, blank=True)
    themes = models.JSONField(default=list, blank=True)
    mode = models.CharField(max_length=4, choices=Mode.choices, blank=True)
    levels = models.JSONField(default=list, blank=True)
    # How long and how often, in words; then how far it goes, on the scale.
    intensity = models.TextField(blank=True)
    intensity_step = models.CharField(max_length=12, choices=Intensity.choices, blank=True)
    age_min = models.PositiveSmallIntegerField(null=True, blank=True)
    age_max = models.PositiveSmallIntegerField(null=True, blank=True)
    admission_rule = models.TextField(blank=True)
    cost_note = models.TextField(blank=True)
    languages = models.JSONField(default=list, blank=True)
    childcare = models.BooleanField(null=True, blank=True)
    # How the help adapts (CHA-09): codes of the list; empty, nobody said.
    adaptations = models.JSONField(default=list, blank=True)
    regime = models.CharField(max_length=24, choices=Regime.choices, blank=True)
    partners = models.JSONField(default=list, blank=True)
    horaires = models.TextField(blank=True)
    contact_nom = models.TextField(blank=True)
    contact_telephone = models.TextField(blank=True)

    # Its place was joined to another: this offer is told there, by the one that it joins.
    folded_into = models.ForeignKey(
        "directory.Offer", null=True, blank=True, on_delete=models.SET_NULL, related_name="folded"
    )
    # What it was before others were folded into it: read by `grouping` alone.
    alone = models.JSONField(default=dict, blank=True)

    by_hand = models.BooleanField(default=False)
    ended_on = models.DateField(null=True, blank=True)
    origins = models.JSONField(default=dict, blank=True)
    verified_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("offre")
        constraints = [
            # Human presence first (WRN-03): what a person enters names a person to ask.
            models.CheckConstraint(
                name="offer_by_hand_names_a_contact",
                condition=Q(by_hand=False) | ~Q(contact_nom=""),
            ),
            models.CheckConstraint(
                name="offer_at_place_has_place",
                condition=~Q(where=Where.AT_PLACE) | Q(place__isnull=False),
            ),
            models.CheckConstraint(
                name="offer_not_folded_into_itself",
                condition=Q(folded_into=None) | ~Q(folded_into=F("id")),
            ),
            models.CheckConstraint(name="offer_where_known", condition=Q(where__in=Where.values)),
            models.CheckConstraint(
                name="offer_mode_known", condition=Q(mode__in=["", *Mode.values])
            ),
            models.CheckConstraint(
                name="offer_intensity_known",
                condition=Q(intensity_step__in=["", *Intensity.values]),
            ),
            models.CheckConstraint(
                name="offer_regime_known", condition=Q(regime__in=["", *Regime.values])
            ),
            models.CheckConstraint(
                name="offer_ages_in_order",
                condition=Q(age_min=None) | Q(age_max=None) | Q(age_max__gte=F("age_min")),
            ),
        ]
        indexes = [models.Index("place", "title", name="offer_by_place")]

    def __str__(self) -> str:
        return self.title or self.public_id
