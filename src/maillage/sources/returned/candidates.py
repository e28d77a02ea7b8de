"""How a value may be written in the cells of a row: guesses, that reading again then judges."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from maillage.core.hours import State, parse
from maillage.sources.base import Row
from maillage.sources.returned.cells import Knowledge, text_of

_NUMBERED = re.compile(r"(\d+\s?(?:bis|ter|quater|[a-dA-D]\b)?)[\s,]+(.*)", re.DOTALL)
_JOINTS = ("|", ", ", "; ", " / ", "\n", ",", ";")
_ADDRESS = ("adresse", "code_postal", "commune")
_MINUTES = 60

Cells = dict[str, object]


def candidates(knowledge: Knowledge, row: Row, values: Mapping[str, Any]) -> Iterator[Cells]:
    """Yield sets of cells that may make the row say these values, the likeliest first."""
    if "latitude" in values and "longitude" in values:
        yield from _positions(knowledge, row, values)
        return
    if len(values) > 1:
        yield from _address_lines(knowledge, values)
        return
    ((name, value),) = values.items()
    columns = [c for c in knowledge.feeds.get(name, []) if c]
    if not columns:
        return
    for cells in knowledge.said_as(name, value):
        yield dict(zip(columns, cells, strict=True))
    yield from _flagged(knowledge, name, value, columns)
    if value in (None, "", [], {}):
        yield dict.fromkeys(columns, "")
        return
    for column in columns:
        now = text_of(row.values.get(column))
        twins = [c for c in columns if now and text_of(row.values.get(c)) == now]
        rest = {c: "" for c in columns if c != column and text_of(row.values.get(c))}
        for text in _texts(knowledge, name, value, row, column):
            if len(twins) > 1:
                yield dict.fromkeys(twins, text)
            # What the other columns say of it is old: left there, the file would say two things.
            if rest:
                yield {column: text, **rest}
            yield {column: text}
    if name == "adresse" and len(columns) > 1 and (found := _NUMBERED.fullmatch(str(value))):
        for number in columns:
            for street in columns:
                if street != number:
                    rest = {c: "" for c in columns if c not in (number, street)}
                    yield {number: found[1], street: found[2], **rest}
    if name == "horaires":
        yield from _days(str(value), columns)


def _texts(knowledge: Knowledge, name: str, value: Any, row: Row, column: str) -> Iterator[object]:
    if isinstance(value, bool):
        yield knowledge.yes_of(column) if value else knowledge.no_of(column)
        yield from ("oui", "x", "yes") if value else ("non", "no", "0")
    elif isinstance(value, (list, tuple)):
        if isinstance(row.values.get(column), list):
            yield list(value)
        for words in (
            [knowledge.item_as(name, str(item)) for item in value],
            [str(item) for item in value],
        ):
            for joint in _JOINTS if len(words) > 1 else ("",):
                yield joint.join(words)
    elif isinstance(value, float):
        yield repr(value)
    else:
        yield str(value)


def _flagged(knowledge: Knowledge, name: str, value: Any, columns: list[str]) -> Iterator[Cells]:
    """A column of yes and no by item: yes for those that are wanted, no for the others."""
    items = {column: knowledge.flags.get((name, column)) for column in columns}
    own = {column: item for column, item in items.items() if item is not None}
    if not own or not isinstance(value, (list, tuple, type(None))):
        return
    wanted = set(value or ())
    yield {
        column: knowledge.yes_of(column) if item in wanted else knowledge.no_of(column)
        for column, item in own.items()
    }


def _positions(knowledge: Knowledge, row: Row, values: Mapping[str, Any]) -> Iterator[Cells]:
    latitude, longitude = values["latitude"], values["longitude"]
    if latitude is None or longitude is None:
        return
    for north in knowledge.feeds.get("latitude", []):
        for east in knowledge.feeds.get("longitude", []):
            if north == east:
                yield {north: f"{latitude!r},{longitude!r}"}
                yield {north: f"{latitude!r} {longitude!r}"}
                continue
            if isinstance(row.values.get(north), (int, float)):
                yield {north: latitude, east: longitude}
            if "," in text_of(row.values.get(north)):
                yield {
                    north: repr(latitude).replace(".", ","),
                    east: repr(longitude).replace(".", ","),
                }
            yield {north: repr(latitude), east: repr(longitude)}


def _address_lines(knowledge: Knowledge, values: Mapping[str, Any]) -> Iterator[Cells]:
    said = {name: str(values.get(name) or "") for name in _ADDRESS}
    for column in knowledge.feeds.get("adresse", []):
        if knowledge.fed_by.get(column, set()) >= {"adresse", "commune"}:
            place = f"{said['code_postal']} {said['commune']}".strip()
            yield {column: f"{said['adresse']}, {place}" if said["adresse"] else place}
            yield {column: f"{said['adresse']} {place}".strip()}


def _days(osm: str, columns: list[str]) -> Iterator[Cells]:
    """Cut a week in its days, when it says nothing but times of days of the week."""
    hours = parse(osm)
    if not hours.understood or '"' in osm or len(columns) < len(_DAY_WORDS):
        return
    week = [day.spans for day in hours.week()]
    if any(span.state is not State.OPEN for spans in week for span in spans):
        return
    texts = [
        ", ".join(f"{_clock(s.start_min)}-{_clock(s.end_min)}" for s in spans) for spans in week
    ]
    for order in (sorted(columns, key=_rank), columns):
        if len(order) == len(texts):
            yield dict(zip(order, texts, strict=True))


_DAY_WORDS = ("lun", "mar", "mer", "jeu", "ven", "sam", "dim")


def _rank(column: str) -> int:
    folded = column.casefold()
    return next((i for i, word in enumerate(_DAY_WORDS) if word in folded), len(_DAY_WORDS))


def _clock(minutes: int) -> str:
    return f"{minutes // _MINUTES:02}:{minutes % _MINUTES:02}"
