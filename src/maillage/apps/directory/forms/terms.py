"""Forms of the controlled lists: a word, its other names, its new name."""

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.apps.directory.forms.kit import DayField, LinesField, StaffForm


class TermForm(StaffForm):
    """A new word of a list."""

    label = forms.CharField(max_length=120, label=_("Nouveau mot"))


class EditTermForm(StaffForm):
    """A word said otherwise, or retired."""

    label = forms.CharField(
        max_length=120,
        label=_("Le mot"),
        help_text=_("Change partout où il est montré, y compris pour les fiches anciennes."),
    )
    aliases = LinesField(
        label=_("Autres noms et sigles"),
        help_text=_(
            "Un par ligne. On trouve le mot en les cherchant ; un sigle n’est jamais montré seul."
        ),
    )
    description = forms.CharField(
        required=False,
        max_length=500,
        label=_("Ce que c’est, en une phrase"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    retired = forms.TypedChoiceField(
        choices=[("no", _("Proposé dans les formulaires")), ("yes", _("Retiré des formulaires"))],
        coerce=lambda value: value == "yes",
        label=_("Usage"),
        widget=forms.RadioSelect,
    )


class RenameTermForm(StaffForm):
    """A body or a scheme that takes another name on a day: old records keep the old one."""

    label = forms.CharField(max_length=120, label=_("Le nouveau nom"))
    on = DayField(label=_("À partir du"))
