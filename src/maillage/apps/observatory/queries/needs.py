"""How many people may need what, by zone: a number of people times a rate, and how it was made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from maillage.apps.observatory.models import Measure
from maillage.apps.observatory.queries.values import Value, published, values_of
from maillage.apps.territories.queries import ZoneRow, zones_above
from maillage.sources.figures import NeedText, known_needs


@dataclass(frozen=True, slots=True)
class NeedCount:
    """People in need in one zone; None when nothing is known.

    base, rate : what was multiplied; `rate` None when the base is the number itself
    rate_of : whose rate it is: "" this zone's own, the name of a wider zone, or "France"
    """

    need: NeedText
    people: float | None
    base: Value | None
    rate_pct: float | None
    rate_of: str
    is_estimate: bool


def needs() -> Sequence[NeedText]:
    """Return the needs that are counted, in the order of their names."""
    return sorted(known_needs().values(), key=lambda need: need.nom)


def need_counts(
    need: NeedText, kind: str, zones: Sequence[ZoneRow], *, on: date | None = None
) -> Mapping[int, NeedCount]:
    """Return the people in need of each zone.

    The rate is that of the zone when it is published or can be estimated, else that of the closest
    wider zone for which it is published, else the national one; the answer says which.
    """
    measures = {one.code: one for one in Measure.objects.filter(code__in=_codes(need))}
    numbers = [zone.id for zone in zones]
    base: dict[int, Value] = {}
    for code in (need.or_measure, need.measure):
        if code in measures:
            known = values_of(measures[code], kind, numbers, on=on).by_zone
            base |= {zone: one for zone, one in known.items() if one.value is not None}
    rate_measure = measures.get(need.rate_measure)
    own = values_of(rate_measure, kind, numbers, on=on).numbers if rate_measure is not None else {}
    wider: dict[int | None, tuple[float, str] | None] = {}
    counts = {}
    for zone in zones:
        people = base.get(zone.id)
        n = people.value if people is not None else None
        if not need.rate_measure and need.rate_pct is None:
            counts[zone.id] = NeedCount(
                need,
                n,
                people,
                None,
                "",
                need.is_estimate or bool(people and people.is_estimate),
            )
            continue
        rate, rate_of = own.get(zone.id), ""
        if rate is None and rate_measure is not None:
            if zone.parent_id not in wider:
                wider[zone.parent_id] = _rate_above(rate_measure, zone)
            rate, rate_of = wider[zone.parent_id] or (None, "")
        if rate is None:
            rate, rate_of = need.rate_pct, "France"
        estimated = need.is_estimate or bool(rate_of) or bool(people and people.is_estimate)
        total = n * rate / 100 if n is not None and rate is not None else None
        counts[zone.id] = NeedCount(need, total, people, rate, rate_of, estimated)
    return counts


def _codes(need: NeedText) -> list[str]:
    return [code for code in (need.measure, need.or_measure, need.rate_measure) if code]


def _rate_above(measure: Measure, zone: ZoneRow) -> tuple[float, str] | None:
    above = zones_above(zone.id)
    known = published(measure, zones=[one.id for one in above]).numbers
    return next(((known[one.id], one.nom) for one in above if one.id in known), None)
