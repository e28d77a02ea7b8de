"""An outline as a page holds it: in its address, in typed lines, in pasted GeoJSON or WKT."""

import json
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.apps.directory.forms.position import read_position
from maillage.apps.territories.errors import OutlineUnreadable
from maillage.apps.territories.queries import MOST_CORNERS

Corner = tuple[float, float]  # (latitude, longitude), degrees
DECIMALS = 6
_PER_DEGREE = 10**DECIMALS
# What a text area may hold: far more than the corners of a drawing.
MOST_CHARACTERS = 60_000
# "u2tko.1txe0_-5k.2n": whole millionths of a degree in base 36, each corner from the one before.
_STEP = re.compile(r"(-?[0-9a-z]{1,6})\.(-?[0-9a-z]{1,6})")
_WKT = re.compile(
    r"(?:SRID=\d+;\s*)?(MULTI)?POLYGON\s*(?:ZM?|M)?\s*\(([-+\d.eE,\s()]*)\)\s*;?", re.IGNORECASE
)


def trace_of(corners: Sequence[Corner]) -> str:
    """Return corners as an address of the page holds them: some 8 characters each.

    >>> trace_of([(50.5, 3.0), (50.501, 3.0), (50.501, 3.002)])
    'u2a2s.1sas0_rs.0_0.1jk'
    """
    before, said = (0, 0), []
    for latitude, longitude in corners:
        at = (round(latitude * _PER_DEGREE), round(longitude * _PER_DEGREE))
        steps = (at[0] - before[0], at[1] - before[1])
        said.append(".".join(np.base_repr(step, 36).lower() for step in steps))
        before = at
    return "_".join(said)


def corners_of_trace(trace: str) -> tuple[Corner, ...]:
    """Return the corners of an address, () when it holds none or cannot be read.

    >>> corners_of_trace("u2a2s.1sas0_rs.0"), corners_of_trace("ici")
    (((50.5, 3.0), (50.501, 3.0)), ())
    """
    latitude = longitude = 0
    found: list[Corner] = []
    for step in trace.split("_", MOST_CORNERS):
        read = _STEP.fullmatch(step)
        if read is None:
            return ()
        latitude += int(read[1], 36)
        longitude += int(read[2], 36)
        if abs(latitude) > 85 * _PER_DEGREE or abs(longitude) > 180 * _PER_DEGREE:
            return ()
        found.append((latitude / _PER_DEGREE, longitude / _PER_DEGREE))
    return tuple(found)


def lines_of(corners: Sequence[Corner]) -> str:
    """Return corners as a person corrects them: one "latitude, longitude" per line."""
    return "\n".join(f"{latitude:.6f}, {longitude:.6f}" for latitude, longitude in corners)


def corners_of_text(text: str) -> tuple[Corner, ...]:
    """Return the corners that were typed or pasted: lines, a GeoJSON polygon, or a WKT polygon.

    The last corner is not repeated, and two that follow one another at one spot are one.
    Raises OutlineUnreadable, which says where.
    """
    text = text.strip().lstrip("\ufeff")
    if not text:
        raise OutlineUnreadable(detail=_("il n’y a aucun point"))
    if text.startswith(("{", "[")):
        found = _of_geojson(text)
    elif re.match(r"(SRID|MULTI|POLYGON|[A-Z]{4,}\s*\()", text, re.IGNORECASE):
        found = _of_wkt(text)
    else:
        found = _of_lines(text)
    _check_earth(found)
    corners: list[Corner] = []
    for latitude, longitude in found:
        corner = (round(latitude, DECIMALS) + 0.0, round(longitude, DECIMALS) + 0.0)
        if not corners or corner != corners[-1]:
            corners.append(corner)
    while len(corners) > 1 and corners[0] == corners[-1]:
        corners.pop()
    if len(corners) > MOST_CORNERS:
        raise OutlineUnreadable(
            detail=_(
                "il a %(n)d coins, et un dessin en a %(most)d au plus. Chargez-le plutôt comme "
                "un fichier de contours"
            )
            % {"n": len(corners), "most": MOST_CORNERS}
        )
    return tuple(corners)


def _of_lines(text: str) -> list[Corner]:
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        point = read_position(line.strip())
        if point is None:
            raise OutlineUnreadable(
                detail=_(
                    "à la ligne %(n)d, « %(line)s » n’est pas une latitude et une longitude, "
                    "comme 50.6311, 3.0722"
                )
                % {"n": number, "line": line.strip()[:40]}
            )
        found.append(point)
    return found


