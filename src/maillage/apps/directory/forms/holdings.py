"""Forms of what comes with a place: its equipment, the people who help."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.apps.directory.forms.kit import StaffForm
from maillage.apps.directory.forms.staff import HOURS_HINT
from maillage.apps.directory.models import Vocabulary
from maillage.apps.directory.queries.labels import EQUIPMENT_LABELS
from maillage.apps.directory.queries.staff import term_choices


class EquipmentForm(StaffForm):
    """How many things of a kind, how many of them adapted."""

    kind = forms.ChoiceField(label=EQUIPMENT_LABELS["kind"])
    total = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=10_000,
        label=EQUIPMENT_LABELS["total"],
        help_text=_("Laissez vide si personne n’a compté. 0 : il n’y en a pas, et on le sait."),
        widget=forms.NumberInput(attrs={"class": "short"}),
    )
    adapted = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=10_000,
        label=EQUIPMENT_LABELS["adapted"],
        help_text=_("Laissez vide si vous ne savez pas."),
        widget=forms.NumberInput(attrs={"class": "short"}),
    )
    note = forms.CharField(
        required=False,
        max_length=255,
        label=EQUIPMENT_LABELS["note"],
        help_text=_("Par exemple : clavier à grosses touches, logiciel de lecture."),
    )
    helper = forms.CharField(
        required=False,
        max_length=120,
        label=EQUIPMENT_LABELS["helper"],
        help_text=_("Un rôle ou un prénom, montré à tous : « la référente logement »."),
    )
    helped_hours = forms.CharField(
        required=False,
        max_length=255,
        label=EQUIPMENT_LABELS["helped_hours"],
        help_text=HOURS_HINT,
    )

    def __init__(
        self,
        *args: Any,
        fixed: tuple[str, str] | None = None,
        code: str = "",
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self._code = code
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        if fixed is not None:
            del self.fields["kind"]
        else:
            kind.choices = [("", "—"), *term_choices(Vocabulary.EQUIPMENT)]

    def clean_helped_hours(self) -> str:
        """Read the hours; what is not understood is shown as it is."""
        return self.check_hours(self.cleaned_data["helped_hours"], self._code)


class MediatorsForm(StaffForm):
    """How many people of a kind help at a place, and on which days; never their names."""

    kind = forms.ChoiceField(label=_("Métier ou rôle"))
    total = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=500,
        label=_("Combien de personnes"),
        help_text=_("Vide : il y en a, nous ne savons pas combien. 0 : il n’y en a pas."),
        widget=forms.NumberInput(attrs={"class": "short"}),
    )
    horaires = forms.CharField(
        required=False,
        max_length=1_000,
        label=_("Quels jours, à quelles heures"),
        help_text=HOURS_HINT,
    )

    def __init__(self, *args: Any, code: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = term_choices(Vocabulary.MEDIATOR)
        self._code = code

    def clean_horaires(self) -> str:
        """Read the hours; what is not understood is shown as it is."""
        return self.check_hours(self.cleaned_data["horaires"], self._code)
