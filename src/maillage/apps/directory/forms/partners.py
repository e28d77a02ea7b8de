"""Forms of the organisations of the network."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.apps.directory.forms.kit import (
    LinesField,
    PhoneField,
    StaffForm,
    address_line,
    email_line,
)
from maillage.apps.directory.models import Family, Organisation
from maillage.apps.directory.queries.partners import partners


class PartnerForm(StaffForm):
    """An organisation, with or without a place where residents are received."""

    nom = forms.CharField(max_length=255, label=_("Nom"))
    family = forms.ChoiceField(
        required=False,
        choices=[*Family.choices, ("", _("Nous ne savons pas"))],
        label=_("Famille"),
        widget=forms.RadioSelect,
    )
    missions = forms.CharField(
        required=False,
        max_length=1_000,
        label=_("Ce qu’elle apporte au réseau"),
        help_text=_("En une ou deux phrases : prêt de salles, financement, formation…"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    contact_nom = forms.CharField(
        required=False,
        max_length=120,
        label=_("Qui demander"),
        help_text=_("Une fonction, jamais une personne : « service habitat », « accueil »."),
    )
    telephone = PhoneField(label=_("Téléphone"), short_allowed=True)
    courriels = LinesField(
        label=_("Adresses e-mail"), help_text=_("Une par ligne."), each=email_line
    )
    site_web = LinesField(label=_("Sites web"), help_text=_("Un par ligne."), each=address_line)

    layout = (
        (
            "",
            _("Montré aux professionnels qui ont un compte, pas aux habitants."),
            (
                "nom",
                "family",
                "missions",
                "contact_nom",
                "telephone",
                "courriels",
                "site_web",
            ),
        ),
    )

    def __init__(
        self, *args: Any, organisation: Organisation | None = None, **options: Any
    ) -> None:
        if organisation is not None:
            options["initial"] = {name: getattr(organisation, name) for name in self.base_fields}
        super().__init__(*args, **options)
        self.keeps_first = organisation is not None


class HolderForm(StaffForm):
    """Which organisation holds a place."""

    organisation = forms.ChoiceField(
        required=False,
        label=_("Organisation"),
        help_text=_("Ses membres pourront proposer des corrections et annoncer des fermetures."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", _("Aucune")),
            *((one.organisation.public_id, one.organisation.nom) for one in partners()),
        ]
