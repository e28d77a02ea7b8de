"""What one value of a record says, brought to one form; anything that says nothing is unknown."""

import math
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from maillage.core.matching.text import LONGEST_TEXT, words_of

# fmt: off
_GENERIC_HOSTS_TEXT = """
gmail.com googlemail.com orange.fr wanadoo.fr laposte.net laposte.fr outlook.fr outlook.com
hotmail.fr hotmail.com live.fr yahoo.fr yahoo.com free.fr sfr.fr neuf.fr bbox.fr aol.com
numericable.fr icloud.com msn.com protonmail.com gmx.fr club-internet.fr lagoon.nc mls.nc
mailo.com facebook.com fr-fr.facebook.com sites.google.com instagram.com linkedin.com google.com
google.fr framasoft.org wixsite.com jimdo.com helloasso.com twitter.com youtube.com
france-services.gouv.fr conseiller-numerique.gouv.fr conseiller-numerique.fr caf.fr ameli.fr
pole-emploi.fr francetravail.fr impots.gouv.fr service-public.fr economie.gouv.fr
cohesion-territoires.gouv.fr interieur.gouv.fr maisondeservicesaupublic.fr croix-rouge.fr
laposte-services.fr bit.ly business.site
"""
GENERIC_HOSTS = frozenset(_GENERIC_HOSTS_TEXT.split())
_TYPES = {
    "r": "rue", "av": "avenue", "ave": "avenue", "bd": "boulevard", "bld": "boulevard",
    "boul": "boulevard", "blvd": "boulevard", "bvd": "boulevard", "pl": "place", "plce": "place",
    "che": "chemin", "chem": "chemin", "ch": "chemin", "imp": "impasse", "all": "allee",
    "rte": "route", "sq": "square", "qu": "quai", "crs": "cours", "fg": "faubourg",
    "fbg": "faubourg", "res": "residence", "lot": "lotissement", "rpt": "rond", "pass": "passage",
    "zac": "zone", "za": "zone", "zi": "zone", "ham": "hameau", "esp": "esplanade",
}
_TYPE_WORDS = frozenset(_TYPES.values()) | {"allée", "ruelle", "sente", "voie", "promenade"}
# fmt: on
_NUMBER = re.compile(
    r"^\W*(?:n[°o]?\s*)?(\d{1,5})(?:\s*(?:[-/&,à]|et|a)\s*(\d{1,5}))?"
    r"\s*(bis|ter|quater|[a-h])?\b(?![’'])[\s,;.-]*(.*)",
    re.IGNORECASE | re.DOTALL,
)
_BOX = re.compile(r"\b(?:b\.?p\.?|c\.?s\.?)\s*\d+|\bcedex\b(?:\s+\d+)?", re.IGNORECASE)
_COMPLEMENT = re.compile(r"[,;]| - ")
_BRACKETS = re.compile(r"\([^)]*\)")
_DIGITS = re.compile(r"\d+")
_MAIL_LIST = re.compile(r"[\s;,|]")
_SEVERAL = re.compile(r"\s*(?:[|;,/\n]|\bou\b|\bet\b)\s*")
_COMMUNE_END = re.compile(
    r"\s*(?:\bcedex\b.*|\b\d+\s?(?:e|er|eme|ème)?\s*(?:arr\S*)?|\barrondissement)\s*$",
    re.IGNORECASE,
)
_INSEE = re.compile(r"(?:\d{2}|2[AB])\d{3}", re.IGNORECASE)


class Street(NamedTuple):
    """Number and street of an address; -1 and () for what is not said."""

    low: int
    high: int
    suffix: str
    words: tuple[str, ...]


def text_of(value: object) -> str:
    """Return a value as text without spaces around; "" for what is absent or no text."""
    if isinstance(value, str):
        if len(value) <= LONGEST_TEXT and value.isascii() and "  " not in value:
            return value.strip()
        return " ".join(value[: 4 * LONGEST_TEXT].split())
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else ""
    return str(value) if isinstance(value, int) and abs(value) < 10**30 else ""


def texts_of(value: object) -> list[str]:
    """Return one text or several as a list of texts that say something."""
    if isinstance(value, (list, tuple, set, frozenset)):
        # A set has no order: all of it is sorted before it is cut.
        return sorted({text for item in value if (text := text_of(item))})[:20]
    text = text_of(value) if value else ""
    return [text] if text else []


