"""Places there and places chosen, each where it is."""

from xml.etree import ElementTree

from maillage.core.drawing import (
    Frame,
    Marker,
    Shaded,
    Texts,
    choropleth_svg,
    dot_swatch_svg,
    sites_svg,
    square_swatch_svg,
)

SVG = "{http://www.w3.org/2000/svg}"
FRAME = Frame(50.0, 3.0, width_m=4000, width=400, height=300)
TEXTS = Texts("Où implanter", "Deux lieux")


def test_places_are_drawn_where_they_are_and_none_outside():
    drawn = sites_svg(
        [(50.0, 3.0), (51.0, 3.0)], [Marker(50.01, 3.0, "1", "La Halle")], frame=FRAME
    )
    root = ElementTree.fromstring(choropleth_svg([], frame=FRAME, texts=TEXTS, above=drawn))
    dots = root.findall(f".//{SVG}circle")
    assert [(dot.get("cx"), dot.get("cy")) for dot in dots] == [("200.0", "150.0")]
    (square,) = [g for g in root.iter(f"{SVG}g") if g.get("transform")]
    assert square.find(f"{SVG}title").text == "1. La Halle"
    x, y = FRAME.xy(50.01, 3.0)
    assert square.get("transform") == f"translate({x:.1f} {y:.1f})"


def test_a_name_cannot_leave_its_place():
    one = Marker(50.0, 3.0, "1", '<b>"Aux & co"</b>', href='/lieux/x/?a=1&b="2"')
    root = ElementTree.fromstring(
        choropleth_svg(
            [Shaded("Zone", None, 1, "rien")], frame=FRAME, texts=TEXTS,
            above=sites_svg([], [one], frame=FRAME),
        )
    )  # fmt: skip
    (link,) = root.findall(f".//{SVG}a")
    assert link.get("href") == '/lieux/x/?a=1&b="2"'
    assert link.get("aria-label") == '1. <b>"Aux & co"</b>'


def test_the_legend_says_it_with_two_shapes():
    assert ElementTree.fromstring(dot_swatch_svg())[0].tag != (
        ElementTree.fromstring(square_swatch_svg())[0].tag
    )
