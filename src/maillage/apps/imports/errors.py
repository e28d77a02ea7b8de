"""Refusals of this domain."""

import errno

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


# ---------------------------------------------------------------- files received on screen


class FileUnknown(DomainError):
    """No file has this number."""

    code = "delivered_file_unknown"
    message = _("Ce fichier n’existe pas.")
    status = 404


class FileTooLarge(DomainError):
    """The file is over the limit; it was not read."""

    code = "delivered_file_too_large"
    message = _(
        "Ce fichier dépasse {limit} Mo, il n’a pas été lu. Découpez-le, ou importez-le par la "
        "commande « maillage import »."
    )
    status = 413
    title = "Le fichier est trop gros"


class FileEmpty(DomainError):
    """There is nothing in the file."""

    code = "delivered_file_empty"
    message = _("Le fichier « {name} » est vide : demandez un nouvel envoi à qui vous l’a donné.")
    status = 422


class FileChanged(DomainError):
    """What is on the disk is not what was received: cut by a full disk, or written over."""

    code = "delivered_file_changed"
    message = _(
        "Rien n’a été changé. Le fichier gardé sur le serveur n’est plus celui qui a été reçu. "
        "Envoyez-le de nouveau ; si cela revient, prévenez la personne qui administre."
    )


class NoRoom(DomainError):
    """The disk of the server is full."""

    code = "no_room"
    message = _(
        "Le serveur n’a plus de place. Rien n’est gardé de cet envoi. Prévenez la personne qui "
        "administre, puis recommencez."
    )
    status = 507
    title = "Le fichier n’a pas été reçu"


def means_no_room(error: Exception) -> bool:
    """True when a refusal of the system, or of the database, says that the disk is full."""
    words = str(error).lower()
    full = getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT)
    return full or "disk is full" in words or "no space left" in words


class FileGone(DomainError):
    """The file was purged; only its report is kept."""

    code = "delivered_file_gone"
    message = _("Le fichier n’est plus gardé, seul son bilan l’est. Envoyez-le de nouveau.")


class FileNotThere(DomainError):
    """The file is not at the step that this act supposes."""

    code = "delivered_file_elsewhere"
    message = _("Ce fichier n’en est plus à cette étape : rechargez sa page.")


class SourceUnknown(DomainError):
    """No source has this name."""

    code = "import_source_unknown"
    message = "{detail}"
    status = 422


class PreviewStale(DomainError):
    """Since the preview, the source was delivered, undone, or described anew."""

    code = "preview_stale"
    message = _(
        "Une autre livraison de « {source} » est passée depuis l’essai, ou sa description a changé "
        ": il ne dit plus ce qui changerait. Refaites l’essai, puis décidez."
    )


class ImportUnderWay(DomainError):
    """Another file of this source is being imported, or was cut and waits."""

    code = "import_under_way"
    message = _(
        "Une autre livraison de « {source} » n’est pas terminée ({filename}). Attendez sa fin, ou "
        "abandonnez-la sur sa page, dans la liste des livraisons."
    )


class RemovalsNotAccepted(DomainError):
    """The file would withdraw most of its source, and nobody said that it is meant."""

    code = "removals_not_accepted"
    message = _(
        "Rien n’a été changé. Ce fichier ne nomme plus {n_gone} lieux sur les {n_known} de la "
        "source : si c’est voulu, cochez la case, puis importez."
    )
    status = 422


class DeliveryAbandoned(DomainError):
    """Somebody stopped the import while it was running."""

    code = "delivery_abandoned"
    message = _("L’import a été abandonné.")


class DeliveryBeingUndone(DomainError):
    """The last delivery of this source is being undone."""

    code = "delivery_being_undone"
    message = _(
        "La dernière livraison de « {source} » est en cours d’annulation : attendez qu’elle "
        "finisse, puis recommencez."
    )


class LaterDelivery(DomainError):
    """Another delivery of the source came after this one."""

    code = "later_delivery"
    message = _(
        "Une livraison plus récente de « {source} » est passée après celle-ci ({filename}). "
        "Annulez d’abord la plus récente."
    )


class NothingToUndo(DomainError):
    """The delivery changed nothing, is not over, or is undone already."""

    code = "nothing_to_undo"
    message = _("Cette livraison n’a rien changé, ou elle est déjà annulée.")


# ---------------------------------------------------------------- given back to producers


class NothingToReturn(DomainError):
    """No delivery of this source ended: there is nothing to give back."""

    code = "nothing_to_return"
    message = _(
        "Aucune livraison de cette source n’est terminée : il n’y a rien à rendre à son producteur."
    )
    status = 404


class ReturnNotReady(DomainError):
    """What is asked for was not prepared, or was purged."""

    code = "return_not_ready"
    message = _("Ce document n’est pas prêt : préparez-le d’abord sur la page de ce producteur.")
    status = 409
