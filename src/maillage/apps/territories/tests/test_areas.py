"""Zones by where they are: around a point, in a box, at a day; and files in any order."""

import itertools
import json
from datetime import date

import pytest
from django.core.management import call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.apps.territories.actions import load_zones
from maillage.apps.territories.models import Zone
from maillage.apps.territories.queries import (
    ZoneIndex,
    box_of,
    children_of,
    content_of,
    correspondences,
    counts_by_kind,
    get_zone,
    priority_zones,
    read_territories,
    simplified,
    zones_at,
    zones_in,
    zones_to_draw,
)
from maillage.apps.territories.queries import locating as locating_module
from maillage.apps.territories.tests.shapes import collection, feature, square
from maillage.core.geo import Box, contains

pytestmark = pytest.mark.django_db
shapely = pytest.importorskip("shapely")
TODAY = date(2026, 9, 15)
COMMUNE = feature("Clairmaille", square(50, 3, 0.3), kind="commune", code="59999")
IRIS = [
    feature("Ouest", square(50, 3, 0.151), code="599990101", kind="iris"),
    # They overlap by a few metres, as rebuilt outlines do.
    feature("Est", square(50, 3.15, 0.15), code="599990102", kind="iris"),
]
OLD = feature("Le Pile", square(50.1, 3.1, 0.05), code="QP059991", kind="qpv")
NEW = feature("Le Pile, agrandi", square(50.1, 3.1, 0.06), code="QN05991M", kind="qpv")
QUARTER = feature("Centre", square(50.1, 3.1, 0.1), code="q1", kind="quarter")
FILES = [[COMMUNE], IRIS, [OLD], [NEW, QUARTER]]


def load(*features):
    """Load territories as a file would."""
    return load_zones(read_territories(content_of(collection(*features), "t")).statements)


def load_all():
    """Load every file."""
    for file in FILES:
        load(*file)


def codes(zones):
    """Return the codes of zones."""
    return [zone.code for zone in zones]


def test_the_zones_of_a_point_are_of_every_kind_at_a_day(django_assert_num_queries):
    load_all()
    with django_assert_num_queries(2):
        now = zones_at(50.12, 3.12, on=TODAY)
    assert codes(now) == ["59999", "q1", "QN05991M", "599990101"]
    assert "QP059991" in codes(zones_at(50.12, 3.12, on=date(2020, 6, 1)))
    assert "QN05991M" not in codes(zones_at(50.12, 3.12, on=date(2020, 6, 1)))
    assert {"QP059991", "QN05991M"} < set(codes(zones_at(50.12, 3.12, on=None)))
    assert zones_at(10.0, 10.0, on=None) == []


def test_a_point_has_one_iris_where_two_overlap():
    load_all()
    assert codes(zones_at(50.05, 3.1505, on=TODAY, kinds=["iris"])) == ["599990101"]


def test_whatever_the_order_of_the_files_the_base_is_the_same():
    seen = set()
    for order in itertools.permutations(FILES):
        Zone.objects.update(parent=None)
        Zone.objects.all().delete()
        for file in order:
            load(*file)
        rows = Zone.objects.order_by("kind", "code").values_list(
            "kind", "code", "nom", "slug", "parent__code", "valid_to", "latitude", "south"
        )
        seen.add(tuple(rows))
        again = [load(*file) for file in order]
        assert all((c.added, c.changed, c.attached) == (0, 0, 0) for c in again)
    assert len(seen) == 1
    parents = {row[1]: row[4] for row in seen.pop()}
    assert parents["599990101"] == parents["QN05991M"] == parents["q1"] == "59999"


