"""Writes of the observatory: one decision, one transaction each."""

from maillage.apps.observatory.actions.loading import LoadedFigures, forget_figures, load_figures
from maillage.apps.observatory.actions.snapshots import make_snapshot

__all__ = ["LoadedFigures", "forget_figures", "load_figures", "make_snapshot"]
