"""A path: its aim in the words of the person, and one step at a time."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maillage.apps.liaison.actions.paths import StepSaid
from maillage.apps.liaison.actions.templates import (
    FOR_WHOM_SIGNS,
    TITLE_SIGNS,
    TemplateStepSaid,
)
from maillage.apps.liaison.forms.kit import (
    REQUIRED,
    WARNING,
    DayField,
    FreeTextField,
    HourField,
    PlaceField,
    ScreenedForm,
)
from maillage.apps.liaison.queries.screening import NAME_SIGNS, NEED_SIGNS, NOTE_SIGNS
from maillage.apps.liaison.queries.words import SERVICES

PICTURES: tuple[tuple[str, Any], ...] = (
    ("support", _("Être aidé par une personne")),
    ("procedure", _("Faire une démarche")),
    ("letter", _("Lire ou écrire un courrier")),
    ("learn", _("Apprendre")),
    ("listen", _("Écouter")),
    ("language", _("Parler sa langue")),
    ("smartphone", _("Se servir de son téléphone")),
    ("computer", _("Se servir d’un ordinateur")),
    ("email", _("Écrire un e-mail")),
    ("print", _("Imprimer")),
    ("job", _("Chercher du travail")),
    ("school", _("L’école")),
    ("housing", _("Le logement")),
    ("appointment", _("Un rendez-vous")),
    ("walk-in", _("Y aller")),
    ("at-home", _("À la maison")),
)


class PathForm(ScreenedForm):
    """The aim, from a template or not, and a day to look at it again."""

    organisation = forms.TypedChoiceField(label=_("Au nom de"), coerce=int, error_messages=REQUIRED)
    template = forms.ChoiceField(
        required=False, label=_("Partir d’un modèle"), widget=forms.RadioSelect
    )
    aim = FreeTextField(
        most=NEED_SIGNS,
        rows=2,
        required=True,
        label=_("Ce que la personne veut, avec ses mots"),
        help_text=WARNING,
    )
    name = FreeTextField(
        most=NAME_SIGNS, label=_("Prénom, ou surnom"), help_text=_("Peut rester vide.")
    )
    review_on = DayField(required=False, label=_("Faire le point le"))
    agreed = forms.BooleanField(
        label=_("La personne est d’accord pour que ce parcours soit gardé"),
        error_messages={
            "required": _("Sans son accord, rien n’est gardé : écrivez-le avec elle sur un papier.")
        },
    )
    once = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        organisations: Sequence[tuple[int, str]],
        templates: Sequence[tuple[str, str]],
        **options: Any,
    ) -> None:
        """organisations : those for which the person acts; templates : (code, words)"""
        options.setdefault("initial", {"once": secrets.token_hex(16), "template": ""})
        super().__init__(*args, **options)
        self._organisations = organisations
        fields: dict[str, Any] = self.fields
        fields["organisation"].choices = organisations
        if len(organisations) == 1:
            del fields["organisation"]
        fields["template"].choices = [*templates, ("", _("Sans modèle : j’écris les étapes"))]

    def sender(self) -> int:
        """Return the organisation in whose name it is written."""
        return int(self.cleaned_data.get("organisation") or self._organisations[0][0])


class TemplateForm(ScreenedForm):
    """How a template is called, and for whom it is: a need, never a label put on a person."""

    title = FreeTextField(
        most=TITLE_SIGNS,
        required=True,
        label=_("Nom du modèle"),
        help_text=_("Un besoin, jamais une cause : « Quand on parle peu le français »."),
    )
    for_whom = FreeTextField(
        most=FOR_WHOM_SIGNS,
        label=_("Pour qui, en une phrase"),
        help_text=_("« La personne est reçue dans sa langue. »"),
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    once = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        options["initial"] = {"once": secrets.token_hex(16)} | (options.get("initial") or {})
        super().__init__(*args, **options)


class TemplateStepForm(ScreenedForm):
    """One step of a template: words, a picture, the sentence that is read aloud (ORI-08)."""

    title = FreeTextField(most=TITLE_SIGNS, required=True, label=_("L’étape"))
    picture = forms.ChoiceField(label=_("Image"), choices=PICTURES, error_messages=REQUIRED)
    voice = FreeTextField(
        most=NOTE_SIGNS,
        required=True,
        label=_("À dire à voix haute"),
        help_text=_("Une ou deux phrases courtes : le téléphone de la personne les lit."),
    )
    service = forms.ChoiceField(
        required=False,
        label=_("Besoin auquel cette étape répond"),
        help_text=_("Pour proposer des lieux. Peut rester vide."),
        choices=[("", _("Aucun en particulier")),
                 *((code, words) for code, (words, _icon) in SERVICES.items())],
    )  # fmt: skip
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def said(self) -> TemplateStepSaid:
        """Return what the step says; the form is valid."""
        said = self.cleaned_data
        return TemplateStepSaid(
            title=said["title"],
            picture=said["picture"],
            voice=said["voice"],
            service=said["service"],
        )


class AimForm(ScreenedForm):
    """Another aim, or another day of review."""

    aim = FreeTextField(
        most=NEED_SIGNS,
        rows=2,
        required=True,
        label=_("Ce que la personne veut, avec ses mots"),
        help_text=WARNING,
    )
    review_on = DayField(required=False, label=_("Faire le point le"))


class StepForm(ScreenedForm):
    """One step: what, with whom, when, done or not."""

    title = FreeTextField(most=120, required=True, label=_("L’étape"))
    picture = forms.ChoiceField(label=_("Image"), choices=PICTURES, error_messages=REQUIRED)
    voice = FreeTextField(
        most=NOTE_SIGNS,
        label=_("À dire à voix haute"),
        help_text=_("Une phrase courte. Le téléphone de la personne peut la lire."),
    )
    place = PlaceField(none=_("Pas encore choisi"), label=_("Où"))
    day = DayField(required=False, label=_("Jour"))
    hour = HourField(required=False, label=_("Heure"))
    words = FreeTextField(most=NOTE_SIGNS, label=_("Un mot pour cette personne"), help_text=WARNING)
    done = forms.BooleanField(required=False, label=_("C’est fait"))

    def __init__(self, *args: Any, by: Any, keep: Any = None, **options: Any) -> None:
        """by : whose places come first; keep : the place that is there already"""
        super().__init__(*args, **options)
        field: Any = self.fields["place"]
        field.offer(by, keep=keep)

    def clean(self) -> dict[str, Any]:
        """A day and an hour go together."""
        said = super().clean() or self.cleaned_data
        if bool(said.get("day")) != bool(said.get("hour")) and not (
            {"day", "hour"} & set(self.errors)
        ):
            missing = "hour" if said.get("day") else "day"
            self.add_error(missing, _("Donnez le jour et l’heure, ou aucun des deux."))
        return said

    def said(self) -> StepSaid:
        """Return what the step says; the form is valid."""
        said = self.cleaned_data
        field: Any = self.fields["place"]
        at = None
        if said["day"] and said["hour"]:
            naive = datetime.combine(said["day"], said["hour"])
            at = naive.replace(tzinfo=timezone.get_current_timezone())
        return StepSaid(
            title=said["title"],
            picture=said["picture"],
            voice=said["voice"],
            words=said["words"],
            place=field.place(said["place"]) if said["place"] else None,
            at=at,
            done=said["done"],
        )
