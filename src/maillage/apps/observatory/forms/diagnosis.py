"""Forms of the diagnosis: begun, its publics, where a stage stands."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.apps.observatory.models import StageState
from maillage.apps.observatory.queries.diagnosis import STANDARD_PUBLICS
from maillage.apps.territories.queries import kind_label, kinds_loaded, zone_rows

REQUIRED = _("Ce champ est nécessaire.")
_ZONES = ("quarter", "qpv", "veille", "commune", "epci")
_MOST = 300


class ObservatoryForm(forms.Form):
    """A form whose empty fields say so in our words."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            if "required" in field.error_messages:
                field.error_messages["required"] = REQUIRED


def zone_choices() -> list[Any]:
    """Return the territories of which a diagnosis or a figure may be, by kind."""
    there = kinds_loaded()
    return [
        (kind_label(kind, 2), [(row.id, row.nom) for row in zone_rows(kind)[:_MOST]])
        for kind in _ZONES
        if kind in there
    ]


class StartForm(ObservatoryForm):
    """A new diagnosis."""

    title = forms.CharField(
        max_length=160,
        label=_("Nom du diagnostic"),
        help_text=_("Par exemple : « Diagnostic du contrat de ville 2027 »."),
    )
    zone = forms.TypedChoiceField(
        required=False,
        coerce=int,
        empty_value=None,
        label=_("Pour quel territoire (facultatif)"),
        help_text=_("Sans choix : tout ce que la base connaît."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["zone"].choices = [("", _("Tout le territoire")), *zone_choices()]  # type: ignore[attr-defined]


class PublicsForm(ObservatoryForm):
    """For whom, in the words of the standard, and why them."""

    publics = forms.MultipleChoiceField(
        choices=[(one, one) for one in STANDARD_PUBLICS],
        widget=forms.CheckboxSelectMultiple,
        label=_("Quels publics ?"),
        help_text=_("Les mots du standard national des lieux. Le nombre dit combien d’offres "
                    "s’adressent déjà à eux."),
    )  # fmt: skip
    why = forms.CharField(
        max_length=2_000,
        label=_("Pourquoi ces publics ?"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, counts: Any = None, **options: Any) -> None:
        super().__init__(*args, **options)
        if counts is not None:
            self.fields["publics"].choices = [  # type: ignore[attr-defined]
                (one, f"{one} ({counts.get(one, 0)})") for one in STANDARD_PUBLICS
            ]


class StageForm(ObservatoryForm):
    """Where a stage stands; `seen` is what the person read before answering."""

    state = forms.ChoiceField(choices=StageState.choices)
    seen = forms.ChoiceField(choices=StageState.choices)
    note = forms.CharField(
        required=False,
        max_length=4_000,
        label=_("Ce que vous retenez de cette étape (facultatif)"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
