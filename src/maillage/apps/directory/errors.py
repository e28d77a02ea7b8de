"""Refusals of this domain."""

from django.utils.translation import gettext_lazy as _

from maillage.web.errors import DomainError


class PlaceUnknown(DomainError):
    """No place has this number."""

    code = "place_unknown"
    message = _("Ce lieu n’existe pas, ou son adresse a été mal recopiée.")
    status = 404


class OfferUnknown(DomainError):
    """No offer has this number at this place."""

    code = "offer_unknown"
    message = _("Cette offre n’existe pas.")
    status = 404


class EquipmentUnknown(DomainError):
    """No such equipment at this place."""

    code = "equipment_unknown"
    message = _("Cet équipement n’est pas dans ce lieu.")
    status = 404


class ProgrammeUnknown(DomainError):
    """No programme has this address."""

    code = "programme_unknown"
    message = _("Ce programme n’existe pas.")
    status = 404


class OfferWithoutContact(DomainError):
    """An offer entered by hand must name a person to ask (WRN-03)."""

    code = "offer_without_contact"
    message = _("Dites à qui s’adresser : une offre ne se publie pas sans une personne à demander.")
    status = 422


class MoreAdaptedThanTotal(DomainError):
    """More adapted items than there are items."""

    code = "more_adapted_than_total"
    message = _("Il ne peut pas y avoir plus de postes adaptés que de postes en tout.")
    status = 422


class TermUnknown(DomainError):
    """A word that is not in the controlled list."""

    code = "term_unknown"
    message = _("Ce mot n’est pas dans la liste.")
    status = 422


class ClosingDateMissing(DomainError):
    """A place cannot close without a day, nor before it opened."""

    code = "closing_date_wrong"
    message = _("Donnez le jour de fermeture ; il ne peut pas précéder l’ouverture.")
    status = 422
