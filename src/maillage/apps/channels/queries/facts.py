"""The facts of a place in words: the one reading of which every paper, list and message is made.

A face (slip, guide, poster, list of a newspaper, text message) chooses among these facts and lays
them out; it never asks the base, and never says in other words what another face says. They are
said in the language that is being written; inside a sentence, what a person typed is isolated.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.apps.agenda.queries.moments import moment_words
from maillage.apps.agenda.queries.rules import zone_at
from maillage.apps.agenda.queries.week import dated_sessions
from maillage.apps.directory.queries import base_version, hours_of, kept_terms
from maillage.apps.directory.queries.labels import LANGUAGE_WORDS
from maillage.apps.directory.queries.offer_words import (
    ACCESS_WORDS,
    EQUIPMENT_COUNTED,
    EQUIPMENT_WORDS,
    HELP_WORDS,
    MODE_WORDS,
    SAME_AS_SERVICE,
    SERVICE_WORDS,
)
from maillage.apps.directory.queries.published import (
    PublishedEquipment,
    PublishedOffer,
    PublishedPlace,
    published_places,
)
from maillage.web import words
from maillage.web.cldr import voice
from maillage.web.languages import SOURCE, current, known_words
from maillage.web.words import series

# Sessions said of a place: more would be an agenda.
MOST_SESSIONS = 3
AHEAD_DAYS = 28
# When the first begins, "" without one; the words of each.
Coming = tuple[str, tuple[str, ...]]
NO_SESSIONS: Coming = ("", ())
# Older than this, a paper asks to call before coming, as pages do.
FRESH_DAYS = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferFacts:
    """One thing that is done there: its name, its services, and what is said of each question."""

    public_id: str
    title: str
    services: tuple[str, ...]
    # "Prix" → "Gratuit": in the order of the page of the place.
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFacts:
    """What is known of a place, in words; "" or () where nobody said anything.

    `nom`, `street`, `town`, `quarter`, `organisation` are as people typed them. `hours` is never
    empty: it says so when they are not known; `open_hours` leaves out when it is shut, for a wall
    or a card. `address` is one line, of which `street` and `town` are the two halves. `url` is the
    whole address of the page, in the language of the paper; `short_url` the one that is printed
    (no scheme); both "" when the site does not know its own address.
    """

    place_id: int
    public_id: str
    nom: str
    kind: str
    street: str
    town: str
    quarter: str
    telephone: str
    hours: tuple[str, ...]
    open_hours: tuple[str, ...]
    closures: tuple[str, ...]
    offers: tuple[OfferFacts, ...]
    services: tuple[str, ...]
    cost: str
    free: bool
    publics: str
    for_all: bool
    access: str
    languages: str
    only_french: bool
    wheelchair: str
    equipment: tuple[str, ...]
    print_price: str
    coming: tuple[tuple[str, str], ...]
    # When the first session begins, for who sorts them; "" without one.
    next_at: str
    sessions: tuple[str, ...]
    verified: str
    to_check: bool
    edition: str
    url: str
    short_url: str
    latitude: float | None
    longitude: float | None
    organisation: str

    @property
    def address(self) -> str:
        """Return "12 rue du Pont, 59999 Clairmaille"."""
        return ", ".join(part for part in (self.street, self.town) if part)


def facts_of_places(ids: Sequence[int | str], *, now: datetime, site: str = "") -> list[PlaceFacts]:
    """Return the facts of public places, in the order asked; others are left out.

    ids : numbers in the base, or public ids
    now : an aware moment, that of the edition
    site : "https://…" of the town, "" when it is not known

    Thirteen queries at most for a thousand places.
    """
    if not ids:
        return []
    today = timezone.localdate(now)
    places = list(published_places(ids, today=today))
    sessions = _sessions([place.pk for place in places], now=now, today=today)
    labels = kept_terms(base_version())
    known: dict[int | str, PlaceFacts] = {}
    for place in places:
        facts = _facts(place, sessions.get(place.pk, NO_SESSIONS), labels, today=today, site=site)
        known[place.pk] = known[place.public_id] = facts
    return [known[one] for one in dict.fromkeys(ids) if one in known]


def _sessions(places: Sequence[int], *, now: datetime, today: date) -> Mapping[int, Coming]:
    found: dict[int, Coming] = {}
    if not places:
        return found
    # The same days whatever the places asked: a slip and a guide say the same.
    end = today + timedelta(days=AHEAD_DAYS)
    for one in dated_sessions(today, end, now=now, places=places):
        place = one.place
        if place is None or one.session.cancelled_at is not None or one.session.ends_at <= now:
            continue
        first, said = found.get(place.pk, NO_SESSIONS)
        here = one.session.starts_at.astimezone(zone_at(one.session.place))
        line = _("{when}\u00a0: {what}").format(
            when=moment_words(one.session.starts_at, one.session.place, today),
            what=known_words(one.series.title),
        )
        if len(said) < MOST_SESSIONS and line not in said:
            found[place.pk] = (first or here.isoformat(), (*said, line))
    return found


def _facts(
    place: PublishedPlace,
    sessions: Coming,
    labels: Mapping[tuple[str, str], str],
    *,
    today: date,
    site: str,
) -> PlaceFacts:
    on = place.verified_on or place.date_maj
    old = on is None or (today - on).days > FRESH_DAYS
    url = f"{site}{reverse('directory:place', args=[place.public_id])}" if site else ""
    hours, open_hours = _hours(place.horaires, place)
    offers = tuple(_offer(offer, place, labels) for offer in place.offers)
    named = place.contact_telephone or place.telephone
    return PlaceFacts(
        place_id=place.pk,
        public_id=place.public_id,
        nom=place.nom,
        kind=known_words(
            next((labels[("kind", k)] for k in place.kinds if ("kind", k) in labels), "")
        ),
        street=", ".join(part for part in (place.adresse, place.complement_adresse) if part),
        town=f"{place.code_postal} {place.commune}".strip(),
        quarter=place.quarter_zone.nom if place.quarter_zone else "",
        telephone=words.telephone(named) if named else "",
        hours=hours,
        open_hours=open_hours,
        closures=tuple(
            _("Fermé du {start} au {end}").format(
                start=words.date_words(one.starts_on), end=words.date_words(one.ends_on)
            )
            + (f" ({known_words(one.reason)})" if one.reason else "")
            for one in place.closures
        ),
        offers=tuple(one for one in offers if one.title or one.services or one.pairs),
        services=tuple(dict.fromkeys(s for offer in offers for s in offer.services)),
        cost=_cost(place.offers),
        free={cost for offer in place.offers for cost in offer.frais_a_charge} == {"Gratuit"},
        publics=_publics(place.offers),
        for_all=any(_is_for_all(offer) for offer in place.offers),
        access=words.upper_first(
            _joined(
                *dict.fromkeys(
                    known_words(ACCESS_WORDS.get(way, way))
                    for offer in place.offers
                    for way in offer.modalites_acces
                )
            )
        ),
        languages=_joined(*(_language(code) for code in place.languages)),
        only_french=list(place.languages) == ["fr"],
        wheelchair={
            True: _("Accès en fauteuil roulant"),
            False: _("Pas d’accès en fauteuil roulant"),
            None: "",
        }[place.wheelchair],
        equipment=tuple(_equipment(one, labels) for one in place.equipment if one.total != 0),
        print_price=place.print_price,
        coming=_coming(place),
        next_at=sessions[0],
        sessions=sessions[1],
        verified=_("Informations vérifiées le {day}.").format(day=words.date_words(on))
        if on is not None
        else _("Date des informations inconnue."),
        to_check=old,
        edition=words.date_words(today),
        url=spoken_url(url),
        short_url=url.partition("//")[2],
        latitude=place.latitude,
        longitude=place.longitude,
        organisation=place.organisation.nom if place.organisation else "",
    )


def spoken_url(url: str) -> str:
    """Return an address that opens in the language that is being written; "" for none."""
    code = current().code
    return url if not url or code == SOURCE else f"{url}?lang={code}"


def _hours(text: str, place: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the lines of the hours, and those of them when it is open."""
    hours = hours_of(text, place)
    lines = hours.in_words(voice()) if hours is not None else ()
    if not lines:
        lines = (_("Horaires : nous ne savons pas. Appelez avant de venir."),)
        return lines, lines
    return tuple(lines), _open(hours) or tuple(lines)


