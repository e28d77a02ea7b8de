"""Pages of the links."""

from maillage.apps.linking.views.links import links, undo
from maillage.apps.linking.views.pairs import answer, pair, take_back_last
from maillage.apps.linking.views.panels import desk_panels, place_panels
from maillage.apps.linking.views.queue import queue
from maillage.apps.linking.views.runs import run, runs, search, undo_run

__all__ = [
    "answer",
    "desk_panels",
    "links",
    "pair",
    "place_panels",
    "queue",
    "run",
    "runs",
    "search",
    "take_back_last",
    "undo",
    "undo_run",
]
