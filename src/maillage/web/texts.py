"""Which files hold the words that residents read: each part of the software says so itself.

A `texts.toml` beside the code (in web/, core/, and in each application) lists paths or patterns:
`residents`, said in the complete languages, and `essential`, said in every language. A view is
translated when its file is listed. Of a file that mostly speaks to the staff, one lists some
classes, functions or constants: "errors.py#PlaceUnknown". Nothing here needs Django.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DECLARATION = "texts.toml"
# Parts from the lowest: a text that two parts use belongs to the first.
ORDER = (
    "core", "web", "accounts", "territories", "directory", "imports", "contributions", "linking",
    "freshness", "agenda", "toolbox", "orientation", "liaison", "channels", "opendata", "home",
)  # fmt: skip


def parts() -> dict[str, Path]:
    """Return the folder of each part that has a declaration, by name, the lowest first."""
    found = {file.parent.name: file.parent for file in ROOT.glob(f"*/{DECLARATION}")}
    found |= {file.parent.name: file.parent for file in ROOT.glob(f"apps/*/{DECLARATION}")}
    known = {name: place for place, name in enumerate(ORDER)}
    return dict(sorted(found.items(), key=lambda item: (known.get(item[0], 99), item[0])))


@dataclass(frozen=True, slots=True)
class Listed:
    """A file that is listed: its part, its scope, and the names in it when not all of it counts."""

    part: str
    file: Path
    scope: str
    names: tuple[str, ...] = ()


@cache
def listed(part: str) -> tuple[Listed, ...]:
    """Return the files that a part lists, "essential" ones last: those win.

    Raises ValueError for a line that matches no file: a page would be forgotten in silence.
    """
    folder = parts()[part]
    said = tomllib.loads((folder / DECLARATION).read_text(encoding="utf-8"))
    found: list[Listed] = []
    for key, scope in (("residents", "all"), ("essential", "essential")):
        for line in said.get(key, []):
            pattern, _, names = line.partition("#")
            files = [file for file in sorted(folder.glob(pattern)) if file.is_file()]
            if not files:
                raise ValueError(f"{folder / DECLARATION}: {pattern!r} matches no file")
            kept = tuple(name for name in names.split(",") if name)
            found += [Listed(part, file, scope, kept) for file in files]
    return tuple(found)


def files() -> Iterator[Listed]:
    """Yield every file that is listed, the lowest part first."""
    for part in parts():
        yield from listed(part)


@cache
def _modules() -> dict[str, str]:
    return {
        ".".join(("maillage", *one.file.relative_to(ROOT).with_suffix("").parts)): one.scope
        for one in files()
        if one.file.suffix == ".py"
    }


def scope_of_module(name: str) -> str:
    """Return "essential", "all", or "" for a module that no declaration lists."""
    return _modules().get(name, "")
