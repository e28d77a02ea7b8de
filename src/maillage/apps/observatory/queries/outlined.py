"""The zones of a map as outlines: a file to download, and what the map that moves draws.

The classes are those of the drawing that needs no script: same bounds, same numbers.
"""

import json
from collections.abc import Callable, Sequence
from typing import Any

from maillage.apps.observatory.queries.maps import MapLine, ZoneMap, outlines_of_map
from maillage.apps.observatory.queries.wording import how_words, value_words
from maillage.core.drawing import class_bounds, level_of

# Closer than what one sees at the nearest scale of the map, and a tenth of the weight.
_TOLERANCE_M = 5
NO_OUTLINES = '{"type": "FeatureCollection", "features": []}'


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
    outlines, _box = outlines_of_map(found.lines, tolerance_m=_TOLERANCE_M)
    features = []
    for line, row in zip(found.lines, rows, strict=True):
        value = line.value
        words, how = words_of(line) if words_of else _words(line, found)
        said = {
            "classe": None if line.number is None else level_of(line.number, bounds) + 1,
            "valeur_en_mots": words,
            "provenance": how,
            "estime": value is not None and value.is_known and value.is_estimate,
            "latitude": line.zone.latitude,
            "longitude": line.zone.longitude,
            "page": page_of(line),
        }
        features.append(
            {
                "type": "Feature",
                "id": line.zone.id,
                "geometry": outlines.get(line.zone.id),
                "properties": dict(zip(columns, row, strict=True)) | said,
            }
        )
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


def _words(line: MapLine, found: ZoneMap) -> tuple[str, str]:
    value = line.value
    how = [how_words(value), value.source if value else ""]
    return value_words(value, found.measure), " · ".join(filter(None, how))
