"""Find places: one index per process, as fresh as the base at each request."""

import threading
from dataclasses import dataclass, field
from datetime import datetime

from maillage.apps.directory.models import BaseVersion, Place
from maillage.apps.directory.queries.entries import PLACE_COLUMNS, entries_of
from maillage.apps.directory.queries.needs import need_by_code, need_in_words
from maillage.core.geo import Box
from maillage.core.search import Cursor, Entry, Index, Query, Results, Wanted


class _Shelf:
    """The index of this process, and the state of the base that it was made from."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.index: Index | None = None
        self.version = -1


_SHELF = _Shelf()


def base_version() -> int:
    """Return the number of the state of the base, to be read once by request. One query."""
    return BaseVersion.objects.filter(pk=1).values_list("version", flat=True).first() or 0


def current_index(version: int | None = None) -> Index:
    """Return the index of the base as it is now. One query when nothing changed, none with
    the `version` that the caller has just read.

    When the base changed, only the places newer than the index are read again; the first one to
    ask does it, the others wait for it. An index that is in use is never modified.
    """
    version = base_version() if version is None else version
    shelf = _SHELF
    index = shelf.index
    if index is not None and shelf.version == version:
        return index
    with shelf.lock:
        if shelf.index is None or version < shelf.version:
            # A lower version is another base (restored, or a test's): nothing of ours holds.
            shelf.index = Index.build(_all_entries())
        elif shelf.version != version:
            shelf.index = _patched(shelf.index, shelf.version)
        shelf.version = version
        return shelf.index


def forget_index() -> None:
    """Drop the index of this process: the next search reads the whole base."""
    with _SHELF.lock:
        _SHELF.index, _SHELF.version = None, -1


def _all_entries() -> list[Entry]:
    places = list(Place.objects.public().only(*PLACE_COLUMNS).order_by("pk"))
    return list(entries_of(places))


def _patched(index: Index, version: int) -> Index:
    changed = dict(
        Place.objects.filter(index_version__gt=version).values_list("pk", "index_version")
    )
    places = list(
        Place.objects.public().filter(index_version__gt=version).only(*PLACE_COLUMNS).order_by("pk")
    )
    gone = set(changed) - {place.pk for place in places}
    return index.patched(entries_of(places), gone)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceSearch:
    """What a visitor asked for. Positions are (latitude, longitude), degrees."""

    need: str = ""
    text: str = ""
    zone_id: int | None = None
    near: tuple[float, float] | None = None
    within_m: int | None = None
    inside: Box | None = None
    features: tuple[str, ...] = field(default=())
    open_at: datetime | None = None  # naive, local to the places
    include_unknown: bool = False
    relax: bool = True
    limit: int = 20
    after: Cursor | None = None

    def query(self) -> Query:
        """Return the same question in the terms of the index."""
        wanted = []
        need, text = need_by_code().get(self.need), self.text
        said: tuple[str, ...] = ()
        # What is done with equipment is written in few records: "imprimer" asks for a printer, or
        # for a place that says the word.
        named, words, rest = need_in_words(text)
        if named is not None and need in (None, named):
            need, text, said = named, rest, tuple(f"word:{word}" for word in words)
        if need is not None:
            wanted.append(Wanted(dimension="need", any_of=(*need.any_of, *said), maybe=need.maybe))
        if self.zone_id is not None:
            wanted.append(Wanted(dimension="zone", any_of=(f"zone:{self.zone_id}",)))
        by_dimension: dict[str, list[str]] = {}
        for feature in self.features:
            by_dimension.setdefault(feature.partition(":")[0], []).append(feature)
        wanted += [
            Wanted(dimension=dimension, any_of=tuple(features))
            for dimension, features in by_dimension.items()
        ]
        return Query(
            wanted=tuple(wanted),
            text=text,
            near=self.near,
            within_m=self.within_m if self.near else None,
            inside=self.inside,
            open_at=self.open_at,
            include_unknown=self.include_unknown,
            relax=self.relax,
            limit=self.limit,
            after=self.after,
        )


def search_places(search: PlaceSearch, *, now: datetime, version: int | None = None) -> Results:
    """Return the places that answer, nearest first, or by name when no point is given.

    `now` is a naive moment, local to the places. One query when the base did not change.
    """
    return current_index(version).find(search.query(), now=now)
