"""What leaves the agenda as calendars (RFC 5545): public ones, that of a person, one booking.

Times are in UTC, each session is an event of its own: a program need not know our rules nor our
clocks. An event keeps its number for ever; what is cancelled is said so for thirty days. Nothing
names who booked.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from maillage.apps.agenda.errors import FeedUnknown, SessionUnknown
from maillage.apps.agenda.models import (
    HELD,
    Booking,
    BookingState,
    Mediation,
    Resource,
    Seat,
    Session,
)
from maillage.apps.agenda.queries.ical import calendar, moment, text
from maillage.apps.agenda.queries.notices import MINE, shown_place, where_words
from maillage.web.words import telephone

# Programs keep what a feed no longer says, or forget it: a month tells both.
PAST = timedelta(days=30)
AHEAD = timedelta(days=180)
CONTENT_TYPE = "text/calendar; charset=utf-8"
# Numbers of versions grow with time, and fit in 32 bits.
_SINCE = datetime(2020, 1, 1, tzinfo=UTC)
# Ends the number of each event that we write: read back from elsewhere, it is known as ours.
OURS = "@maillage"
_SESSION = (
    "public_id", "starts_at", "ends_at", "note", "cancelled_at", "cancelled_why", "changed_at",
    *(
        f"series__{name}"
        for name in (
            "kind", "title", "description", "documents", "level", "cost_note", "host", "address",
            "commune", "latitude", "longitude", "contact_nom", "contact_telephone", "created_at",
        )
    ),
    *(
        f"{place}__{name}"
        for place in ("place", "place__joined_to")
        for name in (
            "nom", "adresse", "code_postal", "commune", "latitude", "longitude", "telephone",
        )
    ),
)  # fmt: skip
# The lines of an event, its start first.
Event = list[str]
# A place that was joined to another is shown there.
_SEEN = (
    Q(place=None)
    | Q(place__state="open", place__withdrawn_at=None, place__joined_to=None)
    | Q(place__joined_to__state="open", place__joined_to__withdrawn_at=None)
)


def feed_digest(key: str) -> str:
    """Return what the base keeps of the secret of a private calendar."""
    return salted_hmac("maillage.agenda.feed", key, algorithm="sha256").hexdigest()


# ---------------------------------------------------------------- public calendars


def city_calendar(*, now: datetime, site: str) -> bytes:
    """Return all the sessions that residents may come to. `site` begins the addresses."""
    name = _("Agenda de %(territory)s") % {"territory": settings.SITE["name"]}
    return _sessions_calendar(name, Q(), now=now, site=site)


def place_calendar(place: Any, *, now: datetime, site: str) -> bytes:
    """Return the sessions at a place."""
    return _sessions_calendar(
        place.nom, Q(place=place.pk) | Q(place__joined_to=place.pk), now=now, site=site
    )


def topic_calendar(mediation: str, *, now: datetime, site: str) -> bytes:
    """Return the sessions of a type of mediation. Raises FeedUnknown."""
    if mediation not in Mediation.values:
        raise FeedUnknown
    name = str(Mediation(mediation).label)
    return _sessions_calendar(name, Q(series__mediation=mediation), now=now, site=site)


def session_calendar(public_id: str, *, now: datetime, site: str) -> bytes:
    """Return one session, whenever it is. Raises SessionUnknown."""
    found = _session_rows().filter(_SEEN, public_id=public_id).first()
    if found is None:
        raise SessionUnknown
    return _calendar(found.series.title, [_session_event(found, site=site)])


def _sessions_calendar(name: str, which: Q, *, now: datetime, site: str) -> bytes:
    rows = _session_rows().filter(which, _SEEN, **_window(now)).filter(_still_said(now))
    events = (_session_event(one, site=site) for one in rows.order_by("starts_at", "pk"))
    return _calendar(name, events)


def _session_rows() -> Any:
    return Session.objects.select_related("series", "place__joined_to").only(*_SESSION)


def _window(now: datetime) -> dict[str, datetime]:
    return {"ends_at__gt": now - PAST, "starts_at__lt": now + AHEAD}


def _still_said(now: datetime) -> Q:
    return Q(cancelled_at=None) | Q(cancelled_at__gt=now - PAST)


def _session_event(session: Any, *, site: str, public: bool = True) -> Event:
    series, place = session.series, shown_place(session.place)
    event = _event(
        f"seance-{session.public_id}{OURS}",
        series.title,
        session,
        made_at=series.created_at,
        changed_at=session.changed_at,
        cancelled=session.cancelled_at is not None,
    )
    event.append(text("LOCATION", where_words(session)))
    lat, lon = (place or series).latitude, (place or series).longitude
    if lat is not None and lon is not None:
        event.append(f"GEO:{lat:.6f};{lon:.6f}")
    if not public:
        return event
    # Somebody else's session does not make the calendar of whoever reads it busy.
    event.append("TRANSP:TRANSPARENT")
    event.append(text("CATEGORIES", str(series.get_kind_display())))
    event.append(f"URL:{site}/agenda/seance/{session.public_id}/")
    said = [
        session.cancelled_why and _("Annulé\u00a0: %(why)s") % {"why": session.cancelled_why},
        session.note,
        series.description,
        series.documents and _("À apporter\u00a0: %(what)s") % {"what": series.documents},
        series.level,
        series.cost_note,
        _contact(series, place),
    ]
    event.append(text("DESCRIPTION", "\n".join(line for line in said if line)))
    return event


def _contact(series: Any, place: Any) -> str:
    number = series.contact_telephone or (place.telephone if place is not None else "")
    said = [series.contact_nom, telephone(number) if number else ""]
    return ", ".join(part for part in said if part)


# ---------------------------------------------------------------- one booking


def booking_calendar(booking: Any, *, now: datetime) -> bytes:
    """Return the calendar of one booking: an appointment, a seat, each session of a course.

    It holds no name, no number and no code: a file that is sent or left on a shared computer
    opens nothing. `booking` comes from `queries.codes`.
    """
    return _calendar(_what(booking), _booking_events(booking, detail=True))


def _booking_events(booking: Any, *, detail: bool = False) -> Iterable[Event]:
    number = salted_hmac("maillage.agenda.uid", str(booking.pk), algorithm="sha256")
    uid = f"reservation-{number.hexdigest()[:24]}"
    if booking.motive_id is not None or booking.session_id is not None:
        yield _booking_event(booking, f"{uid}{OURS}", booking, detail=detail)
        return
    seats = Seat.objects.filter(booking=booking).order_by("session__starts_at")
    rows = seats.select_related("session__series", "session__place__joined_to")
    sessions = {seat.session_id: seat.session for seat in rows}
    if not sessions:  # cancelled, or on the waiting list
        yield _booking_event(booking, f"{uid}{OURS}", booking, detail=detail)
    for session in sessions.values():
        yield _booking_event(booking, f"{uid}-{session.public_id}{OURS}", session, detail=detail)


def _booking_event(booking: Any, uid: str, when: Any, *, detail: bool) -> Event:
    event = _event(
        uid,
        _what(booking),
        when,
        made_at=booking.made_at,
        changed_at=max(filter(None, (booking.changed_at, booking.cancelled_at)), default=None),
        cancelled=booking.state == BookingState.CANCELLED,
        sure=booking.state == BookingState.BOOKED,
    )
    event.append(text("LOCATION", where_words(booking)))
    if detail:
        source = booking.motive or booking.series
        link = f"{settings.SITE_URL}{MINE}" if settings.SITE_URL else ""
        said = [
            source.documents and _("À apporter\u00a0: %(what)s") % {"what": source.documents},
            link and _("Annuler ou changer\u00a0: %(link)s avec votre code.") % {"link": link},
        ]
        event.append(text("DESCRIPTION", "\n".join(line for line in said if line)))
    return event


def _what(booking: Any) -> str:
    return str(booking.motive or booking.series)


# ---------------------------------------------------------------- the calendar of a person


def private_calendar(key: str, *, now: datetime) -> bytes:
    """Return the hours of a person, a room or devices, and for what; never for whom.

    Raises FeedUnknown when no resource has this key any more.
    """
    found = Resource.objects.filter(feed_digest=feed_digest(key), ended_on=None).first()
    if not key or found is None:
        raise FeedUnknown
    sessions = _session_rows().filter(Q(series__resources=found) | Q(steps__resource=found))
    sessions = sessions.filter(_still_said(now), **_window(now)).distinct()
    bookings = (
        Booking.objects.filter(Q(resource=found) | Q(steps__resource=found), session=None)
        .filter(motive__isnull=False, **_window(now))
        .filter(Q(state__in=HELD) | Q(cancelled_at__gt=now - PAST))
        .select_related("motive", "place__joined_to", "resource", "series")
        .distinct()
    )
    events = [_session_event(one, site="", public=False) for one in sessions.order_by("pk")]
    for booking in bookings.order_by("pk"):
        events += _booking_events(booking)
    return _calendar(found.name, sorted(events))


# ---------------------------------------------------------------- the pieces


def _event(
    uid: str,
    title: str,
    when: Any,
    *,
    made_at: datetime,
    changed_at: datetime | None,
    cancelled: bool,
    sure: bool = True,
) -> Event:
    """Return an event; `when` has starts_at and ends_at. Stamped by its last change, not by now."""
    stamp = changed_at or made_at
    words = _("Annulé\u00a0: %(what)s") % {"what": title} if cancelled else title
    confirmed = "CONFIRMED" if sure else "TENTATIVE"
    version = int((stamp - _SINCE) / timedelta(minutes=1)) if changed_at else 0
    return [
        moment("DTSTART", when.starts_at),
        moment("DTEND", when.ends_at),
        text("UID", uid),
        moment("DTSTAMP", stamp),
        moment("CREATED", made_at),
        moment("LAST-MODIFIED", stamp),
        f"SEQUENCE:{version}",
        text("SUMMARY", " ".join(words.split())),
        f"STATUS:{'CANCELLED' if cancelled else confirmed}",
    ]


def _calendar(name: str, events: Iterable[Event]) -> bytes:
    lines = [
        "VERSION:2.0",
        "PRODID:-//Maillage//Agenda//FR",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        text("NAME", name),
        text("X-WR-CALNAME", name),
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
    ]
    return calendar(lines, events)
