"""The map without a script: right places, light, readable without eyes, the same everywhere."""

import gzip
import re
import xml.etree.ElementTree as ET
from itertools import pairwise
from math import cos, radians, sin, tau

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.drawing import Frame, Line, Marker, Texts, Zone, frame_of, map_svg
from maillage.core.drawing.labels import Area
from maillage.core.drawing.markers import APART, grouped
from maillage.core.drawing.paths import path, rings_of, thinned
from maillage.core.geo import distance_m

SVG = "{http://www.w3.org/2000/svg}"
TEXTS = Texts("Plan de La Filature", "Trois lieux au nord du canal.")
frames = st.builds(
    Frame,
    latitude=st.floats(-80, 80),
    longitude=st.floats(-179, 179),
    width_m=st.floats(60, 20_000),
)
units = st.tuples(st.floats(0, 400), st.floats(0, 300))


@given(frames, units)
def test_a_click_is_the_position_that_is_drawn_there(frame, point):
    x, y = frame.xy(*frame.position(*point))
    assert (x, y) == (pytest.approx(point[0], abs=1e-3), pytest.approx(point[1], abs=1e-3))


@given(frames, units)
def test_a_unit_is_as_many_metres_as_the_frame_says(frame, point):
    latitude, longitude = frame.position(*point)
    drawn_m = frame.m_per_unit * ((point[0] - 200) ** 2 + (point[1] - 150) ** 2) ** 0.5
    real_m = distance_m(frame.latitude, frame.longitude, latitude, longitude)
    # Near the poles 20 km span several degrees of longitude; a town is under 0.4 %.
    wrong = 0.004 if abs(frame.latitude) < 60 else 0.02
    assert real_m == pytest.approx(drawn_m, rel=wrong, abs=0.01)


def test_a_window_moves_nears_and_never_leaves_the_earth():
    frame = Frame(50.63, 3.06, 4_000)
    assert frame.moved(0.5, 0).xy(50.63, 3.06)[0] == pytest.approx(0)
    assert frame.moved(0, 0.5).xy(50.63, 3.06)[1] == pytest.approx(300)
    assert frame.nearer(2).width_m == 2_000
    assert frame.nearer(1e9).width_m == 60
    assert frame.nearer(1e-9).width_m == 400_000
    assert Frame(84.9, 0, 400_000).moved(0, 3).latitude == 85
    south, west, north, east = frame.box()
    assert south < 50.63 < north
    assert west < 3.06 < east
    for wrong in ((90, 0, 1000), (0, 181, 1000), (0, 0, 10), (0, 0, 1e9)):
        with pytest.raises(ValueError, match=r"a map is|middle"):
            Frame(*wrong)
    with pytest.raises(ValueError, match="width and a height"):
        Frame(0, 0, 100, 0, 0)


@given(st.lists(st.tuples(st.floats(50, 51), st.floats(2.5, 3.5)), min_size=1, max_size=8))
def test_the_frame_of_points_shows_them_all(points):
    frame = frame_of(points)
    for point in points:
        x, y = frame.xy(*point)
        assert 0 <= x <= 400
        assert 0 <= y <= 300
    assert frame_of([]) is None


# ---------------------------------------------------------------- outlines

positions = st.lists(st.tuples(st.floats(-500, 900), st.floats(-500, 800)), min_size=2, max_size=40)


def away(point, start, end):
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = dx * dx + dy * dy
    t = 0 if not length else ((point[0] - start[0]) * dx + (point[1] - start[1]) * dy) / length
    t = max(0, min(1, t))
    return ((start[0] + t * dx - point[0]) ** 2 + (start[1] + t * dy - point[1]) ** 2) ** 0.5


@given(positions, st.floats(0.1, 50))
def test_no_dropped_point_is_farther_than_said(points, tolerance):
    kept = thinned(points, tolerance)
    assert kept[0] == points[0]
    assert kept[-1] == points[-1]
    for point in points:
        nearest = min(away(point, a, b) for a, b in pairwise(kept))
        assert nearest <= tolerance + 1e-6


