"""Refusals that residents read: said in every language."""

from django.utils.translation import gettext_lazy as _

from maillage.web.errors import DomainError


class BookingUnknown(DomainError):
    """No booking opens with this code, or it was purged."""

    code = "booking_unknown"
    message = _(
        "Ce code n’ouvre aucune réservation. Vérifiez-le, ou demandez à l’accueil : avec votre "
        "prénom et l’heure, on la retrouve."
    )
    status = 404
    title = _("Code non reconnu")


class TimeTaken(DomainError):
    """Somebody took this time first."""

    code = "agenda_time_taken"
    message = _(
        "Quelqu’un vient de prendre cette heure. Rien n’est réservé pour vous : choisissez-en une "
        "autre."
    )
    title = _("Cette heure vient d’être prise")


class TimeNotOffered(DomainError):
    """The time is in no availability, or outside of what the motive allows."""

    code = "agenda_time_not_offered"
    message = _("Cette heure n’est pas proposée, ou ne l’est plus. Choisissez-en une autre.")
    title = _("Cette heure n’est pas proposée")


class SessionFull(DomainError):
    """No seat is left, and there is no waiting list."""

    code = "agenda_session_full"
    message = _(
        "Il n’y a plus de place à cette séance. Rien n’est réservé : choisissez-en une autre."
    )
    title = _("Séance complète")


class ChildcareFull(DomainError):
    """The children cannot all be looked after."""

    code = "agenda_childcare_full"
    message = _(
        "Il ne reste pas assez de places pour garder {n} enfant(s) à cette séance. Rien n’est "
        "réservé : venez sans eux, ou choisissez une autre séance."
    )
    title = _("Garde d’enfants complète")


class SessionNotBooked(DomainError):
    """The session is over, cancelled, without seats, or booked with another service."""

    code = "agenda_session_closed"
    message = _("On ne réserve pas, ou plus, pour cette séance.")
    title = _("Pas de réservation ici")


class SessionUnknown(DomainError):
    """No session has this number."""

    code = "agenda_session_unknown"
    message = _("Cette séance n’existe pas, ou plus.")
    status = 404


class MotiveUnknown(DomainError):
    """No motive has this number, or it ended."""

    code = "agenda_motive_unknown"
    message = _("Ce motif de rendez-vous n’existe pas, ou plus.")
    status = 404


class BookingEnded(DomainError):
    """What is asked needs a booking that stands."""

    code = "agenda_booking_ended"
    message = _("Cette réservation est annulée ou passée : elle ne change plus.")
    title = _("Réservation terminée")


class TooLateOnline(DomainError):
    """The motive asks for more notice."""

    code = "agenda_too_late"
    message = _(
        "Il est trop tard pour le faire ici : il faut prévenir {limit} avant. Appelez le lieu, "
        "on s’arrange."
    )
    title = _("Il est trop tard pour le faire en ligne")


class OfferOver(DomainError):
    """The seat that was offered went to the next person."""

    code = "agenda_offer_over"
    message = _("La place proposée n’a pas été confirmée à temps : elle est allée à la suivante.")
    title = _("La place est partie")


class TooManyTries(DomainError):
    """Somebody tries codes, or a network books more than people do."""

    code = "agenda_too_many"
    message = _(
        "Trop d’essais depuis cette connexion. Rien n’est perdu : attendez une heure, ou appelez, "
        "on le fait avec vous."
    )
    status = 429
    title = _("Trop d’essais")


class NotBookedOnline(DomainError):
    """The motive or the series is booked by voice only."""

    code = "agenda_not_online"
    message = _("On ne réserve pas ici en ligne : appelez, ou passez à l’accueil.")
    title = _("Cela se réserve de vive voix")


class FeedUnknown(DomainError):
    """No calendar has this address: it was stopped, or renewed."""

    code = "agenda_feed_unknown"
    message = _("Il n’y a pas, ou plus, d’agenda à cette adresse.")
    status = 404


class CodeChanged(DomainError):
    """A form is sent again whose booking was given another code since: nobody can say it."""

    code = "agenda_code_changed"
    message = _(
        "C’est réservé, une seule fois. Un autre code a été donné depuis : servez-vous de "
        "celui-là. S’il est perdu, appelez : on en donne un autre."
    )
    title = _("Le code a changé")
