"""Refusals of this domain."""

from django.utils.translation import gettext_lazy as _

from maillage.web.errors import DomainError


class DeliveryUnreadable(DomainError):
    """The file cannot be read as this source's; nothing was changed."""

    code = "delivery_unreadable"
    message = _("Rien n’a été changé. {detail}")
    status = 422


class DeliveryUnderWay(DomainError):
    """Another file of this source is not finished."""

    code = "delivery_under_way"
    message = _(
        "Une autre livraison de « {source} » n’est pas terminée ({filename}). Relancez-la avec le "
        "même fichier pour la finir, ou abandonnez-la avec --abandon."
    )


class DeliveryAtWork(DomainError):
    """Another process imports this source at this very moment."""

    code = "delivery_at_work"
    message = _(
        "Un import de « {source} » est en cours en ce moment : attendez qu’il finisse, puis "
        "relancez si besoin."
    )


class TooManyWithdrawn(DomainError):
    """The file would withdraw most of what the source had."""

    code = "too_many_withdrawn"
    message = _(
        "Rien n’a été changé. Ce fichier ne nomme plus {n_gone} lieux sur les {n_known} de la "
        "source : est-il entier ? Si c’est voulu, relancez avec --accept-removals."
    )


class DeliveryUnknown(DomainError):
    """No delivery has this number."""

    code = "delivery_unknown"
    message = _("Cette livraison n’existe pas.")
    status = 404
