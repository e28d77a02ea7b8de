"""Real files of figures, kept outside the repository: every row, and three states told apart.

The counts were made apart from our reader, with the csv module alone.
"""

from collections import Counter

import pytest

from maillage.sources.figures import Accounts, read_figures, recognised
from tests.shared_data import shared_data

# file, description, rows, left aside, then by measure: known, secret, missing, sum of the known
FILES = [
    ("arcep-ftth-communes-2018.csv.gz", "arcep-ftth-communes-2018", 70_722, 35_361,
     {"fibre_dwellings": (35_361, 0, 0, 10_965_667)}),
    ("arcep-ftth-epci-2018.csv.gz", "arcep-ftth-epci-2018", 2_528, 1_264,
     {"fibre_dwellings": (1_264, 0, 0, 10_965_524)}),
    ("caf-iris-2021.csv.gz", "caf-iris-2021", 16_213, 0,
     {"caf_recipients": (15_054, 1_159, 0, 9_143_032),
      "caf_aah": (14_851, 1_362, 0, 804_182),
      "caf_exposed": (15_038, 1_175, 0, 5_068_123)}),
    ("filosofi-2021-communes.csv.gz", "insee-filosofi-communes-2021", 34_909, 0,
     {"poverty_rate_pct": (4_397, 30_500, 12, 61_377),
      "median_income_eur": (31_304, 3_593, 12, 727_645_890)}),
    ("filosofi-2021-iris-declare.csv.gz", "insee-filosofi-iris-declare-2021", 16_026, 0,
     {"low_declared_income_pct": (14_489, 1_210, 327, 388_987),
      "unemployment_benefit_pct": (14_266, 1_433, 327, 48_383.3)}),
    ("insee-illectronisme-epci-nord-pas-de-calais.json", "insee-illectronisme-epci-2019", 93, 0,
     {"illectronism_pct": (93, 0, 0, 1_687.9), "illectronism": (93, 0, 0, 807_840)}),
]  # fmt: skip


def read(relative):
    path, accounts = shared_data(relative), Accounts()
    wanted = recognised(path)
    assert wanted is not None
    return wanted, accounts, list(read_figures(path, wanted, accounts))


@pytest.mark.parametrize(("name", "code", "n_rows", "n_aside", "expected"), FILES)
def test_a_real_file_is_recognised_and_every_row_and_cell_accounted_for(
    name, code, n_rows, n_aside, expected
):
    wanted, accounts, rows = read(f"indice/{name}")
    assert wanted.code == code
    assert (accounts.n_rows, accounts.n_filtered) == (n_rows, n_aside)
    assert len(rows) == n_rows - n_aside
    assert accounts.n_without_code == accounts.n_twice == 0
    assert accounts.unread == []
    for measure, (known, secret, missing, total) in expected.items():
        states = Counter(row.values[measure][1] for row in rows)
        assert (states["known"], states["secret"], states["missing"]) == (known, secret, missing)
        held = sum(row.values[measure][0] or 0 for row in rows)
        assert held == pytest.approx(total, rel=1e-9)


def test_values_that_insee_prints_are_read_as_printed():
    _, _, rows = read("indice/filosofi-2021-communes.csv.gz")
    by_code = {row.code: row.values for row in rows}
    # insee.fr, Filosofi 2021: Lille and Roubaix.
    assert by_code["59350"]["poverty_rate_pct"] == (27.0, "known")
    assert by_code["59512"]["poverty_rate_pct"] == (46.0, "known")
    assert by_code["59512"]["median_income_eur"] == (14_580, "known")
    assert by_code["01001"]["poverty_rate_pct"] == (None, "secret")


def test_the_estimates_of_illectronism_are_those_that_insee_prints():
    _, _, rows = read("indice/insee-illectronisme-epci-nord-pas-de-calais.json")
    by_code = {row.code: row.values for row in rows}
    # The metropolis of Lille, then the Porte du Hainaut (methods.md 1.4).
    for code, rate, people in (("200093201", 13.4, 122_323), ("200042190", 17.5, 21_889)):
        assert by_code[code]["illectronism_pct"] == (rate, "known")
        assert by_code[code]["illectronism"] == (people, "known")


def test_the_neighbourhoods_of_occitania():
    wanted, accounts, rows = read("territoires/qpv-occitanie-2015-stats.csv")
    assert wanted.code == "anct-qpv-2015-occitanie"
    assert len(rows) == accounts.n_rows == 105
    assert sum(row.values["qpv_population"][0] for row in rows) == 358_011


def test_a_file_of_an_index_that_nobody_described_is_not_taken_for_another():
    assert recognised(shared_data("indice/ifn-2020-iris-hauts-de-france.csv.gz")) is None
