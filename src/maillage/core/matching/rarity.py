"""How much a word says: rare words tell two places apart, common ones hardly."""

import numpy as np
from numpy.typing import NDArray

# Words of names that say what a place does, not which one it is: never "own" words.
# fmt: off
_GENERIC_TEXT = """
association espace maison centre point lieu service public publique accueil antenne annexe
permanence site local locale numerique mediation mediateur inclusion conseiller bureau pole
agence salle structure societe groupe federation union comite municipal municipale communal
communale intercommunal intercommunale departemental departementale regional regionale social
sociale socioculturel culturel culture action solidarite solidaire information informatique
multimedia internet connecte acces accompagnement aide animation relai reseau itinerant
itinerante mobile bus camion van caravane equipe dispositif labellise label france francais
francaise national nationale direction delegation territorial territoriale territoire ville
commune mairie quartier cite pays communaute agglomeration metropole siege social secteur
residence batiment foyer atelier formation insertion emploi jeune jeunesse famille familial
familiale associatif associative habitant citoyen citoyenne rural rurale urbain cyber base
mediatheque bibliotheque caisse office centre developpement economique services tous
etablissement departement region arrondissement chez aidant aidants
"""
GENERIC = frozenset(_GENERIC_TEXT.split())
# How often some words are met in 20 000 names of places and 20 000 streets of France, in round
# numbers: for want of better, and so that two records alone can be compared.
_PRIOR_NAMES = 20_000
_DEPARTMENTS_TEXT = """
ain aisne allier ardeche ardenne ariege aube aude aveyron calvado cantal charente cher correze
corse creuse dordogne doubs drome eure finistere gard garonne ger gironde herault indre isere
jura lande loire loiret lot lozere maine manche marne mayenne meurthe meuse morbihan moselle
nievre oise orne pyrenee rhin rhone saone sarthe savoie seine somme tarn var vaucluse vendee
vienne vosge yonne essonne yveline reunion martinique guadeloupe alpe provence bretagne
normandie occitanie aquitaine auvergne bourgogne picardie languedoc landaise
"""
_MET = {
    "saint": 1000, "notre": 100, "dame": 100, "jean": 130, "pierre": 100, "marie": 60, "louis": 60,
    "paul": 60, "michel": 50, "jacque": 60, "francoi": 50, "andre": 50, "georges": 40, "martin": 60,
    "etienne": 40, "joseph": 40, "victor": 40, "albert": 40, "simone": 30, "nelson": 30,
    "val": 150, "vallee": 100, "sud": 200, "nord": 150, "est": 80, "ouest": 80, "haut": 120,
    "haute": 100, "bas": 60, "basse": 40, "grand": 160, "grande": 60, "petit": 50, "petite": 50,
    "vieux": 50, "neuf": 50, "nouveau": 40, "pont": 90, "chateau": 80, "mont": 70, "bois": 70,
    "mer": 70, "cote": 80, "coeur": 90, "rouge": 160, "croix": 180, "vert": 50, "bleu": 100,
    "bourg": 60, "plage": 40, "parc": 60, "place": 60, "porte": 50, "lac": 50, "ile": 50,
    "fontaine": 50, "moulin": 50, "gare": 60, "village": 50, "pres": 40, "secours": 60,
    "populaire": 80, "catholique": 50, "emmau": 60, "connect": 50, "vie": 80, "vivre": 50,
    "ensemble": 60, "loisir": 60, "sport": 40, "enfance": 40, "education": 50, "ligue": 80,
    "initiative": 50, "avenir": 40, "ressource": 50, "cafe": 40, "club": 60, "lien": 40,
    # departments: their name is on everything they do
    **dict.fromkeys(_DEPARTMENTS_TEXT.split(), 150),
    "1": 60, "2": 60, "3": 40, "4": 30, "5": 30,
}  # fmt: skip
# fmt: on
_MET_BY_DEFAULT = 8
_GENERIC_MET = 800
# Words that set apart two places that bear the same name: "Lille Sud", "Mairie annexe nord".
SIDES = frozenset(
    [
        "nord",
        "sud",
        "est",
        "ouest",
        "haut",
        "haute",
        "bas",
        "basse",
        "vieux",
        "neuf",
        "petit",
        "petite",
    ]
)


def is_mark(word: str) -> bool:
    """Return whether a word of a name is a number or a side, which oppose when they differ."""
    return word in SIDES or word.isdigit() or len(word) == 1


def is_common(word: str) -> bool:
    """Return whether a word is met in the names of many places, or of many communes."""
    return word in _MET or word in GENERIC


def weights_of(
    words: list[str], met: NDArray[np.int64], n_records: int, *, generic: bool = True
) -> NDArray[np.float64]:
    """Return how much each word says, in bits, from 0 to about 12.

    Parameters
    ----------
    words : the vocabulary
    met : in how many records of the set each is met
    n_records : size of the set

    Returns
    -------
    log2 of the inverse frequency; the counts of the set are added to those known beforehand, so
    that a small set does not believe a common word rare
    """
    prior = np.array([_MET.get(word, _MET_BY_DEFAULT) for word in words], dtype=np.float64)
    if generic:
        prior[[place for place, word in enumerate(words) if word in GENERIC]] = _GENERIC_MET
    return np.asarray(np.log2((n_records + _PRIOR_NAMES) / (met + prior)).clip(0.5, 12.0))
