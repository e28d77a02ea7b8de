"""Values of measures by zone: what is published, what is estimated where nothing is, what lacks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from maillage.apps.observatory.errors import MeasureUnknown
from maillage.apps.observatory.models import (
    Dataset,
    Family,
    Figure,
    FigureState,
    Measure,
    Unit,
)
from maillage.apps.observatory.queries.support import (
    Crossing,
    crossing,
    kinds_with_figures,
    mark_now,
)
from maillage.apps.territories.queries import communes_lacking
from maillage.core.statistics.transfer import MINIMUM_CELLS as FEWEST_CELLS
from maillage.core.statistics.transfer import Transferred, transfer_counts, transfer_rates

__all__ = ["COUNTS", "FAMILY_CHOICES", "FEWEST_CELLS", "UNIT_CHOICES", "FigureState", "Refusal",
           "Unit", "Value", "Values", "datasets", "estimate", "get_measure", "measures",
           "published", "values_of", "years_of"]  # fmt: skip

# How a value came that no file gives: beside those of `Method`, which are stored.
ESTIMATED = "estimated"
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
    "iris": ("cell",),
}
# Known of fewer of its people than that, a number speaks of those who live next to the zone.
LEAST_COVERAGE = 0.01
# SQLite takes 32 766 values in one question; beyond a few thousand zones, their kind is read.
_MOST_ZONES = 5_000


class Refusal(StrEnum):
    """Why a zone has no estimate, though closer zones have figures."""

    NO_GRID = "no_grid"
    UNCOUNTED = "uncounted"
    NOBODY = "nobody"
    FEW_CELLS = "few_cells"
    HIDDEN = "hidden"
    UNKNOWN = "unknown"
    HARDLY_KNOWN = "hardly_known"


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
    # Of an estimate: the share of the zone's people who are in another zone of its kind too.
    shared_pct: float = 0.0
    # Of an estimate that was not made: why.
    refusal: Refusal | None = None

    @property
    def is_known(self) -> bool:
        """True when there is a number."""
        return self.value is not None

    @property
    def is_estimate(self) -> bool:
        """True when it was carried from other zones."""
        return self.method == ESTIMATED and self.value is not None


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
    if not lacking or kind not in FROM:
        return found
    mark = mark_now()
    held = kinds_with_figures(mark).get(measure.pk, frozenset())
    finer = next((one for one in FROM[kind] if one in held), "")
    if not finer:
        return found
    carried = estimate(measure, finer, kind, lacking, on=on, mark=mark)
    made = any(value.is_estimate for value in carried.values())
    return Values(measure, {**found.by_zone, **carried}, finer if made else "")


def estimate(
    measure: Measure,
    source_kind: str,
    kind: str,
    zones: Sequence[int],
    *,
    on: date | None = None,
    mark: tuple[object, ...] | None = None,
) -> dict[int, Value]:
    """Carry a measure from closer zones to wider ones, in proportion to the people of each cell.

    A count is shared among the people of its zone; a rate is averaged over people. The coverage is
    the share of the zone's people for whom the value is known, those whom no cell holds counted
    too. Where nothing can be said, the value says why.
    """
    carrier = crossing(source_kind, kind, on, mark_now() if mark is None else mark)
    if carrier is None:
        origin = _an_origin(measure, source_kind)
        return {zone: _refused(Refusal.NO_GRID, origin) for zone in zones} if origin else {}
    rank = {number: row for row, number in enumerate(carrier.targets.tolist())}
    rows = {zone: rank[zone] for zone in zones if zone in rank}
    people = carrier.bridge.people
    columns = np.unique(
        np.concatenate(
            [np.zeros(0, dtype=np.int64)]
            + [people.indices[people.indptr[r] : people.indptr[r + 1]] for r in rows.values()]
        )
    )
    numbers = carrier.sources[columns].tolist()
    if len(numbers) <= _MOST_ZONES:
        below = published(measure, zones=numbers)
    else:
        below = published(measure, kind=source_kind)
    origin = next(iter(below.by_zone.values()), None) or _an_origin(measure, source_kind)
    if origin is None:
        return {}
    # Of communes that nobody loaded, not even the people are known: no coverage is true.
    uncounted = carrier.uncounted | (communes_lacking().keys() if kind == "uu" else frozenset())
    moved = _carried(below, carrier)
    return {
        zone: _refused(Refusal.UNCOUNTED, origin)
        if zone in uncounted
        else _said(moved, row, below, carrier, origin)
        for zone, row in rows.items()
    }


def _carried(below: Values, carrier: Crossing) -> Transferred:
    """Return what the core carries over the bridge: a count is shared, a rate is averaged."""
    is_count = below.measure.unit in COUNTS
    known = below.numbers
    given: NDArray[np.float64] = np.array(
        [known.get(number, np.nan) for number in carrier.sources.tolist()], dtype=np.float64
    )
    if is_count:
        # Fewer than nobody is a fault of the file, and no number that can be shared.
        return transfer_counts(carrier.bridge, np.where(given < 0, np.nan, given))
    # Shares of the people, so that no number of a file is too great to be multiplied.
    lived = carrier.bridge.source_people
    base = lived / max(1.0, float(lived.sum()))
    return transfer_rates(carrier.bridge, given * base, base)


def _said(moved: Transferred, row: int, below: Values, carrier: Crossing, origin: Value) -> Value:
    """Return the estimate of one zone, or why there is none."""
    people = carrier.bridge.people
    inside = slice(people.indptr[row], people.indptr[row + 1])
    lived_in = people.data[inside] > 0
    sources = carrier.sources[people.indices[inside][lived_in]].tolist()
    figures = [below.by_zone[number] for number in sources if number in below.by_zone]
    known = [one for one in figures if one.value is not None]
    coverage, value = float(moved.coverage[row]), float(moved.values[row])
    if not moved.n_cells[row]:
        return _refused(Refusal.NOBODY, origin)
    if moved.refused[row]:
        return _refused(Refusal.FEW_CELLS, origin)
    if not known or not np.isfinite(value):
        hidden = any(one.state == FigureState.SECRET for one in figures)
        return _refused(Refusal.HIDDEN if hidden else Refusal.UNKNOWN, origin)
    if coverage < LEAST_COVERAGE:
        return _refused(Refusal.HARDLY_KNOWN, origin)
    # As old as the oldest number that it is made of.
    oldest = min(known, key=lambda one: (one.year, one.dataset))
    return Value(
        value=value,
        state=FigureState.KNOWN,
        method=ESTIMATED,
        year=oldest.year,
        source=oldest.source,
        dataset=oldest.dataset,
        coverage_pct=_whole_pct(coverage),
        shared_pct=round(100 * float(carrier.bridge.shared[row]), 1),
    )


def _whole_pct(share: float) -> float:
    """Return a share in per cent, 100 only when nobody lacks: 99.96 % is 99.9."""
    pct = min(100.0, round(100 * share, 1))
    return pct if pct < 100 or share > 1 - 1e-9 else 99.9


def _refused(why: Refusal, origin: Value) -> Value:
    state = FigureState.SECRET if why == Refusal.HIDDEN else FigureState.MISSING
    return Value(None, state, ESTIMATED, origin.year, origin.source, origin.dataset, refusal=why)


def _an_origin(measure: Measure, kind: str) -> Value | None:
    """Return the newest figure of a measure for a kind of zone: what an estimate would start of."""
    row = (
        Figure.objects.filter(measure=measure, zone__kind=kind)
        .order_by("-year")
        .values_list("zone_id", flat=True)
        .first()
    )
    return published(measure, zones=[row]).by_zone[row] if row is not None else None
