"""Reads of the territories. Nothing here writes, and nothing here knows about HTTP."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db.models import QuerySet

from maillage.apps.territories.errors import ZoneUnknown
from maillage.apps.territories.models import WITHOUT_PAGE, Zone, ZoneKind
from maillage.apps.territories.queries.locating import in_force
from maillage.core.geo import BoxIndex


def folded(text: str) -> str:
    """Return a name without accents, case, punctuation, nor the two ways to write "saint"."""
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "oe"))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    words = re.sub(r"[^a-z0-9]+", " ", plain).split()
    return " ".join({"st": "saint", "ste": "sainte"}.get(word, word) for word in words)


def zones_in_force(kind: str, *, today: date) -> QuerySet[Zone]:
    """Return the territories of one kind that hold today, by name."""
    return Zone.objects.filter(in_force(today), kind=kind).order_by("nom", "pk")


def get_zone(slug: str) -> Zone:
    """Return one territory by its short address; what is for figures only has none.

    Raises ZoneUnknown.
    """
    zones = Zone.objects.select_related("parent").exclude(kind__in=WITHOUT_PAGE)
    zone = zones.filter(slug=slug).first()
    if zone is None:
        raise ZoneUnknown(slug=slug)
    return zone


def slugs_taken(slugs: Iterable[str]) -> set[str]:
    """Return those of these short addresses that a territory bears."""
    return set(Zone.objects.filter(slug__in=list(slugs)).values_list("slug", flat=True))


def zones_by_id(ids: Iterable[int]) -> dict[int, Zone]:
    """Return the territories that have these numbers."""
    return Zone.objects.defer("geometry").in_bulk(list(ids))


@dataclass(frozen=True, slots=True)
class ZoneName:
    """A territory as a choice in a form: its number, its kind and its words."""

    id: int
    kind: str
    slug: str
    nom: str
    parent_nom: str
    codes_postaux: tuple[str, ...]
    latitude: float | None
    longitude: float | None


def zone_names(*, today: date) -> list[ZoneName]:
    """Return every commune and quarter in force, as choices, in the order of names. One query."""
    rows = (
        Zone.objects.filter(
            in_force(today),
            kind__in=(ZoneKind.COMMUNE, ZoneKind.QUARTER),
        )
        .order_by("nom", "pk")
        .values_list(
            "id", "kind", "slug", "nom", "parent__nom", "codes_postaux", "latitude", "longitude"
        )
    )
    return [
        ZoneName(pk, kind, slug, nom, parent or "", tuple(codes or ()), lat, lon)
        for pk, kind, slug, nom, parent, codes, lat, lon in rows
    ]


class CommuneResolver:
    """Find the commune that an address names: by INSEE code, else by name and postcode.

    Names are not unique in France (ten Saint-Denis): a name alone is accepted only when one
    commune bears it; with a postcode, the commune must be served by it or lie in its department.
    """

    def __init__(self) -> None:
        self._by_code: dict[str, int] = {}
        self._by_name: dict[str, list[tuple[int, str, frozenset[str]]]] = defaultdict(list)
        rows = Zone.objects.filter(kind=ZoneKind.COMMUNE).order_by("pk")
        for pk, code, nom, department, codes in rows.values_list(
            "id", "code", "nom", "department", "codes_postaux"
        ):
            self._by_code[code] = pk
            self._by_name[folded(nom)].append((pk, department, frozenset(codes or ())))
        self._known: dict[tuple[str, str, str], int | None] = {}

    def resolve(self, *, code_insee: str, commune: str, code_postal: str) -> int | None:
        """Return the number of the commune's zone, or None when it cannot be told."""
        asked = (code_insee, commune, code_postal)
        if asked not in self._known:
            self._known[asked] = self._resolve(*asked)
        return self._known[asked]

    def _resolve(self, code_insee: str, commune: str, code_postal: str) -> int | None:
        if code_insee in self._by_code:
            return self._by_code[code_insee]
        name = re.sub(r"\bcedex\b.*", "", folded(commune)).strip()
        named = self._by_name.get(name, [])
        if code_postal:
            served = [pk for pk, _, codes in named if code_postal in codes]
            if len(served) == 1:
                return served[0]
            # A CEDEX has its own postcode: the department is what it still tells.
            near = [pk for pk, dept, _ in named if dept and code_postal.startswith(dept)]
            return near[0] if len(near) == 1 else None
        return named[0][0] if len(named) == 1 else None


class ZoneLocator:
    """Find which outlines of one kind contain points: one pass over all points, not one each."""

    def __init__(self, kind: str, *, today: date) -> None:
        zones = [
            (pk, geometry)
            for pk, geometry in zones_in_force(kind, today=today).values_list("id", "geometry")
            if geometry
        ]
        self._ids = [pk for pk, _ in zones]
        self._index = BoxIndex([geometry for _, geometry in zones]) if zones else None

    def locate(self, positions: Sequence[tuple[float, float] | None]) -> list[int | None]:
        """Return the zone of each (latitude, longitude), None outside every outline."""
        if self._index is None or not positions:
            return [None] * len(positions)
        lats = np.array([p[0] if p else np.nan for p in positions])
        lons = np.array([p[1] if p else np.nan for p in positions])
        found = self._index.locate(lats, lons)
        return [self._ids[i] if i >= 0 else None for i in found.tolist()]


def box_of(zone: Zone) -> tuple[float, float, float, float] | None:
    """Return (south, west, north, east) of an outline, in degrees; None without an outline."""
    if zone.south is None or zone.west is None or zone.north is None or zone.east is None:
        return None
    return (zone.south, zone.west, zone.north, zone.east)
