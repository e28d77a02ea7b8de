"""The real files, kept outside the repository: what was published is found again.

The ASEM table on which COINr publishes its results is not among them: `composite` is checked on
formulas (test_composite.py), not on those printed scores.
"""

import csv
import gzip

import duckdb
import numpy as np
import pytest
from tests.shared_data import shared_data

from maillage.core.indicators import Table, ifn_2020, portrea, shares_2020
from maillage.core.indicators.ifn_2020 import SHARES, VARIABLES, from_ratios

LEVELS = {"departement": "departement", "epci": "EPCI", "region": "region"}
FRENCH = {
    "fammono_rate": ("Part des familles monoparentales", "Part des familles"),
    "menseul_rate": ("Part des ménages d'une personne", "Part des ménages"),
    "median_income": ("Revenus médian disponible (si communale)", "revenue median"),
    "pop1529_rate": (
        "Part des personnes âgées de 15 – 29 ans",
        "Part des personnes âgées de 15 – 29 ans",
    ),
    "older_65_rate": (
        "Part des personnes âgées de 65 ans / +",
        "Part des personnes âgées de 65",
    ),
    "nscol15p_rate": (
        "Part des non ou peu diplômés dans la population non scolarisée de 15 ans ou plus",
        "Part des non ou peu diplômés",
    ),
}
# As printed, faults included; the number of spaces varies from one column to the next.
PARTS = {
    "acces_information": "ACCES A L'INFORMATION",
    "acces_interfaces": "ACCÈS AUX INTERFACES NUMERIQUES",
    "competences_administratives": "COMPETENCES ADMINISTATIVES",
    "competences_scolaires": "COMPÉTENCES NUMÉRIQUES / SCOLAIRES",
    "global_acces": "GLOBAL ACCES",
    "global_competences": "GLOBAL COMPETENCES",
}


