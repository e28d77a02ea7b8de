"""Writes of the deliveries: read a file whole, then publish it place by place."""

from maillage.apps.imports.actions.delivery import Options, run_delivery
from maillage.apps.imports.actions.files import (
    abandon_file,
    fetch_file,
    import_file,
    receive_file,
    try_file,
)
from maillage.apps.imports.actions.preview import look_ahead, preview_delivery
from maillage.apps.imports.actions.tally import Tally

__all__ = [
    "Options",
    "Tally",
    "abandon_file",
    "fetch_file",
    "import_file",
    "look_ahead",
    "preview_delivery",
    "receive_file",
    "run_delivery",
    "try_file",
]
