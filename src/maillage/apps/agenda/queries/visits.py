"""Visits as pages read them: the tally of a place, the list of a session. Never who came."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.utils import timezone

from maillage.apps.agenda.errors import SessionUnknown, VisitUnknown
from maillage.apps.agenda.models import (
    HELD,
    Attendance,
    Booking,
    BookingState,
    Seat,
    SeatKind,
    Session,
    Visit,
)
from maillage.apps.agenda.queries.rules import zone_at
from maillage.apps.agenda.queries.schedule import agenda_choices, of_mine_place
from maillage.apps.directory.queries import standing
from maillage.apps.directory.queries.nearby import places_of

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

# A place where nobody was noted for that long is found by its page.
LATELY = timedelta(days=60)
# Somebody came; "" waits, or was taken back.
CAME = (Attendance.PRESENT, Attendance.LEFT)


@dataclass(frozen=True, slots=True)
class Tally:
    """The day of a place: who came without booking, who waits with a number, one's last note."""

    day: date
    n: int
    waiting: Sequence[Visit]
    last: Visit | None


@dataclass(frozen=True, slots=True)
class TallyPlace:
    """A place that somebody handles, and how many came there today without booking."""

    public_id: str
    nom: str
    n: int


@dataclass(frozen=True, slots=True)
class SessionList:
    """Those who booked a session with what is noted of each, and how many came without booking."""

    session: Session
    booked: Sequence[tuple[Booking, Visit | None]]
    waiting: Sequence[Booking]
    n_walk_ins: int
    n_came: int


def get_visit(number: int) -> Visit:
    """Return a visit. Raises VisitUnknown."""
    found = Visit.objects.select_related("place", "session", "booking").filter(pk=number).first()
    if found is None:
        raise VisitUnknown
    return found


def tally_of(place: Any, *, by: Any, now: datetime) -> Tally:
    """Return the tally of a place today. Three queries."""
    day = now.astimezone(zone_at(place)).date()
    rows = Visit.objects.filter(place=place, day=day, booking=None, session=None)
    waiting = rows.filter(attendance=Attendance.EXPECTED, queue_number__isnull=False)
    return Tally(
        day=day,
        n=rows.filter(attendance__in=CAME).count(),
        waiting=list(waiting.order_by("queue_number")),
        last=last_note(place, by=by, now=now),
    )


def last_note(place: Any, *, by: Any, now: datetime) -> Visit | None:
    """Return the last drop-in that a person noted at a place today, None when there is none."""
    zone = zone_at(place)
    rows = Visit.objects.filter(
        place=place, booking=None, session=None, noted_by=by.pk, attendance__in=CAME
    )
    last = rows.order_by("-noted_at", "-pk").first()
    if last is None or last.noted_at.astimezone(zone).date() != now.astimezone(zone).date():
        return None
    return last


def ticket_of(place: Any, number: int) -> Visit | None:
    """Return who holds or held a queue number of a place, by the number of the visit."""
    return Visit.objects.filter(place=place, pk=number, queue_number__isnull=False).first()


def count_today(place_ids: Collection[int], *, today: date | None = None) -> dict[int, int]:
    """Return how many came through the door today, by place; one query."""
    day = today or timezone.localdate()
    rows = Visit.objects.filter(
        place__in=list(place_ids), day=day, booking=None, attendance__in=CAME
    ).order_by()
    return dict(rows.values_list("place").annotate(n=Count("pk")))


def came_today(by: "User", *, now: datetime) -> int:
    """Return how many came through the door today at the places of somebody's organisations."""
    numbers = standing(by).organisations
    places = [place.pk for place in places_of(numbers)] if numbers else []
    return sum(count_today(places, today=timezone.localdate(now)).values()) if places else 0


def tally_places(by: "User", *, today: date) -> list[TallyPlace]:
    """Return the places where somebody may note who comes, by name.

    Those of one's organisations, those of the agenda that one handles; for those who steer, those
    where somebody noted a visit lately too. Six queries at most.
    """
    names = dict(agenda_choices(by).places)
    names |= {place.public_id: place.nom for place in places_of(standing(by).organisations)}
    lately = Visit.objects.filter(
        of_mine_place(by), place__isnull=False, day__gte=today - LATELY, day__lte=today
    ).order_by()
    rows = lately.values_list("place__public_id", "place__nom").annotate(
        n=Count("pk", filter=Q(day=today, booking=None, attendance__in=CAME))
    )
    counts = {}
    for public_id, nom, n in rows:
        names[public_id], counts[public_id] = nom, n
    return [
        TallyPlace(public_id, nom, counts.get(public_id, 0))
        for public_id, nom in sorted(names.items(), key=lambda one: (one[1], one[0]))
    ]


def get_session(public_id: str) -> Session:
    """Return a session with its series and place. Raises SessionUnknown."""
    rows = Session.objects.select_related("series__place", "place")
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise SessionUnknown
    return found


def booked_of(session: Session) -> list[Booking]:
    """Return the bookings that hold a seat of a session, in the order of the seats."""
    rows = Seat.objects.filter(
        session=session, kind=SeatKind.SEAT, booking__state__in=HELD
    ).select_related("booking", "booking__resource")
    found = {row.booking_id: row.booking for row in rows.order_by("number")}
    return list(found.values())


def session_list(session: Session) -> SessionList:
    """Return the list of a session, to tick. Three queries."""
    visits = list(Visit.objects.filter(session=session))
    by_booking = {visit.booking_id: visit for visit in visits if visit.booking_id is not None}
    walk_ins = [one for one in visits if one.booking_id is None and one.attendance in CAME]
    waiting = Booking.objects.filter(session=session, state=BookingState.WAITING)
    return SessionList(
        session=session,
        booked=[(booking, by_booking.get(booking.pk)) for booking in booked_of(session)],
        waiting=list(waiting.order_by("waiting_since", "pk")),
        n_walk_ins=len(walk_ins),
        n_came=sum(visit.attendance in CAME for visit in visits),
    )


def visit_of(booking: Any, session: Any = None) -> Visit | None:
    """Return what is noted of a booking, at a session of it or at its appointment."""
    return Visit.objects.filter(booking=booking, session=session).first()
