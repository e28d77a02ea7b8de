"""Which numbers are hidden: the small ones, then those that would give them away.

Decided, and said on the pages that use it:
- 0 is shown, unless the table leaves zeros blank: it describes nobody. A number from 1 to the
  minimum, less one, is hidden.
- So is what two shown zones give by subtraction, and the rest of a zone: they are protected as if
  they were printed.
- A hidden number bears one mark, whatever the reason: knowing that it is small would be a bound.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from maillage.core.statistics.secrecy.attack import Bools, Reader
from maillage.core.statistics.secrecy.choice import Choice
from maillage.core.statistics.secrecy.exposed import find_exposed
from maillage.core.statistics.secrecy.facts import Facts, Ints
from maillage.core.statistics.secrecy.questions import joined, of_facts, unpublished

# INSEE, fiscal and social files (Filosofi): nothing under 11 households.
MINIMUM_HOUSEHOLDS = 11
# Practice of CAF and of France Travail for people: nothing under 5.
MINIMUM_PEOPLE = 5
# Nobody can say "about so many, 2 more or less" of a hidden number.
MARGIN = 2


class Extent(StrEnum):
    """How much of a table is left, for the sentence beside it."""

    EMPTY = "empty"  # no number at all
    ALL_SHOWN = "all_shown"
    SOME_HIDDEN = "some_hidden"
    NOTHING_LEFT = "nothing_left"  # only zeros, if any, can be shown


@dataclass(frozen=True, slots=True, eq=False)
class Suppression:
    """What is hidden of published facts.

    Attributes
    ----------
    hidden : shape (n_facts,), to be replaced by one and the same mark
    extent : what is left
    n_small : numbers hidden because they are small; not to be published
    n_more : numbers hidden to protect others; not to be published
    protects : False when some small count can still be bounded and nothing is left to hide around
        it; a page then shows none of these numbers
    """

    hidden: Bools
    extent: Extent
    n_small: int
    n_more: int
    protects: bool = True


def suppress(
    facts: Facts,
    *,
    minimum: int = MINIMUM_PEOPLE,
    margin: int = MARGIN,
    hidden: ArrayLike | None = None,
    settled: ArrayLike | None = None,
) -> Suppression:
    """Return what to hide so that no small count can be found, exactly or nearly.

    Parameters
    ----------
    facts
        what is about to be published (`zone_table`, `nested_zones`, `make_facts`)
    minimum
        the smallest count that is shown, 0 apart: MINIMUM_PEOPLE or MINIMUM_HOUSEHOLDS
    margin
        nobody can bound a hidden number within plus or minus this
    hidden, settled
        shape (n_facts,): what is hidden already, and what stays as it is; totals are settled by a
        first choice without their parts when they matter more than these

    Raises
    ------
    ValueError
        for a minimum under 1, a margin under 0, flags that are not one for each number

    Notes
    -----
    The choice is cheapest first and never undone, hence not always the fewest; that it protects is
    checked by linear programmes. Counts are bounded as if they could be fractions: for a table and
    for zones within one another that is exact, for zones that overlap anyhow a reader who uses
    that people are whole might find slightly narrower bounds. What is published elsewhere, or
    was at another date, is known to this function only if it is among the facts.

    References
    ----------
    A. Hundepool et al., Statistical Disclosure Control, Wiley, 2012, chapter 4.
    """
    if minimum < 1 or margin < 0:
        raise ValueError("a minimum of 1 or more, a margin of 0 or more")
    values = facts.values
    small = (values > 0) & (values < minimum)
    before, fixed = _flags(hidden, values), _flags(settled, values)
    chosen = before | (~fixed & (small | (facts.blank & (values == 0))))
    pending = joined(
        of_facts(facts, np.flatnonzero(chosen & small), small=True), unpublished(facts, minimum)
    )
    choice, protects = Choice(facts, fixed), True
    while len(pending.values):
        reader = Reader(facts, chosen)
        exposed = find_exposed(reader, pending, margin)
        added, lost = choice.hide(reader, chosen, pending, exposed)
        # What was safe stays so: hiding more only leaves more unknown.
        under, over = pending.open_sides(margin)
        closed = ~(under & over)
        closed[lost] = False
        # Alone in all that is hidden: no table says more, whatever else is shown.
        protects = protects and not lost
        pending = joined(pending.taken(np.flatnonzero(closed)), of_facts(facts, added))
    return Suppression(
        chosen,
        _extent(values, chosen),
        int(small.sum()),
        int((chosen & (values > 0)).sum() - small.sum()),
        protects,
    )


def _flags(given: ArrayLike | None, values: Ints) -> Bools:
    flags = np.zeros(len(values), dtype=bool) if given is None else np.array(given)
    if flags.dtype != np.bool_ or flags.shape != values.shape:
        raise ValueError("one flag for each number, a count")
    return flags


def _extent(values: Ints, hidden: Bools) -> Extent:
    if len(values) == 0:
        return Extent.EMPTY
    if not hidden.any():
        return Extent.ALL_SHOWN
    return Extent.NOTHING_LEFT if np.all(hidden | (values == 0)) else Extent.SOME_HIDDEN
