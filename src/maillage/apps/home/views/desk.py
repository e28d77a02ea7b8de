"""The first screen of a person who signed in: the work of their role, and nothing else.

A person with several roles sees one section after the other. A block that has nothing to say is
not there: what other modules know comes through the slot, and is never promised before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillage.apps.directory.queries import (
    GAPS,
    Standing,
    may_sign_in,
    n_public_places,
    n_to_qualify,
    standing,
)
from maillage.apps.directory.queries.desk import DeskPlace, desk_places, figures
from maillage.apps.directory.queries.people import roles_of, team, waiting_invitations
from maillage.apps.directory.queries.staff import latest_places
from maillage.apps.territories.queries import zones_by_id
from maillage.web.access import permitted
from maillage.web.checks import colours_can_be_read, https_is_seen, mail_is_sent
from maillage.web.pages import render_page
from maillage.web.slots import Panel, Slot, fill
from maillage.web.words import date_words

WITHOUT_HELP = "Lieux dont on ne sait pas si l’on y est seul ou accompagné"
# Panels of other modules that come before the sections of the role: the queue of those who decide;
# for the others, only what is due today.
URGENT, DUE_TODAY = 50, 20
SETTINGS_CHECKS = (colours_can_be_read, mail_is_sent, https_is_seen)
AT_PLACES = frozenset({"member", "mediator", "letter_writer"})


@dataclass(frozen=True, slots=True)
class Task:
    """A line of the queue: how many, what, and on what base."""

    n: int
    url: str
    words: str
    base: str


@dataclass(frozen=True, slots=True)
class ChangedPlace:
    """A place that changed lately."""

    url: str
    nom: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MyPlace:
    """A place of mine, today: when it opens, what it lacks, when somebody last looked."""

    url: str
    nom: str
    today: str
    closed: bool
    closure: str
    closure_url: str
    missing: str
    offers: str
    checked: str


@dataclass(frozen=True, slots=True)
class Numbers:
    """The figures of the territory."""

    n_places: int
    n_offers: int
    n_fresh: int
    quarters: Sequence[tuple[str, str, int, int]]
    n_elsewhere: int


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter of mine: its figures, and its places today."""

    nom: str
    url: str
    numbers: Numbers
    places: Sequence[MyPlace]


@dataclass(frozen=True, slots=True)
class Administration:
    """What whoever administers looks at."""

    n_people: int
    n_without_role: int
    n_closing: int
    n_invitations: int
    # What the settings of the site lack, in words.
    faults: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskPage:
    """All that home/desk.html may use; an empty section is not shown."""

    first_name: str
    now: datetime
    has_role: bool
    urgent: Sequence[Panel]
    panels: Sequence[Panel]
    administration: Administration | None
    keeps: bool
    n_public: int
    tasks: Sequence[Task]
    searches: bool
    works_at: str
    mine: Sequence[MyPlace]
    quarters: Sequence[Quarter]
    numbers: Numbers | None
    changed: Sequence[ChangedPlace]


