"""splink on the same records, with the comparisons that its documentation gives.

Names and addresses: Jaro-Winkler at 0.95, 0.88, 0.75; distance at 50 m, 200 m, 600 m, 2 km; exact
telephone and SIRET; its e-mail comparison. Blocks: commune code, telephone, e-mail, SIRET, and
names that start alike inside a hundredth of a degree. Trained as its tutorial does: u by random
sampling, m by expectation maximisation, twice.
"""

from typing import Any

from benchmarks.linkage_data import Record
from benchmarks.linkage_national import plain, with_codes

Pairs = dict[tuple[int, int], float]


def rows(records: list[Record]) -> dict[str, list[Any]]:
    """Return the columns that splink reads; None is unknown."""
    codes = with_codes(records)
    columns: dict[str, list[Any]] = {"unique_id": list(range(len(records)))}
    for name, value in {
        "name": lambda r: plain(r["name"]),
        "address": lambda r: plain(r["address"]),
        "phone": lambda r: r["phone"],
        "email": lambda r: (r["email"] or [""])[0].casefold(),
        "siret": lambda r: r["siret"],
        "start": lambda r: plain(r["name"])[:4],
        "cell": lambda r: f"{r['lat']:.2f} {r['lon']:.2f}" if r["lat"] is not None else "",
        "lat": lambda r: r["lat"],
        "lon": lambda r: r["lon"],
    }.items():
        columns[name] = [value(record) or None for record in records]
    columns["code"] = codes
    return columns


def scored(records: list[Record]) -> Pairs:
    """Return the probability of every candidate pair (positions, left < right)."""
    return scored_rows(rows(records))


def scored_rows(columns: dict[str, list[Any]]) -> Pairs:
    """Return the same of columns as `rows` makes them."""
    import pyarrow
    import splink.comparison_library as compare
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            compare.JaroWinklerAtThresholds("name", [0.95, 0.88, 0.75]).configure(
                term_frequency_adjustments=True
            ),
            compare.JaroWinklerAtThresholds("address", [0.95, 0.88, 0.75]),
            compare.DistanceInKMAtThresholds("lat", "lon", [0.05, 0.2, 0.6, 2]),
            compare.ExactMatch("phone").configure(term_frequency_adjustments=True),
            compare.EmailComparison("email"),
            compare.ExactMatch("siret"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("code"),
            block_on("phone"),
            block_on("email"),
            block_on("siret"),
            block_on("cell", "start"),
        ],
    )
    api = DuckDBAPI()
    linker = Linker(api.register(pyarrow.table(columns)), settings)
    train = linker.training
    train.estimate_probability_two_random_records_match(
        [block_on("code", "name"), block_on("code", "email")], recall=0.7
    )
    train.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
    train.estimate_parameters_using_expectation_maximisation(block_on("code", "start"))
    train.estimate_parameters_using_expectation_maximisation(block_on("phone"))
    found = linker.inference.predict(threshold_match_weight=-20)
    table = found.as_duckdbpyrelation().fetchall()
    names = found.as_duckdbpyrelation().columns
    left, right, p = (
        names.index(name) for name in ("unique_id_l", "unique_id_r", "match_probability")
    )
    return {(min(r[left], r[right]), max(r[left], r[right])): r[p] for r in table}
