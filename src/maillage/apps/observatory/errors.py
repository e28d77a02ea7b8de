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
