"""What the words of the national standard are called in data·inclusion v1.

The tables follow the conversion of data·inclusion (2026-06-30), whose own four faults are not
taken: they are in the projection (apps/opendata), where each has its test.
"""

from collections import Counter
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from types import MappingProxyType

from maillage.core.standard.values import (
    Dispositif,
    FormationLabel,
    ModaliteAcces,
    ModaliteAccompagnement,
    PublicSpecifique,
    Service,
)

_FUNDAMENTALS = "numerique--maitriser-les-fondamentaux-du-numerique"
_ONLINE = "numerique--acceder-a-des-services-en-ligne"
_EQUIPMENT = "numerique--acquerir-un-equipement"
_PROCEDURES = (
    "difficultes-administratives-ou-juridiques--accompagnement-aux-demarches-administratives"
)
_JOB = "preparer-sa-candidature--organiser-ses-demarches-de-recherche-demploi"

THEMES_OF_SERVICE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        Service.ACCES_INTERNET_ET_MATERIEL_INFORMATIQUE: (
            "numerique--acceder-a-une-connexion-internet",
            _EQUIPMENT,
        ),
        Service.ACQUISITION_DE_MATERIEL_INFORMATIQUE_A_PRIX_SOLIDAIRE: (_EQUIPMENT,),
        Service.AIDE_AUX_DEMARCHES_ADMINISTRATIVES: (_PROCEDURES, _ONLINE),
        Service.COMPREHENSION_DU_MONDE_NUMERIQUE: (_FUNDAMENTALS,),
        Service.INSERTION_PROFESSIONNELLE_VIA_LE_NUMERIQUE: (_JOB, _FUNDAMENTALS),
        Service.LOISIRS_ET_CREATIONS_NUMERIQUES: (
            "remobilisation--activites-sportives-et-culturelles",
            _FUNDAMENTALS,
        ),
        Service.MAITRISE_DES_OUTILS_NUMERIQUES_DU_QUOTIDIEN: (_FUNDAMENTALS, _ONLINE),
        Service.PARENTALITE_ET_EDUCATION_AVEC_LE_NUMERIQUE: (
            "famille--soutien-a-la-parentalite-et-a-leducation",
            _FUNDAMENTALS,
        ),
        Service.UTILISATION_SECURISEE_DU_NUMERIQUE: (_FUNDAMENTALS,),
    }
)
PUBLIC_OF_PUBLIC: Mapping[str, str] = MappingProxyType(
    {
        PublicSpecifique.JEUNES: "jeunes",
        PublicSpecifique.ETUDIANTS: "etudiants",
        PublicSpecifique.FAMILLES_ET_OU_ENFANTS: "familles",
        PublicSpecifique.SENIORS: "seniors",
        PublicSpecifique.FEMMES: "femmes",
    }
)
# One type is kept, in this order: what one does alone, in a group, with somebody.
TYPE_OF_HELP: Mapping[str, str] = MappingProxyType(
    {
        ModaliteAccompagnement.EN_AUTONOMIE: "aide-materielle",
        ModaliteAccompagnement.DANS_UN_ATELIER_COLLECTIF: "atelier",
        ModaliteAccompagnement.ACCOMPAGNEMENT_INDIVIDUEL: "accompagnement",
    }
)
MODE_OF_ACCESS: Mapping[str, str] = MappingProxyType(
    {
        ModaliteAcces.SE_PRESENTER: "se-presenter",
        ModaliteAcces.TELEPHONER: "telephoner",
        ModaliteAcces.CONTACTER_PAR_MAIL: "envoyer-un-courriel",
        ModaliteAcces.ENVOYER_UN_MAIL_AVEC_UNE_FICHE_DE_PRESCRIPTION: "envoyer-un-courriel",
        ModaliteAcces.PRENDRE_UN_RDV_EN_LIGNE: "utiliser-lien-mobilisation",
    }
)
NETWORK_OF_PROGRAMME: Mapping[str, str] = MappingProxyType(
    {
        Dispositif.AIDANTS_CONNECT: "aidants-connect",
        Dispositif.CONSEILLERS_NUMERIQUES: "conseillers-numeriques",
        Dispositif.EMMAUS_CONNECT: "emmaus",
        Dispositif.FRANCE_SERVICES: "france-service",
        Dispositif.GRANDE_ECOLE_DU_NUMERIQUE: "grandes-ecoles-du-numerique",
        Dispositif.LA_CROIX_ROUGE: "croix-rouge",
    }
)
NETWORK_OF_LABEL: Mapping[str, str] = MappingProxyType(
    {FormationLabel.FABRIQUES_DE_TERRITOIRE: "fabrique-de-territoire"}
)
# The old kinds of structure whose network bears another name; the others are their own code in
# lower case (ACI is "aci"), when the list has it.
_OTHER_NAME = {
    "AVIP": "creches-avip",
    "CAP_EMPLOI": "cap-emploi-reseau-cheops",
    "CCAS": "ccas-cias",
    "CCONS": "chambres-consulaires",
    "CD": "departements",
    "CIAS": "ccas-cias",
    "DEPT": "departements",
    "E2C": "ecoles-de-la-deuxieme-chance",
    "EPN": "espaces-publics-numeriques",
    "FAIS": "federation-des-acteurs-de-la-solidarite",
    "FT": "france-travail",
    "LA_POSTE": "la-poste",
    "MDE": "maisons-de-l-emploi",
    "MDS": "maisons-des-solidarites",
    "ML": "mission-locale",
    "MSA": "mutualite-sociale-agricole",
    "MUNI": "communes",
    "ODC": "delegataire-conseil-departemental",
    "PAD": "points-justice",
    "PIJ_BIJ": "reseau-information-jeunesse",
    "PIMMS": "pimms-mediation",
    "REG": "regions",
    "RESSOURCERIE": "ressourceries",
    "RFS": "france-service",
    "RS_FJT": "residences-fjt",
    "UDAF": "unaf",
}
_OWN_NAME = (
    "ACI AFPA AI ASE CAARUD CADA CAF CAVA CHRS CHU CMP CMS CPAM CPH CSAPA EA EATT EI EITI EPIDE "
    "ESAT ETTI GEIQ HUDA MDPH MJC MSAP PJJ PLIE SPIP"
)
NETWORK_OF_KIND: Mapping[str, str] = MappingProxyType(
    {kind: kind.lower() for kind in _OWN_NAME.split()} | _OTHER_NAME
)


