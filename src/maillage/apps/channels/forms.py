"""Forms of the channels."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

REQUIRED = _("Ce champ est nécessaire.")
DATE = _("Écrivez une date, par exemple 15/09/2026.")


class PostingForm(forms.Form):
    """Where a poster hangs, and until when."""

    title = forms.CharField(max_length=120, label=_("Quelle affiche ?"))
    where_up = forms.CharField(
        max_length=200, label=_("Où est-elle posée ?"),
        help_text=_("Une adresse, un hall, un commerce."),
    )  # fmt: skip
    put_up_by = forms.CharField(
        required=False, max_length=120, label=_("Qui l’a posée ?"),
        help_text=_("Un service ou une association, pas le nom d’une personne."),
    )  # fmt: skip
    zone = forms.ChoiceField(required=False, label=_("Quartier"))
    posted_on = forms.DateField(
        label=_("Posée le"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    remove_on = forms.DateField(
        label=_("À retirer le"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(
        self, *args: Any, zones: Sequence[tuple[str, str]], today: date, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["zone"].choices = [("", _("Aucun en particulier")), *zones]  # type: ignore[attr-defined]
        self.fields["posted_on"].initial = today
        for field in self.fields.values():
            field.error_messages["required"] = REQUIRED
            if isinstance(field, forms.DateField):
                field.error_messages["invalid"] = DATE

    def clean(self) -> dict[str, Any]:
        """Refuse a poster that would come down before it goes up, beside the date to change."""
        said = super().clean() or self.cleaned_data
        posted, remove = said.get("posted_on"), said.get("remove_on")
        if posted and remove and remove < posted:
            self.add_error(
                "remove_on", _("Ce jour est avant celui de la pose : changez l’un des deux.")
            )
        return said
