"""Reading JSON and GeoJSON: streaming, bounds, and where the reading stopped."""

import json

import pytest

from maillage.sources.base import DeliveryError, open_delivery
from maillage.sources.platforms import geojson_file, json_file
from maillage.sources.tests.memory import peak_memory


def read(tmp_path, content, reader, **options):
    path = tmp_path / "lieux.json"
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    path.write_text(text, encoding="utf-8", errors="surrogatepass")
    with open_delivery(path, **options) as delivery:
        return list(reader(delivery))


PLACES = [{"id": "1", "nom": "Été"}, {"id": 2, "nom": None, "x": 1.5}]


@pytest.mark.parametrize(
    ("content", "path"),
    [
        (PLACES, None),
        (PLACES, ""),
        ({"results": PLACES}, None),
        ({"results": PLACES}, "results"),
        ({"n": 2, "ids": [1, 2], "more": {"a": 1}, "data": {"items": PLACES}}, None),
        ({"data": {"items": PLACES}}, "data.items"),
    ],
)
def test_the_list_is_found_at_the_top_or_below(tmp_path, content, path):
    rows = read(tmp_path, content, json_file.rows(path=path))
    assert [row.values for row in rows] == PLACES
    assert rows[0].columns == ("id", "nom", "x")
    assert [row.number for row in rows] == [1, 2]


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        ('[{"id": 1}, {"id": 2', "json_invalid", "après l’enregistrement n° 1"),
        ('[{"id": 1},\n{"id": NaN}]', "json_invalid", "vers la ligne 2"),
        ('{"a": 1}', "json_no_list", "liste d’objets"),
        ('{"type": "FeatureCollection", "features": []}', "wrong_format", "est du GeoJSON"),
        ("id,nom\n1,Un\n", "wrong_format", "est du CSV, la source attend du JSON"),
        ("", "empty", "est vide"),
        ('[{"nom": "x"}]', "columns_missing", "« id »"),
    ],
)
def test_a_file_that_cannot_be_read_whole_says_where(tmp_path, content, code, words):
    with pytest.raises(DeliveryError, match=words) as refusal:
        read(tmp_path, content, json_file.rows(required=("id",)))
    assert refusal.value.code == code


def test_records_before_the_fault_are_given_first(tmp_path):
    path = tmp_path / "lieux.json"
    path.write_text("[" + '{"id": "a", "nom": "b"},' * 5_000 + "{", encoding="utf-8")
    got = []
    with open_delivery(path) as delivery, pytest.raises(DeliveryError, match="plus du JSON"):
        got.extend(json_file.rows()(delivery))
    assert len(got) == 5_000


def test_a_record_over_the_limit_is_refused_without_being_held(tmp_path):
    path = tmp_path / "lieux.json"
    with path.open("wb") as file:
        file.write(b'[{"id": "1"},\n{"id": "2", "nom": "')
        for _ in range(60):
            file.write(b"x" * 1_000_000)
        file.write(b'"}]')
    got = []
    with (
        peak_memory() as peak,
        open_delivery(path, record_limit_bytes=1_000_000) as delivery,
        pytest.raises(DeliveryError, match="n° 2, vers la ligne 2, dépasse") as refusal,
    ):
        got.extend(json_file.rows()(delivery))
    assert refusal.value.code == "record_too_long"
    assert peak.bytes < 10_000_000


def test_an_item_that_is_no_object_is_refused_and_the_rest_goes_on(tmp_path):
    rows = read(tmp_path, [{"id": 1}, 3, {"id": 2}], json_file.rows())
    assert [row.rule for row in rows] == ["", "json_not_an_object", ""]
    assert "n° 2" in rows[1].problem


def test_undecodable_bytes_refuse_their_record_only(tmp_path):
    path = tmp_path / "lieux.json"
    path.write_bytes('[{"nom": "Été à côté"}, {"nom": "Caf'.encode() + b'\xe9"}, {"nom": "c"}]')
    with open_delivery(path) as delivery:
        rows = list(json_file.rows()(delivery))
    assert [row.rule for row in rows] == ["", "undecodable", ""]


def feature(properties, geometry=None, **more):
    return {"type": "Feature", "properties": properties, "geometry": geometry, **more}


