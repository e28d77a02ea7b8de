"""What the columns of a source feed, and how it writes each value: learnt by reading its rows.

Nobody declares it: a cell is emptied, the row is read again, and what changed is what it fed.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from maillage.core.harmonise import Log
from maillage.core.standard import PlaceRecord
from maillage.sources.base import Row, Source
from maillage.sources.mapping import Mapping as FileMapping
from maillage.sources.mapping.targets import FIELD, FLAG, LOCAL
from maillage.sources.mapping.vocabulary import field_of

Said = Callable[[PlaceRecord], Mapping[str, Any]]
# Rows in which a column is emptied to see what it fed.
_TRIED = 5
_MOST_VALUES = 400
# How a column of yes and no says no; "" first, as most of them do.
_NO = ("non", "0", "faux", "false", "no")


@dataclass(frozen=True, slots=True)
class Hints:
    """What a person declared of a file: its columns by field, its word for each value of a list."""

    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


NO_HINTS = Hints()


def hints_of(mapping: FileMapping) -> Hints:
    """Return what a description says of its columns and words, read backwards."""
    columns: dict[str, list[str]] = {}
    for column, target in mapping.columns.items():
        if target.kind in (FIELD, FLAG):
            columns.setdefault(target.name, []).append(column)
        elif target.kind == LOCAL:
            # Under the name of the extension, and under that of what is published.
            columns.setdefault(target.name, []).append(column)
            columns.setdefault(target.name.removeprefix("local_"), []).append(column)
    words: dict[str, dict[str, str]] = {}
    for name, table in mapping.words.items():
        for word, value in table.items():
            if value:
                words.setdefault(field_of(name, value), {}).setdefault(value, word)
    return Hints(columns, words)


@dataclass(slots=True)
class Knowledge:
    """What was learnt of a file.

    feeds : by field, the columns that feed it, the most often first
    fed_by : by column, the fields that it feeds
    cells : by (field, value as JSON), the cells of its columns in the rows that say it
    flags : by (field, column), the one item of the list that the column adds
    written : by column, its different cells, the most frequent first
    words : by field, the word for each value of its list, as a person declared it
    """

    feeds: dict[str, list[str]] = field(default_factory=dict)
    fed_by: dict[str, set[str]] = field(default_factory=dict)
    cells: dict[tuple[str, str], Counter[tuple[str, ...]]] = field(default_factory=dict)
    flags: dict[tuple[str, str], str] = field(default_factory=dict)
    written: dict[str, Counter[str]] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def said_as(self, name: str, value: Any) -> list[tuple[str, ...]]:
        """Return the cells by which the file says a value of a field, the most frequent first."""
        found = self.cells.get((name, dumped(value)))
        return [cells for cells, _n in found.most_common(3)] if found else []

    def item_as(self, name: str, item: str) -> str:
        """Return the word of the file for one item of a list, the item itself when unknown."""
        columns = self.feeds.get(name, [])
        known = self.said_as(name, [item])
        if known and len(columns) == 1:
            return known[0][0]
        return self.words.get(name, {}).get(item, item)

    def yes_of(self, column: str) -> str:
        """Return how a column says yes."""
        words = self.written.get(column, Counter())
        return next((w for w, _n in words.most_common() if w and w.casefold() not in _NO), "oui")

    def no_of(self, column: str) -> str:
        """Return how a column says no."""
        words = self.written.get(column, Counter())
        return next((w for w, _n in words.most_common() if w.casefold() in _NO), "")


def dumped(value: Any) -> str:
    """Return a value as one text, to compare it."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)


def text_of(value: object) -> str:
    """Return a cell as text, trimmed; "" for what is no text and no number."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return ""


def learnt(source: Source, rows: Sequence[Row], said: Said, hints: Hints = NO_HINTS) -> Knowledge:
    """Return what the first rows of a file teach; never raises on data."""
    knowledge = Knowledge(words=hints.words)
    read: list[tuple[Row, Mapping[str, Any]]] = []
    for row in rows:
        values = said_by(source, row, said)
        if values is not None:
            read.append((row, values))
    _probe(source, read, said, knowledge)
    columns = list(dict.fromkeys(column for row in rows for column in row.columns or row.values))
    for name in {*hints.columns, *columns}:
        # A column that no row fills feeds nothing yet: its name, or a person, says what it is for.
        told = [*hints.columns.get(name, ()), *([name] if name in columns else [])]
        known = knowledge.feeds.setdefault(name, [])
        known += [c for c in dict.fromkeys(told) if c not in known and c in columns]
    for row, values in read:
        for column, cell in row.values.items():
            words = knowledge.written.setdefault(column, Counter())
            if len(words) < _MOST_VALUES:
                words[text_of(cell)] += 1
        for name, columns in knowledge.feeds.items():
            value = values.get(name)
            if value is not None and len(knowledge.cells) < _MOST_VALUES * len(knowledge.feeds):
                cells = tuple(text_of(row.values.get(column)) for column in columns)
                knowledge.cells.setdefault((name, dumped(value)), Counter())[cells] += 1
    return knowledge


def said_by(source: Source, row: Row, said: Said) -> Mapping[str, Any] | None:
    """Return what a row states, None when it is refused."""
    if row.problem is not None:
        return None
    reading = source.convert(row, Log())
    return None if reading.record is None else said(reading.record)


def _probe(
    source: Source,
    read: Sequence[tuple[Row, Mapping[str, Any]]],
    said: Said,
    knowledge: Knowledge,
) -> None:
    fed: dict[str, Counter[str]] = defaultdict(Counter)
    flags: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for column, row, before in _trials(read):
        columns, after = _emptied(source, row, column, before, said)
        if after is None:
            continue
        for name in before.keys() | after.keys():
            old, new = before.get(name), after.get(name)
            if old == new:
                continue
            fed[name].update(columns)
            if isinstance(old, list) and (gone := [i for i in old if i not in (new or [])]):
                flags[name, column]["\0" if len(gone) > 1 else str(gone[0])] += 1
    for name, found in fed.items():
        knowledge.feeds[name] = [column for column, _n in found.most_common()]
        for column in found:
            knowledge.fed_by.setdefault(column, set()).add(name)
    for key, items in flags.items():
        if len(items) == 1 and "\0" not in items:
            knowledge.flags[key] = next(iter(items))


def _emptied(
    source: Source, row: Row, column: str, before: Mapping[str, Any], said: Said
) -> tuple[list[str], Mapping[str, Any] | None]:
    """Return the columns that were changed, and what the row then says; None when it is refused."""

    def read(**cells: object) -> Mapping[str, Any] | None:
        return said_by(source, replace(row, values={**row.values, **cells}), said)

    after = read(**{column: ""})
    if after is None:
        # Without it there is no place: something is added to it instead.
        return [column], read(**{column: f"{text_of(row.values[column])} 9"})
    if after != before:
        return [column], after
    # Columns that say the same: one alone changes nothing.
    text = row.values[column]
    twins = [c for c, cell in row.values.items() if cell == text] if text_of(text) else [column]
    return (twins, read(**dict.fromkeys(twins, ""))) if len(twins) > 1 else ([column], after)


def _trials(
    read: Sequence[tuple[Row, Mapping[str, Any]]],
) -> Iterator[tuple[str, Row, Mapping[str, Any]]]:
    tried: Counter[str] = Counter()
    seen: set[tuple[str, str]] = set()
    for row, values in read:
        for column, cell in row.values.items():
            text = text_of(cell) or (dumped(cell) if cell else "")
            if text and tried[column] < _TRIED and (column, text) not in seen:
                tried[column] += 1
                seen.add((column, text))
                yield column, row, values
