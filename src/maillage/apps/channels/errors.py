"""Refusals of this domain."""

from django.utils.translation import gettext_lazy as _

from maillage.web.errors import DomainError


class PaperNotMade(DomainError):
    """The paper could not be laid out: a fault of ours, or a machine without memory."""

    code = "paper_not_made"
    message = _(
        "Ce papier n’a pas pu être mis en page. La liste reste à l’écran, et s’imprime depuis "
        "cette page. Dites-le à l’équipe : l’heure suffit pour retrouver la cause."
    )
    status = 503


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
