"""The rule of the deciles on the real IRIS of France, beside the same rule written in SQL.

No file here holds a published score of the index of 2023: nothing of its totals can be found again.
What can be checked is the rule (share of IRIS at or under a value, times ten, rounded up) and the
mean by inhabitants, on real values with their ties and their secrets.
"""

import csv
import gzip

import duckdb
import numpy as np
import pytest
from tests.shared_data import shared_data

from maillage.core.indicators import deciles, weigh_up

RULE = """
    with scored as (
        select f.iris, p.commune, p.people,
               least(10, greatest(1, ceil(round(10 * cume_dist() over (order by f.rate), 9)))) score
        from filosofi f left join people p on p.iris = f.iris where f.rate is not null
    )
    select commune, sum(score * people) / sum(people), sum(people) from scored
    where commune is not null group by commune
"""


@pytest.fixture(scope="module")
def iris():
    """Codes of the IRIS of Filosofi 2021 and their share of people with a low declared income."""
    with gzip.open(
        shared_data("indice/filosofi-2021-iris-declare.csv.gz"), "rt", encoding="utf-8-sig"
    ) as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    read = [(row["IRIS"], row["DEC_TP6021"].replace(",", ".")) for row in rows]
    rates = [float(rate) if rate.replace(".", "").isdigit() else np.nan for _, rate in read]
    return [code for code, _ in read], np.array(rates)


@pytest.fixture(scope="module")
def people():
    """Inhabitants of 49 427 IRIS, by code."""
    path = shared_data("indice/ifn-2020-iris-france.parquet")
    with duckdb.connect() as base:
        rows = base.execute("select code_iris, Population from read_parquet(?)", [str(path)])
        return dict(rows.fetchall())


def test_real_iris_are_cut_in_ten_as_the_rule_says_with_its_ties(iris):
    _codes, rates = iris
    found = deciles(rates)
    known = ~np.isnan(rates)
    assert int(known.sum()) == 14_489
    assert np.array_equal(np.isnan(found), ~known)
    # Rates are whole per cents: ties make the ten classes uneven, and all take the upper class.
    sizes = np.bincount(found[known].astype(int), minlength=11)[1:]
    assert sizes.sum() == 14_489
    assert sizes.min() > 0
    assert (np.cumsum(sizes) <= np.arange(1, 11) * 14_489 / 10 + 1e-6).all()


def test_real_communes_weigh_the_scores_of_their_iris_by_inhabitants(iris, people):
    codes, rates = iris
    with duckdb.connect() as base:
        base.execute("create table filosofi (iris varchar, rate double)")
        base.execute("create table people (iris varchar, commune varchar, people double)")
        base.executemany(
            "insert into filosofi values (?, ?)",
            [(c, None if np.isnan(r) else float(r)) for c, r in zip(codes, rates, strict=True)],
        )
        lived = [(code, code[:5], n) for code, n in people.items() if n is not None]
        base.executemany("insert into people values (?, ?, ?)", lived)
        expected = {row[0]: row[1] for row in base.execute(RULE).fetchall() if row[2]}
    counted = np.array([people.get(code) or np.nan for code in codes], dtype=np.float64)
    wanted = sorted(expected)
    found, _share = weigh_up(
        deciles(rates), [code[:5] for code in codes], counted, wanted, least_known=1e-9
    )
    assert len(wanted) > 1_500
    assert found == pytest.approx([expected[code] for code in wanted], abs=1e-9)
    by_commune = dict(zip(wanted, found.tolist(), strict=True))
    # Declared income is not the poverty rate of the index: Roubaix stays among the highest.
    assert by_commune["59512"] > 9
