"""The photograph of a door."""

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.apps.directory.forms.kit import REQUIRED


class PhotoForm(forms.Form):
    """A photograph, what it shows, and the agreement of who puts it."""

    fichier = forms.FileField(
        label=_("La photo de la porte"),
        help_text=_(
            "Prise depuis la rue, de jour : la porte, l’enseigne. JPEG, PNG ou WebP, 15 Mo au plus."
        ),
        # Without HEIC in this list, an iPhone sends a JPEG by itself.
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        error_messages={
            "required": _("Choisissez une photo."),
            "empty": _("Ce fichier est vide : choisissez-en un autre."),
        },
    )
    alt = forms.CharField(
        max_length=160,
        label=_("Ce que l’on y voit"),
        help_text=_("Lu à qui ne voit pas. Par exemple : porte bleue vitrée, à côté du tabac."),
        error_messages={"required": REQUIRED},
    )
    agreed = forms.BooleanField(
        label=_(
            "On n’y voit aucun visage ni plaque d’immatriculation, et j’ai le droit de la publier."
        ),
        error_messages={
            "required": _("Sans cet accord, la photo n’est pas publiée : refaites-la si besoin.")
        },
    )
