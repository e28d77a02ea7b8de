"""Why a file is not checked: too large, too many at once."""

from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext_lazy as _

from maillage.web.errors import DomainError

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class FileTooLargeToCheck(DomainError):
    """The file is larger than what the page reads; it was not received."""

    code = "open_data_file_too_large"
    status = 413
    title: "ClassVar[str | StrPromise]" = _("Ce fichier est trop lourd")
    message = _(
        "Cette page lit des fichiers de {limit} Mo au plus. Compressez-le (.gz), découpez-le, ou "
        "utilisez la commande « maillage validate » sur votre ordinateur."
    )


class TooManyChecks(DomainError):
    """The same network sends file after file."""

    code = "open_data_too_many_checks"
    status = 429
    title: "ClassVar[str | StrPromise]" = _("Beaucoup de fichiers à la suite")
    message = _("Attendez une minute, puis recommencez. Rien n’a été gardé.")


class ChecksBusy(DomainError):
    """Every process that may check a file does."""

    code = "open_data_checks_busy"
    status = 503
    title: "ClassVar[str | StrPromise]" = _("D’autres fichiers sont en cours de contrôle")
    message = _("Attendez une minute, puis envoyez de nouveau votre fichier.")
