"""The invented figures: the same bytes every time, every row read, and maps that agree."""

import hashlib

import pytest

from maillage.sources.clairmaille.figures import HELPS, LEARNS, poor_shares, town_figures
from maillage.sources.clairmaille.files import write_files
from maillage.sources.clairmaille.town import cells, iris
from maillage.sources.figures import Accounts, known_measures, read_figures

# Change it with the town.
FIGURES_SHA256 = "bc16f5cde60680a080f524a073000822256077ebae3965c1f98960ec6201ffb9"


@pytest.fixture(scope="module")
def paths(tmp_path_factory):
    return write_files(tmp_path_factory.mktemp("ville"))


def read(paths, one):
    accounts = Accounts()
    return list(read_figures(paths[one.name], one.described, accounts)), accounts


def named(name):
    return next(one for one in town_figures() if one.name == name)


def test_the_same_bytes_on_every_machine_and_every_python(paths):
    whole = b"".join(paths[one.name].read_bytes() for one in town_figures())
    assert hashlib.sha256(whole).hexdigest() == FIGURES_SHA256


@pytest.mark.parametrize("one", town_figures(), ids=lambda one: one.name)
def test_each_row_of_each_file_is_read_and_each_measure_is_described(paths, one):
    rows, accounts = read(paths, one)
    assert accounts.n_rows == one.n_rows == len(rows)
    assert accounts.unread == []
    assert accounts.problems == []
    new = {measure.code for measure in one.new_measures}
    assert {measure.measure for measure in one.described.measures} <= set(known_measures()) | new
    assert not new & set(known_measures())
    # Nobody may take them for true ones.
    assert "inventé" in one.described.caveat.lower()
    assert "Insee" not in one.described.producer


def test_the_files_are_as_messy_as_real_ones(paths):
    said = b"".join(paths[one.name].read_bytes() for one in town_figures())
    assert {paths[one.name].suffix for one in town_figures()} == {".csv", ".tsv", ".json", ".xlsx"}
    assert b"\xef\xbb\xbf" in said  # a mark of UTF-8
    with pytest.raises(UnicodeDecodeError):
        paths["habitants-communes.csv"].read_bytes().decode()  # and a file that is not
    states = {
        state
        for one in town_figures()
        for row in read(paths, one)[0]
        for _, state in row.values.values()
    }
    assert states == {"known", "secret", "missing"}


def test_people_of_cells_and_iris_add_up_to_the_town(paths):
    for name, measure in (("carreaux-200m.csv", "grid_population"),
                          ("recensement-iris.xlsx", "population"),
                          ("habitants-communes.csv", "population")):  # fmt: skip
        rows, _ = read(paths, named(name))
        own = [row for row in rows if name != "habitants-communes.csv" or row.code == "59999"]
        assert sum(row.values[measure][0] for row in own) == 38_000, name


def test_shares_are_shares_and_the_two_priority_neighbourhoods_have_more(paths):
    assert all(0 < share < 1 for share in poor_shares().values())
    assert len(poor_shares()) == len(cells())
    for one in town_figures():
        for row in read(paths, one)[0]:
            for measure, (value, _) in row.values.items():
                if measure.endswith("_pct") or measure in (HELPS.code, LEARNS.code):
                    assert value is None or 0 <= value <= 100, (one.name, measure)
    rows, _ = read(paths, named("quartiers-prioritaires.csv"))
    rates = [row.values["qpv_poverty_rate_pct"][0] for row in rows]
    mean = 100 * sum(poor_shares()[cell.code] * cell.population for cell in cells()) / 38_000
    assert len(rates) == 2
    assert min(rates) > 1.5 * mean


def test_small_numbers_are_hidden_as_the_caf_hides_them(paths):
    rows, _ = read(paths, named("allocataires-iris.csv"))
    known = [value for row in rows for value, _ in row.values.values() if value is not None]
    assert min(known) >= 40
    assert sum(state == "secret" for row in rows for _, state in row.values.values()) > 10
    assert len(rows) == len(iris()) + 1
