"""Every source of the catalog agrees with its file name, its licence and its sample."""

import json

import pytest

from maillage.core.harmonise import Log, corrections
from maillage.sources.base import Row
from maillage.sources.catalog import UnknownSource, all_sources, get_source
from maillage.sources.platforms.geojson_file import take_geometry
from maillage.sources.platforms.people import without_title
from maillage.sources.tests.samples import FOLDER, convert_sample, expected_of, sample_of

SOURCES = list(all_sources().values())
each_source = pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.id)


def test_the_catalog_is_its_folder():
    folder = FOLDER.parent / "catalog"
    names = {path.stem.replace("_", "-") for path in folder.glob("[!_]*.py")}
    assert names == set(all_sources()) >= {"clairmaille", "hauts-de-france", "national"}
    for id_, source in all_sources().items():
        assert source.id == id_


@each_source
def test_a_source_says_who_and_under_which_licence(source):
    assert source.title
    assert source.producer
    assert source.licence
    assert source.version
    assert source.url.startswith("https://")
    assert source.lineage in ("producer", "aggregator", "government")
    assert source.id == source.id.lower().replace("_", "-")


@each_source
def test_the_sample_converts_as_expected(source):
    expected = json.loads(expected_of(source).read_text(encoding="utf-8"))
    assert json.loads(json.dumps(convert_sample(source))) == expected


@each_source
def test_a_sample_names_nobody_real(source):
    text = sample_of(source).read_text(encoding="utf-8")
    for word in text.replace("|", " ").replace(",", " ").split():
        if "@" in word:
            assert word.strip('";').endswith(".example"), word


@each_source
def test_no_place_is_named_after_a_person_who_is_announced(source):
    expected = json.loads(expected_of(source).read_text(encoding="utf-8"))
    for row in expected["rows"]:
        nom = (row["record"] or {}).get("nom", "")
        assert without_title(nom) == nom, 'cut the column: cut={"…": without_title}'


@each_source
@pytest.mark.parametrize(
    "values",
    [
        {},
        {"id": None, "nom": []},
        {"id": "1", "nom": {"a": 1}, "latitude": "x", "services": 3, "geometry": "?"},
        {"id": "1", "nom": "N", "latitude": float("nan"), "longitude": 10**400, "telephone": True},
        {"id": "1", "nom": "N", "geometry": {"type": "Point", "coordinates": ["a", None]}},
        {"id": "1", "nom": "\0\ud800", "commune": "\x1f", "date_maj": 5},
    ],
)
def test_converting_never_raises_on_bad_data(source, values):
    row = Row(1, None, values, tuple(values))
    source.key(row)
    reading = source.convert(row, Log())
    assert reading.record is not None or reading.faults


def test_an_unknown_source_is_refused_with_its_neighbours():
    with pytest.raises(UnknownSource, match="Vouliez-vous dire : hauts-de-france"):
        get_source("Hauts_de_Frnace")
    assert get_source("national").id == "national"


def test_the_clairmaille_delivery_has_what_the_demonstration_needs():
    rows = convert_sample(get_source("clairmaille"))["rows"]
    extensions = [row["record"]["extension"] for row in rows]
    assert len(rows) == 26
    assert all(row["record"] and not row["faults"] for row in rows)
    assert {e["local_quarter"][0] for e in extensions} == {
        "Centre",
        "Haut-Champ",
        "La Filature",
        "Les Courtils",
        "Les Tisserands",
    }
    parents = [e for e in extensions if "local_programme" in e]
    assert len(parents) == 9
    assert sum("computer:7:1" in e.get("local_equipment", ()) for e in extensions) == 1
    assert sum("latitude" not in row["record"] for row in rows) == 1
    assert sum("horaires" not in row["record"] for row in rows) >= 2


def test_the_point_of_a_feature_fills_an_absent_position_and_is_counted():
    log = Log()
    geometry = {"type": "Point", "coordinates": [3.2, 50.3]}
    row = take_geometry({"nom": "N", "latitude": "", "geometry": geometry}, log)
    assert row == {"nom": "N", "latitude": 50.3, "longitude": 3.2}
    assert log.counts[("position_from_geometry", "latitude")] == 1
    assert "position_from_geometry" not in corrections()  # the platform's own, not a text's
