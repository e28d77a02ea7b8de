"""Quarters drawn by hand: which ones are, what an outline must be, what it would cover."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from maillage.apps.territories.errors import OutlineLoaded, OutlineRefused, QuarterNameTaken
from maillage.apps.territories.models import Zone, ZoneKind
from maillage.apps.territories.queries.locating import ZoneIndex, touching
from maillage.apps.territories.queries.zones import folded, get_zone
from maillage.core.geo import (
    BoxIndex,
    area_of_m2,
    bounds,
    contains,
    distance_m,
    distances_m,
    distances_to_area_m,
    first_crossing,
    label_point,
)

Corners = Sequence[tuple[float, float]]  # (latitude, longitude), degrees, the first not repeated
# The code of a quarter drawn by hand starts so; no official code does.
CODE_PREFIX = "dessin-"
# A click knows no better than 11 cm; an address of the page holds so many corners.
DECIMALS, MOST_CORNERS = 6, 300
LEAST_M2 = 1_000.0
# A corner farther than that from its commune is a slip; so is an outline that wide.
FARTHEST_M, FARTHEST_FROM_NAME_M, WIDEST_M = 10_000.0, 50_000.0, 50_000.0
# Shares are counted on so many points by side: to about a percent.
_GRID = 72
_LEAST_PERCENT = 1
_MOST_OVERLAPS = 12


@dataclass(frozen=True, slots=True)
class DrawnOutline:
    """What an outline drawn by hand would be; `overlaps` are (name, percent of the outline)."""

    geometry: dict[str, Any]
    area_m2: float
    commune: Zone | None
    overlaps: tuple[tuple[str, int], ...]


def is_drawn(zone: Zone) -> bool:
    """True for a quarter that was drawn by hand here, not loaded from a file."""
    return zone.kind == ZoneKind.QUARTER and zone.code.startswith(CODE_PREFIX)


def get_drawn_zone(slug: str) -> Zone:
    """Return a quarter drawn by hand. Raises ZoneUnknown, OutlineLoaded."""
    zone = get_zone(slug)
    if not is_drawn(zone):
        raise OutlineLoaded(nom=zone.nom)
    return zone


def corners_of(zone: Zone) -> tuple[tuple[float, float], ...]:
    """Return the corners of a quarter drawn by hand, () without an outline."""
    if zone.geometry is None:
        return ()
    coordinates = zone.geometry["coordinates"]
    ring = coordinates[0] if zone.geometry["type"] == "Polygon" else coordinates[0][0]
    return tuple((latitude, longitude) for longitude, latitude in ring[:-1])


def outline_of_corners(corners: Corners) -> dict[str, Any]:
    """Return the GeoJSON of corners, to the precision that is stored."""
    ring = [[round(lon, DECIMALS) + 0.0, round(lat, DECIMALS) + 0.0] for lat, lon in corners]
    return {"type": "Polygon", "coordinates": [[*ring, list(ring[0])]]}


def check_corners(corners: Corners) -> None:
    """Refuse what is no outline, whatever lies around. Raises OutlineRefused."""
    if len(corners) < 3:
        raise OutlineRefused(detail=_("il faut au moins trois coins"))
    if len(corners) > MOST_CORNERS:
        raise OutlineRefused(
            detail=_(
                "il a %(n)d coins, et un dessin en a %(most)d au plus. Chargez-le plutôt comme "
                "un fichier de contours"
            )
            % {"n": len(corners), "most": MOST_CORNERS}
        )
    crossing = first_crossing(corners)
    if crossing is not None:
        one, other = crossing
        n = len(corners)
        raise OutlineRefused(
            detail=_(
                "il se croise ou se touche lui-même, entre le côté qui va du coin %(a)d au coin "
                "%(b)d et celui qui va du coin %(c)d au coin %(d)d. Déplacez ou retirez un coin"
            )
            % {"a": one + 1, "b": (one + 1) % n + 1, "c": other + 1, "d": (other + 1) % n + 1}
        )
    if area_of_m2(corners) < LEAST_M2:
        raise OutlineRefused(detail=_("il est trop petit : moins de 1 000 m²"))


def drawn_outline(corners: Corners, *, commune: str = "", besides: str = "") -> DrawnOutline:
    """Return what an outline would be, in its commune and among the other quarters.

    commune : Insee code, "" for the one whose outline contains the drawing
    besides : slug of the quarter that is being redrawn, left out of the overlaps

    Raises OutlineRefused. Three queries.
    """
    check_corners(corners)
    geometry = outline_of_corners(corners)
    box = bounds(geometry)
    if distance_m(box.south, box.west, box.north, box.east) > WIDEST_M:
        raise OutlineRefused(detail=_("il est trop étendu : plus de 50 km d’un bout à l’autre"))
    zone = _commune(geometry, commune)
    _check_near(corners, zone)
    return DrawnOutline(geometry, area_of_m2(corners), zone, _overlaps(geometry, besides))


def check_name(nom: str, commune: Zone | None) -> None:
    """Refuse the name of another quarter of the same commune: nobody could tell them apart.

    Raises QuarterNameTaken. One query.
    """
    same = Zone.objects.filter(kind=ZoneKind.QUARTER, parent=commune, valid_to=None)
    if folded(nom) in {folded(other) for other in same.values_list("nom", flat=True)}:
        raise QuarterNameTaken(nom=nom)


def _commune(geometry: dict[str, Any], code: str) -> Zone | None:
    if code:
        zone = Zone.objects.filter(kind=ZoneKind.COMMUNE, code=code).first()
        if zone is None:
            raise OutlineRefused(detail=_("aucune commune n’a le code « %s »") % code)
        return zone
    (found,) = ZoneIndex([ZoneKind.COMMUNE]).containing([label_point(geometry)])
    return Zone.objects.get(pk=found[0]) if found else None


def _check_near(corners: Corners, commune: Zone | None) -> None:
    """Refuse an outline that is far from its commune, or from all that is known."""
    latitudes, longitudes = (np.array(values) for values in zip(*corners, strict=True))
    if commune is not None and commune.geometry is not None:
        away_m = distances_to_area_m(commune.geometry, latitudes, longitudes)
        most_m = FARTHEST_M
    elif commune is not None and commune.latitude is not None and commune.longitude is not None:
        away_m = distances_m(commune.latitude, commune.longitude, latitudes, longitudes)
        most_m = FARTHEST_FROM_NAME_M
    elif commune is None:
        known = Zone.objects.filter(kind=ZoneKind.COMMUNE, latitude__isnull=False)
        points = np.array(list(known.values_list("latitude", "longitude")), dtype=float)
        if not len(points):
            return
        here = corners[0]
        if distances_m(here[0], here[1], points[:, 0], points[:, 1]).min() > FARTHEST_FROM_NAME_M:
            raise OutlineRefused(
                detail=_(
                    "il est à plus de 50 km de toutes les communes connues. La latitude vient "
                    "d’abord, la longitude ensuite"
                )
            )
        return
    else:
        return
    if away_m.max() > most_m:
        corner = int(away_m.argmax())
        raise OutlineRefused(
            detail=_("son coin %(n)d est à %(km)s km de %(commune)s")
            % {"n": corner + 1, "km": f"{away_m[corner] / 1000:.0f}", "commune": commune.nom}
        )


def _overlaps(geometry: dict[str, Any], besides: str) -> tuple[tuple[str, int], ...]:
    box = bounds(geometry)
    rows = Zone.objects.filter(touching(box), kind=ZoneKind.QUARTER, south__isnull=False)
    others = [zone for zone in rows.exclude(slug=besides).order_by("nom") if zone.geometry]
    if not others:
        return ()
    # Points in the middle of the squares of a grid, those inside the outline.
    steps = (np.arange(_GRID) + 0.5) / _GRID
    grid_lats, grid_lons = np.meshgrid(
        box.south + steps * (box.north - box.south), box.west + steps * (box.east - box.west)
    )
    inside = BoxIndex([geometry]).locate(grid_lats.ravel(), grid_lons.ravel()) >= 0
    lats, lons = grid_lats.ravel()[inside], grid_lons.ravel()[inside]
    if not len(lats):
        return ()
    _points, areas = BoxIndex([zone.geometry for zone in others if zone.geometry]).pairs(lats, lons)
    counts = np.bincount(areas, minlength=len(others))
    found = []
    for zone, count in zip(others, counts.tolist(), strict=True):
        percent = round(100 * count / len(lats))
        swallowed = zone.latitude is not None and contains(
            geometry, zone.latitude, zone.longitude or 0.0
        )
        if percent >= _LEAST_PERCENT or swallowed:
            found.append((zone.nom, max(percent, 1)))
    return tuple(sorted(found, key=lambda pair: -pair[1])[:_MOST_OVERLAPS])
