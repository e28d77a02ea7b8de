"""What an index of people does not tell: a small count made of estimates, on any output."""

from maillage.apps.observatory.models import Measure
from maillage.apps.observatory.queries.drawn import shown_number
from maillage.apps.observatory.queries.index.columns import PER_100, Column
from maillage.apps.observatory.queries.index.computing import FragilityIndex, IndexLine
from maillage.apps.observatory.queries.values import Value
from maillage.apps.observatory.queries.wording import FEWEST


def is_few(found: FragilityIndex, line: IndexLine, number: float | None) -> bool:
    """Tell whether a sum of people is not told: under FEWEST, and made of estimates."""
    if number is None or found.text.unit != "people" or number >= FEWEST:
        return False
    return is_estimate(found, line)


def is_estimate(found: FragilityIndex, line: IndexLine) -> bool:
    """Tell whether one at least of the components of a territory was estimated."""
    values = [column.here.get(line.zone.id) for column in found.counted]
    return any(value is not None and value.is_estimate for value in values)


def shown_component(column: Column, value: Value | None) -> float | None:
    """Return the number of a component, None for a small count that a page hides too."""
    if value is None or column.unit == PER_100:
        return value.value if value is not None else None
    return shown_number(value, Measure(unit=column.unit))
