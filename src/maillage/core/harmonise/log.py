"""What was corrected: how often, with examples, and for the record at hand."""

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

EXAMPLES_KEPT = 5


class Change(NamedTuple):
    """One value of one record, before and after one named correction."""

    code: str
    field: str
    before: str
    after: str


class Log:
    """Counts every correction by (code, field), and keeps a few examples of each.

    The changes of the record at hand are kept until `take_record` hands them over, so that
    memory does not grow with the file.

    Examples
    --------
    >>> log = Log()
    >>> log.changed("lost_zero", "code_postal", "1000", "01000")
    >>> log.counts[("lost_zero", "code_postal")]
    1
    >>> log.take_record()
    (Change(code='lost_zero', field='code_postal', before='1000', after='01000'),)
    >>> log.take_record()
    ()
    """

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str]] = Counter()
        self._examples: dict[tuple[str, str], list[Change]] = {}
        self._record: list[Change] = []

    def changed(self, code: str, field: str, before: str, after: str) -> None:
        """Note that the correction `code` turned `before` into `after` in `field`."""
        change = Change(code, field, before, after)
        key = (code, field)
        self._counts[key] += 1
        self._record.append(change)
        kept = self._examples.setdefault(key, [])
        if len(kept) < EXAMPLES_KEPT and change not in kept:
            kept.append(change)

    def take_record(self) -> tuple[Change, ...]:
        """Return the changes noted since the last call, oldest first, and forget them."""
        changes = tuple(self._record)
        self._record.clear()
        return changes

    @property
    def counts(self) -> Mapping[tuple[str, str], int]:
        """Number of changes by (code, field)."""
        return MappingProxyType(self._counts)

    @property
    def total(self) -> int:
        """Number of changes in all."""
        return self._counts.total()

    def examples(self, code: str, field: str) -> tuple[Change, ...]:
        """Return the first different changes of one correction in one field, five at most."""
        return tuple(self._examples.get((code, field), ()))
