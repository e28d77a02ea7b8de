"""What a place answers, as its contact types it: only what changed."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from maillage.apps.freshness.actions.answers import Correction

REQUIRED = _("Cette réponse est nécessaire.")


class CorrectionForm(forms.Form):
    """Seven questions, each left empty when nothing changed."""

    horaires = forms.CharField(
        label=_("Horaires"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    telephone = forms.CharField(
        label=_("Téléphone"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "class": "short"}),
    )
    courriel = forms.CharField(
        label=_("E-mail"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "email", "autocapitalize": "none"}),
    )
    adresse = forms.CharField(label=_("Numéro et rue"), required=False, max_length=200)
    price = forms.CharField(
        label=_("Prix"),
        required=False,
        max_length=200,
        help_text=_("Par exemple : gratuit, ou 0,20 € la page."),
    )
    words = forms.CharField(
        label=_("Autre chose"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Ce qui est faux sur la fiche, et ce qui est juste. Aucun nom de personne."),
    )
    closed = forms.BooleanField(label=_("Le lieu est fermé pour toujours"), required=False)
    rest = forms.BooleanField(label=_("Tout le reste est juste"), required=False)
    # Drawn when the form is shown: sent twice, it is one correction.
    once = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, now: dict[str, str], **options: Any) -> None:
        """now: what is published of each field, to be said under its label."""
        super().__init__(*args, **options)
        for name, words in now.items():
            if words:
                hint = _text("Sur la fiche : %(words)s") % {"words": words}
                self.fields[name].help_text = hint

    @property
    def typed(self) -> list[forms.BoundField]:
        """The fields that one types in."""
        return [self[n] for n in ("horaires", "telephone", "courriel", "adresse", "price", "words")]

    @property
    def boxes(self) -> list[forms.BoundField]:
        """The fields that one ticks."""
        return [self["closed"], self["rest"]]

    def clean_courriel(self) -> str:
        """Return an address that is whole, "" for none."""
        line = str(self.cleaned_data["courriel"]).strip()
        if line:
            try:
                validate_email(line)
            except ValidationError as error:
                raise ValidationError(
                    _text("« %(line)s » n’est pas une adresse e-mail complète.") % {"line": line}
                ) from error
        return line

    def correction(self) -> Correction:
        """Return what changed, as the action wants it."""
        said = self.cleaned_data
        values: dict[str, Any] = {
            name: said[name].strip() for name in ("telephone", "adresse") if said[name].strip()
        }
        if said["horaires"].strip():
            values["horaires"] = " ".join(said["horaires"].split())
        if said["courriel"]:
            values["courriels"] = [said["courriel"]]
        words = [said["words"].strip()]
        if said["price"].strip():
            words.insert(0, _text("Prix : %(price)s") % {"price": said["price"].strip()})
        return Correction(
            values=values,
            closed=said["closed"],
            words="\n".join(line for line in words if line),
            rest_holds=said["rest"],
        )


class CodeForm(forms.Form):
    """The code of a sheet of paper."""

    code = forms.CharField(
        label=_("Le code de la feuille"),
        max_length=30,
        help_text=_("Dix signes, en haut de la feuille. Majuscules ou non, avec ou sans tiret."),
        error_messages={"required": REQUIRED},
        widget=forms.TextInput(
            attrs={"class": "short", "autocomplete": "off", "autocapitalize": "characters"}
        ),
    )


class CallForm(forms.Form):
    """When to call again."""

    call_on = forms.DateField(
        label=_("Rappeler le"),
        required=False,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "short"}),
        error_messages={"invalid": _("Ce jour n’existe pas.")},
    )
    note = forms.CharField(label=_("Pour s’en souvenir"), required=False, max_length=200)

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self._today = today

    def clean_call_on(self) -> date | None:
        """Return a day that is not over, None for none."""
        day: date | None = self.cleaned_data["call_on"]
        if day is not None and day < self._today:
            raise ValidationError(_text("Choisissez un jour à venir."))
        if day is not None and day > self._today + timedelta(days=366):
            raise ValidationError(_text("Un an au plus."))
        return day
