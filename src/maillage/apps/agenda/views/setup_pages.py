"""The page of a form that sets the agenda up: its groups, and the dates it gives before saving."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from maillage.apps.agenda.forms.setup_kit import Group, SetupForm
from maillage.apps.agenda.queries.rules import zone_at
from maillage.apps.agenda.queries.setup import Preview
from maillage.apps.agenda.views.desk import address
from maillage.web.pages import render_page
from maillage.web.words import date_words, time_words

SEEN_BY_ALL = gettext_lazy(
    "Ce que vous écrivez ici est montré aux habitants, sur le site et sur papier. Le journal garde "
    "que c’est vous qui l’avez écrit."
)
SEEN_BY_TEAM = gettext_lazy(
    "Seules les personnes qui reçoivent dans cette organisation, et celles qui pilotent le réseau, "
    "voient cette page. Le journal garde que vous l’avez changée."
)


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates of a rule, in words."""

    title: str
    words: str
    days: Sequence[str]
    more: str
    note: str
    key: str


@dataclass(frozen=True, slots=True)
class Standing:
    """An appointment or a session that a change touches: when, what, where it leads."""

    when: str
    what: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupFormPage:
    """All that agenda/setup_form.html may use."""

    title: str
    over: str
    lead: str
    form: SetupForm
    groups: Sequence[Group]
    dates: Dates | None
    # What stands in the way or stays, shown above the button.
    standing_title: str
    standing: Sequence[Standing]
    # Value of `seen`: what was shown; saved only when it is what is typed.
    seen: str
    button: str
    danger: bool
    # Words of "save all the same", "" where that is not offered.
    beyond: str
    cancel_url: str
    seen_by: str


def show(
    request: HttpRequest,
    form: SetupForm,
    *,
    title: str,
    button: str,
    cancel_url: str,
    seen_by: Any,
    over: str = "",
    lead: str = "",
    dates: Dates | None = None,
    standing_title: str = "",
    standing: Sequence[Standing] = (),
    seen: str = "",
    danger: bool = False,
    beyond: str = "",
) -> HttpResponse:
    """Answer with a form; one that is refused comes back with what was typed and status 422."""
    page = SetupFormPage(
        title=title,
        over=over,
        lead=lead,
        form=form,
        groups=form.groups,
        dates=dates,
        standing_title=standing_title,
        standing=standing,
        seen=seen,
        button=button,
        danger=danger,
        beyond=beyond,
        cancel_url=cancel_url,
        seen_by=str(seen_by),
    )
    status = 422 if form.is_bound and form.errors else 200
    return render_page(request, page, "agenda/setup_form.html", status=status)


def done(request: HttpRequest, words: str, to: str) -> HttpResponse:
    """Go on with a page that says what was done."""
    messages.success(request, words)
    return HttpResponseRedirect(to)


def saw(request: HttpRequest, key: str) -> bool:
    """Tell whether what a person saw before saving is what would be saved now."""
    return bool(key) and request.POST.get("seen") == key


def dates_of(found: Preview) -> Dates:
    """Return the dates of a rule in words, for the page that shows them before saving."""
    shown = [date_words(day, weekday=True) for day in found.first_days]
    left = found.n - len(shown)
    if found.n == 0:
        title = _("Aucune date")
    elif found.endless:
        title = ngettext(
            "Sans date de fin : %(n)d date dans les douze mois",
            "Sans date de fin : %(n)d dates dans les douze mois",
            found.n,
        ) % {"n": found.n}
    else:
        title = ngettext("%(n)d date", "%(n)d dates", found.n) % {"n": found.n}
    more = ""
    if left > 0 and found.last_day is not None:
        more = ngettext("et %(n)d autre, le %(day)s", "et %(n)d autres, jusqu’au %(day)s", left) % {
            "n": left,
            "day": date_words(found.last_day, weekday=True),
        }
    note = ""
    if found.n_closed:
        note = ngettext(
            "%(n)d date retirée : jour férié ou vacances scolaires.",
            "%(n)d dates retirées : jours fériés ou vacances scolaires.",
            found.n_closed,
        ) % {"n": found.n_closed}
    return Dates(title, sentence(found.words), shown, more, note, found.key)


def save_button(found: Preview) -> str:
    """Return the words of the button under the dates that were shown."""
    if found.endless or not found.n:
        return _("Enregistrer")
    return ngettext("Enregistrer cette date", "Enregistrer ces %(n)d dates", found.n) % {
        "n": found.n
    }


def sentence(words: str) -> str:
    """Return words as a sentence: a capital, a full stop."""
    return f"{words[:1].upper()}{words[1:]}."


def moment(at: Any, place: Any) -> str:
    """Return "mardi 24 novembre 2026, 14 h" on the clock of a place."""
    local = at.astimezone(zone_at(place))
    return f"{date_words(local.date(), weekday=True)}, {time_words(local)}"


def booking_lines(bookings: Sequence[Any]) -> list[Standing]:
    """Return appointments as lines, without a name: whoever opens the day reads who comes."""
    return [
        Standing(
            when=moment(one.starts_at, one.place),
            what=str(one.motive or one.series),
            url=address("desk_booking", one.pk),
        )
        for one in bookings
    ]


def session_lines(sessions: Sequence[Any]) -> list[Standing]:
    """Return sessions as lines that lead to the page where one day is changed."""
    return [
        Standing(
            when=moment(one.starts_at, one.place),
            what=one.series.title,
            url=session_url(one),
        )
        for one in sessions
    ]


def session_url(session: Any) -> str:
    """Return the page of the desk where one session is changed."""
    return address("desk_session", session.public_id)
