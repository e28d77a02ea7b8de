"""The languages of the pages: what each folder of `locale/` declares, and who gets which.

Nothing here needs Django to be set up: settings and set-up read the folders too. Texts are written
in French in the sources; a text that a language lacks is said in French, between marks.
"""

import gettext
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

LOCALE = Path(__file__).resolve().parents[1] / "locale"
SOURCE = "fr"
# A sentence without its translation is said in French, with a mark. A language that lacks more of
# its scope than this is not offered: nobody should choose it and read French.
LEAST_COVERED = 0.95
# First strong isolate and its end: French stays French inside a line that runs the other way.
FSI, PDI = "\u2068", "\u2069"
MARK = " [fr]"

Scope = Literal["all", "essential"]


@dataclass(frozen=True, slots=True)
class Language:
    """A language of `locale/`: its names in each standard, how it runs, how much is translated."""

    code: str  # Django's: "zh-hans", and that of the address: ?lang=zh-hans
    name: str  # as those who read it write it
    html: str  # BCP 47, for lang=""
    cldr: str  # for Babel: dates, hours, numbers
    rtl: bool
    scope: Scope
    reviewed_by: str  # "" as long as nobody who speaks it has read it
    reviewed_on: date | None
    order: int
    word: str  # "languages" in that language, on the fold of the menu
    folder: Path

    @property
    def direction(self) -> str:
        """ "rtl" or "ltr", for dir=""."""
        return "rtl" if self.rtl else "ltr"

    @property
    def is_french(self) -> bool:
        """True of French and of plain French: what they lack needs no mark."""
        return self.html == SOURCE


def _read(file: Path) -> Language:
    said = tomllib.loads(file.read_text(encoding="utf-8"))
    return Language(
        code=said["code"],
        name=said["name"],
        html=said.get("html", said["code"]),
        cldr=said.get("cldr", said["code"]),
        rtl=said.get("rtl", False),
        scope=said["scope"],
        reviewed_by=said.get("reviewed_by", ""),
        reviewed_on=said.get("reviewed_on"),
        order=said.get("order", 50),
        word=said.get("word", ""),
        folder=file.parent,
    )


@cache
def languages(folder: Path = LOCALE) -> dict[str, Language]:
    """Return the languages by code, in the order of the menu: one for each folder."""
    found = [_read(file) for file in folder.glob("*/language.toml")]
    return {one.code: one for one in sorted(found, key=lambda one: (one.order, one.name))}


def covered(language: Language) -> float:
    """Return the share of its scope that the compiled catalogue says, 0 to 1."""
    file = language.folder / "LC_MESSAGES" / "django.mo"
    if not file.exists():
        return 0.0
    with file.open("rb") as opened:
        said = gettext.GNUTranslations(opened).pgettext("maillage", "covered")
    done, _, whole = said.partition("/")
    return int(done) / int(whole) if whole.isdigit() and int(whole) else 0.0


@cache
def offered(*, unfinished: bool = False) -> dict[str, Language]:
    """Return what residents may choose: French, and what covers its scope well enough.

    With `unfinished`, every language that has a folder: for those who write them, and for tests.
    """
    return {
        code: one
        for code, one in languages().items()
        if code == SOURCE or unfinished or covered(one) >= LEAST_COVERED
    }


@lru_cache(maxsize=256)
def preferred(header: str, *, unfinished: bool = False) -> str:
    """Return the code of the first language of an Accept-Language that is offered, or "fr"."""
    from django.utils.translation.trans_real import parse_accept_lang_header

    known = offered(unfinished=unfinished)
    for asked, _ in parse_accept_lang_header(header.lower()):
        base = asked.split("-")[0]
        for code in (asked, base, "zh-hans" if base == "zh" else ""):
            if code in known:
                return code
    return SOURCE


# ---------------------------------------------------------------- French, with a mark


def marked(text: str) -> str:
    """Return a French text with the mark that says it is French; once, however often asked."""
    if not text.strip() or text.endswith(MARK):
        return text
    return f"{FSI}{text}{PDI}{MARK}"


class MarkedFrench(gettext.NullTranslations):
    """What gettext asks when a language lacks a text: the French one, between marks."""

    def __init__(self, french: Any, *, english: bool) -> None:
        super().__init__()
        self.french = french
        # The texts of Django and of its packages are English in their sources.
        self.english = english

    def _said(self, said: str, source: str) -> str:
        if "\x04" in said:  # a context that no catalogue knows: Django takes it off
            return said
        return source if self.english and said != source else marked(said)

    def gettext(self, message: str) -> str:
        """Return the text in French, marked."""
        return self._said(self.french.gettext(message), message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return the right number in French, marked."""
        source = msgid1 if n == 1 else msgid2
        said = self.french.ngettext(msgid1, msgid2, n)
        if said in (msgid1, msgid2):
            source = said
        return self._said(said, source)


def prepare(code: str) -> None:
    """Let a language mark what it lacks. Cheap when it was done; French lacks nothing."""
    from django.utils.translation import trans_real

    language = languages().get(code)
    if language is None or language.is_french:
        return
    catalogue: Any = trans_real.translation(code)
    if not isinstance(catalogue._fallback, MarkedFrench):
        catalogue._fallback = MarkedFrench(
            trans_real.translation(SOURCE), english=language.html == "en"
        )


@contextmanager
def said_in(code: str) -> Iterator[Language]:
    """Say what is inside in a language; French for one that is not in `locale/`.

    For what leaves for a resident without a page: a text message, a sheet of paper, a recording.
    """
    from django.utils import translation

    language = languages().get(code) or languages()[SOURCE]
    prepare(language.code)
    with translation.override(language.code):
        yield language


def current() -> Language:
    """Return the language of the page, or of the text, that is being written."""
    from django.utils.translation import get_language

    return languages().get(get_language() or SOURCE) or languages()[SOURCE]


def known_words(text: str) -> str:
    """Return a text that someone wrote, or a word of a list, for a sentence in another language.

    Its translation when the catalogue has one; else the French, isolated so that it keeps its own
    direction. In HTML, `{{ text|typed }}` also says that it is French.
    """
    from django.utils.translation import gettext

    from maillage.web.said_by_people import said_by_people

    if not text or current().is_french:
        # Plain French has a catalogue of its own, of sentences: what people typed is said by them.
        plain = text and current().code != SOURCE
        return (said_by_people(text, current().code) or text) if plain else text
    said = gettext(text)
    if said != text and not said.endswith(MARK):
        return said
    return said_by_people(text, current().code) or f"{FSI}{text}{PDI}"


def not_reviewed() -> tuple[str, str]:
    """Return that nobody checked the language that is being written: a sentence, then a few words.

    Both are "" when a person signed it. Pages and papers say it.
    """
    from django.utils.translation import gettext as _

    if current().reviewed_by:
        return "", ""
    return (
        _(
            "Traduction non relue\u00a0: aucune personne ne l’a encore vérifiée. En cas de doute, "
            "appelez."
        ),
        _("Traduction non relue"),
    )
