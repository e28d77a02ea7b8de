"""Read, write anew, check and compile the catalogues of a language."""

import io
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.plurals import get_plural
from babel.messages.pofile import normalize, read_po

from maillage.web.drafts import write_whole
from maillage.web.languages import SOURCE, Language, languages
from maillage.web.translations.extract import Id, Text

Said = str | tuple[str, ...]
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")


def catalogue_file(language: Language, part: str) -> Path:
    """Return where a part is translated into a language."""
    return language.folder / f"{part}.po"


def locale_of(language: Language) -> str:
    """Return the locale whose plurals the language has."""
    return language.cldr


# Babel writes the last two forms of Arabic the other way round: sheets follow the order of CLDR.
_ARABIC = (
    "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 "
    ": n%100>=11 ? 4 : 5);"
)


def plural_forms(language: Language) -> str:
    """Return the rule of the plurals of a language, as gettext writes it: forms as CLDR orders."""
    return _ARABIC if language.cldr == "ar" else str(get_plural(language.cldr).plural_forms)


def n_forms(language: Language) -> int:
    """Return how many plural forms CLDR gives to a language."""
    return int(get_plural(language.cldr).num_plurals)


def read(file: Path, language: Language) -> dict[Id, Said]:
    """Return what one file says: texts that are translated, and not marked as uncertain."""
    with file.open("rb") as opened:
        catalog = read_po(opened, locale=language.cldr)
    return {
        _id(message): _said(message)
        for message in catalog
        if message.id and not message.fuzzy and _complete(message)
    }


def _id(message: Message) -> Id:
    if isinstance(message.id, (list, tuple)):
        return str(message.id[0]), str(message.id[1])
    return str(message.id)


def _said(message: Message) -> Said:
    if isinstance(message.string, (list, tuple)):
        return tuple(str(one) for one in message.string)
    return str(message.string)


def _complete(message: Message) -> bool:
    if isinstance(message.string, (list, tuple)):
        return bool(message.string) and all(message.string)
    return bool(message.string)


def said_by(language: Language) -> dict[Id, Said]:
    """Return all that a language says, whatever the file."""
    said: dict[Id, Said] = {}
    for file in sorted(language.folder.glob("*.po")):
        said |= read(file, language)
    return said


def fault(id: Id, said: Said, language: Language) -> str:
    """Return what is wrong with a translation, in English for the build; "" when nothing is.

    Placeholders must be those of the French. A plural form may leave the number out: "one place".
    """
    forms = (said,) if isinstance(said, str) else said
    if isinstance(id, tuple) and len(forms) != n_forms(language):
        return f"{len(forms)} plural forms, {n_forms(language)} expected"
    wanted = _placeholders(id) if isinstance(id, str) else _placeholders("".join(id))
    for form in forms:
        has = _placeholders(form)
        if has - wanted:
            return f"unknown placeholder {sorted(has - wanted)}"
        lost = wanted - has
        if lost and (isinstance(id, str) or len(lost) > 1):
            return f"lost placeholder {sorted(lost)}"
        if "%(" in form and re.search(r"%(?!\(\w+\)[sd]|%)", form):
            return "a % that formats nothing"
    return ""


def _placeholders(text: str) -> set[str]:
    return {"".join(found) for found in PLACEHOLDER.findall(text)}


def wanted_by(language: Language, texts: Mapping[Id, Text]) -> dict[Id, Text]:
    """Return the texts of the scope of a language."""
    return {
        id: text
        for id, text in texts.items()
        if language.scope == "all" or text.scope == "essential"
    }


def to_say(language: Language, texts: Mapping[Id, Text]) -> dict[Id, Text]:
    """Return what the catalogues of a language hold: its scope; of plain French, what is hard."""
    wanted = wanted_by(language, texts)
    if language.is_french:
        from maillage.web.translations.plain import is_plain

        return {id: text for id, text in wanted.items() if not is_plain(id)}
    return wanted


