"""A place as a line of a list says it: words ready to print, so that a template only lays out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.apps.directory.queries import PlaceCard, kept_terms
from maillage.apps.directory.queries.entries import hours_of
from maillage.apps.directory.views.doors import NO_PHOTO, Door, door_of
from maillage.apps.directory.views.facts import Fact, facts_of, lower_first
from maillage.core.hours import State, time_zone_of
from maillage.core.search import Hit
from maillage.web import words
from maillage.web.cldr import voice
from maillage.web.languages import known_words
from maillage.web.slots import Panel, Slot, fill

# Older than this, what is said is "to check" (ledger CEN-09 sets the same year).
FRESH_DAYS = 365

UNKNOWN_WORDS = {
    "need": gettext_lazy(
        "Ce lieu a du matériel ou de l’aide, mais personne n’a dit s’il fait cela."
    ),
    "open_at": gettext_lazy("Horaires : nous ne savons pas."),
    "within_m": gettext_lazy("Distance : nous ne savons pas."),
    "inside": gettext_lazy("Endroit exact : nous ne savons pas."),
    "wheelchair": gettext_lazy("Fauteuil roulant : nous ne savons pas."),
    "childcare": gettext_lazy("Coin enfants : nous ne savons pas."),
    "cost": gettext_lazy("Prix : nous ne savons pas."),
    "access": gettext_lazy("Avec ou sans rendez-vous : nous ne savons pas."),
    "language": gettext_lazy("Langues parlées : nous ne savons pas."),
    "care": gettext_lazy("Accueil adapté : nous ne savons pas."),
    "adaptation": gettext_lazy("Aide adaptée : nous ne savons pas."),
    "equipment": gettext_lazy("Équipement : nous ne savons pas."),
    "adapted": gettext_lazy("Poste adapté : nous ne savons pas."),
    "use": gettext_lazy("Sorte d’aide : nous ne savons pas."),
    "level": gettext_lazy("Niveau : nous ne savons pas."),
    "mode": gettext_lazy("Avec vous ou à votre place : nous ne savons pas."),
    "wifi_public": gettext_lazy("Wi-Fi : nous ne savons pas."),
    "wifi_outside_hours": gettext_lazy("Wi-Fi quand c’est fermé : nous ne savons pas."),
    "phone_charging": gettext_lazy("Recharge de téléphone : nous ne savons pas."),
    "service": gettext_lazy("Services : nous ne savons pas."),
}


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask: `kind` is "named", "phone", "mail", "on_site" or "territory"."""

    kind: str
    words: str
    phone: str = ""
    mail: str = ""


@dataclass(frozen=True, slots=True)
class DirectContact:
    """What only professionals read of a place, in a list."""

    # What it is about, and the words.
    pairs: Sequence[tuple[str, str]]
    write_url: str
    desk_url: str


@dataclass(frozen=True, slots=True)
class ListedPlace:
    """One line of a list."""

    number: int
    public_id: str
    url: str
    nom: str
    where: str
    now: str
    open_now: bool
    facts: Sequence[Fact]
    unknown: str
    age: str
    to_check: bool
    phone: str
    contact: Contact
    latitude: float | None = None
    longitude: float | None = None
    # None on every page of residents.
    direct: DirectContact | None = None
    place_id: int = 0
    writable: bool = False
    # What upper applications say of it, a short sentence each (`with_lines`).
    lines: Sequence[Panel] = ()
    door: Door = NO_PHOTO


@cache
def _place_address() -> str:
    return reverse("directory:place", args=["0"]).removesuffix("0/")


def place_url(public_id: str) -> str:
    """Return the address of a place's page; worked out once, for pages that list many."""
    return f"{_place_address()}{public_id}/"


def local_now(now: datetime, code: str) -> datetime:
    """Return an aware moment as the naive local time of a place (its INSEE code or postcode)."""
    return now.astimezone(_zone(time_zone_of(code) if code else "Europe/Paris")).replace(
        tzinfo=None
    )


_ZONES: dict[str, ZoneInfo] = {}


def _zone(name: str) -> ZoneInfo:
    if name not in _ZONES:
        _ZONES[name] = ZoneInfo(name)
    return _ZONES[name]


def listed_places(
    cards: Sequence[PlaceCard], hits: Mapping[int, Hit], *, now: datetime, first: int = 1
) -> list[ListedPlace]:
    """Return the lines of a list, numbered from `first`; `now` is an aware moment."""
    labels = labels_for(cards)
    return [
        listed_place(card, hits.get(card.place.pk), now=now, number=number, labels=labels)
        for number, card in enumerate(cards, start=first)
    ]


def labels_for(cards: Sequence[PlaceCard]) -> Mapping[tuple[str, str], str]:
    """Return the labels that the lines of these places need; one query, or none."""
    return kept_terms() if any(o.adaptations for card in cards for o in card.offers) else {}


def with_lines(listed: Sequence[ListedPlace]) -> list[ListedPlace]:
    """Return the lines of a list with what upper applications say of their places."""
    said = fill(Slot.PLACE_LINES, [line.place_id for line in listed])
    return [replace(line, lines=said[line.place_id]) for line in listed]


