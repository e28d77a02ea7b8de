"""Names on a map of zones: no two meet, none is on another zone, a number where one lacks room."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.drawing import (
    Area,
    Frame,
    Shaded,
    Texts,
    around,
    choropleth_svg,
    zone_labels,
)
from maillage.core.drawing.names import in_lines, names_svg

SVG = "{http://www.w3.org/2000/svg}"
FRAME = Frame(50.0, 3.0, 7_200, 720, 540)
NAMES = st.text("abcdefgh AÉ-", min_size=1, max_size=50).filter(str.strip)


def zone(x, y, name="Le Pile", number="7", half=20.0, level=1):
    """Return a square zone around a point of the drawing, units."""
    south, west = FRAME.position(x - half, y + half)
    north, east = FRAME.position(x + half, y - half)
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return Shaded(
        name, {"type": "Polygon", "coordinates": [ring]}, level, name,
        label_at=FRAME.position(x, y), number=number,
    )  # fmt: skip


ZONES = st.lists(
    st.builds(
        zone, st.floats(-30, 750), st.floats(-30, 570), NAMES,
        st.integers(0, 999).map(lambda n: str(n) if n else ""), st.floats(0.5, 90),
    ),
    max_size=30,
)  # fmt: skip


def written(labels):
    return [one for one in labels if one is not None]


def said(labels):
    return [" ".join(one.lines) if one else None for one in labels]


@given(ZONES, st.booleans())
def test_no_two_labels_meet_and_none_leaves_the_frame_nor_covers_what_is_taken(zones, has_taken):
    taken = [Area(0, 480, 720, 540), around(200, 200, 14, 14)] if has_taken else []
    labels = zone_labels(zones, frame=FRAME, taken=taken)
    found = written(labels)
    for rank, one in enumerate(found):
        assert 0 <= one.area.left < one.area.right <= FRAME.width
        assert 0 <= one.area.top < one.area.bottom <= FRAME.height
        assert not any(one.area.meets(other) for other in taken)
        assert not any(one.area.meets(other.area) for other in found[rank + 1 :])
    assert labels == zone_labels(zones, frame=FRAME, taken=taken)


@given(ZONES)
def test_no_name_lies_on_another_zone_nor_hides_its_middle(zones):
    shown = [one for one in zones if FRAME.shows(*one.label_at)]
    for rank, label in enumerate(zone_labels(shown, frame=FRAME)):
        if label is None or label.is_number:
            continue
        x, y = (label.area.left + label.area.right) / 2, (label.area.top + label.area.bottom) / 2
        for later in shown[rank + 1 :]:
            # Of zones that overlap the last is on top: no text lies in the depth of it.
            ring = FRAME.xys(_ring(later))
            (left, top), (right, bottom) = ring.min(axis=0), ring.max(axis=0)
            assert not (left + 4 < x < right - 4 and top + 4 < y < bottom - 4)


@given(ZONES)
def test_a_larger_name_lies_wholly_on_its_own_zone(zones):
    shown = [one for one in zones if FRAME.shows(*one.label_at)]
    for one, label in zip(shown, zone_labels(shown, frame=FRAME), strict=True):
        if label is not None and label.size > 11.5:
            # Within a square of 4 units, where one zone ends and the next begins.
            (left, top), (right, bottom) = (
                FRAME.xys(_ring(one)).min(0),
                FRAME.xys(_ring(one)).max(0),
            )
            assert left - 4 <= label.area.left < label.area.right <= right + 4
            assert top - 4 <= label.area.top < label.area.bottom <= bottom + 4


def test_a_name_is_as_large_as_its_zone_allows_and_aside_where_the_middle_is_not_its_own():
    beside, on_it = zone_labels([zone(150, 100, half=8), zone(500, 300, half=80)], frame=FRAME)
    assert (beside.size, on_it.size) == (11.5, 20)
    # An L: its middle is outside of it, its foot is wide and low.
    corners = [(200, 100), (230, 100), (230, 270), (400, 270), (400, 300), (200, 300)]
    ring = [list(reversed(FRAME.position(x, y))) for x, y in [*corners, corners[0]]]
    bent = replace(zone(300, 200), geometry={"type": "Polygon", "coordinates": [ring]})
    (label,) = zone_labels([bent], frame=FRAME)
    assert label.size == 20
    assert 266 <= label.area.top < label.area.bottom <= 304
    # Away from what is taken, yet on it.
    (moved,) = zone_labels([bent], frame=FRAME, taken=[Area(200, 260, 300, 320)])
    assert (moved.size, moved.area.left >= 300, moved.area.top >= 266) == (20, True, True)


def test_larger_letters_and_their_lines_are_drawn_within_their_box():
    (label,) = found = zone_labels(
        [zone(300, 300, "Nouveau Mons - Les Sarts", half=140)], frame=FRAME
    )
    root = ET.fromstring(names_svg(found))
    (text,) = root.iter("text")
    lines = [float(one.get("y")) for one in text]
    assert (text.get("font-size"), len(lines)) == ("20", 2)
    # Capitals are 0.7 of their size over the line, a "g" 0.25 under it.
    assert lines[1] - lines[0] >= 20
    assert label.area.top <= lines[0] - 14
    assert lines[1] + 5 <= label.area.bottom + 2


def _ring(one):
    return np.array([(lat, lon) for lon, lat in one.geometry["coordinates"][0]])


def test_a_small_zone_is_named_beside_it_a_large_one_on_it():
    small, large = zone(200, 100, half=8), zone(500, 300, half=80)
    beside, on_it = zone_labels([small, large], frame=FRAME)
    assert beside.area.left > 208
    assert beside.anchor == "start"
    assert on_it.area.left < 500 < on_it.area.right


def test_a_name_without_room_leaves_its_number_and_one_without_number_leaves_nothing():
    row = [zone(20 + 40 * n, 20 + 40 * m, f"Quartier {n} {m}", f"{n + 18 * m + 1}")
           for m in range(13) for n in range(18)]  # fmt: skip
    labels = zone_labels(row, frame=FRAME)
    # A wall of squares of 40 units: no name of 60 units fits on one, nor beside it.
    assert all(one.is_number and " ".join(one.lines) == each.number
               for one, each in zip(labels, row, strict=True))  # fmt: skip
    bare = [zone(20 + 40 * n, 20 + 40 * m, f"Quartier {n} {m}", "")
            for m in range(14) for n in range(18)]  # fmt: skip
    assert written(zone_labels(bare, frame=FRAME)) == []


def test_the_first_zone_chooses_first_and_numbers_keep_a_place_for_the_others():
    first, second = zone(350, 250, "Premier quartier", "1", 6), zone(352, 262, "Second", "2", 6)
    labels = zone_labels([first, second], frame=FRAME)
    assert said(labels)[0] == "Premier quartier"
    assert said(zone_labels([second, first], frame=FRAME))[0] == "Second"
    assert all(labels)


@pytest.mark.parametrize("half", [3, 30])
def test_a_number_does_not_hide_a_zone_smaller_than_itself(half):
    long = "Un nom de quartier bien trop long pour tenir en trois lignes sur une carte de ville"
    (label,) = zone_labels([zone(300, 300, long, "12", half)], frame=FRAME)
    assert label.is_number
    assert (label.area.left >= 299.9 + half) == (half == 3)


def test_lines_are_cut_between_words_and_hold_every_word():
    assert in_lines("Nouveau Mons - Les Sarts- Dombrowski") == (
        "Nouveau Mons - Les", "Sarts- Dombrowski",
    )  # fmt: skip
    assert in_lines("  ") == ()


def test_labels_are_texts_of_the_drawing_whatever_they_hold():
    hostile = "<b>Q & 'é'</b>"
    zones = [zone(200, 200, hostile, "1"), zone(500, 300, "Nouveau Mons - Les Sarts", "2")]
    svg = choropleth_svg(
        zones, frame=FRAME, texts=Texts("Carte", "Deux."), labels=zone_labels(zones, frame=FRAME)
    )
    texts = [re.sub(r"\s+", " ", " ".join(one.itertext())) for one in
             ET.fromstring(svg).iter(f"{SVG}text")]  # fmt: skip
    assert texts == [hostile, "Nouveau Mons - Les Sarts"]
