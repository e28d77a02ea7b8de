"""What takes place at fixed hours: the list, one series, the forms; dates shown before saving."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from maillage.apps.agenda.actions.series import add_series, edit_from, edit_series, end_series
from maillage.apps.agenda.errors import ResourceBusy, RuleImpossible, SeatsAreTaken
from maillage.apps.agenda.forms.series import EndSeriesForm, SeriesForm
from maillage.apps.agenda.forms.setup_kit import accepted
from maillage.apps.agenda.queries.access import may_handle_series, may_use_agenda
from maillage.apps.agenda.queries.rounds import get_session
from maillage.apps.agenda.queries.rules import rule_of, zone_at
from maillage.apps.agenda.queries.setup import (
    get_series,
    later_sessions,
    n_booked_after,
    next_sessions,
    preview,
    series_for,
)
from maillage.apps.agenda.views.desk import address, form_page
from maillage.apps.agenda.views.lines import day_words, hours_words
from maillage.apps.agenda.views.setup_pages import (
    SEEN_BY_ALL,
    SEEN_BY_TEAM,
    dates_of,
    done,
    save_button,
    saw,
    sentence,
    session_url,
    show,
)
from maillage.apps.directory.queries.access import standing
from maillage.core.timetable import in_words
from maillage.web.access import permitted, signed_in
from maillage.web.pages import render_page

_REFUSED = {ResourceBusy: "", RuleImpossible: "until", SeatsAreTaken: "seats"}
OUTSIDE = ("outreach", "stop", "moment")


@dataclass(frozen=True, slots=True)
class SeriesLine:
    """A series in a list."""

    url: str
    title: str
    kind: str
    when: str
    where: str


@dataclass(frozen=True, slots=True)
class SeriesListPage:
    """All that agenda/setup_series.html may use."""

    lines: Sequence[SeriesLine]


@permitted(may_use_agenda)
@require_safe
def all_series(request: HttpRequest) -> HttpResponse:
    """What is proposed at fixed hours and is not over."""
    rows = series_for(signed_in(request), today=timezone.localdate())
    page = SeriesListPage(
        [
            SeriesLine(
                url=address("setup_one_series", one.public_id),
                title=one.title,
                kind=str(one.get_kind_display()),
                when=sentence(in_words(rule_of(one))),
                where=where_of(one),
            )
            for one in rows
        ]
    )
    return render_page(request, page, "agenda/setup_series.html")


def where_of(series: Any, place: Any = None) -> str:
    """Return where a series takes place, on one line: a place, or an address and its host."""
    at = place or series.place
    if at is not None:
        at = at.joined_to or at
        return ", ".join(part for part in (at.nom, at.commune) if part)
    return ", ".join(part for part in (series.host, series.address, series.commune) if part)


# ---------------------------------------------------------------- one of them


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One day of a series."""

    day: str
    hours: str
    words: str
    url: str
    poster_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesPage:
    """All that agenda/setup_one_series.html may use."""

    title: str
    kind: str
    when: str
    where: str
    description: str
    facts: Sequence[str]
    ended: bool
    sessions: Sequence[SessionLine]
    edit_url: str
    from_url: str
    end_url: str
    tally_url: str
    outside: bool


@permitted(may_handle_series)
@require_safe
def one_series(request: HttpRequest, series: str) -> HttpResponse:
    """One series: when, where, its next days."""
    found = get_series(series)
    now, today = timezone.now(), timezone.localdate()
    outside = found.kind in OUTSIDE
    page = SeriesPage(
        title=found.title,
        kind=str(found.get_kind_display()),
        when=sentence(in_words(rule_of(found))),
        where=where_of(found),
        description=found.description,
        facts=_facts(found),
        ended=found.ended_at is not None,
        sessions=[_session(one, today) for one in next_sessions(found, now=now, limit=20)],
        edit_url=address("setup_edit_series", series),
        from_url=address("setup_edit_series", series, des="oui"),
        end_url=address("setup_end_series", series),
        tally_url=address("setup_tally_sheet", series) if outside else "",
        outside=outside,
    )
    return render_page(request, page, "agenda/setup_one_series.html")


