"""The twenty things that people come for, in their words, and what in the base answers each.

`any_of` answers the need for sure. `maybe` makes the answer unknown: a place with computers often
prints, but nobody said so; it is shown apart, with its telephone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from maillage.core.search import singular, words_asked
from maillage.core.standard import Service

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

PROCEDURES = f"service:{Service.AIDE_AUX_DEMARCHES_ADMINISTRATIVES}"
TOOLS = f"service:{Service.MAITRISE_DES_OUTILS_NUMERIQUES_DU_QUOTIDIEN}"
EMPLOYMENT = f"service:{Service.INSERTION_PROFESSIONNELLE_VIA_LE_NUMERIQUE}"
SAFETY = f"service:{Service.UTILISATION_SECURISEE_DU_NUMERIQUE}"
PARENTING = f"service:{Service.PARENTALITE_ET_EDUCATION_AVEC_LE_NUMERIQUE}"
CREATION = f"service:{Service.LOISIRS_ET_CREATIONS_NUMERIQUES}"
CULTURE = f"service:{Service.COMPREHENSION_DU_MONDE_NUMERIQUE}"
ACCESS = f"service:{Service.ACCES_INTERNET_ET_MATERIEL_INFORMATIQUE}"
PURCHASE = f"service:{Service.ACQUISITION_DE_MATERIEL_INFORMATIQUE_A_PRIX_SOLIDAIRE}"

PRINTING = frozenset(
    {
        "imprimer", "imprimante", "impression", "photocopie", "photocopier", "photocopieur",
        "photocopieuse", "copie", "print", "printer", "printing", "copy",
    }
)  # fmt: skip
SCANNING = frozenset({"scanner", "scan", "numeriser", "numerisation"})
# Beside one of those, these say nothing more; after "3d", printing is another thing.
ON_PAPER = frozenset({"papier", "document", "feuille", "page", "tirer"})
OTHERWISE = frozenset({"3d"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One need: its code in addresses, its words, its pictogram, and what answers it."""

    code: str
    label: "StrPromise"
    # "Où … ?": how the results page asks the same thing.
    question: "StrPromise"
    icon: str
    # Beside its pictogram, on pages in pictures: at most four words.
    short: "StrPromise"
    any_of: tuple[str, ...]
    maybe: tuple[str, ...] = ()
    # Other words that ask for it, folded, in the singular: no record of a place says them.
    words: frozenset[str] = frozenset()


