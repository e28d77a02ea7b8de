"""Rounds of a bus or a team, sheets to print for one stop or stand, moments where nobody goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from maillage.apps.agenda.actions.rounds import add_stops
from maillage.apps.agenda.errors import NoStop, StopRefused
from maillage.apps.agenda.forms.rounds import (
    LEAST_LINES,
    MOST_LINES,
    RoundForm,
    StopForm,
    named_places,
    place_names,
)
from maillage.apps.agenda.forms.setup_kit import Group, accepted
from maillage.apps.agenda.queries.access import (
    may_handle_resource,
    may_handle_series,
    may_handle_session,
    may_use_agenda,
)
from maillage.apps.agenda.queries.rounds import get_session, moments_alone, stops_of, units_for
from maillage.apps.agenda.queries.setup import get_resource, get_series
from maillage.apps.agenda.queries.topics import TOPICS
from maillage.apps.agenda.views.desk import address, form_page, number_in
from maillage.apps.agenda.views.lines import day_words, hours_words
from maillage.apps.agenda.views.series_forms import where_of
from maillage.apps.agenda.views.setup_pages import SEEN_BY_ALL, done, session_url
from maillage.web.access import permitted, signed_in
from maillage.web.pages import render_page
from maillage.web.words import MONTHS, date_words, telephone

# What an A4 sheet holds.
TALLY_LINES, N_TOPICS = 14, 6


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit that goes round."""

    url: str
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class RoundsPage:
    """All that agenda/setup_rounds.html may use."""

    units: Sequence[UnitLine]


@permitted(may_use_agenda)
@require_safe
def rounds(request: HttpRequest) -> HttpResponse:
    """The bus, the team hors les murs: who goes round."""
    units = [
        UnitLine(
            address("setup_round", one.pk),
            one.name,
            ngettext("%(n)d arrêt à venir", "%(n)d arrêts à venir", one.n_stops)  # type: ignore[attr-defined]
            % {"n": one.n_stops}  # type: ignore[attr-defined]
            if one.n_stops  # type: ignore[attr-defined]
            else _("aucun arrêt à venir"),
        )
        for one in units_for(signed_in(request), now=timezone.now())
    ]
    return render_page(request, RoundsPage(units), "agenda/setup_rounds.html")


# ---------------------------------------------------------------- one of them


@dataclass(frozen=True, slots=True)
class StopLine:
    """A stop: when, where, who receives the unit there."""

    day: str
    hours: str
    where: str
    host: str
    state: str
    url: str
    poster_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundPage:
    """All that agenda/setup_round.html may use."""

    name: str
    stops: Sequence[StopLine]
    url: str
    add_url: str


@permitted(may_handle_resource)
@require_safe
def one_round(request: HttpRequest, number: int) -> HttpResponse:
    """The stops of a unit that are to come: a list that prints as it is."""
    unit = get_resource(number)
    today = timezone.localdate()
    page = RoundPage(
        name=unit.name,
        stops=[_stop(one, today) for one in stops_of(unit, now=timezone.now())],
        url=address("setup_resource", number),
        add_url=address("setup_new_stops", number),
    )
    return render_page(request, page, "agenda/setup_round.html")


def _stop(session: Any, today: date) -> StopLine:
    return StopLine(
        day=day_words(session.day, today),
        hours=hours_words(session.starts_at, session.ends_at, session.place),
        where=_place_or_address(session),
        host=session.series.host,
        state=_("annulé") if session.cancelled_at is not None else "",
        url=session_url(session),
        poster_url=address("setup_poster", session.public_id),
    )


def _place_or_address(session: Any) -> str:
    if session.place is not None:
        place = session.place.joined_to or session.place
        return ", ".join(part for part in (place.nom, place.adresse, place.commune) if part)
    series = session.series
    return ", ".join(part for part in (series.address, series.commune) if part)


@dataclass(frozen=True, slots=True)
class StopGroup:
    """A line of the form: its title, its fields."""

    title: str
    form: StopForm
    group: Group


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStopsPage:
    """All that agenda/setup_stops.html may use."""

    name: str
    form: RoundForm
    group: Group
    stops: Sequence[StopGroup]
    places: Sequence[str]
    wrong: bool
    more_url: str
    beyond: str
    cancel_url: str
    seen_by: str