@permitted(may_sign_in)
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What is to be done first, by role."""
    person: Any = request.user
    who = standing(person)
    here = timezone.localtime()
    panels = fill(Slot.ROLE_DESK, [person.pk])[person.pk]
    first = URGENT if who.keeps_base else DUE_TODAY
    works = bool(who.roles & AT_PLACES)
    searches = "prescriber" in who.roles
    mine = desk_places(organisations=who.organisations, here=_naive(here)) if works else []
    n_public = n_public_places() if who.keeps_base else 0
    page = DeskPage(
        first_name=person.get_short_name(),
        now=here,
        has_role=bool(who.roles),
        urgent=[panel for panel in panels if panel.order < first],
        panels=[panel for panel in panels if panel.order >= first],
        administration=_administration(here) if "administrator" in who.roles else None,
        keeps=who.keeps_base,
        n_public=n_public,
        tasks=_tasks(n_public) if who.keeps_base else [],
        searches=searches,
        works_at=_works_at(person) if works else "",
        mine=[_my_place(place, here, may_close=True) for place in mine],
        quarters=_quarters(who, here),
        numbers=_numbers(here) if "elected" in who.roles else None,
        changed=_changed() if who.keeps_base or searches else [],
    )
    return render_page(request, page, "home/desk.html")


def _naive(here: datetime) -> datetime:
    return here.replace(tzinfo=None)


def _tasks(n_public: int) -> list[Task]:
    counts = n_to_qualify()
    base = _("sur %(n)s lieux que les habitants voient") % {"n": n_public}
    return [
        Task(
            counts[code],
            f"{reverse('directory:to_qualify')}?manque={code}",
            str(WITHOUT_HELP if code == "help" else _("Lieux sans %(what)s") % {"what": label}),
            base,
        )
        for code, (label, _condition) in GAPS.items()
        if counts[code]
    ]


def _changed() -> list[ChangedPlace]:
    return [
        ChangedPlace(
            reverse("directory:staff_place", args=[place.public_id]), place.nom, place.updated_at
        )
        for place in latest_places(limit=6, shown=True)
    ]


def _administration(here: datetime) -> Administration:
    people = team()
    return Administration(
        n_people=len(people),
        n_without_role=sum(not (m.roles or m.person.is_superuser) for m in people),
        n_closing=sum(m.person.closing_asked_at is not None for m in people),
        n_invitations=len(waiting_invitations(now=here)),
        faults=[str(found.msg) for check in SETTINGS_CHECKS for found in check()],
    )


def _works_at(person: Any) -> str:
    names = [row.organisation.nom for row in roles_of(person) if row.organisation is not None]
    return ", ".join(dict.fromkeys(names))


def _my_place(place: DeskPlace, here: datetime, *, may_close: bool) -> MyPlace:
    closure = ""
    if place.closure is not None:
        first, last = date_words(place.closure.starts_on), date_words(place.closure.ends_on)
        words = _("fermé du %(first)s au %(last)s") if first != last else _("fermé le %(first)s")
        closure = words % {"first": first, "last": last}
    offers = {0: _("aucune offre connue"), 1: _("1 offre")}.get(
        place.n_offers, _("%(n)s offres") % {"n": place.n_offers}
    )
    return MyPlace(
        url=reverse("directory:staff_place", args=[place.public_id]),
        nom=place.nom,
        today=place.hours_today or _("Horaires : nous ne savons pas"),
        closed=place.closed_today,
        closure=closure,
        closure_url=(reverse("directory:add_closure", args=[place.public_id]) if may_close else ""),
        missing=", ".join(str(words) for words in place.missing),
        offers=offers,
        checked=(
            _("Vérifié le %(day)s") % {"day": date_words(place.verified_on)}
            if place.verified_on
            else _("Personne n’a encore vérifié cette fiche")
        ),
    )


def _quarters(who: Standing, here: datetime) -> list[Quarter]:
    zones = zones_by_id(who.zones) if who.zones else {}
    return [
        Quarter(
            nom=zone.nom,
            url=reverse("directory:zone", args=[zone.slug]) if zone.slug else "",
            numbers=_numbers(here, zone=zone.pk),
            places=[
                _my_place(place, here, may_close=who.keeps_base)
                for place in desk_places(zones=[zone.pk], here=_naive(here))
            ],
        )
        for zone in sorted(zones.values(), key=lambda zone: zone.nom)
    ]


def _numbers(here: datetime, *, zone: int | None = None) -> Numbers:
    found = figures(today=here.date(), zone=zone)
    return Numbers(
        n_places=found.n_places,
        n_offers=found.n_offers,
        n_fresh=found.n_fresh,
        quarters=[
            (reverse("directory:zone", args=[slug]) if slug else "", nom, n, fresh)
            for slug, nom, n, fresh in found.quarters
        ],
        n_elsewhere=found.n_elsewhere,
    )
