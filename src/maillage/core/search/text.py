"""Words: how a text is cut, folded and brought to the singular."""

import re
import unicodedata

NAME_KEY_LENGTH = 48

# Words that say nothing of what is sought; elided letters (l', d', qu') are among them.
# fmt: off
STOP_WORDS = frozenset(
    {
        "a", "au", "aux", "avec", "c", "ce", "ces", "chez", "d", "dans", "de", "des", "du",
        "en", "et", "j", "je", "l", "la", "le", "les", "m", "ma", "mes", "mon", "n", "ou",
        "par", "pour", "pres", "qu", "que", "s", "sa", "ses", "son", "sur", "t", "un", "une",
        "vers", "y",
    }
)
# fmt: on
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae"})
# The blocks of combining marks of Unicode.
_MARKS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
_WORD = re.compile(r"[^\W_]+")
_LINK = re.compile("[-‐‑'’]")
_COMPOUND = re.compile(r"[^\W_]+(?:[-‐‑'’][^\W_]+)+")


def fold(text: str) -> str:
    """Return the text without accents, case or ligatures.

    Examples
    --------
    >>> fold("Œuvre à l’École")
    'oeuvre a l’ecole'
    """
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    return _MARKS.sub("", decomposed).casefold()


def name_key(name: str) -> str:
    """Return what places are sorted by when no point is given: the start of the folded name."""
    return fold(name)[:NAME_KEY_LENGTH]


def singular(word: str) -> str:
    """Return a folded word without its French plural mark, roughly: it only has to be stable.

    Examples
    --------
    >>> [singular(w) for w in ("ordinateurs", "journaux", "bureaux", "jeux", "wifi", "acces")]
    ['ordinateur', 'journal', 'bureau', 'jeu', 'wifi', 'acce']
    """
    if len(word) <= 3:
        return word
    if word.endswith("aux") and not word.endswith("eaux") and len(word) > 4:
        return word[:-2] + "l"
    if word.endswith("x") or (word.endswith("s") and not word.endswith("ss")):
        return word[:-1]
    return word


def forms_of(text: str) -> frozenset[str]:
    """Return the folded words of a text, and its compounds in one word (Wi-Fi: wi, fi, wifi).

    Examples
    --------
    >>> sorted(forms_of("L’accès Wi-Fi"))
    ['acces', 'fi', 'l', 'lacces', 'wi', 'wifi']
    """
    folded = fold(text)
    words = set(_WORD.findall(folded))
    if _LINK.search(folded):
        for compound in _COMPOUND.findall(folded):
            words.add("".join(_WORD.findall(compound)))
    return frozenset(words)


def words_asked(text: str) -> tuple[str, ...]:
    """Return the folded words of what a person typed, in order, stop words left out.

    Examples
    --------
    >>> words_asked("Aide à l'impression")
    ('aide', 'impression')
    """
    return tuple(word for word in _WORD.findall(fold(text)) if word not in STOP_WORDS)
