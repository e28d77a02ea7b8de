"""Forms of the register of tools."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.apps.toolbox.queries import PURPOSES

REQUIRED = _("Ce champ est nécessaire.")


class _Form(forms.Form):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            if "required" in field.error_messages:
                field.error_messages["required"] = REQUIRED


class ToolForm(_Form):
    """A tool that somebody of the territory uses."""

    nom = forms.CharField(max_length=120, label=_("Nom de l’outil"))
    purpose = forms.ChoiceField(choices=PURPOSES, label=_("À quoi il sert"))
    description = forms.CharField(
        required=False,
        max_length=1_000,
        label=_("En une ou deux phrases"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    owner = forms.CharField(
        required=False, max_length=160, label=_("Qui le tient"),
        help_text=_("Un service ou une organisation, pas une personne."),
    )  # fmt: skip
    url = forms.URLField(
        required=False, max_length=300, label=_("Son adresse sur le web"), assume_scheme="https"
    )
    public = forms.CharField(required=False, max_length=200, label=_("Pour qui"))
    overlap = forms.CharField(
        required=False, max_length=300, label=_("Ce qu’il fait en double avec un autre")
    )


class NewToolForm(_Form):
    """What one would propose: its name, and its purpose, before looking at what exists."""

    nom = forms.CharField(max_length=120, label=_("Quel outil ?"))
    purpose = forms.ChoiceField(choices=PURPOSES, label=_("À quoi servirait-il ?"))


class NeedForm(_Form):
    """Why another tool: the need, and why those that exist do not do."""

    why = forms.CharField(
        required=False,
        max_length=2_000,
        label=_("Pourquoi ceux qui existent ne suffisent-ils pas ?"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    need = forms.CharField(
        max_length=2_000,
        label=_("Quel besoin, hors du numérique ?"),
        help_text=_("Qui en a besoin, pour faire quoi."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class RefusalForm(_Form):
    """No, and why."""

    reason = forms.CharField(
        required=False,
        max_length=1_000,
        label=_("Pourquoi non"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