def _facts(series: Any) -> list[str]:
    said = []
    if series.seats:
        said.append(ngettext("%(n)d place", "%(n)d places", series.seats) % {"n": series.seats})
    elif series.booked_elsewhere:
        said.append(_("Réservé avec un autre service"))
    else:
        said.append(_("Sans réserver"))
    if series.childcare_seats:
        said.append(_("garde d’enfants : %(n)d") % {"n": series.childcare_seats})
    if series.whole_course:
        said.append(_("parcours : toutes les séances à la fois"))
    said += [one for one in (series.level, series.cost_note) if one]
    said += [one.name for one in series.resources.all()]
    return said


def _session(session: Any, today: Any) -> SessionLine:
    words = []
    if session.cancelled_at is not None:
        words.append(_("annulée"))
    elif session.seats is not None:
        taken = ngettext("%(n)d place prise", "%(n)d places prises", session.n_taken)
        words.append(
            _("%(taken)s sur %(seats)d")
            % {"taken": taken % {"n": session.n_taken}, "seats": session.seats}
        )
    if session.by_hand and session.cancelled_at is None:
        words.append(_("changée ce jour-là"))
    return SessionLine(
        day=day_words(session.day, today),
        hours=hours_words(session.starts_at, session.ends_at, session.place),
        words=", ".join(words),
        url=session_url(session),
        poster_url=address("setup_poster", session.public_id),
    )


# ---------------------------------------------------------------- the forms


@permitted(may_use_agenda)
@form_page
def new_series(request: HttpRequest) -> HttpResponse:
    """Add a workshop, open sessions, a stand: dates are shown, then saved."""
    by = signed_in(request)
    form = SeriesForm(
        request.POST if request.method == "POST" else None, by=by, initial=_proposed(request)
    )
    shown = None
    if form.is_bound and form.is_valid():
        values = form.values()
        shown = preview(values, place=values["place"])
        if shown.n and saw(request, shown.key):
            made = accepted(
                form,
                lambda: add_series(
                    values=values,
                    resources=form.chosen_resources(),
                    now=timezone.now(),
                    by=by,
                    beyond="beyond" in request.POST,
                ),
                _REFUSED,
            )
            if made is not None:
                words = _("C’est dans l’agenda. Les habitants le voient dès maintenant.")
                return done(request, words, address("setup_one_series", made.public_id))
    return _form(
        request,
        form,
        shown,
        title=_("Ajouter des séances"),
        lead=_("Atelier, séance libre, café, permanence, stand : vous verrez les dates d’abord."),
        cancel_url=address("setup_series"),
    )


def _proposed(request: HttpRequest) -> dict[str, Any]:
    """Return what an address proposes: a kind, or a stand at a moment of a quarter."""
    numbers = standing(signed_in(request)).organisations
    said: dict[str, Any] = {"organisation": next(iter(numbers)) if len(numbers) == 1 else None}
    if kind := request.GET.get("genre", ""):
        said["kind"] = kind
    if public_id := request.GET.get("moment", ""):
        moment = get_session(public_id)
        around = moment.series
        zone = zone_at(moment.place)
        said |= {name: getattr(around, name) for name in ("address", "commune", "host")}
        said |= {
            "title": _("Stand : %s") % around.title,
            "position": (around.latitude, around.longitude),
            "place": moment.place_id,
            "rhythm": "once",
            "first": moment.day,
            "start": moment.starts_at.astimezone(zone).time(),
            "end": moment.ends_at.astimezone(zone).time(),
        }
    return said


