"""What the forms that set the agenda up share: days and hours as people type them, groups."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from maillage.core.standard.phone import phone_cell
from maillage.web.errors import DomainError
from maillage.web.words import telephone

REQUIRED = _("Cette réponse est nécessaire.")
# An agenda is neither an archive nor a promise; and the calendar of a computer ends.
_YEAR = _("Relisez l’année : un agenda va de 2000 à 2200.")
OF_OUR_TIME = (
    MinValueValidator(date(2000, 1, 1), message=_YEAR),
    MaxValueValidator(date(2200, 12, 31), message=_YEAR),
)
_DAY = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})|(\d{4})-(\d{2})-(\d{2})")


class DayField(forms.DateField):
    """A day, chosen in the calendar of the device or typed as 15/09/2026."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            validators=OF_OUR_TIME,
            input_formats=["%Y-%m-%d", "%d/%m/%Y"],
            error_messages={
                "required": REQUIRED,
                "invalid": _("Ce jour n’existe pas. Écrivez-le ainsi\u00a0: 15/09/2026."),
            },
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "short"}),
            **options,
        )


class HourField(forms.TimeField):
    """An hour of the wall clock, typed as 14:30 or 14h30."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            input_formats=["%H:%M", "%H:%M:%S", "%Hh%M", "%Hh", "%H h %M", "%H h"],
            error_messages={
                "required": REQUIRED,
                "invalid": _("Cette heure n’existe pas. Écrivez-la ainsi\u00a0: 14:30."),
            },
            widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "short"}),
            **options,
        )


class DaysField(forms.CharField):
    """Several days, one by line or with commas; kept as ISO texts, each once, in order."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            required=False,
            max_length=4_000,
            widget=forms.Textarea(attrs={"rows": 2}),
            **options,
        )

    def prepare_value(self, value: Any) -> Any:
        """Show days as 15/09/2026, one by line."""
        if isinstance(value, (list, tuple)):
            return "\n".join(f"{date.fromisoformat(day):%d/%m/%Y}" for day in value)
        return value

    def clean(self, value: Any) -> list[str]:
        pieces = re.split(r"[\s,;]+", str(super().clean(value)).strip())
        return sorted({_day_in(piece).isoformat() for piece in pieces if piece})


def _day_in(text: str) -> date:
    found = _DAY.fullmatch(text)
    try:
        if found is None:
            raise ValueError(text)
        day, month, year, *iso = found.groups()
        numbers = (year, month, day) if year else tuple(iso)
        return date(*(int(number) for number in numbers))
    except ValueError as error:
        raise ValidationError(
            _("« %(text)s » n’est pas un jour. Écrivez-le ainsi\u00a0: 15/09/2026."),
            params={"text": text[:30]},
        ) from error


class SeveralField(forms.MultipleChoiceField):
    """Boxes to tick."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("required", False)
        super().__init__(widget=forms.CheckboxSelectMultiple, **options)


class PhoneField(forms.CharField):
    """A telephone number as people write it, kept as the standard wants it."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"type": "tel", "class": "short"}))
        super().__init__(max_length=60, required=False, **options)

    def prepare_value(self, value: Any) -> Any:
        """Show the number by pairs."""
        return telephone(value) if isinstance(value, str) and value else value

    def clean(self, value: Any) -> str:
        text = str(super().clean(value)).replace("\u00a0", " ")
        if not text:
            return ""
        number, left, _problems = phone_cell("telephone", text)
        if number and not left:
            return str(number)
        raise ValidationError(_("Donnez un seul numéro, à 10 chiffres\u00a0: 01 99 00 21 10."))


class NumberField(forms.IntegerField):
    """A whole number; what is out of its limits is said with them."""

    def __init__(self, *, least: int, most: int, **options: Any) -> None:
        options.setdefault("required", False)
        super().__init__(
            min_value=least,
            max_value=most,
            error_messages={
                "required": REQUIRED,
                "invalid": _("Écrivez un nombre entier."),
                "min_value": _("%(limit_value)s au moins."),
                "max_value": _("%(limit_value)s au plus."),
            },
            widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
            **options,
        )


@dataclass(frozen=True, slots=True)
class Shown:
    """A field as a page shows it.

    `look` is "field", "boxes" (several answers) or "week" (those that are short).
    """

    field: BoundField
    look: str


@dataclass(frozen=True, slots=True)
class Group:
    """Fields under a title; `folded` ones open on demand, those `in_row` are side by side."""

    title: str
    note: str
    folded: bool
    in_row: bool
    fields: Sequence[Shown]


@dataclass(frozen=True, slots=True)
class Part:
    """What a form class says of a group."""

    title: Any
    names: Sequence[str]
    note: Any = ""
    folded: bool = False
    in_row: bool = False


class SetupForm(forms.Form):
    """A form whose fields come in groups."""

    parts: ClassVar[Sequence[Part]] = ()

    @property
    def groups(self) -> list[Group]:
        """Return the groups that have a field; an error or an answer unfolds them."""
        said = self.parts or [Part("", tuple(self.fields))]
        found = []
        for part in said:
            fields = [self._shown(name) for name in part.names if name in self.fields]
            if fields:
                folded = part.folded and not any(one.field.errors for one in fields)
                found.append(Group(str(part.title), str(part.note), folded, part.in_row, fields))
        return found

    def _shown(self, name: str) -> Shown:
        widget = self.fields[name].widget
        if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
            return Shown(self[name], "week" if name == "days" else "boxes")
        return Shown(self[name], "field")


Refusals = dict[type[DomainError], str]


def accepted(form: SetupForm, act: Callable[[], Any], refusals: Refusals) -> Any:
    """Return what `act` returns; None when it is refused, which the form then says.

    `refusals` names the field that each refusal is about, "" for the whole form.
    """
    try:
        return act()
    except tuple(refusals) as error:
        field = refusals[type(error)]
        form.add_error(field if field in form.fields else None, str(error))
        return None
