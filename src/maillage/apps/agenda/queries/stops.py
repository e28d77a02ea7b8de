"""Where the agenda is on a map: dated stops, and what takes place inside a zone."""

from datetime import datetime

from maillage.apps.agenda.models import SeriesKind
from maillage.apps.agenda.queries.week import Dated, next_away, next_sessions
from maillage.apps.directory.queries.places import places_of_zone
from maillage.apps.territories.queries import ZoneIndex

# What goes to people instead of waiting for them.
MOVING = frozenset({SeriesKind.STOP, SeriesKind.OUTREACH})
_LOOKED_AT = 400
_WITH_A_PAGE = ("commune", "quarter")


def next_stops(*, now: datetime, most: int = 60) -> list[Dated]:
    """Return the next session of each place where something stops, soonest first.

    What stops each week at one place is there once: where it is today, then where it comes next.
    """
    seen: set[tuple[str, float | None, float | None]] = set()
    stops: list[Dated] = []
    for one in next_sessions(now=now, most=_LOOKED_AT):
        position = position_of(one)
        if one.series.kind not in MOVING or position is None:
            continue
        key = (one.series.title, *position)
        if key not in seen:
            seen.add(key)
            stops.append(one)
    return stops[:most]


def position_of(one: Dated) -> tuple[float, float] | None:
    """Return the degrees of a session, None when nobody said where it is."""
    where = one.place or one.series
    if where.latitude is None or where.longitude is None:
        return None
    return where.latitude, where.longitude


def sessions_in_zone(zone_id: int, *, now: datetime, most: int) -> list[Dated]:
    """Return the next sessions of a commune or quarter: at its places, and stops inside it.

    What recurs is told once, by its next day. The same number of queries whatever there is.
    """
    here = next_sessions(now=now, places=places_of_zone(zone_id), most=_LOOKED_AT)
    away = next_away(now=now, most=_LOOKED_AT)
    inside = ZoneIndex(_WITH_A_PAGE, on=now.date()).containing([position_of(one) for one in away])
    here += [one for one, zones in zip(away, inside, strict=True) if zone_id in zones]
    soonest: dict[int, Dated] = {}
    for one in sorted(here, key=lambda one: (one.session.starts_at, one.session.pk)):
        soonest.setdefault(one.series.pk, one)
    return list(soonest.values())[:most]
