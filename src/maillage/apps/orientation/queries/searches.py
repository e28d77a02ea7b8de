"""Searches of a year by need and by quarter: one choice of what is hidden, for every page.

The same searches are read by need, by quarter, crossed, and by what found no answer. Hidden apart,
two pages put together would give a small count; here all that any page shows is hidden at once.
The year is one of whole months: with days, today's table less yesterday's would tell one search.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
from django.db.models import Sum
from numpy.typing import NDArray
from scipy.sparse import csr_array

from maillage.apps.orientation.models import SearchDay
from maillage.core.statistics.secrecy import MINIMUM_PEOPLE, suppress
from maillage.core.statistics.secrecy.facts import make_facts

# What is counted: where (None: nobody said), for which need, how many searches, how many of them
# without an answer.
Row = tuple[int | None, str, int, int]
# A number that is shown: "searches" or "unmet", where, for which need.
Key = tuple[str, int | str | None, str]
ALL = "*"


@dataclass(frozen=True, slots=True)
class Searches:
    """Searches of `start` to `end`, both included; None where a number would tell of few.

    numbers : by (what, zone, need); "*" for all of them
    """

    start: date
    end: date
    rows: Sequence[Row]
    names: Mapping[int, str]
    numbers: Mapping[Key, int | None]

    def number(self, what: str, *, zone: int | str | None = ALL, need: str = ALL) -> int | None:
        """Return a number, 0 of what nobody asked; None when it is hidden.

        what : "searches", or "unmet"
        zone : its number, None for searches of which nobody said the quarter
        """
        return self.numbers.get((what, zone, need), 0)


def year_of_whole_months(today: date) -> tuple[date, date]:
    """Return the first and the last day of the twelve months that ended before today's.

    >>> year_of_whole_months(date(2026, 11, 22))
    (datetime.date(2025, 11, 1), datetime.date(2026, 10, 31))
    """
    first = today.replace(day=1)
    return first.replace(year=first.year - 1), first - timedelta(days=1)


def searches(*, today: date) -> Searches:
    """Return the searches of the last twelve whole months. One query."""
    start, end = year_of_whole_months(today)
    found = (
        SearchDay.objects.filter(day__range=(start, end))
        .order_by()
        .values_list("zone_id", "zone__nom", "need")
        .annotate(n=Sum("n_searches"), unmet=Sum("n_unmet"))
    )
    rows: list[Row] = []
    names: dict[int, str] = {}
    for zone, nom, need, n, unmet in found:
        if n:
            rows.append((zone, need, n, unmet))
            names |= {} if zone is None else {zone: nom}
    rows.sort(key=lambda row: (row[0] is not None, row[0] or 0, row[1]))
    return Searches(start, end, rows, names, _shown(tuple(rows)))


# Read by five pages, the same for a month; the linear programmes take a second in a large town.
@lru_cache(maxsize=8)
def _shown(rows: tuple[Row, ...]) -> Mapping[Key, int | None]:
    """Return every number that some page shows, None for what is hidden of them."""
    if not rows:
        return {}
    pieces: list[int] = []
    held: dict[Key, set[int]] = {}
    for zone, need, n, unmet in _with_zeros(rows):
        answered, without = len(pieces), len(pieces) + 1
        pieces += [n - unmet, unmet]
        for where, what_for in ((ALL, ALL), (ALL, need), (zone, ALL)):
            held.setdefault(("searches", where, what_for), set()).update((answered, without))
            held.setdefault(("unmet", where, what_for), set()).add(without)
        # What found no answer is never crossed; where nobody said the quarter, nothing is.
        if zone is not None:
            held[("searches", zone, need)] = {answered, without}
    at = [(row, piece) for row, holds in enumerate(held.values()) for piece in sorted(holds)]
    lines, columns = np.array(at).T
    sums = csr_array((np.ones(len(at)), (lines, columns)), shape=(len(held), len(pieces)))
    hidden = _hidden(pieces, sums, np.array([ALL not in key for key in held]))
    return {
        key: None if is_hidden else int(n)
        for key, n, is_hidden in zip(held, sums @ np.array(pieces), hidden, strict=True)
    }


def _hidden(
    pieces: Sequence[int], sums: csr_array, crossed: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Return which numbers are hidden: totals are chosen first, then what is crossed.

    Most crossed numbers are small: chosen together, they would take every total with them. A 0
    beside them is left blank, or each hidden one would be known to hold somebody.
    """
    hidden = np.zeros(len(crossed), dtype=bool)
    totals = np.flatnonzero(~crossed)
    margins = make_facts(pieces, csr_array(sums[totals]))
    first = suppress(margins, minimum=MINIMUM_PEOPLE)
    # When nothing more can protect a small count, nothing but zeros is shown.
    hidden[totals] = first.hidden if first.protects else margins.values > 0
    facts = make_facts(pieces, sums, blank=crossed)
    second = suppress(facts, minimum=MINIMUM_PEOPLE, hidden=hidden, settled=~crossed)
    return second.hidden if second.protects else hidden | crossed


def _with_zeros(rows: tuple[Row, ...]) -> list[Row]:
    """Return the rows, and one of 0 for each place and need that nobody asked together."""
    there = {(zone, need) for zone, need, _n, _unmet in rows}
    zones = dict.fromkeys(zone for zone, _need in there)
    needs = sorted({need for _zone, need in there})
    nobody = [(zone, need, 0, 0) for zone in zones for need in needs if (zone, need) not in there]
    return [*rows, *nobody]
