"""Outlines over a shaded map: never without their words (MAP-12)."""

import pytest

from maillage.core.drawing import Frame, Zone, overlay_svg

FRAME = Frame(50.6, 3.0, 2_000)
SQUARE = {
    "type": "Polygon",
    "coordinates": [[[2.99, 50.59], [3.01, 50.59], [3.01, 50.61], [2.99, 50.61], [2.99, 50.59]]],
}
FAR = {
    "type": "Polygon",
    "coordinates": [[[9.0, 40.0], [9.1, 40.0], [9.1, 40.1], [9.0, 40.0]]],
}


@pytest.mark.parametrize("caption", [[], [""], ["  "]])
def test_without_words_nothing_is_drawn_and_it_is_a_mistake(caption):
    with pytest.raises(ValueError, match="says how it is read"):
        overlay_svg([Zone("", SQUARE)], frame=FRAME, caption=caption)


def test_words_are_written_as_they_are():
    drawn = overlay_svg([Zone("", SQUARE)], frame=FRAME, caption=["Tirets : <b> & co", "suite"])
    assert "Tirets : &lt;b&gt; &amp; co" in drawn
    assert drawn.count("<text") == 2
    assert "style=" not in drawn


def test_words_without_an_outline_would_describe_nothing():
    assert overlay_svg([Zone("", FAR)], frame=FRAME, caption=["Tirets"]) == ""
    assert overlay_svg([], frame=FRAME, caption=["Tirets"]) == ""
