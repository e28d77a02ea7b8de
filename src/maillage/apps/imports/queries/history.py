"""What the deliveries tell the directory of its past: what was withdrawn, what was undone."""

from collections import defaultdict
from datetime import datetime

from maillage.apps.directory.queries.past import DeliveryFacts, Key
from maillage.apps.imports.models import Delivery, DeliveryState


def delivery_history() -> DeliveryFacts:
    """Return when each delivery was undone, and which keys each one withdrew, and when. One query.

    A delivery that was stopped withdrew only the first keys of its list. One that is being undone
    counts until it is.
    """
    undone: dict[int, datetime] = {}
    withdrawn: dict[Key, list[tuple[int, datetime]]] = defaultdict(list)
    rows = Delivery.objects.order_by("pk").values_list(
        "pk", "source", "state", "started_at", "finished_at", "undone_at", "n_withdrawn",
        "report__gone",
    )  # fmt: skip
    for pk, source, state, started_at, finished_at, undone_at, n_withdrawn, gone in rows.iterator():
        if state == DeliveryState.UNDONE and undone_at is not None:
            undone[pk] = undone_at
        for key in (gone or [])[:n_withdrawn]:
            withdrawn[(source, key)].append((pk, finished_at or started_at))
    return DeliveryFacts(undone=undone, withdrawn=withdrawn)
