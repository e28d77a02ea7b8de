"""What was asked and not given: orientations without an answer, refusals of the agenda."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from maillage.apps.agenda.queries.counter import MEDIATIONS
from maillage.apps.agenda.queries.few import Cell, hide
from maillage.apps.agenda.queries.figures import kept_counts
from maillage.apps.orientation.queries.unmet import UnmetFigures, unmet_figures

# A year: needs of the school term, of taxes and of benefits are all in it.
LOOKED_AT = timedelta(days=365)
REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Unanswered:
    """What could not be answered from `start` to `end`, both included; small numbers are hidden.

    refused : bookings refused for want of a seat, by words of the mediation
    """

    start: date
    end: date
    unmet: UnmetFigures
    refused: Mapping[str, Cell]


def unanswered(*, today: date) -> Unanswered:
    """Return what could not be answered in a year. Three queries."""
    start = today - LOOKED_AT
    words = {str(code): str(said) for code, said in MEDIATIONS}
    counts: Counter[str] = Counter()
    for key, n in kept_counts(start=start, end=today).items():
        if key.what == REFUSED and n:
            counts[words.get(key.mediation, key.mediation)] += n
    return Unanswered(start, today, unmet_figures(start, today), hide(counts))
