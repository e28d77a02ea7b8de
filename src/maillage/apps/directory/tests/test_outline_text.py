"""An outline in an address, in typed lines, in pasted GeoJSON or WKT."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.apps.directory.forms.outline import (
    corners_of_text,
    corners_of_trace,
    lines_of,
    trace_of,
)
from maillage.apps.territories.errors import OutlineUnreadable
from maillage.apps.territories.tests.shapes import collection, feature

CORNERS = ((50.63, 3.06), (50.63, 3.07), (50.64, 3.07), (50.64, 3.06))
CORNER = st.tuples(
    st.integers(-85_000_000, 85_000_000).map(lambda n: n / 1e6),
    st.integers(-180_000_000, 180_000_000).map(lambda n: n / 1e6),
)


@given(st.lists(CORNER, min_size=1, max_size=300))
def test_an_address_holds_the_corners_as_they_are(corners):
    assert corners_of_trace(trace_of(corners)) == tuple(corners)


def test_the_address_of_the_largest_drawing_is_short_enough():
    corners = [
        (50.63 + 0.05 * math.sin(i / 48), 3.06 + 0.05 * math.cos(i / 48)) for i in range(300)
    ]
    # What gunicorn takes on one line is 4 094 characters.
    assert len(trace_of(corners)) < 3_600


@given(st.text(max_size=60))
def test_an_address_that_cannot_be_read_is_no_corner(trace):
    for latitude, longitude in corners_of_trace(trace):
        assert abs(latitude) <= 85
        assert abs(longitude) <= 180


@pytest.mark.parametrize(
    "written",
    [
        "50.63, 3.06\n50.63, 3.07\n\n50.64 3.07\n50,64 ; 3,06\n",
        "50.63, 3.06\n50.63, 3.06\n50.63, 3.07\n50.64, 3.07\n50.64, 3.06\n50.63, 3.06",
        "POLYGON ((3.06 50.63, 3.07 50.63, 3.07 50.64, 3.06 50.64, 3.06 50.63))",
        "SRID=4326;polygon z((3.06 50.63 1, 3.07 50.63 1, 3.07 50.64 1, 3.06 50.64 1))",
        "MULTIPOLYGON (((3.06 50.63, 3.07 50.63, 3.07 50.64, 3.06 50.64, 3.06 50.63)))",
        json.dumps({"type": "Polygon", "coordinates": [[[b, a] for a, b in CORNERS]]}),
        json.dumps({"type": "MultiPolygon", "coordinates": [[[[b, a, 12] for a, b in CORNERS]]]}),
        collection(
            feature("X", {"type": "Polygon", "coordinates": [[[b, a] for a, b in CORNERS]]})
        ).decode(),
    ],
)
def test_points_are_read_however_they_are_written(written):
    assert corners_of_text(written) == CORNERS


HOLE = [[[3, 50], [4, 50], [4, 51], [3, 50]], [[3.1, 50.1], [3.2, 50.1], [3.2, 50.2]]]


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("", "aucun point"),
        ("50.63, 3.06\n12 rue du Rouet", "à la ligne 2, « 12 rue du Rouet »"),
        ("3.06, 50.63\n3.07, 50.63\n3.07, 50.64", "inversées"),
        ("88, 3\n50, 3\n50, 4", "le point 1 n’est pas sur le plan"),
        ("POINT (3 50)", "WKT"),
        ("POLYGON EMPTY", "WKT"),
        ("POLYGON ((3 50, 4 50, x 51))", "WKT"),
        ("POLYGON ((3 50, 4, 4 51))", "le point 2"),
        ("POLYGON ((3 50, 4 50, 4 51), (3.1 50.1, 3.2 50.1, 3.2 50.2))", "trou"),
        ("MULTIPOLYGON (((3 50, 4 50, 4 51)), ((5 50, 6 50, 6 51)))", "2 morceaux"),
        ("{", "à la ligne 1, ce GeoJSON"),
        ("[" * 2000, "GeoJSON"),
        ('{"type": "Polygon", "coordinates": []}', "aucun point"),
        ('{"type": "Polygon", "coordinates": [[[3, NaN], [4, 50], [4, 51]]]}', "sur le plan"),
        ('{"type": "Polygon", "coordinates": [[[true, 50]]]}', "le point 1"),
        ('{"type": "Polygon", "coordinates": [5]}', "le point 1"),
        (json.dumps({"type": "Polygon", "coordinates": HOLE}), "trou"),
        ('{"type": "Point", "coordinates": [3, 50]}', "polygone"),
        ('{"type": "FeatureCollection", "features": [{}, {}]}', "2 objets"),
        ("\n".join(f"50.{n:04}, 3.0" for n in range(301)), "301 coins"),
    ],
)
def test_what_is_no_outline_is_refused_and_says_where(written, why):
    with pytest.raises(OutlineUnreadable, match="ne peut pas être lu") as refusal:
        corners_of_text(written)
    assert why in str(refusal.value)


@given(st.text(alphabet='POLYGNMULTI(){}[],.0123456789 \n":typecordinas-', max_size=80))
def test_no_text_breaks_the_reading(written):
    try:
        corners = corners_of_text(written)
    except OutlineUnreadable:
        return
    assert corners_of_text(lines_of(corners)) == corners
