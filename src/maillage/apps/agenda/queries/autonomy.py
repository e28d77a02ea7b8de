"""Done with the person, or for them: the aim is that they can go on alone (WRN-35)."""

from collections.abc import Collection
from datetime import date

from django.db.models import Count

from maillage.apps.agenda.models import Visit
from maillage.apps.agenda.queries.visits import CAME


def done_with_and_for(
    *, start: date, end: date, organisations: Collection[int] | None = None
) -> tuple[int, int]:
    """Return how many visits were done with the person, and how many for them, both days included.

    At the places of these organisations, all of them by default. Visits of which nobody noted it
    are in neither. One query.
    """
    rows = Visit.objects.filter(day__range=(start, end), attendance__in=CAME).exclude(mode="")
    if organisations is not None:
        rows = rows.filter(place__organisation__in=list(organisations))
    n = dict(rows.order_by().values_list("mode").annotate(n=Count("pk")))
    return n.get("with", 0), n.get("for", 0)
