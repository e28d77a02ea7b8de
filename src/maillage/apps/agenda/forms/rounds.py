"""The stops of a round, typed as lines: a day, hours, and a place or an address."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.apps.agenda.forms.setup_kit import (
    REQUIRED,
    DayField,
    HourField,
    Part,
    SetupForm,
)
from maillage.apps.agenda.queries.rules import zone_name_of
from maillage.apps.directory.queries.choosing import open_places
from maillage.core.timetable import monthly, weekly

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

LEAST_LINES, MOST_LINES = 5, 40
_AGAIN = [
    ("", _("une seule fois")),
    ("1", _("chaque semaine")),
    ("2", _("une semaine sur deux")),
    ("month", _("chaque mois, le même jour de la semaine")),
]


class RoundForm(SetupForm):
    """What all the stops of a round have in common."""

    title = forms.CharField(
        max_length=120,
        label=_("Titre montré aux habitants"),
        help_text=_("Par exemple : le bus numérique."),
        error_messages={"required": REQUIRED},
    )
    description = forms.CharField(
        required=False,
        max_length=1_000,
        label=_("Ce qu’on y fait, en deux phrases"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    documents = forms.CharField(required=False, max_length=500, label=_("Papiers à apporter"))
    parts = (Part(_("Pour tous les arrêts"), ("title", "description", "documents")),)

    def values(self) -> dict[str, Any]:
        """Return the columns that all the stops have."""
        return {name: self.cleaned_data[name] for name in self.fields} | {"skip_public": True}


class StopForm(SetupForm):
    """One stop; a line where nothing is said is no stop."""

    day = DayField(required=False, label=_("Jour"))
    start = HourField(required=False, label=_("De"))
    end = HourField(required=False, label=_("À"))
    where = forms.CharField(
        required=False,
        max_length=200,
        label=_("Où"),
        help_text=_("Le nom d’un lieu de l’annuaire, ou une adresse."),
        widget=forms.TextInput(attrs={"list": "endroits"}),
    )
    commune = forms.CharField(
        required=False, max_length=80, label=_("Commune, si c’est une adresse")
    )
    host = forms.CharField(required=False, max_length=120, label=_("Qui accueille là-bas"))
    again = forms.ChoiceField(required=False, label=_("Revient"), choices=_AGAIN)
    until = DayField(required=False, label=_("Jusqu’au, s’il revient"))

    def __init__(self, data: Any = None, *, places: dict[str, Any], line: int, **options: Any):
        super().__init__(data, prefix=f"arret-{line}", **options)
        self.line = line
        self._places = places

    @property
    def is_said(self) -> bool:
        """Tell whether the line says anything."""
        said = self.cleaned_data
        return any(said.get(name) for name in ("day", "start", "end", "where", "host"))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not any(said.get(name) for name in ("day", "start", "end", "where", "host")):
            return said
        for name in ("day", "start", "end", "where"):
            if not said.get(name) and name not in self.errors:
                self.add_error(name, REQUIRED)
        if said.get("start") is not None and said.get("start") == said.get("end"):
            self.add_error("end", _("La fin est à la même heure que le début."))
        if said.get("until") and said.get("day") and said["until"] < said["day"]:
            self.add_error("until", _("La fin est avant le premier jour."))
        return said

    def values(self) -> dict[str, Any]:
        """Return the columns of the stop."""
        said = self.cleaned_data
        place = self._places.get(_plain(said["where"]))
        day: date = said["day"]
        rrule = ""
        if said["again"] == "month":
            nth = (day.day - 1) // 7 + 1
            rrule = monthly(nth, day.weekday())
        elif said["again"]:
            rrule = weekly([day.weekday()], every=int(said["again"]))
        return {
            "first": day,
            "until": said["until"] if rrule else None,
            "start": said["start"],
            "end": said["end"],
            "rrule": rrule,
            "skip_public": bool(rrule),
            "zone": zone_name_of(place),
            "place": place,
            "address": "" if place is not None else said["where"],
            "commune": "" if place is not None else said["commune"],
            "host": said["host"],
        }


def named_places(by: "User") -> dict[str, Any]:
    """Return the places that a line may name, by what is typed; a name that two share is none."""
    own, others = open_places(by)
    found: dict[str, Any] = {}
    twice = set()
    for place in (*own, *others):
        for name in {place.nom, f"{place.nom}, {place.commune}"}:
            key = _plain(name)
            twice |= {key} & set(found)
            found[key] = place
    return {key: place for key, place in found.items() if key not in twice}


def place_names(places: dict[str, Any]) -> list[str]:
    """Return the names to choose from, each place once."""
    rows = {place.pk: place for place in places.values()}
    return sorted(f"{place.nom}, {place.commune}" for place in rows.values())


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
