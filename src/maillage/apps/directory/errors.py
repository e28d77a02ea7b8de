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


class ClosingInFuture(DomainError):
    """A place that closes leaves the lists at once: the day must have come."""

    code = "closing_in_future"
    message = _(
        "Ce jour est à venir, et le lieu quitterait la liste dès maintenant. Revenez ce jour-là ; "
        "d’ici là, dites-le par une fermeture temporaire."
    )
    status = 422


class PlaceNotClosed(DomainError):
    """Only a place that left the lists can come back into them."""

    code = "place_not_closed"
    message = _("Ce lieu est déjà ouvert et dans la liste.")


class MovedToItself(DomainError):
    """A place cannot be replaced by itself."""

    code = "moved_to_itself"
    message = _("Choisissez un autre lieu : celui-ci ne peut pas se remplacer lui-même.")
    status = 422


class ClosureDatesWrong(DomainError):
    """A temporary closure that ends before it starts."""

    code = "closure_dates_wrong"
    message = _("Le dernier jour de fermeture ne peut pas précéder le premier.")
    status = 422


class ClosureUnknown(DomainError):
    """No such temporary closure at this place."""

    code = "closure_unknown"
    message = _("Cette fermeture n’est plus annoncée.")
    status = 404


class PlaceWithoutName(DomainError):
    """A place must have a name that people can read."""

    code = "place_without_name"
    message = _("Donnez le nom du lieu.")
    status = 422


class PositionHalfGiven(DomainError):
    """A latitude without a longitude, or the other way round."""

    code = "position_half_given"
    message = _("Donnez la latitude et la longitude, ou aucune des deux.")
    status = 422


class AgesOutOfOrder(DomainError):
    """The oldest age comes before the youngest."""

    code = "ages_out_of_order"
    message = _("L’âge le plus grand ne peut pas être plus petit que l’autre.")
    status = 422


class TermAlreadyThere(DomainError):
    """Two words of one list may not be the same."""

    code = "term_already_there"
    message = _("« {label} » est déjà dans cette liste.")


class UndoImpossible(DomainError):
    """What was done was changed again since, or cannot be undone."""

    code = "undo_impossible"
    message = _(
        "Ce changement ne peut plus être annulé : la fiche a été modifiée depuis. "
        "Corrigez-la directement."
    )