def services_of_themes(themes: AbstractSet[str]) -> tuple[str, ...]:
    """Return the services of the standard that these themes say, in the order of the standard.

    Three services share their themes with others and cannot come back: "Compréhension du monde
    numérique" and "Utilisation sécurisée du numérique" are read as the daily tools, whose theme is
    theirs; a sale at a fair price is read alone, not beside a free access. A theme of another
    field (housing, health) says no service.

    >>> services_of_themes({"numerique--acquerir-un-equipement"})
    ('Acquisition de matériel informatique à prix solidaire',)
    """
    # A theme that only one service has names it.
    found = {
        service
        for service, its in THEMES_OF_SERVICE.items()
        for theme in its
        if theme in themes and _N_SERVICES[theme] == 1
    }
    left = set(themes).difference(*(THEMES_OF_SERVICE[service] for service in found))
    if _EQUIPMENT in left:
        found.add(Service.ACQUISITION_DE_MATERIEL_INFORMATIQUE_A_PRIX_SOLIDAIRE)
    if _FUNDAMENTALS in left or (_ONLINE in left and _FUNDAMENTALS in themes):
        found.add(Service.MAITRISE_DES_OUTILS_NUMERIQUES_DU_QUOTIDIEN)
    elif _ONLINE in left:
        found.add(Service.AIDE_AUX_DEMARCHES_ADMINISTRATIVES)
    return tuple(str(service) for service in Service if service in found)


_N_SERVICES = Counter(theme for its in THEMES_OF_SERVICE.values() for theme in its)
