"""Outlines in every format: read, repaired, brought to degrees, and what was done is said."""

import gzip
import json
from datetime import date

import pytest

from maillage.apps.territories.errors import (
    GeoExtraMissing,
    LayerNotChosen,
    TerritoryFileUnreadable,
)
from maillage.apps.territories.queries import (
    Asked,
    content_of,
    content_of_path,
    layer_names,
    read_territories,
)
from maillage.apps.territories.queries import content as content_module
from maillage.apps.territories.queries.files import outlines as outlines_module
from maillage.apps.territories.tests.shapes import (
    BOW_TIE,
    collection,
    feature,
    gdal_file,
    packed,
    square,
    zipped,
)
from maillage.core.geo import contains, metres_of_degrees

shapely = pytest.importorskip("shapely")
pytest.importorskip("pyogrio")

RIGHT = [("Le Moulin", 50.0, 3.0), ("La Filature", 50.0, 3.1)]


def read(path, **asked):
    """Read a file or bytes."""
    inside = content_of(path, "t.geojson") if isinstance(path, bytes) else content_of_path(path)
    return read_territories(inside, Asked(**asked))


def remarks(found):
    """Return what was noticed: {code: count}."""
    return {remark.code: remark.n for remark in found.remarks}


def rows(epsg=4326):
    """Return two quarters side by side, in degrees or in metres."""
    found = []
    for number, (nom, south, west) in enumerate(RIGHT, start=1):
        ring = square(south, west, 0.1)["coordinates"][0]
        if epsg != 4326:
            x, y = metres_of_degrees([p[1] for p in ring], [p[0] for p in ring], epsg)
            ring = list(zip(x.tolist(), y.tolist(), strict=True))
        found.append(({"CODE": f"q{number}", "NOM": nom}, shapely.Polygon(ring)))
    return found


def is_right(found):
    """Tell whether the two quarters came back, to ten centimetres."""
    # FlatGeobuf puts its rows in an order of its own.
    said = sorted(found.statements, key=lambda s: s.code)
    assert [(s.code, s.nom) for s in said] == [("q1", "Le Moulin"), ("q2", "La Filature")]
    for statement, (_, south, west) in zip(said, RIGHT, strict=True):
        drawn = shapely.geometry.shape(statement.values["geometry"])
        wanted = shapely.geometry.shape(square(south, west, 0.1))
        assert drawn.symmetric_difference(wanted).area < 1e-6
    return True


@pytest.mark.parametrize("epsg", [4326, 2154, 3950])
@pytest.mark.parametrize("name", ["q.gpkg", "q.fgb", "q.geojson", "q.shp"])
@pytest.mark.parametrize("ending", ["", ".gz", ".zst"])
def test_every_format_and_every_packing_says_the_same(tmp_path, name, ending, epsg):
    path = gdal_file(tmp_path, name, rows(epsg), epsg=epsg)
    if name == "q.shp":
        path = zipped(tmp_path, "q")
    if ending:
        path = packed(path, ending)
    assert is_right(read(path, kind="quarter"))


def test_one_layer_among_several_is_chosen_by_name(tmp_path):
    path = gdal_file(tmp_path, "q.gpkg", rows(), layer="quartiers")
    gdal_file(tmp_path, "q.gpkg", rows()[:1], layer="autres")
    names = {(one.name, one.n_rows) for one in layer_names(content_of_path(path))}
    assert names == {("quartiers", 2), ("autres", 1)}
    with pytest.raises(LayerNotChosen, match=r"quartiers \(2\)"):
        read(path, kind="quarter")
    assert is_right(read(path, kind="quarter", layers=("quartiers",)))
    with pytest.raises(TerritoryFileUnreadable, match="pas de couche « rues »"):
        read(path, layers=("rues",))


def test_the_columns_may_be_named(tmp_path):
    said = [({"ref": "q1", "etiquette": "Le Moulin"}, rows()[0][1])]
    path = gdal_file(tmp_path, "q.gpkg", said)
    with pytest.raises(TerritoryFileUnreadable, match="--name-field") as refused:
        read(path, kind="quarter")
    assert "etiquette" in str(refused.value)
    found = read(path, kind="quarter", nom="etiquette", code="ref").statements[0]
    assert (found.code, found.nom) == ("q1", "Le Moulin")
    with pytest.raises(TerritoryFileUnreadable, match="--code-field"):
        read(path, kind="quarter", nom="etiquette", code="insee")


