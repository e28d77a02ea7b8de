"""Why a piece of page for another site cannot be given."""

from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext_lazy as _

from maillage.web.errors import DomainError

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class NothingToEmbed(DomainError):
    """The address is not one of our pages that can stand in another site."""

    code = "open_data_nothing_to_embed"
    status = 404
    title: "ClassVar[str | StrPromise]" = _("Cette page ne s’intègre pas")
    message = _(
        "Seules une recherche, un quartier et un lieu de ce site s’intègrent dans une autre page."
    )


class FormatUnknown(DomainError):
    """oEmbed knows two formats."""

    code = "open_data_oembed_format"
    status = 501
    title: "ClassVar[str | StrPromise]" = _("Ce format n’existe pas ici")
    message = _("Demandez « json » ou « xml ».")


class EmbedUnreadable(DomainError):
    """A parameter of oEmbed is missing or is no number; `detail` says which."""

    code = "open_data_oembed_unreadable"
    status = 400
    title: "ClassVar[str | StrPromise]" = _("La demande ne peut pas être lue")
    message = "{detail}"
