"""Refusals of this domain."""

from django.utils.translation import gettext_lazy as _

from maillage.web.errors import DomainError


class PaperUnknown(DomainError):
    """No paper has this name, or what it is about does not exist."""

    code = "paper_unknown"
    message = _("Ce papier n’existe pas : choisissez-en un dans la liste.")
    status = 404


class NothingToPrint(DomainError):
    """No place that is shown to the public is left of what was chosen."""

    code = "nothing_to_print"
    message = _("Aucun lieu à imprimer : choisissez au moins un lieu ouvert au public.")
    status = 404


class PostingUnknown(DomainError):
    """No posting has this number."""

    code = "posting_unknown"
    message = _("Cette affiche n’est pas dans la liste.")
    status = 404


class PostingDates(DomainError):
    """A poster would come down before it goes up."""

    code = "posting_dates"
    message = _("Une affiche ne se retire pas avant d’être posée : changez une des deux dates.")
    status = 422


class SoundAbsent(DomainError):
    """This server has no voice for this language, or the extra is not installed."""

    code = "sound_absent"
    message = _(
        "Il n’y a pas encore de son dans cette langue. Lisez la page, ou appelez : une personne "
        "vous la lit."
    )
    status = 404


class SoundNotMade(DomainError):
    """The voice did not answer: a fault of ours, or a machine that is too busy."""

    code = "sound_not_made"
    message = _(
        "Le son n’a pas pu être préparé. Rechargez dans une minute, lisez la page, ou appelez : "
        "une personne vous la lit."
    )
    status = 503


class RecordingUnknown(DomainError):
    """No recording has this number, or nobody may hear it any more."""

    code = "recording_unknown"
    message = _("Cet enregistrement n’est plus là.")
    status = 404


class RecordingRefused(DomainError):
    """The file is not a sound that browsers play."""

    code = "recording_refused"
    message = _(
        "Ce fichier n’est pas un son que les navigateurs savent jouer : enregistrez-le en MP3, "
        "en M4A, en OGG ou en WAV."
    )
    status = 422


class RecordingTooLarge(DomainError):
    """The file is over the limit."""

    code = "recording_too_large"
    message = _(
        "Ce fichier dépasse {limit} Mo : deux minutes suffisent. Enregistrez en MP3 ou en M4A."
    )
    status = 413


class MessageUnknown(DomainError):
    """No planned message has this number."""

    code = "message_unknown"
    message = _("Ce message n’est pas dans le plan.")
    status = 404


class SlipUnknown(DomainError):
    """No slip has this number."""

    code = "slip_unknown"
    message = _(
        "Aucun bon n’a ce numéro. Relisez-le ; s’il vient d’être donné dans la rue, il arrive "
        "quand le téléphone retrouve le réseau."
    )
    status = 404


class SlipRefused(DomainError):
    """What a device noted in the street cannot be taken."""

    code = "slip_refused"
    message = _("Cette rencontre n’est pas prise : {why}")
    status = 422
