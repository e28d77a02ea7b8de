"""How easily a French text is read: a score, long sentences, and words that few people know.

The score is Flesch's, with the coefficients that Kandel and Moles fitted to French: 100 is very
easy, 60 is a newspaper, 30 an administrative letter. It counts syllables by groups of vowels: good
enough to rank texts, not to measure one to the point.

References
----------
Kandel, L. and Moles, A. (1958), "Application de l'indice de Flesch à la langue française", Cahiers
d'études de radio-télévision 19, 253-274: 207 - 1.015 words/sentence - 73.6 syllables/word.
Règles européennes pour une information facile à lire et à comprendre (Inclusion Europe, 2009), for
short sentences and common words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

# Fewer words than this tell nothing: a menu is no text.
FEWEST_WORDS = 30
# A reader in difficulty loses the beginning of a sentence that is longer.
LONGEST_SENTENCE = 30

# Words of offices and of computing, and what a person would say instead. A word of the standard
# that has to appear is explained where it stands, as in "un cookie est un petit fichier".
WORDS_TO_AVOID: dict[str, str] = {
    "afin de": "pour",
    "à défaut de": "sans",
    "attestation": "papier qui prouve",
    "ayant droit": "personne qui a droit à",
    "bénéficiaire": "personne",
    "conformément à": "comme le dit",
    "dans le cadre de": "pour, pendant",
    "dématérialisé": "par internet",
    "diligenter": "faire",
    "dispositif": "aide",
    "données à caractère personnel": "ce qui vous concerne",
    "dûment": "bien",
    "e-inclusion": "aide avec internet",
    "géolocalisation": "où vous êtes",
    "habilité": "qui a le droit de",
    "illectronisme": "difficulté avec le numérique",
    "inclusion numérique": "aide avec le numérique",
    "interface": "écran, page",
    "littératie": "savoir lire et se servir de",
    "médiation numérique": "aide avec le numérique",
    "mettre en œuvre": "faire",
    "modalité": "façon",
    "nonobstant": "malgré",
    "notamment": "par exemple",
    "paramétrer": "régler",
    "péremptoire": "sans réponse possible",
    "préalablement": "avant",
    "prérequis": "ce qu’il faut savoir avant",
    "procéder à": "faire",
    "public cible": "personnes concernées",
    "renseigner": "écrire",
    "saisir le formulaire": "remplir le papier",
    "sollicitation": "demande",
    "solliciter": "demander",
    "susmentionné": "dit plus haut",
    "usager": "personne",
    "utilisateur": "personne",
    "workflow": "étapes",
}
# Letters that everybody reads as a word, or that are explained where they stand.
KNOWN_LETTERS = frozenset({"PDF", "SMS", "CV", "CAF", "QR", "GPS", "CSV", "JSON", "SVG"})

_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_VOWELS = re.compile(r"[aàâäeéèêëiîïoôöuùûüyœæ]+")
_LETTERS = re.compile(r"(?<![\w.-])[A-Z]{2,6}(?![\w.-])")


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known of a text: None as a score when it is too short to tell."""

    score: float | None
    n_words: int
    n_sentences: int
    long_sentences: Sequence[str]
    hard_words: Sequence[tuple[str, str]]
    letters: Sequence[str]


def syllables(word: str) -> int:
    """Return about how many syllables a French word has: a final mute e counts for none.

    >>> [syllables(word) for word in ("lieu", "aide", "ordinateur", "administration")]
    [1, 1, 4, 5]
    """
    lowered = word.lower()
    n = len(_VOWELS.findall(lowered))
    if n > 1 and re.search(r"[^aàâäeéèêëiîïoôöuùûüy]e(s|nt)?$", lowered):
        n -= 1
    return max(1, n)


def read(text: str) -> Reading:
    """Return how a text reads. A line that ends without a full stop is a sentence of its own.

    >>> easy = read("Le lieu est ouvert le lundi. Venez avec un papier. " * 5)
    >>> hard = read("Préalablement à toute sollicitation, l’usager renseigne le dispositif. " * 5)
    >>> easy.score > 80 > 30 > hard.score
    True
    >>> hard.hard_words[0]
    ('dispositif', 'aide')
    """
    sentences = [s for s in (part.strip() for part in _SENTENCE.split(text)) if _WORD.search(s)]
    words = _WORD.findall(text)
    score = None
    if len(words) >= FEWEST_WORDS:
        n_syllables = sum(syllables(word) for word in words)
        score = 207 - 1.015 * len(words) / len(sentences) - 73.6 * n_syllables / len(words)
    lowered = text.lower().replace("\u00a0", " ").replace("'", "’")
    return Reading(
        score=score,
        n_words=len(words),
        n_sentences=len(sentences),
        long_sentences=[s for s in sentences if len(_WORD.findall(s)) > LONGEST_SENTENCE],
        hard_words=[
            (word, plain)
            for word, plain in WORDS_TO_AVOID.items()
            if re.search(rf"(?<!\w){re.escape(word)}(?:s|e|es|r|nt)?(?!\w)", lowered)
        ],
        letters=[w for w in dict.fromkeys(_LETTERS.findall(text)) if w not in KNOWN_LETTERS],
    )