def test_few_points_and_many_points_give_the_same_answer(monkeypatch, django_assert_num_queries):
    load_all()
    points = [(50 + i / 40, 3 + j / 40) for i in range(14) for j in range(14)]
    kinds = ["commune", "quarter", "qpv", "iris"]
    one_by_one = [ZoneIndex(kinds).containing([point])[0] for point in points]
    index = ZoneIndex(kinds)
    with django_assert_num_queries(1):
        assert index.containing([*points, None]) == [*one_by_one, ()]
    # Read once: what lies around is known.
    with django_assert_num_queries(0):
        assert index.containing(points[::-1]) == one_by_one[::-1]
    monkeypatch.setattr(locating_module, "FEW", 0)
    wider = ZoneIndex(kinds)
    assert [wider.containing([point])[0] for point in points] == one_by_one
    assert index.containing([]) == []
    assert index.containing([None]) == [()]


coordinate = st.integers(0, 12)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(coordinate, coordinate, st.integers(1, 6)), min_size=1, max_size=6),
    st.lists(st.tuples(st.floats(0, 18), st.floats(0, 18)), min_size=1, max_size=8),
)
def test_a_point_in_a_zone_is_what_geos_says(drawn, asked):
    Zone.objects.all().delete()
    shapes = [square(-20 + south, 20 + west, size) for south, west, size in drawn]
    load(*(feature(f"Z{n}", s, code=f"z{n}", kind="quarter") for n, s in enumerate(shapes)))
    points = [(-20 + latitude, 20 + longitude) for latitude, longitude in asked]
    numbers = {zone.pk: int(zone.code[1:]) for zone in Zone.objects.all()}
    for point, found in zip(points, ZoneIndex(["quarter"]).containing(points), strict=True):
        there = shapely.Point(point[1], point[0])
        for number, shape in enumerate(map(shapely.geometry.shape, shapes)):
            if shape.boundary.distance(there) > 1e-6:
                assert (number in {numbers[pk] for pk in found}) == shape.contains(there)


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.tuples(coordinate, coordinate, st.integers(1, 6), st.sampled_from(["iris", "quarter"])),
        min_size=1,
        max_size=8,
    ),
    st.lists(st.tuples(st.floats(0, 18), st.floats(0, 18)) | st.none(), max_size=40),
)
def test_many_points_at_once_are_in_what_each_outline_says_one_by_one(drawn, asked):
    Zone.objects.all().delete()
    shapes = {
        f"{n:09}": (kind, square(-20 + south, 20 + west, size))
        for n, (south, west, size, kind) in enumerate(drawn)
    }
    load(*(feature(f"Z{c}", shape, code=c, kind=kind) for c, (kind, shape) in shapes.items()))
    points = [one and (-20 + one[0], 20 + one[1]) for one in asked]
    # Corners too, where one bit decides.
    points += [(lat, lon) for _, s in shapes.values() for lon, lat in s["coordinates"][0]]
    expected = []
    for point in points:
        held = {
            kind: [c for c, (k, s) in sorted(shapes.items()) if k == kind and contains(s, *point)]
            for kind in ("quarter", "iris")
            if point
        }
        expected.append((*held.get("quarter", ()), *held.get("iris", ())[:1]))
    code_of = dict(Zone.objects.values_list("pk", "code"))
    found = ZoneIndex(["iris", "quarter"]).containing(points)
    assert [tuple(code_of[pk] for pk in zones) for zones in found] == expected


def test_a_box_finds_what_touches_it_and_coarser_outlines_weigh_less():
    load_all()
    around = Box(50.0, 3.0, 50.11, 3.11)
    assert [zone.code for zone in zones_in(around, on=TODAY)] == ["59999", "q1", "QN05991M"]
    assert zones_in(Box(51, 3, 52, 4), on=TODAY) == []
    circle = shapely.Point(3.1, 50.1).buffer(0.05, 200)
    outline = json.loads(shapely.to_geojson(circle))
    light = simplified(outline, 100.0)
    assert len(json.dumps(light)) < len(json.dumps(outline)) / 20
    assert contains(light, 50.1, 3.1)
    drawn = shapely.geometry.shape(light)
    assert drawn.is_valid
    assert drawn.symmetric_difference(circle).area < 0.05 * circle.area
    assert simplified(outline, 0) is outline


