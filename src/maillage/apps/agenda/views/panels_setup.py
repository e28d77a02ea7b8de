"""Before a place is closed: what the agenda has there, and what closing it does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.apps.agenda.queries.closing import Planned, planned_at
from maillage.apps.agenda.views.setup_pages import Standing, session_lines
from maillage.web.slots import Id, Panel
from maillage.web.words import listed


@dataclass(frozen=True, slots=True, kw_only=True)
class BeforeClosePage:
    """All that agenda/setup_before_close.html may use."""

    words: str
    people: str
    sessions: Sequence[Standing]
    more: str
    inside: Sequence[Standing]


def before_close(ids: Sequence[Id]) -> Mapping[Id, Sequence[Panel]]:
    """Return what is planned at each place that is about to close; nothing where nothing is."""
    found = planned_at([int(one) for one in ids], now=timezone.now())
    return {
        number: [Panel("agenda/setup_before_close.html", _page(planned), order=20)]
        for number, planned in found.items()
    }


def _page(planned: Planned) -> BeforeClosePage:
    said: list[Any] = []
    n_sessions, n_appointments, n_people = (
        len(planned.sessions),
        planned.n_appointments,
        planned.n_people,
    )
    if n_sessions:
        said.append(ngettext("%(n)d séance", "%(n)d séances", n_sessions) % {"n": n_sessions})
    if n_appointments:
        said.append(
            ngettext("%(n)d rendez-vous", "%(n)d rendez-vous", n_appointments)
            % {"n": n_appointments}
        )
    left = n_sessions - len(planned.first)
    return BeforeClosePage(
        words=listed(said),
        people=ngettext("%(n)d personne inscrite.", "%(n)d personnes inscrites.", n_people)
        % {"n": n_people}
        if n_people
        else _("Personne n’est inscrit."),
        sessions=session_lines(planned.first),
        more=ngettext("et %(n)d autre", "et %(n)d autres", left) % {"n": left} if left else "",
        inside=session_lines(planned.inside),
    )
