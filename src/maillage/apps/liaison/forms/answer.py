"""What a place answers: four short forms on one page, for a computer or an old telephone."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maillage.apps.liaison.actions.answers import Answer
from maillage.apps.liaison.actions.sheets import Agreement
from maillage.apps.liaison.forms.kit import (
    REQUIRED,
    WARNING,
    DayField,
    FreeTextField,
    HourField,
    ScreenedForm,
    how_field,
    via_field,
)
from maillage.apps.liaison.models import Outcome, Refusal, Right, RightResult, State
from maillage.apps.liaison.queries.screening import NOTE_SIGNS
from maillage.web.codes import CODE_LENGTH, plain_code

MOST_AHEAD = timedelta(days=366)


class AppointmentForm(ScreenedForm):
    """When the person is expected."""

    day = DayField(label=_("Jour"))
    hour = HourField(label=_("Heure"))
    note = FreeTextField(
        most=NOTE_SIGNS,
        label=_("Un mot pour la personne"),
        help_text=_("Où sonner, quoi apporter. %(warning)s") % {"warning": WARNING},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("auto_id", "rdv_%s")
        super().__init__(*args, **options)

    def clean(self) -> dict[str, Any]:
        """Refuse a time that is past, or beyond a year."""
        said = super().clean() or self.cleaned_data
        if said.get("day") and said.get("hour"):
            at = self._moment(said)
            if at <= timezone.now():
                self.add_error("day", _("Cette heure est passée : relisez le jour et l’heure."))
            elif at > timezone.now() + MOST_AHEAD:
                self.add_error("day", _("C’est dans plus d’un an : relisez l’année."))
        return said

    def answer(self) -> Answer:
        """Return what it says; the form is valid."""
        said = self.cleaned_data
        return Answer(state=State.APPOINTMENT, appointment_at=self._moment(said), note=said["note"])

    @staticmethod
    def _moment(said: dict[str, Any]) -> datetime:
        naive = datetime.combine(said["day"], said["hour"])
        return naive.replace(tzinfo=timezone.get_current_timezone())


class DoneForm(forms.Form):
    """How it ended, and what right was opened, if one was."""

    outcome = forms.ChoiceField(
        label=_("La personne est-elle venue ?"),
        choices=[
            (Outcome.SOLVED, _("Oui, et c’est réglé")),
            (Outcome.CAME, _("Oui, ce n’est pas encore réglé")),
            (Outcome.ABSENT, _("Non, elle n’est pas venue")),
        ],
        widget=forms.RadioSelect,
        error_messages=REQUIRED,
    )
    right = forms.ChoiceField(
        required=False,
        label=_("Un droit a-t-il changé ?"),
        choices=[("", _("Non, ou on ne sait pas")), *Right.choices],
    )
    result = forms.ChoiceField(
        required=False, label=_("Ce droit est"), choices=[("", "—"), *RightResult.choices]
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("auto_id", "fin_%s")
        super().__init__(*args, **options)

    def clean(self) -> dict[str, Any]:
        """A right and what became of it go together."""
        said = super().clean() or self.cleaned_data
        if said.get("right") and not said.get("result"):
            self.add_error("result", _("Dites ce qu’est devenu ce droit."))
        if said.get("result") and not said.get("right"):
            self.add_error("right", _("Dites de quel droit il s’agit."))
        return said

    def answer(self) -> Answer:
        """Return what it says; the form is valid."""
        said = self.cleaned_data
        rights = {said["right"]: said["result"]} if said["right"] else {}
        return Answer(state=State.DONE, outcome=said["outcome"], rights=rights)


class RefuseForm(ScreenedForm):
    """Why the person is not received; it is said to who sent them, never as a judgement."""

    refusal = forms.ChoiceField(
        label=_("Pourquoi ?"),
        choices=Refusal.choices,
        widget=forms.RadioSelect,
        error_messages=REQUIRED,
    )
    note = FreeTextField(
        most=NOTE_SIGNS, label=_("Un conseil pour qui a envoyé"), help_text=WARNING
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("auto_id", "refus_%s")
        super().__init__(*args, **options)

    def answer(self) -> Answer:
        """Return what it says; the form is valid."""
        said = self.cleaned_data
        return Answer(state=State.REFUSED, refusal=said["refusal"], note=said["note"])


class PassOnForm(forms.Form):
    """The yes of the person, for another place."""

    via = via_field(by_email=True)
    how = how_field(screen=False)

    def __init__(self, *args: Any, ways: bool = False, by_email: bool = True, **options: Any):
        """ways : whoever passes it on has the paper, and says how it goes; by_email : it can"""
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        fields["via"] = via_field(by_email=by_email)
        if not ways:
            del fields["via"]

    def way(self) -> str:
        """Return how it reaches the place, "" for the best that there is."""
        return str(self.cleaned_data.get("via", ""))

    def agreement(self, *, days: int) -> Agreement:
        """Return the agreement, for as long as the sheet is kept."""
        return Agreement(how=self.cleaned_data["how"], days=days)


class CodeForm(forms.Form):
    """A code of eight signs."""

    code = forms.CharField(
        max_length=40,
        label=_("Le code, écrit sur le papier"),
        help_text=_("Huit signes, par exemple 7KX2-M9QD."),
        widget=forms.TextInput(
            attrs={
                "class": "short", "autocomplete": "off", "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
        error_messages={"required": _("Écrivez le code.")},
    )  # fmt: skip

    def clean_code(self) -> str:
        """Return the code as it was printed."""
        code = plain_code(self.cleaned_data["code"])
        if len(code) != CODE_LENGTH + 1:
            raise forms.ValidationError(_("Il y a huit signes dans un code : relisez-le."))
        return code
