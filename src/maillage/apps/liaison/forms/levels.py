"""What a person already does: read from the diagnosis that they keep, by its code."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from maillage.apps.liaison.actions.levels import Levels
from maillage.apps.liaison.forms.kit import ScreenedForm
from maillage.web.codes import CODE_LENGTH, plain_code

SALT = "maillage.liaison.levels"
# The time of an interview: then the diagnosis is read again.
HELD = timedelta(hours=2)


class DiagnosisForm(ScreenedForm):
    """The code of a kept diagnosis, and the yes of the person; both may stay empty."""

    bilan_code = forms.CharField(
        required=False,
        max_length=40,
        label=_("Code du bilan qu’elle a gardé"),
        help_text=_("Huit signes, qu’elle vous donne. Ses réponses ne partent pas : ses niveaux "
                    "seulement."),
        widget=forms.TextInput(
            attrs={"class": "short", "autocomplete": "off", "autocapitalize": "characters",
                   "spellcheck": "false"}
        ),
    )  # fmt: skip
    bilan_agreed = forms.BooleanField(
        required=False,
        label=_("Elle m’a donné ce code, et veut bien que le lieu lise ses niveaux"),
    )

    def clean_bilan_code(self) -> str:
        """Return the code as it was printed, "" for none."""
        typed = self.cleaned_data["bilan_code"]
        code = plain_code(typed)
        if typed and len(code) != CODE_LENGTH + 1:
            raise forms.ValidationError(_("Il y a huit signes dans un code : relisez-le."))
        return code if typed else ""

    def clean(self) -> dict[str, Any]:
        """A diagnosis is read with the yes of the person, or not at all."""
        said = super().clean() or self.cleaned_data
        if said.get("bilan_code") and not said.get("bilan_agreed"):
            self.add_error(
                "bilan_agreed",
                _("Sans son accord, le bilan n’est pas lu : demandez-le-lui, puis cochez."),
            )
        return said


def sealed(levels: Levels, *, once: str) -> str:
    """Return levels that were read, for a hidden field of the same form: nobody writes others."""
    told = {"level": dict(levels.level), "on": levels.on.isoformat(), "version": levels.version}
    return signing.dumps(told | {"once": once}, salt=SALT)


def unsealed(text: str, *, once: str) -> Levels | None:
    """Return the levels of a hidden field, None when they are of another form, or too old."""
    try:
        told: Mapping[str, Any] = signing.loads(text, salt=SALT, max_age=HELD)
    except signing.BadSignature:
        return None
    if told["once"] != once:
        return None
    return Levels(level=told["level"], on=date.fromisoformat(told["on"]), version=told["version"])
