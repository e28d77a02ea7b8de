"""How well a record says what a person needs to know before pushing the door."""

from maillage.core.quality.criteria import CRITERIA, Edition
from maillage.core.quality.score import Criterion, Score, data_inclusion_score, structure_score

__all__ = [
    "CRITERIA",
    "Criterion",
    "Edition",
    "Score",
    "data_inclusion_score",
    "structure_score",
]
