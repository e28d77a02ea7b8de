"""Refusals of this domain."""

from django.utils.translation import gettext_lazy as _

from maillage.web.errors import DomainError


class TerritoryFileUnreadable(DomainError):
    """The file of territories is not one of the shapes that are known."""

    code = "territory_file_unreadable"
    message = _("Ce fichier de territoires ne peut pas être lu : {detail}.")
    status = 422


class ZoneUnknown(DomainError):
    """No territory has this address."""

    code = "zone_unknown"
    message = _("Ce quartier n’existe pas, ou son adresse a été mal recopiée.")
    status = 404


class GeoExtraMissing(DomainError):
    """This file needs libraries that were not installed."""

    code = "geo_extra_missing"
    message = _(
        "Pour lire ce fichier de contours, il manque « {library} ». "
        "Installez-le : pip install maillage[geo]"
    )
    status = 422


class LayerNotChosen(DomainError):
    """A file has several layers, and nobody said which one."""

    code = "layer_not_chosen"
    message = _("Ce fichier a plusieurs couches : {layers}. Dites laquelle charger.")
    status = 422


class OutlineFileUnknown(DomainError):
    """No file of outlines has this number, or its bytes are gone."""

    code = "outline_file_unknown"
    message = _("Ce fichier de contours n’est plus là : envoyez-le de nouveau.")
    status = 404


class OutlineFileTooLarge(DomainError):
    """A file of outlines that is too large for a page."""

    code = "outline_file_too_large"
    message = _(
        "Ce fichier dépasse {most_mb} Mo. Votre administrateur peut le charger par la commande "
        "« maillage load-territory »."
    )
    status = 413


class OutlineUnreadable(DomainError):
    """What was typed or pasted is not an outline."""

    code = "outline_unreadable"
    message = _("Ce contour ne peut pas être lu : {detail}.")
    status = 422


class OutlineRefused(DomainError):
    """An outline that can be read and cannot be that of a quarter."""

    code = "outline_refused"
    message = _("Ce contour ne peut pas être gardé : {detail}.")
    status = 422


class OutlineLoaded(DomainError):
    """An outline that came from a file is not changed by hand."""

    code = "outline_loaded"
    message = _(
        "Le contour de « {nom} » vient d’un fichier : il ne se change pas à la main. "
        "Chargez le fichier corrigé."
    )
    status = 409


class OutlineDrawnByHand(DomainError):
    """A file would replace outlines that people drew."""

    code = "outline_drawn_by_hand"
    message = _(
        "Ce fichier remplacerait des contours dessinés à la main ({names}). Rien n’est chargé. "
        "Pour les remplacer, ajoutez --replace-drawn."
    )
    status = 409


class QuarterNameTaken(DomainError):
    """Another quarter of the commune has this name."""

    code = "quarter_name_taken"
    message = _(
        "Un quartier de cette commune s’appelle déjà « {nom} ». Donnez un autre nom à celui-ci."
    )
    status = 422


class ZoneHeld(DomainError):
    """A territory on which something depends is not erased."""

    code = "zone_held"
    message = _(
        "« {nom} » ne peut pas être effacé : une personne en est ou en a été responsable, "
        "ou un autre territoire en dépend."
    )
    status = 409


class ErasedZoneUnknown(DomainError):
    """No erased quarter has this number, or it was put back already."""

    code = "erased_zone_unknown"
    message = _("Ce quartier effacé n’est plus là : il a peut-être déjà été remis.")
    status = 404


class ErasedZoneReplaced(DomainError):
    """The address of an erased quarter was given to another one."""

    code = "erased_zone_replaced"
    message = _(
        "« {nom} » ne peut pas être remis : un autre quartier a pris son adresse. "
        "Renommez ou effacez d’abord celui-là."
    )
    status = 409
