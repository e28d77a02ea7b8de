"""The closed lists of the national standard 1.0.2, spelled exactly as published.

The name of a member is its value without accents, in capitals, underscores between the words.
"""

import difflib
import re
import unicodedata
from enum import StrEnum
from functools import lru_cache


class Itinerance(StrEnum):
    """Whether the place moves."""

    ITINERANT = "Itinérant"
    FIXE = "Fixe"


class Service(StrEnum):
    """What people can be helped with."""

    AIDE_AUX_DEMARCHES_ADMINISTRATIVES = "Aide aux démarches administratives"
    MAITRISE_DES_OUTILS_NUMERIQUES_DU_QUOTIDIEN = "Maîtrise des outils numériques du quotidien"
    INSERTION_PROFESSIONNELLE_VIA_LE_NUMERIQUE = "Insertion professionnelle via le numérique"
    UTILISATION_SECURISEE_DU_NUMERIQUE = "Utilisation sécurisée du numérique"
    PARENTALITE_ET_EDUCATION_AVEC_LE_NUMERIQUE = "Parentalité et éducation avec le numérique"
    LOISIRS_ET_CREATIONS_NUMERIQUES = "Loisirs et créations numériques"
    COMPREHENSION_DU_MONDE_NUMERIQUE = "Compréhension du monde numérique"
    ACCES_INTERNET_ET_MATERIEL_INFORMATIQUE = "Accès internet et matériel informatique"
    ACQUISITION_DE_MATERIEL_INFORMATIQUE_A_PRIX_SOLIDAIRE = (
        "Acquisition de matériel informatique à prix solidaire"
    )


class PublicSpecifique(StrEnum):
    """Whom the place addresses in particular; none of them means everyone."""

    JEUNES = "Jeunes"
    ETUDIANTS = "Étudiants"
    FAMILLES_ET_OU_ENFANTS = "Familles et/ou enfants"
    SENIORS = "Seniors"
    FEMMES = "Femmes"


class PriseEnCharge(StrEnum):
    """Particular needs the place is able to meet."""

    SURDITE = "Surdité"
    HANDICAPS_MOTEURS = "Handicaps moteurs"
    HANDICAPS_MENTAUX = "Handicaps mentaux"
    ILLETTRISME = "Illettrisme"
    LANGUES_ETRANGERES_ANGLAIS = "Langues étrangères (anglais)"
    LANGUES_ETRANGERES_AUTRES = "Langues étrangères (autres)"
    DEFICIENCE_VISUELLE = "Déficience visuelle"


class Frais(StrEnum):
    """What it costs."""

    GRATUIT = "Gratuit"
    GRATUIT_SOUS_CONDITION = "Gratuit sous condition"
    PAYANT = "Payant"


class Dispositif(StrEnum):
    """National schemes the place belongs to."""

    AIDANTS_CONNECT = "Aidants Connect"
    BIBLIOTHEQUES_NUMERIQUE_DE_REFERENCE = "Bibliothèques numérique de référence"
    CERTIFICATION_PIX = "Certification PIX"
    CONSEILLERS_NUMERIQUES = "Conseillers numériques"
    EMMAUS_CONNECT = "Emmaüs Connect"
    FRANCE_SERVICES = "France Services"
    GRANDE_ECOLE_DU_NUMERIQUE = "Grande école du numérique"
    LA_CROIX_ROUGE = "La Croix Rouge"
    POINT_D_ACCES_NUMERIQUE_CAF = "Point d'accès numérique CAF"
    PROMENEURS_DU_NET = "Promeneurs du net"
    RELAIS_NUMERIQUE_EMMAUS_CONNECT = "Relais numérique (Emmaüs Connect)"


