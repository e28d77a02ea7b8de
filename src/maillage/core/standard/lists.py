"""One cell that holds several values: what each field of the record gets from it."""

import re
from collections import Counter
from functools import lru_cache
from typing import NamedTuple

from maillage.core.standard.cells import (
    Problems,
    email_cell,
    text_cell,
    url_cell,
)
from maillage.core.standard.fields import FIELD_BY_NAME, SEPARATOR, SEPARATOR_0_1, allowed_values
from maillage.core.standard.problems import (
    MAX_SHORT,
    MAX_TEXT,
    Problem,
    quote,
    separator_wrong,
    value_spelling,
    value_too_long,
    value_unknown,
    version_mixed,
)
from maillage.core.standard.typologies import TYPOLOGIES
from maillage.core.standard.values import STRICT_FORMS, nearest, recognise
from maillage.core.standard.version_0_1 import (
    FIELDS_OF_TABLE,
    OLD_COLUMNS,
    TABLE,
    TABLE_OF_FIELD,
    recognise_old,
    translate,
)


class Cell(NamedTuple):
    """Values by field of 1.0.2, what only the extension holds, and what is wrong."""

    values: dict[str, tuple[str, ...]]
    kept: tuple[str, ...]
    problems: Problems


ALLOWED: dict[str, tuple[str, ...]] = {
    name: allowed_values(field) for name, field in FIELD_BY_NAME.items() if field.values
}
# The standard leaves this one open; the map's own list closes it in fact (domain.md 1.4).
ALLOWED["typologie"] = tuple(TYPOLOGIES)
_STRICT_TO_OURS = {strict: ours for ours, strict in STRICT_FORMS.items()}
# Several addresses in one item: a semicolon may be part of a URL, so an address must follow it.
_BETWEEN_URLS = re.compile(r"[;,\s]{1,8}(?=https?://|www\.)", re.IGNORECASE)
_EDGES = " ;,\t\n"  # what a forgotten separator leaves around an address
_BETWEEN_EMAILS = re.compile(r"[;,\s]+")


def _split(column: str, raw: str, version: str) -> tuple[list[str], bool]:
    """Return the items, and whether they were cut by the sign of the other version."""
    due, other = (SEPARATOR, SEPARATOR_0_1) if version == "1.0" else (SEPARATOR_0_1, SEPARATOR)
    items = raw.split(due)
    wrong = any(other in item for item in items)
    if wrong:
        items = [part for item in items for part in item.split(other)]
    return [item for item in (item.strip() for item in items) if item], wrong


def _due(version: str) -> str:
    return SEPARATOR if version == "1.0" else SEPARATOR_0_1


def closed_cell(column: str, raw: str, version: str) -> Cell:
    """Return the values of a closed list, in the words of 1.0.2 whatever the version read."""
    # A column of 0.1 keeps its semicolons, even in a file that is 1.0 for the rest.
    version = "0.1" if column in OLD_COLUMNS else version
    # Long cells are not worth remembering, and would keep a hostile file in memory.
    return (_closed_cached if len(raw) <= 2000 else _closed_cell)(column, raw, version)


def _closed_cell(column: str, raw: str, version: str) -> Cell:
    if len(raw) > MAX_SHORT:
        return Cell({}, (), (value_too_long(column, raw, MAX_SHORT),))
    items, wrong = _split(column, raw, version)
    problems = [separator_wrong(column, raw, _due(version))] if wrong else []
    values: dict[str, list[str]] = {}
    kept: list[str] = []
    old_values: list[str] = []
    table = column if column in TABLE else TABLE_OF_FIELD.get(column)
    new_fields = (column,) if column in ALLOWED else FIELDS_OF_TABLE[column]
    # Columns of 0.1 are read in the words of 0.1 even in a file that is 1.0 for the rest.
    old_first = table is not None and (version == "0.1" or column not in ALLOWED)
    for item in items:
        old = recognise_old(table, item) if table else None
        new = next(
            ((name, ours) for name in new_fields if (ours := recognise(item, ALLOWED[name]))), None
        )
        if old and (old_first or not new):
            old_values.append(old)
            if not old_first:
                problems.append(version_mixed(column, item, _translation(table, old)))
        elif new:
            name, ours = new
            values.setdefault(name, []).append(ours)
            if old_first:
                problems.append(version_mixed(column, item, (ours,)))
            elif item != ours and _STRICT_TO_OURS.get(item) != ours:
                problems.append(value_spelling(column, item, ours))
        else:
            known = tuple(TABLE[table]) if table and old_first else ALLOWED[new_fields[0]]
            problems.append(value_unknown(column, item, nearest(item, known)))
            kept.append(item)
    if table and old_values:
        translated, words = translate(table, old_values)
        kept.extend(words)
        for name, new_values in translated.items():
            values.setdefault(name, []).extend(new_values)
    problems += _repeated(column, items)
    return Cell(
        {name: tuple(dict.fromkeys(found)) for name, found in values.items()},
        tuple(dict.fromkeys(kept)),
        tuple(problems),
    )


_closed_cached = lru_cache(maxsize=8192)(_closed_cell)


def _translation(table: str | None, old: str) -> tuple[str, ...]:
    return tuple(new for _, new in TABLE[table][old].targets) if table else ()


def _repeated(column: str, items: list[str]) -> list[Problem]:
    """Say that a value stands twice in the cell; two old values may well become one."""
    if len(set(items)) == len(items):
        return []
    repeated = Counter(items).most_common(1)[0][0]
    return [
        Problem(
            column,
            repeated,
            "value_repeated",
            f"{quote(repeated)} est écrit plusieurs fois dans {column} ; lu une fois.",
            "Écrivez chaque valeur une seule fois.",
            "warning",
        )
    ]


def free_cell(column: str, field: str, raw: str, version: str) -> Cell:
    """Return the values of an open list (addresses, other labels) of the given column."""
    if len(raw) > MAX_TEXT:
        return Cell({}, (), (value_too_long(column, raw, MAX_TEXT),))
    problems: list[Problem] = []
    if field == "autres_formations_labels":
        # A label may well hold a semicolon: only the due sign cuts.
        items = [item for part in raw.split(_due(version)) if (item := part.strip())]
        if version == "0.1":
            items = [item for part in items for item in part.split(SEPARATOR) if item.strip()]
    else:
        items, cut_again = _addresses(field, raw)
        if cut_again and version == "1.0":
            problems.append(separator_wrong(column, raw, SEPARATOR))
    read = {"courriels": email_cell, "site_web": url_cell}.get(field, text_cell)
    values: list[str] = []
    for item in items:
        value, found = read(column, item)
        problems.extend(found)
        if value:
            values.append(value)
    problems += _repeated(column, items)
    return Cell({field: tuple(dict.fromkeys(values))}, (), tuple(problems))


def _addresses(field: str, raw: str) -> tuple[list[str], bool]:
    between = _BETWEEN_EMAILS if field == "courriels" else _BETWEEN_URLS
    if SEPARATOR not in raw and raw.count("@") < 2 and not between.search(raw):
        return [raw.strip()], False
    items: list[str] = []
    cut_again = False
    # A semicolon may end a URL, never an electronic address.
    edges = _EDGES if field == "courriels" else None
    for part in (part.strip(edges) for part in raw.split(SEPARATOR)):
        several = part.count("@") > 1 if field == "courriels" else bool(between.search(part))
        if several:
            cut_again = True
            items.extend(cut for piece in between.split(part) if (cut := piece.strip(edges)))
        elif part:
            items.append(part)
    return items, cut_again
