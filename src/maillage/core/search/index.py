"""The read-only index over all offers."""

from collections.abc import Collection, Iterable
from datetime import datetime

from maillage.core.search.entry import Entry
from maillage.core.search.query import Query, Results


class Index:
    """All offers of a town or region, read-only. Being written: answers come soon."""

    def __init__(self, entries: tuple[Entry, ...], version: int) -> None:
        self._entries = entries
        self.version = version

    @classmethod
    def build(cls, entries: Iterable[Entry], *, version: int = 0) -> "Index":
        """Return the index of these entries."""
        return cls(tuple(entries), version)

    def patched(
        self,
        changed: Iterable[Entry],
        removed_place_ids: Collection[int] = (),
        *,
        version: int | None = None,
    ) -> "Index":
        """Return an index where the entries of the changed places are replaced by these."""
        new = tuple(changed)
        gone = {entry.place_id for entry in new} | set(removed_place_ids)
        kept = tuple(entry for entry in self._entries if entry.place_id not in gone)
        return Index(kept + new, self.version if version is None else version)

    def find(self, query: Query, *, now: datetime) -> Results:
        """Return the places that answer to a query."""
        raise NotImplementedError
