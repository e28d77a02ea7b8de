"""What anybody fills in to report an error, and what a keeper answers."""

import re
import secrets
import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.apps.contributions.models import ReportKind

MOST_SIGNS = 1_000
# A telephone number or an address of e-mail, as people write them.
_PHONE = re.compile(r"(?:\+\d{1,3}|\b0)[\s.\-]?\(?\d(?:[\s.\-)]{0,2}\d){7,9}\b")
_EMAIL = re.compile(r"[\w.+\-]+@[\w\-]+\.\w+")


def says_how_to_reach_somebody(text: str) -> bool:
    """Tell whether a text holds a telephone number or an e-mail address.

    >>> says_how_to_reach_somebody("Rappelez-moi au 06 39 98 00 00")
    True
    >>> says_how_to_reach_somebody("Fermé depuis le 12/09/2026, de 09:00 à 12:00")
    False
    """
    return bool(_PHONE.search(text) or _EMAIL.search(text))


class SeenField(forms.CharField):
    """Words without the signs that nobody sees: they turn a line round, or break a file.

    Lines, tabs, and what joins the parts of an emoji stay.
    """

    def to_python(self, value: Any) -> Any:
        """Return the words that a person could read."""
        words = "" if value is None else str(value)
        kept = "".join(
            sign
            for sign in words
            if sign in "\n\r\t\u200c\u200d" or unicodedata.category(sign) not in ("Cc", "Cf")
        )
        return super().to_python(kept)


class ReportForm(forms.Form):
    """What is wrong about a place. Nobody's name, number nor address is asked."""

    kind = forms.ChoiceField(
        choices=ReportKind.choices,
        label=_("Qu’est-ce qui n’est pas juste ?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez une réponse.")},
    )
    text = SeenField(
        required=False,
        max_length=MOST_SIGNS,
        label=_("Dites-le avec vos mots"),
        help_text=_("N’écrivez pas votre nom, ni votre numéro."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    right_value = SeenField(
        required=False,
        max_length=300,
        label=_("Si vous savez : que faut-il écrire ?"),
        help_text=_("Par exemple les bons horaires, ou le bon numéro du lieu."),
    )
    for_the_place = forms.BooleanField(required=False, label=_("Je travaille dans ce lieu"))
    # Shown only when the text seems to say how to reach somebody.
    send_anyway = forms.BooleanField(required=False, label=_("C’est le numéro du lieu : envoyer"))
    # A field that people do not see: what is written there was written by a program.
    nickname = forms.CharField(required=False, max_length=200, label=_("Laissez ce champ vide"))
    once = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("initial", {"once": secrets.token_hex(16)})
        super().__init__(*args, **options)
        self.warns = False
        self.fields["nickname"].widget.attrs |= {"autocomplete": "off", "tabindex": "-1"}

    def clean_nickname(self) -> str:
        """Refuse what a program filled in."""
        if self.cleaned_data["nickname"]:
            raise forms.ValidationError(_("Laissez ce champ vide, puis envoyez de nouveau."))
        return ""

    def clean(self) -> dict[str, Any]:
        """Ask for words when the choice alone says too little; warn of a number in the text."""
        data = super().clean() or self.cleaned_data
        said = data.get("text", "").strip() or data.get("right_value", "").strip()
        alone = data.get("kind") == ReportKind.CLOSED
        if data.get("kind") and "text" not in self.errors and not said and not alone:
            self.add_error("text", _("Dites en quelques mots ce qui n’est pas juste."))
        self.warns = says_how_to_reach_somebody(data.get("text", ""))
        if self.warns and not data.get("send_anyway"):
            self.add_error(
                "text",
                _(
                    "Il y a un numéro ou une adresse e-mail dans votre texte. Si c’est le vôtre, "
                    "retirez-le. Sinon, cochez la case, puis envoyez."
                ),
            )
        return data


class CodeForm(forms.Form):
    """The code that was given when the report was sent."""

    code = forms.CharField(
        max_length=40,
        label=_("Votre code"),
        help_text=_("Huit signes. Par exemple 7KX2-M9QD."),
        error_messages={"required": _("Écrivez le code de votre papier ou de votre écran.")},
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
    )


class AnswerForm(forms.Form):
    """Why nothing is corrected."""

    answer = SeenField(
        max_length=500,
        label=_("Pourquoi ne rien corriger ?"),
        help_text=_("Une phrase. La personne qui a signalé la lit avec son code."),
        error_messages={"required": _("Dites pourquoi : la personne qui a signalé le lira.")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )
