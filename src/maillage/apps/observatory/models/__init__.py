"""Figures by zone, what is known of needs, and what the diagnosis keeps."""

from maillage.apps.observatory.models.diagnosis import (
    Diagnosis,
    Finding,
    Snapshot,
    Stage,
    StageState,
    StructureNeed,
    StructureNeedKind,
    Study,
)
from maillage.apps.observatory.models.figures import (
    Dataset,
    Family,
    Figure,
    FigureState,
    Measure,
    Method,
    ReferenceFigure,
    Unit,
)
from maillage.apps.observatory.models.works import Work, WorkKind, WorkState

__all__ = [
    "Dataset",
    "Diagnosis",
    "Family",
    "Figure",
    "FigureState",
    "Finding",
    "Measure",
    "Method",
    "ReferenceFigure",
    "Snapshot",
    "Stage",
    "StageState",
    "StructureNeed",
    "StructureNeedKind",
    "Study",
    "Unit",
    "Work",
    "WorkKind",
    "WorkState",
]