def test_a_zone_smaller_than_the_tolerance_does_not_vanish_and_islets_do():
    tiny = square(50, 3, 0.0001)
    assert simplified(tiny, 5_000.0)["type"] == "Polygon"
    two = {
        "type": "MultiPolygon",
        "coordinates": [square(50, 3, 0.5)["coordinates"], square(51, 3, 0.0001)["coordinates"]],
    }
    assert simplified(two, 500.0)["type"] == "Polygon"
    assert simplified(two, 1.0)["type"] == "MultiPolygon"


def test_a_zone_across_the_antimeridian_is_found_from_both_sides():
    ring = [[179, -17], [-179, -17], [-179, -16], [179, -16], [179, -17]]
    load(feature("Île", {"type": "Polygon", "coordinates": [ring]}, kind="quarter", code="i"))
    zone = get_zone("ile")
    assert box_of(zone) == (-17.0, 179.0, -16.0, -179.0)
    for longitude in (179.5, -179.5):
        assert codes(zones_at(-16.5, longitude, on=None)) == ["i"]
        box = Box(-17, longitude - 0.1, -16, longitude + 0.1)
        assert [one.code for one in zones_in(box, on=None)] == ["i"]
    assert zones_at(-16.5, 0.0, on=None) == []
    assert [one.code for one in zones_in(Box(-17, 178, -16, -178), on=None)] == ["i"]


def test_children_counts_and_the_neighbourhoods_of_today():
    load_all()
    commune = get_zone("clairmaille")
    assert codes(children_of(commune, on=TODAY)) == ["599990102", "599990101", "QN05991M", "q1"]
    assert codes(children_of(commune, on=TODAY, kinds=["quarter"])) == ["q1"]
    assert codes(priority_zones(today=TODAY)) == ["QN05991M"]
    assert codes(priority_zones(today=date(2020, 1, 1))) == ["QP059991"]
    counts = {
        count.kind: (count.n, count.n_outlined, count.n_over)
        for count in counts_by_kind(today=TODAY)
    }
    assert counts["qpv"] == (2, 2, 1)
    assert counts["epci"] == (0, 0, 0)


def test_the_last_list_is_drawn_when_no_other_is_known():
    load(OLD)
    rows, ended = zones_to_draw("qpv", today=TODAY)
    assert (codes(rows), ended) == (["QP059991"], date(2023, 12, 31))
    load(NEW)
    rows, ended = zones_to_draw("qpv", today=TODAY)
    assert (codes(rows), ended) == (["QN05991M"], None)
    assert zones_to_draw("veille", today=TODAY)[0].count() == 0


def test_an_old_neighbourhood_corresponds_to_the_new_one_that_has_its_ground():
    load_all()
    (found,) = correspondences()
    assert (found.old.code, found.new.code, found.same) == ("QP059991", "QN05991M", True)
    assert found.share_of_old == pytest.approx(1)
    assert found.share_of_new == pytest.approx(25 / 36, rel=1e-3)


def test_the_command_tries_then_loads_then_changes_nothing(tmp_path, capsys):
    path = tmp_path / "t.geojson"
    path.write_bytes(collection(COMMUNE, *IRIS))
    call_command("load_territory", str(path), "--dry-run")
    assert "3 seraient ajoutés" in capsys.readouterr().out
    assert not Zone.objects.exists()
    call_command("load_territory", str(path), "--json")
    report = json.loads(capsys.readouterr().out)
    assert report["files"][0]["added"] == 3
    assert report["files"][0]["kinds"] == {"commune": 1, "iris": 2}
    call_command("load_territory", str(path))
    said = capsys.readouterr().out
    assert "0 ajoutés, 0 changés, 3 inchangés" in said
    call_command("load_territory", str(path), "--layers")
    assert "une seule couche" in capsys.readouterr().out
