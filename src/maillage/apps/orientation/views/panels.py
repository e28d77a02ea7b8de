"""What orientation says in the pages of others: the first page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from maillage.web.slots import Id, Panel


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """All that orientation/_tile.html may use."""

    url: str


def home_tiles(ids: Sequence[Id]) -> Mapping[Id, Sequence[Panel]]:
    """Return the way in for who does not know where to begin: no query."""
    tile = Panel("orientation/_tile.html", Tile(url=reverse("orientation:start")), order=20)
    return {id_: [tile] for id_ in ids}
