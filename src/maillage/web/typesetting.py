"""One way to a PDF for every application: a template, facts as data, the fonts installed.

What a record says reaches typst as a string inside JSON, never as a piece of its language: `#`,
`$`, `\\` or `@` in a name are letters. The documents are tagged and follow PDF/UA-1: a drawing
without words, or a heading out of its order, is refused by the compiler.
"""

import json
import logging
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst
from django.conf import settings
from django.utils.translation import gettext

from maillage.web.languages import Language, current
from maillage.web.paper_errors import FontMissing, PaperNotMade
from maillage.web.paper_fonts import FAMILIES, font_folder, written

log = logging.getLogger(__name__)

# Said in the place of what no font writes: a box would look like a fault of the printer.
UNWRITTEN = "[…]"
# Characters that draw nothing by themselves and that any text may hold: joiners, directions.
_SILENT = frozenset({0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF, 0xAD})
_SILENT |= frozenset(range(0x202A, 0x202F)) | frozenset(range(0x2066, 0x206A))


@dataclass(frozen=True, slots=True)
class Printed:
    """A document: its bytes (one PDF, or one PNG a page), and the characters no font writes."""

    pages: tuple[bytes, ...]
    missing: tuple[str, ...]

    @property
    def pdf(self) -> bytes:
        """The document itself, when it is a PDF."""
        return self.pages[0]


def typeset(
    template: Path,
    data: Mapping[str, Any],
    *,
    on: date,
    form: Literal["pdf", "png"] = "pdf",
    ppi: float = 100,
) -> Printed:
    """Return the document of a template of ours, in its folder, filled with data.

    data : texts, numbers, lists and mappings; drawings are texts of SVG under keys in "_svg"
    on : the date of the document, that of its edition: the same facts give the same bytes

    It is said in the language that is being written. Raises FontMissing when no font writes that
    language, PaperNotMade when typst refuses; the reason is logged, without what records say.
    """
    language = current()
    if not writes(language):
        raise FontMissing
    missing: set[str] = set()
    clean = printable(data, missing)
    told = {**clean, "fonts": FAMILIES, "lang": _spoken(language), **_of_the_town()}
    try:
        made = _compiled(template, told, on=on, form=form, ppi=ppi)
    except PaperNotMade:
        if told["logo"] is None:
            raise
        # A logo that typst cannot draw must not cost a town its papers.
        made = _compiled(template, told | {"logo": None}, on=on, form=form, ppi=ppi)
        log.warning("MAILLAGE_LOGO cannot be drawn on papers: they are made without it")
    return Printed(made, tuple(sorted(missing)))


def _compiled(
    template: Path, told: Mapping[str, Any], *, on: date, form: Literal["pdf", "png"], ppi: float
) -> tuple[bytes, ...]:
    sent = {"data": json.dumps(told, ensure_ascii=False)}
    noon = datetime.combine(on, time(12), tzinfo=UTC)
    try:
        compiler = typst.Compiler(
            root=str(template.parent), font_paths=_fonts(), ignore_system_fonts=True
        )
        made = compiler.compile(
            str(template),
            format=form,
            ppi=ppi,
            sys_inputs=sent,
            pdf_standards=["ua-1"] if form == "pdf" else [],
            timestamp=noon,
        )
    except (RuntimeError, OSError) as error:
        # Its message names a template and a rule; what surrounds it could name a record.
        log.error("%s was refused by typst: %s", template.name, getattr(error, "message", error))
        raise PaperNotMade from error
    return tuple(made) if isinstance(made, list) else (made or b"",)


def writes(language: Language) -> bool:
    """Tell whether the fonts write a language: that of its name, as those who read it write it."""
    known = written()
    return not known or all(ord(char) in known for char in language.name if char.isalpha())


def _spoken(language: Language) -> dict[str, str]:
    """Return a language as typst names it: that of a PDF, and the way it runs."""
    base, _, region = language.cldr.partition("_")
    region = region.rpartition("_")[2] or ("FR" if language.is_french else "")
    return {"code": base, "region": region, "dir": language.direction}


def _of_the_town() -> dict[str, Any]:
    """Return what papers bear of the town: its logo, its colours, and that it is invented.

    Without a logo our mark is drawn; without colours it is in ink. PNG is sent as its bytes.
    """
    logo, colours = settings.LOGO, settings.COLOURS
    drawn: dict[str, Any] | None = None
    if logo is not None:
        is_svg = logo.content_type == "image/svg+xml"
        content = logo.content.decode() if is_svg else list(logo.content)
        drawn = {"format": "svg" if is_svg else "png", "content": content}
    return {
        "logo": drawn,
        "colours": {name: colours.get(name, "") for name in ("deep", "accent")},
        "demo": _demo_words(),
    }


def _demo_words() -> str:
    """Return what every page of the demonstration says at its top, "" for a real town."""
    if not settings.SITE["demo"]:
        return ""
    return gettext(
        "Ville de démonstration : %(name)s, ses habitants et ses lieux n’existent pas."
    ) % {"name": settings.SITE["name"]}


@cache
def _fonts() -> Any:
    """Return the fonts, opened once by process."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(font_folder())])


def forget_fonts() -> None:
    """Drop what this process remembers of the fonts; for tests."""
    for kept in (_fonts, written, font_folder):
        kept.cache_clear()


def printable(value: Any, missing: set[str], *, drawing: bool = False) -> Any:
    """Return data that fonts can write; what they cannot is named in `missing`."""
    if isinstance(value, str):
        return value if drawing else _written(value, missing)
    if isinstance(value, Mapping):
        return {k: printable(v, missing, drawing=k.endswith("_svg")) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [printable(one, missing) for one in value]
    return value


def _written(text: str, missing: set[str]) -> str:
    known = written()
    said: list[str] = []
    # Composed where it can be: "é" of two pieces is in no font of ours.
    for char in unicodedata.normalize("NFC", text):
        code = ord(char)
        if code < 0x20 or 0x7F <= code < 0xA0:
            said.append(" ")
        elif code in _SILENT or code in known or not known:
            said.append(char)
        elif unicodedata.category(char) == "Zs":
            said.append("\u00a0")  # the thin space of a Russian date
        elif unicodedata.category(char) in ("So", "Sk", "Cs", "Co", "Cn", "Mn", "Me"):
            # A smiley, a variation of it: nothing of what is said is lost.
            missing.add(char)
        else:
            missing.add(char)
            if said[-1:] != [UNWRITTEN]:
                said.append(UNWRITTEN)
    clean = "".join(said)
    # A comma of a list keeps its space; what lost a smiley at its end does not.
    return clean if clean == text else clean.strip()