@pytest.fixture(scope="module")
def arras():
    """The complete table of the 16 IRIS: column → values, by names with single spaces."""
    path = shared_data("indice/ifn-2020-arras-complet.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert len(rows) == 16

    def column(name):
        key = next(key for key in rows[0] if " ".join(key.split()) == name)
        return np.array([float(row[key].replace(",", ".")) for row in rows])

    return column


def counts_of(arras):
    names = {name for pair in SHARES.values() for name in pair}
    printed = {name: name.replace("_", " ").title() for name in names}
    return Table.of([str(i) for i in range(16)], {name: arras(printed[name]) for name in names})


def thresholds(arras, level):
    return {n: arras(f"SEUILS {printed} {LEVELS[level]}") for n, (_, printed) in FRENCH.items()}


def test_arras_shares_from_counts(arras):
    for name, found in shares_2020(counts_of(arras)).items():
        assert found == pytest.approx(arras(FRENCH[name][0]), abs=1e-9, rel=0)


@pytest.mark.parametrize("level", LEVELS)
def test_arras_ratios_axes_and_scores_from_counts(arras, level):
    columns = shares_2020(counts_of(arras))
    columns["median_income"] = arras(FRENCH["median_income"][0])
    references = {level: thresholds(arras, level)}
    table = Table.of([str(i) for i in range(16)], columns, references)
    index = ifn_2020(table, against=level, mode="published")
    for each in index.variables:
        printed = arras(f"CM {FRENCH[each.name][1]} {LEVELS[level]}")
        # Thresholds are printed with nine decimals only.
        assert each.scores == pytest.approx(printed, abs=1e-6, rel=0)
    assert index.total == pytest.approx(arras(f"SCORE GLOBAL {level} 1"), abs=1e-6, rel=0)
    assert not any(index.missing)


@pytest.mark.parametrize("level", LEVELS)
def test_arras_axes_and_scores_from_its_ratios(arras, level):
    ratios = {n: arras(f"CM {printed} {LEVELS[level]}") for n, (_, printed) in FRENCH.items()}
    parts, total = from_ratios(ratios)
    for part in parts:
        printed = arras(f"{PARTS[part.name]} {level} 1")
        assert part.scores == pytest.approx(printed, abs=1e-9, rel=0)
    assert total == pytest.approx(arras(f"SCORE GLOBAL {level} 1"), abs=1e-9, rel=0)


def test_arras_looks_less_fragile_than_the_region_though_poorer_and_the_correction_says_so(arras):
    columns = shares_2020(counts_of(arras)) | {"median_income": np.full(16, 17_868.0)}
    table = Table.of([str(i) for i in range(16)], columns, {"region": thresholds(arras, "region")})
    published, corrected = (
        next(p for p in ifn_2020(table, against="region", mode=mode).parts if "inter" in p.name)
        for mode in ("published", "corrected")
    )
    assert published.scores == pytest.approx(94.13128226740069)  # 100 × 17 868 / 18 982
    assert corrected.scores == pytest.approx(106.23460935751064)  # 100 × 18 982 / 17 868


@pytest.mark.parametrize("level", LEVELS)
def test_the_5010_iris_of_the_region_add_up_the_same_way(level):
    path = shared_data("indice/ifn-2020-iris-hauts-de-france.csv.gz")
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert len(rows) == 5_010
    keys = {" ".join(key.split()): key for key in rows[0]}

    def column(name):
        return np.array([float(row[keys[f"{name} {level} 1"]]) for row in rows])

    printed = {part: column(name) for part, name in PARTS.items()}
    # Only axes are there: two variables of the same mean give the same axis as the two true ones.
    ratios = {
        "fammono_rate": printed["acces_information"],
        "menseul_rate": printed["acces_information"],
        "median_income": printed["acces_interfaces"],
        "pop1529_rate": printed["competences_administratives"],
        "older_65_rate": printed["competences_scolaires"],
        "nscol15p_rate": printed["competences_scolaires"],
    }
    assert set(ratios) == set(VARIABLES)
    parts, total = from_ratios(ratios)
    for part in parts:
        assert part.scores == pytest.approx(printed[part.name], abs=2e-9, rel=0)
    assert total == pytest.approx(column("SCORE GLOBAL"), abs=2e-9, rel=0)


def test_the_49427_iris_of_france_add_up_within_their_rounding():
    path = shared_data("indice/ifn-2020-iris-france.parquet")
    names = [
        "ACCES A L'INFORMATION",
        "ACCÈS AUX INTERFACES NUMERIQUES",
        "COMPETENCES ADMINISTATIVES",
        "COMPÉTENCES NUMÉRIQUES / SCOLAIRES",
        "GLOBAL ACCES",
        "GLOBAL COMPETENCES",
        "SCORE GLOBAL ",
    ]
    with duckdb.connect() as base:
        listed = ", ".join(f'"{name}"' for name in names)
        rows = base.execute(f"select {listed} from read_parquet(?)", [str(path)]).fetchall()
    assert len(rows) == 49_427
    info, interfaces, admin, school, access, skills, score = np.array(rows, dtype=float).T
    parts, total = from_ratios(
        {
            "fammono_rate": info,
            "menseul_rate": info,
            "median_income": interfaces,
            "pop1529_rate": admin,
            "older_65_rate": school,
            "nscol15p_rate": school,
        }
    )
    found = {part.name: part.scores for part in parts}
    # Everything is rounded to one: half of it on each side.
    assert np.abs(found["global_acces"] - access).max() <= 1
    assert np.abs(found["global_competences"] - skills).max() <= 1
    assert np.abs(total - score).max() <= 1


def test_portrea_national_count_of_allowances():
    """5 068 123, printed in the Portrea project (methods.md 2.5), secret cells left out."""
    path = shared_data("indice/caf-iris-2021.csv.gz")
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    n = len(rows)
    assert n == 16_213
    unknown = np.full(n, np.nan)
    columns = {
        name: [float(row[name]) if row[name] else None for row in rows]
        for name in ("aaah", "appa", "arsas")
    }
    columns |= {"demandeurs_emploi_abcde": np.zeros(n)}
    columns |= dict.fromkeys(("P19_POP65P", "P19_NSCOL15P_DIPLMIN", "C19_POP15P"), unknown)
    iris = Table.of([row["iris_code"] for row in rows], columns)
    found = portrea(iris, commune_of=["FR"] * n, communes=Table.of(["FR"], {})).exposure
    assert found.total.tolist() == [5_068_123]
    assert {noted.variable for noted in found.remarks} == {"aaah", "appa", "arsas"}
    by_name = {each.name: each.values[0] for each in found.variables}
    assert (by_name["aaah"], by_name["appa"], by_name["arsas"]) == (804_182, 2_930_070, 1_333_871)
