"""Refusals of the observatory."""

from django.utils.translation import gettext_lazy as _

from maillage.web.errors import DomainError


class FiguresUnreadable(DomainError):
    """The file of figures is not what its description says, or no description fits it."""

    code = "figures_unreadable"
    message = _("Ce fichier de chiffres ne peut pas être lu : {detail}.")
    status = 422


class FiguresNotDescribed(DomainError):
    """Nobody said what the columns of this file measure."""

    code = "figures_not_described"
    message = _(
        "Ce tableau n’est pas un de ceux que Maillage connaît. Dites ce que mesurent ses colonnes, "
        "à l’écran (Observatoire, « Charger des chiffres ») ou dans une description (--describe)."
    )
    status = 422


class NoZoneKnown(DomainError):
    """None of the codes of the file is that of a territory that is loaded."""

    code = "figures_no_zone_known"
    message = _(
        "Aucun code de ce fichier n’est celui d’un territoire chargé ({kind}). Chargez d’abord les "
        "contours, ou vérifiez la colonne des codes (« {column} »)."
    )
    status = 422


class ZoneNotObserved(DomainError):
    """No territory has this number."""

    code = "observed_zone_unknown"
    message = _("Ce territoire n’existe pas, ou n’est plus là.")
    status = 404


class DatasetUnknown(DomainError):
    """No set of figures has this code."""

    code = "dataset_unknown"
    message = _("Ce jeu de chiffres n’est pas là.")
    status = 404


class MeasureUnknown(DomainError):
    """No measure has this code."""

    code = "measure_unknown"
    message = _("Cette mesure n’existe pas.")
    status = 404


class SnapshotUnknown(DomainError):
    """No dossier has this number."""

    code = "snapshot_unknown"
    message = _("Ce dossier n’existe pas.")
    status = 404


class UploadGone(DomainError):
    """The file that waited was loaded, abandoned, or was too old."""

    code = "figures_upload_gone"
    message = _("Ce fichier n’attend plus : il a été chargé, abandonné, ou effacé après 7 jours.")
    status = 404


class UploadEmpty(DomainError):
    """There is nothing in the file."""

    code = "figures_upload_empty"
    message = _("Le fichier « {name} » est vide : rien n’est gardé.")
    status = 422


class UploadTooLarge(DomainError):
    """The file is over the limit; it was not read."""

    code = "figures_upload_too_large"
    message = _(
        "Ce fichier dépasse {limit} Mo, il n’a pas été lu. Chargez-le par la commande "
        "« maillage load-territory »."
    )
    status = 413
    title = "Le fichier est trop gros"


class NothingToObserve(DomainError):
    """No zone of this kind is loaded: a dossier would be empty."""

    code = "nothing_to_observe"
    message = _("Aucun territoire de ce genre n’est chargé : chargez d’abord ses contours.")
    status = 404
