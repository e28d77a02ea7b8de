"""What the title of a column says: the tables of synonyms, looked up whatever the spelling."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from maillage.core.standard import FIELD_BY_NAME
from maillage.core.standard.values import fold
from maillage.sources.mapping.synonyms import ALONE, DAYS, FLAGS, KEYS, NAMES

Phrases = dict[str, list[tuple[str, tuple[str, ...]]]]

_SHORT_DAYS = ("lun", "mar", "mer", "jeu", "ven", "sam", "dim")
_ENGLISH_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_EMPTY = frozenset(
    (
        *(
            "de",
            "du",
            "des",
            "la",
            "le",
            "les",
            "l",
            "d",
            "et",
            "ou",
            "un",
            "une",
            "a",
            "au",
            "aux",
        ),
        *("en", "sur", "pour", "par", "votre", "vos", "n"),
    )
)
_HUMP = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Ý][a-zà-ÿ])")
# What starts like one of these words may be something else altogether.
_WHOLE_WORDS = ("ignore", "keep", "flag:", "local:")
_NESTED = re.compile(r"\w{2,}(?:\.\w{2,})+")
_SHORTEST_START = 4
_MOST_WORDS = 25
_MOST_CHARACTERS = 300


@lru_cache(maxsize=4096)
def words_of(title: str) -> tuple[str, ...]:
    """Return the words of a title that mean something, accents and capitals aside.

    >>> words_of("N° de téléphone *"), words_of("codePostal"), words_of("Ville")
    (('n', 'telephone'), ('code', 'postal'), ('ville',))
    """
    if _NESTED.fullmatch(title):
        title = title.rpartition(".")[2]
    words = fold(_HUMP.sub(" ", title[:_MOST_CHARACTERS])).split()
    kept = tuple(word for word in words if word not in _EMPTY or (word == "n" and len(words) > 1))
    return kept or tuple(words)


def _phrase(text: str) -> tuple[str, ...]:
    return tuple(word for word in text.split() if word not in _EMPTY or word == "n") or (text,)


def _prepared(*tables: Mapping[str, Sequence[str]]) -> Phrases:
    """Return the phrases by the start of their first word: most are never compared."""
    found: Phrases = {}
    for table in tables:
        for code, texts in table.items():
            for phrase in map(_phrase, texts):
                found.setdefault(phrase[0][:_SHORTEST_START], []).append((code, phrase))
    return found


def _names() -> Phrases:
    own = {f"field:{name}": (fold(name),) for name in FIELD_BY_NAME if name != "id"}
    titles = {
        f"field:{name}": (fold(field.title),)
        for name, field in FIELD_BY_NAME.items()
        if name != "id"
    }
    return _prepared(own, titles, NAMES)


def score(title: tuple[str, ...], phrase: tuple[str, ...]) -> float:
    """Return how much a phrase is what a title says, from 0 to 100.

    100 when they are the same words. Inside a longer title, more of it is better; the start of a
    word counts, since offices shorten ("adres", "comp_adresse").

    >>> score(("adresse",), ("adresse",)), score(("nom",), ("adresse",))
    (100.0, 0.0)
    """
    if title == phrase:
        return 100.0
    n = len(phrase)
    for start in range(len(title) - n + 1):
        part = title[start : start + n]
        if part == phrase:
            return 60.0 + 35.0 * n / len(title) - start
        if all(_begins(word, due) for word, due in zip(part, phrase, strict=True)):
            return 50.0 + 35.0 * n / len(title) - start
    return 0.0


def _begins(word: str, due: str) -> bool:
    if word == due:
        return True
    # The plural, or the start of the word.
    return (
        len(word) >= _SHORTEST_START
        and len(due) >= _SHORTEST_START
        and (due.startswith(word) or word == due + "s")
    )


_ALONE = frozenset(map(_phrase, ALONE))
_NAMES = _names()
_FLAGS = _prepared(FLAGS)


@lru_cache(maxsize=4096)
def targets_by_name(title: str) -> dict[str, float]:
    """Return the codes of targets that a title may name, and how sure the words are."""
    return _best(words_of(title), _NAMES)


@lru_cache(maxsize=4096)
def flags_by_name(title: str) -> dict[str, float]:
    """Return the codes of the flags that a title may name, and how sure the words are."""
    return _best(words_of(title), _FLAGS)


def _best(words: tuple[str, ...], phrases: Phrases) -> dict[str, float]:
    found: dict[str, float] = {}
    for start in dict.fromkeys(word[:_SHORTEST_START] for word in words[:_MOST_WORDS]):
        for code, phrase in phrases.get(start, ()):
            if code.startswith(_WHOLE_WORDS) and not set(phrase) <= set(words):
                continue
            if phrase in _ALONE and phrase != words:
                continue
            points = score(words, phrase)
            if points > found.get(code, 0.0):
                found[code] = points
    return found


def is_key(title: str) -> bool:
    """True for a title that announces an identifier: "id", "ID_LieuMed", "identifiant"."""
    words = words_of(title)
    return bool(words) and (
        " ".join(words) in KEYS or words[0] in ("id", "uid", "uuid") or words[-1] in ("id", "uid")
    )


def announces_number(title: str) -> bool:
    """True for a title such as "N° interne" or "Réf. dossier": its cells may be identifiers."""
    return words_of(title)[:1] in (("n",), ("numero",), ("ref",), ("reference",))


def day_of(title: str) -> int:
    """Return 1 for Monday to 7 for Sunday when a title names one day, else 0.

    >>> day_of("h_lundi"), day_of("Mardi matin"), day_of("du lundi au vendredi"), day_of("Mer.")
    (1, 2, 0, 3)
    """
    words = words_of(title)
    days = {
        index
        for names in (DAYS, _ENGLISH_DAYS)
        for index, name in enumerate(names, start=1)
        if name in words
    }
    if not days and len(words) <= 2:
        days = {index for index, name in enumerate(_SHORT_DAYS, start=1) if name in words}
    return days.pop() if len(days) == 1 else 0


def is_known(title: str) -> bool:
    """True for a title that says something: it helps to find the line of the titles."""
    if len(title) > _MOST_CHARACTERS:
        return False
    if is_key(title) or day_of(title):
        return True
    return max(targets_by_name(title).values(), default=0.0) >= 80
