"""Zones by class and bars: nothing runs in them, names are texts, unknown is not the least."""

import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.drawing import (
    Bar,
    Frame,
    Shaded,
    Texts,
    Zone,
    chart_svg,
    choropleth_svg,
    class_bounds,
    level_of,
    swatch_svg,
)

SVG = "{http://www.w3.org/2000/svg}"
FRAME = Frame(50.0, 3.0, 4_000, 400, 300)
TEXTS = Texts("Carte : <b>habitants</b>", "Le plus élevé est Le Pile & co.")
HOSTILE = "<script>alert(1)</script> \"Q\" & 'é'"
values = st.lists(st.floats(-1e6, 1e6, allow_nan=False), max_size=40)


def square(south=49.995, west=2.995, size=0.01):
    north, east = south + size, west + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def drawn(*zones, **more):
    """Return a map, read as XML: what is not well formed fails here."""
    svg = choropleth_svg(zones, frame=FRAME, texts=TEXTS, **more)
    check(svg)
    return ET.fromstring(svg)


def check(svg):
    """Nothing that a strict policy of a page forbids, and no name that became a tag."""
    assert "style=" not in svg
    assert "<script" not in svg
    assert not re.search(r"\son\w+=", svg)
    assert "javascript:" not in svg


def shaded(level=2, **fields):
    said = {"name": "Le Pile", "geometry": square(), "level": level, "words": "Le Pile : 41,2 %"}
    return Shaded(**said | fields)


def fills(root):
    return [one.get("fill") for one in root.iter(f"{SVG}path") if "url" in one.get("fill", "")]


# ---------------------------------------------------------------- classes


@given(values)
def test_every_value_has_a_class_and_more_is_never_bluer_than_most(numbers):
    bounds = class_bounds(numbers)
    assert len(bounds) <= 5
    assert bounds == sorted(set(bounds))
    levels = [level_of(number, bounds) for number in sorted(numbers)]
    assert levels == sorted(levels)
    if numbers:
        # The most is always the darkest, whatever the number of classes.
        assert bounds[-1] == max(numbers)
        assert levels[-1] == 4
        assert all(0 <= level <= 4 for level in levels)
        # Equal values are never in two classes.
        assert len({(n, level_of(n, bounds)) for n in numbers}) == len(set(numbers))


def test_equal_negative_and_absent_values():
    assert class_bounds([]) == []
    assert class_bounds([7, 7, 7]) == [7]
    assert level_of(7, [7]) == 4
    assert class_bounds([-5, -3, -1, 0, 2]) == [-5, -3, -1, 0, 2]
    assert [level_of(n, [-5, -3, -1, 0, 2]) for n in (-5, -3, 2)] == [0, 1, 4]
    # Five classes of as many zones each.
    bounds = class_bounds(range(100))
    assert [sum(level_of(n, bounds) == k for n in range(100)) for k in range(5)] == [20] * 5


# ---------------------------------------------------------------- zones


def test_a_zone_is_filled_by_its_class_and_an_unknown_one_is_crossed():
    root = drawn(shaded(0), shaded(4), shaded(None))
    assert fills(root) == ["url(#c0)", "url(#c4)", "url(#cx)"]
    patterns = {one.get("id"): one for one in root.iter(f"{SVG}pattern")}
    assert set(patterns) == {"c0", "c1", "c2", "c3", "c4", "cx"}
    # Without colour, the classes still differ: strokes closer and closer, a cross for nothing.
    sizes = [float(patterns[f"c{n}"].get("width")) for n in range(1, 5)]
    assert sizes == sorted(sizes, reverse=True)
    assert patterns["c0"].find(f"{SVG}path") is None
    assert "L8 8M8 0" in patterns["cx"].find(f"{SVG}path").get("d")


def test_under_the_pattern_of_a_zone_is_its_colour_and_strokes_reach_the_edges_of_their_tile():
    root = drawn(shaded(0), shaded(4), shaded(None))
    patterns = {one.get("id"): one for one in root.iter(f"{SVG}pattern")}
    paths = list(root.iter(f"{SVG}path"))
    for under, over in pairwise(paths):
        if "url" in over.get("fill", ""):
            pattern = patterns[over.get("fill")[5:-1]]
            assert under.get("fill") == pattern.find(f"{SVG}rect").get("fill")
            assert under.get("d") == over.get("d")
            # Its edge is drawn once.
            assert under.get("stroke") is None
    # A stroke of 1 that ended in a corner of its tile would be cut to a point there.
    assert patterns["c4"].find(f"{SVG}path").get("d") == "M-1 6L6 -1M-1 1L1 -1M4 6L6 4"


