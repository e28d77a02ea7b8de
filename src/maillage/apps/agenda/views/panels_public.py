"""What the agenda says in the pages of others: a place, the home page."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone

from maillage.apps.agenda.queries.next import Receiving, first_free
from maillage.apps.agenda.queries.week import Dated, next_sessions
from maillage.apps.agenda.views.lines import (
    Line,
    day_words,
    local,
    moment_words,
    session_line,
)
from maillage.apps.directory.queries.nearby import places_by_key
from maillage.web.slots import Id, Panel

MOST_AT_A_PLACE = 4
MOST_ON_TILE = 3
# A session that recurs each week is told once on a page of others.
_LOOKED_AT = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Soon:
    """A session to come, with its day."""

    day: str
    line: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacePanel:
    """All that agenda/_place.html may use."""

    soon: Sequence[Soon]
    # Next free time by appointment, "" without one.
    next_time: str
    choose_url: str
    week_url: str
    # Its other booking service; the page leads there first when nothing is free here.
    elsewhere: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeTile:
    """All that agenda/_tile.html may use."""

    soon: Sequence[Soon]
    week_url: str
    choose_url: str


def place_panels(ids: Sequence[Id]) -> Mapping[Id, Sequence[Panel]]:
    """Return what takes place at each place soon: ten queries for one place or for fifty."""
    now, today = timezone.now(), timezone.localdate()
    keys = [int(id_) for id_ in ids]
    places = places_by_key(keys)
    sessions: dict[int, list[Dated]] = defaultdict(list)
    for one in next_sessions(now=now, places=keys, most=_LOOKED_AT * len(keys)):
        sessions[one.place.pk].append(one)
    free: dict[int, Receiving] = {}
    for line in first_free(now=now, today=today, places=keys):
        if line.place is not None:
            free.setdefault(line.place.pk, line)
    found: dict[Id, Sequence[Panel]] = {}
    for id_ in ids:
        place = places.get(int(id_))
        if place is None:
            continue
        page = _place_panel(place, sessions[int(id_)], free.get(int(id_)), now=now, today=today)
        if page is not None:
            leads = page.choose_url if page.next_time else ""
            found[id_] = [Panel("agenda/_place.html", page, order=20, leads=leads)]
    return found


def _place_panel(
    place: Any, sessions: Sequence[Dated], free: Receiving | None, *, now: Any, today: Any
) -> PlacePanel | None:
    elsewhere = place.prise_rdv if place.prise_rdv.startswith(("http://", "https://")) else ""
    if not sessions and free is None:
        # The page of the place already has a button that leads there.
        return None
    first = free.free[0] if free is not None else None
    return PlacePanel(
        soon=_soon(sessions, MOST_AT_A_PLACE, now=now, today=today),
        next_time=moment_words(first.starts_at, first.place, today) if first is not None else "",
        choose_url=f"{reverse('agenda:choose')}?lieu={place.public_id}",
        week_url=reverse("agenda:place_week", args=[place.public_id]),
        elsewhere=elsewhere,
    )


def home_tiles(ids: Sequence[Id]) -> Mapping[Id, Sequence[Panel]]:
    """Return the next sessions of the whole territory; nothing for a zone of it."""
    if "" not in ids:
        return {}
    now, today = timezone.now(), timezone.localdate()
    soon = _soon(next_sessions(now=now, most=_LOOKED_AT), MOST_ON_TILE, now=now, today=today)
    if not soon:
        return {}
    page = HomeTile(soon=soon, week_url=reverse("agenda:week"), choose_url=reverse("agenda:choose"))
    return {"": [Panel("agenda/_tile.html", page, order=20)]}


def _soon(sessions: Sequence[Dated], most: int, *, now: Any, today: Any) -> list[Soon]:
    """Return the first sessions, each series once: what recurs would hide the others."""
    known: set[int] = set()
    found: list[Soon] = []
    for one in sessions:
        if one.series.pk in known or len(found) == most:
            continue
        known.add(one.series.pk)
        day = local(one.session.starts_at, one.place).date()
        found.append(Soon(day=day_words(day, today), line=session_line(one, now=now)))
    return found
