"""Writes of the deliveries: read a file whole, then publish it place by place."""

from maillage.apps.imports.actions.delivery import Options, run_delivery
from maillage.apps.imports.actions.preview import preview_delivery
from maillage.apps.imports.actions.tally import Tally

__all__ = ["Options", "Tally", "preview_delivery", "run_delivery"]