def update(
    language: Language,
    texts: Mapping[Id, Text],
    only: Iterable[str] = (),
    more: Mapping[Id, Said] | None = None,
) -> int:
    """Write the files of a language anew, or those of some parts; return how many texts lack.

    What is said is kept, even when a text moved to another part; what no source says is dropped.
    `more` is said from now on.
    """
    known = said_by(language) | dict(more or {})
    # A space that no longer breaks changes nothing to what was translated.
    by_words = {_words(id): said for id, said in known.items()}
    wanted = to_say(language, texts)
    for part in sorted({text.part for text in texts.values()}):
        if only and part not in only:
            continue
        of_part = [text for text in wanted.values() if text.part == part]
        if language.is_french:  # a text that is plain already may still be said more simply
            of_part += [
                text
                for id, text in wanted_by(language, texts).items()
                if text.part == part and id not in wanted and id in known
            ]
        blocks = [
            _block(text, known.get(text.id) or by_words.get(_words(text.id)), language)
            for text in of_part
        ]
        file = catalogue_file(language, part)
        if not blocks:
            file.unlink(missing_ok=True)
            continue
        _write(file, "\n".join([_header(language), *blocks]))
    return sum(1 for id in wanted if id not in known and _words(id) not in by_words)


def _words(id: Id) -> str:
    return " ".join((id if isinstance(id, str) else " || ".join(id)).split())


def _header(language: Language) -> str:
    return (
        f"# {language.name}: texts of residents. `python -m maillage.web.messages` writes the\n"
        "# French ones anew; what is translated is kept.\n"
        'msgid ""\nmsgstr ""\n'
        f'"Language: {language.folder.name}\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {plural_forms(language)}\\n"\n'
    )


def _block(text: Text, said: Said | None, language: Language) -> str:
    lines = [f"#: {file}" for file in text.files[:3]]
    if isinstance(text.id, str):
        said = said if isinstance(said, str) else ""
        lines += [f"msgid {normalize(text.id)}", f"msgstr {normalize(said)}"]
    else:
        forms = said if isinstance(said, tuple) else ("",) * n_forms(language)
        lines += [f"msgid {normalize(text.id[0])}", f"msgid_plural {normalize(text.id[1])}"]
        lines += [f"msgstr[{n}] {normalize(form)}" for n, form in enumerate(forms)]
    return "\n".join(lines) + "\n"


def _write(file: Path, text: str) -> None:
    if file.exists() and file.read_text(encoding="utf-8") == text:
        return
    write_whole(file, text.encode("utf-8"))


def compile_language(language: Language) -> Path | None:
    """Write the compiled catalogue of a language when a file is newer, and return its path.

    What is uncertain or faulty is left out: it is said in French, with its mark. The catalogue
    also says how much of its scope it covers ("maillage", "covered").
    """
    sources = sorted(language.folder.glob("*.po"))
    if not sources or language.code == SOURCE:
        return None
    compiled = language.folder / "LC_MESSAGES" / "django.mo"
    newest = max(file.stat().st_mtime for file in sources)
    if compiled.exists() and compiled.stat().st_mtime > newest:
        return compiled
    compiled.parent.mkdir(exist_ok=True)
    merged = Catalog(locale=language.cldr)
    merged.mime_headers = [("Plural-Forms", plural_forms(language))]
    done = whole = 0
    for file in sources:
        with file.open("rb") as opened:
            for message in read_po(opened, locale=language.cldr):
                if not message.id:
                    continue
                whole += 1
                if message.fuzzy or not _complete(message):
                    continue
                id, said = _id(message), _said(message)
                if not fault(id, said, language):
                    done += 1
                    merged.add(message.id, message.string)
    merged.add("covered", f"{done}/{whole}", context="maillage")
    written = io.BytesIO()
    write_mo(written, merged)
    write_whole(compiled, written.getvalue())
    return compiled


def compile_all() -> list[Path]:
    """Compile every language whose files changed."""
    found = [compile_language(language) for language in languages().values()]
    return [path for path in found if path]
