"""A map on paper: no line of light between the tiles of its patterns, at any size."""

import io

import pytest
import typst
from PIL import Image

from maillage.core.drawing import Frame, Shaded, Texts, choropleth_svg, shading

FRAME = Frame(50.0, 3.0, 1_000, 100, 100)
PAPER = (
    "#set page(width: auto, height: auto, margin: 0mm)\n#image(bytes(sys.inputs.map), width: 15mm)"
)


def map_of(level):
    """Return a map that one zone covers whole."""
    ring = [[2.9, 49.9], [3.1, 49.9], [3.1, 50.1], [2.9, 50.1], [2.9, 49.9]]
    zone = Shaded("Le Pile", {"type": "Polygon", "coordinates": [ring]}, level, "Le Pile")
    return choropleth_svg([zone], frame=FRAME, texts=Texts("Carte", "Une zone."))


# Where tiles do not fall on whole pixels: which sizes show it differs by class.
@pytest.mark.parametrize("ppi", [96, 110, 144, 300])
@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_no_light_comes_between_the_tiles_of_a_pattern(level, ppi, tmp_path):
    source = tmp_path / "map.typ"
    source.write_text(PAPER)
    made = typst.compile(str(source), format="png", ppi=ppi, sys_inputs={"map": map_of(level)})
    pixels = Image.open(io.BytesIO(made)).convert("RGB")
    colour = bytes.fromhex(shading()["classes"][level][0][1:])
    inside = pixels.crop((10, 10, pixels.width - 10, pixels.height - 25))
    brightest = [high for _low, high in inside.getextrema()]
    # Strokes only darken.
    assert all(seen <= said + 2 for seen, said in zip(brightest, colour, strict=True))
    assert inside.getextrema()[0][0] < colour[0]
