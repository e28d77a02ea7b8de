"""The words of producers and the values of the closed lists: what is guessed, a person confirms."""

from collections.abc import Mapping
from functools import lru_cache

from maillage.core.harmonise import Log, harmonise
from maillage.core.standard import TYPOLOGIES
from maillage.core.standard.lists import ALLOWED
from maillage.core.standard.values import fold, nearest, recognise
from maillage.core.standard.version_0_1 import TABLE, TABLE_OF_FIELD, recognise_old

NO = frozenset(
    (
        *("non", "no", "n", "0", "faux", "false", "nr", "aucun", "aucune", "pas", "nc", "sans"),
        *("nsp", "inconnu", "ferme", ""),
    )
)
YES = frozenset(("oui", "o", "x", "1", "vrai", "true", "yes", "y", "ok", "v"))
# Said of a whole field, these mean no value: everybody, anything.
NOTHING_PARTICULAR = frozenset(
    (
        *("tous", "tout public", "tout type de public", "tous publics", "tous les publics", "tp"),
        *("adultes", "adulte", "tout le monde", "tous public", "tout types de publics"),
    )
)
# Lists that producers hold in one column: a word of one may be a value of the other.
SIBLINGS: Mapping[str, str] = {
    "publics_specifiquement_adresses": "prise_en_charge_specifique",
    "prise_en_charge_specifique": "publics_specifiquement_adresses",
    "dispositif_programmes_nationaux": "formations_labels",
    "formations_labels": "dispositif_programmes_nationaux",
    "services": "modalites_accompagnement",
    "modalites_accompagnement": "services",
}
# By value of the standard: words that are enough, even inside a longer text; after "=", only alone.
WORDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "services": {
        "Aide aux démarches administratives": (
            *("demarche", "demarches", "administratif", "administrative", "ecrivain public", "caf"),
            *("acces aux droits", "impots", "titre de sejour", "ameli", "dematerialisees"),
        ),
        "Maîtrise des outils numériques du quotidien": (
            *("initiation", "bases du numerique", "prise en main", "bureautique", "smartphone"),
            *("formation numerique", "formations numeriques", "perfectionnement", "bases"),
            *("atelier numerique", "ateliers numeriques", "cours informatique", "messagerie"),
            *("outils numeriques", "usages numeriques", "accompagnement individuel ponctuel"),
        ),
        "Insertion professionnelle via le numérique": (
            *("emploi", "cv", "insertion professionnelle", "recherche d emploi", "entrepreneurs"),
        ),
        "Utilisation sécurisée du numérique": ("securite", "securise", "arnaques", "risques"),
        "Parentalité et éducation avec le numérique": (
            *("parentalite", "parents", "education", "scolaire", "eduquer", "ecrans"),
        ),
        "Loisirs et créations numériques": (
            *("fablab", "creation", "loisirs", "impression 3d", "jeux", "photo", "robotique"),
        ),
        "Compréhension du monde numérique": ("culture numerique", "comprendre", "monde numerique"),
        "Accès internet et matériel informatique": (
            *("acces internet", "acces libre", "libre acces", "wifi", "ordinateur", "ordinateurs"),
            *("imprimante", "scanner", "photocopieuse", "connexion", "materiel informatique"),
            *("poste informatique", "postes informatiques", "impression", "espace equipe"),
            *("=internet", "=materiel"),
        ),
        "Acquisition de matériel informatique à prix solidaire": (
            *("reconditionne", "prix solidaire", "acquisition", "vente de materiel", "equiper"),
        ),
    },
    "publics_specifiquement_adresses": {
        "Jeunes": ("jeune", "jeunes", "jeunesse", "adolescents", "16 25 ans", "ados"),
        "Étudiants": ("etudiant", "etudiants"),
        "Familles et/ou enfants": (
            *("famille", "familles", "enfant", "enfants", "parents", "petite enfance"),
        ),
        "Seniors": ("senior", "seniors", "personnes agees", "retraites", "60 ans", "65 ans"),
        "Femmes": ("femme", "femmes"),
    },
    "prise_en_charge_specifique": {
        "Surdité": ("surdite", "sourd", "sourds", "malentendants", "langue des signes", "lsf"),
        "Handicaps moteurs": ("handicap moteur", "handicaps moteurs", "moteur", "pmr", "fauteuil"),
        "Handicaps mentaux": ("handicap mental", "handicaps mentaux", "mental", "psychique"),
        "Illettrisme": ("illettrisme", "illettrees", "analphabetisme"),
        "Langues étrangères (anglais)": ("anglais", "english"),
        "Langues étrangères (autres)": ("langues etrangeres", "langue etrangere", "allophones"),
        "Déficience visuelle": ("visuelle", "visuel", "malvoyants", "aveugles", "cecite"),
    },
    "frais_a_charge": {
        "Gratuit sous condition": (
            *("sous condition", "sous conditions", "gratuit pour", "selon", "en partie"),
            *("gratuit en echange",),
        ),
        "Gratuit": ("gratuit", "gratuite", "libre", "sans frais", "0 euro", "oui"),
        "Payant": ("payant", "payante", "adhesion", "participation", "cotisation", "euros", "non"),
    },
    "dispositif_programmes_nationaux": {
        "Conseillers numériques": ("cnfs", "conseiller numerique", "conseillers numeriques"),
        "France Services": ("france service", "france services", "mfs", "msap", "fs"),
        "Aidants Connect": ("aidants connect", "aidant connect"),
        "Certification PIX": ("pix",),
        "Grande école du numérique": ("gen", "grande ecole du numerique"),
        "Point d'accès numérique CAF": ("point numerique caf", "caf"),
        "Emmaüs Connect": ("emmaus connect",),
        "La Croix Rouge": ("croix rouge",),
        "Promeneurs du net": ("promeneurs du net",),
        "Bibliothèques numérique de référence": ("bibliotheque numerique de reference", "bnr"),
    },
    "formations_labels": {
        "Fabriques de Territoire": ("fabrique de territoire", "fabriques de territoire"),
        "SUD LABS (PACA)": ("sud labs", "sud lab"),
    },
    "modalites_acces": {
        "Se présenter": ("sans rendez vous", "sans rdv", "acces libre", "libre acces", "sur place"),
        "Téléphoner": ("telephoner", "telephone", "appeler", "par telephone"),
        "Contacter par mail": ("par mail", "mail", "courriel", "email"),
        "Prendre un RDV en ligne": ("rdv en ligne", "rendez vous en ligne"),
    },
    "modalites_accompagnement": {
        "En autonomie": ("autonomie", "seul", "libre", "acces libre", "libre acces", "a"),
        "Accompagnement individuel": (
            *("individuel", "individuelle", "personnalise", "avec de l aide", "rdv", "rendez vous"),
        ),
        "Dans un atelier collectif": (
            *("atelier", "ateliers", "collectif", "collective", "groupe", "groupes", "g"),
        ),
        "À distance": ("distance", "visio", "telephone"),
    },
    "itinerance": {
        "Itinérant": ("oui", "itinerant", "itinerante", "mobile", "bus", "x", "1", "vrai"),
        "Fixe": ("non", "fixe", "0", "faux"),
    },
    "typologie": {
        "BIB": ("bibliotheque", "mediatheque", "bibliotheques", "mediatheques"),
        "MUNI": ("mairie", "hotel de ville", "commune", "municipalite", "collectivite"),
        "CCAS": ("ccas", "centre communal d action sociale"),
        "CS": ("centre social", "centres sociaux"),
        "CSC": ("centre socioculturel", "centre socio culturel"),
        "EPN": ("epn", "espace public numerique", "cyberbase", "cyber base", "cybercentre"),
        "RFS": ("france services", "france service", "mfs"),
        "MSAP": ("msap", "maison de services au public"),
        "ASSO": ("association", "associations", "associatif"),
        "ML": ("mission locale",),
        "MQ": ("maison de quartier", "maison commune"),
        "MJC": ("mjc",),
        "TIERS_LIEUX": ("tiers lieu", "tiers lieux", "coworking"),
        "FABLAB": ("fablab", "fab lab"),
        "PIMMS": ("pimms",),
        "PIJ_BIJ": ("pij", "bij", "information jeunesse"),
        "CAF": ("caf",),
        "LA_POSTE": ("la poste", "bureau de poste"),
        "FT": ("pole emploi", "france travail"),
        "CC": ("communaute de communes",),
        "RESSOURCERIE": ("ressourcerie", "recyclerie"),
        "OF": ("organisme de formation", "centre de formation"),
        "EVS": ("espace de vie sociale",),
        "MDS": ("maison des solidarites",),
        "Autre": ("autre", "autres"),
    },
}


