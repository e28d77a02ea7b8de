"""What one can do at places, as the needs that people come with."""

from collections import defaultdict
from collections.abc import Sequence

from maillage.apps.directory.models import Place
from maillage.apps.directory.queries.entries import PLACE_COLUMNS, entries_of
from maillage.apps.directory.queries.needs import Need, answered_needs


def uses_of(ids: Sequence[int]) -> dict[int, list[Need]]:
    """Return the needs that each of these places answers for sure; five queries in all."""
    places = list(Place.objects.filter(pk__in=ids).only(*PLACE_COLUMNS))
    known: dict[int, set[str]] = defaultdict(set)
    for entry in entries_of(places):
        known[entry.place_id] |= entry.yes
    return {pk: answered_needs(known[pk]) for pk in ids}
