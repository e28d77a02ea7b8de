"""Where to go, and why: the index asked for a person, then what a page says of each place.

A fixed number of queries, however many places there are: the version of the base, the agenda of
the places that may be listed, their cards, their offers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.apps.directory.queries import (
    PlaceCard,
    base_version,
    current_index,
    hours_of,
    place_cards,
)
from maillage.apps.directory.queries.nearby import offers_by_key
from maillage.apps.orientation.queries.availability import book_url, moments_of
from maillage.apps.orientation.queries.table import city_table
from maillage.apps.orientation.queries.wording import (
    Told,
    aim_told,
    cautions_told,
    day_told,
    moment_told,
    reasons_told,
    relaxed_told,
)
from maillage.core.orientation import Profile, Suggestion, Suggestions, rank
from maillage.web import words
from maillage.web.cldr import voice

# The agenda is read for so many places at most: those that could come first.
CANDIDATES = 60
# How many places for each, when equipment and the motive share what is read first.
SHARED = 2
# Older than this, what is said is to be checked by a call (as the directory says it).
FRESH_DAYS = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A place that is suggested, ready to be read: know it, take it on paper, book."""

    number: int
    place_id: int
    public_id: str
    offer_public_id: str
    # The number of the place, and of the offer for which one goes there.
    on_paper: str
    # What a liaison sheet to this place asks for: codes of the directory, nothing personal.
    sheet_query: str
    nom: str
    url: str
    where: str
    title: str
    aim: Told
    why: Sequence[Told]
    cautions: Sequence[Told]
    now: str
    next: str
    # The same for a paper, that is read another day: never "demain", never "fermé maintenant".
    on_paper_next: str
    on_paper_hours: Sequence[str]
    on_paper_closed: str
    book_url: str
    book_words: str
    age: str
    to_check: bool
    contact: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What is suggested to a person.

    relaxed : what was given up, as a sentence; "" when all was kept
    unmet : no place answers for certain all that was asked
    missing : the conditions given up, as codes
    """

    cards: Sequence[Card]
    relaxed: str
    unmet: bool
    missing: tuple[str, ...]
    n_certain: int
    # Something is due, and nobody is known to receive before that.
    too_late: bool
    suggestions: Suggestions


def suggest(profile: Profile, *, now: datetime) -> Found:
    """Return the places that fit, best first. `now` is aware: sixteen queries at most."""
    today = timezone.localdate(now)
    here = timezone.localtime(now).replace(tzinfo=None)
    index, table = current_index(base_version()), city_table().table
    wide = replace(profile, limit=CANDIDATES, per_aim=CANDIDATES // 2)
    candidates = rank(wide, index, now=here, availability={}, table=table)
    moments = moments_of([one.place_id for one in candidates.items], now=now, today=today)
    answer = rank(profile, index, now=here, availability=moments, table=table)
    return Found(
        cards=_cards(motive_in_sight(answer.items), profile, here=here, today=today),
        relaxed=relaxed_told(answer.relaxed),
        unmet=answer.unmet,
        missing=tuple(dict.fromkeys(one.dimension for one in answer.relaxed)),
        n_certain=answer.n_certain,
        too_late=profile.urgent and not any(one.in_time for one in answer.items),
        suggestions=answer,
    )


def motive_in_sight(items: Sequence[Suggestion]) -> list[Suggestion]:
    """Return suggestions so that what the person came for is among those that are read.

    Equipment comes first where it is lacking, and then fills the page: two places of it, two for
    the motive, then the others. Where something is due the order is that of the hours.
    """
    rest = list(items)
    motives = [one for one in rest if one.because.startswith("motive:")]
    before = [one for one in rest if not one.because.startswith("motive:")]
    if not motives or not before or not all(one.in_time for one in rest):
        return rest
    if rest[0].opens_in_min is not None or rest[0] in motives:
        return rest
    first = [*before[:SHARED], *motives[:SHARED]]
    return [*first, *(one for one in rest if one not in first)]


def _cards(
    items: Sequence[Suggestion], profile: Profile, *, here: datetime, today: date
) -> list[Card]:
    cards = {card.place.pk: card for card in place_cards([i.place_id for i in items], today=today)}
    numbers = [item.offer_id for item in items if item.offer_id is not None]
    offers = offers_by_key(numbers) if numbers else {}
    # A place that was closed since the index was read is left out.
    listed = [item for item in items if item.place_id in cards]
    return [
        _card(number, item, cards[item.place_id], offers, profile, here=here, today=today)
        for number, item in enumerate(listed, start=1)
    ]


def _card(
    number: int,
    item: Suggestion,
    card: PlaceCard,
    offers: Mapping[int, Any],
    profile: Profile,
    *,
    here: datetime,
    today: date,
) -> Card:
    place = card.place
    offer = offers.get(item.offer_id) if item.offer_id is not None else None
    age, to_check = _age(item.verified_on, today)
    named = (offer.contact_nom if offer else "") or place.contact_nom
    phone = (offer.contact_telephone if offer else "") or place.contact_telephone
    book = book_url(item.next, place.public_id)
    session = item.next is not None and item.next.reference.startswith("session:")
    return Card(
        number=number,
        place_id=place.pk,
        public_id=place.public_id,
        offer_public_id=offer.public_id if offer else "",
        on_paper=f"{place.public_id}.{offer.public_id}" if offer else place.public_id,
        sheet_query=urlencode(_sheet(place.public_id, offer)),
        nom=place.nom,
        url=reverse("directory:place", args=[place.public_id]),
        where=where_words(card),
        title=offer.title if offer else "",
        aim=aim_told(item.reasons[0]),
        # Without a distance that was asked, minutes from the middle of a quarter mislead.
        why=reasons_told(item.reasons, walks=profile.reach_min is not None),
        # How old it is stands beside, for every place.
        cautions=cautions_told([one for one in item.cautions if one.code != "old"], item.unknown),
        now=now_words(card, here),
        next=_next(item, profile, here, today),
        on_paper_next=day_told(item.next.starts_at) if item.next is not None else "",
        on_paper_hours=hours_lines(card, offer),
        on_paper_closed=closed_words(card, today),
        book_url=book,
        book_words=_("Voir cette séance") if session else _("Prendre rendez-vous"),
        age=age,
        to_check=to_check,
        contact=named,
        phone=phone or place.telephone,
    )


def _sheet(place: str, offer: Any) -> dict[str, str]:
    said = {"lieu": place}
    if offer is not None:
        said |= {"offre": offer.public_id, "besoin": next(iter(offer.services), "")}
    return {name: value for name, value in said.items() if value}


def where_words(card: PlaceCard) -> str:
    """Return "12 rue du Rouet, La Filature, Clairmaille"."""
    place = card.place
    quarter = place.quarter_zone.nom if place.quarter_zone_id and place.quarter_zone else ""
    said = (place.adresse, quarter, place.commune)
    return ", ".join(dict.fromkeys(word for word in said if word))


def hours_lines(card: PlaceCard, offer: Any) -> list[str]:
    """Return when the place receives for an offer, in lines: what is closed is left out."""
    place = card.place
    hours = hours_of(offer.horaires, place) if offer is not None else None
    said = offer.horaires if hours is not None else place.horaires
    hours = hours or card.hours
    if hours is None or not hours.understood:
        return [said] if said else []
    # What is closed is known by its French: other languages say the same lines, in that order.
    closed = ("Fermé", "fermé")
    lines = zip(hours.in_words(), hours.in_words(voice()), strict=False)
    return [
        line
        for french, line in lines
        if french and not french.startswith(closed) and not french.endswith(closed)
    ]


def closed_words(card: PlaceCard, today: date) -> str:
    """Return the days on which the place is shut, now or soon, "" when it is not."""
    closure = card.closure
    if closure is None or closure.ends_on < today:
        return ""
    first, last = words.date_words(closure.starts_on), words.date_words(closure.ends_on)
    if closure.starts_on == closure.ends_on:
        return _("Fermé le {first}").format(first=first)
    return _("Fermé du {first} au {last}").format(first=first, last=last)


def now_words(card: PlaceCard, here: datetime) -> str:
    """Return whether the place is open, at a naive local moment; a closure speaks first."""
    closure = card.closure
    if closure is not None and closure.starts_on <= here.date() <= closure.ends_on:
        return _("Fermé jusqu’au {day}").format(day=words.date_words(closure.ends_on))
    if card.hours is None:
        return _("Horaires : nous ne savons pas")
    return card.hours.today_in_words(here, voice())


def _next(item: Suggestion, profile: Profile, here: datetime, today: date) -> str:
    """Return when somebody receives next; what is urgent may be an open door."""
    said = "" if item.next is None else moment_told(item.next.starts_at, today)
    opens = item.opens_in_min
    if profile.urgent and opens is not None and (item.next is None or _later(item, here, opens)):
        if opens == 0:
            return _("Ouvert maintenant, sans rendez-vous")
        moment = _after(here, opens)
        return _("Sans rendez-vous : {when}").format(when=moment_told(moment, today))
    if not said:
        return ""
    return _("Prochaine date : {when}").format(when=said)


def _after(here: datetime, minutes: int) -> datetime:
    return here + timedelta(minutes=minutes)


def _later(item: Suggestion, here: datetime, opens: int) -> bool:
    return item.next is not None and item.next.starts_at > _after(here, opens)


def _age(on: date | None, today: date) -> tuple[str, bool]:
    if on is None:
        return _("Date des informations inconnue. Appelez avant de venir."), True
    age = words.age_words(on, today)
    if (today - on).days > FRESH_DAYS:
        return _("Vérifié {age}. Appelez avant de venir.").format(age=age), True
    return _("Vérifié {age}").format(age=age), False
