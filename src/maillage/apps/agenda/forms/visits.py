"""What is tapped or typed about a visit: nothing is required, an unknown code is refused."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.apps.agenda.actions.visits import Said
from maillage.apps.agenda.queries.topics import (
    AUTONOMY,
    DEVICES,
    MINUTES,
    MOST_MINUTES,
    REDIRECTED,
    TOPICS,
)

OUTCOMES = [("solved", _("Réglé")), ("partly", _("En partie")), ("not", _("Pas encore"))]
MODES = [("with", _("Fait avec la personne")), ("for", _("Fait à sa place"))]
_KEY = re.compile(r"[0-9a-zA-Z]{16,32}")
A_DAY_S = 24 * 3600
MOST_AT_ONCE = 40
MOST_DAYS = 5 * 366


def key_in(text: str) -> str:
    """Return the key that a page drew for a note, "" for what is none."""
    return text if _KEY.fullmatch(text) else ""


class TallyForm(forms.Form):
    """Three taps: a topic, solved or not, how long. The last one sends."""

    topic = forms.ChoiceField(
        label=_("Pour quoi ?"),
        required=False,
        choices=[("", ""), *TOPICS.items()],
        error_messages={"invalid_choice": _("ce sujet n’est pas dans la liste.")},
    )
    outcome = forms.ChoiceField(
        label=_("C’est réglé ?"), required=False, choices=[("", ""), *OUTCOMES]
    )
    mode = forms.ChoiceField(label=_("Comment"), required=False, choices=[("", ""), *MODES])
    minutes = forms.IntegerField(
        label=_("Combien de temps ?"), required=False, min_value=1, max_value=MOST_MINUTES
    )
    several = forms.IntegerField(
        label=_("Combien de passages pareils ?"),
        required=False,
        min_value=1,
        max_value=MOST_AT_ONCE,
    )
    key = forms.CharField(required=False, max_length=36)
    ticket = forms.IntegerField(required=False, min_value=1)
    # How long ago it was noted, in seconds: a clock may be wrong, not what it has counted.
    age_s = forms.FloatField(required=False, min_value=0, max_value=366 * A_DAY_S)

    def clean_key(self) -> str:
        key = str(self.cleaned_data["key"])
        if key and not _KEY.fullmatch(key):
            raise forms.ValidationError(_("sa clé ne se lit pas."))
        return key

    def said(self) -> Said:
        """Return what was noted."""
        data = self.cleaned_data
        return Said(
            outcome=data["outcome"],
            mode=data["mode"],
            topics=(data["topic"],) if data["topic"] else (),
            minutes=data["minutes"],
        )

    def why(self) -> str:
        """Return why it is refused, in one sentence."""
        return " ".join(str(error) for errors in self.errors.values() for error in errors)


class SharedForm(forms.Form):
    """What was done for all who came to a session."""

    topics = forms.MultipleChoiceField(
        label=_("Sujets"),
        required=False,
        choices=list(TOPICS.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    mode = forms.ChoiceField(
        label=_("Comment"),
        required=False,
        choices=[("", _("pas dit")), *MODES],
        widget=forms.RadioSelect,
    )
    minutes = forms.IntegerField(
        label=_("Durée, en minutes"), required=False, min_value=1, max_value=MOST_MINUTES
    )
    devices = forms.MultipleChoiceField(
        label=_("Sur quel appareil"),
        required=False,
        choices=list(DEVICES.items()),
        widget=forms.CheckboxSelectMultiple,
    )

    def said(self) -> Said:
        """Return what was noted."""
        data = self.cleaned_data
        return Said(
            topics=tuple(data["topics"]),
            mode=data["mode"],
            minutes=data["minutes"],
            devices=tuple(data["devices"]),
        )


class VisitForm(SharedForm):
    """What was done for one person: the first question, then what unfolds."""

    outcome = forms.ChoiceField(
        label=_("C’est réglé ?"),
        required=False,
        choices=[("", _("pas dit")), *OUTCOMES],
        widget=forms.RadioSelect,
    )
    autonomy = forms.ChoiceField(
        label=_("Comment cela s’est passé"),
        required=False,
        choices=[("", _("pas dit")), *AUTONOMY.items()],
        widget=forms.RadioSelect,
    )
    redirected_to = forms.ChoiceField(
        label=_("La personne est envoyée vers"),
        required=False,
        choices=[("", _("personne d’autre")), *REDIRECTED.items()],
    )
    field_order = ("outcome", "mode", "topics", "minutes", "devices", "autonomy", "redirected_to")

    def said(self) -> Said:
        """Return what was noted."""
        shared, data = super().said(), self.cleaned_data
        return Said(
            outcome=data["outcome"],
            mode=shared.mode,
            topics=shared.topics,
            minutes=shared.minutes,
            autonomy=data["autonomy"],
            devices=shared.devices,
            redirected_to=data["redirected_to"],
        )


def _day_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class PeriodForm(forms.Form):
    """From a day to a day, both included."""

    du = forms.DateField(label=_("Du"), widget=_day_input())
    au = forms.DateField(label=_("Au"), widget=_day_input())

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        first, last = data.get("du"), data.get("au")
        if first and last and last < first:
            self.add_error("au", _("La fin est avant le début : échangez les deux jours."))
        elif first and last and (last - first).days > MOST_DAYS:
            self.add_error("au", _("Pas plus de cinq ans à la fois."))
        return data


def told(visit: Any) -> dict[str, Any]:
    """Return what is noted of a visit as a form begins with; {} when nothing is."""
    if visit is None:
        return {}
    names = (*SharedForm.base_fields, "outcome", "autonomy", "redirected_to")
    return {name: getattr(visit, name) for name in dict.fromkeys(names)}


__all__ = [
    "MINUTES",
    "MOST_AT_ONCE",
    "PeriodForm",
    "SharedForm",
    "TallyForm",
    "VisitForm",
    "key_in",
    "told",
]
