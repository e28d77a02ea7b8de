"""What sheets ask for: how many of each service, never who (OBS-16)."""

from collections import Counter
from collections.abc import Mapping
from datetime import date

from maillage.apps.agenda.queries.few import Cell, hide_evenly
from maillage.apps.liaison.models import Sheet
from maillage.apps.liaison.queries.figures import between


def services_asked(*, start: date, end: date) -> tuple[Cell, Mapping[str, Cell]]:
    """Return how many sheets were made, both days included, and how many ask for each service.

    A sheet counts once by service, however many places it was sent to. One query.
    """
    counts: Counter[str] = Counter()
    n = 0
    rows = Sheet.objects.filter(between("made_at", start, end)).order_by("pk")
    for services in rows.values_list("services", flat=True).iterator(chunk_size=2000):
        n += 1
        counts.update(set(services))
    return hide_evenly({"all": n})["all"], hide_evenly(counts)
