"""Stops of a round, one dated session for a poster, moments of a quarter where nobody goes yet."""

from collections.abc import Hashable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count

from maillage.apps.agenda.errors import SessionUnknown
from maillage.apps.agenda.models import Resource, SeriesKind, Session
from maillage.apps.agenda.queries.access import resources_of_mine

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User


def get_session(public_id: str) -> Session:
    """Return a session with its series and its place. Raises SessionUnknown."""
    rows = Session.objects.select_related("series", "place__joined_to", "series__organisation")
    # An address may hold a NUL, for which PostgreSQL does not even look.
    found = rows.filter(public_id=public_id).first() if "\0" not in public_id else None
    if found is None:
        raise SessionUnknown
    return found


def units_for(by: "User", *, now: datetime) -> list[Resource]:
    """Return what may go round: devices, and whoever has stops; with `n_stops` to come."""
    rows = Resource.objects.filter(resources_of_mine(by), ended_on=None)
    found = list(rows.order_by("name", "pk"))
    counted = dict(
        Session.objects.filter(series__kind=SeriesKind.STOP, cancelled_at=None, ends_at__gt=now)
        .filter(series__resources__in=[one.pk for one in found])
        .values_list("series__resources")
        .annotate(n=Count("pk", distinct=True))
    )
    for one in found:
        one.n_stops = counted.get(one.pk, 0)  # type: ignore[attr-defined]
    return [one for one in found if one.kind == "device" or one.pk in counted]


def stops_of(unit: Resource, *, now: datetime, limit: int = 200) -> list[Session]:
    """Return the stops of a unit that are not over, cancelled ones too, in order."""
    rows = Session.objects.filter(
        series__resources=unit, series__kind=SeriesKind.STOP, ends_at__gt=now
    )
    return list(
        rows.select_related("series", "place__joined_to").order_by("starts_at", "pk")[:limit]
    )


def moments_alone(*, start: date, end: date) -> list[Session]:
    """Return the moments of quarters, between two days, that nobody of the network joins yet.

    A moment is joined when something else of the agenda takes place there the same day: at the
    same place (or one joined to it), or at the same address. Two queries.
    """
    rows = (
        Session.objects.filter(day__range=(start, end), cancelled_at=None)
        .select_related("series", "place__joined_to")
        .order_by("starts_at", "pk")
    )
    moments = list(rows.filter(series__kind=SeriesKind.MOMENT))
    days = {one.day for one in moments}
    others = rows.filter(day__in=days).exclude(series__kind=SeriesKind.MOMENT)
    joined = {_where(one) for one in others}
    return [one for one in moments if _where(one) not in joined]


def _where(session: Any) -> Hashable:
    place = session.place
    if place is not None:
        return session.day, place.joined_to_id or place.pk
    series = session.series
    return session.day, _plain(series.address), _plain(series.commune)


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace(",", " ").split())
