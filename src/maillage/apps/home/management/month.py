"""The month of agenda of the demonstration: written by the actions that people use.

The same draw at each run; what is past was noted as present, excused or absent by those who
received. Nothing is added to an agenda that somebody already uses.
"""

from datetime import datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from maillage.apps.agenda.actions.booking import Person, book_session, book_time
from maillage.apps.agenda.actions.resources import add_availability, add_motive, add_resource
from maillage.apps.agenda.actions.series import add_series
from maillage.apps.agenda.actions.telling import drop_notices
from maillage.apps.agenda.actions.visits import Said, mark_attendance, note_visit
from maillage.apps.agenda.queries.free import free_times
from maillage.apps.agenda.queries.rules import has_agenda, resource_named
from maillage.apps.directory.queries.partners import find_partner_named
from maillage.apps.directory.queries.staff import find_places
from maillage.apps.territories.queries import get_zone, position_of_address
from maillage.core.timetable import weekly
from maillage.sources.clairmaille.agenda import HELD, NAMES, PHONE, RECEIVES, Held, Receives
from maillage.web.errors import DomainError

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

ZONE = "Europe/Paris"
TOWN = "clairmaille"
WEEKS_BEFORE, WEEKS_AFTER = 2, 10
# Bookings reach three weeks ahead: later ones are still to come.
BOOKED_DAYS = 21
CHANNELS = ("online", "online", "counter", "phone", "prescriber")
# Few wish to be called: the list of calls of the demonstration is that of a small town.
CONTACTS = ("paper",) * 6 + ("call",)
CAME = ("present",) * 7 + ("excused", "absent", "left")


def fill_month(*, people: "dict[str, User]", by: "User", now: datetime) -> int:
    """Write the month unless the agenda holds something; return how many bookings were made."""
    if has_agenda():
        return 0
    random = Random(62)
    then = now - timedelta(weeks=WEEKS_BEFORE)
    n = 0
    for receives in RECEIVES:
        n += _receive(receives, random, people=people, by=by, then=then, now=now)
    for held in HELD:
        n += _hold(held, random, by=by, then=then, now=now)
    _drop_in(random, by=by, now=now)
    return n


def _hold(held: Held, random: Random, *, by: "User", then: datetime, now: datetime) -> int:
    place = _place(held.place)
    first = _monday(then) + timedelta(days=held.day)
    series = add_series(
        values={
            "kind": held.kind,
            "title": held.title,
            "place": place,
            "organisation": place.organisation if place is not None else None,
            "first": first,
            "until": first + timedelta(weeks=WEEKS_BEFORE + WEEKS_AFTER),
            "start": held.start,
            "end": held.end,
            "zone": ZONE,
            "rrule": weekly([held.day], every=held.every),
            "skip_school": held.skip_school,
            **_position(held),
            **held.values,
        },
        resources=[_unit(held.unit, by=by, now=then)] if held.unit else (),
        now=then,
        by=by,
    )
    n = 0
    if held.filled is None or not held.values.get("seats"):
        return n
    for session in series.sessions.order_by("starts_at"):
        if session.starts_at > now + timedelta(days=BOOKED_DAYS):
            break
        wanted = round(held.values["seats"] * min(1.5, held.filled * random.uniform(0.7, 1.25)))
        asked = min(now, session.starts_at - timedelta(days=1))
        children = held.values.get("childcare_seats", 0)
        for number in range(wanted):
            ages = (random.randrange(3, 9),) if number < children // 2 else ()
            try:
                made = book_session(
                    session=session,
                    person=_person(random, children=ages),
                    channel=random.choice(CHANNELS),
                    now=asked,
                    may_wait=True,
                )
            except DomainError:
                continue
            n += 1
            if session.ends_at < now and made.booking.state == "booked":
                _came(made.booking, random, by=by, now=session.ends_at, topics=series.topics)
    return n


