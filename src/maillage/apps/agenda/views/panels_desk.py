"""What the agenda says in the pages of those who work: their desk, the page of a place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.apps.accounts.queries import people_by_number
from maillage.apps.agenda.queries.calls import n_calls_due
from maillage.apps.agenda.queries.today import expected
from maillage.apps.agenda.queries.visits import came_today
from maillage.apps.agenda.views.desk import address
from maillage.apps.agenda.views.panels_public import Soon
from maillage.apps.agenda.views.panels_zone import soon_in_zone
from maillage.apps.directory.queries.access import holders_among, standing
from maillage.apps.territories.queries import zones_by_id
from maillage.web.slots import Id, Panel
from maillage.web.words import time_words

RECEIVE = ("member", "mediator", "letter_writer")
MANAGE = ("quarter_manager",)


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayPanel:
    """All that agenda/desk_today.html may use."""

    n_people: int
    n_calls: int
    # Who came through the door today, at the places of one's house.
    n_came: int
    next_words: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PrescriberPanel:
    """Nothing: agenda/desk_prescriber.html is the same for all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuartersPanel:
    """All that agenda/desk_quarters.html may use: name and next sessions of each quarter."""

    quarters: Sequence[tuple[str, Sequence[Soon]]]
    week_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacePanel:
    """All that agenda/desk_place_panel.html may use."""

    url: str
    door_url: str


def role_desk(ids: Sequence[Id]) -> Mapping[Id, Sequence[Panel]]:
    """Return who is expected today and the calls to make, for those who receive; how to send
    somebody, for prescribers; what takes place soon, for those who manage a quarter (GOV-15)."""
    people = [int(id_) for id_ in ids]
    receive = set(holders_among(people, RECEIVE))
    manage = set(holders_among(people, MANAGE))
    found: dict[Id, list[Panel]] = {
        number: [Panel("agenda/desk_prescriber.html", PrescriberPanel(), order=15)]
        for number in holders_among(people, ("prescriber",))
        if number not in receive
    }
    for number, person in people_by_number(receive | manage).items():
        panels = [
            _today(person) if number in receive else None,
            _quarters(person) if number in manage else None,
        ]
        found.setdefault(number, []).extend(panel for panel in panels if panel is not None)
    return dict(found)


def _quarters(person: Any) -> Panel | None:
    """Return what takes place soon in each quarter of a person; None when nothing does."""
    zones = sorted(zones_by_id(standing(person).zones).values(), key=lambda zone: zone.nom)
    found = [(zone.nom, soon) for zone in zones if (soon := soon_in_zone(zone.pk))]
    if not found:
        return None
    page = QuartersPanel(quarters=found, week_url=reverse("agenda:week"))
    return Panel("agenda/desk_quarters.html", page, order=12)


def place_desk(ids: Sequence[Id]) -> Mapping[Id, Sequence[Panel]]:
    """Return the way from the page of a place to its agenda, without a question to the base."""
    return {
        id_: [
            Panel(
                "agenda/desk_place_panel.html",
                PlacePanel(url=address("desk_place", id_), door_url=address("door", id_)),
                order=30,
            )
        ]
        for id_ in ids
    }


def _today(person: Any) -> Panel | None:
    now = timezone.now()
    here = timezone.localtime(now)
    midnight = here.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    today = expected(person, now=now, until=midnight)
    n_calls = n_calls_due(person, now=now)
    n_came = came_today(person, now=now)
    if not today.concerned and not n_calls and not n_came:
        return None
    words = ""
    if today.next_at is not None:
        words = (
            _("La prochaine à %s.") % time_words(timezone.localtime(today.next_at))
            if today.next_at > now
            else _("La première est là, ou devrait l’être.")
        )
    page = TodayPanel(
        n_people=today.n, n_calls=n_calls, n_came=n_came, next_words=words, url=address("desk")
    )
    return Panel("agenda/desk_today.html", page, order=10)


__all__ = ["place_desk", "role_desk"]