def _of_geojson(text: str) -> list[Corner]:
    try:
        read: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise OutlineUnreadable(
            detail=_("à la ligne %d, ce GeoJSON est incomplet ou mal écrit") % line
        ) from error
    for _level in range(3):
        if not isinstance(read, dict):
            break
        features = read.get("features", read.get("geometries"))
        if isinstance(features, list):
            if len(features) != 1:
                raise OutlineUnreadable(
                    detail=_("ce GeoJSON a %d objets, il en faut un seul") % len(features)
                )
            read = features[0]
        elif "geometry" in read:
            read = read["geometry"]
    kind = read.get("type") if isinstance(read, dict) else None
    rings = read.get("coordinates") if isinstance(read, dict) else None
    if kind == "MultiPolygon" and isinstance(rings, list):
        rings = _only(rings)
    elif kind != "Polygon":
        raise OutlineUnreadable(detail=_("il faut un polygone (Polygon)"))
    ring = _without_hole(rings)
    found = []
    for number, point in enumerate(ring if isinstance(ring, list) else [None], start=1):
        pair = point[:2] if isinstance(point, list) else []
        # True is a number for Python.
        if len(pair) != 2 or not all(type(value) in (int, float) for value in pair):
            raise OutlineUnreadable(
                detail=_("le point %d n’est pas [longitude, latitude], deux nombres") % number
            )
        found.append((float(pair[1]), float(pair[0])))
    return found


def _of_wkt(text: str) -> list[Corner]:
    read = _WKT.fullmatch(text)
    if read is None:
        raise OutlineUnreadable(
            detail=_("ce WKT n’est pas un polygone, comme POLYGON ((3.06 50.63, 3.07 50.63, …))")
        )
    inside = read[2].strip()
    if read[1]:
        polygons = re.split(r"\)\s*\)\s*,\s*\(\s*\(", inside)
        inside = str(_only(polygons)).strip()
        inside = inside.removeprefix("(").removesuffix(")").strip()
    ring = str(_without_hole(re.split(r"\)\s*,\s*\(", inside))).strip().strip("()")
    found = []
    for number, point in enumerate(ring.split(","), start=1):
        try:
            longitude, latitude = (float(value) for value in point.split()[:2])
        except ValueError as error:
            raise OutlineUnreadable(
                detail=_("le point %d n’est pas « longitude latitude », deux nombres") % number
            ) from error
        found.append((latitude, longitude))
    return found


def _only(polygons: Sequence[Any]) -> Any:
    if len(polygons) != 1:
        raise OutlineUnreadable(
            detail=_(
                "il a %d morceaux : un quartier en plusieurs morceaux se charge par un fichier"
            )
            % len(polygons)
        )
    return polygons[0]


def _without_hole(rings: Any) -> Any:
    if not isinstance(rings, list) or not rings:
        raise OutlineUnreadable(detail=_("il n’y a aucun point"))
    if len(rings) > 1:
        raise OutlineUnreadable(
            detail=_("il a un trou : un quartier troué se charge par un fichier")
        )
    return rings[0]


def _check_earth(corners: Sequence[Corner]) -> None:
    for number, (latitude, longitude) in enumerate(corners, start=1):
        # A number that is none is not between two others either.
        if not (-85 <= latitude <= 85 and -180 <= longitude <= 180):
            raise OutlineUnreadable(
                detail=_("le point %(n)d n’est pas sur le plan : %(lat)g, %(lon)g")
                % {"n": number, "lat": latitude, "lon": longitude}
            )
    if corners and all(-6 < lat < 10 and 41 < lon < 52 for lat, lon in corners):
        raise OutlineUnreadable(
            detail=_(
                "la latitude et la longitude semblent inversées : dans des lignes, la latitude "
                "vient d’abord (50.63, 3.06) ; en GeoJSON et en WKT, c’est la longitude"
            )
        )


class DrawnQuarterForm(forms.Form):
    """The name of a quarter that was drawn, and its commune when the outline does not tell."""

    nom = forms.CharField(
        label=gettext_lazy("Nom du quartier"),
        help_text=gettext_lazy("Comme les habitants l’appellent."),
        max_length=120,
        error_messages={"required": gettext_lazy("Donnez un nom.")},
    )
    commune = forms.CharField(
        label=gettext_lazy("Code Insee de la commune"),
        help_text=gettext_lazy(
            "Cinq caractères, comme 59512. Vide : celle qui contient le dessin."
        ),
        max_length=5,
        required=False,
    )

    def clean_nom(self) -> str:
        """Return the name without blanks that nobody sees."""
        return " ".join(str(self.cleaned_data["nom"]).split())

    def clean_commune(self) -> str:
        """Return the code in capitals: "2a004" is in Corsica."""
        return str(self.cleaned_data["commune"]).upper()
