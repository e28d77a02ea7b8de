"""The index of fragility: methods as data, components first, a rank only with its interval."""

from maillage.apps.observatory.queries.index.columns import PER_100, Column
from maillage.apps.observatory.queries.index.computing import (
    FragilityIndex,
    IndexLine,
    fragility_index,
)
from maillage.apps.observatory.queries.index.dossier import index_for_dossier
from maillage.apps.observatory.queries.index.formulas import N_RUNS

__all__ = ["N_RUNS", "PER_100", "Column", "FragilityIndex", "IndexLine", "fragility_index",
           "index_for_dossier"]  # fmt: skip