def _receive(
    receives: Receives,
    random: Random,
    *,
    people: "dict[str, User]",
    by: "User",
    then: datetime,
    now: datetime,
) -> int:
    place = _place(receives.place)
    user = people.get(receives.email)
    resource = resource_named(receives.name) or add_resource(
        values={
            "kind": "person",
            "name": receives.name,
            "user": user,
            "place": place,
            "organisation": _organisation(receives.organisation),
        },
        by=by,
        now=then,
    )
    motive = add_motive(
        values={
            "title": receives.motive,
            "mediation": receives.mediation,
            "organisation": _organisation(receives.organisation),
            "duration_min": receives.duration_min,
            "every_min": receives.duration_min,
            "mode": receives.mode,
            "documents": receives.documents,
            "languages": list(receives.languages),
        },
        by=by,
        now=then,
    )
    first = _monday(then) + timedelta(days=receives.day)
    add_availability(
        resource=resource,
        values={
            "place": place,
            "first": first,
            "start": receives.start,
            "end": receives.end,
            "zone": ZONE,
            "rrule": weekly([receives.day]),
        },
        motives=[motive],
        by=by,
        now=then,
    )
    times = free_times(
        motive, start=first, end=(now + timedelta(days=BOOKED_DAYS)).date(), now=then
    )
    n = 0
    for time_free in times:
        if random.random() > receives.filled:
            continue
        try:
            made = book_time(
                motive=motive,
                resource=resource,
                starts_at=time_free.starts_at,
                person=_person(random),
                channel="counter",
                now=min(now, time_free.starts_at - timedelta(days=1)),
            )
        except DomainError:
            continue
        n += 1
        if time_free.ends_at < now:
            _came(made.booking, random, by=user or by, now=time_free.ends_at, topics=[])
    return n


def _drop_in(random: Random, *, by: "User", now: datetime) -> None:
    """Note some people who came without an appointment, on the days past."""
    place = _place("Médiathèque de la Navette")
    topics = ("aide_aux_demarches_administratives", "email", "prendre_en_main_du_materiel")
    for days in range(1, 13):
        day = (now - timedelta(days=days)).astimezone(ZoneInfo(ZONE)).date()
        if day.weekday() > 4:
            continue
        for _ in range(random.randrange(1, 6)):
            at = datetime.combine(
                day, time(random.randrange(9, 18), random.randrange(0, 60)), ZoneInfo(ZONE)
            )
            note_visit(
                by=by,
                now=at,
                at=at,
                place=place,
                said=Said(
                    outcome=random.choice(("solved", "solved", "partly", "not")),
                    mode=random.choice(("with", "for")),
                    topics=(random.choice(topics),),
                    minutes=random.choice((5, 10, 15, 20, 30)),
                ),
            )


def _came(booking: Any, random: Random, *, by: "User", now: datetime, topics: list[str]) -> None:
    attendance = random.choice(CAME)
    drop_notices(booking, now=now)
    said = Said(
        outcome=random.choice(("solved", "partly")) if attendance == "present" else "",
        topics=tuple(topics),
    )
    mark_attendance(
        booking=booking,
        session=booking.session,
        attendance=attendance,
        said=said,
        by=by,
        now=now + timedelta(minutes=10),
    )


def _person(random: Random, *, children: tuple[int, ...] = ()) -> Person:
    contact = random.choice(CONTACTS)
    return Person(
        name=random.choice(NAMES),
        phone=PHONE.format(random.randrange(100)) if contact != "paper" else "",
        contact=contact,
        children=children,
    )


def _place(name: str) -> Any:
    """Return the place of a name that is shown; None for no name."""
    if not name:
        return None
    found = [place for place in find_places(name, limit=5) if place.nom == name]
    place = found[0]
    return place.joined_to or place


def _unit(name: str, *, by: "User", now: datetime) -> Any:
    """Return the bus, a unit of the agenda: it is at one stop at a time."""
    values = {"kind": "device", "name": name, "place": _place(name)}
    return resource_named(name) or add_resource(values=values, by=by, now=now)


def _position(held: Held) -> dict[str, Any]:
    """Return where a stop stands, from the streets of the town; {} for what is at a place."""
    address = str(held.values.get("address", "")).split(",")[0]
    point = position_of_address(address, get_zone(TOWN)) if address else None
    return {} if point is None else {"latitude": point.latitude, "longitude": point.longitude}


def _organisation(name: str) -> Any:
    return find_partner_named(name) if name else None


def _monday(moment: datetime) -> Any:
    day = moment.astimezone(ZoneInfo(ZONE)).date()
    return day - timedelta(days=day.weekday())
