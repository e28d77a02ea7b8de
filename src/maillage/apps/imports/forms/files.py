"""A new delivery, and whose it is."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from maillage.apps.imports.queries.sources import NATIONAL, SourceChoice
from maillage.sources.addresses import FetchError, check_url


class NewFileForm(forms.Form):
    """A file of this computer, or the address of one."""

    fichier = forms.FileField(
        label=_("Un fichier de votre ordinateur"), required=False, allow_empty_file=True
    )
    adresse = forms.CharField(
        label=_("Ou l’adresse du fichier sur le web"),
        help_text=_(
            "Celle du fichier lui-même, par exemple https://donnees.clairmaille.example/lieux.csv"
        ),
        required=False,
        max_length=2000,
        widget=forms.TextInput(attrs={"type": "url", "autocomplete": "off"}),
    )
    # After the file in the page: a form that is cut arrives without it.
    fin = forms.CharField(required=False, widget=forms.HiddenInput, initial="1")

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        limit = settings.DELIVERY_MAX_BYTES // 1024**2
        self.fields["fichier"].help_text = _(
            "CSV, Excel, LibreOffice, JSON, GeoJSON ou KML, %(n)s Mo au plus."
        ) % {"n": limit}

    def clean_adresse(self) -> str:
        """Refuse what may not be fetched, before anything is asked of the network."""
        address: str = self.cleaned_data["adresse"]
        if address:
            try:
                check_url(address, ports=settings.FETCH_PORTS)
            except FetchError as error:
                raise ValidationError(str(error)) from error
        return address

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        file, address = said.get("fichier"), said.get("adresse")
        if file and not said.get("fin"):
            self.add_error(
                "fichier",
                _("L’envoi s’est arrêté avant la fin : rien n’est gardé. Envoyez de nouveau."),
            )
        elif file and address:
            self.add_error("adresse", _("Donnez un fichier ou une adresse, pas les deux."))
        elif not file and not address and not self.errors:
            self.add_error("fichier", _("Choisissez un fichier, ou donnez son adresse."))
        return said


class SourceForm(forms.Form):
    """Of whom a file is."""

    source = forms.ChoiceField(
        label=_("Source"), error_messages={"required": _("Choisissez une source.")}
    )
    producteur = forms.CharField(
        label=_("Qui l’envoie ?"),
        help_text=_(
            "Seulement pour un fichier de la norme nationale : le nom de qui l’envoie, toujours "
            "le même. Ce que son prochain fichier ne nommera plus sera retiré."
        ),
        required=False,
        max_length=60,
    )

    def __init__(self, *arguments: Any, choices: list[SourceChoice], **options: Any) -> None:
        super().__init__(*arguments, **options)
        listed = [(choice.id, choice.title) for choice in choices]
        self.fields["source"].choices = [("", _("Choisissez…")), *listed]  # type: ignore[attr-defined]

    def source_id(self) -> str:
        """Return the name of the source: that of its producer for the national standard."""
        source: str = self.cleaned_data["source"]
        producer = slugify(self.cleaned_data["producteur"])[:31].strip("-")
        return f"{NATIONAL}:{producer}" if source == NATIONAL and producer else source