def _open(hours: Any) -> tuple[str, ...]:
    """Return the lines that say when it is open, not when it is shut; told by the French ones."""
    both = zip(hours.in_words(voice()), hours.in_words(), strict=True)
    return tuple(said for said, french in both if not french.startswith("Fermé"))


def _offer(
    offer: PublishedOffer, place: PublishedPlace, labels: Mapping[tuple[str, str], str]
) -> OfferFacts:
    services = [known_words(SERVICE_WORDS.get(s, ("support", s))[1]) for s in offer.services]
    services += [
        known_words(labels.get(("use", use), use))
        for use in offer.uses
        if SAME_AS_SERVICE.get(use) not in offer.services
    ]
    how = [known_words(HELP_WORDS.get(way, way)) for way in offer.modalites_accompagnement]
    how += [known_words(MODE_WORDS[offer.mode])] if offer.mode else []
    hours = hours_of(offer.horaires, place)
    # Of an offer one asks when it is, not when it is not.
    when = ". ".join(line.rstrip(".") for line in (_open(hours) if hours is not None else ()))
    named = offer.contact_nom and offer.contact_telephone
    phone = words.telephone(offer.contact_telephone) if named else ""
    ways = offer.modalites_acces
    pairs = (
        (_("Comment"), _joined(*how)),
        (_("Pour y aller"), _joined(*(known_words(ACCESS_WORDS.get(m, m)) for m in ways))),
        (_("Prix"), _joined(_low_after_first(offer.frais_a_charge), known_words(offer.cost_note))),
        (_("Pour qui"), _publics([offer])),
        (_("Condition"), known_words(offer.admission_rule)),
        (_("Langues"), _joined(*(_language(code) for code in offer.languages))),
        (_("Horaires"), when or known_words(offer.horaires)),
        (_("Qui demander"), _joined(known_words(offer.contact_nom), phone)),
    )
    return OfferFacts(
        public_id=offer.public_id,
        title=known_words(offer.title),
        services=tuple(dict.fromkeys(services)),
        pairs=tuple((label, said) for label, said in pairs if said),
    )


