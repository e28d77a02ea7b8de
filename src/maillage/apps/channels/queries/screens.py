"""What a kiosk and a wall show: today here, who is open now, which pages work without a network."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import inf
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.apps.agenda.queries.moments import moment_words
from maillage.apps.agenda.queries.rules import zone_at
from maillage.apps.agenda.queries.week import Dated, dated_sessions, next_sessions
from maillage.apps.directory.queries import (
    NEEDS,
    PlaceSearch,
    get_place,
    hours_of,
    place_cards,
    search_places,
)
from maillage.apps.directory.queries.nearby import offers_around
from maillage.core.hours import State
from maillage.web.cldr import voice
from maillage.web.words import telephone, time_words

# Places whose pages a kiosk keeps for the day when the network is cut.
MOST_KEPT = 60
AROUND_M = 3000.0
# Lines that a wall has room for, at the size that is read from four metres.
MOST_LINES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenLine:
    """One line that is read from afar: an hour, what it is, what one must know to go there."""

    hour: str
    title: str
    more: str
    now: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPlace:
    """A place that is open: until when, where, whom to call."""

    nom: str
    until: str
    where: str
    telephone: str


def today_at(place: Any, *, now: datetime) -> list[ScreenLine]:
    """Return what is left of the day at a place: its sessions, then when it shuts, in order."""
    here = now.astimezone(zone_at(place))
    lines = [
        (one.session.starts_at, _line(one, now=now, named=False))
        for one in dated_sessions(here.date(), here.date(), now=now, places=[place.pk])
        if one.session.ends_at > now and one.session.cancelled_at is None
    ]
    shuts = _shuts_at(place, here)
    if shuts is not None:
        line = ScreenLine(hour=time_words(shuts), title=_("Fermeture"), more="")
        lines.append((shuts.replace(tzinfo=here.tzinfo), line))
    return [line for _when, line in sorted(lines, key=lambda one: one[0])]


def hours_today(place: Any, *, now: datetime) -> str:
    """Return whether a place is open, in one sentence; "" when nobody said its hours."""
    hours = hours_of(place.horaires, place)
    here = now.astimezone(zone_at(place)).replace(tzinfo=None)
    return hours.today_in_words(here, voice()) if hours is not None else ""


def wall_today(places: Collection[int] | None, *, now: datetime) -> list[ScreenLine]:
    """Return the sessions of today that are not over, soonest first."""
    today = timezone.localtime(now).date()
    found = [
        _line(one, now=now)
        for one in dated_sessions(today, today, now=now, places=places)
        if one.session.ends_at > now and one.session.cancelled_at is None
    ]
    return found[:MOST_LINES]


def wall_coming(places: Collection[int] | None, *, now: datetime) -> list[ScreenLine]:
    """Return the sessions of the coming days, after today, soonest first."""
    today = timezone.localtime(now).date()
    found = []
    for one in next_sessions(now=now, places=places, most=80):
        here = one.session.starts_at.astimezone(zone_at(one.session.place))
        if today < here.date() <= today + timedelta(days=7):
            found.append(_line(one, now=now, day=True))
    return found[:MOST_LINES]


def open_now(zone_id: int | None, *, now: datetime) -> list[int]:
    """Return places plainly open, in a zone or the whole territory: the first by name."""
    here = timezone.localtime(now).replace(tzinfo=None)
    asked = PlaceSearch(zone_id=zone_id, open_at=here, relax=False, limit=MOST_KEPT)
    return [hit.place_id for hit in search_places(asked, now=here).hits]


def open_places(places: Sequence[int], *, now: datetime) -> list[OpenPlace]:
    """Return the places that are plainly open now, those that shut last first. Four queries."""
    found = []
    for card in place_cards(list(places), today=timezone.localtime(now).date()):
        place, closure = card.place, card.closure
        here = now.astimezone(zone_at(place)).replace(tzinfo=None)
        shut = closure is not None and closure.starts_on <= here.date() <= closure.ends_on
        if shut or card.hours is None or card.hours.state(here) is not State.OPEN:
            continue
        found.append((card.hours.next_change(here), place))
    # What never shuts comes first, and no hour is said of it.
    found.sort(key=lambda one: (-one[0].timestamp() if one[0] else -inf, one[1].nom))
    return [
        OpenPlace(
            nom=place.nom,
            until=_("jusqu’à {hour}").format(hour=time_words(until)) if until else "",
            where=place.adresse,
            telephone=telephone(place.telephone) if place.telephone else "",
        )
        for until, place in found[:MOST_LINES]
    ]


def near_words(place: Any) -> str:
    """Return what follows "?besoin=…" so that a search starts from a place: "" when unplaced."""
    if place.latitude is None or place.longitude is None:
        return f"&ou={place.quarter_zone.slug}" if place.quarter_zone else ""
    return f"&latitude={place.latitude:.3f}&longitude={place.longitude:.3f}"


def kept_pages(public_id: str) -> list[str]:
    """Return the addresses that a kiosk keeps: itself, every need, the places around, the week.

    Only pages that say nothing of anybody. Raises PlaceUnknown.
    """
    place = get_place(public_id)
    near = near_words(place)
    results = reverse("directory:results")
    point = None
    if place.latitude is not None and place.longitude is not None:
        point = (place.latitude, place.longitude)
    around = offers_around(place=place.pk, point=point, radius_m=AROUND_M)
    around.sort(key=lambda one: (one[1] if one[1] is not None else AROUND_M, one[0].pk))
    numbers = dict.fromkeys(
        offer.place.public_id for offer, _away in around if offer.place is not None
    )
    return [
        reverse("channels:kiosk", args=[public_id]),
        reverse("channels:kiosk_cut", args=[public_id]),
        *(f"{results}?besoin={need.code}{near}" for need in NEEDS),
        reverse("agenda:week"),
        reverse("agenda:place_week", args=[public_id]),
        *(reverse("directory:place", args=[number]) for number in list(numbers)[:MOST_KEPT]),
    ]


def _line(one: Dated, *, now: datetime, named: bool = True, day: bool = False) -> ScreenLine:
    start = one.session.starts_at.astimezone(zone_at(one.session.place))
    end = one.session.ends_at.astimezone(zone_at(one.session.place))
    hour = f"{time_words(start)} – {time_words(end)}"
    if day:
        today = timezone.localtime(now).date()
        hour = moment_words(one.session.starts_at, one.session.place, today)
    more = [one.place.nom] if named and one.place is not None else []
    if named and one.place is None and one.series.address:
        more.append(one.series.address)
    left = one.n_left
    if left is None:
        more.append(_("sans rendez-vous"))
    elif left == 0:
        more.append(_("complet : demandez la liste d’attente"))
    else:
        said = ngettext("{n} place libre", "{n} places libres", left)
        more.append(said.format(n=left))
    return ScreenLine(
        hour=hour,
        title=one.series.title,
        more=", ".join(more),
        now=one.session.starts_at <= now,
    )


def _shuts_at(place: Any, here: datetime) -> datetime | None:
    hours = hours_of(place.horaires, place)
    local = here.replace(tzinfo=None)
    if hours is None or hours.state(local) is not State.OPEN:
        return None
    until = hours.next_change(local)
    return until if until is not None and until.date() == local.date() else None
