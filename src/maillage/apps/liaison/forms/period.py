"""From a day to a day, for figures."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

MOST_DAYS = 5 * 366


class PeriodForm(forms.Form):
    """Both days are included."""

    du = forms.DateField(
        label=_("Du"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    au = forms.DateField(
        label=_("Au"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order, and more than five years."""
        data: dict[str, Any] = super().clean() or {}
        first, last = data.get("du"), data.get("au")
        if first and last and last < first:
            self.add_error("au", _("La fin est avant le début : échangez les deux jours."))
        elif first and last and (last - first).days > MOST_DAYS:
            self.add_error("au", _("Pas plus de cinq ans à la fois."))
        return data
