"""The zones of a map as outlines: a file to download, and what the map that moves draws.

The classes are those of the drawing that needs no script: same bounds, same numbers.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from maillage.apps.observatory.queries.maps import MapLine, ZoneMap
from maillage.apps.observatory.queries.wording import how_words, value_words
from maillage.apps.territories.queries import ZoneRow, outlines_of
from maillage.core.drawing import class_bounds, level_of

# Closer than what one sees at the nearest scale of the map, and a tenth of the weight.
_TOLERANCE_M = 5
NO_OUTLINES = '{"type": "FeatureCollection", "features": []}'


@dataclass(frozen=True, slots=True)
class OutlinedZone:
    """A zone of a file of outlines: the columns of its tables, its class, its words.

    level : its class as it is drawn, from 0 to 4, None when it is not known
    words, how : what a map says of it, and where it comes from
    page : the address of its page, "" when it has none
    """

    zone: ZoneRow
    columns: Mapping[str, Any]
    level: int | None
    words: str
    how: str
    page: str
    is_estimate: bool = False
    more: Mapping[str, Any] = field(default_factory=dict)


def class_number(level: int | None) -> int | None:
    """Return the class that files say, from 1 (the least) to 5, None for what is not known."""
    return None if level is None else level + 1


def outlined(lines: Sequence[OutlinedZone], *, points: Sequence[Mapping[str, Any]] = ()) -> str:
    """Return a GeoJSON of zones in their order, then of `points`, which are features. One query."""
    outlines = outlines_of([line.zone.id for line in lines], tolerance_m=_TOLERANCE_M)
    features = [
        {
            "type": "Feature",
            "id": line.zone.id,
            "geometry": outlines.get(line.zone.id),
            "properties": {
                **line.columns,
                "classe": class_number(line.level),
                "valeur_en_mots": line.words,
                "provenance": line.how,
                "estime": line.is_estimate,
                "latitude": line.zone.latitude,
                "longitude": line.zone.longitude,
                "page": line.page,
                **line.more,
            },
        }
        for line in lines
    ]
    made = {"type": "FeatureCollection", "features": [*features, *points]}
    return json.dumps(made, ensure_ascii=False)


def outlines_file(
    found: ZoneMap,
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    page_of: Callable[[MapLine], str] = lambda line: "",
    words_of: Callable[[MapLine], tuple[str, str]] | None = None,
) -> str:
    """Return a GeoJSON of the lines of a map, in their order: its columns, its class, its words.

    rows : for each line of the map, the values of `columns`
    page_of : the address of the page of a zone, "" when it has none
    words_of : the value and where it comes from, where they are not those of a measure

    `classe` goes from 1 (the least) to 5, null for what is not known.
    """
    numbers = [line.number for line in found.lines if line.number is not None]
    bounds = class_bounds(numbers)
    said = []
    for line, row in zip(found.lines, rows, strict=True):
        value = line.value
        words, how = words_of(line) if words_of else _words(line, found)
        said.append(
            OutlinedZone(
                line.zone,
                dict(zip(columns, row, strict=True)),
                None if line.number is None else level_of(line.number, bounds),
                words,
                how,
                page_of(line),
                is_estimate=value is not None and value.is_known and value.is_estimate,
            )
        )
    return outlined(said)


def _words(line: MapLine, found: ZoneMap) -> tuple[str, str]:
    value = line.value
    how = [how_words(value), value.source if value else ""]
    return value_words(value, found.measure), " · ".join(filter(None, how))
