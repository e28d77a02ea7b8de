"""Maps as tables: KML, KMZ and uMap; what they refer to elsewhere is never fetched, and is said."""

import json
import zipfile

import pytest

from maillage.sources.base import DeliveryError, open_delivery
from maillage.sources.mapping import guess, look
from maillage.sources.platforms import kml_file, shapes, umap_file
from tests.shared_data import shared_data

KML = """<?xml version="1.0" encoding="{encoding}"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>Carte</name>
<Folder><name>Médiathèques</name><Placemark><name>Médiathèque du Rouet</name>
<description><![CDATA[<p>Accès <b>libre</b></p><script>x()</script>2 ordinateurs]]></description>
<ExtendedData><Data name="Téléphone"><value>01 99 00 21 10</value></Data>
<SchemaData><SimpleData name="Ouvert">oui</SimpleData></SchemaData></ExtendedData>
<Point><coordinates>3.19,50.29,0</coordinates></Point></Placemark></Folder>
<Placemark><name>Parvis</name><Polygon><outerBoundaryIs><LinearRing>
<coordinates>3.0,50.0 3.2,50.0 3.2,50.2 3.0,50.2 3.0,50.0</coordinates>
</LinearRing></outerBoundaryIs></Polygon></Placemark>
{more}</Document></kml>"""
LINK = (
    "<NetworkLink><name>Ailleurs</name><Link><href>http://169.254.169.254/x.kml</href></Link>"
    "</NetworkLink>"
)


def kml(tmp_path, more="", encoding="UTF-8", name="carte.kml"):
    path = tmp_path / name
    path.write_bytes(KML.format(more=more, encoding=encoding).encode(encoding))
    return path


def rows(path, read=kml_file.rows):
    with open_delivery(path) as delivery:
        return list(read(delivery))


@pytest.mark.parametrize("encoding", ["UTF-8", "ISO-8859-1", "UTF-16"])
def test_place_marks_are_rows_with_folder_data_and_point(tmp_path, encoding):
    first, second = rows(kml(tmp_path, encoding=encoding))
    assert first.values == {
        "nom": "Médiathèque du Rouet",
        "description": "Accès libre\n2 ordinateurs",
        "Téléphone": "01 99 00 21 10",
        "Ouvert": "oui",
        "dossier": "Médiathèques",
        "latitude": 50.29,
        "longitude": 3.19,
        "forme": "point",
    }
    assert second.values["forme"] == "contour (milieu)"
    assert (second.values["latitude"], second.values["longitude"]) == (50.1, 3.1)


def test_a_kmz_is_read_like_its_kml(tmp_path):
    plain = kml(tmp_path)
    packed = tmp_path / "carte.kmz"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(plain, "doc.kml")
    assert [r.values for r in rows(packed)] == [r.values for r in rows(plain)]


def test_a_link_to_another_file_is_not_followed_and_is_said(tmp_path):
    *_, last = rows(kml(tmp_path, more=LINK))
    assert last.rule == "remote_layer"
    assert "http://169.254.169.254/x.kml" in last.problem
    assert len(rows(kml(tmp_path, more=LINK))) == 3


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE kml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY x "&b;&b;">]>',
        '<!DOCTYPE kml [<!ENTITY % p SYSTEM "http://a.example/x.dtd"> %p;]>',
    ],
)
def test_entities_are_refused_in_words(tmp_path, doctype):
    path = kml(tmp_path, more="<Placemark><name>&x;</name></Placemark>")
    path.write_text(path.read_text().replace("<kml ", f"{doctype}<kml ", 1))
    with pytest.raises(DeliveryError) as caught:
        rows(path)
    assert caught.value.code == "kml_entities"
    assert "Exportez-le de nouveau" in str(caught.value)


def test_a_map_cut_in_the_middle_gives_what_came_before_then_says_where(tmp_path):
    path = kml(tmp_path)
    text = path.read_text()
    path.write_text(text[: text.index("<name>Parvis")])
    got = []
    with open_delivery(path) as delivery, pytest.raises(DeliveryError) as caught:
        got.extend(kml_file.rows(delivery)) if False else [
            got.append(r) for r in kml_file.rows(delivery)
        ]
    assert [row.values["nom"] for row in got] == ["Médiathèque du Rouet"]
    assert (caught.value.code, caught.value.line) == ("kml_broken", 8)


def test_a_map_too_deep_is_refused(tmp_path):
    path = kml(tmp_path, more="<Folder>" * 5_000)
    with pytest.raises(DeliveryError) as caught:
        rows(path)
    assert caught.value.code == "kml_broken"


def test_the_middle_of_shapes():
    assert shapes.columns_of(None) == {}
    assert shapes.columns_of({"type": "Point", "coordinates": []}) == {}
    line = {"type": "LineString", "coordinates": [[3.0, 50.0], [3.2, 50.2]]}
    assert shapes.columns_of(line)["latitude"] == 50.1
    group = {"type": "GeometryCollection", "geometries": [line, line]}
    assert shapes.columns_of(group)["forme"] == "plusieurs formes (milieu)"
    assert shapes.columns_of({"type": "Point", "coordinates": [1e300, float("nan")]}) == {}


def umap(tmp_path, layers):
    path = tmp_path / "carte.umap"
    path.write_text(json.dumps({"type": "umap", "properties": {}, "layers": layers}))
    return path


def test_the_layers_of_a_umap_are_a_column_and_a_remote_one_is_said(tmp_path):
    feature = {
        "type": "Feature",
        "properties": {"name": "Espace", "CP": "59999", "_umap_options": {"color": "red"}},
        "geometry": {"type": "Point", "coordinates": [3.19, 50.29]},
    }
    there = {"type": "FeatureCollection", "features": [feature], "_umap_options": {"name": "EPN"}}
    away = {"features": [], "_umap_options": {"name": "Bus", "remoteData": {"url": "http://x"}}}
    first, second = rows(umap(tmp_path, [there, away]), umap_file.rows)
    assert first.values == {
        "name": "Espace",
        "CP": "59999",
        "couche": "EPN",
        "latitude": 50.29,
        "longitude": 3.19,
        "forme": "point",
    }
    assert second.rule == "remote_layer"
    assert "Bus" in second.problem


@pytest.mark.parametrize("layers", [None, [], [1, {"features": 3}, {"features": [1, {}]}]])
def test_a_umap_of_anything_never_raises_anything_else(tmp_path, layers):
    rows(umap(tmp_path, layers), umap_file.rows)


def test_a_umap_cut_in_the_middle_is_refused_in_words(tmp_path):
    path = umap(tmp_path, [])
    path.write_text(path.read_text()[:-3])
    with pytest.raises(DeliveryError, match="exportez-la de nouveau"):
        rows(path, umap_file.rows)


@pytest.mark.parametrize(
    ("name", "kind", "n"),
    [
        ("umap/test_upload_data.umap", "umap", 3),
        ("umap/display_on_load.umap", "umap", 2),
        ("umap/remote_data.umap", "umap", 1),
        ("umap/test_upload_data_with_enum.umap", "umap", 4),
        ("umap/test_upload_data.kml", "kml", 3),
        ("umap/test_upload_data.json", "geojson", 5),
        ("kml-gpx/simpledata.kml", "kml", 2),
        ("kml-gpx/schema.kml", "kml", 1),
        ("kml-gpx/multigeometry_sibling.kml", "kml", 1),
        ("kml-gpx/addresses.kml", "kml", 15),
    ],
)
def test_real_maps_are_read_whole(name, kind, n):
    seen = look(shared_data(f"imports/{name}"))
    assert (seen.format, seen.n_rows) == (kind, n)
    guess(seen)