def listed_place(
    card: PlaceCard,
    hit: Hit | None,
    *,
    now: datetime,
    number: int,
    labels: Mapping[tuple[str, str], str],
) -> ListedPlace:
    """Return one line."""
    place = card.place
    here = local_now(now, place.code_insee or place.code_postal)
    now_words, is_open = now_of(card, here)
    age, to_check = age_of(place.verified_on or place.date_maj, here.date())
    return ListedPlace(
        number=number,
        public_id=place.public_id,
        url=place_url(place.public_id),
        nom=place.nom,
        where=where_of(card, hit.distance_m if hit else None),
        now=now_words,
        open_now=is_open,
        facts=facts_of(card, labels),
        unknown=unknown_of(hit),
        age=age,
        to_check=to_check,
        phone=place.telephone,
        contact=contact_of(card),
        latitude=place.latitude,
        longitude=place.longitude,
        place_id=place.pk,
        writable=bool(place.courriels),
        door=door_of(card),
    )


def direct_pairs(note: Any) -> list[tuple[Any, str]]:
    """Return what a note says, each thing with its words; [] without a note."""
    if note is None:
        return []
    said = (
        (_("Joindre directement"), note.direct_contact),
        (_("Téléphone direct"), words.telephone(note.direct_telephone)),
        (_("Orienter quelqu’un ici"), note.admission_rule),
        (_("Combien de personnes"), note.capacity),
    )
    return [(label, told) for label, told in said if told]


def where_of(card: PlaceCard, distance_m: int | None) -> str:
    """Return "La Filature, Clairmaille. À 450 m, 6 min à pied"."""
    place = card.place
    names = [place.adresse]
    if place.quarter_zone_id and place.quarter_zone:
        names.append(place.quarter_zone.nom)
    names.append(place.commune)
    said = words.series([known_words(name) for name in dict.fromkeys(names) if name])
    if distance_m is None:
        return said
    away, walk = words.distance(distance_m), words.walking(distance_m)
    if walk:
        said_so = _("%(where)s. À %(distance)s, %(walk)s")
        return said_so % {"where": said, "distance": away, "walk": walk}
    return _("%(where)s. À %(distance)s") % {"where": said, "distance": away}


def now_of(card: PlaceCard, here: datetime) -> tuple[str, bool]:
    """Return (words, plainly open?) at a naive local moment; a closure speaks first."""
    closure = card.closure
    if closure is not None and closure.starts_on <= here.date() <= closure.ends_on:
        until = words.date_words(closure.ends_on)
        reason = f" ({known_words(closure.reason)})" if closure.reason else ""
        return _("Fermé jusqu’au %(until)s%(reason)s") % {"until": until, "reason": reason}, False
    if card.hours is None:
        return _("Horaires : nous ne savons pas"), False
    if card.hours.state(here) is State.OPEN and (later := _something_else(card, here)):
        return later, False
    return card.hours.today_in_words(here, voice()), card.hours.state(here) is State.OPEN


def _something_else(card: PlaceCard, here: datetime) -> str:
    """Return what a place is at a moment when it is open and nobody helps there (AGD-14).

    "" when somebody helps, or may: an offer without hours of its own has those of the place, and
    so has its equipment.
    """
    if any(one.total != 0 for one in card.equipment):
        return ""
    own = [hours_of(offer.horaires, card.place) for offer in card.offers]
    known = [(hours, offer) for hours, offer in zip(own, card.offers, strict=True) if hours]
    if (
        not known
        or len(known) < len(own)
        or any(h.state(here) is not State.CLOSED for h, _o in known)
    ):
        return ""
    hours, offer = min(known, key=lambda pair: pair[0].next_change(here) or here.replace(year=9999))
    labels = kept_terms()
    kind = next((labels[("kind", k)] for k in card.place.kinds if ("kind", k) in labels), "")
    when = hours.today_in_words(here, voice()).partition(". ")[2]
    return _("%(kind)s à cette heure. %(help)s : %(when)s") % {
        "kind": known_words(kind) or _("Ouvert pour autre chose"),
        "help": known_words(offer.title) or _("Aide au numérique"),
        "when": lower_first(when) or _("à d’autres heures"),
    }


def unknown_of(hit: Hit | None) -> str:
    """Return what is not known of a place for this search, "" when all is known."""
    if hit is None or hit.certain:
        return ""
    said = [str(UNKNOWN_WORDS[d]) for d in hit.unknown if d in UNKNOWN_WORDS]
    said = said or [_("Une des réponses n’est pas connue.")]
    return " ".join([*said, _("Appelez avant de venir.")])


def age_of(on: date | None, today: date) -> tuple[str, bool]:
    """Return (words on the age of the data, to check?)."""
    if on is None:
        return _("Date des informations inconnue. Appelez avant de venir."), True
    if (today - on).days <= FRESH_DAYS:
        return _("Informations du %(on)s") % {"on": words.date_words(on)}, False
    month = words.month_words(on)
    return _("Informations de %(month)s. Appelez avant de venir.") % {"month": month}, True


def contact_of(card: PlaceCard) -> Contact:
    """Return whom to ask: a named role, else the place's telephone, else the place itself.

    A place without telephone nor e-mail says "sur place, aux horaires" when it has hours; else the
    territory's own contact answers for it (issue 1).
    """
    place = card.place
    offer = next((o for o in card.offers if o.contact_nom), None)
    named = place.contact_nom or (offer.contact_nom if offer else "")
    phone = place.contact_telephone or (offer.contact_telephone if offer else "")
    phone = phone or place.telephone
    mail = place.courriels[0] if place.courriels else ""
    if named:
        return Contact("named", known_words(named), phone, mail)
    if phone:
        return Contact("phone", _("Téléphone du lieu"), phone, mail)
    if mail:
        return Contact("mail", _("Adresse électronique du lieu"), "", mail)
    if card.hours is not None:
        return Contact("on_site", _("Sur place, aux horaires d’ouverture"))
    return Contact("territory", "")
