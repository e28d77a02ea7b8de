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


class ReferenceUnknown(DomainError):
    """The city entered no printed number of this code."""

    code = "reference_unknown"
    message = _("Ce repère n’est pas dans ceux que votre ville a ajoutés.")
    status = 404


class CountsNotOfOnePopulation(DomainError):
    """Two counts of different populations were given as the parts of a share (WRN-18)."""

    code = "counts_not_of_one_population"
    message = _(
        "Ces deux nombres comptent des populations différentes : l’un ne se divise pas par l’autre."
    )
    status = 422


class CodeTaken(DomainError):
    """A thousand entries have the same name."""

    code = "observatory_code_taken"
    message = _("Trop d’entrées portent ce nom : donnez-en un autre.")


class StudyUnknown(DomainError):
    """No study has this code."""

    code = "study_unknown"
    message = _("Cette étude n’est pas dans le registre.")
    status = 404


class NeedUnknown(DomainError):
    """No need of residents has this code."""

    code = "observed_need_unknown"
    message = _("Ce besoin n’est pas dans la liste.")
    status = 404


class FindingUnknown(DomainError):
    """No finding has this number."""

    code = "finding_unknown"
    message = _("Ce constat n’existe pas.")
    status = 404


class StructureNeedUnknown(DomainError):
    """No need of a structure has this number."""

    code = "structure_need_unknown"
    message = _("Ce besoin n’est pas dans le registre.")
    status = 404


class NeedDayWrong(DomainError):
    """A need would be met before it began."""

    code = "structure_need_day_wrong"
    message = _("Ce besoin serait satisfait avant d’avoir commencé : vérifiez la date.")
    status = 422


class DiagnosisUnknown(DomainError):
    """No diagnosis has this number."""

    code = "territory_diagnosis_unknown"
    message = _("Ce diagnostic n’existe pas.")
    status = 404


class DiagnosisRuns(DomainError):
    """Another diagnosis runs: figures of two would be mixed."""

    code = "territory_diagnosis_runs"
    message = _("Un diagnostic est déjà en cours : terminez-le avant d’en commencer un autre.")


class DiagnosisEnded(DomainError):
    """The diagnosis is over: it is read, no longer written."""

    code = "territory_diagnosis_ended"
    message = _("Ce diagnostic est terminé : il se lit, il ne change plus.")


class StageUnknown(DomainError):
    """There are four stages, and three states."""

    code = "territory_stage_unknown"
    message = _("Cette étape n’existe pas : un diagnostic en a quatre.")
    status = 404


class StageStateUnknown(DomainError):
    """A stage is to do, started or done."""

    code = "territory_stage_state_unknown"
    message = _("Une étape est à faire, en cours ou terminée.")
    status = 422


class StageChanged(DomainError):
    """Somebody said something of this stage meanwhile."""

    code = "territory_stage_changed"
    message = _("Quelqu’un vient de changer cette étape : relisez-la avant de répondre.")


class PublicsNotChosen(DomainError):
    """Stage 1 cannot be finished without publics and why them."""

    code = "territory_publics_not_chosen"
    message = _("Choisissez au moins un public, et dites pourquoi, pour terminer cette étape.")
    status = 422


class ComparisonNeedsOffer(DomainError):
    """Stage 4 compares with the census of the offer, stage 2."""

    code = "territory_comparison_needs_offer"
    message = _(
        "L’étape 4 s’appuie sur l’étape 2. Terminez l’étape 2 pour ouvrir la comparaison ; pour "
        "rouvrir l’étape 2, remettez d’abord l’étape 4 à faire."
    )


class WorkUnknown(DomainError):
    """No long work has this number, or it ended long ago."""

    code = "observatory_work_unknown"
    message = _("Ce travail n’est plus là : il est terminé depuis longtemps.")
    status = 404


class WorkUnderWay(DomainError):
    """The file is being loaded: it can be neither described nor deleted meanwhile."""

    code = "observatory_work_under_way"
    message = _("Ce fichier est en train d’être chargé : attendez la fin, puis revenez ici.")


class WorkNotAllowed(DomainError):
    """Who asked for a long work lost the right to, or their account, before it was done."""

    code = "observatory_work_not_allowed"
    message = _(
        "La personne qui l’a demandé ne peut plus le faire : son rôle ou son compte a changé "
        "depuis. Une personne qui publie peut le demander à son tour."
    )
    status = 403


class StreetsNotRead(DomainError):
    """The extract of OpenStreetMap that the city laid cannot be read."""

    code = "streets_not_read"
    title = _("Le plan des rues ne se lit pas")
    message = _(
        "Le plan des rues « {file} », dans le dossier de Maillage, {detail}. "
        "Remplacez ce fichier par un extrait d’OpenStreetMap entier (.osm.pbf), ou retirez-le : "
        "les minutes seront alors à vol d’oiseau."
    )
    status = 422


class StreetsNotInstalled(DomainError):
    """There is an extract, and what reads it is not installed."""

    code = "streets_not_installed"
    title = _("Le plan des rues ne se lit pas")
    message = _(
        "Il manque de quoi lire le plan des rues « {file} ». Installez-le, puis redémarrez "
        "Maillage : pip install 'maillage[osm]'. Ou retirez ce fichier : les minutes seront alors "
        "à vol d’oiseau."
    )
    status = 422
