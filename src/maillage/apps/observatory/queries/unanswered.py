"""What was asked and not given: orientations without an answer, refusals of the agenda."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from maillage.apps.agenda.queries.counter import MEDIATIONS
from maillage.apps.agenda.queries.few import Cell, hide_evenly
from maillage.apps.agenda.queries.figures import kept_counts
from maillage.apps.orientation.queries.searches import year_of_whole_months
from maillage.apps.orientation.queries.unmet import UnmetFigures, unmet_figures

REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Unanswered:
    """What could not be answered from `start` to `end`, both included; small numbers are hidden.

    Twelve whole months: needs of the school term, of taxes and of benefits are all in them, and
    two readings a day apart say the same.

    refused : bookings refused for want of a seat, by words of the mediation
    """

    start: date
    end: date
    unmet: UnmetFigures
    refused: Mapping[str, Cell]


def unanswered(*, today: date) -> Unanswered:
    """Return what could not be answered in twelve whole months. Three queries."""
    start, end = year_of_whole_months(today)
    words = {str(code): str(said) for code, said in MEDIATIONS}
    counts: Counter[str] = Counter()
    for key, n in kept_counts(start=start, end=end).items():
        if key.what == REFUSED and n:
            counts[words.get(key.mediation, key.mediation)] += n
    return Unanswered(start, end, unmet_figures(today=today), hide_evenly(counts))
