"""A composite index of one’s own, every choice of which is data, and what these choices weigh."""

from maillage.core.indicators.composite.engine import composite
from maillage.core.indicators.composite.model import (
    Dimension,
    Indicator,
    Kind,
    Method,
    Treatment,
)
from maillage.core.indicators.composite.normalise import Normalised, normalise
from maillage.core.indicators.composite.sensitivity import (
    Sensitivity,
    explore_sensitivity,
    saltelli,
)
from maillage.core.indicators.composite.treat import Treated, kurtosis, skewness, treat
from maillage.core.indicators.composite.uncertainty import (
    RankRange,
    Uncertainty,
    explore_uncertainty,
)
from maillage.core.indicators.composite.variants import FACTORS, Assumptions

__all__ = [
    "FACTORS",
    "Assumptions",
    "Dimension",
    "Indicator",
    "Kind",
    "Method",
    "Normalised",
    "RankRange",
    "Sensitivity",
    "Treated",
    "Treatment",
    "Uncertainty",
    "composite",
    "explore_sensitivity",
    "explore_uncertainty",
    "kurtosis",
    "normalise",
    "saltelli",
    "skewness",
    "treat",
]
