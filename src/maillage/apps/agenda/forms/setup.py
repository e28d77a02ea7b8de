"""Forms of people, rooms, devices and motives."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.apps.agenda.forms.choices import (
    LANGUAGES,
    PUBLICS,
    PlaceField,
    keep_choice,
    organisation_field,
    topics_field,
)
from maillage.apps.agenda.forms.setup_kit import (
    REQUIRED,
    DayField,
    NumberField,
    Part,
    SetupForm,
    SeveralField,
)
from maillage.apps.agenda.models import Mediation, Motive, ResourceKind
from maillage.apps.directory.queries.access import standing
from maillage.apps.directory.queries.people import person_words, team

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

_MINUTES_AN_HOUR = 60


class ResourceForm(SetupForm):
    """A person, a room or devices."""

    kind = forms.ChoiceField(
        label=_("C’est"),
        choices=[
            ("person", _("une personne qui reçoit")),
            ("room", _("une salle")),
            ("device", _("du matériel : ordinateurs, borne, bus…")),
        ],
        initial="person",
        widget=forms.RadioSelect,
        error_messages={"required": REQUIRED},
    )
    name = forms.CharField(
        max_length=80,
        label=_("Nom montré aux habitants"),
        help_text=_("Un prénom ou une fonction : « Inès, médiatrice », « Petite salle »."),
        error_messages={"required": REQUIRED},
    )
    user = forms.TypedChoiceField(
        label=_("Son compte sur ce site"),
        help_text=_("Pour une personne : elle verra sa journée en se connectant."),
        coerce=int,
        empty_value=None,
        required=False,
    )
    lanes = NumberField(
        least=1,
        most=100,
        initial=1,
        label=_("Combien à la fois"),
        help_text=_("Pour du matériel : huit ordinateurs servent à huit personnes à la fois."),
    )
    place = PlaceField(none=_("Aucun en particulier"), label=_("Lieu habituel"))

    def __init__(self, data: Any = None, *, by: "User", resource: Any = None, **options: Any):
        if resource is not None:
            names = ("kind", "name", "lanes")
            options["initial"] = {name: getattr(resource, name) for name in names} | {
                "user": resource.user_id,
                "place": resource.place_id,
                "organisation": resource.organisation_id,
            }
        super().__init__(data, **options)
        field: Any = self.fields["place"]
        field.offer(by, keep=resource.place if resource is not None else None)
        self.fields["organisation"] = organisation_field(by, none=_("Aucune : tout le réseau"))
        if resource is not None and resource.organisation_id:
            keep_choice(self.fields["organisation"], resource.organisation)
        people: Any = self.fields["user"]
        people.choices = [("", _("Aucun compte")), *_people(by, resource)]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("kind") == ResourceKind.PERSON:
            said["lanes"] = 1
        else:
            said["user"] = None
            said["lanes"] = said.get("lanes") or 1
        return said

    def values(self) -> dict[str, Any]:
        """Return the columns of the resource."""
        said = self.cleaned_data
        names = ("kind", "name", "lanes")
        return {name: said[name] for name in names} | {
            "user_id": said["user"],
            "place_id": said["place"],
            "organisation_id": said["organisation"],
        }


def _people(by: "User", resource: Any) -> list[tuple[int, str]]:
    """Return the accounts that a line may be that of: one’s own, colleagues, all for who steers."""
    who = standing(by)
    kept = resource.user_id if resource is not None else None
    return [
        (one.person.pk, person_words(one.person))
        for one in team()
        if who.steers
        or one.person.pk in (by.pk, kept)
        or any(role.organisation_id in who.organisations for role in one.roles)
    ]


class MotiveForm(SetupForm):
    """What one comes for alone."""

    title = forms.CharField(
        max_length=120,
        label=_("Motif, tel qu’une personne le dirait"),
        help_text=_("Par exemple : faire une démarche en ligne, écrire une lettre."),
        error_messages={"required": REQUIRED},
    )
    mediation = forms.ChoiceField(
        label=_("Type d’aide"),
        choices=Mediation.choices,
        widget=forms.RadioSelect,
        error_messages={"required": REQUIRED},
    )
    description = forms.CharField(
        required=False,
        max_length=1_000,
        label=_("Ce qui se passe pendant le rendez-vous"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    duration_min = NumberField(
        least=5, most=480, required=True, initial=45, label=_("Durée, en minutes")
    )
    every_min = NumberField(
        least=5,
        most=480,
        required=True,
        initial=45,
        label=_("Un rendez-vous peut commencer toutes les … minutes"),
    )
    where = forms.ChoiceField(
        label=_("Où"),
        choices=Motive._meta.get_field("where").choices,  # type: ignore[arg-type]
        initial="place",
        widget=forms.RadioSelect,
    )
    mode = forms.ChoiceField(
        required=False,
        label=_("Comment"),
        choices=[
            ("", _("ce n’est pas dit")),
            *(Motive._meta.get_field("mode").choices or []),
        ],
        widget=forms.RadioSelect,
    )
    documents = forms.CharField(
        required=False,
        max_length=1_000,
        label=_("Papiers à apporter"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    level = forms.CharField(
        required=False,
        max_length=80,
        label=_("Niveau"),
        help_text=_("Par exemple : pour commencer."),
    )
    publics = SeveralField(
        label=_("Réservé à"), choices=PUBLICS, help_text=_("Rien de coché : tout le monde.")
    )
    languages = SeveralField(label=_("Langues parlées"), choices=LANGUAGES)
    topics = topics_field()
    open_online = forms.BooleanField(
        required=False, initial=True, label=_("Les habitants réservent en ligne")
    )
    open_to_prescribers = forms.BooleanField(
        required=False, initial=True, label=_("Les autres professionnels réservent pour quelqu’un")
    )
    notice_h = NumberField(
        least=0, most=720, initial=1, label=_("Réserver au plus tard … heures avant")
    )
    horizon_days = NumberField(
        least=1, most=365, initial=60, label=_("Réserver jusqu’à … jours à l’avance")
    )
    cancel_h = NumberField(
        least=0, most=720, initial=0, label=_("Annuler en ligne jusqu’à … heures avant")
    )
    move_h = NumberField(
        least=0, most=720, initial=2, label=_("Changer d’heure en ligne jusqu’à … heures avant")
    )

    parts = (
        Part("", ("title", "mediation", "organisation")),
        Part(_("Combien de temps"), ("duration_min", "every_min"), in_row=True),
        Part(
            _("Qui réserve"),
            ("open_online", "open_to_prescribers"),
            note=_("L’accueil et le téléphone réservent toujours."),
        ),
        Part(_("Pour la personne qui vient"), ("where", "mode", "description", "documents")),
        Part(_("Pour qui"), ("level", "publics", "languages"), folded=True),
        Part(_("Pour les bilans"), ("topics",), folded=True),
        Part(_("Délais"), ("notice_h", "horizon_days", "cancel_h", "move_h"), folded=True),
    )

    def __init__(self, data: Any = None, *, by: "User", motive: Any = None, **options: Any):
        if motive is not None:
            options["initial"] = _motive_initial(motive)
        super().__init__(data, **options)
        self.motive = motive
        self.fields["organisation"] = organisation_field(by, none=_("Aucune : tout le réseau"))
        if motive is not None and motive.organisation_id:
            keep_choice(self.fields["organisation"], motive.organisation)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for name in ("duration_min", "every_min"):
            if said.get(name) is not None and said[name] % 5:
                self.add_error(name, _("De cinq en cinq : 30, 45, 50…"))
        return said

    def values(self) -> dict[str, Any]:
        """Return the columns of the motive."""
        said = self.cleaned_data
        hours = {
            "notice_min": "notice_h",
            "cancel_until_min": "cancel_h",
            "move_until_min": "move_h",
        }
        names = (
            "title", "mediation", "description", "duration_min", "every_min", "where", "mode",
            "documents", "level", "publics", "languages", "topics", "open_online",
            "open_to_prescribers",
        )  # fmt: skip
        return (
            {name: said[name] for name in names}
            | {column: (said[name] or 0) * _MINUTES_AN_HOUR for column, name in hours.items()}
            | {"horizon_days": said["horizon_days"] or 60, "organisation_id": said["organisation"]}
        )


def _motive_initial(motive: Any) -> dict[str, Any]:
    names = [name for part in MotiveForm.parts for name in part.names if hasattr(motive, name)]
    return {name: getattr(motive, name) for name in names} | {
        "organisation": motive.organisation_id,
        "notice_h": motive.notice_min // _MINUTES_AN_HOUR,
        "cancel_h": motive.cancel_until_min // _MINUTES_AN_HOUR,
        "move_h": motive.move_until_min // _MINUTES_AN_HOUR,
    }


class EndForm(SetupForm):
    """The last day of something."""

    day = DayField(label=_("Dernier jour"))

    def __init__(self, data: Any = None, *, today: date, **options: Any):
        super().__init__(data, initial={"day": today}, **options)

    def day_after(self) -> date:
        """Return the first day without it."""
        last: date = self.cleaned_data["day"]
        return last + timedelta(days=1)