def test_a_long_outline_is_short_once_drawn():
    wide = 0.01 / cos(radians(50.63))
    turns = [tau * i / 5_000 for i in range(5_001)]
    circle = [(50.63 + 0.01 * sin(turn), 3.06 + wide * cos(turn)) for turn in turns]
    d = path([circle], Frame(50.63, 3.06, 4_000), closed=True)
    assert d.startswith("M")
    assert d.endswith("z")
    assert len(d) < 700


def test_what_is_far_is_left_out_and_what_crosses_is_kept():
    frame = Frame(50.63, 3.06, 1_000)
    far = [(52.0, 3.0), (52.1, 3.1), (52.0, 3.2)]
    assert path([far], frame, closed=True) == ""
    assert path([far], frame, closed=False) == ""
    through = [(50.63, 2.0), (50.63, 4.0)]
    assert path([through], frame, closed=False).startswith("M")
    # A zone that holds the whole window is drawn around it.
    around = [(50, 2), (50, 4), (51, 4), (51, 2), (50, 2)]
    corners = {(-40, 340), (440, 340), (440, -40), (-40, -40)}
    told = path([around], frame, closed=True)
    numbers = [int(n) for n in re.findall(r"-?\d+", told)]
    x, y = numbers[:2]
    drawn = {(x, y)}
    for dx, dy in zip(numbers[2::2], numbers[3::2], strict=True):
        x, y = x + dx, y + dy
        drawn.add((x, y))
    assert drawn == corners


def test_what_is_no_line_draws_nothing():
    for geometry in (None, {}, {"type": "Point", "coordinates": [3, 50]}, {"type": "Polygon"}):
        assert rings_of(geometry) == []


def test_a_height_and_a_shape_already_read_are_taken_as_they_are():
    line = {"type": "LineString", "coordinates": [[3.04, 50.62, 12.5], [3.08, 50.64, 13.0]]}
    rings = rings_of(line)
    assert [ring.tolist() for ring in rings] == [[[50.62, 3.04], [50.64, 3.08]]]
    assert rings_of(rings) is rings


# ---------------------------------------------------------------- the whole map


def square(latitude, longitude, half=0.005):
    a, b, c, d = longitude - half, latitude - half, longitude + half, latitude + half
    return {"type": "Polygon", "coordinates": [[[a, b], [c, b], [c, d], [a, d], [a, b]]]}


def town():
    zones = [
        Zone("Clairmaille", square(50.63, 3.06, 0.02), "commune"),
        Zone("La Filature", square(50.63, 3.06), "quarter", (50.63, 3.06)),
        Zone("Filature-Canal", square(50.632, 3.061, 0.002), "priority"),
    ]
    lines = [
        Line({"type": "LineString", "coordinates": [[3.04, 50.62], [3.08, 50.64]]}, "water"),
        Line({"type": "LineString", "coordinates": [[3.05, 50.62], [3.06, 50.64]]}, "street"),
    ]
    return zones, lines


def draw(points=(), **changes):
    zones, lines = town()
    frame = changes.pop("frame", Frame(50.63, 3.06, 3_000))
    return map_svg(zones, lines, points, frame=frame, texts=changes.pop("texts", TEXTS))


def test_every_marker_is_a_link_with_its_number_and_its_name():
    svg = ET.fromstring(
        draw(
            [
                Marker(50.63, 3.05, "1", "Mairie", "/lieux/a/"),
                Marker(50.63, 3.07, "2", "Médiathèque", "/lieux/b/", to_check=True),
            ]
        )
    )
    links = svg.findall(f"{SVG}a")
    assert [(a.get("href"), a.get("aria-label")) for a in links] == [
        ("/lieux/a/", "1. Mairie"),
        ("/lieux/b/", "2. Médiathèque"),
    ]
    assert [a.find(f"{SVG}text").text for a in links] == ["1", "2"]
    assert links[1].findall(f"{SVG}circle")[1].get("class") == "pin check"


def test_markers_too_near_become_one_that_bears_both_numbers():
    svg = ET.fromstring(
        draw(
            [
                Marker(50.63, 3.06, "1", "Mairie", "/a"),
                Marker(50.6301, 3.0601, "2", "Poste", "/b"),
                Marker(50.64, 3.08, "3", "Loin", "/c"),
                Marker(51.64, 3.08, "4", "Dehors", "/d"),
            ]
        )
    )
    labels = [a.get("aria-label") for a in svg.findall(f"{SVG}a")]
    assert labels == ["1. Mairie; 2. Poste", "3. Loin"]


