"""What an index is made of, read from the figures: one column by measure, with what lacks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from maillage.apps.observatory.models import Measure, Unit
from maillage.apps.observatory.queries.support import kinds_with_figures, mark_now
from maillage.apps.observatory.queries.values import COUNTS, Value, values_of
from maillage.apps.territories.queries import ZoneRow, zones_around
from maillage.sources.figures import IndexDimension, IndexMeasure, IndexText, known_measures

# An estimate that knows less than this of the inhabitants is shown, and not counted.
LEAST_COVERED_PCT = 50.0
PER_100 = "per_100"
# What a component is compared with.
ABOVE = ("commune", "epci", "uu", "country")
# Where the inhabitants of a territory are counted, the first that is known.
PEOPLE = ("population", "qpv_population", "grid_population")


@dataclass(frozen=True, slots=True)
class Column:
    """One measure of an index: its values here and in what contains these territories.

    unit : that of the measure, or PER_100 for a count divided by inhabitants
    here, above : values by number of zone
    known_for : the kinds of territories for which something is known, when nothing is here
    counted : False when too few territories (`n_known`) have it for it to enter the total
    datasets : codes of the files that were read
    find : where a city finds it, when no file has it
    n_scored : the territories that a formula could score, for one that scores smaller areas
    asked_for : the kind of areas by which a formula needs it, when nothing is known by that kind
    held_by : the kind of the wider territory whose value it is
    """

    said: IndexMeasure
    dimension: IndexDimension
    nom: str
    unit: str
    family: str
    direction: int
    here: Mapping[int, Value]
    above: Mapping[int, Value]
    counted: bool
    n_known: int = 0
    known_for: tuple[str, ...] = ()
    base_words: str = ""
    caveat: str = ""
    datasets: frozenset[str] = field(default_factory=frozenset)
    find: str = ""
    n_scored: int = 0
    asked_for: str = ""
    held_by: str = ""

    @property
    def code(self) -> str:
        """The measure."""
        return self.said.measure

    @property
    def name(self) -> str:
        """Its name in the formula."""
        return self.said.column or self.said.measure

    def number(self, zone: int) -> float | None:
        """Return what counts for a zone here, None when it is unknown or known of too few."""
        return countable(self.here.get(zone))


def countable(value: Value | None) -> float | None:
    """Return the number of a value that may be counted, None for another."""
    if value is None or value.value is None:
        return None
    if value.coverage_pct is not None and value.coverage_pct < LEAST_COVERED_PCT:
        return None
    return value.value


def columns_of(
    text: IndexText,
    kind: str,
    zones: Sequence[int],
    above: Mapping[str, Sequence[int]],
    *,
    on: date,
) -> list[Column]:
    """Return the columns of an index over zones of one kind, in its order, missing ones too.

    above : numbers of the zones that contain them, by kind
    """
    loaded = {
        one.code: one
        for one in Measure.objects.filter(
            code__in={c for said in text.measures for c in (said.measure, *said.per)}
        )
    }
    return [
        _column(said, dimension, loaded, kind, zones, above, on, text.least_known)
        for dimension in text.dimensions
        for said in dimension.measures
    ]


def _column(
    said: IndexMeasure,
    dimension: IndexDimension,
    loaded: Mapping[str, Measure],
    kind: str,
    zones: Sequence[int],
    above: Mapping[str, Sequence[int]],
    on: date,
    least_known: float,
) -> Column:
    measure, brought = loaded.get(said.measure), known_measures().get(said.measure)
    described = measure or brought
    unit = PER_100 if said.per else (described.unit if described else "")
    here: dict[int, Value] = {}
    wider: dict[int, Value] = {}
    codes: set[str] = set()
    if measure is not None:
        per = _people_measure(said, loaded, kind, zones, on)
        if per is not None or not said.per:
            here = _read(measure, per, kind, zones, on, codes)
            for wide, numbers in above.items():
                wider |= _read(measure, per, wide, numbers, on, codes)
    n_known = sum(1 for value in here.values() if countable(value) is not None)
    kinds = kinds_with_figures(mark_now()).get(measure.pk, frozenset()) if measure else ()
    return Column(
        said=said,
        dimension=dimension,
        nom=said.nom or (described.nom if described else said.measure),
        unit=unit,
        family=described.family if described else "",
        direction=said.direction or (described.direction if described else 0) or 1,
        here=here,
        above=wider,
        counted=n_known > 0 and n_known >= least_known * len(zones),
        n_known=n_known,
        known_for=tuple(sorted(kinds)) if not n_known else (),
        base_words=described.base_words if described and not said.per else "",
        caveat=described.caveat if described else "",
        datasets=frozenset(codes),
        find=brought.find if brought else "",
    )


def _people_measure(
    said: IndexMeasure,
    loaded: Mapping[str, Measure],
    kind: str,
    zones: Sequence[int],
    on: date,
) -> Measure | None:
    """Return the measure of people by which a count is divided: the same here and above."""
    for code in said.per:
        if code in loaded and values_of(loaded[code], kind, zones, on=on).numbers:
            return loaded[code]
    return None


def _read(
    measure: Measure,
    per: Measure | None,
    kind: str,
    zones: Sequence[int],
    on: date,
    codes: set[str],
) -> dict[int, Value]:
    found = values_of(measure, kind, zones, on=on).by_zone
    codes |= {value.dataset for value in found.values()}
    if per is None:
        return found
    people = values_of(per, kind, zones, on=on).by_zone
    codes |= {value.dataset for value in people.values()}
    return {zone: _rate(value, people.get(zone)) for zone, value in found.items()}


def _rate(value: Value, people: Value | None) -> Value:
    """Return a count for 100 inhabitants, of those for whom the count is known.

    A secret area is left out of the count, so that its people are left out too.
    """
    if value.value is None:
        return value
    lived = people.value if people is not None else None
    if not lived or lived <= 0:
        return replace(value, value=None, state="missing")
    share = 1.0 if value.coverage_pct is None else value.coverage_pct / 100
    return replace(value, value=100 * value.value / (lived * share) if share else None)


def people_of(kind: str, rows: Sequence[ZoneRow], *, on: date) -> dict[int, float]:
    """Return the inhabitants of zones: published, else estimated, else as the outline says."""
    measures = {one.code: one for one in Measure.objects.filter(code__in=PEOPLE)}
    found = {row.id: float(row.population) for row in rows if row.population is not None}
    for code in reversed(PEOPLE):
        if code in measures:
            numbers = [row.id for row in rows]
            found |= values_of(measures[code], kind, numbers, on=on).numbers
    return found


def parents_of(rows: Sequence[ZoneRow]) -> dict[int, dict[str, ZoneRow]]:
    """Return by zone the commune, the EPCI, the urban unit and the country that contain it."""
    return {
        number: {kind: row for kind, row in held.items() if kind in ABOVE}
        for number, held in zones_around(rows).items()
    }


def is_count(unit: str) -> bool:
    """True for what grows with the size of a territory."""
    return unit != PER_100 and Unit(unit) in COUNTS
