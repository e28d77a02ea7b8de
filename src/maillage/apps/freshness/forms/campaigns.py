"""Whom a campaign asks, and what is added to its letters."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from maillage.apps.directory.queries.asking import NOBODY, Choice
from maillage.apps.freshness.actions.campaigns import Wanted
from maillage.apps.freshness.forms.answers import REQUIRED
from maillage.apps.freshness.models import MOST_REMINDERS

Choices = Sequence[tuple[Any, Any]]
DUE = (
    ("overdue", _("Les fiches à vérifier")),
    ("before", _("Celles à vérifier avant un jour")),
    ("never", _("Celles qui n’ont jamais eu de date")),
    ("all", _("Toutes les fiches")),
)


class ChoiceForm(forms.Form):
    """Which places: a GET form, so that a choice is an address."""

    due = forms.ChoiceField(label=_("Quelles fiches"), choices=DUE, required=False)
    before = forms.DateField(
        label=_("Avant le"),
        required=False,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "short"}),
        error_messages={"invalid": _("Ce jour n’existe pas.")},
    )
    zone = forms.TypedChoiceField(label=_("Quartier"), coerce=int, empty_value=None, required=False)
    owner = forms.TypedChoiceField(
        label=_("Personne responsable"), coerce=int, empty_value=None, required=False
    )
    source = forms.ChoiceField(label=_("Connues par"), required=False)

    def __init__(
        self, *args: Any, zones: Choices, owners: Choices, sources: Choices, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        lists: tuple[tuple[str, str, Choices], ...] = (
            ("zone", _text("Tous les quartiers"), zones),
            ("owner", _text("Tout le monde"), [(NOBODY, _text("Personne")), *owners]),
            ("source", _text("Toutes les sources"), sources),
        )
        for name, everything, choices in lists:
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", everything), *choices]

    def clean(self) -> dict[str, Any]:
        """Ask for the day when it is needed."""
        said = super().clean() or self.cleaned_data
        if said.get("due") == "before" and not said.get("before") and "before" not in self.errors:
            raise ValidationError({"before": _text("Dites avant quel jour.")})
        return dict(said)

    def choice(self) -> Choice:
        """Return what was chosen."""
        said = self.cleaned_data
        due = said["due"] or "overdue"
        return Choice(
            zone=said["zone"],
            owner=said["owner"],
            source=said["source"],
            overdue=due == "overdue",
            due_before=said["before"] if due == "before" else None,
            never=due == "never",
        )

    def in_words(self) -> dict[str, str]:
        """Return what was chosen, in words, to be kept with the campaign."""
        said = self.cleaned_data
        words = {"due": str(dict(DUE)[said["due"] or "overdue"])}
        if said["due"] == "before":
            words["before"] = said["before"].isoformat()
        for name in ("zone", "owner", "source"):
            if said[name] not in (None, ""):
                field = self.fields[name]
                assert isinstance(field, forms.ChoiceField)
                words[name] = str({str(k): v for k, v in field.choices}[str(said[name])])  # type: ignore[misc,union-attr]
        return words


class CampaignForm(forms.Form):
    """What is said to all of them, and how often."""

    name = forms.CharField(
        label=_("Nom de la campagne"),
        max_length=120,
        help_text=_("Pour la retrouver. Les lieux ne le voient pas."),
        error_messages={"required": REQUIRED},
    )
    answer_by = forms.DateField(
        label=_("Réponse demandée avant le"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "short"}),
        error_messages={"required": REQUIRED, "invalid": _("Ce jour n’existe pas.")},
    )
    word = forms.CharField(
        label=_("Un mot de votre part"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Ajouté au message. Facultatif."),
    )
    reminders = forms.TypedChoiceField(
        label=_("Rappels"),
        coerce=int,
        choices=[(0, _("Aucun")), (1, _("Un")), (MOST_REMINDERS, _("Deux"))],
        initial=MOST_REMINDERS,
    )
    reminder_days = forms.IntegerField(
        label=_("Jours avant un rappel"),
        min_value=3,
        max_value=60,
        initial=14,
        widget=forms.NumberInput(attrs={"class": "short"}),
        error_messages={
            "required": REQUIRED,
            "min_value": _("Laissez au moins trois jours."),
            "max_value": _("Soixante jours au plus."),
        },
    )

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self._today = today
        self.fields["answer_by"].initial = today + timedelta(days=30)

    def clean_answer_by(self) -> date:
        """Return a day to come."""
        day: date = self.cleaned_data["answer_by"]
        if day <= self._today:
            raise ValidationError(_text("Choisissez un jour à venir."))
        if day > self._today + timedelta(days=366):
            raise ValidationError(_text("Un an au plus."))
        return day

    def wanted(self) -> Wanted:
        """Return what is wanted, as the action takes it."""
        said = self.cleaned_data
        return Wanted(
            name=said["name"],
            answer_by=said["answer_by"],
            word=said["word"],
            reminders=said["reminders"],
            reminder_days=said["reminder_days"],
        )