@pytest.mark.parametrize(
    ("properties", "kind", "code"),
    [
        ({"CODE_IRIS": "599990101", "NOM_IRIS": "Moulin", "NOM_COM": "C"}, "iris", "599990101"),
        ({"CODE_QP": "QP059999", "NOM_QP": "Moulin"}, "qpv", "QP059999"),
        ({"code": "QN05999M", "Nom du QPV": "Moulin"}, "qpv", "QN05999M"),
        ({"INSEE_COM": "59999", "NOM": "Moulin", "SIREN_EPCI": "200000000"}, "commune", "59999"),
        ({"codgeo": 1001.0, "libgeo": "Moulin"}, "commune", "01001"),
        ({"CODE_SIREN": "200000000", "NOM": "Moulin"}, "epci", "200000000"),
    ],
)
def test_the_kind_the_code_and_the_name_are_guessed(properties, kind, code):
    outline = {"type": "Feature", "properties": properties, "geometry": square(50, 3)}
    (said,) = read(collection(outline)).statements
    assert (said.kind, said.code, said.nom) == (kind, code, "Moulin")


def test_a_cell_needs_no_name_and_a_file_of_communes_says_so_by_its_own():
    cell = {"idInspire": "CRS3035RES200mN3067800E3817400"}
    outline = {"type": "Feature", "properties": cell, "geometry": square(50, 3)}
    assert read(collection(outline)).statements[0].nom == cell["idInspire"]
    commune = content_of(collection(feature("C", square(50, 3), code="59999")), "communes.geojson")
    assert read_territories(commune).statements[0].kind == "commune"


def test_a_crossed_outline_is_repaired_and_said():
    found = read(collection(feature("Nœud", BOW_TIE, kind="quarter")))
    assert remarks(found) == {"repaired": 1}
    assert "Nœud" in found.remarks[0].sentence
    outline = found.statements[0].values["geometry"]
    assert shapely.geometry.shape(outline).is_valid
    # Both halves stay, and nothing else.
    assert contains(outline, 50.05, 3.02)
    assert contains(outline, 50.05, 3.18)
    assert not contains(outline, 50.09, 3.1)


def test_what_a_collection_holds_beside_areas_is_left_and_said():
    mixed = {
        "type": "GeometryCollection",
        "geometries": [square(50, 3), {"type": "Point", "coordinates": [3, 50]}],
    }
    found = read(collection(feature("Place", mixed, kind="quarter")))
    assert remarks(found) == {"mixed": 1}
    assert found.statements[0].values["geometry"]["type"] == "Polygon"
    only_point = {"type": "GeometryCollection", "geometries": mixed["geometries"][1:]}
    with pytest.raises(TerritoryFileUnreadable, match="contour"):
        read(collection(feature("Place", only_point, kind="quarter")))


def test_heights_are_left_and_empty_outlines_keep_their_name():
    high = square(50, 3)
    high["coordinates"][0] = [[*point, 21.5] for point in high["coordinates"][0]]
    found = read(
        collection(
            feature("Butte", high, kind="quarter"),
            feature("Projet", None, kind="quarter"),
            feature("Vide", {"type": "MultiPolygon", "coordinates": []}, kind="quarter"),
        )
    )
    assert remarks(found) == {"heights": 1, "empty": 2}
    butte, projet, vide = found.statements
    assert butte.values["geometry"] == square(50, 3)
    assert "geometry" not in projet.values
    assert "geometry" not in vide.values


