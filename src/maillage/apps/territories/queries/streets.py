"""Reads of the streets, and where an address stands: no network, no third party."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal, NamedTuple

from django.db.models import Q, QuerySet

from maillage.apps.territories.models import Street, StreetKind, Zone
from maillage.apps.territories.queries.zones import folded
from maillage.core.geo import Box, distance_m

ADDRESSED = (StreetKind.MAIN, StreetKind.STREET, StreetKind.PATH)
# How streets are shortened on envelopes, after accents and case are gone.
SHORT = {
    "r": "rue",
    "av": "avenue",
    "ave": "avenue",
    "bd": "boulevard",
    "bld": "boulevard",
    "blvd": "boulevard",
    "pl": "place",
    "ch": "chemin",
    "che": "chemin",
    "all": "allee",
    "imp": "impasse",
    "sq": "square",
    "rte": "route",
    "fg": "faubourg",
    "fbg": "faubourg",
    "pass": "passage",
    "res": "residence",
    "gal": "general",
    "dr": "docteur",
    "pdt": "president",
}
ARTICLES = {"de", "du", "des", "d", "la", "le", "les", "l", "a", "au", "aux", "et"}
HOUSE = re.compile(r"\s*(\d{1,4})\s*(?:(?:bis|ter|quater|[a-d])\b)?[\s,;]*", re.I)


def street_key(nom: str) -> str:
    """Return the name of a street as it is searched.

    >>> street_key("Av. de l’Église St-Éloi"), street_key("rue du Pont")
    ('avenue eglise saint eloi', 'rue pont')
    """
    words = [SHORT.get(word, word) for word in folded(nom).split()]
    return " ".join(word for word in words if word not in ARTICLES) or folded(nom)


@dataclass(frozen=True, slots=True)
class StreetLine:
    """A street as it is drawn or chosen; `lines` are of (latitude, longitude), degrees."""

    id: int
    kind: str
    nom: str
    commune_id: int
    lines: tuple[tuple[tuple[float, float], ...], ...]


class AddressPoint(NamedTuple):
    """Where an address stands: degrees, and how precisely it is known."""

    latitude: float
    longitude: float
    # "number": between the two ends of the street, by its house number; "street": its middle.
    precision: Literal["number", "street"]


def streets_named(text: str, commune: Zone | int | None = None, *, most: int = 20) -> list[Street]:
    """Return the streets whose name holds every word, those that start with them first.

    One query; the lines are not read. `commune` is a zone or its number, None for all.
    """
    words = street_key(text).split()
    if not words:
        return []
    streets = _with_addresses(commune).defer("geometry").select_related("commune")
    for word in words:
        streets = streets.filter(key__contains=word)
    wanted = " ".join(words)
    found = sorted(
        streets.order_by("key", "pk")[: 10 * most],
        key=lambda s: (s.key != wanted, not s.key.startswith(wanted), s.key, s.pk),
    )
    return found[:most]


def streets_in(box: Box, *, kinds: Iterable[str] = (), most: int = 4_000) -> list[StreetLine]:
    """Return the lines that touch a box, in degrees, the main ones first. One query.

    `kinds` keeps some kinds of lines only; () keeps all. A box across the 180th meridian is two.
    """
    touched = Q()
    for west, east in box.longitude_ranges:
        touched |= Q(west__lte=east, east__gte=west)
    streets = Street.objects.filter(touched, south__lte=box.north, north__gte=box.south)
    if kinds:
        streets = streets.filter(kind__in=tuple(kinds))
    rows = streets.order_by("kind", "pk").values_list("id", "kind", "nom", "commune_id", "geometry")
    return [
        StreetLine(pk, kind, nom, commune_id, tuple(lines_of(geometry)))
        for pk, kind, nom, commune_id, geometry in rows[:most]
    ]


def lines_of(geometry: dict[str, Any]) -> Iterator[tuple[tuple[float, float], ...]]:
    """Yield the lines of a GeoJSON geometry, each of (latitude, longitude)."""
    coordinates = geometry["coordinates"]
    for line in [coordinates] if geometry["type"] == "LineString" else coordinates:
        yield tuple((point[1], point[0]) for point in line)


def position_of_address(adresse: str, commune: Zone | int) -> AddressPoint | None:
    """Return where an address of a commune stands, from the streets that were loaded.

    "12 bis rue du Pont": between the ends of the street when its house numbers are known, else
    the middle of the street. None when no street, or more than one, bears that name: a wrong
    point is worse than none. One query.
    """
    number, street = _split(adresse)
    key = street_key(street)
    if not key:
        return None
    named = list(_with_addresses(commune).filter(key=key).order_by("pk"))
    exact = [s for s in named if folded(s.nom) == folded(street)]
    chosen = exact if exact else named
    if len(chosen) != 1:
        return None
    lines = list(lines_of(chosen[0].geometry))
    first, last = chosen[0].number_from, chosen[0].number_to
    if number is not None and first is not None and last is not None:
        share = (number - first) / (last - first)
        if 0 <= share <= 1:
            return AddressPoint(*point_along(lines, share), "number")
    # Without a number, or with one that the street does not have: no house is invented.
    return AddressPoint(*point_along(lines, 0.5), "street")


def position_in_commune(adresse: str, nom: str) -> AddressPoint | None:
    """Return where an address stands in the commune of this name; None as above.

    None as well when no commune that is loaded, or more than one, bears the name. Two queries.
    """
    communes = list(Zone.objects.filter(kind="commune", nom__iexact=nom.strip()).only("pk")[:2])
    return position_of_address(adresse, communes[0].pk) if len(communes) == 1 else None


def _with_addresses(commune: Zone | int | None) -> QuerySet[Street]:
    streets = Street.objects.filter(kind__in=ADDRESSED)
    if commune is None:
        return streets
    return streets.filter(commune=commune.pk if isinstance(commune, Zone) else commune)


def _split(adresse: str) -> tuple[int | None, str]:
    """Return the house number, and the street without what follows a comma."""
    match = HOUSE.match(adresse)
    number, rest = (int(match[1]), adresse[match.end() :]) if match else (None, adresse)
    return number, re.split(r"[,;(\n]", rest, maxsplit=1)[0]


def point_along(
    lines: Sequence[Sequence[tuple[float, float]]], share: float
) -> tuple[float, float]:
    """Return the point of lines at this share of their length, between 0 and 1.

    Lines and answer are (latitude, longitude), degrees. Gaps between lines have no length.
    """
    steps = [(a, b, distance_m(*a, *b)) for line in lines for a, b in pairwise(line)]
    left_m = share * sum(length for _, _, length in steps)
    for start, end, length in steps:
        if left_m <= length and length > 0:
            part = left_m / length
            return (
                start[0] + part * (end[0] - start[0]),
                start[1] + part * (end[1] - start[1]),
            )
        left_m -= length
    return lines[-1][-1]
