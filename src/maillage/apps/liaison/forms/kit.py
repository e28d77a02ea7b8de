"""Fields that the forms of sheets and paths share."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from maillage.apps.directory.queries.choosing import open_places
from maillage.apps.liaison.models import How, Via
from maillage.apps.liaison.queries.doubts import Doubt, doubt_words, doubts
from maillage.apps.liaison.queries.screening import why_not
from maillage.core.standard.phone import phone_cell
from maillage.web.words import telephone

REQUIRED = {"required": _("Cette réponse est nécessaire.")}
# Lines as a pointer draws them: moves and lines between whole numbers, on a drawing of 300 × 100.
_DRAWING = re.compile(r"(?:M\d{1,3} \d{1,3}(?:L\d{1,3} \d{1,3})+){1,60}")
DRAWING_SIGNS = 6_000
# A dot is no signature.
DRAWING_LEAST = 40
# No field is longer: what is beyond is refused for its length.
MOST_READ = 400
WARNING = _(
    "Quelques mots, sans nom de famille, sans numéro, sans mot de passe, rien sur la santé."
)


class FreeTextField(forms.CharField):
    """A short text that never holds what identifies: number, password, illness."""

    def __init__(self, *, most: int, numbers: bool = False, rows: int = 0, **options: Any) -> None:
        options.setdefault("required", False)
        attrs: dict[str, Any] = {"autocomplete": "off"}
        widget = forms.Textarea(attrs=attrs | {"rows": rows}) if rows else forms.TextInput(attrs)
        options.setdefault("widget", widget)
        too_long = _("%(most)d signes au plus : gardez l’essentiel.")
        super().__init__(
            max_length=most, error_messages=REQUIRED | {"max_length": too_long % {"most": most}},
            **options,
        )  # fmt: skip
        # A reference of a partner: figures are what it is made of.
        self.is_reference = numbers

    def clean(self, value: Any) -> str:
        text = " ".join(str(super().clean(value)).split())
        if why := why_not(text, numbers=self.is_reference):
            raise ValidationError(why, code="refused")
        return text


class ScreenedForm(forms.Form):
    """A form whose free texts are read again when a word of them may say too much.

    The first time the page names the words, says what to write instead, and shows one box. Ticked,
    it lets through these words and no other.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.doubts = {name: found for name in self.fields if (found := self._doubts_of(name))}
        if self.doubts:
            self.fields["reread"] = forms.BooleanField(
                required=False,
                label=_("J’ai relu ces mots : ils ne disent ni la santé, ni la vie privée, ni de "
                        "quoi reconnaître la personne. Les garder."),
                widget=forms.CheckboxInput(attrs={"value": self._mark()}),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Ask to read again what may say too much, once."""
        said = super().clean() or self.cleaned_data
        if self.data.get(self.add_prefix("reread")) != self._mark():
            for name, found in self.doubts.items():
                if name not in self.errors:
                    self.add_error(name, doubt_words(found))
        return said

    def _doubts_of(self, name: str) -> list[Doubt]:
        field = self.fields[name]
        if not self.is_bound or not isinstance(field, FreeTextField) or field.is_reference:
            return []
        return doubts(str(self.data.get(self.add_prefix(name), ""))[:MOST_READ])

    def _mark(self) -> str:
        return "|".join(one.word for found in self.doubts.values() for one in found)


class SeveralField(forms.MultipleChoiceField):
    """Boxes to tick."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("required", False)
        super().__init__(
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Cochez au moins une réponse.")},
            **options,
        )


class DrawingField(forms.CharField):
    """A signature drawn on the screen, as lines; anything else is refused."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            required=False, max_length=DRAWING_SIGNS, widget=forms.HiddenInput, **options
        )

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        if text and (not _DRAWING.fullmatch(text) or len(text) < DRAWING_LEAST):
            raise ValidationError(_("La signature ne se lit pas : recommencez-la."))
        return text


class DayField(forms.DateField):
    """A day, chosen in the calendar of the device or typed as 15/09/2026."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            input_formats=["%Y-%m-%d", "%d/%m/%Y"],
            error_messages=REQUIRED
            | {"invalid": _("Ce jour n’existe pas. Écrivez-le ainsi : 15/09/2026.")},
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "short"}),
            **options,
        )


class HourField(forms.TimeField):
    """An hour of the wall clock, typed as 14:30 or 14h30."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            input_formats=["%H:%M", "%H:%M:%S", "%Hh%M", "%Hh", "%H h %M", "%H h"],
            error_messages=REQUIRED
            | {"invalid": _("Cette heure n’existe pas. Écrivez-la ainsi : 14:30.")},
            widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "short"}),
            **options,
        )


class PhoneField(forms.CharField):
    """A telephone number as people write it, kept as the standard wants it."""

    def __init__(self, **options: Any) -> None:
        # The browser of a counter would propose the numbers of those who came before.
        attrs = {"type": "tel", "inputmode": "tel", "class": "short", "autocomplete": "off"}
        super().__init__(
            max_length=60, required=False, widget=forms.TextInput(attrs=attrs), **options
        )

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
        raise ValidationError(_("Donnez un seul numéro, à 10 chiffres : 01 99 00 21 10."))


class PlaceField(forms.TypedChoiceField):
    """A place of the directory, those of the person first; None for none."""

    def __init__(self, *, none: Any, **options: Any) -> None:
        super().__init__(coerce=int, empty_value=None, required=False, **options)
        self.none = none
        self.places: dict[int, Any] = {}

    def offer(self, by: Any, *, keep: Any = None) -> None:
        """Read the places that may be chosen; `keep` is the one that is there already."""
        own, others = open_places(by)
        self.places = {place.pk: place for place in (*own, *others)}
        if keep is not None:
            self.places.setdefault(keep.pk, keep)
        self.choices = [
            ("", self.none),
            *((place.pk, ", ".join(part for part in (place.nom, place.commune) if part))
              for place in self.places.values()),
        ]  # fmt: skip

    def place(self, number: Any) -> Any:
        """Return the place of a number that was chosen, None for none."""
        return self.places.get(number)


def via_field(*, by_email: bool) -> forms.ChoiceField:
    """Return the question "how does the sheet reach the place?"; by e-mail first, when it can."""
    words = {
        Via.EMAIL: _("Par e-mail : le lieu reçoit un lien, et répond sans compte"),
        Via.HAND: _("Par la personne : elle apporte le papier"),
        Via.PHONE: _("Au téléphone : j’appelle le lieu, je dis le besoin et le code"),
    }
    ways = [way for way in words if by_email or way is not Via.EMAIL]
    return forms.ChoiceField(
        required=False,
        label=_("Comment la fiche arrive-t-elle au lieu ?"),
        choices=[(way, words[way]) for way in ways],
        initial=ways[0],
        widget=forms.RadioSelect,
    )


def how_field(*, screen: bool) -> forms.ChoiceField:
    """Return the question "how did the person agree?"."""
    words = {
        How.SPOKEN: _("Elle l’a dit devant moi, ou au téléphone"),
        How.PAPER: _("Elle a signé le papier, que je garde"),
        How.SCREEN: _("Elle signe ici, sur l’écran"),
    }
    return forms.ChoiceField(
        label=_("Comment la personne a-t-elle dit oui ?"),
        choices=[(how, words[how]) for how in words if screen or how is not How.SCREEN],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Sans son accord, la fiche ne part pas : demandez-le-lui, puis cochez.")
        },
    )
