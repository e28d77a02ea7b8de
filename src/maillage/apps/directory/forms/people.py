"""Forms about people. They read what is typed; actions decide."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.apps.directory.forms.kit import REQUIRED, DayField
from maillage.apps.directory.models import ORGANISATION_ROLES, ZONE_ROLES, Role

Choices = Sequence[tuple[Any, Any]]
EMAIL_ERRORS = {
    "required": REQUIRED,
    "invalid": _("Cette adresse n’est pas complète. Par exemple : prenom@association.example."),
}


class InviteForm(forms.Form):
    """Which role, where, and how the invitation reaches the person."""

    role = forms.ChoiceField(label=_("Son rôle"), error_messages={"required": REQUIRED})
    organisation = forms.TypedChoiceField(
        label=_("Pour quelle organisation"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_(
            "Pour les membres, la médiation, les écrivains publics, le travail social ou "
            "l’insertion."
        ),
    )
    zone = forms.TypedChoiceField(
        label=_("Pour quel quartier"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("Pour la gestion d’un quartier."),
    )
    email = forms.EmailField(
        label=_("Son adresse e-mail"),
        required=False,
        help_text=_("Vide : vous imprimez un code, à remettre en main propre."),
        error_messages=EMAIL_ERRORS,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(
        self,
        *args: Any,
        roles: Sequence[str],
        organisations: Choices,
        zones: Choices,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        chosen = [(role.value, role.label) for role in Role if role in roles]
        self.fields["role"].choices = [("", "—"), *chosen]  # type: ignore[attr-defined]
        self.fields["organisation"].choices = [("", "—"), *organisations]  # type: ignore[attr-defined]
        self.fields["zone"].choices = [("", "—"), *zones]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Say what is missing at its field, and drop what the role does not need."""
        told: dict[str, Any] = super().clean() or {}
        role = told.get("role", "")
        if role in ORGANISATION_ROLES and told.get("organisation") is None:
            self.add_error("organisation", _("Ce rôle se tient pour une organisation : laquelle ?"))
        if role in ZONE_ROLES and told.get("zone") is None:
            self.add_error("zone", _("Ce rôle se tient pour un quartier : lequel ?"))
        told["organisation"] = told.get("organisation") if role in ORGANISATION_ROLES else None
        told["zone"] = told.get("zone") if role in ZONE_ROLES else None
        return told


class CodeForm(forms.Form):
    """A code printed on paper, and the address of the person who holds it."""

    code = forms.CharField(
        label=_("Votre code d’invitation"),
        max_length=40,
        help_text=_("Dix lettres et chiffres, par exemple 7KX2M-9QDVR."),
        error_messages={"required": REQUIRED},
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
    )
    name = forms.CharField(
        label=_("Votre nom"),
        max_length=150,
        required=False,
        help_text=_("Comme vos collègues vous appellent. Vous pourrez le changer."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Votre adresse e-mail"),
        help_text=_("Nous y envoyons un code : il prouve que l’adresse est à vous."),
        error_messages=EMAIL_ERRORS,
    )


class NameForm(forms.Form):
    """One's own name."""

    name = forms.CharField(
        label=_("Votre nom"),
        max_length=150,
        error_messages={"required": REQUIRED},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class JournalForm(forms.Form):
    """What to look for in the journal."""

    person = forms.TypedChoiceField(label=_("Qui"), required=False, coerce=int, empty_value=None)
    action = forms.ChoiceField(
        label=_("Quoi"),
        required=False,
    )
    day = DayField(label=_("Quel jour"), required=False)

    def __init__(self, *args: Any, people: Choices, actions: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["action"].choices = [("", _("Tout")), *actions]  # type: ignore[attr-defined]
        self.fields["person"].choices = [("", _("Tout le monde")), *people]  # type: ignore[attr-defined]
