"""Sheets for those who translate: a part's missing texts, all languages side by side.

A sheet is plain text. A text has a mark of five letters, then one line by language:

    3fa2b Voir ce fichier
    en See this file
    tr Bu dosyayı görün

The forms of a plural are separated by " || ", in the order of CLDR; a line break is written "\\n".
"""

import re
from collections.abc import Iterable, Mapping
from hashlib import blake2b

from maillage.web.languages import SOURCE, Language, languages
from maillage.web.translations.catalogs import Said, fault, n_forms, said_by, to_say, update
from maillage.web.translations.extract import Id, Text

BETWEEN = " || "
_MARK = re.compile(r"^([0-9a-f]{5})(?: |$)")
_LINE = re.compile(r"^([a-z]{2}(?:-[a-z]+)?) (.*)$")


def mark_of(id: Id) -> str:
    """Return the mark of a text on a sheet."""
    words = id if isinstance(id, str) else BETWEEN.join(id)
    return blake2b(words.encode(), digest_size=8).hexdigest()[:5]


def sheet(part: str, texts: Mapping[Id, Text], codes: Iterable[str] = ()) -> str:
    """Return the sheet of what a part lacks: each text with the languages that lack it."""
    asked = [
        one for code, one in languages().items() if code != SOURCE and (not codes or code in codes)
    ]
    missing = {one.code: to_say(one, texts).keys() - said_by(one).keys() for one in asked}
    lines = []
    for id, text in texts.items():
        lack = [one for one in asked if id in missing[one.code]]
        if text.part != part or not lack:
            continue
        words = id if isinstance(id, str) else BETWEEN.join(id)
        shown = words.replace("\n", "\\n")
        lines.append(f"{mark_of(id)} {shown}")
        forms = "" if isinstance(id, str) else " plural"
        names = ",".join(one.code + (f"({n_forms(one)})" if forms else "") for one in lack)
        lines.append(f"  [{text.scope}{forms}] {names}")
    return "\n".join(lines)


def read_sheet(said: str, texts: Mapping[Id, Text]) -> tuple[dict[str, dict[Id, Said]], list[str]]:
    """Return what a filled sheet says, by language; and its faults, each with its line."""
    by_mark = {mark_of(id): id for id in texts}
    known = languages()
    found: dict[str, dict[Id, Said]] = {}
    faults: list[str] = []
    id: Id | None = None
    for number, line in enumerate(said.splitlines(), start=1):
        if not line.strip() or line.startswith((" ", "#")):
            continue
        if mark := _MARK.match(line):
            id = by_mark.get(mark[1])
            if id is None:
                faults.append(f"line {number}: no text has the mark {mark[1]}")
            continue
        match = _LINE.match(line)
        if match is None or match[1] not in known:
            faults.append(f"line {number}: neither a mark nor a language: {line[:40]!r}")
            continue
        if id is None:
            continue
        language = known[match[1]]
        words: Said = match[2].replace("\\n", "\n")
        if isinstance(id, tuple):
            words = tuple(str(words).split(BETWEEN))
        if wrong := fault(id, words, language):
            faults.append(f"line {number} ({language.code}): {wrong}: {line[:60]!r}")
            continue
        found.setdefault(language.code, {})[id] = words
    return found, faults


def answer(said: str, texts: Mapping[Id, Text]) -> list[str]:
    """Write what a filled sheet says into the catalogues of its parts; return its faults."""
    found, faults = read_sheet(said, texts)
    for code, words in found.items():
        language: Language = languages()[code]
        update(language, texts, {texts[id].part for id in words}, more=words)
    return faults
