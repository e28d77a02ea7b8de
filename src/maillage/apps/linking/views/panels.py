"""What links say in the pages of others: the desk, a place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from maillage.apps.linking.queries.access import keepers_among
from maillage.apps.linking.queries.links import links_at, records_at
from maillage.apps.linking.queries.pairs import n_waiting
from maillage.apps.linking.views.links import LinkLine, link_line
from maillage.apps.linking.views.words import name_of, source_words
from maillage.web.slots import Id, Panel
from maillage.web.words import date_words


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskPanel:
    """All that linking/_desk.html may use."""

    n: int
    url: str


@dataclass(frozen=True, slots=True)
class RecordLine:
    """A record that a place brings together."""

    name: str
    source: str
    on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacePanel:
    """All that linking/_place.html may use."""

    records: Sequence[RecordLine]
    links: Sequence[LinkLine]


def desk_panels(ids: Sequence[Id]) -> Mapping[Id, Sequence[Panel]]:
    """Return how many pairs wait, for the desk of those who answer."""
    keepers = keepers_among(ids)
    n = n_waiting() if keepers else 0
    if not n:
        return {}
    page = DeskPanel(n=n, url=reverse("linking:queue"))
    return {id_: [Panel("linking/_desk.html", page, order=30)] for id_ in keepers}


def place_panels(ids: Sequence[Id]) -> Mapping[Id, Sequence[Panel]]:
    """Return the records that a place brings together, why, and how to take a link back."""
    numbers = [str(id_) for id_ in ids]
    links = links_at(numbers)
    if not links:
        return {}
    records = records_at(list(links))
    found: dict[Id, Sequence[Panel]] = {}
    for id_ in ids:
        if str(id_) in links:
            page = PlacePanel(
                records=[
                    RecordLine(
                        name_of(record), source_words(record.source), date_words(on) if on else ""
                    )
                    for record, on in records.get(str(id_), ())
                ],
                links=[link_line(link) for link in links[str(id_)]],
            )
            found[id_] = [Panel("linking/_place.html", page, order=20)]
    return found


__all__ = ["desk_panels", "place_panels"]
