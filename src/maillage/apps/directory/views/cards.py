"""A place as a line of a list says it: words ready to print, so that a template only lays out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from maillage.apps.directory.queries import PlaceCard, kept_terms
from maillage.core.hours import State, time_zone_of
from maillage.core.search import Hit
from maillage.web import words

# Older than this, what is said is "to check" (ledger CEN-09 sets the same year).
FRESH_DAYS = 365

NEED_FACTS = {
    "Gratuit": ("free", _("Gratuit")),
    "Gratuit sous condition": ("free", _("Gratuit sous condition")),
    "Payant": ("money", _("Payant")),
}
EQUIPMENT_WORDS = {
    "computer": ("computer", "ordinateur", "ordinateurs"),
    "printer": ("print", "imprimante", "imprimantes"),
    "scanner": ("scan", "scanner", "scanners"),
    "touch_kiosk": ("smartphone", "borne tactile", "bornes tactiles"),
    "printer_3d": ("make", "imprimante 3D", "imprimantes 3D"),
    "tablet": ("smartphone", "tablette", "tablettes"),
    "laptop": ("computer", "ordinateur portable", "ordinateurs portables"),
}
LANGUAGE_WORDS = {
    "fr": "français",
    "ar": "arabe",
    "en": "anglais",
    "es": "espagnol",
    "pt": "portugais",
    "tr": "turc",
    "uk": "ukrainien",
    "ro": "roumain",
    "pl": "polonais",
    "zh": "chinois",
    "ber": "berbère",
    "lsf": "langue des signes",
}
UNKNOWN_WORDS = {
    "need": "Ce lieu a du matériel ou de l’aide, mais personne n’a dit s’il fait cela.",
    "open_at": "Horaires : nous ne savons pas.",
    "within_m": "Distance : nous ne savons pas.",
    "wheelchair": "Fauteuil roulant : nous ne savons pas.",
    "childcare": "Coin enfants : nous ne savons pas.",
    "cost": "Prix : nous ne savons pas.",
    "access": "Avec ou sans rendez-vous : nous ne savons pas.",
    "language": "Langues parlées : nous ne savons pas.",
    "care": "Accueil adapté : nous ne savons pas.",
    "equipment": "Équipement : nous ne savons pas.",
    "adapted": "Poste adapté : nous ne savons pas.",
    "use": "Sorte d’aide : nous ne savons pas.",
    "level": "Niveau : nous ne savons pas.",
    "mode": "Avec vous ou à votre place : nous ne savons pas.",
    "wifi_public": "Wi-Fi : nous ne savons pas.",
    "wifi_outside_hours": "Wi-Fi quand c’est fermé : nous ne savons pas.",
    "phone_charging": "Recharge de téléphone : nous ne savons pas.",
    "service": "Services : nous ne savons pas.",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """A pictogram and its words."""

    icon: str
    words: str


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask: `kind` is "named", "phone", "mail", "on_site" or "territory"."""

    kind: str
    words: str
    phone: str = ""
    mail: str = ""


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
    return [
        listed_place(card, hits.get(card.place.pk), now=now, number=number)
        for number, card in enumerate(cards, start=first)
    ]


def listed_place(card: PlaceCard, hit: Hit | None, *, now: datetime, number: int) -> ListedPlace:
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
        facts=facts_of(card),
        unknown=unknown_of(hit),
        age=age,
        to_check=to_check,
        phone=place.telephone,
        contact=contact_of(card),
    )


def where_of(card: PlaceCard, distance_m: int | None) -> str:
    """Return "La Filature, Clairmaille. À 450 m, 6 min à pied"."""
    place = card.place
    names = [place.adresse]
    if place.quarter_zone_id and place.quarter_zone:
        names.append(place.quarter_zone.nom)
    names.append(place.commune)
    said = ", ".join(dict.fromkeys(name for name in names if name))
    if distance_m is None:
        return said
    walk = words.walking(distance_m)
    return f"{said}. À {words.distance(distance_m)}{f', {walk}' if walk else ''}"


def now_of(card: PlaceCard, here: datetime) -> tuple[str, bool]:
    """Return (words, plainly open?) at a naive local moment; a closure speaks first."""
    closure = card.closure
    if closure is not None and closure.starts_on <= here.date() <= closure.ends_on:
        until = words.date_words(closure.ends_on)
        reason = f" ({closure.reason})" if closure.reason else ""
        return _("Fermé jusqu’au %(until)s%(reason)s") % {"until": until, "reason": reason}, False
    if card.hours is None:
        return _("Horaires : nous ne savons pas"), False
    return card.hours.today_in_words(here), card.hours.state(here) is State.OPEN


