"""What the territory lacks: searches without an answer out of all, small numbers hidden."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from maillage.apps.agenda.queries.few import Cell, hide_evenly
from maillage.apps.orientation.models import SaidBy, UnmetNeed
from maillage.apps.orientation.queries.searches import searches
from maillage.core.statistics import wilson


@dataclass(frozen=True, slots=True)
class UnmetShare:
    """Searches without an answer out of all, and the interval that so few allow.

    `part`, `base`: None when hidden, the part alone perhaps. `low_pct`, `high_pct`: in per cent, at
    95 %.
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
    """Counts of searches, not of people, of twelve whole months, from `start` to `end` included.

    total, by_need, by_zone : of those who orient somebody; by code of need, by id of zone ("" when
        no quarter was said)
    zone_names : of the zones that are counted, without ""
    said : what residents told by themselves, by code of need: out of nobody knows how many
    """

    start: date
    end: date
    total: UnmetShare
    by_need: Mapping[str, UnmetShare]
    by_zone: Mapping[str, UnmetShare]
    zone_names: Mapping[str, str]
    said: Mapping[str, Cell]


def unmet_figures(*, today: date) -> UnmetFigures:
    """Return what was missing in the last twelve whole months. Two queries."""
    found = searches(today=today)
    needs = dict.fromkeys(need for _zone, need, _n, _unmet in found.rows)
    zones = dict.fromkeys(zone for zone, _need, _n, _unmet in found.rows)
    return UnmetFigures(
        start=found.start,
        end=found.end,
        total=_share(found.number("unmet"), found.number("searches")),
        by_need={
            need: _share(found.number("unmet", need=need), found.number("searches", need=need))
            for need in needs
        },
        by_zone={
            "" if zone is None else str(zone): _share(
                found.number("unmet", zone=zone), found.number("searches", zone=zone)
            )
            for zone in zones
        },
        zone_names={str(zone): nom for zone, nom in found.names.items()},
        said=hide_evenly(_said(found.start, found.end)),
    )


def _said(start: date, end: date) -> Mapping[str, int]:
    rows = UnmetNeed.objects.filter(met_on__range=(start, end), said_by=SaidBy.RESIDENT)
    return Counter(rows.order_by("pk").values_list("need", flat=True))


def _share(part: int | None, base: int | None) -> UnmetShare:
    if part is None or base is None:
        return UnmetShare(None, base)
    interval = wilson(part, base)
    return UnmetShare(part, base, 100 * interval.low, 100 * interval.high)
