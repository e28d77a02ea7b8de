"""The layers of a file: rows of properties, each with its geometry, and where metres are counted.

GeoJSON is read without any library. The other formats are read by GDAL (extra `[geo]`), from a
copy under a name of ours, so that no file can make it open another one.
"""

import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from maillage.apps.territories.errors import LayerNotChosen, TerritoryFileUnreadable
from maillage.apps.territories.queries.content import Content, extra, json_in, on_disk

# Systems of degrees that differ from WGS84 by less than a metre in the territories of France:
# WGS84, CRS84, RGF93 v1, v2 and v2b, ETRS89, RGAF09, RGFG95, RGR92, RGM04, RGSPM06, RGNC91-93.
DEGREES = {4326, 4979, 4171, 9777, 9782, 4258, 5489, 4624, 4627, 4470, 4463, 4749}
_URN = re.compile(r"(?:EPSG|epsg)(?:::?|:\d*:|/0/)(\d{4,6})\b")
_AREAS = {"Polygon", "MultiPolygon", "GeometryCollection"}


@dataclass(frozen=True, slots=True)
class Row:
    """One territory of a layer; `geometry` is GeoJSON, or a geometry of shapely, or None."""

    number: int  # from 1, in its layer
    properties: dict[str, Any]
    geometry: Any


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer; `epsg` is 0 when its positions are degrees, None when the file does not say."""

    name: str
    rows: tuple[Row, ...]
    epsg: int | None


@dataclass(frozen=True, slots=True)
class LayerName:
    """A layer that one may choose."""

    name: str
    geometry: str
    n_rows: int


def layer_names(content: Content) -> tuple[LayerName, ...]:
    """Return the layers of a file; a GeoJSON has one, without a name."""
    if content.shape == "json":
        return (LayerName("", "", 0),)
    with on_disk(content) as path:
        return tuple(_names(path))


def layers_of(content: Content, wanted: Sequence[str] = ()) -> Iterator[Layer]:
    """Yield the layers that are wanted, or the only one that has outlines.

    Raises LayerNotChosen when there are several, TerritoryFileUnreadable, GeoExtraMissing.
    """
    if content.shape == "json":
        if wanted:
            raise TerritoryFileUnreadable(detail="un GeoJSON n’a pas de couches")
        yield _from_json(json_in(content), content.name)
        return
    with on_disk(content) as path:
        names = list(_names(path))
        known = {one.name: one for one in names}
        # Shapefile and FlatGeobuf have one layer, whose name is that of the file: ours.
        if content.shape in ("shp", "fgb") and names:
            wanted = (names[0].name,)
        if missing := [name for name in wanted if name not in known]:
            raise TerritoryFileUnreadable(
                detail=f"il n’y a pas de couche « {missing[0]} » ; couches : {_listed(names)}"
            )
        if not wanted:
            areas = [one for one in names if not one.geometry or "Poly" in one.geometry]
            if len(areas) > 1:
                raise LayerNotChosen(layers=_listed(areas))
            if not areas:
                raise TerritoryFileUnreadable(detail="aucune couche n’a de contours")
            wanted = (areas[0].name,)
        for name in wanted:
            yield _from_gdal(path, name, content.name if content.shape != "gpkg" else name)


def _listed(names: Sequence[LayerName]) -> str:
    return ", ".join(f"{one.name} ({one.n_rows})" for one in names)


@contextmanager
def _quiet() -> Iterator[None]:
    """Leave aside what GDAL grumbles about files that it reads all the same."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        yield


def _names(path: Any) -> Iterator[LayerName]:
    pyogrio = extra("pyogrio")
    try:
        with _quiet():
            found = [
                (name, kind, pyogrio.read_info(path, layer=name, force_feature_count=True))
                for name, kind in pyogrio.list_layers(path)
                if kind  # a table without geometry is no layer of a map
            ]
    except pyogrio.errors.DataSourceError as error:
        raise TerritoryFileUnreadable(
            detail="GDAL ne peut pas l’ouvrir : le fichier est coupé ou abîmé"
        ) from error
    for name, kind, info in found:
        yield LayerName(str(name), str(kind), int(info["features"]))


