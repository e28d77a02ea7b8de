"""An outline in progress on the map."""

import xml.etree.ElementTree as ET

from maillage.core.drawing import Frame, Texts, map_svg
from maillage.core.drawing.draft import draft_svg

FRAME = Frame(50.63, 3.06, 1000)
CORNERS = [FRAME.position(*xy) for xy in [(100, 100), (200, 100), (200, 200)]]


def test_corners_are_drawn_where_one_clicked_and_the_last_one_is_plain():
    drawing = ET.fromstring(draft_svg(CORNERS, FRAME))
    circles = drawing.findall("circle")
    assert [(c.get("cx"), c.get("cy")) for c in circles] == [
        ("100.0", "100.0"), ("200.0", "100.0"), ("200.0", "200.0")
    ]  # fmt: skip
    assert [c.get("r") for c in circles] == ["4", "4", "6"]
    # The side that closes the outline is dashed.
    dashed = [p for p in drawing.findall("path") if p.get("stroke-dasharray")]
    assert [p.get("d") for p in dashed] == ["M200.0 200.0L100.0 100.0"]


def test_two_corners_are_a_line_and_none_is_nothing():
    assert draft_svg([], FRAME) == ""
    assert "stroke-dasharray" not in draft_svg(CORNERS[:2], FRAME)
    far = draft_svg([*CORNERS, (-80, -179)], FRAME)
    assert far.count("<circle") == 3, "a corner outside the window is not drawn"


def test_the_map_holds_the_draft():
    svg = map_svg([], [], [], frame=FRAME, texts=Texts("Plan", "Rien."), draft=CORNERS)
    assert "m-draft" in svg
    ET.fromstring(svg)
