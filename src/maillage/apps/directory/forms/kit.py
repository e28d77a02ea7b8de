"""What the forms of the staff share: fields that read what people type, and groups of fields."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from maillage.core.hours import parse, zone_of
from maillage.core.standard.phone import phone_cell
from maillage.web.errors import DomainError
from maillage.web.words import telephone

REQUIRED = _("Cette réponse est nécessaire.")


class PhoneField(forms.CharField):
    """A telephone number as people write it, kept as the standard wants it."""

    def __init__(self, *, short_allowed: bool = False, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"type": "tel", "class": "short"}))
        super().__init__(max_length=60, required=False, **options)
        self._short_allowed = short_allowed

    def prepare_value(self, value: Any) -> Any:
        """Show the number by pairs."""
        return telephone(value) if isinstance(value, str) and value else value

    def clean(self, value: Any) -> str:
        text = str(super().clean(value)).replace("\u00a0", " ")
        if not text:
            return ""
        digits = "".join(c for c in text if c.isdigit())
        if self._short_allowed and len(digits) == 4 and digits[0] in "13":
            return digits
        number, left, _problems = phone_cell("telephone", text)
        if number and not left:
            return str(number)
        if number:
            raise ValidationError(_("Donnez un seul numéro."), code="several")
        raise ValidationError(
            _("Nous lisons %(n)s chiffres, il en faut 10. Par exemple 01 99 00 21 10."),
            code="shape",
            params={"n": len(digits)},
        )

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare digits: the same number written otherwise is no change."""
        told = ["".join(c for c in telephone(str(v or "")) if c.isdigit()) for v in (initial, data)]
        return told[0] != told[1]


class LinesField(forms.CharField):
    """A list, one value by line."""

    def __init__(
        self, *, each: Callable[[str], str] = lambda item: item, rows: int = 2, **options: Any
    ) -> None:
        super().__init__(
            required=False,
            max_length=2_000,
            widget=forms.Textarea(attrs={"rows": rows}),
            **options,
        )
        self._each = each

    def prepare_value(self, value: Any) -> Any:
        """Show one value by line."""
        return "\n".join(value) if isinstance(value, (list, tuple)) else value

    def clean(self, value: Any) -> list[str]:
        lines = (line.strip() for line in str(super().clean(value)).splitlines())
        return list(dict.fromkeys(self._each(line) for line in lines if line))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare the lines, whatever ends them."""
        told = [str(self.prepare_value(v) or "").split("\n") for v in (initial, data)]
        return [line.strip() for line in told[0]] != [line.strip() for line in told[1]]


def email_line(line: str) -> str:
    """Return an e-mail address. Raises ValidationError with words that say which line."""
    try:
        validate_email(line)
    except ValidationError as error:
        raise ValidationError(
            _("« %(line)s » n’est pas une adresse e-mail complète."), params={"line": line}
        ) from error
    return line


def address_line(line: str) -> str:
    """Return the address of a page, with https:// when it was left out."""
    address = line if "://" in line else f"https://{line}"
    if not address.startswith(("http://", "https://")) or "." not in address or " " in address:
        raise ValidationError(
            _("« %(line)s » n’est pas l’adresse d’une page."), params={"line": line}
        )
    return address


class AnswerField(forms.TypedChoiceField):
    """Yes, no, or nobody knows: three answers, never two."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            choices=[("yes", _("Oui")), ("no", _("Non")), ("", _("Nous ne savons pas"))],
            coerce=lambda value: value == "yes",
            empty_value=None,
            required=False,
            widget=forms.RadioSelect,
            **options,
        )

    def prepare_value(self, value: Any) -> Any:
        """Show what the base holds as the box to tick."""
        return {True: "yes", False: "no", None: ""}.get(value, value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare the boxes."""
        return bool(self.prepare_value(initial) != (data or ""))


class SeveralField(forms.MultipleChoiceField):
    """Boxes to tick."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, widget=forms.CheckboxSelectMultiple, **options)


class DayField(forms.DateField):
    """A day, chosen in the calendar of the device or typed as 15/09/2026."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            input_formats=["%Y-%m-%d", "%d/%m/%Y"],
            error_messages={
                "required": REQUIRED,
                "invalid": _("Ce jour n’existe pas. Écrivez-le ainsi\u00a0: 15/09/2026."),
            },
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "short"}),
            **options,
        )


@dataclass(frozen=True, slots=True)
class ShownField:
    """A field to lay out; `first` is the hidden copy of what the form showed, if it keeps one."""

    field: forms.BoundField
    boxes: bool
    first: SafeString | str


@dataclass(frozen=True, slots=True)
class Group:
    """Fields under one title."""

    title: Any
    note: Any
    fields: Sequence[ShownField]


class StaffForm(forms.Form):
    """A form of the desk. It keeps what it showed: only what a person changed is handed on.

    So two people who correct two things of one place do not undo one another.
    """

    # (title, note, names of the fields)
    layout: tuple[tuple[Any, Any, tuple[str, ...]], ...] = ()
    keeps_first = False

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.show_hidden_initial = False
            if "required" in field.error_messages:
                field.error_messages["required"] = REQUIRED
        # What the person should know although the form is accepted.
        self.warnings: list[str] = []

    @property
    def groups(self) -> list[Group]:
        """The fields by group, in order; one group without a title by default."""
        layout = self.layout or (("", "", tuple(self.fields)),)
        return [
            Group(title, note, [self._shown(name) for name in names])
            for title, note, names in layout
        ]

    def _shown(self, name: str) -> ShownField:
        bound = self[name]
        boxes = bound.widget_type in ("checkboxselectmultiple", "radioselect")
        first = bound.as_hidden(only_initial=True) if self.keeps_first else ""
        return ShownField(bound, boxes, first)

    def full_clean(self) -> None:
        for field in self.fields.values():
            field.show_hidden_initial = self.keeps_first
        super().full_clean()

    def values(self) -> dict[str, Any]:
        """Return what the person changed, by name of field; all of it when the form was empty."""
        names = self.changed_data if self.keeps_first else self.fields
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}

    def check_hours(self, text: str, code: str) -> str:
        """Return opening hours as typed, and warn when they will only be shown as they are."""
        text = " ".join(text.split())
        if text and not parse(text, zone=zone_of(code)).understood:
            self.warnings.append(
                str(
                    _(
                        "Nous n’avons pas compris les horaires « %(text)s ». Ils seront montrés "
                        "tels quels, et le lieu ne sera jamais dit « ouvert »."
                    )
                    % {"text": text}
                )
            )
        return text


def accepted(
    form: StaffForm, act: Callable[[], Any], fields: Mapping[type[DomainError], str]
) -> bool:
    """Do an action of a form; a refusal named in `fields` is written at its field, False then."""
    try:
        act()
    except DomainError as error:
        if type(error) not in fields:
            raise
        form.add_error(fields[type(error)] or None, str(error))
        return False
    return True


def day_or_none(value: Any) -> date | None:
    """Return a day of a form, None when it was left empty."""
    return value if isinstance(value, date) else None
