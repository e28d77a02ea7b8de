"""Indices of digital fragility of a territory: published methods, and one’s own.

Four published formulas bear nearly the same name: each result says its method and its version.
Components come before the total, what is missing stays missing, and every choice has a name.
"""

from maillage.core.indicators.averages import Aggregation, average
from maillage.core.indicators.composite import (
    Assumptions,
    Dimension,
    Indicator,
    Kind,
    Method,
    RankRange,
    Sensitivity,
    Treatment,
    Uncertainty,
    composite,
    explore_sensitivity,
    explore_uncertainty,
    normalise,
)
from maillage.core.indicators.hdf_egal import PUBLISHED_AXES, hdf_egal
from maillage.core.indicators.ifn_2020 import ifn_2020, shares_2020
from maillage.core.indicators.ifn_2021 import ifn_2021
from maillage.core.indicators.ifn_2023 import (
    ifn_2023,
    ifn_2023_of_iris,
    read_published,
    weigh_up,
    weigh_up_2023,
    with_context,
)
from maillage.core.indicators.index import (
    Against,
    Index,
    Line,
    Noted,
    Part,
    Remark,
    Variable,
)
from maillage.core.indicators.portrea import Portrea, portrea
from maillage.core.indicators.positions import deciles, percentiles, ranks_down
from maillage.core.indicators.table import Table
from maillage.core.indicators.words import REMARKS, name_of, say_rank

__all__ = [
    "PUBLISHED_AXES",
    "REMARKS",
    "Against",
    "Aggregation",
    "Assumptions",
    "Dimension",
    "Index",
    "Indicator",
    "Kind",
    "Line",
    "Method",
    "Noted",
    "Part",
    "Portrea",
    "RankRange",
    "Remark",
    "Sensitivity",
    "Table",
    "Treatment",
    "Uncertainty",
    "Variable",
    "average",
    "composite",
    "deciles",
    "explore_sensitivity",
    "explore_uncertainty",
    "hdf_egal",
    "ifn_2020",
    "ifn_2021",
    "ifn_2023",
    "ifn_2023_of_iris",
    "name_of",
    "normalise",
    "percentiles",
    "portrea",
    "ranks_down",
    "read_published",
    "say_rank",
    "shares_2020",
    "weigh_up",
    "weigh_up_2023",
    "with_context",
]