@permitted(may_handle_resource)
@form_page
def new_stops(request: HttpRequest, number: int) -> HttpResponse:
    """Type the dated stops of a unit, a line each; all are kept, or none."""
    unit = get_resource(number)
    by = signed_in(request)
    places = named_places(by)
    n_lines = min(max(number_in(request.GET.get("lignes", "")) or 0, LEAST_LINES), MOST_LINES)
    data = request.POST if request.method == "POST" else None
    form = RoundForm(data, initial={"title": unit.name})
    lines = [StopForm(data, places=places, line=n) for n in range(1, n_lines + 1)]
    busy = False
    unread = [one for one in lines if not one.is_valid()] if data is not None else lines
    if form.is_valid() and not unread:
        made = accepted(
            form,
            lambda: add_stops(
                unit=unit,
                stops=[(one.line, one.values()) for one in lines if one.is_said],
                shared=form.values(),
                by=by,
                now=timezone.now(),
                beyond="beyond" in request.POST,
            ),
            {NoStop: "", StopRefused: ""},
        )
        if made is not None:
            words = ngettext(
                "%(n)d arrêt est dans l’agenda.", "%(n)d arrêts sont dans l’agenda.", len(made)
            ) % {"n": len(made)}
            return done(request, words, address("setup_round", number))
        busy = any("quand même" in str(error) for error in form.non_field_errors())
    page = NewStopsPage(
        name=unit.name,
        form=form,
        group=form.groups[0],
        stops=[StopGroup(_("Arrêt %(n)d") % {"n": one.line}, one, one.groups[0]) for one in lines],
        places=place_names(places),
        wrong=any(one.is_bound and one.errors for one in lines),
        more_url=address("setup_new_stops", number, lignes=min(n_lines + 10, MOST_LINES)),
        beyond=_("Enregistrer quand même") if busy else "",
        cancel_url=address("setup_round", number),
        seen_by=str(SEEN_BY_ALL),
    )
    status = 422 if data is not None else 200
    return render_page(request, page, "agenda/setup_stops.html", status=status)


# ---------------------------------------------------------------- paper


@dataclass(frozen=True, slots=True, kw_only=True)
class PosterPage:
    """All that agenda/setup_poster.html may use."""

    title: str
    kind: str
    day: str
    hours: str
    where: str
    host: str
    description: str
    documents: str
    cost: str
    walk_in: bool
    contact: str
    phone: str
    cancelled: bool
    back_url: str


@permitted(may_handle_session)
@require_safe
def poster(request: HttpRequest, session: str) -> HttpResponse:
    """The sheet to put up in a hall or on a market: the day, the hour, where."""
    found = get_session(session)
    series = found.series
    page = PosterPage(
        title=series.title,
        kind=str(series.get_kind_display()),
        day=date_words(found.day, weekday=True),
        hours=hours_words(found.starts_at, found.ends_at, found.place),
        where=_place_or_address(found),
        host=series.host,
        description=series.description,
        documents=series.documents,
        cost=series.cost_note,
        walk_in=series.seats is None and not series.booked_elsewhere,
        contact=series.contact_nom,
        phone=telephone(series.contact_telephone or settings.SITE["contact_phone"]),
        cancelled=found.cancelled_at is not None,
        back_url=address("setup_one_series", series.public_id),
    )
    return render_page(request, page, "agenda/setup_poster.html")


@dataclass(frozen=True, slots=True, kw_only=True)
class TallySheetPage:
    """All that agenda/setup_tally_sheet.html may use."""

    title: str
    where: str
    topics: Sequence[str]
    lines: Sequence[int]
    back_url: str


@permitted(may_handle_series)
@require_safe
def tally_sheet(request: HttpRequest, series: str) -> HttpResponse:
    """A sheet to tick on a stand, typed later: a line each time somebody comes, never a name."""
    found = get_series(series)
    page = TallySheetPage(
        title=found.title,
        where=where_of(found),
        topics=[str(words) for words in list(TOPICS.values())[:N_TOPICS]],
        lines=range(1, TALLY_LINES + 1),
        back_url=address("setup_one_series", series),
    )
    return render_page(request, page, "agenda/setup_tally_sheet.html")


# ---------------------------------------------------------------- moments of a quarter


@dataclass(frozen=True, slots=True)
class MomentLine:
    """A moment of a quarter that nobody of the network joins yet."""

    title: str
    when: str
    where: str
    add_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentsPage:
    """All that agenda/setup_moments.html may use."""

    month: str
    lines: Sequence[MomentLine]
    before_url: str
    after_url: str
    add_url: str


@permitted(may_use_agenda)
@require_safe
def moments(request: HttpRequest) -> HttpResponse:
    """Moments of a month where nobody of the network goes yet: next month, unless asked."""
    first = _month(request.GET.get("mois", ""), timezone.localdate())
    last = _after(first) - timedelta(days=1)
    page = MomentsPage(
        month=f"{MONTHS[first.month - 1]} {first.year}",
        lines=[
            MomentLine(
                title=one.series.title,
                when=f"{date_words(one.day, weekday=True)}, "
                f"{hours_words(one.starts_at, one.ends_at, one.place)}",
                where=where_of(one.series, one.place),
                add_url=address("setup_new_series", genre="outreach", moment=one.public_id),
            )
            for one in moments_alone(start=first, end=last)
        ],
        before_url=address("setup_moments", mois=f"{first - timedelta(days=1):%Y-%m}"),
        after_url=address("setup_moments", mois=f"{_after(first):%Y-%m}"),
        add_url=address("setup_new_series", genre="moment"),
    )
    return render_page(request, page, "agenda/setup_moments.html")


def _month(text: str, today: date) -> date:
    """Return the first day of the month that an address says; of next month otherwise."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        return _after(today)
    return first if 2000 <= first.year <= 2200 else _after(today)


def _after(day: date) -> date:
    """Return the first day of the month after that of a day."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
