"""What the files of the open data refuse."""

from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext_lazy as _

from maillage.web.errors import DomainError

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class FileUnknown(DomainError):
    """No file bears this name, or its copy of that day is no longer kept."""

    code = "open_data_file_unknown"
    status = 404
    title: "ClassVar[str | StrPromise]" = _("Ce fichier n’est pas là")
    message = _(
        "Il n’y a pas de fichier « {name} » à cette adresse. Les copies de chaque jour sont "
        "gardées trente jours ; la page des données ouvertes donne les adresses d’aujourd’hui."
    )
