"""What the open services refuse: a request that cannot be read, a thing that is not there."""

from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext_lazy as _

from maillage.web.errors import DomainError

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class RequestUnreadable(DomainError):
    """A parameter has a value that nothing can be done with; `detail` says which and how."""

    code = "open_data_request_unreadable"
    status = 400
    title: "ClassVar[str | StrPromise]" = _("La demande ne peut pas être lue")
    message = "{detail}"


class NotPublished(DomainError):
    """Nothing public bears this number: it never did, or it is closed."""

    code = "open_data_not_published"
    status = 404
    title: "ClassVar[str | StrPromise]" = _("Rien n’est publié sous ce numéro")
    message = _(
        "Rien n’est publié sous « {number} ». Un lieu fermé sort de tous les formats ; "
        "la liste de ce qui est publié donne les numéros d’aujourd’hui."
    )