def facts_of(card: PlaceCard) -> list[Fact]:
    """Return what a line says of a place: cost, appointment, access, languages, equipment."""
    place, facts = card.place, reserved_of(card)
    costs = dict.fromkeys(cost for o in card.offers for cost in o.frais_a_charge)
    if place.print_price:
        facts.append(
            Fact("print", _("Impression : %(price)s") % {"price": _low(place.print_price)})
        )
    facts += [Fact(*NEED_FACTS[cost]) for cost in costs if cost in NEED_FACTS][:1]
    access = {mode for o in card.offers for mode in o.modalites_acces}
    if "Se présenter" in access:
        facts.append(Fact("walk-in", _("Sans rendez-vous")))
    elif place.prise_rdv or "Prendre un RDV en ligne" in access:
        facts.append(Fact("appointment", _("Sur rendez-vous")))
    if place.wheelchair:
        facts.append(Fact("wheelchair", _("Accès en fauteuil roulant")))
    if len(place.languages) > 1:
        names = [LANGUAGE_WORDS.get(code, code) for code in place.languages]
        facts.append(Fact("language", ", ".join(names).capitalize()))
    facts += [
        equipment_fact(e.kind, e.total, e.adapted)
        for e in card.equipment
        if _worth_saying(e.kind, e.total, place.print_price)
    ]
    if place.childcare:
        facts.append(Fact("childcare", _("Coin enfants")))
    return facts[:6]


def reserved_of(card: PlaceCard) -> list[Fact]:
    """Return for whom an offer is, when it is not for everyone (CEN-19): the condition first."""
    rules = [
        f"{o.title} : {o.admission_rule}" if o.title and len(card.offers) > 1 else o.admission_rule
        for o in card.offers
        if o.admission_rule
    ]
    publics = [o.publics_specifiquement_adresses for o in card.offers]
    if not rules and publics and all(publics):
        named = sorted({public for some in publics for public in some})
        rules = [_("Surtout pour : ") + ", ".join(named).lower()]
    return [Fact("support", rule) for rule in dict.fromkeys(rules)][:2]


def _low(text: str) -> str:
    return text[:1].lower() + text[1:]


def _worth_saying(kind: str, total: int | None, print_price: str) -> bool:
    """False for none at all, and for the printer of which the price was just said."""
    return total != 0 and not (kind == "printer" and print_price)


def equipment_fact(kind: str, total: int | None, adapted: int | None) -> Fact:
    """Return "7 ordinateurs, dont 1 adapté" with its pictogram."""
    if kind not in EQUIPMENT_WORDS:  # a word that the steward added to the list
        label = kept_terms().get(("equipment", kind), kind)
        return Fact("computer", label if total is None else f"{label} : {total}")
    icon, one, many = EQUIPMENT_WORDS[kind]
    said = one.capitalize() if total is None else f"{total} {one if total == 1 else many}"
    if adapted:
        said += f", dont {adapted} adapté{'s' if adapted > 1 else ''}"
    return Fact(icon, said)


def unknown_of(hit: Hit | None) -> str:
    """Return what is not known of a place for this search, "" when all is known."""
    if hit is None or hit.certain:
        return ""
    said = [UNKNOWN_WORDS[d] for d in hit.unknown if d in UNKNOWN_WORDS]
    said = said or [_("Une des réponses n’est pas connue.")]
    return " ".join([*said, _("Appelez avant de venir.")])


def age_of(on: date | None, today: date) -> tuple[str, bool]:
    """Return (words on the age of the data, to check?)."""
    if on is None:
        return _("Date des informations inconnue. Appelez avant de venir."), True
    if (today - on).days <= FRESH_DAYS:
        return _("Informations du %(on)s") % {"on": words.date_words(on)}, False
    month = words.date_words(on).split("\u00a0", 1)[1]
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
        return Contact("named", named, phone, mail)
    if phone:
        return Contact("phone", _("Téléphone du lieu"), phone, mail)
    if mail:
        return Contact("mail", _("Adresse électronique du lieu"), "", mail)
    if card.hours is not None:
        return Contact("on_site", _("Sur place, aux horaires d’ouverture"))
    return Contact("territory", "")