def test_a_feature_is_its_properties_its_geometry_and_its_id(tmp_path):
    point = {"type": "Point", "coordinates": [3.2, 50.3]}
    features = [
        feature({"id": "a", "nom": "A"}, point),
        feature({"nom": "B"}, None, id="b"),
        feature(None),
        "?",
    ]
    content = {"type": "FeatureCollection", "features": features}
    rows = read(tmp_path, content, geojson_file.rows())
    assert rows[0].values == {"id": "a", "nom": "A", "geometry": point}
    assert rows[1].values == {"id": "b", "nom": "B", "geometry": None}
    assert [row.rule for row in rows[2:]] == ["json_not_an_object"] * 2


@pytest.mark.parametrize(
    ("geometry", "expected"),
    [
        ({"type": "Point", "coordinates": [3.2, 50.3]}, (50.3, 3.2)),
        ({"type": "Point", "coordinates": [3, 50, 12]}, (50.0, 3.0)),
        ({"type": "Point", "coordinates": ["3", "50"]}, None),
        ({"type": "Point", "coordinates": []}, None),
        ({"type": "Polygon", "coordinates": []}, None),
        (None, None),
    ],
)
def test_only_a_point_of_numbers_is_a_point(geometry, expected):
    assert geojson_file.point_of(geometry) == expected


@pytest.mark.parametrize(
    ("latitude", "gap"), [("50.3", False), ("50.30005", False), ("50.31", True), ("x", False)]
)
def test_a_point_away_from_the_columns_is_said(latitude, gap):
    point = {"type": "Point", "coordinates": [3.2, 50.3]}
    sentence = geojson_file.position_gap(point, {"latitude": latitude, "longitude": 3.2})
    assert bool(sentence) == gap


@pytest.mark.parametrize("deep", ["[" * 100_000, '[{"id": "1", "x": ' + '{"a":' * 9_000])
def test_endless_nesting_is_refused_before_it_fills_the_memory(tmp_path, deep):
    with peak_memory() as peak, pytest.raises(DeliveryError, match="imbrique") as refusal:
        read(tmp_path, deep, json_file.rows())
    assert refusal.value.code == "json_too_deep"
    assert peak.bytes < 20_000_000


def test_brackets_inside_a_text_nest_nothing(tmp_path):
    texts = ["[" * 600, '"[' * 600, "\\" * 3 + "[" * 600, '\\"[{' * 600]
    rows = read(tmp_path, [{"id": str(n), "nom": t} for n, t in enumerate(texts)], json_file.rows())
    assert [row.values["nom"] for row in rows] == texts


@pytest.mark.parametrize("half", ["\\ud83d", "\\uDE00", "\\ud83dx", "\\udfff\\udfff"])
def test_half_a_character_refuses_its_record_and_no_other(tmp_path, half):
    emoji, text = "\\ud83d\\ude00", "\\\\ud83d"  # a whole character; a backslash then letters
    text = f'[{{"id": "1", "nom": "{half}"}}, {{"id": "2", "nom": "{emoji} {text}"}}]'
    first, second = read(tmp_path, text, json_file.rows())
    assert first.rule == "undecodable"
    assert second.values["nom"] == "😀 \\ud83d"
    assert second.problem is None


def test_half_characters_are_found_wherever_the_pieces_are_cut():
    text = '[{"a": "\\ud83d\\ude00", "b": "\\ud83d", "c": "\\\\ud83d"}, {"d": "\\\\\\ude00"}]'
    whole = "".join(json_file._halves_marked(iter([text])))
    assert whole.count("\\udbff\\udffd") == 2
    for size in (1, 2, 3, 5, 7):
        pieces = [text[i : i + size] for i in range(0, len(text), size)]
        assert "".join(json_file._halves_marked(iter(pieces))) == whole


def test_a_number_without_end_is_named(tmp_path):
    with pytest.raises(DeliveryError, match="démesuré") as refusal:
        read(tmp_path, '[{"id": "1"},\n{"id": "2", "latitude": 1e400}]', json_file.rows())
    assert refusal.value.code == "json_number"
    assert "n° 2" in str(refusal.value)
