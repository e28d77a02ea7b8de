"""Refusals of this domain."""

from django.utils.translation import gettext_lazy as _

from maillage.web.errors import DomainError


class TerritoryFileUnreadable(DomainError):
    """The file of territories is not one of the shapes that are known."""

    code = "territory_file_unreadable"
    message = _("Ce fichier de territoires ne peut pas être lu : {detail}.")
    status = 422


class ZoneUnknown(DomainError):
    """No territory has this address."""

    code = "zone_unknown"
    message = _("Ce quartier n’existe pas, ou son adresse a été mal recopiée.")
    status = 404
