"""A French text as it is said: no abbreviation, no digit, hours and telephones in words.

What is written for the eye ("12 av. du Pont, de 9 h à 12 h 30, 01 99 00 21 10") is read badly by
voices, each in its own way. What comes out has no digit left.
"""

import re
from collections.abc import Callable

from maillage.core.speech.numbers import LIMIT, digits_words, number_words, ordinal_words

# What an abbreviation stands for. Before a point or not; the case is that of the text.
_SHORT = {
    "av": "avenue", "ave": "avenue", "bd": "boulevard", "bld": "boulevard", "bvd": "boulevard",
    "boul": "boulevard", "ch": "chemin", "chem": "chemin", "rte": "route", "imp": "impasse",
    "all": "allée", "pl": "place", "sq": "square", "fg": "faubourg", "fbg": "faubourg",
    "bât": "bâtiment", "bat": "bâtiment", "ét": "étage", "esc": "escalier", "apt": "appartement",
    "appt": "appartement", "rdc": "rez-de-chaussée", "résid": "résidence", "qu": "quai",
    "st": "saint", "ste": "sainte", "sts": "saints", "dr": "docteur", "pr": "professeur",
    "mme": "madame", "mlle": "mademoiselle", "mr": "monsieur", "gal": "général",
    "mal": "maréchal", "cdt": "commandant", "col": "colonel", "cap": "capitaine",
    "tél": "téléphone", "tel": "téléphone", "rdv": "rendez-vous", "rv": "rendez-vous",
    "min": "minutes", "env": "environ", "pers": "personnes", "max": "maximum",
    "lun": "lundi", "mar": "mardi", "mer": "mercredi", "jeu": "jeudi", "ven": "vendredi",
    "sam": "samedi", "dim": "dimanche", "etc": "et cetera", "ex": "exemple", "hab": "habitants",
    "asso": "association", "assoc": "association", "bibl": "bibliothèque", "km": "kilomètres",
    "cm": "centimètres", "kg": "kilos",
}  # fmt: skip
# These are words too, or too short to be sure: opened only when a point follows.
_WITH_POINT = {
    "all", "av", "bat", "bât", "boul", "cap", "ch", "col", "dim", "env", "esc", "ex", "gal", "hab",
    "imp", "jeu", "lun", "mal", "mar", "max", "mer", "min", "pers", "pl", "pr", "qu", "sam",
    "sq", "tel", "ven", "bibl", "ét",
}  # fmt: skip
# Said as words, and what the letters mean, for who never saw them written.
_KNOWN = {
    "CCAS": "centre communal d’action sociale",
    "CIAS": "centre intercommunal d’action sociale",
    "CAF": "caisse d’allocations familiales",
    "CPAM": "assurance maladie",
    "CARSAT": "caisse de retraite",
    "MSA": "mutualité sociale agricole",
    "MJC": "maison des jeunes et de la culture",
    "EPN": "espace public numérique",
    "PMI": "protection maternelle et infantile",
    "PMR": "personnes à mobilité réduite",
    "QPV": "quartier prioritaire",
    "CV": "curriculum",
    "SMS": "message",
    "RDC": "rez-de-chaussée",
    "RDV": "rendez-vous",
    "ZAC": "zone d’activité",
    "ZI": "zone industrielle",
    "BP": "boîte postale",
    "PDF": "pé dé effe",
}
_LETTERS = {
    "A": "a", "B": "bé", "C": "cé", "D": "dé", "E": "eu", "F": "effe", "G": "gé", "H": "hache",
    "I": "i", "J": "ji", "K": "ka", "L": "elle", "M": "emme", "N": "enne", "O": "o", "P": "pé",
    "Q": "qu", "R": "erre", "S": "esse", "T": "té", "U": "u", "V": "vé", "W": "double vé",
    "X": "ixe", "Y": "i grec", "Z": "zède",
}  # fmt: skip
_VOWELS = frozenset("AEIOUYÀÂÉÈÊËÎÏÔÙÛÜ")
_FEMININE = (
    "heure", "minute", "place", "personne", "imprimante", "salle", "séance", "page", "borne",
    "tablette", "semaine", "année", "journée", "fois", "photo", "feuille", "rue", "carte",
    "demi-journée", "machine", "station", "caméra", "console", "liseuse", "clé",
)  # fmt: skip
_UNIT_WORDS = {"km": "kilomètre", "m": "mètre", "cm": "centimètre", "kg": "kilo", "min": "minute"}
_MONTH = r"(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)"
_SPACES = r"[\s\u00a0\u202f\u2009]"
_NOT_IN_WORD = r"(?<![\w’'-])"
Said = Callable[[re.Match[str]], str]


