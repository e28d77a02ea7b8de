"""What the territory lacks: searches without an answer out of all, small numbers hidden."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from maillage.apps.agenda.queries.few import LEAST_SHOWN, Cell, hide
from maillage.apps.orientation.models import SaidBy, SearchDay, UnmetNeed
from maillage.core.statistics import wilson


@dataclass(frozen=True, slots=True)
class UnmetShare:
    """Searches without an answer out of all, and the interval that so few allow.

    `part`, `base`: None when hidden. `low_pct`, `high_pct`: in per cent, at 95 %.
    """

    part: int | None
    base: int | None
    low_pct: float = 0.0
    high_pct: float = 100.0

    @property
    def pct(self) -> float | None:
        """The share in per cent; None of no search, or hidden."""
        if self.part is None or not self.base:
            return None
        return 100 * self.part / self.base


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmetFigures:
    """Counts of searches, not of people, between two days, both included.

    total, by_need, by_zone : of those who orient somebody; by code of need, by id of zone ("" when
        no quarter was said)
    zone_names : of the zones that are counted, without ""
    said : what residents told by themselves, by code of need: out of nobody knows how many
    """

    total: UnmetShare
    by_need: Mapping[str, UnmetShare]
    by_zone: Mapping[str, UnmetShare]
    zone_names: Mapping[str, str]
    said: Mapping[str, Cell]


def unmet_figures(start: date, end: date) -> UnmetFigures:
    """Return what was missing between two days. Two queries."""
    rows = (
        SearchDay.objects.filter(day__range=(start, end))
        .values("need", "zone_id", "zone__nom")
        .annotate(searches=Sum("n_searches"), unmet=Sum("n_unmet"))
        .order_by("need", "zone_id")
    )
    needs, zones = _Shares(), _Shares()
    names: dict[str, str] = {}
    for row in rows:
        zone = "" if row["zone_id"] is None else str(row["zone_id"])
        if zone:
            names[zone] = row["zone__nom"]
        needs.add(row["need"], row["unmet"], row["searches"])
        zones.add(zone, row["unmet"], row["searches"])
    part, base = needs.part.total(), needs.base.total()
    return UnmetFigures(
        total=UnmetShare(None, None) if _tells(part, base) else _share(part, base),
        by_need=needs.shown(),
        by_zone=zones.shown(),
        zone_names=names,
        said=hide(_said(start, end)),
    )


def _said(start: date, end: date) -> Mapping[str, int]:
    rows = UnmetNeed.objects.filter(met_on__range=(start, end), said_by=SaidBy.RESIDENT)
    return Counter(rows.order_by("pk").values_list("need", flat=True))


class _Shares:
    """The lines of a table: how many of each, out of how many."""

    def __init__(self) -> None:
        self.part: Counter[str] = Counter()
        self.base: Counter[str] = Counter()

    def add(self, key: str, part: int, base: int) -> None:
        self.part[key] += part
        self.base[key] += base

    def shown(self) -> dict[str, UnmetShare]:
        """Return the lines, without what would tell few: those in it, those who are not, and all.

        Each of these is a column whose total may be known.
        """
        secret: set[str] = set()
        answered = {key: n - self.part[key] for key, n in self.base.items()}
        for column in (self.part, answered, self.base):
            secret |= {key for key, cell in hide(column).items() if cell.hidden}
        return {
            key: UnmetShare(None, None) if key in secret else _share(self.part[key], base)
            for key, base in self.base.items()
        }


def _share(part: int, base: int) -> UnmetShare:
    interval = wilson(part, base)
    return UnmetShare(part, base, 100 * interval.low, 100 * interval.high)


def _tells(part: int, base: int) -> bool:
    return any(0 < n < LEAST_SHOWN for n in (part, base - part))