def degrees(value: object, limit: float) -> float:
    """Return a latitude or a longitude, NaN for what is none."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return math.nan
    try:
        number = float(value.replace(",", ".")) if isinstance(value, str) else float(value)
    except (ValueError, OverflowError):
        return math.nan
    return number if abs(number) <= limit else math.nan


def point_of(record: Mapping[str, object]) -> tuple[float, float]:
    """Return (latitude, longitude) in degrees, NaN both when one is missing, absurd or 0, 0."""
    latitude, longitude = degrees(record.get("lat"), 90), degrees(record.get("lon"), 180)
    if math.isnan(latitude) or math.isnan(longitude):
        return math.nan, math.nan
    if abs(latitude) < 0.01 and abs(longitude) < 0.01:
        return math.nan, math.nan
    return latitude, longitude


def phones_of(value: object) -> list[str]:
    """Return the last nine digits of each telephone number (six for short overseas ones).

    Examples
    --------
    >>> phones_of("+33199001234"), phones_of("01 99 00 12 34 / 01.99.00.12.35"), phones_of("12")
    (['199001234'], ['199001234', '199001235'], [])
    """
    if not value:
        return []
    numbers = []
    for text in texts_of(value):
        # Most numbers come alone, in digits.
        for part in [text] if len(text) < 18 and "/" not in text else _SEVERAL.split(text[:80]):
            digits = "".join(_DIGITS.findall(part.replace("(0)", "")))
            if len(digits) >= 6 and len(set(digits)) > 2:
                numbers.append(digits[-9:])
    return sorted(set(numbers))


def emails_of(value: object) -> list[str]:
    """Return each e-mail address in lower case."""
    if not value:
        return []
    if isinstance(value, str) and len(value) <= 254 and not _MAIL_LIST.search(value):
        return [value.lower()] if "@" in value[1:-1] else []
    found = (part.strip().lower() for text in texts_of(value) for part in _MAIL_LIST.split(text))
    return sorted({part for part in found if "@" in part[1:-1] and len(part) <= 254})


def email_host(email: str) -> str:
    """Return what follows the @, "" for a host that anyone may use."""
    host = email.rpartition("@")[2].strip(". ")
    return "" if host in GENERIC_HOSTS else host


@lru_cache(maxsize=16384)
def site_host(url: str) -> str:
    """Return the host of a web address, "" for a host that holds many bodies.

    Examples
    --------
    >>> site_host("https://www.grand-plage.example/contact"), site_host("http://facebook.com/x")
    ('grand-plage.example', '')
    """
    rest = url.lower().partition("://")[2] or url.lower()
    host = re.split(r"[/?#:]", rest, maxsplit=1)[0].strip(". ").removeprefix("www.")
    return "" if "." not in host or host in GENERIC_HOSTS else host


def hosts_of(value: object) -> list[str]:
    """Return the hosts of web addresses."""
    return sorted({host for text in texts_of(value) if (host := site_host(text))})


def register_of(value: object) -> str:
    """Return a SIRET (14 digits), a SIREN (9) or an RNA (W and nine signs), "" for anything else.

    Examples
    --------
    >>> register_of("123 456 789 00012"), register_of("00000000000000"), register_of("w123456789")
    ('12345678900012', '', 'W123456789')
    """
    for text in texts_of(value):
        compact = re.sub(r"[\s.-]", "", text[:40]).upper()
        if compact.isascii() and compact.isdigit() and len(compact) in (9, 14):
            if len(set(compact[:9])) > 1:
                return compact
        elif re.fullmatch(r"W\d[0-9A-Z]\d{7}", compact):
            return compact
    return ""


@lru_cache(maxsize=16384)
def commune_of(text: str) -> str:
    """Return a commune as an INSEE code or as its words, arrondissement left out.

    Examples
    --------
    >>> commune_of("Clairmaille Cedex 01"), commune_of("ST-JEAN-DU-PONT"), commune_of("13201")
    ('clairmaille', 'saint jean pont', '13055')
    """
    if _INSEE.fullmatch(text):
        code = text.upper()
        for first, last, whole in (
            ("75101", "75120", "75056"), ("69381", "69389", "69123"), ("13201", "13216", "13055"),
        ):  # fmt: skip
            if first <= code <= last:
                return whole
        return code
    return " ".join(words_of(_COMMUNE_END.sub("", text)))


def siren_of(register: str) -> str:
    """Return the body of a SIRET; an RNA is a body already."""
    return register if register[:1] == "W" else register[:9]


def postcode_of(value: object) -> str:
    """Return a postcode of five digits, "" for anything else."""
    digits = text_of(value).replace(" ", "")
    if digits.isascii() and digits.isdigit() and len(digits) in (4, 5) and int(digits):
        return digits.zfill(5)
    return ""


def street_of(record: Mapping[str, object]) -> Street:
    """Return the number and the street of a record, from two fields or from one.

    Examples
    --------
    >>> street_of({"address": "12-14 bis r. du Grand Pont"})
    Street(low=12, high=14, suffix='b', words=('grand', 'pont'))
    >>> street_of({"number": "3 ter", "street": "Pl. du 8 mai 1945"}).words
    ('8', 'mai', '1945')
    """
    number, street = text_of(record.get("number")), text_of(record.get("street"))
    if street and not number:
        return split_street(street)
    line = f"{number} {street}".strip() if street or number else text_of(record.get("address"))
    return split_street(line)


@lru_cache(maxsize=16384)
def split_street(line: str) -> Street:
    """Return the number and the street of one line."""
    if "(" in line:
        line = _BRACKETS.sub(" ", line)
    line = _BOX.sub(" ", line)
    low = high = -1
    suffix = ""
    found = _NUMBER.match(line)
    if found:
        low = high = int(found[1])
        if found[2] and low < int(found[2]) <= low + 60:
            high = int(found[2])
        said = (found[3] or "").lower()
        suffix = {"bis": "b", "ter": "c", "quater": "d"}.get(said, said)
        line = found[4]
    line = line.strip(" ,;-")
    words = words_of(_COMPLEMENT.split(line, maxsplit=1)[0] or line)
    words = list(dict.fromkeys(words))
    out = [word for word in words if _TYPES.get(word, word) not in _TYPE_WORDS and word != "grande"]
    return Street(low, high, suffix, tuple(out or words)[:8])


def hours_of(value: object) -> str:
    """Return opening hours as one line to compare, "" when they say nothing."""
    return "".join(text_of(value).lower().split())
