"""What one may ask of the week: its days, a kind, a quarter, a language."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from maillage.apps.agenda.models import Mediation, SeriesKind
from maillage.apps.directory.queries import Zones
from maillage.apps.directory.queries.labels import LANGUAGE_WORDS
from maillage.core.standard import PublicSpecifique

# Weeks that may be read: an agenda is neither an archive nor a promise.
PAST, AHEAD = timedelta(weeks=8), timedelta(weeks=53)
KINDS = {
    "": _("Toutes"),
    "libre": _("Sans rendez-vous"),
    "demarches": _("Démarches"),
    "ateliers": _("Ateliers"),
    "parents": _("Parents"),
    "ecrivain": _("Écrivain public"),
    "reparer": _("Réparer, s’équiper"),
}
_OF_KIND = {
    "demarches": Mediation.PROCEDURES,
    "ecrivain": Mediation.LETTERS,
    "reparer": Mediation.EQUIPMENT,
}


class WeekForm(forms.Form):
    """The question of the page of the week, in its address. What cannot be read is said."""

    voir = forms.ChoiceField(required=False, choices=list(KINDS.items()))
    quartier = forms.ChoiceField(required=False, label=_("Quartier"))
    langue = forms.ChoiceField(
        required=False,
        label=_("Langue parlée"),
        choices=[("", _("Toutes")), *((c, w) for c, w in LANGUAGE_WORDS.items() if c != "fr")],
        error_messages={"invalid_choice": _("Nous ne connaissons pas cette langue.")},
    )
    semaine = forms.DateField(
        required=False,
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": _("Nous n’avons pas compris de quelle semaine il s’agit.")},
    )

    def __init__(self, asked: QueryDict, *, zones: Zones, today: date) -> None:
        super().__init__(asked)
        self._zones = zones
        self._today = today
        field = self.fields["quartier"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", _("Toute la ville")),
            *((zone.slug, zone.words) for zone in zones.short_list()),
        ]
        field.error_messages["invalid_choice"] = str(_("Nous ne connaissons pas ce quartier."))
        self.has_quarters = bool(zones.short_list())

    def clean_semaine(self) -> date:
        """Return the Monday asked for, this week's when nobody said."""
        day: date = self.cleaned_data["semaine"] or self._today
        if not self._today - PAST <= day <= self._today + AHEAD:
            raise forms.ValidationError(_("Cette semaine est trop loin : voici celle-ci."))
        return day - timedelta(days=day.weekday())

    def monday(self) -> date:
        """Return the Monday to show, whatever was asked."""
        day: date = self.cleaned_data.get("semaine") or self._today
        return day - timedelta(days=day.weekday())

    @property
    def names_a_week(self) -> bool:
        """True when the address names a week that was understood."""
        return bool(self.data.get("semaine")) and "semaine" in self.cleaned_data

    def said(self, name: str) -> str:
        """Return an answer that was understood, "" otherwise."""
        return str(self.cleaned_data.get(name) or "")

    def zone(self) -> Any:
        """Return the quarter or commune that was chosen, None for all."""
        slug = self.said("quartier")
        return next((zone for zone in self._zones.short_list() if zone.slug == slug), None)

    def keeps(self, row: Any, *, booked: bool) -> bool:
        """Tell whether a series or a motive is of the kind and the language asked for.

        booked : whether one books for it
        """
        kind, language = self.said("voir"), self.said("langue")
        if language and language not in row.languages:
            return False
        if kind == "libre":
            return not booked
        if kind == "ateliers":
            return getattr(row, "kind", "") == SeriesKind.WORKSHOP
        if kind == "parents":
            return PublicSpecifique.FAMILLES_ET_OU_ENFANTS in row.publics
        return kind not in _OF_KIND or row.mediation == _OF_KIND[kind]
