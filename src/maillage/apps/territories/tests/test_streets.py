"""Streets from files, and where an address stands without asking anybody else."""

import json

import pytest

from maillage.apps.territories.actions import load_streets, load_zones
from maillage.apps.territories.errors import TerritoryFileUnreadable, ZoneUnknown
from maillage.apps.territories.models import Street, Zone
from maillage.apps.territories.queries import (
    ZoneStatement,
    file_of_streets,
    get_zone,
    position_in_commune,
    position_of_address,
    statements_of_file,
    street_key,
    streets_in,
    streets_named,
    zone_names,
)
from maillage.apps.territories.tests.test_loading import TODAY, square
from maillage.core.geo import Box

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    """Return Clairmaille, without its outline."""
    load_zones([ZoneStatement(kind="commune", code="59999", nom="Clairmaille", values={})])
    return Zone.objects.get(code="59999")


def line(nom, points, **properties):
    """Return a street of a GeoJSON file; points are (longitude, latitude)."""
    geometry = {"type": "LineString", "coordinates": points}
    return {"type": "Feature", "properties": {"nom": nom} | properties, "geometry": geometry}


def write(path, features):
    """Write a GeoJSON file and return its path."""
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


def load(path, commune="59999"):
    """Load the streets of a file."""
    return load_streets(file_of_streets(path, commune=commune).statements)


EAST = [[3.20, 50.30], [3.21, 50.30]]
NORTH = [[3.20, 50.30], [3.20, 50.31]]


def test_the_same_file_again_changes_nothing(tmp_path, town):
    path = write(tmp_path / "s.geojson", [line("rue du Pont", EAST), line("quai", NORTH)])
    assert load(path).added == 2
    again = load(path)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 2)
    write(path, [line("rue du Pont", EAST, number_from=1, number_to=99), line("quai", NORTH)])
    assert load(path).changed == 1


def test_outlines_and_streets_of_one_file_are_each_read_by_their_own(tmp_path, town):
    outline = {"type": "Feature", "properties": {"nom": "Centre", "kind": "quarter"}}
    path = write(tmp_path / "t.geojson", [outline | {"geometry": None}, line("rue A", EAST)])
    assert [z.nom for z in statements_of_file(path)] == ["Centre"]
    assert [s.nom for s in file_of_streets(path, commune="59999").statements] == ["rue A"]


def test_pieces_of_one_name_are_one_street_and_nameless_ones_are_counted(tmp_path, town):
    more = [[3.21, 50.30], [3.22, 50.30]]
    features = [line("rue A", EAST), line("rue A", more, number_from=1, number_to=9)]
    path = write(tmp_path / "s.geojson", [*features, line("", NORTH)])
    assert file_of_streets(path, commune="59999").n_unnamed == 1
    load(path)
    street = Street.objects.get()
    assert street.geometry["type"] == "MultiLineString"
    assert (street.west, street.east, street.number_from) == (3.20, 3.22, None)


def test_a_street_cut_by_its_kind_or_its_spelling_is_still_one(tmp_path, town):
    more, far = [[3.21, 50.30], [3.22, 50.30]], [[3.22, 50.30], [3.23, 50.30]]
    features = [
        line("Boulevard Victor-Hugo", EAST, highway="residential"),
        line("Boulevard Victor Hugo", more, highway="secondary"),
        line("boulevard Victor Hugo", far, highway="footway"),
        line("boulevard Victor Hugo", far, kind="rail"),
    ]
    path = write(tmp_path / "s.geojson", features)
    assert load(path).added == 2
    assert load(path).unchanged == 2
    street = Street.objects.get(kind="main")
    assert (street.nom, len(street.geometry["coordinates"])) == ("Boulevard Victor-Hugo", 3)
    assert position_of_address("12 bd Victor Hugo", town).longitude == pytest.approx(3.215)


def test_an_extract_of_openstreetmap_says_what_each_line_is(tmp_path, town):
    tags = [
        {"highway": "secondary"},
        {"highway": "residential"},
        {"highway": "footway"},
        {"railway": "rail"},
        {"waterway": "river"},
    ]
    features = [line(f"ligne {n}", EAST, **tag) for n, tag in enumerate(tags)]
    kinds = [
        s.kind for s in file_of_streets(write(tmp_path / "o", features), commune="1").statements
    ]
    assert kinds == ["main", "street", "path", "rail", "water"]


@pytest.mark.parametrize(
    ("feature", "commune", "words"),
    [
        (line("rue A", EAST), "", "ne dit pas sa commune"),
        (line("rue A", EAST), "62001", "que rien ne décrit"),
        (line("rue A", [[3.2, 50.3]]), "59999", "deux points"),
        (line("rue A", [[3.2, 50.3], [700_000, 6_500_000]]), "59999", "en degrés"),
        (line("rue A", [[3.2], [3.3]]), "59999", "deux points"),
    ],
)
def test_a_street_that_cannot_be_placed_says_why_and_nothing_is_loaded(
    tmp_path, town, feature, commune, words
):
    path = write(tmp_path / "s.geojson", [line("rue B", EAST, code_insee="59999"), feature])
    with pytest.raises(TerritoryFileUnreadable, match=words):
        load(path, commune)
    assert not Street.objects.exists()


