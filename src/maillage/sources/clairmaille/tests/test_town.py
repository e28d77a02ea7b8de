"""The invented town: the same bytes every time, streets that hold together, people who add up."""

import hashlib
import json
from itertools import pairwise

import pytest
from python_calamine import CalamineWorkbook

from maillage.core.geo import contains
from maillage.core.harmonise import Log
from maillage.sources.base import open_delivery, read_source
from maillage.sources.clairmaille.axes import HOUSES
from maillage.sources.clairmaille.census import CENSUS
from maillage.sources.clairmaille.described import described, town_source
from maillage.sources.clairmaille.dice import Dice
from maillage.sources.clairmaille.files import TOWN_FILES, census_sample, metropole, write_files
from maillage.sources.clairmaille.life import ORGANISATIONS, OTHERS
from maillage.sources.clairmaille.others import (
    ASSOCIATIONS,
    CITIZENS,
    DEPARTMENT,
    FRANCE_SERVICES,
    METROPOLE,
)
from maillage.sources.clairmaille.plane import along, half, inside, share_of, to_lonlat, to_xy
from maillage.sources.clairmaille.territory import territory
from maillage.sources.clairmaille.town import (
    cells,
    house,
    iris,
    quarters,
    shared_out,
    streets,
)
from maillage.sources.clairmaille.week import in_columns, in_words, week
from maillage.sources.mapping import columns_of
from maillage.sources.tests.samples import FOLDER

SPOTS = (*CENSUS, *DEPARTMENT, *FRANCE_SERVICES, *ASSOCIATIONS, *CITIZENS, *METROPOLE)
# Change it with the town: it says that the bytes are those of the machine where it was written.
TERRITORY_SHA256 = "1c2f9b4b6c86b3c755fbe7068d36fec9c49658bebf0a07eedf2053ccd759128c"
FILES_SHA256 = "45258dbdef60d5db2a0da8bda5b950c4c28ca854cbdeeecb495e8fa38b752b89"


def test_the_same_bytes_on_every_machine_and_every_python(tmp_path):
    assert hashlib.sha256(territory().encode()).hexdigest() == TERRITORY_SHA256
    paths = write_files(tmp_path)
    whole = b"".join(paths[one.name].read_bytes() for one in TOWN_FILES)
    assert hashlib.sha256(whole).hexdigest() == FILES_SHA256


def test_the_sample_of_the_census_is_the_census():
    assert census_sample() == (FOLDER / "clairmaille_recensement.csv").read_bytes().decode()


def test_the_counts_of_the_founding_documents():
    assert len(CENSUS) == 15
    assert len(ORGANISATIONS) == 25
    assert len({one.family for one in ORGANISATIONS}) == 4
    assert not {one.nom for one in ORGANISATIONS} & {one.nom for one in OTHERS}
    assert sum(spot.equipment.startswith("computer:7:1") for spot in SPOTS) == 1


def test_every_place_has_a_door_on_a_street_of_its_own_quarter():
    names = {street.nom: street for street in streets()}
    for spot in SPOTS:
        first, last = names[spot.street].numbers
        assert first <= spot.number <= last, spot.code
        assert spot.quarter, spot.code
    assert len({spot.position[0] for spot in SPOTS}) == len(SPOTS)
    assert len({spot.phone for spot in SPOTS}) == len(SPOTS)


@pytest.mark.parametrize(("street", "number", "point"), HOUSES)
def test_known_houses_stand_where_the_first_delivery_puts_them(street, number, point):
    (x, y), (known_x, known_y) = to_xy(*house(street, number)), to_xy(*point)
    assert abs(x - known_x) < 35
    assert abs(y - known_y) < 35


def test_a_name_is_one_street_and_lies_in_the_town():
    names = [street.nom for street in streets()]
    assert len(names) == len(set(names))
    assert sum(street.kind == "main" for street in streets()) == 8
    for street in streets():
        if street.kind == "street":
            middle = along(street.line, 0.5)
            assert any(inside(ring, middle) for ring in quarters().values()), street.nom


