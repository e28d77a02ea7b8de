"""What a professional types: the answers of a sheet of paper, with the agreement written on it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.apps.orientation.forms.keeping import KeepForm
from maillage.apps.orientation.models import AgreedHow

MOST_SAID = 300


class PaperForm(KeepForm):
    """The agreement of a sheet of paper: without it nothing is kept, the result alone is shown."""

    agreed = forms.BooleanField(
        label=_("La personne est d’accord pour que ses réponses soient gardées"),
        error_messages={
            "required": _(
                "Sans l’accord de la personne, rien n’est gardé. Cochez s’il est donné, ou voyez "
                "le résultat sans garder."
            )
        },
    )
    how = forms.ChoiceField(
        label=_("Comment l’a-t-elle dit\u00a0?"),
        choices=[
            (AgreedHow.PAPER, _("Elle a signé la feuille")),
            (AgreedHow.SPOKEN, _("De vive voix, devant moi")),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        """Propose what is on most sheets."""
        super().__init__(*args, **options)
        self.initial.setdefault("how", AgreedHow.PAPER)


class ListeningForm(forms.Form):
    """What the person says at the counter, in their words: printed on their sheet, never kept."""

    said = forms.CharField(
        required=False,
        max_length=MOST_SAID,
        label=_("Ce que la personne demande, avec ses mots"),
        help_text=_("Ni nom, ni santé, ni mot de passe. Imprimé sur sa feuille, jamais gardé."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
