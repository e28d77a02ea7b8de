"""A session, or a day on which somebody receives, as a line that residents read.

Lines are ready to print: in another language than French, what somebody typed bears its mark.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.apps.agenda.queries.moments import (
    day_words,
    hours_words,
    languages_words,
    local,
    moment_words,
    monday_of,
    weekday_words,
)
from maillage.apps.agenda.queries.next import Receiving
from maillage.apps.agenda.queries.week import Dated
from maillage.apps.agenda.views.said import joined, with_typed
from maillage.web.templatetags.maillage import typed


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of an agenda: words ready to print."""

    day: date
    starts_at: datetime
    hours: str
    title: str
    # Page of the session, "" when there is none.
    url: str
    where: str
    where_url: str
    more: str
    # "past", "cancelled", "now" or "".
    state: str
    seats: str
    action: str
    action_url: str
    elsewhere: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day of an almanac."""

    day: date
    number: int
    words: str
    today: bool
    lines: Sequence[Line]


def session_line(one: Dated, *, now: datetime) -> Line:
    """Return the line of a session at a moment."""
    session, series = one.session, one.series
    state = _state(one, now)
    seats, action, action_url, elsewhere = _seats(one, state)
    where, where_url = where_of(one)
    where = typed(where)
    return Line(
        day=session.day,
        starts_at=session.starts_at,
        hours=hours_words(session.starts_at, session.ends_at, session.place),
        title=typed(series.title),
        url=reverse("agenda:session", args=[session.public_id]),
        where=where,
        where_url=where_url,
        more=_more(one),
        state=state,
        seats=seats,
        action=action,
        action_url=action_url,
        elsewhere=elsewhere,
    )


def receiving_line(one: Receiving) -> Line:
    """Return the line of a day on which somebody receives by appointment."""
    quarter = _quarter(one.place)
    if one.free:
        seats = ngettext(
            "%(n)d heure libre sur %(all)d", "%(n)d heures libres sur %(all)d", len(one.free)
        ) % {"n": len(one.free), "all": one.n_offered}
    else:
        seats = _("Toutes les heures sont prises")
    url = reverse("agenda:times", args=[one.motive.pk])
    url = f"{url}?lieu={one.place.public_id}" if one.place is not None else url
    return Line(
        day=one.day,
        starts_at=one.starts_at,
        hours=hours_words(one.starts_at, one.ends_at, one.place),
        title=with_typed(_("%(what)s, sur rendez-vous"), what=one.motive.title),
        url="",
        where=typed(f"{one.place.nom}{quarter}")
        if one.place is not None
        else where_words(one.motive),
        where_url=_place_url(one.place),
        more=languages_words(one.motive.languages),
        state="",
        seats=seats,
        action=_("Réserver") if one.free else _("Voir d’autres jours"),
        action_url=url,
    )


def days_of(lines: Iterable[Line], *, today: date, also_today: bool) -> list[Day]:
    """Return lines by day, in order; with `also_today`, today is there even when it is empty."""
    by_day: dict[date, list[Line]] = {today: []} if also_today else {}
    for line in lines:
        by_day.setdefault(line.day, []).append(line)
    return [
        Day(
            day=day,
            number=day.day,
            words=_("%(day)s, aujourd’hui") % {"day": weekday_words(day)}
            if day == today
            else weekday_words(day),
            today=day == today,
            lines=sorted(found, key=lambda line: (line.starts_at, line.title)),
        )
        for day, found in sorted(by_day.items())
    ]


def where_of(one: Dated) -> tuple[str, str]:
    """Return where a session is, and the page of that place when there is one."""
    place, series = one.place, one.series
    if place is not None:
        return f"{place.nom}{_quarter(place)}", _place_url(place)
    said = ", ".join(part for part in (series.address, series.commune) if part)
    return (f"{said} ({series.host})" if series.host else said), ""


def where_words(motive: Any) -> str:
    """Return how one is received for a motive that has no place: at home, remotely."""
    said = str(motive.get_where_display())
    return said[:1].upper() + said[1:]


def waiting_words(n: int) -> str:
    """Return "Liste d’attente : 3 personnes"."""
    return ngettext("Liste d’attente : %(n)d personne", "Liste d’attente : %(n)d personnes", n) % {
        "n": n
    }


def _state(one: Dated, now: datetime) -> str:
    session = one.session
    if session.cancelled_at is not None:
        return "cancelled"
    if session.ends_at <= now:
        return "past"
    return "now" if session.starts_at <= now else ""


def _seats(one: Dated, state: str) -> tuple[str, str, str, bool]:
    """Return what is left, and what one may do: its words, its address, elsewhere or not."""
    session, series = one.session, one.series
    if state == "cancelled":
        return typed(session.cancelled_why), "", "", False
    if state == "past":
        return _("Séance passée"), "", "", False
    if series.booked_elsewhere.startswith(("http://", "https://")):
        return _("Réservation sur un autre site"), _("Réserver"), series.booked_elsewhere, True
    if one.n_left is None:
        return _("Sans rendez-vous"), "", "", False
    url = reverse("agenda:session_you", args=[session.public_id])
    if one.n_left:
        said = ngettext(
            "%(n)d place libre sur %(all)d", "%(n)d places libres sur %(all)d", one.n_left
        ) % {"n": one.n_left, "all": session.seats}
        if not series.open_online:
            return _("%(seats)s. On réserve au téléphone") % {"seats": said}, "", "", False
        return said, _("Réserver"), url, False
    if not series.waiting_list:
        return _("Complet"), "", "", False
    waits = f" {waiting_words(one.n_waiting)}" if one.n_waiting else ""
    if not series.open_online:
        return f"{_('Complet.')}{waits}", "", "", False
    return f"{_('Complet.')}{waits}", _("S’inscrire sur la liste d’attente"), url, False


def _more(one: Dated) -> str:
    session, series = one.session, one.series
    parts = []
    if one.n_course > 1 or series.whole_course:
        parts.append(_("Un cours en plusieurs séances"))
    if series.level:
        parts.append(typed(series.level.rstrip(".")))
    if session.childcare_seats:
        parts.append(_("Garde d’enfants sur place"))
    if said := languages_words(series.languages):
        parts.append(said)
    if series.cost_note:
        parts.append(typed(series.cost_note.rstrip(".")))
    if session.note:
        parts.append(typed(session.note.rstrip(".")))
    return joined(". ", parts)


def _quarter(place: Any) -> str:
    zone = place.quarter_zone if place is not None else None
    return f", {zone.nom}" if zone is not None else ""


def _place_url(place: Any) -> str:
    return reverse("directory:place", args=[place.public_id]) if place is not None else ""


__all__ = [
    "Day",
    "Line",
    "day_words",
    "days_of",
    "hours_words",
    "languages_words",
    "local",
    "moment_words",
    "monday_of",
    "receiving_line",
    "session_line",
    "waiting_words",
    "where_of",
    "where_words",
]