def _cost(offers: Sequence[PublishedOffer]) -> str:
    """Return the costs of all that is done there, what is free first."""
    said = {cost for offer in offers for cost in offer.frais_a_charge}
    return _low_after_first(sorted(said, key=lambda cost: (not cost.startswith("Gratuit"), cost)))


def _low_after_first(parts: Sequence[str]) -> str:
    said = [known_words(part) for part in parts]
    return _joined(*said[:1], *(part[:1].lower() + part[1:] for part in said[1:]))


def _equipment(one: PublishedEquipment, labels: Mapping[tuple[str, str], str]) -> str:
    """Return "7 ordinateurs", "imprimante"."""
    if one.kind in EQUIPMENT_WORDS:
        _icon, single, _many = EQUIPMENT_WORDS[one.kind]
        if one.total is None:
            return known_words(single)
        return str(EQUIPMENT_COUNTED[one.kind] % {"n": one.total})
    label = labels.get(("equipment", one.kind), one.kind)
    return known_words(label) if one.total is None else words.counted(one.total, label)


def _language(code: str) -> str:
    return str(LANGUAGE_WORDS[code]) if code in LANGUAGE_WORDS else known_words(code)


def _is_for_all(offer: PublishedOffer) -> bool:
    limited = offer.publics_specifiquement_adresses or offer.age_min is not None
    return not limited and offer.age_max is None


def _publics(offers: Sequence[PublishedOffer]) -> str:
    """Return for whom: everyone as soon as one offer is for everyone."""
    if not offers:
        return ""
    if any(_is_for_all(offer) for offer in offers):
        return _("tout le monde")
    said = []
    for offer in offers:
        publics = _joined(*map(_public, offer.publics_specifiquement_adresses))
        low, high = offer.age_min, offer.age_max
        ages = ""
        if low is not None or high is not None:
            ages = (
                _("à partir de {low} ans").format(low=low or 0)
                if high is None
                else _("de {low} à {high} ans").format(low=low or 0, high=high)
            )
        said.append(_joined(publics, ages))
    return _joined(*dict.fromkeys(said))


def _public(name: str) -> str:
    """Return "étudiants": inside a sentence."""
    return name.lower() if current().is_french else known_words(name)


def _coming(place: PublishedPlace) -> tuple[tuple[str, str], ...]:
    asked = (
        (_("Où aller"), place.floor_or_door),
        (_("Qui demander"), place.ask_for or place.contact_nom),
        (_("À apporter"), place.papers_to_bring),
        (_("Attente"), place.waiting),
        (_("Prix de l’impression"), place.print_price),
        (_("Adaptations"), place.adaptations),
    )
    return tuple((label, known_words(said)) for label, said in asked if said)


def _joined(*parts: str) -> str:
    return series([part for part in parts if part])
