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


class JoinRefused(DomainError):
    """Two places that are one already, or one of them is gone."""

    code = "join_refused"
    message = _("Ces deux lieux n’en font déjà qu’un, ou l’un des deux n’existe plus.")
    status = 409


class JoinUnknown(DomainError):
    """No such link, or somebody took it back before."""

    code = "join_unknown"
    message = _("Ce lien n’existe pas, ou quelqu’un l’a déjà défait.")
    status = 404


class NothingToConfirm(DomainError):
    """No published field was named, or the place publishes none of them."""

    code = "nothing_to_confirm"
    message = _("Choisissez au moins une information à confirmer.")
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


class NotAllowed(DomainError):
    """This person may not do this."""

    code = "not_allowed"
    message = _(
        "Votre rôle ne permet pas d’ouvrir cette page. Si vous en avez besoin, demandez à la "
        "coordination du réseau."
    )
    status = 403
    title = "Cette page est réservée"


class MembershipKnown(DomainError):
    """The person already has this role there."""

    code = "membership_known"
    message = _("Cette personne a déjà ce rôle.")


class MembershipUnknown(DomainError):
    """No such role is held."""

    code = "membership_unknown"
    message = _("Ce rôle n’existe pas, ou il est déjà terminé.")
    status = 404


class RoleWithoutPlace(DomainError):
    """A role of an organisation without an organisation, or of a quarter without a quarter."""

    code = "role_without_place"
    message = _(
        "Dites pour quelle organisation, ou pour quel quartier : ce rôle n’a de sens que là."
    )
    status = 422


class LastAdministrator(DomainError):
    """Without this person, nobody would administer the territory."""

    code = "last_administrator"
    message = _(
        "C’est la dernière personne qui administre le territoire. Donnez d’abord ce rôle à une "
        "autre."
    )


class InvitationUnknown(DomainError):
    """No such invitation."""

    code = "invitation_unknown"
    message = _("Cette invitation n’existe pas.")
    status = 404


class InvitationOver(DomainError):
    """The link or the code opens nothing: wrong, used, taken back, too old; not said which."""

    code = "invitation_over"
    message = _(
        "Cette invitation ne sert plus, ou le code n’est pas le bon. Demandez-en une autre à la "
        "personne qui vous invite."
    )
    status = 410
    title = _("Cette invitation n’ouvre rien")


class MailNotSent(DomainError):
    """The server of e-mails did not take the message."""

    code = "mail_not_sent"
    message = _(
        "L’invitation existe, mais l’e-mail n’est pas parti. Renvoyez-la dans un moment, ou "
        "donnez un code sur papier."
    )
    status = 502
    title = _("L’e-mail n’est pas parti")


class WordUnknown(DomainError):
    """The address names a controlled list, or a word of one, that does not exist."""

    code = "word_unknown"
    message = _("Cette liste, ou ce mot, n’existe pas.")
    status = 404


class NobodyToWriteTo(DomainError):
    """The place has no e-mail address, neither direct nor public."""

    code = "nobody_to_write_to"
    message = _("Ce lieu n’a pas d’adresse e-mail : appelez-le.")
    status = 422


class TooManyMessages(DomainError):
    """One person writes to too many places at once."""

    code = "too_many_messages"
    message = _("Vous avez envoyé {n} messages en une heure. Attendez un peu, ou appelez.")
    status = 429


class MessageNotSent(DomainError):
    """The mail server did not take the message."""

    code = "message_not_sent"
    message = _("Le message n’est pas parti : recommencez dans un moment, ou appelez.")
    status = 503


class OrganisationUnknown(DomainError):
    """No organisation has this number."""

    code = "organisation_unknown"
    message = _("Cette organisation n’est pas dans l’annuaire.")
    status = 404


class OrganisationKnown(DomainError):
    """An organisation already bears this name, whatever its spelling."""

    code = "organisation_known"
    message = _("« {nom} » est déjà dans l’annuaire : complétez plutôt sa fiche.")
    status = 422


class TileUnknown(DomainError):
    """The numbers of a tile that is not of this Earth, or too deep."""

    code = "tile_unknown"
    message = _("Ce morceau de carte n’existe pas.")
    status = 404


class BaseMapAbsent(DomainError):
    """The base map is not switched on, or its file is not there."""

    code = "base_map_absent"
    message = _("Ce fond de carte n’est pas installé ici.")
    status = 404


class BaseMapSilent(DomainError):
    """The base map did not answer, or not in time."""

    code = "base_map_silent"
    message = _("Le fond de carte ne répond pas. Les lieux et les quartiers restent dessinés.")
    status = 503


class OfferRepeated(DomainError):
    """A program sends another offer under the key of one that was made already."""

    code = "offer_repeated"
    message = _(
        "Cette Idempotency-Key a déjà servi pour une autre offre : une clé par offre nouvelle."
    )
    status = 409


class PlaceNotPlanned(DomainError):
    """Only a planned place opens; a closed one is put back into the lists."""

    code = "place_not_planned"
    message = _("Ce lieu n’est pas en projet : il n’y a rien à ouvrir.")


class OpeningInFuture(DomainError):
    """What is not open yet stays planned."""

    code = "opening_in_future"
    message = _("Ce jour n’est pas encore venu. Le lieu reste en projet jusque-là.")
    status = 422


class SomethingIsThere(DomainError):
    """The record says that there is some: two persons may have come at the same time."""

    code = "something_is_there"
    message = _(
        "La fiche dit qu’il y en a. Si ce n’est plus vrai, changez d’abord le nombre sur la fiche."
    )


class PhotoUnknown(DomainError):
    """No photograph has this number, or its files are gone."""

    code = "photo_unknown"
    message = _("Cette photo n’est plus là.")
    status = 404