NEEDS: tuple[Need, ...] = (
    Need(
        code="demarche",
        label=_("Faire une démarche"),
        question=_("Où se faire aider pour une démarche ?"),
        icon="procedure",
        short=_("Démarches"),
        any_of=(PROCEDURES, "use:procedures"),
    ),
    Need(
        code="imprimer",
        label=_("Imprimer un papier"),
        question=_("Où imprimer un papier ?"),
        icon="print",
        short=_("Imprimer"),
        any_of=("equipment:printer", "print_price:yes"),
        maybe=(ACCESS, "equipment:computer"),
        words=PRINTING,
    ),
    Need(
        code="scanner",
        label=_("Scanner un papier"),
        question=_("Où scanner un papier ?"),
        icon="scan",
        short=_("Scanner"),
        any_of=("equipment:scanner",),
        maybe=(ACCESS, "equipment:computer", "equipment:printer"),
        words=SCANNING,
    ),
    Need(
        code="ordinateur",
        label=_("Utiliser un ordinateur"),
        question=_("Où utiliser un ordinateur ?"),
        icon="computer",
        short=_("Ordinateur"),
        any_of=("equipment:computer", "use:free_access"),
        maybe=(ACCESS,),
    ),
    Need(
        code="internet",
        label=_("Aller sur Internet"),
        question=_("Où aller sur Internet ?"),
        icon="wifi",
        short=_("Internet"),
        any_of=(ACCESS, "wifi_public:yes", "use:free_access", "equipment:computer"),
    ),
    Need(
        code="telephone",
        label=_("Me servir de mon téléphone"),
        question=_("Où apprendre à se servir de son téléphone ?"),
        icon="smartphone",
        short=_("Mon téléphone"),
        any_of=(TOOLS,),
        maybe=("use:personal_help",),
    ),
    Need(
        code="mail",
        label=_("Envoyer un e-mail"),
        question=_("Où se faire aider pour un e-mail ?"),
        icon="email",
        short=_("E-mail"),
        any_of=(TOOLS,),
        maybe=("use:personal_help", PROCEDURES),
    ),
    Need(
        code="courrier",
        label=_("Écrire un courrier"),
        question=_("Où trouver quelqu’un pour écrire un courrier ?"),
        icon="letter",
        short=_("Courrier"),
        any_of=("use:letter_writing",),
        maybe=(PROCEDURES, "mode:for"),
    ),
    Need(
        code="ecole",
        label=_("Suivre l’école de mon enfant"),
        question=_("Où se faire aider pour suivre l’école de son enfant ?"),
        icon="school",
        short=_("École"),
        any_of=(PARENTING,),
        maybe=(TOOLS,),
    ),
    Need(
        code="emploi",
        label=_("Chercher du travail, faire un CV"),
        question=_("Où se faire aider pour chercher du travail ?"),
        icon="job",
        short=_("Travail"),
        any_of=(EMPLOYMENT,),
    ),
    Need(
        code="argent",
        label=_("Impôts, banque, factures"),
        question=_("Où se faire aider pour les impôts, la banque, les factures ?"),
        icon="money",
        short=_("Impôts, argent"),
        any_of=(PROCEDURES, "use:procedures"),
    ),
    Need(
        code="sante",
        label=_("Ma santé, ma carte de soins"),
        question=_("Où se faire aider pour sa santé en ligne ?"),
        icon="health",
        short=_("Santé"),
        any_of=("health:yes",),
        maybe=(PROCEDURES, "use:procedures"),
    ),
    Need(
        code="logement",
        label=_("Mon logement"),
        question=_("Où se faire aider pour son logement ?"),
        icon="housing",
        short=_("Logement"),
        any_of=(PROCEDURES, "use:procedures", "theme:rights"),
    ),
    Need(
        code="arnaques",
        label=_("Éviter les arnaques"),
        question=_("Où apprendre à éviter les arnaques ?"),
        icon="safety",
        short=_("Éviter les arnaques"),
        any_of=(SAFETY,),
        maybe=(TOOLS, CULTURE),
    ),
    Need(
        code="apprendre",
        label=_("Apprendre, en groupe ou seul"),
        question=_("Où apprendre ?"),
        icon="learn",
        short=_("Apprendre"),
        any_of=(TOOLS, CULTURE, "use:beginner_workshops"),
    ),
    Need(
        code="accompagnement",
        label=_("Être accompagné"),
        question=_("Où être accompagné ?"),
        icon="support",
        short=_("Être accompagné"),
        any_of=("use:personal_help", "help:Accompagnement individuel"),
        maybe=(PROCEDURES, TOOLS),
    ),
    Need(
        code="acheter",
        label=_("Acheter un ordinateur pas cher"),
        question=_("Où acheter un ordinateur pas cher ?"),
        icon="fair-price",
        short=_("Acheter"),
        any_of=("use:sale", PURCHASE),
        maybe=("use:refurbishing",),
    ),
    Need(
        code="emprunter",
        label=_("Emprunter un ordinateur"),
        question=_("Où emprunter un ordinateur ?"),
        icon="loan",
        short=_("Emprunter"),
        any_of=("use:loan",),
    ),
    Need(
        code="reparer",
        label=_("Réparer mon appareil"),
        question=_("Où faire réparer son appareil ?"),
        icon="repair",
        short=_("Réparer"),
        any_of=("use:refurbishing",),
    ),
    Need(
        code="creer",
        label=_("Fabriquer, créer"),
        question=_("Où fabriquer, créer ?"),
        icon="make",
        short=_("Fabriquer"),
        any_of=(CREATION,),
        maybe=("kind:FABLAB",),
    ),
)


@cache
def need_by_code() -> dict[str, Need]:
    """Return the needs by the code that stands in addresses."""
    return {need.code: need for need in NEEDS}


def need_in_words(text: str) -> tuple[Need | None, tuple[str, ...], str]:
    """Return (the need that a text names, the words that name it, what else it asks).

    (None, (), text) when it names none, or several.

    >>> need, words, rest = need_in_words("Imprimer un papier à Haut-Champ")
    >>> need.code, words, rest
    ('imprimer', ('imprimer',), 'haut champ')
    """
    asked = words_asked(text)
    folded = [singular(word) for word in asked]
    named = [need for need in NEEDS if not need.words.isdisjoint(folded)]
    if len(named) != 1 or not OTHERWISE.isdisjoint(folded):
        return None, (), text
    words = tuple(word for word in folded if word in named[0].words)
    less = named[0].words | ON_PAPER
    rest = [word for word, stem in zip(asked, folded, strict=True) if stem not in less]
    return named[0], words, " ".join(rest)


def answered_needs(features: Iterable[str]) -> list[Need]:
    """Return the needs that what is known of a place answers for sure, in their order.

    One need for one reason: what only help with procedures answers is said once.
    """
    known, found, reasons = set(features), [], set()
    for need in NEEDS:
        reason = frozenset(known.intersection(need.any_of))
        if reason and reason not in reasons:
            reasons.add(reason)
            found.append(need)
    return found
