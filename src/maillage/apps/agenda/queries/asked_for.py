"""What people who came without booking asked for: how many of each topic, never who (OBS-16)."""

from collections import Counter
from collections.abc import Mapping
from datetime import date

from maillage.apps.agenda.models import Visit
from maillage.apps.agenda.queries.few import Cell, hide_evenly
from maillage.apps.agenda.queries.topics import TOPICS
from maillage.apps.agenda.queries.visits import CAME


def topics_of_drop_ins(*, start: date, end: date) -> tuple[Cell, Mapping[str, Cell]]:
    """Return how many drop-ins had topics noted, both days included, and how many each topic.

    A visit counts once by topic; those who booked said their need when they booked. One query.
    """
    counts: Counter[str] = Counter()
    n = 0
    rows = Visit.objects.filter(day__range=(start, end), attendance__in=CAME, booking=None)
    for topics in rows.order_by("pk").values_list("topics", flat=True).iterator(chunk_size=2000):
        known = [str(TOPICS[code]) for code in set(topics) if code in TOPICS]
        n += bool(known)
        counts.update(known)
    return hide_evenly({"all": n})["all"], hide_evenly(counts)