def test_an_outline_across_the_antimeridian_is_cut():
    ring = [[179, -17], [-179, -17], [-179, -16], [179, -16], [179, -17]]
    for across in (ring, [[x % 360, y] for x, y in ring]):
        outline = {"type": "Polygon", "coordinates": [across]}
        found = read(collection(feature("Île", outline, kind="quarter")))
        assert remarks(found) == {"cut": 1}
        cut = found.statements[0].values["geometry"]
        assert cut["type"] == "MultiPolygon"
        assert contains(cut, -16.5, 179.5)
        assert contains(cut, -16.5, -179.5)
        assert not contains(cut, -16.5, 0.0)
        again = read(collection(feature("Île", cut, kind="quarter")))
        assert remarks(again) == {}


def test_pieces_under_one_code_are_one_territory():
    found = read(
        collection(
            feature("Deux", square(50, 3, 0.1), code="q", kind="quarter"),
            feature("Deux", square(50.05, 3.05, 0.1), code="q", kind="quarter"),
        )
    )
    assert remarks(found) == {"joined": 1}
    (one,) = found.statements
    assert contains(one.values["geometry"], 50.07, 3.07)
    assert contains(one.values["geometry"], 50.01, 3.01)


def test_overlaps_and_twins_are_said_neighbours_and_other_years_are_not():
    found = read(
        collection(
            feature("A", square(50, 3, 0.1), code="a", kind="quarter"),
            feature("B", square(50, 3.05, 0.1), code="b", kind="quarter"),
            feature("C", square(50, 3.15, 0.1), code="c", kind="quarter"),
            feature("D", square(50, 3.15, 0.1), code="d", kind="quarter"),
            feature("Avant", square(51, 3), code="QP059991", kind="qpv"),
            feature("Après", square(51, 3), code="QN05991M", kind="qpv"),
        )
    )
    assert remarks(found) == {"over": 1, "same_outline": 1, "overlapping": 1}
    words = {remark.code: remark.names for remark in found.remarks}
    assert words["overlapping"] == ("A / B : 50 %",)
    assert words["same_outline"] == ("D = C",)


def test_the_years_of_a_priority_neighbourhood_follow_its_code():
    found = read(
        collection(
            feature("Avant", square(50, 3), code="QP059991"),
            feature("Après", square(50, 3), code="QN05991M"),
            feature("Là-bas", square(-21, 55), code="QP974001"),
        )
    )
    years = {
        s.nom: (s.values.get("valid_from"), s.values.get("valid_to")) for s in found.statements
    }
    assert years == {
        "Avant": (date(2015, 1, 1), date(2023, 12, 31)),
        "Après": (date(2024, 1, 1), None),
        "Là-bas": (date(2015, 1, 1), date(2024, 12, 31)),
    }
    asked = read(
        collection(feature("Ici", square(50, 3), kind="quarter")), valid_from=date(2020, 1, 1)
    )
    assert asked.statements[0].values["valid_from"] == date(2020, 1, 1)


def outlined(geometry, **more):
    """Return the bytes of a file of one quarter."""
    return collection(feature("Le Moulin", geometry, kind="quarter"), **more)


METRES = {
    "type": "Polygon",
    "coordinates": [[[700000, 7060000], [701000, 7060000], [701000, 7061000], [700000, 7060000]]],
}
SWAPPED = {"type": "Polygon", "coordinates": [[[50, 3], [51, 3], [51, 4], [50, 3]]]}
NOT_RINGS = {"type": "Polygon", "coordinates": [[3, 50], [4, 51]]}
TWO_POINTS = {"type": "Polygon", "coordinates": [[[3, 50], [4, 51]]]}
NAN = {"type": "Polygon", "coordinates": [[[3, 50], [4, 50], [4, float("nan")], [3, 50]]]}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (outlined(METRES), "--crs 2154"),
        (outlined(SWAPPED), "inversées"),
        (outlined(NOT_RINGS), "anneaux"),
        (outlined(TWO_POINTS), "anneaux"),
        (outlined(NAN), "pas un nombre"),
        (outlined("Polygon"), "GeoJSON"),
        (outlined({"type": "Point", "coordinates": [3, 50]}), "Point"),
        (
            outlined(square(50, 3), crs={"type": "name", "properties": {"name": "EPSG:27572"}}),
            "27572",
        ),
        (collection("x"), "n° 1"),
        (b"", "vide"),
        (b"\x00\x00\x27\x0a" + bytes(90), ".zip"),
        (b"PK\x03\x04 rien", ".zip"),
        (b"SQLite format 3\x00" + bytes(100), "GDAL"),
        (b"fgb" + bytes(100), "GDAL"),
        (gzip.compress(outlined(square(50, 3)))[:-9], "coupée"),
        (b"\x28\xb5\x2f\xfd" + b"\xff" * 40, ".zst"),
        (b"[" * 100_000, "JSON"),
        (b"\xff\xfe\x00", "UTF-8"),
        (collection(feature("x" * 200, square(50, 3), kind="quarter")), "40 caractères"),
    ],
)
def test_a_bad_file_is_refused_in_words(data, words):
    with pytest.raises(TerritoryFileUnreadable) as refused:
        read(data)
    assert words in str(refused.value)


