"""One session: all that is known of it, and how one comes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from maillage.apps.agenda.queries.week import Dated, get_dated, sessions_of_series
from maillage.apps.agenda.views.lines import (
    Line,
    day_words,
    hours_words,
    languages_words,
    local,
    session_line,
    where_of,
)
from maillage.apps.agenda.views.said import joined
from maillage.web.languages import current
from maillage.web.pages import render_page
from maillage.web.templatetags.maillage import typed
from maillage.web.words import listed

MOST_DATES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A thing that is known of a session."""

    label: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """Another session of the same series."""

    words: str
    line: Line
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPage:
    """All that agenda/session.html may use."""

    kind: str
    title: str
    day: str
    line: Line
    description: str
    pairs: Sequence[Pair]
    documents: str
    others: Sequence[Other]
    # Sessions of a course that remain; 0 when one books day by day.
    n_course: int
    book_words: str
    walk_in: bool
    contact_nom: str
    contact_telephone: str
    week_url: str
    place_week_url: str


@login_not_required
@require_safe
def session(request: HttpRequest, session: str) -> HttpResponse:
    """Say everything of a session, and lead to a seat."""
    now, today = timezone.now(), timezone.localdate()
    one = get_dated(session, now=now)
    return render_page(request, session_page(one, now=now, today=today), "agenda/session.html")


def session_page(one: Dated, *, now: datetime, today: date) -> SessionPage:
    """Return the page of a session."""
    series, line = one.series, session_line(one, now=now)
    place = one.place
    others = sessions_of_series(series, now=now, most=MOST_DATES)
    course = series.whole_course and one.session.seats is not None
    monday = one.session.day.isoformat()
    return SessionPage(
        kind=str(series.get_kind_display()),
        title=series.title,
        day=day_words(one.session.day, today),
        line=line,
        description=series.description,
        pairs=_pairs(one),
        documents=series.documents,
        others=[
            Other(
                words=_moment(other, today),
                line=session_line(other, now=now),
                current=other.session.pk == one.session.pk,
            )
            for other in others
        ]
        if len(others) > 1 or (others and others[0].session.pk != one.session.pk)
        else [],
        n_course=one.n_course if course else 0,
        book_words=_book_words(one),
        walk_in=one.n_left is None and not line.elsewhere,
        contact_nom=series.contact_nom or (place.contact_nom if place is not None else ""),
        contact_telephone=series.contact_telephone
        or (place.contact_telephone or place.telephone if place is not None else ""),
        week_url=f"{reverse('agenda:week')}?semaine={monday}",
        place_week_url=reverse("agenda:place_week", args=[place.public_id])
        if place is not None
        else "",
    )


def _moment(one: Dated, today: date) -> str:
    day = local(one.session.starts_at, one.place).date()
    hours = hours_words(one.session.starts_at, one.session.ends_at, one.place)
    return _("%(day)s, %(hours)s") % {"day": day_words(day, today), "hours": hours}


def _book_words(one: Dated) -> str:
    if one.n_left:
        return _("Réserver tout le cours") if one.series.whole_course else _("Réserver une place")
    return _("S’inscrire sur la liste d’attente")


def _pairs(one: Dated) -> list[Pair]:
    series, session = one.series, one.session
    where, _url = where_of(one)
    address = one.place.adresse if one.place is not None else ""
    said: list[tuple[str, Any]] = [
        (_("Où"), typed(", ".join(part for part in (where, address) if part))),
        (_("Niveau"), typed(series.level)),
        (_("Pour qui"), _publics(series)),
        (_("Langues"), languages_words(series.languages)),
        (_("Prix"), typed(series.cost_note)),
        (_("Enfants"), _children(one)),
        (_("À savoir"), typed(session.note)),
    ]
    return [Pair(label=str(label), words=words) for label, words in said if words]


def _publics(series: Any) -> str:
    """Return for whom it is: codes of the standard have words, other words were typed."""
    words = [str(word) for word in series.publics]
    return listed(words) if current().is_french else joined(", ", [typed(word) for word in words])


def _children(one: Dated) -> str:
    if not one.session.childcare_seats:
        return ""
    if not one.n_care_left:
        return _("Une personne garde les enfants, mais il n’y a plus de place.")
    return ngettext(
        "Une personne garde les enfants pendant la séance : il reste %(n)d place.",
        "Une personne garde les enfants pendant la séance : il reste %(n)d places.",
        one.n_care_left,
    ) % {"n": one.n_care_left}
