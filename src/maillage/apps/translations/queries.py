"""What people said of typed texts, what waits to be said, and the memory that pages ask."""

import logging
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.signals import request_started
from django.db import DatabaseError
from django.db.models import Count, Max

from maillage.apps.directory.queries import may_keep_base
from maillage.apps.translations.errors import LanguageNotSaid
from maillage.apps.translations.models import Said, digest_of, key_of
from maillage.web.languages import SOURCE, Language, languages, offered
from maillage.web.said_by_people import TypedText, typed_texts

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

log = logging.getLogger(__name__)
# Of one text, so many of the pages that show it are named.
MOST_NAMED = 3


# ---------------------------------------------------------------- the memory of a process


class _Memory(threading.local):
    """What people said, as this thread last read it."""

    def __init__(self) -> None:
        self.mark: tuple[Any, ...] = ()
        self.said: dict[tuple[str, str], str] = {}
        self.fresh = False


_MEMORY = _Memory()


def remembered(text: str, language: str) -> str:
    """Return what people said of a text in a language, "" when nobody did.

    The base is asked once by request whether anything changed (one query), and read again only
    then (one more).
    """
    if not _MEMORY.fresh:
        try:
            _read_again()
        except DatabaseError:
            # A page that says that the base does not answer is shown all the same, in French.
            log.warning("what people translated cannot be read")
        _MEMORY.fresh = True
    said = _MEMORY.said.get((key_of(text), language), "")
    # A line that leaves out the last point of the French leaves it out here too.
    return said if text.rstrip().endswith(".") else said.rstrip(".")


def _read_again() -> None:
    mark = tuple(Said.objects.aggregate(Max("at"), Max("pk"), Count("pk")).values())
    if mark != _MEMORY.mark:
        rows = Said.objects.values_list("french", "language", "text")
        _MEMORY.said = {(key_of(french), code): said for french, code, said in rows}
        _MEMORY.mark = mark


def look_again(**_: Any) -> None:
    """Let the next text ask the base again: a request begins, or something was written."""
    _MEMORY.fresh = False


def forget() -> None:
    """Drop what this thread remembers: another base may bear the same mark."""
    _MEMORY.mark, _MEMORY.fresh = ((), False)


request_started.connect(look_again, dispatch_uid="translations: look again")


# ---------------------------------------------------------------- what is said, what waits


@dataclass(frozen=True, slots=True)
class Text:
    """A French text that residents read, where, and what was said of it in one language."""

    french: str
    digest: str
    # That of what was said of it, "" when nobody did.
    seen: str
    # Names and addresses of some of the pages that show it.
    where: tuple[tuple[str, str], ...]
    n_where: int
    said: Said | None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one language is."""

    language: Language
    n_said: int
    n_texts: int


def languages_to_say() -> dict[str, Language]:
    """Return the languages that residents may choose, plain French too, but French."""
    known = offered(unfinished=settings.UNFINISHED_LANGUAGES)
    return {code: one for code, one in languages().items() if code in known and code != SOURCE}


def language_to_say(code: str) -> Language:
    """Return one of these languages. Raises LanguageNotSaid."""
    found = languages_to_say().get(code)
    if found is None:
        raise LanguageNotSaid
    return found


def progress() -> list[Progress]:
    """Return how much of what residents read is said, by language. One query and those of texts."""
    texts = {digest_of(one.words) for one in typed_texts()}
    said: dict[str, int] = {}
    for code, digest in Said.objects.values_list("language", "digest"):
        said[code] = said.get(code, 0) + (digest in texts)
    return [
        Progress(one, said.get(code, 0), len(texts)) for code, one in languages_to_say().items()
    ]


def texts_to_say(language: str, *, words: str = "", all_of_them: bool = False) -> list[Text]:
    """Return the texts that residents read as they were typed: those that wait, or all.

    Those that most pages show come first. `words` keeps the texts that hold these words, or that
    stand on a page with this name.
    """
    pages: dict[str, list[TypedText]] = {}
    for one in typed_texts():
        pages.setdefault(digest_of(one.words), []).append(one)
    said = {row.digest: row for row in Said.objects.filter(language=language).select_related("by")}
    asked = words.casefold().split()
    found = [
        _text(digest, where, said.get(digest))
        for digest, where in pages.items()
        if (all_of_them or digest not in said) and _holds(where, asked)
    ]
    return sorted(found, key=lambda one: (-one.n_where, one.french))


def text_of(digest: str) -> str:
    """Return the text of this digest that residents read, "" when none of them does any more."""
    return next((one.words for one in typed_texts() if digest_of(one.words) == digest), "")


def _text(digest: str, where: list[TypedText], said: Said | None) -> Text:
    seen = digest_of(said.text) if said else ""
    return Text(where[0].words, digest, seen, _named(where), len(where), said)


def _named(where: Iterable[TypedText]) -> tuple[tuple[str, str], ...]:
    names = dict.fromkeys((one.where, one.url) for one in where)
    return tuple(names)[:MOST_NAMED]


def _holds(where: Iterable[TypedText], asked: list[str]) -> bool:
    held = " ".join(f"{one.words} {one.where}" for one in where).casefold()
    return all(word in held for word in asked)


def may_translate(by: "User", **words: Any) -> None:
    """Those who publish."""
    may_keep_base(by)


def may_translate_into(by: "User", *, code: str, **words: Any) -> None:
    """Those who publish, into a language of this site."""
    may_keep_base(by)
    language_to_say(code)