def field_of(field: str, value: str) -> str:
    """Return the list that a value is of: that of the column, or the one that goes with it.

    >>> field_of("publics_specifiquement_adresses", "Surdité")
    'prise_en_charge_specifique'
    """
    other = SIBLINGS.get(field, field)
    return field if value in ALLOWED[field] or value not in ALLOWED[other] else other


def is_value(field: str, value: str) -> bool:
    """True for a value that a word of this field may have."""
    return value in ALLOWED.get(field_of(field, value), ()) if field in ALLOWED else False


def label_of(field: str, value: str) -> str:
    """Return a value of a closed list in words: codes of kinds of place have a label.

    >>> label_of("typologie", "BIB"), label_of("frais_a_charge", "Gratuit")
    ('Bibliothèque / Médiathèque', 'Gratuit')
    """
    return TYPOLOGIES.get(value, value) if field == "typologie" else value


@lru_cache(maxsize=64)
def _labels() -> Mapping[str, str]:
    return {fold(label): code for code, label in TYPOLOGIES.items()}


@lru_cache(maxsize=4096)
def mended(word: str) -> str:
    """Return a word with the letters and accents that a bad copy took from it.

    >>> mended("MÃ©diathÃ¨que"), mended("Biblioth\ufffdque")
    ('Médiathèque', 'Bibliothèque')
    """
    return str(harmonise({"presentation_resume": word}, Log())["presentation_resume"])


