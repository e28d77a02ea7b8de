"""The slip that a person takes away: what, when, where, what to bring, how to change it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.apps.agenda.actions.booking import sessions_of
from maillage.apps.agenda.queries.rules import zone_at
from maillage.apps.agenda.views.desk import children_words, title_of, where_of_booking
from maillage.apps.agenda.views.lines import hours_words, local, moment_words
from maillage.web.words import date_words, telephone, time_words


@dataclass(frozen=True, slots=True)
class Slip:
    """All that is on a slip. `code` is "" where nobody knows it any more."""

    name: str
    title: str
    when: str
    # Until when, "" for a course.
    hours: str
    # The days of a course, () for one day.
    days: Sequence[str]
    where: str
    # Who receives, and where one rings.
    with_whom: str
    phone: str
    documents: str
    need: str
    helper: str
    children: str
    code: str
    spelled: str
    state: str
    until: str
    site_url: str
    printed: str


def slip_of(booking: Any, *, now: datetime, code: str = "") -> Slip:
    """Return the slip of a booking; with its code when it has just been given."""
    today = timezone.localdate()
    source = booking.motive or booking.series
    place = booking.place
    course = booking.session is None and booking.series is not None
    helper = " ".join(
        part for part in (booking.helper_name, telephone(booking.helper_phone)) if part
    )
    until = ""
    if booking.offered_until is not None:
        until = moment_words(booking.offered_until, place, today)
    return Slip(
        name=booking.name,
        title=title_of(booking),
        when=moment_words(booking.starts_at, place, today),
        hours="" if course else time_words(local(booking.ends_at, place)),
        days=_days(booking, now) if course else (),
        where=where_of_booking(booking),
        with_whom=booking.resource.name if booking.resource is not None else "",
        phone=(place.telephone if place is not None else "") or settings.SITE["contact_phone"],
        documents=source.documents,
        need=booking.need,
        helper=helper,
        children=children_words(booking.children),
        code=code,
        spelled=", ".join(code.replace("-", "")),
        state=str(booking.state),
        until=until,
        site_url=f"{settings.SITE_URL}/mon-rendez-vous/" if settings.SITE_URL else "",
        printed=_("Imprimé le %s") % date_words(today),
    )


def _days(booking: Any, now: datetime) -> list[str]:
    def words(session: Any) -> str:
        clock = zone_at(session.place)
        day: date = session.starts_at.astimezone(clock).date()
        hours = hours_words(session.starts_at, session.ends_at, session.place)
        return f"{date_words(day, weekday=True)}, {hours}"

    return [words(session) for session in sessions_of(booking, now=now)]
