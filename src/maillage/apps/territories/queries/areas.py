"""Zones asked for by where they are: around a point, in a box, within another one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.apps.territories.models import Zone, ZoneKind
from maillage.apps.territories.queries.content import extra
from maillage.apps.territories.queries.locating import ZoneIndex, in_force, touching
from maillage.core.drawing import coarser
from maillage.core.geo import Box

# What is drawn and listed; what exists for statistics is asked for by name.
SHOWN = (ZoneKind.EPCI, ZoneKind.COMMUNE, ZoneKind.QUARTER, ZoneKind.PRIORITY, ZoneKind.WATCHED)
# A neighbourhood keeps its identity when the new outline has most of the old one.
SAME_SHARE = 0.5


def zones_at(
    latitude: float, longitude: float, *, on: date | None, kinds: Sequence[str] = ZoneKind.values
) -> list[Zone]:
    """Return every zone whose outline contains a point, by kind then by code, without outlines.

    on : the day for which they hold; None for every generation. Two queries.
    """
    (numbers,) = ZoneIndex(kinds, on=on).containing([(latitude, longitude)])
    rows = Zone.objects.defer("geometry").in_bulk(numbers)
    return [rows[number] for number in numbers]


@dataclass(frozen=True, slots=True)
class ZoneOutline:
    """A zone as a drawing needs it; `geometry` is GeoJSON, coarser than the known outline."""

    id: int
    kind: str
    code: str
    slug: str
    nom: str
    latitude: float | None
    longitude: float | None
    geometry: dict[str, Any]


def zones_in(
    box: Box,
    *,
    on: date | None,
    kinds: Sequence[str] = SHOWN,
    tolerance_m: float = 0.0,
    most: int = 2_000,
) -> list[ZoneOutline]:
    """Return the outlines that touch a box, the widest kinds first. One query.

    tolerance_m : outlines lose what is smaller than that, and positions their last decimals; the
        26 neighbourhoods of a metropolis weigh a few kB at 50 m. 0 returns them as they are known
    """
    rows = (
        Zone.objects.filter(touching(box), in_force(on), kind__in=kinds, south__isnull=False)
        .order_by("kind", "code")
        .values_list("id", "kind", "code", "slug", "nom", "latitude", "longitude", "geometry")
    )
    order = {kind: number for number, kind in enumerate(ZoneKind.values)}
    found = [
        ZoneOutline(*row[:-1], simplified(row[-1], tolerance_m)) for row in rows[:most] if row[-1]
    ]
    return sorted(found, key=lambda zone: (order[zone.kind], zone.code))


def simplified(geometry: dict[str, Any], tolerance_m: float) -> dict[str, Any]:
    """Return a GeoJSON outline without what is smaller than a distance; never nothing.

    The largest ring stays, even when it is smaller than that: a zone does not vanish from a map.
    """
    if tolerance_m <= 0:
        return geometry
    whole = geometry["type"] == "MultiPolygon"
    polygons = geometry["coordinates"] if whole else [geometry["coordinates"]]
    # A tenth of the tolerance: 5 m is four decimals of a degree.
    decimals = int(np.clip(np.ceil(6 - np.log10(tolerance_m)), 3, 7))
    kept = []
    for rings in polygons:
        coarse = [_coarse(ring, tolerance_m, decimals) for ring in rings]
        if coarse and coarse[0]:
            kept.append([ring for ring in coarse if ring])
    if not kept:
        largest = max(polygons, key=lambda rings: _width(rings[0]))
        kept = [[np.round(np.asarray(largest[0])[:, :2], decimals).tolist()]]
    if len(kept) == 1:
        return {"type": "Polygon", "coordinates": kept[0]}
    return {"type": "MultiPolygon", "coordinates": kept}


def _coarse(ring: Any, tolerance_m: float, decimals: int) -> list[list[float]]:
    points = np.asarray(ring, dtype=float)[:, 1::-1]  # latitude first
    thin = coarser([points], tolerance_m)
    # Four points are a triangle that is closed: less is a line.
    if not thin or len(thin[0]) < 4:
        return []
    found: list[list[float]] = np.round(thin[0][:, ::-1], decimals).tolist()
    return found


def _width(ring: Any) -> float:
    points = np.asarray(ring, dtype=float)[:, :2]
    return float(np.ptp(points, axis=0).prod())


def children_of(zone: Zone, *, on: date | None, kinds: Iterable[str] = ()) -> QuerySet[Zone]:
    """Return what a zone contains, by kind and name, without outlines; `kinds` () keeps all."""
    rows = Zone.objects.filter(in_force(on), parent=zone).defer("geometry")
    wanted = tuple(kinds)
    return (rows.filter(kind__in=wanted) if wanted else rows).order_by("kind", "nom", "pk")


def priority_zones(*, today: date) -> list[Zone]:
    """Return the priority neighbourhoods in force today, by name, without outlines. One query."""
    rows = Zone.objects.filter(in_force(today), kind=ZoneKind.PRIORITY).defer("geometry")
    return list(rows.order_by("nom", "code"))


def zones_to_draw(kind: str, *, today: date) -> tuple[QuerySet[Zone], date | None]:
    """Return the zones of a kind that hold today, or the last list that did, and its last day.

    A city that has loaded the neighbourhoods of 2015 only sees them, provided that the drawing
    says so: the second answer is the day when they ended, None for what holds. One query more.
    """
    rows = Zone.objects.filter(kind=kind)
    if rows.filter(in_force(today)).exists():
        return rows.filter(in_force(today)), None
    last = rows.filter(valid_to__lt=today).aggregate(last=Max("valid_to"))["last"]
    return rows.filter(valid_to=last) if last is not None else rows.none(), last


def zones_of_kind(kind: str, *, limit: int) -> QuerySet[Zone]:
    """Return the zones of a kind, every generation, by name, without outlines."""
    return Zone.objects.filter(kind=kind).defer("geometry").order_by("nom", "code")[:limit]


def kind_label(kind: str, n: int) -> str:
    """Return the words for n territories of a kind, without the number."""
    words = {
        ZoneKind.EPCI: ngettext("intercommunalité", "intercommunalités", n),
        ZoneKind.COMMUNE: ngettext("commune", "communes", n),
        ZoneKind.QUARTER: ngettext("quartier", "quartiers", n),
        ZoneKind.PRIORITY: ngettext("quartier prioritaire", "quartiers prioritaires", n),
        ZoneKind.WATCHED: ngettext("quartier en veille active", "quartiers en veille active", n),
        ZoneKind.IRIS: ngettext(
            "IRIS, petit quartier de l’Insee", "IRIS, petits quartiers de l’Insee", n
        ),
        ZoneKind.CELL: ngettext("carreau de 200 mètres", "carreaux de 200 mètres", n),
        ZoneKind.URBAN_UNIT: ngettext("unité urbaine", "unités urbaines", n),
        ZoneKind.COUNTRY: _("France métropolitaine"),
    }
    return words.get(ZoneKind(kind), kind)


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many territories of a kind are known; `n_outlined` of them have an outline."""

    kind: str
    n: int
    n_outlined: int
    n_over: int


