"""Words that a tired person writes and that say too much: read twice before they are kept.

`screening` refuses what has a shape (a number, a password) and the names of illnesses. Here are the
words of health, of causes and of private life: some are fine where they stand ("un virement, une
opération bancaire"), so that the page asks to read again, and the person decides. Nothing is
written in a log. Measured on invented sentences: tests/test_doubts.py.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


@dataclass(frozen=True, slots=True)
class Family:
    """Words of one kind, without accents; `*` is any ending; and what to write instead."""

    words: str
    instead: Any


HEALTH = Family(
    """
    hopital hospitalis* psy psychologue* psychologiqu* psychiatr* burn-out burnout burn_out anxieu*
    angoiss* suicid* traumatis* troubles_de troubles_du troubles_psy* perte_de_memoire demence avc
    infarctus chimio* radiotherapie dialyse* asthm* sclerose arthrose tdah covid sous_traitement
    en_traitement antidepresseur* anxiolytique* methadone subutex drogu* alcool* boit ivresse obes*
    surpoids grossesse accouch* ivg avortement fausse_couche attend_un_bebe
    """,
    gettext_lazy("Dites ce qu’il faut prévoir (« un lieu calme », « le matin »), pas la santé."),
)
BODY = Family(
    """
    fauteuil_roulant en_fauteuil bequille* canne_blanche sourd* malentendant* aveugle*
    malvoyant* mal_voyant* mal_entendant* dyslexi* dysprax* illettr* analphabet* ne_sait_pas_lire
    """,
    gettext_lazy("Cochez plutôt « Pour bien la recevoir » : un accès sans marche, lire avec "
                 "quelqu’un, échanger par écrit."),
)  # fmt: skip
CAUSE = Family(
    """
    mari_violent conjoint_violent femme_violente violences viole violee battu battue prison
    detenu* incarcer* bracelet_electronique condamne condamnee garde_a_vue sans_papier*
    sans-papier* oqtf clandestin* sdf a_la_rue tutelle curatelle depuis_son_divorce
    depuis_sa_separation depuis_le_deces depuis_son_deces suite_a_son suite_a_sa
    """,
    gettext_lazy("Dites ce que la personne veut faire, pas pourquoi elle en est là."),
)
PRIVATE = Family(
    """
    musulman* catholiqu* juif juive juifs chretien* religio* voilee* rom roms gitan* tsigan*
    gens_du_voyage d'origine homosexuel* lesbienne* gay transgenre* syndiqu*
    """,
    gettext_lazy("Ni croyance, ni origine, ni vie privée : la fiche n’en a pas besoin."),
)
FAMILIES = (HEALTH, BODY, CAUSE, PRIVATE)

# What identifies, beside what `screening` refuses: seen by its shape, but sometimes harmless.
_SHAPES: tuple[tuple[re.Pattern[str], Any], ...] = (
    (
        re.compile(r"\b(?:[Mm]me|[Mm]lle|[Mm]r|[Mm]adame|[Mm]onsieur)\s+(?!le\b|la\b|l’|l')[A-ZÀ-Ý]\w+|"
                   r"\bM\.\s*[A-ZÀ-Ý]\w+"),
        gettext_lazy("Pas de nom de famille : un prénom ou un surnom suffit, plus bas."),
    ),
    (
        re.compile(r"\bn[ée]e?\s+le\s+\d|\bdate\s+de\s+naissance\W+\d", re.IGNORECASE),
        gettext_lazy("Pas de date de naissance : dites un âge seulement s’il change l’accueil."),
    ),
    (
        re.compile(r"\bcode\b(?!\s+postal)(?:\s+\w+){0,3}?\s*(?:[:=]|c[’']est|est)?\s*\d{4,6}\b",
                   re.IGNORECASE),
        gettext_lazy("Aucun code d’accès : la personne le garde, et le tape elle-même."),
    ),
    (
        re.compile(r"\b(?:mdp|mots?\s+de\s+passe|login|identifiants?)\b(?:\s+\w+){0,3}?\s+"
                   r"(?=\S*\d)\S{4,}", re.IGNORECASE),
        gettext_lazy("Aucun mot de passe, aucun identifiant : personne ne doit l’avoir."),
    ),
    (
        re.compile(r"\b(?:n[°o]|num[ée]ros?|num|matricule|allocataire|dossier)\b\W*(?:\w+\W+){0,2}?"
                   r"(?=[A-Z\d-]*\d{3})[A-Z\d][A-Z\d-]{4,}\b", re.IGNORECASE),
        gettext_lazy("Aucun numéro de dossier ici : il a sa case, plus bas, s’il est utile."),
    ),
)  # fmt: skip


def _pattern(family: Family) -> re.Pattern[str]:
    words = [re.escape(word).replace(r"\*", r"\w*").replace("_", r"[\s-]+")
             for word in family.words.split()]  # fmt: skip
    return re.compile(rf"(?<![\w-])(?:{'|'.join(words)})(?!\w)")


_PATTERNS = [(_pattern(family), family.instead) for family in FAMILIES]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A word that may say too much, as it was written, and what to write instead."""

    word: str
    instead: str


def doubts(text: str) -> list[Doubt]:
    """Return the words of a text that may say too much, in order, each with what to write instead.

    They are shown to who wrote them, and to nobody else.
    """
    found: dict[str, tuple[int, str]] = {}
    text = unicodedata.normalize("NFC", text)
    plain = _plain(text)
    for pattern, instead in _PATTERNS:
        for match in pattern.finditer(plain):
            found.setdefault(text[match.start() : match.end()], (match.start(), str(instead)))
    for pattern, instead in _SHAPES:
        for match in pattern.finditer(text):
            found.setdefault(match[0], (match.start(), str(instead)))
    lines = sorted(found.items(), key=lambda line: line[1][0])
    return [Doubt(" ".join(word.split()), instead) for word, (_at, instead) in lines]


def doubt_words(found: Sequence[Doubt]) -> str:
    """Return what a page says of them: the words, what to write instead, and the way out."""
    listed = ", ".join(f"« {one.word} »" for one in found)
    instead = " ".join(dict.fromkeys(one.instead for one in found))
    return _("À relire : %(words)s. %(instead)s Si ce n’est rien de tel, cochez « J’ai relu ».") % {
        "words": listed,
        "instead": instead,
    }


def _plain(text: str) -> str:
    """Return a text in small letters without accents, of the same length."""
    kept = []
    for sign in text.replace("’", "'"):
        bare = unicodedata.normalize("NFD", sign)[0].lower()
        kept.append(bare if len(bare) == 1 else sign)
    return "".join(kept)
