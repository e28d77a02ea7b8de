"""Numbers that texts print: as printed, with what the counts beside them give, and what is here.

Those of `sources/figures/reference.toml` come with Maillage; a city adds its own, and takes them
back. A share is computed from the counts printed beside it, never from two rows of the register:
two rows count different populations (WRN-18).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from maillage.apps.observatory.errors import ReferenceUnknown
from maillage.apps.observatory.models import Figure, FigureState, ReferenceFigure, Unit
from maillage.sources.figures import ReferenceText, known_references

# Activities of which texts give the title without values (OBS-11), and the scales of their chart.
ACTIVITIES = ("courses", "banque", "demarches")
SCALES = ("qpv", "englobante", "france")
_MOST_LOCAL = 6


@dataclass(frozen=True, slots=True)
class Reference:
    """A printed number; `is_ours` when the city entered it, and may take it back."""

    code: str
    nom: str
    value: float
    unit: str
    population: str
    territory: str
    year: int | None
    source: str
    caveat: str
    compared: float | None
    compared_population: str
    check_counts: Mapping[str, object]
    themes: Sequence[str]
    measure: str = ""
    is_ours: bool = False

    @property
    def gap_points(self) -> float | None:
        """Return this share less the one to which it is compared, in points."""
        if self.compared is None or self.unit != Unit.PCT:
            return None
        return float(Decimal(str(self.value)) - Decimal(str(self.compared)))

    @property
    def check(self) -> "Check | None":
        """Return what the counts printed beside it give; None when there are none."""
        return _check(self.value, self.check_counts)


@dataclass(frozen=True, slots=True)
class Check:
    """What printed counts give: a share in per cent, or a sum.

    parts : (numerator, denominator) of a share, the terms of a sum
    differs : the printed number is not that one, at the precision to which it is printed
    """

    parts: Sequence[float]
    computed: float
    is_share: bool
    differs: bool


@dataclass(frozen=True, slots=True)
class LocalValue:
    """The same thing measured here."""

    zone: str
    slug: str
    value: float
    year: int
    source: str


def half_up(number: float, digits: int = 1) -> float:
    """Return a number rounded as people round it: 61,25 is 61,3.

    >>> half_up(61.25), half_up(18.75), half_up(61.25, 0)
    (61.3, 18.8, 61.0)
    """
    return float(Decimal(str(number)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))


def references() -> list[Reference]:
    """Return every printed number, those of Maillage then those of the city. One query."""
    ours = ReferenceFigure.objects.order_by("nom", "pk")
    return [_known(one) for one in known_references().values()] + [_ours(one) for one in ours]


def own_reference(code: str) -> ReferenceFigure:
    """Return a number that the city entered. Raises ReferenceUnknown."""
    found = ReferenceFigure.objects.filter(code=code).first()
    if found is None:
        raise ReferenceUnknown
    return found


def is_known(code: str) -> bool:
    """Tell whether Maillage itself comes with a number of this code."""
    return code in known_references()


def never_divided(numerator: float, denominator: float) -> bool:
    """Tell whether two counts are those of populations that differ (WRN-18): 800 000 / 513 000."""
    known = known_references()
    return any(
        {numerator, denominator} == {one.value, known[other].value}
        for one in known.values()
        for other in one.never_with
    )


def local_values(codes: Sequence[str]) -> Mapping[str, Sequence[LocalValue]]:
    """Return by measure what is known here, the newest first, few of each. One query."""
    found: dict[str, list[LocalValue]] = defaultdict(list)
    rows = Figure.objects.filter(measure__code__in=list(codes), state=FigureState.KNOWN)
    rows = rows.exclude(zone__kind="country")  # France is what is compared with, not "here"
    for figure in rows.select_related("zone", "measure", "dataset").order_by(
        "-year", "zone__kind", "zone__nom", "pk"
    ):
        kept = found[figure.measure.code]
        if len(kept) < _MOST_LOCAL and figure.value is not None:
            kept.append(
                LocalValue(
                    figure.zone.nom, figure.zone.slug or "", figure.value, figure.year,
                    f"{figure.dataset.title}, {figure.dataset.producer}",
                )
            )  # fmt: skip
    return found


def activities(rows: Sequence[Reference]) -> Mapping[str, Mapping[str, Reference | None]]:
    """Return, by activity then by scale, the number of the city; None where nobody gave it."""
    return {
        activity: {
            scale: next(
                (one for one in rows if {activity, f"echelle-{scale}"} <= set(one.themes)), None
            )
            for scale in SCALES
        }
        for activity in ACTIVITIES
    }


def _check(printed: float, counts: Mapping[str, object]) -> Check | None:
    if "sum" in counts:
        terms = [float(str(one)) for one in _list(counts["sum"])]
        return Check(terms, sum(terms), False, sum(terms) != printed)
    if "numerator" in counts and "denominator" in counts:
        part, whole = float(str(counts["numerator"])), float(str(counts["denominator"]))
        if whole <= 0:
            return None
        share = 100 * part / whole
        digits = max(0, -int(Decimal(str(printed)).normalize().as_tuple().exponent))
        return Check((part, whole), share, True, half_up(share, digits) != printed)
    return None


def _list(said: object) -> Sequence[object]:
    return said if isinstance(said, list | tuple) else []


def _known(one: ReferenceText) -> Reference:
    return Reference(
        one.code, one.nom, float(one.value), one.unit, one.population, one.territory, one.year,
        one.source, one.caveat, one.compared, one.compared_population, one.check_counts,
        one.themes, one.measure,
    )  # fmt: skip


def _ours(one: ReferenceFigure) -> Reference:
    return Reference(
        one.code, one.nom, one.value, one.unit, one.population, one.territory, one.year,
        one.source, one.caveat, one.compared, one.compared_population, one.check_counts,
        tuple(one.themes), is_ours=True,
    )  # fmt: skip