def label_of(*numbers):
    points = [Marker(50.63, 3.06, str(n), f"Lieu {n}") for n in numbers]
    (group,) = grouped(points, Frame(50.63, 3.06, 3_000))
    return group.label


def test_a_marker_of_several_says_numbers_that_people_find_in_the_list():
    assert label_of(7) == "7"
    assert label_of(2, 3, 4) == "2–4"
    assert label_of(2, 9) == "2, 9"
    assert label_of(2, 9, 12) == "2, 9…"


@given(
    st.lists(st.tuples(st.floats(50.6, 50.66), st.floats(3.0, 3.12)), min_size=1, max_size=60),
)
def test_every_point_of_the_window_is_in_one_marker_and_no_two_cover_one_another(points):
    frame = Frame(50.63, 3.06, 5_000)
    markers = [Marker(*point, str(n)) for n, point in enumerate(points, start=1)]
    groups = grouped(markers, frame)
    told = [marker.number for group in groups for marker in group.markers]
    seen = [m.number for m in markers if frame.shows(m.latitude, m.longitude)]
    assert sorted(told, key=int) == seen
    for one in groups:
        for other in groups:
            away = ((one.x - other.x) ** 2 + (one.y - other.y) ** 2) ** 0.5
            assert one is other or away >= APART


def test_a_marker_of_several_leads_to_the_window_that_tells_them_apart_else_to_the_list():
    def links(*points, closer):
        marks = [
            Marker(*point, str(n), f"Lieu {n}", f"/l/{n}/", list_href=f"#l{n}")
            for n, point in enumerate(points, start=1)
        ]
        svg = map_svg([], [], marks, frame=Frame(50.63, 3.06, 3_000), texts=TEXTS, closer=closer)
        return [a.get("href") for a in ET.fromstring(svg).findall(f"{SVG}a")]

    asked = []

    def closer(frame):
        asked.append(frame)
        return "/plus-pres/"

    apart = ((50.63, 3.06), (50.6305, 3.0604))
    assert links(*apart, closer=closer) == ["/plus-pres/"]
    (frame,) = asked
    groups = grouped([Marker(*point, str(n)) for n, point in enumerate(apart)], frame)
    assert len(groups) == 2
    # One door for both: no window would help, the list does.
    assert links((50.63, 3.06), (50.63, 3.06), closer=closer) == ["#l1"]
    assert links(*apart, closer=None) == ["#l1"]


def test_a_marker_of_many_names_the_first_ones_and_counts_the_others():
    points = [Marker(50.63, 3.06, str(n), f"Lieu {n}", "/l/") for n in range(1, 11)]
    svg = draw(points, texts=Texts("Plan", "Dix lieux.", others="et %d autres"))
    (link,) = ET.fromstring(svg).findall(f"{SVG}a")
    assert link.get("aria-label").endswith("6. Lieu 6; et 4 autres")


def test_who_looks_is_a_double_ring_never_a_number_and_links_are_no_image():
    svg = ET.fromstring(
        draw(
            [Marker(50.63, 3.05, "1", "Mairie", "/a"), Marker(50.63, 3.05, name="Ici", person=True)]
        )
    )
    assert svg.get("role") == "group"
    assert [c.get("class") for c in svg.iter(f"{SVG}circle")] == ["hit", "pin", "me", "me-dot"]


def test_a_name_goes_where_no_marker_is_or_nowhere():
    def name_at(points):
        svg = ET.fromstring(draw(points))
        names = [g for g in svg.iter(f"{SVG}g") if g.get("class") == "m-name"]
        return [(int(t.get("x")), int(t.get("y"))) for g in names for t in g.iter(f"{SVG}text")]

    assert name_at([]) == [(200, 150)]
    ((x, y),) = name_at([Marker(50.63, 3.06, "1", "Mairie", "/a")])
    half = len("La Filature") * 11.5 * 0.62 / 2
    assert not Area(x - half, y - 12, x + half, y + 5).meets(Area(183, 133, 217, 167))
    long = [Zone("Quartier " * 9, square(50.63, 3.06), "quarter", (50.63, 3.06))]
    assert "m-name" not in map_svg(long, [], [], frame=Frame(50.63, 3.06, 3_000), texts=TEXTS)