def spoken(text: str) -> str:
    """Return a French text as a voice should say it; a sentence already said is not changed.

    >>> spoken("De 9 h à 12 h et de 14 h à 17 h 30")
    'De neuf heures à midi et de quatorze heures à dix-sept heures trente'
    >>> spoken("12 av. du Pont, tél. 01 99 00 21 10")
    'douze avenue du Pont, téléphone zéro un, quatre-vingt-dix-neuf, zéro zéro, vingt-et-un, dix'
    """
    said = re.sub(r"[\u2066-\u2069\u200b-\u200f\ufeff\u00ad]", "", text)
    said = re.sub(rf"{_SPACES}+", " ", said)
    # Digits of other scripts, and those above the line, are digits too.
    said = re.sub(r"\d", lambda m: str(int(m[0])), said)
    for pattern, words in _RULES:
        said = pattern.sub(words, said)
    return said.strip()


# ---------------------------------------------------------------- each kind


def _hour(match: re.Match[str]) -> str:
    hour, minute = int(match["h"]), int(match["m"] or 0)
    if hour > 24 or minute > 59:
        return match[0]
    after = f" {number_words(minute, feminine=True)}" if minute else ""
    if hour in (0, 24):
        return f"minuit{after}"
    if hour == 12:
        return f"midi{after}"
    return f"{number_words(hour, feminine=True)} heure{'s' if hour > 1 else ''}{after}"


def _price(match: re.Match[str]) -> str:
    euros, cents = int(match["n"].replace(" ", "")), int((match["c"] or "0").ljust(2, "0"))
    if euros >= LIMIT:
        return match[0]
    some = f"{number_words(cents)} centime{'s' if cents > 1 else ''}" if cents else ""
    if not euros and some:
        return some
    whole = f"{number_words(euros)} euro{'s' if euros > 1 else ''}"
    return f"{whole} {number_words(cents)}" if cents else whole


