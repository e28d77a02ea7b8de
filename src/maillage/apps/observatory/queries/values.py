"""Values of measures by zone: what is published, what is estimated where nothing is, what lacks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from maillage.apps.observatory.errors import MeasureUnknown
from maillage.apps.observatory.models import (
    Dataset,
    Family,
    Figure,
    FigureState,
    Measure,
    Method,
    Unit,
)
from maillage.apps.observatory.queries.support import (
    Support,
    kinds_with_figures,
    mark_now,
    support,
)
from maillage.apps.territories.queries import communes_lacking

__all__ = ["COUNTS", "FAMILY_CHOICES", "UNIT_CHOICES", "FigureState", "Unit", "Value", "Values",
           "datasets", "estimate", "get_measure", "measures", "published", "values_of",
           "years_of"]  # fmt: skip

# What is added from zone to zone; everything else is averaged over people.
COUNTS = frozenset({Unit.PEOPLE, Unit.HOUSEHOLDS, Unit.FAMILIES, Unit.DWELLINGS, Unit.COUNT})
UNIT_CHOICES, FAMILY_CHOICES = Unit.choices, Family.choices
# From which zones each kind may be estimated, the closest first. Never from a wider one: the value
# of a commune given to its neighbourhoods would look like theirs.
FROM: Mapping[str, tuple[str, ...]] = {
    "quarter": ("cell", "iris"),
    "qpv": ("cell", "iris"),
    "veille": ("cell", "iris"),
    "commune": ("cell", "iris"),
    "epci": ("cell", "iris", "commune"),
    "uu": ("cell", "iris", "commune"),
}
# An estimate over fewer cells than that is refused (methods.md 3.6: Insee smooths small cells).
FEWEST_CELLS = 5


@dataclass(frozen=True, slots=True)
class Value:
    """One figure as a page shows it, with all that it may not be shown without."""

    value: float | None
    state: str
    method: str
    year: int
    source: str
    dataset: str
    coverage_pct: float | None = None

    @property
    def is_known(self) -> bool:
        """True when there is a number."""
        return self.value is not None

    @property
    def is_estimate(self) -> bool:
        """True when it was carried from other zones."""
        return self.method == Method.ESTIMATED


@dataclass(frozen=True, slots=True)
class Values:
    """A measure over zones: by number of zone; a zone without any figure is not a key."""

    measure: Measure
    by_zone: dict[int, Value] = field(default_factory=dict)
    # Which kind of zone an estimate started from, "" when everything is published.
    estimated_from: str = ""

    @property
    def numbers(self) -> dict[int, float]:
        """The values that are known."""
        return {zone: one.value for zone, one in self.by_zone.items() if one.value is not None}


def measures(*, with_figures: bool = True) -> list[Measure]:
    """Return the measures, by family then name; only those that have figures. One query."""
    rows = Measure.objects.order_by("family", "nom")
    return list(rows.filter(figures__isnull=False).distinct() if with_figures else rows)


def get_measure(code: str) -> Measure:
    """Return a measure by its code. Raises MeasureUnknown."""
    found = Measure.objects.filter(code=code).first()
    if found is None:
        raise MeasureUnknown
    return found


def datasets() -> list[Dataset]:
    """Return the files of figures that were loaded, the newest first. One query."""
    return list(Dataset.objects.select_related("loaded_by").order_by("-loaded_at", "code"))


def years_of(measure: Measure, kind: str) -> list[int]:
    """Return the years for which a measure is published for a kind of zone, the newest first."""
    rows = Figure.objects.filter(measure=measure, zone__kind=kind).order_by("-year")
    return list(rows.values_list("year", flat=True).distinct())


def published(
    measure: Measure, *, kind: str = "", zones: Iterable[int] = (), year: int | None = None
) -> Values:
    """Return what is published of a measure: of a kind, or of some zones; the newest year first.

    A zone of which a newer figure is secret keeps the secret: an older number is not shown as if
    it were today's. One query.
    """
    rows = Figure.objects.filter(measure=measure)
    rows = rows.filter(zone__kind=kind) if kind else rows.filter(zone__in=list(zones))
    if year is not None:
        rows = rows.filter(year=year)
    found: dict[int, Value] = {}
    for zone, value, state, method, of, source, producer, code in rows.order_by(
        "-year", "-dataset__loaded_at"
    ).values_list(
        "zone_id", "value", "state", "method", "year", "dataset__title", "dataset__producer",
        "dataset__code",
    ):  # fmt: skip
        if zone not in found:
            found[zone] = Value(value, state, method, of, f"{source}, {producer}", code)
    return Values(measure, found)


def values_of(
    measure: Measure, kind: str, zones: Sequence[int], *, on: date | None = None
) -> Values:
    """Return a measure for zones of one kind: published, else estimated from closer zones.

    zones : their numbers, all of one kind
    on : a day for which they hold; two lists of priority neighbourhoods overlap
    """
    found = published(measure, zones=zones)
    lacking = [zone for zone in zones if zone not in found.by_zone]
    if lacking and kind == "uu":
        # Of communes that nobody loaded, not even the people are known: no coverage is true.
        partial = communes_lacking()
        lacking = [zone for zone in lacking if zone not in partial]
    if not lacking or kind not in FROM:
        return found
    held = kinds_with_figures(mark_now()).get(measure.pk, frozenset())
    for finer in FROM[kind]:
        if finer in held:
            estimated = estimate(measure, finer, kind, lacking, on=on)
            return Values(measure, {**found.by_zone, **estimated}, finer)
    return found


def estimate(
    measure: Measure, source_kind: str, kind: str, zones: Sequence[int], *, on: date | None = None
) -> dict[int, Value]:
    """Carry a measure from closer zones to wider ones, in proportion to the people of each cell.

    A count is shared among the cells of its zone; a rate is averaged over people. The coverage is
    the share of the zone's people for whom the value is known. A zone of fewer than FEWEST_CELLS
    cells has no estimate.
    """
    points = support(source_kind, kind, on=on)
    if points is None:
        return {}
    sources = np.unique(
        np.concatenate([points.source[points.points_of(zone)] for zone in set(zones)])
    )
    below = published(measure, zones=[number for number in sources.tolist() if number >= 0])
    return _carried(below, points, set(zones)) if below.numbers else {}


def _carried(below: Values, points: Support, zones: set[int]) -> dict[int, Value]:
    known = below.numbers
    is_count = below.measure.unit in COUNTS
    first = next(iter(below.by_zone.values()))
    found = {}
    for zone in sorted(zones):
        here = points.points_of(zone)
        people = points.people[here]
        everybody = float(people.sum())
        if len(np.unique(points.cell[here])) < FEWEST_CELLS or everybody <= 0:
            continue
        sources, ranks = np.unique(points.source[here], return_inverse=True)
        lived = np.bincount(ranks, weights=people)
        covered = total = 0.0
        for source, n in zip(sources.tolist(), lived.tolist(), strict=True):
            value = known.get(source)
            if value is None or n <= 0:
                continue
            covered += n
            # A count of a zone is spread over its people; a rate is averaged over them.
            total += value * n / points.people_of[source] if is_count else value * n
        if covered <= 0:
            continue
        found[zone] = Value(
            value=total if is_count else total / covered,
            state=FigureState.KNOWN,
            method=Method.ESTIMATED,
            year=first.year,
            source=first.source,
            dataset=first.dataset,
            coverage_pct=round(min(100.0, 100 * covered / everybody), 1),
        )
    return found
