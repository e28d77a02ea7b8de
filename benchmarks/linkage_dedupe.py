"""dedupe on the same records, with the variables that data·inclusion gives it, trained on labels.

Name, commune, address, position, postcode, commune code, SIREN, SIRET, telephone, e-mail; text in
lower case without accents. Its active learning is answered by the pairs of the half that chooses;
nothing of the half that reports is shown to it.
"""

import io
import random
from typing import Any

from benchmarks.linkage_data import Record
from benchmarks.linkage_national import plain, with_codes

_SAMPLE = 2_500
Pairs = dict[tuple[int, int], float]


def rows(records: list[Record]) -> dict[int, dict[str, Any]]:
    """Return what dedupe reads of each record; None is unknown."""
    codes = with_codes(records)
    return {
        position: {
            "name": plain(record["name"]) or "?",
            "commune": plain(record["commune"]) or None,
            "address": plain(record["address"]) or None,
            "position": (record["lat"], record["lon"]) if record["lat"] is not None else None,
            "postcode": record["postcode"] or None,
            "code": codes[position],
            "siren": record["siret"][:9] or None,
            "siret": record["siret"] or None,
            "phone": record["phone"] or None,
            "email": (record["email"] or [""])[0].casefold() or None,
        }
        for position, record in enumerate(records)
    }


def scored(
    records: list[Record], same: list[tuple[int, int]], different: list[tuple[int, int]]
) -> Pairs:
    """Return the score of every candidate pair of a model trained on these labelled pairs."""
    import dedupe
    import numpy as np
    from dedupe import variables as of
    from dedupe.predicates import IndexPredicate

    random.seed(1)
    np.random.seed(1)
    # It cross-validates on the pairs in their order: that of strata would mislead it.
    same, different = (random.sample(pairs, len(pairs)) for pairs in (same, different))
    data = rows(records)
    variables = [
        of.String("name"),
        of.String("commune", has_missing=True),
        of.String("address", has_missing=True),
        of.LatLong("position", has_missing=True),
        of.Exact("postcode", has_missing=True),
        of.Exact("code"),
        of.Exact("siren", has_missing=True),
        of.Exact("siret", has_missing=True),
        of.Exact("phone", has_missing=True),
        of.String("email", has_missing=True),
    ]
    for variable in variables:
        # Rules that index the whole set take twenty minutes to try; `train` is told to use none.
        variable.predicates = [
            rule for rule in variable.predicates if not isinstance(rule, IndexPredicate)
        ]
    model = dedupe.Dedupe(variables, num_cores=1, in_memory=True)
    answers = io.StringIO()
    dedupe.write_training(
        {
            "match": [(data[i], data[j]) for i, j in same],
            "distinct": [(data[i], data[j]) for i, j in different],
        },
        answers,
    )
    answers.seek(0)
    # It compares blocking rules on all pairs of a sample; its own sample of 5 000 takes 14 GB here.
    sample = random.sample(sorted(data), min(_SAMPLE, len(data)))
    model.prepare_training({at: data[at] for at in sample}, answers, sample_size=1500)
    model.train(recall=1.0, index_predicates=False)
    found: Pairs = {}
    for (left, right), score in np.asarray(model.score(model.pairs(data))).tolist():
        found[min(left, right), max(left, right)] = score
    return found
