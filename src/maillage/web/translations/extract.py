"""Read the texts that residents see out of templates and Python files."""

import ast
import io
from dataclasses import dataclass, field
from typing import Any

from babel.messages.extract import extract_python

from maillage.web.texts import ROOT, Listed, files

KEYWORDS: dict[str, Any] = {
    "_": None,
    "_l": None,
    "_text": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    # What the core says, without Django: see core/hours/voice.py.
    "N_": None,
}

Id = str | tuple[str, str]


@dataclass(slots=True)
class Text:
    """A text in French, or its two numbers; the files that say it, the part it belongs to."""

    id: Id
    part: str
    scope: str
    files: list[str] = field(default_factory=list)


def texts_of(name: str, source: str) -> list[Id]:
    """Return the texts of one template or Python file, in their order."""
    declared = declarations(source) if name == "apps.py" else []
    if not name.endswith(".py"):
        from django.utils.translation.template import templatize

        calls = templatize(source, origin=name).splitlines()
        source = "\n".join(line.strip() for line in calls)
    found = extract_python(io.BytesIO(source.encode()), KEYWORDS, [], {"encoding": "utf-8"})
    said: list[Id] = []
    for _, _, given, _ in found:
        messages: Any = given  # one text, or a tuple of its two numbers
        if isinstance(messages, tuple):
            if messages[0] and messages[1]:
                said.append((str(messages[0]), str(messages[1])))
        elif messages:
            said.append(str(messages))
    return said + declared


def declarations(source: str) -> list[Id]:
    """Return what an apps.py declares for residents: lines of menus, and what is kept of them."""
    return [said for said, _kind in _declared(source)]


def _declared(source: str) -> list[tuple[str, str]]:
    """Return each text that an apps.py declares for residents, and by what it is declared."""
    said: list[tuple[str, str]] = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        kind = node.func.id
        flags = {word.arg: getattr(word.value, "value", None) for word in node.keywords}
        texts = [
            a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)
        ]
        if kind == "MenuEntry" and not flags.get("staff"):
            said += [(text, kind) for text in texts[:1]]
        elif kind == "Kept" and flags.get("residents"):
            said += [(text, kind) for text in texts]
    return said


def menu_words(name: str, source: str) -> set[str]:
    """Return the lines of menus that an apps.py declares for residents: each page shows them."""
    if name != "apps.py":
        return set()
    return {said for said, kind in _declared(source) if kind == "MenuEntry"}


def used_texts() -> dict[Id, Text]:
    """Return every text that residents read, by its French; the lowest part that says it owns it.

    A text is essential as soon as one essential file says it, or the menu.
    """
    used: dict[Id, Text] = {}
    for one in files():
        source = _source(one)
        everywhere = menu_words(one.file.name, source)
        for id in texts_of(one.file.name, source):
            text = used.setdefault(id, Text(id, one.part, one.scope))
            if one.scope == "essential" or id in everywhere:
                text.scope = "essential"
            name = one.file.relative_to(ROOT).as_posix()
            if name not in text.files:
                text.files.append(name)
    return used


def _source(one: Listed) -> str:
    """Return what counts of a file: all of it, or the pieces that are named."""
    source = one.file.read_text(encoding="utf-8")
    if not one.names:
        return source
    pieces: list[str] = []
    for node in ast.parse(source).body:
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AnnAssign):
            targets = [node.target]
        names = {getattr(node, "name", ""), *(getattr(target, "id", "") for target in targets)}
        if names & set(one.names):
            pieces.append(ast.get_source_segment(source, node) or "")
    if len(pieces) < len(one.names):
        raise ValueError(f"{one.file}: some of {', '.join(one.names)} is not there")
    return "\n".join(pieces)
