"""Real files of outlines, kept outside the repository: counts, repairs and one known point each."""

import pytest

from maillage.apps.territories.queries import Asked, content_of_path, read_territories, simplified
from maillage.core.geo import contains
from tests.shared_data import shared_data

pytest.importorskip("shapely")
pytest.importorskip("pyogrio")

FOLDER = "territoires"
LILLE = "lille-qpv-communes-carreaux200m.gpkg.zst"
# (file, layer, kind asked): kind, territories, outlines repaired
FILES = [
    (LILLE, "qpvs", "", "qpv", 26, 1),
    (LILLE, "cities", "", "commune", 121, 0),
    (LILLE, "epci", "", "epci", 1, 0),
    (LILLE, "enriched_grid", "", "cell", 9_096, 0),
    ("marseille-qpv-communes-carreaux200m.gpkg.zst", "qpvs", "", "qpv", 37, None),
    ("qpv-lyon-2015.fgb", "", "", "qpv", 37, 0),
    ("qpv-occitanie-2015.geojson.gz", "", "", "qpv", 105, 32),
    ("communes-mel-cadastre.geojson.gz", "", "", "commune", 96, None),
    ("iris-hauts-de-france-2020.geojson.gz", "", "", "iris", 5_010, 0),
]


def read(name, **asked):
    """Read a real file."""
    path = shared_data(f"{FOLDER}/{name}")
    return read_territories(content_of_path(path), Asked(**asked))


@pytest.mark.parametrize(("name", "layer", "asked", "kind", "n", "n_repaired"), FILES)
def test_a_real_file_gives_its_territories_and_says_its_repairs(
    name, layer, asked, kind, n, n_repaired
):
    found = read(name, layers=(layer,) if layer else (), kind=asked)
    assert found.kinds == {kind: n}
    assert all(statement.values.get("geometry") for statement in found.statements)
    if n_repaired is not None:
        repaired = {remark.code: remark.n for remark in found.remarks}.get("repaired", 0)
        assert repaired == n_repaired


def test_known_points_are_in_their_neighbourhoods_in_lambert_93():
    lille = {s.nom: s for s in read(LILLE, layers=("qpvs",)).statements}
    inside = [nom for nom, s in lille.items() if contains(s.values["geometry"], 50.6895, 3.1915)]
    # A crossing of Roubaix, east of its station.
    assert len(inside) == 1
    assert all(s.values["valid_to"].year == 2023 for s in lille.values())


def test_a_map_of_the_neighbourhoods_of_lille_weighs_a_few_kilobytes():
    outlines = [s.values["geometry"] for s in read(LILLE, layers=("qpvs",)).statements]
    whole = sum(len(repr(outline)) for outline in outlines)
    light = sum(len(repr(simplified(outline, 50.0))) for outline in outlines)
    assert light < whole
    assert light < 16_000
