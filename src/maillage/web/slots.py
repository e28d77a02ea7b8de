"""Places in the pages of lower applications that upper applications may fill.

An upper application registers a provider in the `ready` of its apps.py; the lower one names only
the slot. A provider takes all the ids of the page at once, so that it makes the same number of
queries for one place or for fifty. An application that is off registers nothing.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, TypeVar

Id = int | str
Value = TypeVar("Value")


class Slot(StrEnum):
    """Every slot there is, and what its ids are."""

    PLACE_PANELS = "place_panels"  # ids of places
    PLACE_LINES = "place_lines"  # ids of places in a list: one short sentence each
    LIST_ACTS = "list_acts"  # public ids of the places of a list, joined by commas
    PLACE_DESK = "place_desk"  # numbers (public ids) of places, on the pages of professionals
    OFFER_PANELS = "offer_panels"  # ids of offers
    ZONE_PANELS = "zone_panels"  # ids of zones
    MAP_LAYERS = "map_layers"  # ids of zones drawn on the map
    HOME_TILES = "home_tiles"  # ids of zones; "" is the whole territory
    ROLE_DESK = "role_desk"  # ids of people
    # numbers of places, for professionals who do not publish
    PLACE_READER = "place_reader"
    BEFORE_ADD = "before_add"  # ids of places to which an offer is about to be added
    BEFORE_CLOSE = "before_close"  # ids of places about to be closed, for good or for some days


@dataclass(frozen=True, slots=True)
class Panel:
    """One piece of a page: a template, and the dataclass whose fields are all it may use."""

    template: str
    page: object
    # Under 10, it is one more button in the first row of the page of a place or a quarter.
    order: int = 50
    # Address of the main action of what it is shown in, "" when it leaves that to the page.
    leads: str = ""

    def context(self) -> dict[str, Any]:
        """Return the fields of the page, by name."""
        return {f.name: getattr(self.page, f.name) for f in fields(self.page)}  # type: ignore[arg-type]


Provider = Callable[[Sequence[Id]], Mapping[Id, Sequence[Panel]]]
_providers: dict[Slot, list[Provider]] = {}
# What the providers of one page have read together; None outside of `fill`.
_read: ContextVar[dict[Hashable, Any] | None] = ContextVar("read_by_providers", default=None)


def register(slot: Slot | str, provider: Provider) -> None:
    """Let a provider fill a slot. Raises ValueError for a slot that does not exist."""
    registered = _providers.setdefault(Slot(slot), [])
    if provider not in registered:
        registered.append(provider)


def unregister(slot: Slot | str, provider: Provider) -> None:
    """Take a provider out; for tests."""
    _providers[Slot(slot)].remove(provider)


def fill(slot: Slot | str, ids: Iterable[Id]) -> dict[Id, tuple[Panel, ...]]:
    """Return the panels of each id, smallest `order` first; every id asked for is a key.

    Raises ValueError for a slot that does not exist, LookupError for a provider that answers
    about an id it was not asked about.
    """
    asked = tuple(dict.fromkeys(ids))
    panels: dict[Id, list[Panel]] = {id_: [] for id_ in asked}
    shared = _read.set({})
    try:
        for provider in _providers.get(Slot(slot), ()) if asked else ():
            for id_, pieces in provider(asked).items():
                if id_ not in panels:
                    raise LookupError(
                        f"{provider!r} filled {slot} for {id_!r}, which nobody asked for"
                    )
                panels[id_] += pieces
    finally:
        _read.reset(shared)
    return {id_: tuple(sorted(found, key=lambda p: p.order)) for id_, found in panels.items()}


def once(key: Hashable, read: Callable[[], Value]) -> Value:
    """Return what `read` returns, read once for all the providers of a page.

    Outside of `fill` nothing is remembered.
    """
    known = _read.get()
    if known is None:
        return read()
    if key not in known:
        known[key] = read()
    value: Value = known[key]
    return value
