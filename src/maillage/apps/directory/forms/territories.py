"""A file of outlines, and the name of a territory."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

KINDS = [
    ("", _("Le fichier le dit, ou cela se devine")),
    ("quarter", _("Des quartiers")),
    ("qpv", _("Des quartiers prioritaires")),
    ("veille", _("Des quartiers en veille active")),
    ("commune", _("Des communes")),
    ("epci", _("Des intercommunalités")),
    ("iris", _("Des IRIS, petits quartiers de l’Insee")),
    ("cell", _("Des carreaux de 200 mètres")),
]


class OutlineFileForm(forms.Form):
    """A file of outlines, and what it does not say itself."""

    fichier = forms.FileField(
        label=_("Le fichier des contours"),
        help_text=_(
            "GeoJSON, GeoPackage, FlatGeobuf, ou Shapefile dans un .zip ; 20 Mo au plus. Aussi : "
            "la « Base des unités urbaines » de l’Insee (CSV ou Excel), après les communes."
        ),
        error_messages={"required": _("Choisissez un fichier.")},
    )
    kind = forms.ChoiceField(label=_("Que sont ces contours ?"), choices=KINDS, required=False)
    layer = forms.CharField(
        label=_("Quelle couche ?"),
        help_text=_("Seulement si le fichier en a plusieurs."),
        required=False,
        max_length=120,
    )
    nom = forms.CharField(
        label=_("Quelle colonne est le nom ?"),
        help_text=_("Seulement si elle ne s’appelle pas « nom »."),
        required=False,
        max_length=120,
    )
    code = forms.CharField(
        label=_("Quelle colonne est le code ?"),
        help_text=_("Seulement si elle ne s’appelle pas « code »."),
        required=False,
        max_length=120,
    )

    def asked(self) -> dict[str, Any]:
        """Return what was answered beside the file."""
        return {name: self.cleaned_data[name] for name in ("kind", "layer", "nom", "code")}


class ZoneNameForm(forms.Form):
    """The name of a territory as people read it."""

    nom = forms.CharField(
        label=_("Nom"),
        max_length=120,
        error_messages={"required": _("Donnez un nom.")},
    )
