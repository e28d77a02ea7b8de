"""When something comes back, in plain words: "chaque mardi et jeudi, de 14 h à 17 h"."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.apps.agenda.forms.setup_kit import (
    REQUIRED,
    DayField,
    DaysField,
    HourField,
    Part,
    SetupForm,
    SeveralField,
)
from maillage.core.timetable import Choice, in_words, monthly, read_rrule, weekly
from maillage.web.words import DAYS

_DAYS = [(str(n), name) for n, name in enumerate(DAYS)]
_EVERY = [
    ("1", _("chaque semaine")),
    ("2", _("une semaine sur deux")),
    ("3", _("une semaine sur trois")),
    ("4", _("une semaine sur quatre")),
]
_NTH = [
    ("1", _("le premier")),
    ("2", _("le deuxième")),
    ("3", _("le troisième")),
    ("4", _("le quatrième")),
    ("5", _("le cinquième, quand il y en a un")),
    ("-1", _("le dernier")),
]
WEEKLY, MONTHLY, ONCE, KEPT = "weekly", "monthly", "once", "kept"
WHOLE, FROM = "whole", "from"

SCOPE = Part(_("Ce qui change"), ("scope", "on"))
WHEN = (
    Part(_("Quand"), ("rhythm", "days", "every")),
    Part("", ("nth", "nth_day"), in_row=True),
    Part("", ("first", "until"), in_row=True),
)
HOURS = Part(
    _("De quelle heure à quelle heure"),
    ("start", "end"),
    note=_("À l’heure de la pendule du lieu. Une fin avant le début est celle du lendemain."),
    in_row=True,
)
EXCEPT = Part(_("Sauf"), ("skip_public", "skip_school"))
ONE_BY_ONE = Part(_("Retirer ou ajouter des jours, un par un"), ("without", "also"), folded=True)


class WhenForm(SetupForm):
    """The rule of an availability or of a series. `row` is the one that is changed."""

    scope = forms.ChoiceField(
        label=_("Ce qui change"),
        choices=[
            (WHOLE, _("Toutes les dates à venir")),
            (FROM, _("À partir d’un jour : ce qui est avant ne change pas")),
        ],
        initial=WHOLE,
        widget=forms.RadioSelect,
    )
    on = DayField(required=False, label=_("À partir de quel jour"))
    rhythm = forms.ChoiceField(
        label=_("À quel rythme"),
        choices=[
            (WEEKLY, _("Par semaine : les mêmes jours reviennent")),
            (MONTHLY, _("Par mois : le deuxième mardi, le dernier samedi…")),
            (ONCE, _("Une seule fois")),
        ],
        initial=WEEKLY,
        widget=forms.RadioSelect,
        error_messages={"required": REQUIRED},
    )
    days = SeveralField(label=_("Par semaine : quels jours"), choices=_DAYS)
    every = forms.ChoiceField(
        required=False, label=_("Par semaine : toutes les combien"), choices=_EVERY, initial="1"
    )
    nth = forms.ChoiceField(required=False, label=_("Par mois : lequel"), choices=_NTH, initial="1")
    nth_day = forms.ChoiceField(
        required=False, label=_("Par mois : de quel jour"), choices=_DAYS, initial="0"
    )
    first = DayField(label=_("À partir du"), help_text=_("Le jour même, si c’est une seule fois."))
    until = DayField(
        required=False,
        label=_("Jusqu’au"),
        help_text=_("Ce jour compris. Vide : sans date de fin."),
    )
    start = HourField(label=_("De"))
    end = HourField(label=_("À"))
    skip_public = forms.BooleanField(required=False, label=_("Pas les jours fériés"), initial=True)
    skip_school = forms.BooleanField(required=False, label=_("Pas pendant les vacances scolaires"))
    without = DaysField(
        label=_("Jours à retirer"), help_text=_("Un par ligne, ainsi : 24/12/2026.")
    )
    also = DaysField(
        label=_("Jours à ajouter"),
        help_text=_("Un par ligne. Ils ont lieu même pendant les vacances ou un jour férié."),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        row: Any = None,
        rule: Any = None,
        scope: str = WHOLE,
        **options: Any,
    ):
        if row is not None:
            options["initial"] = {
                **_initial(row),
                **options.get("initial", {}),
                "scope": scope,
            }
        super().__init__(data, **options)
        self.row = row
        if row is None:
            del self.fields["scope"], self.fields["on"]
        elif rule is not None and _choice(row.rrule) is None:
            # A rule that these questions cannot make: it is kept, or replaced.
            field: Any = self.fields["rhythm"]
            field.choices = [(KEPT, in_words(rule)), *field.choices]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        rhythm, first, until = said.get("rhythm"), said.get("first"), said.get("until")
        if rhythm == WEEKLY and not said.get("days") and "days" not in self.errors:
            self.add_error("days", _("Cochez au moins un jour."))
        if first and until and until < first and rhythm != ONCE:
            self.add_error("until", _("La fin est avant le début : relisez les deux dates."))
        if said.get("start") is not None and said.get("start") == said.get("end"):
            self.add_error("end", _("La fin est à la même heure que le début."))
        if said.get("scope") == FROM and not said.get("on") and "on" not in self.errors:
            self.add_error("on", _("Dites à partir de quel jour."))
        if said.get("scope") == FROM and said.get("on") and until and until < said["on"]:
            self.add_error("until", _("La fin est avant le jour où cela change."))
        return said

    @property
    def from_day(self) -> date | None:
        """Return the day from which it changes, None for all of it."""
        said = self.cleaned_data
        on: date | None = said.get("on") if said.get("scope") == FROM else None
        return None if on is None or on <= self.row.first else on

    def rule_values(self) -> dict[str, Any]:
        """Return the columns of the rule, without its zone.

        Changed from a day on, a rhythm that stays keeps its turn ("une semaine sur deux"): its
        first day is then left to the split; another rhythm begins on that day.
        """
        said = self.cleaned_data
        rrule = self._rrule()
        names = ("first", "until", "start", "end", "skip_public", "skip_school", "without", "also")
        values = {name: said[name] for name in names} | {"rrule": rrule}
        if not rrule:
            # A day that somebody chose is that day, whatever the holidays.
            values |= {"until": None, "skip_public": False, "skip_school": False}
        on = self.from_day
        if on is None:
            return values
        for name in ("without", "also"):
            values[name] = [day for day in values[name] if day >= on.isoformat()]
        if rrule and read_rrule(rrule) == read_rrule(self.row.rrule):
            del values["first"]
        else:
            values["first"] = on
        return values

    def _rrule(self) -> str:
        said = self.cleaned_data
        if said["rhythm"] == KEPT:
            return str(self.row.rrule)
        if said["rhythm"] == WEEKLY:
            return weekly((int(day) for day in said["days"]), every=int(said["every"] or 1))
        if said["rhythm"] == MONTHLY:
            return monthly(int(said["nth"] or 1), int(said["nth_day"] or 0))
        return ""


def _choice(rrule: str) -> Choice | None:
    """Return what the questions above show of a rule, None when they cannot."""
    choice = read_rrule(rrule)
    return choice if choice is not None and str(choice.every) in dict(_EVERY) else None


def _initial(row: Any) -> dict[str, Any]:
    names = ("first", "until", "start", "end", "skip_public", "skip_school", "without", "also")
    said = {name: getattr(row, name) for name in names}
    choice = _choice(row.rrule)
    if choice is None:
        return said | {"rhythm": KEPT}
    said["rhythm"] = choice.kind
    if choice.kind == WEEKLY:
        said |= {"days": [str(day) for day in choice.days], "every": str(choice.every)}
    if choice.kind == MONTHLY:
        said |= {"nth": str(choice.nth), "nth_day": str(choice.days[0])}
    return said