class FormationLabel(StrEnum):
    """Trainings followed and labels held."""

    FORME_A_MON_ESPACE_SANTE = "Formé à « Mon Espace Santé »"
    FORME_A_DUPLEX_ILLETTRISME = "Formé à « DUPLEX » (illettrisme)"
    ARNIA_MEDNUM_BFC_BOURGOGNE_FRANCHE_COMTE = "Arnia/MedNum BFC (Bourgogne-Franche-Comté)"
    COLLECTIF_RESSOURCES_ET_ACTEURS_REEMPLOI_NORMANDIE = (
        "Collectif ressources et acteurs réemploi (Normandie)"
    )
    # The published pattern forgets the space before the bracket, the published list has it: both
    # are read, and the list's form is written unless the strict export is asked for.
    ETAPES_NUMERIQUES_LA_POSTE = "Étapes numériques (La Poste)"
    FABRIQUES_DE_TERRITOIRE = "Fabriques de Territoire"
    LES_ECLAIREURS_DU_NUMERIQUE_DROME = "Les Éclaireurs du numérique (Drôme)"
    MES_PAPIERS_METROPOLE_DE_LYON = "Mes Papiers (Métropole de Lyon)"
    ORDI_3_0 = "ORDI 3.0"
    SUD_LABS_PACA = "SUD LABS (PACA)"


class ModaliteAcces(StrEnum):
    """How one gets in touch or gets in."""

    SE_PRESENTER = "Se présenter"
    TELEPHONER = "Téléphoner"
    CONTACTER_PAR_MAIL = "Contacter par mail"
    PRENDRE_UN_RDV_EN_LIGNE = "Prendre un RDV en ligne"
    CE_LIEU_N_ACCUEILLE_PAS_DE_PUBLIC = "Ce lieu n'accueille pas de public"
    ENVOYER_UN_MAIL_AVEC_UNE_FICHE_DE_PRESCRIPTION = (
        "Envoyer un mail avec une fiche de prescription"
    )


class ModaliteAccompagnement(StrEnum):
    """How people are helped."""

    EN_AUTONOMIE = "En autonomie"
    ACCOMPAGNEMENT_INDIVIDUEL = "Accompagnement individuel"
    DANS_UN_ATELIER_COLLECTIF = "Dans un atelier collectif"
    A_DISTANCE = "À distance"


# What the pattern of the published schema wants instead of our value (domain.md 1.6, point 1).
STRICT_FORMS: dict[str, str] = {
    FormationLabel.ETAPES_NUMERIQUES_LA_POSTE.value: "Étapes numériques(La Poste)"
}

_NOT_ALPHANUMERIC = re.compile(r"[^a-z0-9]+")


def fold(text: str) -> str:
    """Return the text without accents, case, punctuation or double spaces, to compare by.

    Examples
    --------
    >>> fold("Ce lieu n’accueille  PAS de public")
    'ce lieu n accueille pas de public'
    """
    bare = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "OE"))
    bare = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return _NOT_ALPHANUMERIC.sub(" ", bare.casefold()).strip()


@lru_cache(maxsize=64)
def _by_fold(allowed: tuple[str, ...]) -> dict[str, str]:
    return {fold(value): value for value in allowed}


@lru_cache(maxsize=4096)
def recognise(raw: str, allowed: tuple[str, ...]) -> str | None:
    """Return the published value that `raw` stands for, accents and case aside, or None."""
    return _by_fold(allowed).get(fold(raw))


@lru_cache(maxsize=1024)
def nearest(raw: str, allowed: tuple[str, ...]) -> str | None:
    """Return the published value that looks most like `raw`, or None when none is near."""
    folded = fold(raw)[:200]
    if not folded:
        return None
    known = _by_fold(allowed)
    for key, value in known.items():
        # A long form of an old list, or a word more: "gratuit pour tous" is near "gratuit".
        if len(key) > 3 and (folded.startswith(key + " ") or key.startswith(folded + " ")):
            return value
    near = difflib.get_close_matches(folded, known, n=1, cutoff=0.7)
    return known[near[0]] if near else None