def counts_by_kind(*, today: date) -> list[KindCount]:
    """Return the count of every kind, the widest first, those that are absent too. One query."""
    rows = (
        Zone.objects.values("kind")
        .order_by()
        .annotate(
            n=Count("pk"),
            n_outlined=Count("pk", filter=Q(south__isnull=False)),
            n_over=Count("pk", filter=Q(valid_to__lt=today)),
        )
    )
    known = {
        row["kind"]: KindCount(row["kind"], row["n"], row["n_outlined"], row["n_over"])
        for row in rows
    }
    return [known.get(kind, KindCount(kind, 0, 0, 0)) for kind in ZoneKind.values]


@dataclass(frozen=True, slots=True)
class Correspondence:
    """An older zone and a newer one that share ground; shares are of each, between 0 and 1."""

    old: Zone
    new: Zone
    share_of_old: float
    share_of_new: float

    @property
    def same(self) -> bool:
        """True when each is most of the other: figures may follow, with a warning."""
        return self.share_of_old >= SAME_SHARE and self.share_of_new >= SAME_SHARE


def correspondences(kind: str = ZoneKind.PRIORITY, *, least: float = 0.01) -> list[Correspondence]:
    """Return which zones of an ended list share ground with zones of the one in force after it.

    By code of the older one, the greatest share first; what shares less than `least` of both is
    left out. Needs shapely. One query. Raises GeoExtraMissing.
    """
    shapely = extra("shapely")
    rows = Zone.objects.filter(kind=kind, south__isnull=False).order_by("code")
    zones = [zone for zone in rows if zone.geometry]
    shapes = np.array([shapely.geometry.shape(zone.geometry) for zone in zones], dtype=object)
    left, right = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    found = []
    for one, other in zip(left.tolist(), right.tolist(), strict=True):
        old, new = zones[one], zones[other]
        if old.valid_to is None or new.valid_from is None or new.valid_from <= old.valid_to:
            continue
        shared = shapely.intersection(shapes[one], shapes[other]).area
        of_old, of_new = shared / shapes[one].area, shared / shapes[other].area
        if max(of_old, of_new) >= least:
            found.append(Correspondence(old, new, of_old, of_new))
    return sorted(found, key=lambda c: (c.old.code, -c.share_of_old, c.new.code))
