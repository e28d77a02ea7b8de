"""Searches by territory and by need, exact: whoever shows them hides the small ones."""

from collections.abc import Mapping
from datetime import date

from django.db.models import Sum

from maillage.apps.orientation.models import SearchDay


def needs_by_zone(*, start: date, end: date) -> Mapping[tuple[int, str], int]:
    """Return how many searches were made for each zone and need, both days included.

    Searches of which nobody said the quarter are left out. One query.
    """
    rows = SearchDay.objects.filter(day__range=(start, end), zone__isnull=False)
    return {
        (zone, need): n
        for zone, need, n in rows.order_by()
        .values_list("zone_id", "need")
        .annotate(n=Sum("n_searches"))
        if n
    }
