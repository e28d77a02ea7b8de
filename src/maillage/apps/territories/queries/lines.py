"""Streets of a file: lines of a GeoJSON, ours or an extract of OpenStreetMap."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from maillage.apps.territories.errors import TerritoryFileUnreadable
from maillage.apps.territories.models import StreetKind
from maillage.apps.territories.queries.content import json_of

Line = Sequence[Sequence[float]]  # [[longitude, latitude], ...]
LINES = ("LineString", "MultiLineString")

# Values of the tag `highway` of OpenStreetMap (wiki.openstreetmap.org/wiki/Key:highway).
MAIN_ROADS = {"motorway", "trunk", "primary", "secondary", "tertiary"}
PATHS = {"footway", "path", "cycleway", "steps", "track", "bridleway", "corridor"}


@dataclass(frozen=True, slots=True, kw_only=True)
class StreetStatement:
    """What a file says of one line; lines of one name and one commune are one street."""

    kind: str
    nom: str
    commune: tuple[str, str]  # (kind, code)
    lines: tuple[Line, ...]
    number_from: int | None = None
    number_to: int | None = None


@dataclass(frozen=True, slots=True)
class StreetFile:
    """The streets of a file, and how many of its lines bear no name and were left out."""

    statements: tuple[StreetStatement, ...]
    n_unnamed: int


def is_line(feature: Any) -> bool:
    """Return whether a feature of a GeoJSON is a line: a street, and no outline."""
    geometry = feature.get("geometry") if isinstance(feature, Mapping) else None
    return isinstance(geometry, Mapping) and geometry.get("type") in LINES


def streets_of(features: Sequence[Any], commune: str = "") -> StreetFile:
    """Return the streets among the features of a GeoJSON; `commune` is the code of those that
    do not say theirs.

    Raises TerritoryFileUnreadable: a street without commune, or without two points.
    """
    statements, n_unnamed = [], 0
    for number, feature in enumerate(features, start=1):
        if not is_line(feature):
            continue
        properties = feature.get("properties") or {}
        nom = str(properties.get("nom") or properties.get("name") or "").strip()[:120]
        if not nom:
            n_unnamed += 1
            continue
        statements.append(_street(number, nom, properties, feature["geometry"], commune))
    return StreetFile(tuple(statements), n_unnamed)


def _street(
    number: int, nom: str, properties: Mapping[str, Any], geometry: Mapping[str, Any], commune: str
) -> StreetStatement:
    parent = properties.get("parent")
    code = properties.get("code_insee") or properties.get("commune") or commune
    if not parent and not code:
        raise TerritoryFileUnreadable(
            detail=f"la rue n° {number}, « {nom} », ne dit pas sa commune (champ « code_insee »)"
        )
    return StreetStatement(
        kind=_kind(properties),
        nom=nom,
        commune=(str(parent[0]), str(parent[1])) if parent else ("commune", str(code)),
        lines=tuple(_lines(number, nom, geometry)),
        number_from=_house(properties.get("number_from")),
        number_to=_house(properties.get("number_to")),
    )


def _lines(number: int, nom: str, geometry: Mapping[str, Any]) -> Iterator[Line]:
    lines = geometry.get("coordinates") or []
    for line in [lines] if geometry["type"] == "LineString" else lines:
        try:
            points = [[float(point[0]), float(point[1])] for point in line]
        except (TypeError, ValueError, IndexError):
            points = []
        inside = all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in points)
        if len(points) < 2 or not inside:
            raise TerritoryFileUnreadable(
                detail=f"la rue n° {number}, « {nom} », n’a pas deux points en degrés"
            )
        yield points


def _kind(properties: Mapping[str, Any]) -> str:
    said = str(properties.get("kind") or "")
    if said in StreetKind.values:
        return said
    if properties.get("railway"):
        return StreetKind.RAIL
    if properties.get("waterway"):
        return StreetKind.WATER
    road = str(properties.get("highway") or "").removesuffix("_link")
    if road in MAIN_ROADS:
        return StreetKind.MAIN
    return StreetKind.PATH if road in PATHS else StreetKind.STREET


def _house(said: Any) -> int | None:
    return int(said) if str(said or "").isdecimal() and len(str(said)) < 6 else None


def file_of_streets(path: Path, *, commune: str = "") -> StreetFile:
    """Return the streets of a file; a file without lines has none.

    Raises TerritoryFileUnreadable.
    """
    content = json_of(path)
    features = content.get("features") if isinstance(content, dict) else None
    return streets_of(features if isinstance(features, list) else [], commune)
