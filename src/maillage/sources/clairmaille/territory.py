"""The territory as the file that `maillage load-territory` reads."""

import json
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from maillage.sources.clairmaille.axes import PRIORITY, WATCHED
from maillage.sources.clairmaille.plane import XY, LonLat, inside, to_lonlat, to_xy
from maillage.sources.clairmaille.town import CELL_M, COMMUNE, YEAR, base, cells, iris, streets

PARENT = ["commune", COMMUNE]


def territory() -> str:
    """Return the whole territory as a GeoJSON text: outlines first, then lines, one by row."""
    features = [*_outlines(), *_lines()]
    rows = ",\n".join(json.dumps(f, ensure_ascii=False, sort_keys=True) for f in features)
    return f'{{"type": "FeatureCollection", "features": [\n{rows}\n]}}\n'


def _outlines() -> Iterator[dict[str, Any]]:
    commune, *quarters = base()
    rings = [quarter["geometry"]["coordinates"][0] for quarter in quarters]
    yield commune | {"geometry": {"type": "Polygon", "coordinates": [outer_ring(rings)]}}
    yield from quarters
    since_2024 = {"kind": "qpv", "parent": PARENT, "valid_from": "2024-01-01"}
    for code, (nom, points) in PRIORITY.items():
        said = {"code": code, "nom": nom, "population": _people(points), "population_year": YEAR}
        yield _area(since_2024 | said, [list(p) for p in points])
    watched = {"kind": "veille", "parent": PARENT, "valid_from": "2024-01-01"}
    for code, (nom, points) in WATCHED.items():
        yield _area(watched | {"code": code, "nom": nom}, [list(p) for p in points])
    for one in iris():
        said = {"kind": "iris", "code": one.code, "nom": one.nom, "parent": PARENT}
        counted = {"population": one.population, "population_year": YEAR}
        yield _area(said | counted, _ring(one.ring))
    for cell in cells():
        said = {"kind": "cell", "code": cell.code, "nom": cell.code, "parent": PARENT}
        counted = {"population": cell.population, "population_year": YEAR}
        x, y, far = cell.x, cell.y, CELL_M
        corners = [(x, y), (x + far, y), (x + far, y + far), (x, y + far), (x, y)]
        yield _area(said | counted, _ring(corners))


def _lines() -> Iterator[dict[str, Any]]:
    for street in streets():
        said: dict[str, Any] = {"kind": street.kind, "nom": street.nom, "parent": PARENT}
        if street.numbers:
            said |= {"number_from": street.numbers[0], "number_to": street.numbers[1]}
        geometry = {"type": "LineString", "coordinates": _ring(street.line)}
        yield {"type": "Feature", "properties": said, "geometry": geometry}


def _ring(points: Sequence[tuple[float, float] | XY]) -> list[LonLat]:
    return [to_lonlat(point) for point in points]


def _people(points: Sequence[tuple[float, float]]) -> int:
    """Return who lives in the cells whose middle an outline holds."""
    ring = [to_xy(*point) for point in points]
    return sum(cell.population for cell in cells() if inside(ring, cell.middle))


def _area(properties: dict[str, Any], ring: list[Any]) -> dict[str, Any]:
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def outer_ring(rings: Sequence[Sequence[LonLat]]) -> list[LonLat]:
    """Return the ring around areas that share whole edges: the edges that only one of them has."""
    edges = {(tuple(a), tuple(b)) for ring in rings for a, b in pairwise(ring)}
    after = {a: b for a, b in edges if (b, a) not in edges}
    start = min(after)
    ring, point = [start], after[start]
    while point != start:
        ring.append(point)
        point = after[point]
    return [list(point) for point in [*ring, start]]
