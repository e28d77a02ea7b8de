"""French plurals: "0 lieu" is singular, and without a catalogue gettext writes "0 lieux".

Texts are written in French in the sources. The catalogue of locale/fr holds only what has a
plural, and the rule. `python -m maillage.web.messages` writes it anew from the sources and
compiles it; set-up and tests call `compile_messages`.
"""

import io
import sys
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import normalize, read_po

from maillage.web.translations.catalogs import compile_all

ROOT = Path(__file__).resolve().parents[1]
CATALOG = ROOT / "locale" / "fr" / "LC_MESSAGES" / "django.po"
HEADER = """\
# French plurals of Maillage. Texts are written in French in the sources: only plurals are here.
# `python -m maillage.web.messages` writes it anew.
msgid ""
msgstr ""
"Project-Id-Version: maillage\\n"
"Language: fr\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"
"""
KEYWORDS: dict[str, Any] = {"ngettext": (1, 2), "ngettext_lazy": (1, 2)}

Plural = tuple[str, str]


def plurals_of(name: str, source: str) -> list[Plural]:
    """Return the (singular, plural) pairs of one template or Python file, in order."""
    if not name.endswith(".py"):
        from django.utils.translation.template import templatize

        # Its lines are Python calls, but indented as the template was.
        calls = templatize(source, origin=name).splitlines()
        source = "\n".join(line.strip() for line in calls)
    found = extract_python(io.BytesIO(source.encode()), KEYWORDS, [], {"encoding": "utf-8"})
    return [(str(m[0]), str(m[1])) for _, _, m, _ in found if m[0] and m[1]]


def used_plurals() -> dict[Plural, str]:
    """Return every plural of the package with the first file that uses it."""
    used: dict[Plural, str] = {}
    for file in sorted([*ROOT.rglob("*.html"), *ROOT.rglob("*.txt"), *ROOT.rglob("*.py")]):
        if "tests" in file.parts or file == Path(__file__).resolve():
            continue
        source = file.read_text(encoding="utf-8")
        if "ngettext" in source or "plural" in source:
            for pair in plurals_of(file.name, source):
                used.setdefault(pair, file.relative_to(ROOT).as_posix())
    return used


def read_catalog() -> Catalog:
    """Return the catalogue of French plurals."""
    with CATALOG.open("rb") as file:
        return read_po(file, locale="fr")


def missing_plurals() -> dict[Plural, str]:
    """Return the plurals that the catalogue lacks, with the file that uses each."""
    catalog = read_catalog()
    known = {tuple(m.id) for m in catalog if isinstance(m.id, (list, tuple))}
    return {pair: file for pair, file in used_plurals().items() if pair not in known}


def update_catalog() -> tuple[int, int]:
    """Write the catalogue anew: return how many plurals were added, and how many are gone.

    What the catalogue says of a plural is kept; a new one is said as it is written in the source.
    """
    known = {tuple(m.id): tuple(m.string or m.id) for m in read_catalog() if m.pluralizable}
    used = used_plurals()
    blocks = [HEADER]
    for one, many in sorted(used):
        said_one, said_many = known.get((one, many), (one, many))
        flag = "#, python-format\n" if "%(" in one else ""
        blocks.append(
            f"{flag}msgid {normalize(one)}\nmsgid_plural {normalize(many)}\n"
            f"msgstr[0] {normalize(said_one)}\nmsgstr[1] {normalize(said_many)}\n"
        )
    CATALOG.write_text("\n".join(blocks), encoding="utf-8")
    return len(used.keys() - known.keys()), len(known.keys() - used.keys())


def compile_messages() -> Path:
    """Compile what is older than its texts, in every language; return the French one's path."""
    compile_all()
    compiled = CATALOG.with_suffix(".mo")
    if not compiled.exists() or compiled.stat().st_mtime < CATALOG.stat().st_mtime:
        draft = compiled.with_suffix(".tmp")
        with draft.open("wb") as file:
            write_mo(file, read_catalog())
        draft.replace(compiled)
    return compiled


def _languages(words: list[str]) -> int:
    """Do what the command line asks of the other languages; see docs/howto/languages.md."""
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maillage.config.settings")
    os.environ.setdefault("MAILLAGE_DEMO", "oui")
    import django

    django.setup()
    from maillage.web.languages import SOURCE, languages
    from maillage.web.translations.catalogs import update
    from maillage.web.translations.extract import used_texts
    from maillage.web.translations.sheets import answer, sheet

    texts = used_texts()
    if words[:1] == ["todo"]:
        print(sheet(words[1], texts, words[2:]))
        return 0
    if words[:1] == ["answer"]:
        faults = answer(Path(words[1]).read_text(encoding="utf-8"), texts)
        print(*faults, sep="\n")
        return 1 if faults else 0
    for code, language in languages().items():
        if code != SOURCE:
            print(f"{language.name} : il manque {update(language, texts, words)} texte(s)")
    return 0


if __name__ == "__main__":
    status = 0
    if "--compile" not in sys.argv:
        if sys.argv[1:2] not in (["todo"], ["answer"]):
            added, gone = update_catalog()
            print(f"{CATALOG} : {added} pluriel(s) en plus, {gone} en moins")
        status = _languages(sys.argv[1:])
    compile_messages()
    sys.exit(status)
