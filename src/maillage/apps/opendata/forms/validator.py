"""A file to check."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.apps.opendata.errors.validator import FileTooLargeToCheck
from maillage.apps.opendata.queries.file_check import MAX_BYTES

ACCEPTED = ".csv,.tsv,.txt,.xlsx,.ods,.json,.geojson,.gz"
_LONGEST_NAME = 150


class FileForm(forms.Form):
    """One file of this computer."""

    fichier = forms.FileField(
        label=_("Un fichier de votre ordinateur"),
        help_text=_("CSV, Excel (.xlsx), LibreOffice (.ods), JSON ou GeoJSON, %(n)s Mo au plus.")
        % {"n": MAX_BYTES // 1024**2},
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        error_messages={"required": _("Choisissez un fichier.")},
    )

    def clean_fichier(self) -> Any:
        """Refuse what is too large, whatever its announced length was."""
        file = self.cleaned_data["fichier"]
        if (file.size or 0) > MAX_BYTES:
            raise FileTooLargeToCheck(limit=MAX_BYTES // 1024**2)
        return file

    @property
    def name(self) -> str:
        """How the owner calls the file, in characters that any report may hold."""
        given: Any = self.cleaned_data["fichier"].name
        plain = str(given).replace("\x00", "").encode("utf-8", "replace").decode()
        return plain[-_LONGEST_NAME:] or "fichier"