def _telephone(match: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", match[0])
    # From abroad: France says it with its 0.
    if digits.startswith("33") and match[0].lstrip().startswith("+"):
        digits = f"0{digits[2:]}"
    return digits_words(digits)


def _unit(match: re.Match[str]) -> str:
    name = _UNIT_WORDS[match["u"]]
    whole = match["n"]
    one = whole in ("0", "1")
    return f"{_plain(whole, match['d'], feminine=name == 'minute')} {name}{'' if one else 's'}"


def _plain(whole: str, decimals: str | None, *, feminine: bool = False) -> str:
    digits = whole.replace(" ", "")
    n = int(digits)
    # A code keeps the zeros before it: "01" is not one.
    if n >= LIMIT or (len(digits) > 1 and digits[0] == "0"):
        return digits_words(digits)
    said = number_words(n, feminine=feminine)
    return f"{said} virgule {digits_words(decimals)}" if decimals else said


def _number(match: re.Match[str]) -> str:
    after = match.string[match.end() :].lstrip().lower()
    feminine = after.startswith(_FEMININE)
    said = _plain(match["n"], match["d"], feminine=feminine)
    # "A4", "bâtiment B2": letters and numbers beside each other are said apart.
    before, behind = match.string[: match.start()][-1:], match.string[match.end() :][:1]
    return f"{' ' if before.isalnum() else ''}{said}{' ' if behind.isalnum() else ''}"


def _short(match: re.Match[str]) -> str:
    word = match["w"]
    low = word.lower()
    if low in _WITH_POINT and not match["p"]:
        return match[0]
    said = _SHORT[low]
    # At the end of a sentence the point was also that of the sentence.
    after = match.string[match.end() :]
    ends = match["p"] and not after.strip()
    said = said[:1].upper() + said[1:] if word[:1].isupper() and low not in _KNOWN_LOW else said
    return said + ("." if ends else "")


_KNOWN_LOW = {"rdc", "rdv"}


def _letters(match: re.Match[str]) -> str:
    word = match[0]
    if word in _KNOWN:
        return _KNOWN[word]
    if len(word) <= 4 and not any(c in _VOWELS for c in word):
        return " ".join(_LETTERS.get(c, c) for c in word)
    return word


def _bracket(match: re.Match[str]) -> str:
    return f", {match[1].strip()}," if match[1].strip() else ""


_RULES: tuple[tuple[re.Pattern[str], "Said | str"], ...] = tuple(
    (re.compile(pattern, flags), said)
    for pattern, flags, said in (
        # An address of the web or of a mailbox cannot be listened to.
        (r"(?:https?://|www\.)\S+|\S+@\S+\.\w+", 0, "adresse écrite sur la page"),
        (r"\(([^()]*)\)", 0, _bracket),
        (r"«\s*|\s*»|[“”\"*_|<>{}\[\]]", 0, ""),
        (r"\s*[·•]\s*|\s*;\s*", 0, ", "),
        (r"\s+&\s+|\s+\+\s+", 0, " et "),
        # A telephone: five pairs, with or without spaces; from abroad too.
        (r"\bM\. (?=[A-ZÀ-Ü])", 0, "monsieur "),
        (r"½", 0, " et demie"),
        (r"(?:\+33[ .]?[1-9]|\b0[1-9])(?:[ .-]?\d{2}){4}(?!\d)", 0, _telephone),
        (r"\+\d[\d .-]{6,}\d", 0, _telephone),
        (r"(?<=[\dhH])\s*[-–—]\s*(?=\d)", 0, " à "),
        # "24 h sur 24" is no hour of the clock.
        (r"\b24 ?h(?:eures)? ?(?:sur|/) ?24\b", re.I, "vingt-quatre heures sur vingt-quatre"),
        (r"\b7 ?j(?:ours)? ?(?:sur|/) ?7\b", re.I, "sept jours sur sept"),
        (r"(?<![\d,])(?P<h>\d{1,2}) ?(?:h|H|heures?)(?: ?(?P<m>\d{2}))?(?![\w])", 0, _hour),
        (r"(?<![\d,:])(?P<h>[01]?\d|2[0-4]):(?P<m>[0-5]\d)(?![\d:])", 0, _hour),
        (r"(?<![\d,])(?P<n>\d{1,3}(?: \d{3})+|\d+)(?:[,.](?P<c>\d{1,2}))? ?(?:€|euros?\b)",
         0, _price),
        (rf"\b1er(?= {_MONTH})", 0, "premier"),
        (r"\b(?P<n>\d{1,4})(?:er|ers)\b", 0, lambda m: ordinal_words(max(1, int(m["n"])))),
        (r"\b(?P<n>\d{1,4})(?:re|ère|ere|res)\b", 0,
         lambda m: ordinal_words(max(1, int(m["n"])), feminine=True)),
        (r"\b(?P<n>\d{1,4})(?:e|es|è|ème|eme|ièmes?|nde?)\b", 0,
         lambda m: ordinal_words(max(1, int(m["n"])))),
        (r"\b(?:n|N)[°º]s? ?(?=\d)|\bNo\.? (?=\d)", 0, "numéro "),
        (r"(?P<n>\d+) ?(?:bis)\b", re.I, r"\g<n> bis"),
        (r"(?<=\d) ?%", 0, " pour cent"),
        (r"(?<![\d,])(?P<n>\d+)(?:,(?P<d>\d+))? ?(?P<u>km|cm|kg|min|m)(?![\w’'])", 0, _unit),
        (rf"{_NOT_IN_WORD}(?P<w>{'|'.join(sorted(map(re.escape, _SHORT), key=len, reverse=True))})"
         r"(?P<p>\.)?(?![\w’'])", re.I, _short),
        (r"\s*/\s*", 0, " ou "),
        (r"\b[A-ZÀ-Ü]{2,8}\b", 0, _letters),
        (r"(?P<n>\d{1,3}(?: \d{3})+(?!\d)|\d+)(?:[,.](?P<d>\d+))?", 0, _number),
        (r"\s+", 0, " "),
        (r"\s+(?=[,.])", 0, ""),
        (r",(?:\s*,)+", 0, ","),
        (r",(?=[.!?:])", 0, ""),
        (r",\s*$", 0, ""),
    )
)  # fmt: skip