def certain(field: str, raw: str) -> str | None:
    """Return the value that a word is, accents and case aside, or None."""
    if (value := recognise(raw, ALLOWED[field])) is not None:
        return value
    if field == "typologie":
        return _labels().get(fold(raw))
    table = TABLE_OF_FIELD.get(field)
    if table and (old := recognise_old(table, raw)):
        return next((v for name, v in TABLE[table][old].targets if name == field), None)
    return None


def _says(words: tuple[str, ...], folded: str) -> bool:
    return folded in words or f"={folded}" in words


def plain(field: str, raw: str) -> str | None:
    """Return the value that a word is, or that it says in other words; None for anything longer.

    >>> plain("typologie", "Bibliotheque"), plain("typologie", "Bibliothèque de quartier")
    ('BIB', None)
    """
    if (value := certain(field, raw)) is not None:
        return value
    folded = fold(raw)
    if folded in YES | NO or len(folded) < 3:
        return None
    return next((v for v, words in WORDS.get(field, {}).items() if _says(words, folded)), None)


@lru_cache(maxsize=8192)
def guess_word(field: str, raw: str) -> str | None:
    """Return the value that a word of a producer probably means in a closed list.

    "" when it means no value in particular ("tout public"), None when nothing is near.

    >>> guess_word("services", "Aide aux démarches"), guess_word("typologie", "Médiathèque")
    ('Aide aux démarches administratives', 'BIB')
    >>> guess_word("publics_specifiquement_adresses", "Tout public")
    ''
    """
    raw = mended(raw)
    if (value := certain(field, raw)) is not None:
        return value
    other = SIBLINGS.get(field)
    if other and (value := certain(other, raw)) is not None:
        return value
    folded = fold(raw)[:300]
    if not folded or folded in NOTHING_PARTICULAR:
        return ""
    for tables in (WORDS.get(field, {}), WORDS.get(other or "", {})):
        for value, words in tables.items():
            if _says(words, folded):
                return value
        padded = f" {folded} "
        found = [
            (padded.find(f" {word} "), value)
            for value, words in tables.items()
            for word in words
            if len(word) > 2 and f" {word} " in padded
        ]
        if found:
            return min(found)[1]  # what is said first
    if folded in NO | YES:
        return ""
    near = nearest(raw, ALLOWED[field]) if field != "typologie" else None
    return near if near and len(folded) > 3 else None
