"""Tiles are read back by another program: GDAL's own reader of vector tiles."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from maillage.core.geo.mercator import NORTHMOST, UNITS, position_of, tile_box, world_of
from maillage.core.geo.vector_tile import (
    BUFFER,
    EXTENT,
    Feature,
    encode_tile,
    line_parts,
    polygon_parts,
    tile_xy,
)

CLAIRMAILLE = (12, 2083, 1380)


def read_with_gdal(tile: bytes, layer: str, folder: Path):
    """Return the rows that GDAL reads: (properties, shapely geometry in tile units)."""
    pyogrio, shapely = pytest.importorskip("pyogrio"), pytest.importorskip("shapely")
    file = folder / "tile.pbf"
    file.write_bytes(tile)
    meta, _fids, geometries, columns = pyogrio.raw.read(file, layer=layer)
    return [
        (dict(zip(meta["fields"], values, strict=True)), shapely.from_wkb(geometry))
        for values, geometry in zip(zip(*columns, strict=True), geometries, strict=True)
    ]


def test_another_program_reads_our_points_with_what_they_say(tmp_path: Path) -> None:
    features = [
        Feature("point", [np.array([[5, 4000]])], {"nom": "Médiathèque", "n": 3, "sur": True}, 7),
        Feature("point", [np.array([[4095, 0]])], {"nom": "Relais", "n": -2, "sur": False}, 2**40),
    ]
    rows = read_with_gdal(encode_tile({"lieux": features}), "lieux", tmp_path)
    assert [row["nom"] for row, _ in rows] == ["Médiathèque", "Relais"]
    assert [int(row["n"]) for row, _ in rows] == [3, -2]
    assert [bool(row["sur"]) for row, _ in rows] == [True, False]
    # GDAL turns the tile's units upside down, and says them as parts of the extent.
    assert [(g.x, g.y) for _, g in rows] == [(5, EXTENT - 4000), (4095, EXTENT)]
    assert [int(row["mvt_id"]) for row, _ in rows] == [7, 2**40]


def test_a_polygon_and_its_hole_come_back_with_the_same_area(tmp_path: Path) -> None:
    z, x, y = CLAIRMAILLE
    box = tile_box(z, x, y)
    high, wide = box.north - box.south, box.east - box.west
    outer = square(box.south + high * 0.2, box.west + wide * 0.2, high * 0.5, wide * 0.5)
    hole = square(box.south + high * 0.3, box.west + wide * 0.3, high * 0.1, wide * 0.1)[::-1]
    parts = polygon_parts([outer, hole], z, x, y)
    tile = encode_tile({"zones": [Feature("polygon", parts, {"nom": "La Filature"})]})
    ((row, shape),) = read_with_gdal(tile, "zones", tmp_path)
    assert row["nom"] == "La Filature"
    assert shape.is_valid
    polygon = shape if shape.geom_type == "Polygon" else shape.geoms[0]
    assert len(polygon.interiors) == 1
    assert polygon.area == pytest.approx(EXTENT**2 * (0.25 - 0.01), rel=0.01)


def square(south: float, west: float, high: float, wide: float):
    """Return a closed ring of (latitude, longitude), counter-clockwise on the ground."""
    north, east = south + high, west + wide
    corners = [(south, west), (south, east), (north, east), (north, west), (south, west)]
    return np.array(corners)


def test_an_outline_larger_than_the_tile_fills_it_and_is_cut_just_outside() -> None:
    z, x, y = CLAIRMAILLE
    (part,) = polygon_parts([square(50.0, 2.5, 1.0, 1.0)], z, x, y)
    assert part.min() == -BUFFER
    assert part.max() == EXTENT + BUFFER


def test_an_outline_elsewhere_leaves_nothing() -> None:
    assert polygon_parts([square(43.0, 5.0, 0.1, 0.1)], *CLAIRMAILLE) == []
    assert line_parts(square(43.0, 5.0, 0.1, 0.1), *CLAIRMAILLE) == []
    assert encode_tile({"zones": []}) == b""


def test_a_ring_across_the_180th_meridian_stays_whole() -> None:
    ring = np.array(
        [(-17.0, 179.9), (-17.0, -179.9), (-16.8, -179.9), (-16.8, 179.9), (-17, 179.9)]
    )
    z = 8
    (west,), (east,) = polygon_parts([ring], z, 255, 140), polygon_parts([ring], z, 0, 140)
    assert west.max() - west.min() < EXTENT
    assert east.max() - east.min() < EXTENT


def test_a_street_that_leaves_and_comes_back_is_two_lines(tmp_path: Path) -> None:
    z, x, y = CLAIRMAILLE
    box = tile_box(z, x, y)
    middle, wide = (box.south + box.north) / 2, box.east - box.west
    inside = [(middle, box.west + wide * share) for share in (0.2, 0.5)]
    away = [(middle + 1.0, box.west + wide * 0.5), (middle + 1.0, box.west + wide * 0.6)]
    back = [(middle, box.west + wide * 0.7), (middle, box.west + wide * 0.9)]
    parts = line_parts(np.array(inside + away + back), z, x, y)
    assert len(parts) == 2
    tile = encode_tile({"rues": [Feature("line", parts, {"nom": "rue du Pont"})]})
    ((_, shape),) = read_with_gdal(tile, "rues", tmp_path)
    assert len(shape.geoms) == 2


@given(
    st.floats(-NORTHMOST, NORTHMOST),
    st.floats(-180, 180, exclude_max=True),
    st.integers(0, 20),
)
@example(0.0, 179.99999999999997, 10)
def test_a_point_is_inside_the_tile_that_its_numbers_name(
    latitude: float, longitude: float, z: int
) -> None:
    world_x, world_y = (int(v) for v in world_of(latitude, longitude))
    assert 0 <= world_x < UNITS
    assert 0 <= world_y < UNITS
    tile = (z, world_x >> (32 - z), world_y >> (32 - z))
    x, y = tile_xy(np.array([[latitude, longitude]]), *tile)[0]
    assert -1 <= x <= EXTENT + 1
    assert -1 <= y <= EXTENT + 1
    back = position_of(world_x, world_y)
    # A hair west of the 180th meridian is on it: 180 and -180 are one place.
    turned = (back[1] - longitude + 180) % 360 - 180
    assert (back[0], turned) == pytest.approx((latitude, 0), abs=1e-6)