@permitted(may_handle_series)
@form_page
def change_series(request: HttpRequest, series: str) -> HttpResponse:
    """Change a series: all that is to come, or from a day on."""
    by, found = signed_in(request), get_series(series)
    back = address("setup_one_series", series)
    today, rule = timezone.localdate(), rule_of(found)
    form = SeriesForm(
        request.POST if request.method == "POST" else None,
        by=by,
        row=found,
        rule=rule,
        scope="from" if "des" in request.GET else "whole",
    )
    shown = None
    if form.is_bound and form.is_valid():
        values, on = form.values(), form.from_day
        previewed = {"first": found.first} | values
        shown = preview(previewed, place=values["place"], start=on or today)
        if shown.n and saw(request, shown.key):
            asked: dict[str, Any] = {
                "series": found,
                "values": values,
                "resources": form.chosen_resources(),
                "now": timezone.now(),
                "by": by,
                "beyond": "beyond" in request.POST,
            }
            changed = accepted(
                form,
                lambda: edit_series(**asked) if on is None else edit_from(on=on, **asked),
                _REFUSED,
            )
            if changed is not None:
                words = _(
                    "C’est enregistré. Les personnes inscrites dont l’heure ou le lieu change sont "
                    "prévenues."
                )
                return done(request, words, address("setup_one_series", changed.public_id))
    return _form(
        request,
        form,
        shown,
        over=get_series(series).title,
        title=_("Modifier ces séances"),
        lead=sentence(in_words(rule))
        + " "
        + _("Une séance changée ce jour-là seulement garde ce qui a été changé."),
        cancel_url=back,
    )


def _form(request: HttpRequest, form: SeriesForm, shown: Any, **words: Any) -> HttpResponse:
    dates = dates_of(shown) if shown is not None else None
    busy = any("quand même" in str(error) for error in form.non_field_errors())
    return show(
        request,
        form,
        button=save_button(shown) if shown is not None and shown.n else _("Voir les dates"),
        seen_by=SEEN_BY_ALL,
        dates=dates,
        seen=dates.key if dates is not None and dates.days else "",
        beyond=_("Enregistrer quand même") if busy else "",
        **words,
    )


@permitted(may_handle_series)
@form_page
def stop_series(request: HttpRequest, series: str) -> HttpResponse:
    """End a series on a day: how many sessions and people that touches is said first."""
    by, found = signed_in(request), get_series(series)
    back = address("setup_one_series", series)
    now = timezone.now()
    form = EndSeriesForm(
        request.POST if request.method == "POST" else None, today=timezone.localdate()
    )
    day = timezone.localdate()
    seen = ""
    if form.is_bound and form.is_valid():
        day = form.cleaned_data["day"]
    n_sessions = later_sessions(found, day, now=now)
    n_people = n_booked_after(found, day, now=now)
    if form.is_bound and form.is_valid():
        seen = f"{day}-{n_sessions}-{n_people}"
        if not n_people or saw(request, seen):
            end_series(series=found, on=day, now=now, by=by, why=form.cleaned_data["why"])
            words = ngettext(
                "C’est noté : %(n)d séance n’aura pas lieu.",
                "C’est noté : %(n)d séances n’auront pas lieu.",
                n_sessions,
            ) % {"n": n_sessions}
            return done(request, words, back)
    lead = ngettext(
        "%(n)d séance est prévue après le %(day)s.",
        "%(n)d séances sont prévues après le %(day)s.",
        n_sessions,
    ) % {"n": n_sessions, "day": day_words(day, timezone.localdate())}
    if n_people:
        lead += " " + ngettext(
            "%(n)d personne y est inscrite : elle sera prévenue.",
            "%(n)d personnes y sont inscrites : elles seront prévenues.",
            n_people,
        ) % {"n": n_people}
    return show(
        request,
        form,
        over=found.title,
        title=_("Arrêter ces séances ?"),
        lead=lead,
        button=_("Oui, arrêter et prévenir") if n_people else _("Oui, arrêter"),
        danger=True,
        cancel_url=back,
        seen=seen,
        seen_by=_("Pourquoi est lu par les personnes inscrites et sur la page de la séance.")
        if n_people
        else SEEN_BY_TEAM,
    )