def test_people_of_cells_iris_and_quarters_add_up():
    assert sum(cell.population for cell in cells()) == 38_000
    assert sum(one.population for one in iris()) == 38_000
    assert all(cell.x % 200 == 0 and cell.y % 200 == 0 for cell in cells())
    assert all(900 < one.population < 5_000 for one in iris())
    assert len({one.code for one in iris()}) == len(iris())


def test_the_file_is_geojson_with_rings_that_close():
    features = json.loads(territory())["features"]
    for feature in features:
        geometry = feature["geometry"]
        if geometry["type"] == "Polygon":
            (ring,) = geometry["coordinates"]
            assert ring[0] == ring[-1]
    commune, *rest = features
    for quarter in (f for f in rest if f["properties"]["kind"] == "quarter"):
        west, south = map(min, zip(*quarter["geometry"]["coordinates"][0], strict=True))
        east, north = map(max, zip(*quarter["geometry"]["coordinates"][0], strict=True))
        assert contains(commune["geometry"], (south + north) / 2, (west + east) / 2)


def test_the_workbook_opens_and_its_codes_are_numbers(tmp_path):
    path = tmp_path / "m.xlsx"
    path.write_bytes(metropole())
    book = CalamineWorkbook.from_path(path)
    assert book.sheet_names == ["Lisez-moi", "Équipements"]
    rows = book.get_sheet_by_name("Équipements").to_python()
    assert rows[2][0] == "Réf."
    assert [row[3] for row in rows[3:]] == [59999.0] * len(METROPOLE)


@pytest.mark.parametrize("one", [f for f in TOWN_FILES if f.source.startswith("fichier:")])
def test_what_was_described_once_reads_its_file_without_a_question(tmp_path, one):
    path = tmp_path / one.name
    path.write_bytes(one.make())
    kept = described(one.source)
    assert one.source == f"fichier:{kept.slug}"
    assert columns_of(path) == tuple(kept.mapping.columns)
    with open_delivery(path) as delivery:
        rows = list(read_source(town_source(one.source), delivery, Log()))
    assert len(rows) == one.n_rows
    for row in rows:
        assert row.reading.record is not None
        assert row.reading.record.latitude is not None
        assert {fault.rule for fault in row.reading.faults} <= {"required_missing"}


def test_a_week_is_written_as_each_producer_writes_it():
    hours = "Mo-We 09:00-12:00,13:30-17:00; Tu 10:00-12:00; PH off; 2026 Aug 03-21 off"
    assert in_columns(hours)[:4] == [
        "09:00 - 12:00 / 13:30 - 17:00",
        "10:00 - 12:00",
        "09:00 - 12:00 / 13:30 - 17:00",
        "",
    ]
    assert in_words(hours) == "lundi, mercredi : 9h-12h, 13h30-17h ; mardi : 10h-12h"
    assert week("") == ((),) * 7


def test_shares_are_whole_and_add_up():
    assert shared_out(10, [1, 1, 1]) == [4, 3, 3]
    assert sum(shared_out(38_000, [0.1, 7.3, 2.2])) == 38_000


def test_chance_repeats_itself():
    assert Dice("a").order("abcdef") == Dice("a").order("abcdef")
    assert Dice("a").share() != Dice("b").share()
    assert 2 <= Dice("c").between(2, 3) < 3


def test_the_plane_goes_to_degrees_and_back():
    x, y = to_xy(*to_lonlat((1234.5, -987.6)))
    assert (x, y) == (pytest.approx(1234.5, abs=0.1), pytest.approx(-987.6, abs=0.1))
    line = [(0.0, 0.0), (100.0, 0.0)]
    assert along(line, 0.25) == (25.0, 0.0)
    assert share_of(line, (25.0, 8.0)) == (0.25, 8.0)
    square = [(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0), (0.0, 0.0)]
    right = half(square, (1.0, 0.0), (1.0, 0.0))
    assert {x for x, _ in right} == {1.0, 2.0}
    assert all(a != b for a, b in pairwise(right))
