"""To whom a sheet may go: what a place does, whom it receives, on which terms, when (LIA-02)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.apps.agenda.queries.next import first_free
from maillage.apps.directory.queries.nearby import places_by_key, running_offers
from maillage.apps.directory.queries.places import get_place, is_public
from maillage.apps.directory.queries.professional import address_to_write_to, note_of, notes_of
from maillage.apps.directory.queries.search import PlaceSearch, search_places
from maillage.apps.liaison.queries.words import address_of, moment_in_words

NO_PUBLIC_HERE = "Ce lieu n'accueille pas de public"
# The answer "none of these publics", beside those of the standard.
NOBODY_IN_PARTICULAR = "aucun"
MOST_PLACES = 8
SLOTS_SHOWN = 3
AHEAD = timedelta(days=28)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """A place as who sends somebody has to know it."""

    place: Any
    address: str
    missions: str
    # Words of the publics; () is everybody.
    publics: Sequence[str]
    admission: Sequence[str]
    slots: Sequence[str]
    offers: Sequence[Any]
    # What does not fit the need, in words; "" when it fits, or when nobody knows.
    doubt: str
    by_email: bool
    no_public: bool


def find_recipients(text: str, *, service: str = "", now: datetime) -> list[Recipient]:
    """Return places that answer a need and words, with what has to be known of each.

    A fixed number of queries, however many places. Nothing asked returns nothing.
    """
    if not text.strip() and not service:
        return []
    features = (f"service:{service}",) if service else ()
    here = timezone.localtime(now).replace(tzinfo=None)
    search = PlaceSearch(text=text[:100], features=features, limit=MOST_PLACES)
    hits = search_places(search, now=here).hits
    by_key = places_by_key(hit.place_id for hit in hits)
    places = [by_key[hit.place_id] for hit in hits if hit.place_id in by_key]
    return _recipients(places, [service] if service else [], now=now)


def get_recipient(public_id: str, *, services: Sequence[str] = (), now: datetime) -> Recipient:
    """Return one place to which a sheet may go. Raises PlaceUnknown; a closed one says so."""
    place = get_place(public_id)
    shown = place.joined_to or place
    return _recipients([shown], services, now=now)[0]


def _recipients(
    places: Sequence[Any], services: Sequence[str], *, now: datetime
) -> list[Recipient]:
    prefetch_related_objects(list(places), "organisation")
    offers = running_offers([place.public_id for place in places])
    notes = notes_of([place.pk for place in places])
    slots = next_slots([place.pk for place in places], now=now)
    found = []
    for place in places:
        own = offers.get(place.public_id, [])
        note = notes.get(place.pk)
        rules = [offer.admission_rule for offer in own]
        if note is not None:
            rules.insert(0, note.admission_rule)
        missions = place.organisation.missions if place.organisation is not None else ""
        found.append(
            Recipient(
                place=place,
                address=address_of(place),
                missions=missions or place.presentation_resume,
                publics=publics_of(own),
                admission=tuple(dict.fromkeys(rule for rule in rules if rule)),
                slots=slots.get(place.pk, ()),
                offers=own,
                doubt=_doubt(place, own, services),
                by_email=bool(address_to_write_to(place, note)),
                no_public=_no_public(own),
            )
        )
    return found


def next_slots(place_ids: Sequence[int], *, now: datetime) -> dict[int, list[str]]:
    """Return the next free times of places, in words, by number of the place."""
    today: date = timezone.localtime(now).date()
    found: dict[int, list[str]] = {}
    lines = first_free(now=now, today=today, places=place_ids, within=AHEAD) if place_ids else []
    for line in lines:
        if line.place is None:
            continue
        words = found.setdefault(line.place.pk, [])
        if len(words) < SLOTS_SHOWN:
            words.append(f"{moment_in_words(line.free[0].starts_at)}, {line.motive.title}")
    return found


def publics_of(offers: Sequence[Any]) -> tuple[str, ...]:
    """Return the publics that offers are kept for; () as soon as one is for everybody."""
    if any(not offer.publics_specifiquement_adresses for offer in offers):
        return ()
    names = [name for offer in offers for name in offer.publics_specifiquement_adresses]
    return tuple(dict.fromkeys(names))


def closed_publics(place: Any, offer: Any, public: str) -> tuple[str, ...]:
    """Return the publics that are received when `public` is not one of them, () when it is.

    public : a value of the standard, NOBODY_IN_PARTICULAR, or "" when nobody said
    """
    if not public:
        return ()
    offers = [offer] if offer is not None else running_offers([place.public_id]).get(
        place.public_id, [])  # fmt: skip
    received = publics_of(offers)
    return () if public in received else received


def reaches_by_email(place: Any) -> bool:
    """Tell whether a place has an address to which a link may go."""
    return bool(address_to_write_to(place, note_of(place)))


def _no_public(offers: Sequence[Any]) -> bool:
    return bool(offers) and all(NO_PUBLIC_HERE in offer.modalites_acces for offer in offers)


def _doubt(place: Any, offers: Sequence[Any], services: Sequence[str]) -> str:
    if not is_public(place):
        return _("Ce lieu est fermé, ou n’est plus dans l’annuaire.")
    known = {name for offer in offers for name in offer.services}
    if services and known and not known & set(services):
        return _("La fiche de ce lieu ne parle pas de ce besoin. Appelez-le avant d’envoyer.")
    return ""
