"""The questions of two lists of the desk: which two days, and which territory."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from maillage.apps.directory.forms.kit import DayField
from maillage.apps.directory.queries import ZoneChoice, zones_to_search


def zone_named(words: str, *, today: date) -> ZoneChoice:
    """Return the commune or the quarter that these words name.

    Raises ValidationError, with the names that one may have meant.
    """
    zones = zones_to_search(today=today)
    found = zones.named(words)
    if not found:
        near = zones.near(words)
        if near is None:
            raise ValidationError(_("Aucun lieu n’est dans une commune de ce nom."))
        raise ValidationError(
            _("Aucun lieu n’est dans une commune de ce nom. Voulez-vous dire « %(nom)s » ?"),
            params={"nom": near.words},
        )
    if len({zone.words for zone in found}) > 1:
        raise ValidationError(
            _("Plusieurs territoires portent ce nom : %(names)s. Écrivez l’un d’eux."),
            params={"names": " ; ".join(zone.words for zone in found[:5])},
        )
    return found[0]


class TerritoryForm(forms.Form):
    """One commune or one quarter."""

    territoire = forms.CharField(
        label=_("Commune ou quartier"),
        max_length=120,
        error_messages={"required": _("Écrivez le nom d’une commune ou d’un quartier.")},
    )

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self._today = today
        self.zone: ZoneChoice | None = None

    def clean_territoire(self) -> str:
        """Find the territory that these words name."""
        self.zone = zone_named(str(self.cleaned_data["territoire"]), today=self._today)
        return self.zone.words


class CompareForm(forms.Form):
    """Two days and, if one wants, a commune or a quarter."""

    du = DayField(label=_("Le soir du"))
    au = DayField(label=_("Comparé au soir du"))
    ou = forms.CharField(label=_("Commune ou quartier"), required=False, max_length=120)

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self._today = today
        self.zone: ZoneChoice | None = None

    def clean_au(self) -> date:
        """Return the second day: today at the latest, as it is so far."""
        day: date = self.cleaned_data["au"]
        if day > self._today:
            raise ValidationError(_("Ce jour n’est pas encore venu : choisissez aujourd’hui."))
        return day

    def clean_ou(self) -> str:
        """Find the commune or the quarter that these words name."""
        words = str(self.cleaned_data["ou"])
        if not words:
            return ""
        self.zone = zone_named(words, today=self._today)
        return self.zone.words

    def clean(self) -> dict[str, Any]:
        """Refuse two days in the wrong order."""
        told = super().clean() or self.cleaned_data
        start, end = told.get("du"), told.get("au")
        if start and end and start >= end:
            self.add_error("du", _("Le premier jour doit venir avant le second."))
        return told