def test_names_are_texts_whatever_they_hold():
    root = drawn(
        shaded(1, name=HOSTILE, words=HOSTILE, href='/x/?a="b"&c=<d>', label_at=(50.0, 3.0)),
        outlines=[Zone(HOSTILE, square(49.99, 2.99, 0.02))],
    )
    titles = [one.text for one in root.iter(f"{SVG}title")]
    assert titles == [TEXTS.title, HOSTILE]
    assert root.find(f"{SVG}desc").text == TEXTS.description
    link = next(root.iter(f"{SVG}a"))
    assert (link.get("href"), link.get("aria-label")) == ('/x/?a="b"&c=<d>', HOSTILE)


def test_a_zone_without_address_is_no_link_and_one_outside_the_window_is_not_drawn():
    assert not list(drawn(shaded()).iter(f"{SVG}a"))
    assert fills(drawn(shaded(geometry=square(10, 10)))) == []
    assert fills(drawn()) == []


def test_a_map_is_named_and_described_for_those_who_do_not_see_it():
    root = drawn(shaded())
    named = root.get("aria-labelledby").split()
    found = [one.text for one in root.iter() if one.get("id") in named]
    assert found == [TEXTS.title, TEXTS.description]


@pytest.mark.parametrize("level", [None, 0, 1, 2, 3, 4])
def test_the_square_of_a_legend_is_hidden_since_words_stand_beside_it(level):
    svg = swatch_svg(level)
    check(svg)
    assert (
        ET.fromstring(svg.replace("<svg ", f'<svg xmlns="{SVG[1:-1]}" ')).get("aria-hidden")
        == "true"
    )
    assert len({swatch_svg(one) for one in (None, 0, 1, 2, 3, 4)}) == 6


# ---------------------------------------------------------------- bars


def chart(*bars, **more):
    svg = chart_svg(bars, texts=TEXTS, **more)
    check(svg)
    return ET.fromstring(svg)


def rects(root):
    return [(float(one.get("x")), float(one.get("width"))) for one in root.iter(f"{SVG}rect")]


@given(st.lists(st.none() | st.floats(-1e6, 1e6, allow_nan=False), max_size=8))
def test_bars_are_in_the_page_and_as_long_as_their_values(numbers):
    root = chart(*(Bar(f"Zone {n}", value, "x") for n, value in enumerate(numbers)))
    known = [value for value in numbers if value is not None]
    drawn_bars = rects(root)
    assert len(drawn_bars) == len(known)
    largest = max((abs(value) for value in known), default=0)
    for value, (x, width) in zip(known, drawn_bars, strict=True):
        assert x >= 0
        assert x + width <= 640
        if largest and abs(value) / largest > 0.01:
            longest = max(width for _, width in drawn_bars)
            assert width / longest == pytest.approx(abs(value) / largest, abs=0.01)


def test_negative_values_go_left_of_zero_and_equal_ones_are_equal():
    (x_less, wide), (x_more, as_wide) = rects(chart(Bar("a", -5, "−5"), Bar("b", 5, "+5")))
    assert wide == pytest.approx(as_wide, abs=0.11)
    assert x_less + wide == pytest.approx(x_more, abs=0.11)
    same = rects(chart(Bar("a", 3, "3"), Bar("b", 3, "3")))
    assert same[0] == same[1]


def test_what_is_not_known_has_words_and_no_bar():
    root = chart(Bar("Ici", None, "secret statistique"), Bar("Lille", 0, "0 %"))
    assert len(rects(root)) == 1
    assert "secret statistique" in [one.text for one in root.iter(f"{SVG}text")]


def test_a_chart_of_nothing_is_a_chart_and_zeros_divide_nothing():
    assert rects(chart()) == []
    assert len(rects(chart(Bar("a", 0, "0"), Bar("b", 0.0, "0")))) == 2


def test_names_of_bars_are_texts_and_long_ones_are_cut():
    root = chart(Bar(HOSTILE, 1, HOSTILE), Bar("Métropole européenne de Lille et autour", 2, "2"))
    texts = [one.text for one in root.iter(f"{SVG}text")]
    assert HOSTILE in texts
    assert any(text.endswith("…") and len(text) <= 28 for text in texts)


def test_an_interval_is_drawn_over_its_bar_and_a_full_bar_may_be_said():
    root = chart(Bar("a", 5, "5", low=4, high=8), largest=10)
    ((_, width),) = rects(root)
    marks = [one.get("d") for one in root.iter(f"{SVG}path")]
    assert any("v10" in d for d in marks)
    assert width == pytest.approx((640 * 0.84 - 640 * 0.34) / 2, abs=0.1)
