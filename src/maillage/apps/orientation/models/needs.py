"""What nobody in the territory offers, and out of how many searches. Never a person."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class SaidBy(models.TextChoices):
    """On which page it was met."""

    ORIENTER = "orienter", _("la page pour orienter quelqu’un")
    RESIDENT = "resident", _("par un habitant")


class UnmetNeed(models.Model):
    """For one search, no place answered for certain all that was asked.

    `missing` are the conditions that were given up ("language", "zone"...), empty when even that
    found nothing. Languages and needs of care are not kept: with a quarter, they would tell who.
    """

    # Drawn by the page: a page that is sent twice is counted once for a need.
    key = models.CharField(max_length=16)
    need = models.SlugField(max_length=40)
    zone = models.ForeignKey(
        "territories.Zone", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    met_on = models.DateField()
    missing = models.JSONField(default=list, blank=True)
    said_by = models.CharField(max_length=8, choices=SaidBy.choices)

    class Meta:
        verbose_name = _("besoin sans réponse")
        verbose_name_plural = _("besoins sans réponse")
        constraints = [
            models.UniqueConstraint(fields=["key", "need"], name="unmet_once_by_page"),
            models.CheckConstraint(name="unmet_need_said", condition=~Q(need="") & ~Q(key="")),
            models.CheckConstraint(
                name="unmet_said_by_known", condition=Q(said_by__in=SaidBy.values)
            ),
        ]
        indexes = [models.Index("met_on", "need", name="unmet_by_day")]

    def __str__(self) -> str:
        return f"{self.need} ({self.met_on})"


class SearchDay(models.Model):
    """How many searches of a day named a need, in a quarter, and how many found no answer.

    What is without an answer is out of this: both are counted in one row, so that a part never
    exceeds its base. No person, no moment, no search: two numbers.
    """

    day = models.DateField()
    need = models.SlugField(max_length=40)
    # None when no quarter was said, or when it is no more: there may be several such rows.
    zone = models.ForeignKey(
        "territories.Zone", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    n_searches = models.PositiveIntegerField(default=0)
    n_unmet = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("recherches d’un jour")
        verbose_name_plural = _("recherches par jour")
        constraints = [
            # Where a zone is erased its rows lose it: those without a zone may be several.
            models.UniqueConstraint(fields=["day", "need", "zone"], name="searches_once_by_day"),
            models.CheckConstraint(name="searches_need_said", condition=~Q(need="")),
            models.CheckConstraint(
                name="searches_hold_their_unmet", condition=Q(n_unmet__lte=F("n_searches"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.need} ({self.day}) : {self.n_searches}"


class SearchSeen(models.Model):
    """A search that is counted already, until the next day: a page sent again counts once.

    `key` is drawn by the page and tied to nothing else.
    """

    key = models.CharField(max_length=16)
    counted_in = models.ForeignKey(SearchDay, on_delete=models.CASCADE, related_name="+")
    # As in what it is counted in: the database sees to "once" by it.
    need = models.SlugField(max_length=40)
    unmet = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("recherche déjà comptée")
        verbose_name_plural = _("recherches déjà comptées")
        constraints = [
            models.UniqueConstraint(fields=["key", "need"], name="search_once_by_page"),
            models.CheckConstraint(name="search_seen_said", condition=~Q(key="") & ~Q(need="")),
        ]

    def __str__(self) -> str:
        return f"recherche {self.pk}"
