"""Refusals of this domain."""

from django.utils.translation import gettext_lazy as _

from maillage.web.errors import DomainError


class ProposalUnknown(DomainError):
    """No such proposal, or one that is nobody else's business."""

    code = "proposal_unknown"
    message = _("Cette proposition n’existe pas.")
    status = 404


class ProposalDecided(DomainError):
    """Somebody decided before, or the author took it back."""

    code = "proposal_decided"
    message = _("{said} Rien d’autre n’a été changé.")


class ProposalSent(DomainError):
    """What was sent is no longer changed by its author."""

    code = "proposal_sent"
    message = _(
        "Cette proposition est déjà partie : elle ne se change plus. Vous pouvez la retirer."
    )


class ProposalMoved(DomainError):
    """The base changed between the reading of a correction and its publication."""

    code = "proposal_moved"
    message = _("La fiche vient de changer. Relisez ce qui est publié maintenant, puis décidez.")


class ProposalIncomplete(DomainError):
    """A draft that lacks what every service needs."""

    code = "proposal_incomplete"
    message = _("Il manque encore : {missing}. Complétez la proposition, puis envoyez-la.")
    status = 422


class NothingProposed(DomainError):
    """A correction that changes nothing."""

    code = "nothing_proposed"
    message = _("Vous n’avez rien changé : il n’y a rien à proposer.")
    status = 422


class ProposalRepeated(DomainError):
    """A program sends another proposal under the key of one that was sent already."""

    code = "proposal_repeated"
    message = _(
        "Cette Idempotency-Key a déjà servi pour une autre proposition : une clé par proposition."
    )


class ReasonMissing(DomainError):
    """The author reads why."""

    code = "reason_missing"
    message = _("Dites pourquoi : la personne qui a proposé le lira.")
    status = 422


# ---------------------------------------------------------------- reports of anybody


class ReportUnknown(DomainError):
    """No report of this number, or none that this code opens."""

    code = "report_unknown"
    message = _("Ce signalement n’existe pas.")
    status = 404


class ReportDecided(DomainError):
    """Somebody answered before, or whoever wrote it took it back."""

    code = "report_decided"
    message = _("{said} Rien d’autre n’a été changé.")


class ReportNotDecided(DomainError):
    """There is no answer to take back, or its words are erased."""

    code = "report_not_decided"
    message = _("Il n’y a plus de réponse à reprendre pour ce signalement.")


class ReportValuesRefused(DomainError):
    """A proposed value that the form of a place would refuse."""

    code = "report_values_refused"
    message = _("{said}")
    status = 422


class AnswerMissing(DomainError):
    """Whoever reported reads why nothing was corrected."""

    code = "answer_missing"
    message = _("Dites pourquoi en une phrase : la personne qui a signalé la lira.")
    status = 422


class PlaceReportedEnough(DomainError):
    """Too many reports of one place in a day: somebody reads them first."""

    code = "place_reported_enough"
    message = _(
        "Nous avons reçu beaucoup de messages sur ce lieu aujourd’hui. Revenez demain, ou "
        "appelez le numéro en bas de la page."
    )
    status = 429


class TooManyReports(DomainError):
    """Too many reports, or too many codes tried, from one network."""

    code = "too_many_reports"
    message = _("Il y a eu trop d’essais. Revenez dans une heure, ou appelez le numéro ci-dessous.")
    status = 429
