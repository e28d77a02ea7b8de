"""Refusals of orientation."""

from django.utils.translation import gettext_lazy as _

from maillage.web.errors import DomainError


class DiagnosisUnknown(DomainError):
    """No diagnosis opens with this code, or it was erased."""

    code = "diagnosis_unknown"
    message = _(
        "Ce code n’ouvre aucun bilan. Relisez-le signe par signe. S’il est perdu, on ne peut pas "
        "retrouver le bilan : vous pouvez répondre de nouveau."
    )
    status = 404
    title = _("Code non reconnu")


class DiagnosisErased(DomainError):
    """The form was kept once, and erased since: it is not kept again."""

    code = "diagnosis_erased"
    message = _(
        "Ce bilan a été effacé : il n’est pas gardé de nouveau. Pour en garder un autre, répondez "
        "de nouveau aux questions."
    )
    status = 410
    title = _("Ce bilan est effacé")


class DiagnosisNotShown(DomainError):
    """The person did not agree to show it to a professional."""

    code = "diagnosis_not_shown"
    message = _(
        "La personne a gardé ce bilan pour elle seule. Elle peut l’ouvrir avec vous, sur son "
        "téléphone ou ici, à la page « Mon bilan »."
    )
    status = 403
    title = _("Ce bilan n’est pas partagé")


class TooManyTries(DomainError):
    """The network tried too many codes, or kept too much, in an hour."""

    code = "orientation_too_many"
    message = _("Trop d’essais depuis ce réseau. Attendez une heure, ou appelez.")
    status = 429
    title = _("Trop d’essais")


class ProcedureUnknown(DomainError):
    """No procedure of the guide has this address."""

    code = "procedure_unknown"
    message = _("Cette démarche n’est pas dans le guide. Choisissez-en une autre dans la liste.")
    status = 404
    title = _("Démarche inconnue")