def test_metres_are_brought_to_degrees_when_one_says_so():
    outline = read(outlined(METRES), epsg=2154).statements[0].values["geometry"]
    assert contains(outline, 50.6405, 3.01)
    named = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}}
    assert read(outlined(METRES, crs=named)).statements[0].values["geometry"] == outline


def test_a_zip_is_read_only_when_it_holds_one_set_of_outlines(tmp_path):
    gdal_file(tmp_path, "q.shp", rows())
    (tmp_path / "q.dbf").unlink()
    with pytest.raises(TerritoryFileUnreadable, match=r"\.dbf"):
        read(zipped(tmp_path, "q"), kind="quarter")
    (tmp_path / "deux.geojson").write_bytes(collection())
    (tmp_path / "deux.json").write_bytes(collection())
    with pytest.raises(TerritoryFileUnreadable, match="plusieurs"):
        read(zipped(tmp_path, "deux"))
    (tmp_path / "note.txt").write_text("rien")
    with pytest.raises(TerritoryFileUnreadable, match="ne contient ni"):
        read(zipped(tmp_path, "note"))


def test_a_bomb_stops_before_it_fills_the_memory():
    for data in (gzip.compress(bytes(3_000_000)),):
        with pytest.raises(TerritoryFileUnreadable, match="plus de 1 Mo"):
            content_of(data, "b.gz", most=1_000_000)
    zstandard = pytest.importorskip("zstandard")
    whole = zstandard.ZstdCompressor().compress(bytes(3_000_000))
    with pytest.raises(TerritoryFileUnreadable, match="plus de 1 Mo"):
        content_of(whole, "b.zst", most=1_000_000)
    cut = zstandard.ZstdCompressor().compress(json.dumps(list(range(90_000))).encode())[:-400]
    with pytest.raises(TerritoryFileUnreadable, match="coupée"):
        content_of(cut, "b.zst")


def without_extra(monkeypatch):
    """Take the optional libraries away."""

    def missing(name):
        raise GeoExtraMissing(library=name)

    for module in (content_module, outlines_module):
        monkeypatch.setattr(module, "extra", missing)


def test_without_the_extra_plain_outlines_are_read_and_said_unchecked(monkeypatch):
    high = square(50, 3)
    high["coordinates"][0] = [[*point, 21.5] for point in high["coordinates"][0]]
    without_extra(monkeypatch)
    found = read(outlined(high))
    assert remarks(found) == {"unchecked": 1}
    assert found.statements[0].values["geometry"] == square(50, 3)
    assert remarks(read(outlined(None))) == {"empty": 1}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (outlined({"type": "GeometryCollection", "geometries": []}), "maillage[geo]"),
        (outlined({"type": "Point", "coordinates": [3, 50]}), "contour"),
        (outlined(NOT_RINGS), "anneaux"),
        (outlined(SWAPPED), "inversées"),
        (outlined(METRES), "--crs 2154"),
        (
            outlined({"type": "Polygon", "coordinates": [[[179, 1], [-179, 1], [179, 2]]]}),
            "maillage[geo]",
        ),
    ],
)
def test_without_the_extra_what_needs_it_says_how_to_install_it(monkeypatch, data, words):
    without_extra(monkeypatch)
    with pytest.raises((TerritoryFileUnreadable, GeoExtraMissing)) as refused:
        read(data)
    assert words in str(refused.value)
