"""Outlines as files have them, made into outlines one can draw and ask: repaired, and said.

With shapely (extra `[geo]`) crossings are repaired and the 180th meridian is cut; without it only
plain GeoJSON polygons in order are let in, and the answer says that they were not checked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from maillage.apps.territories.errors import GeoExtraMissing, TerritoryFileUnreadable
from maillage.apps.territories.queries.content import extra
from maillage.apps.territories.queries.files.degrees import check_positions, in_degrees
from maillage.apps.territories.queries.files.remarks import Remark
from maillage.core.geo import rings_of_polygons

Outline = dict[str, Any]
_AREAS = ("Polygon", "MultiPolygon")
# Two outlines that share less than this of the smaller one are neighbours drawn by two hands.
_OVERLAP_SHARE = 0.01


@dataclass(slots=True)
class Noticed:
    """What was noticed, by code: the names of the territories."""

    names: dict[str, list[str]] = field(default_factory=dict)

    def add(self, code: str, nom: str) -> None:
        """Keep the name of a territory under a code."""
        self.names.setdefault(code, []).append(nom)

    def remarks(self) -> tuple[Remark, ...]:
        """Return the remarks, in the order in which they came."""
        return tuple(Remark(code, tuple(names)) for code, names in self.names.items())


def clean_outlines(
    names: Sequence[str], geometries: Sequence[Any], epsg: int | None, noticed: Noticed
) -> list[Outline | None]:
    """Return the outlines in degrees, valid, or None for those that are empty.

    Parameters
    ----------
    names : of the territories, for the messages
    geometries : GeoJSON or shapely, or None

    Raises
    ------
    TerritoryFileUnreadable : one is no area, or lies nowhere on Earth. GeoExtraMissing.
    """
    try:
        shapely = extra("shapely")
    except GeoExtraMissing:
        return [
            _unchecked(nom, geometry, epsg, noticed)
            for nom, geometry in zip(names, geometries, strict=True)
        ]
    shapes = np.empty(len(geometries), dtype=object)
    # What is not a number is refused below, in words.
    with np.errstate(invalid="ignore"):
        for number, (nom, geometry) in enumerate(zip(names, geometries, strict=True)):
            shapes[number] = _area(nom, _shape(shapely, nom, geometry), noticed)
    high = np.flatnonzero(shapely.has_z(shapes)).tolist()
    for number in high:
        noticed.add("heights", names[number])
    shapes = shapely.force_2d(shapes)
    shapes = shapely.transform(shapes, lambda positions: in_degrees(positions, epsg))
    _check(shapely, names, shapes)
    for number in np.flatnonzero(_across(shapely, shapes)).tolist():
        shapes[number] = _cut(shapely, shapes[number])
        noticed.add("cut", names[number])
    there = ~shapely.is_missing(shapes)
    for number in np.flatnonzero(there & ~shapely.is_valid(shapes)).tolist():
        shapes[number] = _repaired(shapely, shapes[number])
        noticed.add("repaired", names[number])
    there &= ~shapely.is_empty(shapes)
    for number in np.flatnonzero(~there).tolist():
        noticed.add("empty", names[number])
    return [
        outline_of(shapely, shape) if known else None
        for shape, known in zip(shapes, there.tolist(), strict=True)
    ]


def outline_of(shapely: Any, shape: Any) -> Outline:
    """Return a polygon of shapely as GeoJSON, in lists as the base gives them back."""
    polygons = [
        [ring.tolist() for ring in (_ring(shapely, r) for r in (p.exterior, *p.interiors))]
        for p in _polygons(shape)
    ]
    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": polygons[0]}
    return {"type": "MultiPolygon", "coordinates": polygons}


def _ring(shapely: Any, ring: Any) -> Any:
    return shapely.get_coordinates(ring)


def _shape(shapely: Any, nom: str, geometry: Any) -> Any:
    """Return a geometry of shapely, None for what is absent or empty."""
    if geometry is None or not isinstance(geometry, dict):
        if geometry is None or isinstance(geometry, shapely.Geometry):
            return geometry
        raise TerritoryFileUnreadable(detail=f"le contour de « {nom} » n’est pas du GeoJSON")
    try:
        return shapely.geometry.shape(geometry)
    except (
        ValueError,
        TypeError,
        IndexError,
        KeyError,
        AttributeError,
        shapely.errors.ShapelyError,
    ) as error:
        raise TerritoryFileUnreadable(
            detail=f"le contour de « {nom} » n’est pas fait d’anneaux de [longitude, latitude]"
        ) from error


def _area(nom: str, shape: Any, noticed: Noticed) -> Any:
    """Return the areas of a geometry; points and lines beside them are left, and said."""
    if shape is None or shape.geom_type in _AREAS:
        return shape
    if shape.is_empty:
        return None
    if shape.geom_type == "GeometryCollection":
        areas = list(_polygons(shape))
        if areas:
            if len(areas) < len(list(_leaves(shape))):
                noticed.add("mixed", nom)
            return _gathered(areas)
    raise TerritoryFileUnreadable(
        detail=f"« {nom} » est un {shape.geom_type} : il faut un contour (Polygon)"
    )


def _leaves(shape: Any) -> Iterable[Any]:
    for part in getattr(shape, "geoms", [shape]):
        if hasattr(part, "geoms"):
            yield from _leaves(part)
        else:
            yield part


def _polygons(shape: Any) -> Iterable[Any]:
    return (leaf for leaf in _leaves(shape) if leaf.geom_type == "Polygon" and not leaf.is_empty)


def _gathered(polygons: Sequence[Any]) -> Any:
    return polygons[0] if len(polygons) == 1 else extra("shapely").MultiPolygon(polygons)


def _check(shapely: Any, names: Sequence[str], shapes: Any) -> None:
    """Refuse an outline that is nowhere. Only those whose box looks wrong are read point by
    point."""
    x_min, y_min, x_max, y_max = shapely.bounds(shapes).T
    with np.errstate(invalid="ignore"):
        fine = (x_min >= -360) & (x_max <= 360) & (y_min >= -90) & (y_max <= 90)
        fine &= ~((x_min > 41) & (x_max < 52) & (y_min > -6) & (y_max < 10))
    # A coordinate that is not a number hides from the box of the others.
    coordinates, owners = shapely.get_coordinates(shapes, return_index=True)
    fine[np.unique(owners[~np.isfinite(coordinates).all(axis=1)])] = False
    for number in np.flatnonzero(~fine & ~shapely.is_missing(shapes)).tolist():
        check_positions(shapely.get_coordinates(shapes[number]), names[number])


def _across(shapely: Any, shapes: Any) -> Any:
    """Return which outlines jump from one end of the world to the other, or go beyond it."""
    x_min, _, x_max, _ = shapely.bounds(shapes).T
    with np.errstate(invalid="ignore"):
        wide = (x_max - x_min > 180) | (x_min < -180) | (x_max > 180)
    for number in np.flatnonzero(wide).tolist():
        beyond = x_min[number] < -180 or x_max[number] > 180
        if not beyond and not any(
            np.abs(np.diff(shapely.get_coordinates(ring)[:, 0])).max() > 180
            for polygon in _polygons(shapes[number])
            for ring in (polygon.exterior, *polygon.interiors)
        ):
            # On both sides, but cut already, as RFC 7946 asks.
            wide[number] = False
    return wide


def _cut(shapely: Any, shape: Any) -> Any:
    """Return an outline across the 180th meridian as parts on both sides of it."""

    def eastward(positions: Any) -> Any:
        x = positions[:, 0] % 360.0
        return np.column_stack([x, positions[:, 1]])

    turned = shapely.make_valid(shapely.transform(shape, eastward), method="structure")
    west = shapely.intersection(turned, shapely.box(0, -90, 180, 90))
    east = shapely.intersection(turned, shapely.box(180, -90, 360, 90))
    east = shapely.transform(east, lambda positions: positions - (360.0, 0.0))
    return _gathered([*_polygons(west), *_polygons(east)])


def _repaired(shapely: Any, shape: Any) -> Any:
    """Return a crossed outline repaired: its areas only, lines that collapsed are nothing."""
    areas = list(_polygons(shapely.make_valid(shape, method="structure", keep_collapsed=False)))
    return _gathered(areas) if areas else None


def _unchecked(nom: str, geometry: Any, epsg: int | None, noticed: Noticed) -> Outline | None:
    """Return a plain GeoJSON outline as it is, in degrees, without shapely."""
    if geometry is None:
        noticed.add("empty", nom)
        return None
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind == "GeometryCollection":
        raise GeoExtraMissing(library="shapely")
    if kind not in _AREAS:
        raise TerritoryFileUnreadable(
            detail=f"« {nom} » est un {kind} : il faut un contour (Polygon)"
        )
    try:
        polygons = [
            [in_degrees(ring, epsg) for ring in polygon] for polygon in rings_of_polygons(geometry)
        ]
    except (ValueError, TypeError) as error:
        raise TerritoryFileUnreadable(
            detail=f"le contour de « {nom} » n’est pas fait d’anneaux de [longitude, latitude]"
        ) from error
    if not polygons:
        noticed.add("empty", nom)
        return None
    for ring in (ring for polygon in polygons for ring in polygon):
        check_positions(ring, nom)
        if np.abs(np.diff(ring[:, 0])).max() > 180 or np.abs(ring[:, 0]).max() > 180:
            raise GeoExtraMissing(library="shapely")
    noticed.add("unchecked", nom)
    lists = [[ring.tolist() for ring in polygon] for polygon in polygons]
    if len(lists) == 1:
        return {"type": "Polygon", "coordinates": lists[0]}
    return {"type": "MultiPolygon", "coordinates": lists}


def joined(outlines: Sequence[Outline]) -> Outline:
    """Return one outline of the pieces of one territory. Raises GeoExtraMissing."""
    if len(outlines) == 1:
        return outlines[0]
    shapely = extra("shapely")
    whole = shapely.union_all([shapely.geometry.shape(outline) for outline in outlines])
    return outline_of(shapely, whole)


def note_overlaps(names: Sequence[str], outlines: Sequence[Outline], noticed: Noticed) -> None:
    """Notice the outlines of one kind that are the same, or that cover one another."""
    first: dict[str, str] = {}
    for nom, outline in zip(names, outlines, strict=True):
        words = repr(outline["coordinates"])
        if words in first:
            noticed.add("same_outline", f"{nom} = {first[words]}")
        first.setdefault(words, nom)
    try:
        shapely = extra("shapely")
    except GeoExtraMissing:
        return
    shapes = np.array([shapely.geometry.shape(outline) for outline in outlines], dtype=object)
    left, right = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    pairs = left < right
    left, right = left[pairs], right[pairs]
    shared = shapely.area(shapely.intersection(shapes[left], shapes[right]))
    smaller = np.minimum(shapely.area(shapes[left]), shapely.area(shapes[right]))
    for number in np.flatnonzero(shared > _OVERLAP_SHARE * smaller).tolist():
        one, other = left[number], right[number]
        if outlines[one] != outlines[other]:
            percent = round(100 * shared[number] / smaller[number])
            noticed.add("overlapping", f"{names[one]} / {names[other]} : {percent} %")