def test_a_house_stands_at_its_share_of_the_street(tmp_path, town):
    load(write(tmp_path / "s", [line("Rue de la Filature", EAST, number_from=1, number_to=101)]))
    found = position_of_address("51 bis, rue de la Filature", town)
    assert found == (pytest.approx(50.30), pytest.approx(3.205), "number")
    assert position_of_address("1 r. de la filature", town.pk).longitude == pytest.approx(3.20)
    assert position_in_commune("51 bis, rue de la Filature", town.nom.upper()) == found
    assert position_in_commune("51 bis, rue de la Filature", "Ailleurs") is None
    # A number that the street does not have is not invented near its end.
    assert position_of_address("500 rue de la Filature", town).precision == "street"
    assert position_of_address("RUE FILATURE (hall B)", town) == (
        pytest.approx(50.30),
        pytest.approx(3.205),
        "street",
    )


def test_numbers_may_run_against_the_line_and_round_a_corner(tmp_path, town):
    corner = [[3.20, 50.30], [3.21, 50.30], [3.21, 50.3071]]
    load(write(tmp_path / "s", [line("rue du Coin", corner, number_from=100, number_to=2)]))
    first = position_of_address("100 rue du Coin", town)
    last = position_of_address("2 rue du Coin", town)
    assert (first.longitude, first.latitude) == (3.20, 50.30)
    assert last.latitude == pytest.approx(50.3071)


def test_two_streets_of_one_name_give_no_point_rather_than_a_wrong_one(tmp_path, town):
    features = [line("rue du Pont", EAST), line("rue des Pont", NORTH), line("rue de l’Oie", EAST)]
    load(write(tmp_path / "s", features))
    assert position_of_address("rue de Pont", town) is None
    assert position_of_address("3 rue du Pont", town).latitude == 50.30
    for nothing in ("", "12", "rue Inconnue", "!!"):
        assert position_of_address(nothing, town) is None


def test_a_river_is_no_address(tmp_path, town):
    load(write(tmp_path / "s", [line("La Maille", EAST, kind="water")]))
    assert position_of_address("La Maille", town) is None
    assert streets_named("maille") == []
    assert [s.nom for s in streets_in(Box(50, 3, 51, 4))] == ["La Maille"]


def test_streets_are_found_by_their_words_with_one_query(tmp_path, town, django_assert_num_queries):
    names = ["avenue du Pont-Neuf", "rue du Pont", "rue du Petit-Pont", "place de l’Église"]
    load(write(tmp_path / "s", [line(nom, EAST) for nom in names]))
    with django_assert_num_queries(1):
        found = [(s.nom, s.commune.nom) for s in streets_named("r. du pont", town)]
    assert found[0] == ("rue du Pont", "Clairmaille")
    assert {nom for nom, _ in found} == {"rue du Pont", "rue du Petit-Pont"}
    assert streets_named("") == []
    assert [s.nom for s in streets_named("Eglise")] == ["place de l’Église"]


def test_a_box_gives_what_touches_it_with_one_query(tmp_path, town, django_assert_num_queries):
    load(write(tmp_path / "s", [line("rue A", EAST), line("rue B", NORTH, kind="main")]))
    with django_assert_num_queries(1):
        both = streets_in(Box(50.29, 3.19, 50.32, 3.22))
    assert [s.nom for s in both] == ["rue B", "rue A"]
    assert both[0].lines == (((50.30, 3.20), (50.31, 3.20)),)
    assert [s.nom for s in streets_in(Box(50.305, 3.19, 50.32, 3.22))] == ["rue B"]
    assert [s.nom for s in streets_in(Box(50.29, 3.19, 50.32, 3.22), kinds=["street"])] == ["rue A"]
    assert streets_in(Box(10, 3.19, 11, 3.22)) == []
    assert streets_in(Box(50.29, 179, 50.32, -179)) == []


def test_names_of_streets_are_compared_without_articles_and_short_forms():
    assert street_key("Av. de l’Église St-Éloi") == "avenue eglise saint eloi"
    assert street_key("BD DU MOULIN") == street_key("boulevard du Moulin")
    assert street_key("rue de la") == "rue"
    assert street_key("Les") == "les"
    assert street_key(" ") == ""


def test_cells_and_iris_are_neither_choices_nor_pages(django_assert_num_queries):
    kinds = ["commune", "quarter", "iris", *["cell"] * 50]
    load_zones(
        ZoneStatement(
            kind=kind,
            code=f"z{n}",
            nom=f"Z {n}",
            values={"geometry": square(50, 3), "population": n},
        )
        for n, kind in enumerate(kinds)
    )
    with django_assert_num_queries(1):
        assert {z.kind for z in zone_names(today=TODAY)} == {"commune", "quarter"}
    assert get_zone("z-1").kind == "quarter"
    for slug in ("z-2", "z-3"):
        with pytest.raises(ZoneUnknown):
            get_zone(slug)


def test_years_of_a_file_are_days(tmp_path):
    outline = {"nom": "Belvédère", "kind": "qpv", "code": "QN1", "valid_from": "2024-01-01"}
    path = write(
        tmp_path / "q", [{"type": "Feature", "properties": outline, "geometry": square(50, 3)}]
    )
    assert load_zones(statements_of_file(path)).added == 1
    assert load_zones(statements_of_file(path)).unchanged == 1
    write(
        path,
        [{"type": "Feature", "properties": outline | {"valid_to": "2030"}, "geometry": None}],
    )
    with pytest.raises(TerritoryFileUnreadable, match="2030"):
        load_zones(statements_of_file(path))