def test_quarters_that_touch_are_all_named_though_a_marker_is_in_the_middle_of_each():
    middles = [(50.625 + 0.01 * n, 3.05 + 0.02 * m) for n in range(2) for m in range(2)]
    zones = [
        Zone(f"Quartier {rank}", square(*one), "quarter", one) for rank, one in enumerate(middles)
    ]
    points = [Marker(*one, str(rank), "Lieu", "/a") for rank, one in enumerate(middles, start=1)]
    svg = map_svg(zones, [], points, frame=Frame(50.63, 3.06, 4_000), texts=TEXTS)
    assert re.findall(r"Quartier \d", svg) == [f"Quartier {rank}" for rank in range(4)]


def test_the_name_of_a_street_lies_along_it_once_and_never_upside_down():
    line = {"type": "LineString", "coordinates": [[3.065, 50.632], [3.055, 50.628]]}
    streets = [Line(line, "main", "rue de la Navette"), Line(line, "street", "rue de la Navette")]
    svg = map_svg([], streets, [], frame=Frame(50.63, 3.06, 800), texts=TEXTS)
    texts = [t for t in ET.fromstring(svg).iter(f"{SVG}text") if t.text == "rue de la Navette"]
    assert len(texts) == 1
    turn = int(re.search(r"rotate\((-?\d+)\)", texts[0].get("transform"))[1])
    assert -90 <= turn <= 90
    far = map_svg([], streets, [], frame=Frame(50.63, 3.06, 8_000), texts=TEXTS)
    assert "rue de la Navette" not in far


def test_the_point_that_a_person_sets_is_never_merged_nor_numbered():
    svg = draw([Marker(50.63, 3.06, "1", "Mairie"), Marker(50.63, 3.06, name="Ici")])
    assert svg.count('class="m-set"') == 1
    assert "<title>Ici</title>" in svg


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30))
def test_no_text_breaks_the_drawing(name, title, href):
    clean = [
        "".join(c for c in text if c.isprintable() and c.isascii()) for text in (name, title, href)
    ]
    svg = draw(
        [Marker(50.63, 3.06, "1", clean[0], clean[2] or "/")],
        texts=Texts(clean[1], '<script>"&'),
    )
    root = ET.fromstring(svg)
    assert root.find(f"{SVG}title").text in (clean[1], None)
    assert root.find(f"{SVG}desc").text == '<script>"&'


def test_it_says_what_it_shows_and_runs_nothing():
    svg = draw()
    root = ET.fromstring(svg)
    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").text == "Plan de La Filature"
    assert root.find(f"{SVG}desc").text == "Trois lieux au nord du canal."
    for forbidden in ("<script", "style=", "<style", "http://", "https://", "onclick"):
        assert forbidden not in svg.replace("http://www.w3.org/2000/svg", "")
    words = [text.text for text in root.iter(f"{SVG}text")]
    assert "500 m" in words
    assert "N" in words
    assert "La Filature" in words


def test_a_town_of_a_thousand_streets_stays_light():
    zones, _lines = town()
    streets = [
        Line(
            {
                "type": "LineString",
                "coordinates": [
                    [3.04 + 0.0004 * (i % 100), 50.62 + 0.0002 * (i // 100)],
                    [3.0405 + 0.0004 * (i % 100), 50.6203 + 0.0002 * (i // 100)],
                ],
            }
        )
        for i in range(1_000)
    ]
    points = [Marker(50.62 + i / 1000, 3.05, str(i), f"Lieu {i}", f"/l/{i}/") for i in range(20)]
    svg = map_svg(zones, streets, points, frame=Frame(50.63, 3.06, 3_000), texts=TEXTS)
    assert len(gzip.compress(svg.encode())) <= 10_000


def test_two_hundred_places_stay_light():
    zones, lines = town()
    points = [
        Marker(50.61 + (i * 37 % 200) / 5_000, 3.03 + (i * 61 % 200) / 3_300, str(i + 1),
               f"Maison de quartier numéro {i}", f"/lieux/abc{i:07}/")
        for i in range(200)
    ]  # fmt: skip
    svg = map_svg(zones, lines, points, frame=Frame(50.63, 3.06, 5_000), texts=TEXTS)
    assert len(gzip.compress(svg.encode())) <= 10_000
