"""Forms of the professional layer of a place, and of a message to its contact."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.apps.directory.forms.kit import PhoneField, StaffForm
from maillage.apps.directory.models import ProfessionalNote

SEEN_BY_PROFESSIONALS = _(
    "Montré aux seuls professionnels qui ont un compte : ni aux habitants, ni dans les données "
    "ouvertes. Effacez-le ici quand il ne sert plus."
)


class ProfessionalForm(StaffForm):
    """Whom to call directly, who is admitted, how many."""

    direct_contact = forms.CharField(
        required=False,
        max_length=120,
        label=_("Personne à joindre directement"),
        help_text=_("Avec son accord. Un rôle suffit : « référente insertion »."),
    )
    direct_telephone = PhoneField(label=_("Son téléphone direct"))
    direct_courriel = forms.EmailField(required=False, label=_("Son adresse e-mail"))
    admission_rule = forms.CharField(
        required=False,
        max_length=1_000,
        label=_("Comment orienter quelqu’un ici"),
        help_text=_("Qui est accueilli, sous quelle condition, avec quel papier."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    capacity = forms.CharField(
        required=False,
        max_length=200,
        label=_("Combien de personnes"),
        help_text=_("Par exemple : 8 places par atelier, 12 rendez-vous par semaine."),
    )

    layout = (("", SEEN_BY_PROFESSIONALS, ("direct_contact", "direct_telephone", "direct_courriel",
                                           "admission_rule", "capacity")),)  # fmt: skip

    def __init__(self, *args: Any, note: ProfessionalNote | None = None, **options: Any) -> None:
        if note is not None:
            options["initial"] = {name: getattr(note, name) for name in self.base_fields}
        super().__init__(*args, **options)


class MessageForm(StaffForm):
    """A message to the contact of a place."""

    subject = forms.CharField(max_length=120, label=_("Objet"))
    message = forms.CharField(
        max_length=4_000,
        label=_("Votre message"),
        help_text=_("Sans le nom ni la santé d’une personne : une fiche de liaison sert à cela."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
