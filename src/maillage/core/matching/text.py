"""Words of names and streets: folded, without plurals, abbreviations written out."""

import re
import unicodedata
from functools import lru_cache

# A name is a few words; what is longer is a description pasted there, and its start says enough.
LONGEST_TEXT = 300

# Words that link others; a letter standing alone at the end is a name ("Association B").
# fmt: off
_LINKS_TEXT = """
a au aux avec chez d dans de des du en et l la le les lez ou par pour s sur un une y
"""
LINKS = frozenset(_LINKS_TEXT.split())
_SHORT_FORMS = {
    "st": "saint", "ste": "sainte", "sts": "saint", "stes": "sainte", "ctre": "centre",
    "ctr": "centre", "ass": "association", "assoc": "association", "asso": "association",
    "dep": "departement", "dept": "departement", "gal": "general", "gral": "general",
    "mal": "marechal", "dr": "docteur", "pr": "professeur", "cdt": "commandant",
    "cdl": "colonel", "col": "colonel", "cap": "cap", "capt": "capitaine", "lt": "lieutenant",
    "pdt": "president", "pres": "president", "ntre": "notre", "num": "numerique",
    "biblio": "bibliotheque", "med": "mediatheque", "bibl": "bibliotheque", "fed": "federation",
    "fse": "", "gd": "grand", "gde": "grande",
    "info": "information", "infos": "information", "mun": "municipal",
}
# fmt: on
_SPLIT = re.compile(r"[a-z]+|\d+")
# "1er", "13eme": the ordinal says the number; "n°2" says 2.
_ORDINAL = re.compile(r"\b(\d{1,3})\s?(?:ere?|er|nde?|i?e(?:me)?s?)\b")
# What a word ends at would otherwise vanish with the accents.
_SIGNS = str.maketrans(
    {"œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae", "’": "'", "‘": "'", "°": " ", "º": " "}
    | dict.fromkeys("–—‐‑«»•·…“”|", " ")
)
_DIGIT = re.compile(r"\d")
_DOTTED = re.compile(r"\b(?:[a-z]\.){2,}[a-z]?\b")
_AT = re.compile(r"(?<=[a-z])@(?=[a-z])")
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9"}


def fold(text: str) -> str:
    """Return the text in lower case, without accents nor signs of other alphabets.

    Examples
    --------
    >>> fold("Œuvre à l’École")
    "oeuvre a l'ecole"
    """
    text = text[:LONGEST_TEXT]
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(_SIGNS))
        text = text.encode("ascii", "ignore").decode()
    return text.lower()


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return a folded word written out and without its plural mark.

    Examples
    --------
    >>> [stem(word) for word in ("services", "st", "mediathque", "reseaux", "viii")]
    ['service', 'saint', 'mediatheque', 'reseau', '8']
    """
    word = _SHORT_FORMS.get(word, word)
    # The letter lost to a broken encoding falls inside these two words nearly always.
    if word.startswith("mediath") or (word.startswith("mediat") and word.endswith("eque")):
        return "mediatheque"
    if word.startswith("biblioth"):
        return "bibliotheque"
    if word in _ROMAN:
        return _ROMAN[word]
    if word.isdigit():
        return word.lstrip("0") or "0"
    if len(word) > 4 and word.endswith("aux") and not word.endswith("eaux"):
        return word[:-2] + "l"
    if len(word) > 3 and word[-1] in "sx" and word[-2] not in "si":
        return word[:-1]
    return word


@lru_cache(maxsize=65536)
def _words(text: str) -> tuple[str, ...]:
    folded = fold(text)
    if "@" in folded or "1/3" in folded:
        folded = _AT.sub("a", folded).replace("1/3", "tiers")
    if "." in folded:
        folded = _DOTTED.sub(lambda match: match[0].replace(".", ""), folded)
    if _DIGIT.search(folded):
        folded = _ORDINAL.sub(r"\1", folded)
    found = _SPLIT.findall(folded)
    if not found:
        return ()
    kept = [stem(word) for word in found if word not in LINKS]
    if found[-1] in ("a", "d", "l", "s", "y") and len(found) > 1:
        kept.append(found[-1])
    return tuple(word for word in kept if word)


def words_of(text: str) -> list[str]:
    """Return the words of a text, folded and without plurals, in order, links left out.

    Examples
    --------
    >>> words_of("C.C.A.S. de la Ville de Saint-Étienne, 1er étage")
    ['cca', 'ville', 'saint', 'etienne', '1', 'etage']
    >>> words_of("Association B")
    ['association', 'b']
    """
    return list(_words(text[:LONGEST_TEXT]))
