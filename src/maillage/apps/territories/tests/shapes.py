"""Hand-made outlines of Clairmaille, and the files that hold them."""

import gzip
import io
import json
import zipfile

import pytest


def square(south, west, size=1.0):
    """Return a square outline."""
    north, east = south + size, west + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


# A bow tie: its sides cross at its middle.
BOW_TIE = {
    "type": "Polygon",
    "coordinates": [[[3.0, 50.0], [3.2, 50.1], [3.2, 50.0], [3.0, 50.1], [3.0, 50.0]]],
}


def feature(nom, geometry=None, **properties):
    """Return a territory of a GeoJSON file."""
    return {"type": "Feature", "properties": {"nom": nom} | properties, "geometry": geometry}


def collection(*features, **more):
    """Return the bytes of a GeoJSON."""
    return json.dumps({"type": "FeatureCollection", "features": list(features)} | more).encode()


def gdal_file(folder, name, rows, *, epsg=4326, layer=None, geometry="Polygon"):
    """Write rows (properties, shapely geometry) in the format that the ending of a name tells."""
    pyogrio = pytest.importorskip("pyogrio")
    shapely = pytest.importorskip("shapely")
    np = pytest.importorskip("numpy")
    path = folder / name
    fields = list(rows[0][0])
    pyogrio.raw.write(
        path,
        geometry=shapely.to_wkb([shape for _, shape in rows]),
        field_data=[np.array([row[field] for row, _ in rows], dtype=object) for field in fields],
        fields=fields,
        layer=layer,
        crs=f"EPSG:{epsg}",
        geometry_type=geometry,
        append=path.exists(),
    )
    return path


def zipped(folder, stem, ending=".zip"):
    """Return a zip of every file of a folder that bears this stem."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as inside:
        for path in sorted(folder.glob(f"{stem}.*")):
            inside.write(path, f"contours/{path.name}")
    target = folder / f"{stem}{ending}"
    target.write_bytes(archive.getvalue())
    return target


def packed(path, ending):
    """Return a compressed copy of a file."""
    data = path.read_bytes()
    if ending == ".gz":
        data = gzip.compress(data)
    else:
        data = pytest.importorskip("zstandard").ZstdCompressor().compress(data)
    target = path.with_name(path.name + ending)
    target.write_bytes(data)
    return target
