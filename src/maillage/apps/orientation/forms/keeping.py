"""What a person says to keep a diagnosis, or to find it again."""

import secrets
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.apps.orientation.actions.keeping import MONTHS
from maillage.web.codes import CODE_LENGTH, plain_code

MONTH_WORDS = {1: _("Un mois"), 6: _("Six mois"), 12: _("Un an")}


class AgreementForm(forms.Form):
    """What the agreement allows: nothing is ticked beforehand."""

    may_show = forms.BooleanField(
        required=False, label=_("Un professionnel peut l’ouvrir, si je lui donne le code")
    )
    may_count = forms.BooleanField(
        required=False, label=_("Mes réponses peuvent être comptées avec d’autres, sans moi")
    )


class KeepForm(AgreementForm):
    """To keep a diagnosis: how long, and what for."""

    months = forms.TypedChoiceField(
        coerce=int,
        label=_("Combien de temps ?"),
        choices=[(months, MONTH_WORDS[months]) for months in MONTHS],
        error_messages={"required": _("Choisissez une durée.")},
        widget=forms.RadioSelect,
    )
    once = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        """Draw what makes the code once."""
        options.setdefault("initial", {"once": secrets.token_hex(16), "months": MONTHS[0]})
        super().__init__(*args, **options)


class CodeForm(forms.Form):
    """The code of a kept diagnosis, as it was noted."""

    code = forms.CharField(
        max_length=40,
        label=_("Votre code"),
        help_text=_("Huit signes. Par exemple 7KX2-M9Q4. Les tirets et les espaces sont libres."),
        error_messages={"required": _("Écrivez le code qui est sur votre papier.")},
        widget=forms.TextInput(
            attrs={"class": "short", "autocomplete": "off", "autocapitalize": "characters"}
        ),
    )

    def clean_code(self) -> str:
        """Return the code as it was printed. Raises ValidationError for another length."""
        code = plain_code(self.cleaned_data["code"])
        n_signs = len(code.replace("-", ""))
        if n_signs != CODE_LENGTH:
            raise forms.ValidationError(
                _("Nous lisons %(n)d signes, il en faut %(length)d."),
                params={"n": n_signs, "length": CODE_LENGTH},
            )
        return code