def _from_gdal(path: Any, name: str, shown: str) -> Layer:
    pyogrio, shapely = extra("pyogrio"), extra("shapely")
    try:
        with _quiet():
            meta, _, geometries, columns = pyogrio.raw.read(path, layer=name, force_2d=True)
        shapes = shapely.from_wkb(geometries)
    except (
        pyogrio.errors.DataSourceError,
        pyogrio.errors.FeatureError,
        pyogrio.errors.GeometryError,
        shapely.errors.ShapelyError,
        UnicodeDecodeError,
    ) as error:
        raise TerritoryFileUnreadable(
            detail=f"la couche « {name} » est coupée ou abîmée"
        ) from error
    fields = [str(field) for field in meta["fields"]]
    rows = (
        Row(number, dict(zip(fields, map(_plain, values), strict=True)), shape)
        for number, (shape, *values) in enumerate(zip(shapes, *columns, strict=True), start=1)
    )
    return Layer(shown, tuple(rows), epsg_of_words(str(meta["crs"] or "")))


def _plain(value: Any) -> Any:
    """Return a value of a column as JSON has it."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not np.isfinite(value):
        return None
    return value


def _from_json(content: Any, name: str) -> Layer:
    if isinstance(content, dict) and content.get("type") == "Feature":
        content = {"type": "FeatureCollection", "features": [content]}
    if not isinstance(content, dict) or content.get("type") != "FeatureCollection":
        raise TerritoryFileUnreadable(
            detail="attendu : un GeoJSON (« FeatureCollection ») ou une liste JSON de communes"
        )
    rows = []
    features = content.get("features")
    for number, feature in enumerate(features if isinstance(features, list) else [], start=1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(feature, dict) or not isinstance(properties or {}, dict):
            raise TerritoryFileUnreadable(detail=f"l’élément n° {number} n’est pas un territoire")
        rows.append(Row(number, properties or {}, feature.get("geometry")))
    said = content.get("crs")
    words = json_words(said) if said else ""
    # RFC 7946: degrees of WGS84 when nothing is said.
    return Layer(name, tuple(rows), epsg_of_words(words) if words else 0)


def json_words(said: Any) -> str:
    """Return the name of a coordinate system, as GeoJSON wrote it before 2016."""
    properties = said.get("properties") if isinstance(said, dict) else None
    return str((properties or {}).get("name") or "") if isinstance(properties, dict) else ""


def epsg_of_words(words: str) -> int | None:
    """Return the EPSG code that a coordinate system names, 0 for degrees, None when unknown.

    >>> epsg_of_words("urn:ogc:def:crs:EPSG::2154"), epsg_of_words("EPSG:4326")
    (2154, 0)
    >>> epsg_of_words("urn:ogc:def:crs:OGC:1.3:CRS84"), epsg_of_words("")
    (0, None)
    """
    match = _URN.search(words) if not words.startswith(("GEOGCS", "PROJCS", "GEOGCRS")) else None
    if match:
        code = int(match[1])
        return 0 if code in DEGREES else code
    if "CRS84" in words or words.startswith(("GEOGCS", "GEOGCRS")):
        return 0
    if not words.startswith("PROJC"):
        return None
    # What a shapefile says in words: the last authority is that of the whole.
    codes = re.findall(r'(?:AUTHORITY|ID)\["EPSG",\s*"?(\d{4,6})"?\]\]$', words.strip())
    if codes:
        return int(codes[-1])
    plain = words.lower().replace("-", "_").replace(" ", "_")
    if "lambert_93" in plain or "lambert93" in plain:
        return 2154
    zone = re.search(r"cc_?(4[2-9]|50)\b", plain)
    return 3900 + int(zone[1]) if zone else None
