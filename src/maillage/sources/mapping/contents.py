"""What the cells of a column look like, whatever its title."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from maillage.core.harmonise.address import split_address
from maillage.core.harmonise.position import in_france
from maillage.core.harmonise.text import EMPTY_WORDS
from maillage.core.hours import day_cell_to_osm, french_to_osm, parse
from maillage.core.standard.lists import ALLOWED
from maillage.core.standard.values import fold
from maillage.sources.mapping.model import SEPARATORS
from maillage.sources.mapping.vocabulary import NO, YES, plain

LOOKED_AT = 120
_HOURS_LOOKED_AT = 40
_LOOKED_AT_CHARACTERS = 400
_LONGEST_WORD = 90
# Among columns of free sentences, a closed list has few different words.
_MOST_WORDS = 120
_EMAIL = re.compile(r"[^\s@;,]+@[^\s@;,]+\.\w+(?:[\s;,|/]+[^\s@]+@[^\s@]+)*")
_URL = re.compile(
    r"(?:https?:/?/?|www\.)\S*|[\w-]+(?:\.[\w-]+)*\.(?:fr|com|org|net|eu)(?:/\S*)?", re.I
)
_PHONE = re.compile(
    r"(?:\+\d{1,3}|00\d{2}|0)?[\s.(-]*\d(?:[\s.()/-]*\d){5,13}(?:\s*(?:/|ou|;|,|-).*)?"
)
_PAIR = re.compile(r"\s*([+-]?\d{1,3}(?:\.\d+)?)\s*[,; ]\s*([+-]?\d{1,3}(?:\.\d+)?)\s*")
_NUMBER = re.compile(r"[+-]?\d{1,3}(?:[ \u00a0\u202f]?\d{3})*(?:[.,]\d+)?|[+-]?\d+(?:[.,]\d+)?")
_DATE = re.compile(
    r"\d{4}-\d\d?-\d\d?(?:[T ].*)?|\d\d?[/.-]\d\d?[/.-](?:19|20)\d\d(?: .*)?"
    r"|(?:jan|fev|fév|mars|avr|mai|juin|juil|ao|sep|oct|nov|d[eé]c)[\w.]*[ -]\d{2,4}",
    re.IGNORECASE,
)
_STREET = re.compile(
    r"\b(?:rue|avenue|av|bd|boulevard|place|pl|chemin|route|rte|all[eé]e|impasse|quai|cours|square"
    r"|esplanade|faubourg|lieu[- ]dit|rond[- ]point|mail|passage|r|za|zi|lotissement)\b",
    re.IGNORECASE,
)
_TIMES = re.compile(r"\d\s*[h:]|\b(?:lun|mar|mer|jeu|ven|sam|dim|mo|tu|we|th|fr|sa|su)", re.I)


def kinds(values: Sequence[str]) -> dict[str, float]:
    """Return the share of the cells that look like each kind of thing, from 0 to 1; 0 left out.

    Parameters
    ----------
    values : different values of a column, as text; words for "nothing" do not count
    """
    said = [
        v
        for value in values
        if (v := value[:_LOOKED_AT_CHARACTERS].strip()) and v.casefold() not in EMPTY_WORDS
    ]
    said = said[:LOOKED_AT]
    if not said:
        return {}
    shares = {
        name: sum(1 for value in said if test(value)) / len(said) for name, test in _TESTS.items()
    }
    timed = [value for value in said[:_HOURS_LOOKED_AT] if _TIMES.search(value)]
    shares["hours"] = sum(map(_is_hours, timed)) / min(len(said), _HOURS_LOOKED_AT)
    shares["day"] = sum(map(_is_day, said[:_HOURS_LOOKED_AT])) / min(len(said), _HOURS_LOOKED_AT)
    return {name: share for name, share in shares.items() if share}


def number_of(text: str) -> float | None:
    """Return a number written with a point or a comma, spaces between thousands; None otherwise.

    >>> number_of("6 692 424,5"), number_of("-22.23"), number_of("12 rue")
    (6692424.5, -22.23, None)
    """
    if not _NUMBER.fullmatch(text) or len(text) > 40:
        return None
    return float(re.sub(r"[ \u00a0\u202f]", "", text).replace(",", "."))


def pair_of(text: str) -> tuple[float, float] | None:
    """Return (latitude, longitude) of a cell that holds both in degrees, in either order.

    >>> pair_of("47.7698,7.32193"), pair_of("7.32193 47.7698"), pair_of("12, 15")
    ((47.7698, 7.32193), (47.7698, 7.32193), None)
    """
    found = _PAIR.fullmatch(text.strip("[]() "))
    if found is None:
        return None
    first, second = float(found[1]), float(found[2])
    if in_france(first, second):
        return first, second
    return (second, first) if in_france(second, first) else None


def _between(low: float, high: float, text: str) -> bool:
    number = number_of(text)
    return number is not None and low <= number <= high


def _is_latitude(text: str) -> bool:
    return _between(41, 51.5, text) or _between(-23, 18.5, text)


def _is_longitude(text: str) -> bool:
    return _between(-5.5, 10, text) or _between(-63.5, -51, text) or _between(44, 172.5, text)


def _is_fine(text: str) -> bool:
    return re.search(r"[.,]\d{3}", text) is not None


_TESTS: dict[str, Callable[[str], bool]] = {
    "email": lambda text: _EMAIL.fullmatch(text) is not None,
    "url": lambda text: " " not in text and _URL.fullmatch(text) is not None,
    "phone": lambda text: (
        _PHONE.fullmatch(text) is not None and 9 <= len(re.sub(r"\D", "", text.split("/")[0])) <= 26
    ),
    "postcode": lambda text: re.fullmatch(r"\d{2} ?\d{3}|[1-9]\d{3}", text) is not None,
    "five_digits": lambda text: re.fullmatch(r"\d{5}", text) is not None,
    "insee": lambda text: re.fullmatch(r"\d{4,5}|2[ABab]\d{3}", text) is not None,
    "siret": lambda text: re.fullmatch(r"(?:\d[\s.]*){13,14}|W\d{9}", text) is not None,
    "date": lambda text: _DATE.fullmatch(text) is not None,
    "yes_no": lambda text: fold(text) in YES | NO or fold(text)[:4] in ("oui ", "non "),
    "number": lambda text: number_of(text) is not None,
    "small_number": lambda text: (
        re.fullmatch(r"\d{1,4}\s?(?:bis|ter|quater|[a-dA-D])?", text) is not None
    ),
    "pair": lambda text: pair_of(text) is not None,
    "latitude": _is_latitude,
    "longitude": _is_longitude,
    "fine_latitude": lambda text: _is_fine(text) and _is_latitude(text),
    "fine_longitude": lambda text: _is_fine(text) and _is_longitude(text),
    "metres": lambda text: _between(100_000, 10_000_000, text),
    "street": lambda text: _STREET.search(text) is not None,
    "address_line": lambda text: bool(split_address(text).code_postal),
    "letters": lambda text: (
        re.fullmatch(r"[^\W\d_][^\d@_/]{0,60}(?:\s\d{1,2}\S*)?", text) is not None
    ),
    "long": lambda text: len(text) > _LONGEST_WORD,
}


@lru_cache(maxsize=4096)
def _is_hours(text: str) -> bool:
    return french_to_osm(text) is not None or parse(text).understood


@lru_cache(maxsize=4096)
def _is_day(text: str) -> bool:
    return day_cell_to_osm(text) is not None


def vocabularies(words: Sequence[str]) -> dict[str, float]:
    """Return, by closed list, the share of words that are its own, accents and case aside."""
    said = [word for word in words if 1 < len(word) <= 200][:_MOST_WORDS]
    if not said:
        return {}
    return {
        field: n / len(said)
        for field in ALLOWED
        if (n := sum(1 for word in said if plain(field, word)))
    }


def cut(text: str, sign: str) -> list[str]:
    """Return the items of a cell, without quotes around; what is in brackets is not cut.

    >>> cut("Démarches (CAF, impôts), Wifi", ","), cut("Wifi (lundi; mardi", ";"), cut("a, b", "")
    (['Démarches (CAF, impôts)', 'Wifi'], ['Wifi (lundi', 'mardi'], ['a, b'])
    """
    if not sign:
        parts = [text]
    elif text.count("(") == text.count(")") > 0:
        parts, depth, start = [], 0, 0
        for at, character in enumerate(text):
            depth += (character == "(") - (character == ")")
            if depth <= 0 and text.startswith(sign, at) and at >= start:
                parts.append(text[start:at])
                start = at + len(sign)
        parts.append(text[start:])
    else:
        parts = text.split(sign)
    return [item for part in parts if (item := part.strip().strip('"').strip())]


def separator_of(values: Mapping[str, int]) -> str:
    """Return the sign that cuts the cells of a column into words, "" when none does.

    A sign between items makes the same items come back; a comma in a sentence does not.
    """
    best, best_gain = "", 0.0
    said = [value for value in list(values)[:400] if value]
    for sign in SEPARATORS[1:]:
        n_cut = sum(1 for value in said if sign in value)
        if n_cut < max(1, 0.03 * len(said)):
            continue
        items = [item for value in said for item in cut(value, sign)]
        if not items or max(map(len, items)) > 200:
            continue
        # How much fewer the different items are than the items: repetition is what a list has.
        gain = 1 - len(set(items)) / len(items)
        if sum(map(len, items)) / len(items) <= _LONGEST_WORD and gain > best_gain + 0.02:
            best, best_gain = sign, gain
    return best if best_gain > 0.2 else ""


def words_of_column(values: Mapping[str, int], separator: str) -> dict[str, int]:
    """Return the words of a column and how many rows have each, the most frequent first."""
    found: dict[str, int] = {}
    for value, n in values.items():
        for word in dict.fromkeys(cut(value, separator)):
            if word.casefold() not in EMPTY_WORDS:
                found[word] = found.get(word, 0) + n
    return dict(sorted(found.items(), key=lambda item: -item[1]))
