"""What the page of one place says, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from maillage.apps.directory.queries import PlaceDetail
from maillage.apps.directory.views.cards import (
    FRESH_DAYS,
    LANGUAGE_WORDS,
    NEED_FACTS,
    Fact,
)
from maillage.core.hours import Hours, Span, spans_in_words
from maillage.sources.catalog import UnknownSource, get_source
from maillage.web import words

if TYPE_CHECKING:
    from maillage.apps.directory.models import Offer, Place, Term

# What the standard's services are called in the person's words, with their pictogram.
SERVICE_WORDS = {
    "Aide aux démarches administratives": ("procedure", "Aide aux démarches"),
    "Maîtrise des outils numériques du quotidien": (
        "smartphone",
        "Se servir d’un ordinateur, d’un téléphone",
    ),
    "Insertion professionnelle via le numérique": ("job", "Chercher du travail, faire un CV"),
    "Utilisation sécurisée du numérique": ("safety", "Éviter les arnaques"),
    "Parentalité et éducation avec le numérique": ("school", "Suivre l’école de son enfant"),
    "Loisirs et créations numériques": ("make", "Fabriquer, créer"),
    "Compréhension du monde numérique": ("learn", "Comprendre le numérique"),
    "Accès internet et matériel informatique": ("computer", "Ordinateur, Internet"),
    "Acquisition de matériel informatique à prix solidaire": (
        "fair-price",
        "Acheter un ordinateur pas cher",
    ),
}
HELP_WORDS = {
    "En autonomie": "seul",
    "Accompagnement individuel": "avec quelqu’un, en tête-à-tête",
    "Dans un atelier collectif": "en groupe",
    "À distance": "à distance",
}
ACCESS_WORDS = {
    "Se présenter": "sans rendez-vous",
    "Téléphoner": "en téléphonant",
    "Contacter par mail": "en écrivant un e-mail",
    "Prendre un RDV en ligne": "sur rendez-vous",
    "Ce lieu n'accueille pas de public": "ce lieu ne reçoit pas de public",
    "Envoyer un mail avec une fiche de prescription": "envoyé par un professionnel",
}
MODE_WORDS = {
    "with": "fait avec vous",
    "for": "fait à votre place",
    "both": "avec vous ou à votre place",
}
LEVEL_WORDS = {
    "grand_debutant": "pour commencer, sans rien connaître",
    "debutant": "pour commencer",
    "intermediaire": "pour continuer",
    "avance": "pour aller plus loin",
}
CARE_ICONS = {
    "Surdité": "deaf",
    "Déficience visuelle": "low-vision",
    "Handicaps moteurs": "wheelchair",
    "Illettrisme": "letter",
    "Langues étrangères (anglais)": "language",
    "Langues étrangères (autres)": "language",
}
REGIME_WORDS = {"droit_commun": "droit commun", "politique_de_la_ville": "politique de la ville"}


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and its answer."""

    label: str
    words: str


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """One thing that is done there, with its pictogram."""

    icon: str
    words: str


@dataclass(frozen=True, slots=True)
class OfferRow:
    """An offer: what, how, at what price, for whom, whom to ask."""

    title: str
    services: Sequence[ServiceLine]
    pairs: Sequence[Pair]


@dataclass(frozen=True, slots=True)
class WeekDay:
    """A line of the timetable."""

    label: str
    words: Sequence[str]
    today: bool


@dataclass(frozen=True, slots=True)
class OriginLine:
    """Who said it, and when."""

    words: str
    to_check: bool


def to_come(place: "Place") -> list[Pair]:
    """Return the practical details that make one dare to push the door."""
    asked = (
        (_("Où aller"), place.floor_or_door),
        (_("Qui demander"), place.ask_for),
        (_("À apporter"), place.papers_to_bring),
        (_("Attente"), place.waiting),
        (_("Prix de l’impression"), place.print_price),
        (_("Adaptations"), place.adaptations),
    )
    return [Pair(label, said) for label, said in asked if said]


def offer_rows(detail: PlaceDetail, terms: Mapping[tuple[str, str], "Term"]) -> list[OfferRow]:
    """Return one block by offer of which something is said: "for everyone" alone says nothing."""
    rows = [_offer_row(offer, terms) for offer in detail.offers]
    return [row for row in rows if row.title or row.services or len(row.pairs) > 1]


def _offer_row(offer: "Offer", terms: Mapping[tuple[str, str], "Term"]) -> OfferRow:
    lines = _done_there(offer, terms)
    how = [HELP_WORDS.get(h, h) for h in offer.modalites_accompagnement]
    how += [MODE_WORDS[offer.mode]] if offer.mode else []
    price = ", ".join([*offer.frais_a_charge, *([offer.cost_note] if offer.cost_note else [])])
    themes = [t.label for code in offer.themes if (t := terms.get(("theme", code)))]
    pairs = [
        (_("Comment"), ", ".join(how)),
        (_("Pour y aller"), ", ".join(ACCESS_WORDS.get(m, m) for m in offer.modalites_acces)),
        (_("Prix"), price),
        (_("Pour qui"), _publics(offer)),
        (_("Condition"), offer.admission_rule),
        (_("Niveau"), ", ".join(LEVEL_WORDS.get(level, level) for level in offer.levels)),
        (_("Durée"), offer.intensity),
        (_("Thème"), ", ".join(themes)),
        (_("Horaires"), offer.horaires),
        (_("Avec"), ", ".join(offer.partners)),
        (_("Qui demander"), _asked(offer)),
    ]
    return OfferRow(offer.title, lines, [Pair(label, said) for label, said in pairs if said])


# A use that a service of the standard already says: said once.
SAME_AS_SERVICE = {
    "procedures": "Aide aux démarches administratives",
    "free_access": "Accès internet et matériel informatique",
    "sale": "Acquisition de matériel informatique à prix solidaire",
}


def _done_there(offer: "Offer", terms: Mapping[tuple[str, str], "Term"]) -> list[ServiceLine]:
    lines = [ServiceLine(*SERVICE_WORDS.get(s, ("support", s))) for s in offer.services]
    for use in offer.uses:
        if SAME_AS_SERVICE.get(use) in offer.services:
            continue
        term = terms.get(("use", use))
        icon, label = (term.icon or "support", term.label) if term else ("support", use)
        lines.append(ServiceLine(icon, label))
    return lines


def _publics(offer: "Offer") -> str:
    ages = ""
    if offer.age_min is not None or offer.age_max is not None:
        low, high = offer.age_min or 0, offer.age_max
        ages = f"de {low} à {high} ans" if high is not None else f"à partir de {low} ans"
    publics = ", ".join(offer.publics_specifiquement_adresses).lower()
    return ", ".join(part for part in (publics, ages) if part) or _("tout le monde")


def _asked(offer: "Offer") -> str:
    if not offer.contact_nom:
        return ""
    phone = words.telephone(offer.contact_telephone) if offer.contact_telephone else ""
    return f"{offer.contact_nom}{f', {phone}' if phone else ''}"


def who_for(detail: PlaceDetail) -> list[Fact]:
    """Return for whom and under which conditions, with what is known only."""
    place, facts = detail.place, []
    publics = {p for o in detail.offers for p in o.publics_specifiquement_adresses}
    everyone = not detail.offers or any(
        not o.publics_specifiquement_adresses for o in detail.offers
    )
    if everyone or not publics:
        facts.append(Fact("support", _("Pour tout le monde")))
    else:
        facts.append(Fact("support", _("Surtout pour : ") + ", ".join(sorted(publics)).lower()))
    costs = dict.fromkeys(c for o in detail.offers for c in o.frais_a_charge)
    facts += [Fact(*NEED_FACTS[c]) for c in costs if c in NEED_FACTS]
    if place.wheelchair is not None:
        said = _("Accès en fauteuil roulant") if place.wheelchair else _("Pas d’accès en fauteuil")
        facts.append(Fact("wheelchair", said))
    for care in dict.fromkeys(c for o in detail.offers for c in o.prise_en_charge_specifique):
        facts.append(Fact(CARE_ICONS.get(care, "support"), care))
    if place.languages:
        names = ", ".join(LANGUAGE_WORDS.get(code, code) for code in place.languages)
        facts.append(Fact("language", _("On y parle : ") + names))
    answers = (
        ("childcare", place.childcare, _("Coin enfants"), _("Pas de coin enfants")),
        ("wifi", place.wifi_public, _("Wi-Fi pour tous"), _("Pas de Wi-Fi pour le public")),
        (
            "wifi",
            place.wifi_outside_hours,
            _("Wi-Fi même quand c’est fermé, devant la porte"),
            "",
        ),
        ("smartphone", place.phone_charging, _("On peut recharger son téléphone"), ""),
    )
    for icon, answer, yes, no in answers:
        if answer:
            facts.append(Fact(icon, yes))
        elif answer is False and no:
            facts.append(Fact(icon, no))
    return facts


def unknown_things(detail: PlaceDetail) -> str:
    """Return what nobody said of this place, as one sentence; "" when all is known."""
    place = detail.place
    asked = (
        (_("accès en fauteuil roulant"), place.wheelchair is None),
        (_("coin enfants"), place.childcare is None),
        (_("Wi-Fi"), place.wifi_public is None),
        (_("langues parlées"), not place.languages),
        (_("équipement"), not detail.card.equipment),
        (_("prix"), not any(o.frais_a_charge for o in detail.offers)),
    )
    missing = [name for name, absent in asked if absent]
    said = ", ".join(missing)  # not capitalize(): it would write "wi-fi"
    return f"{said[0].upper()}{said[1:]}." if said else ""


def week_of(hours: Hours | None, text: str, today: date) -> tuple[list[WeekDay], Sequence[str]]:
    """Return (lines of the timetable, notes): the text as received when it is not understood."""
    if hours is None:
        return [], ()
    if not hours.understood:
        return [], (text,)
    days = [
        WeekDay(day.label, _day_words(day.spans), day.index == today.weekday())
        for day in hours.week()
    ]
    return days, hours.exceptions()


def _day_words(spans: Sequence[Span]) -> list[str]:
    """Return a line by span: "10 h – 12 h 30", with its comment."""
    if not spans:
        return [_("Fermé")]
    return [spans_in_words([span]).removeprefix("de ").replace(" à ", " – ", 1) for span in spans]


def _title_of(source_id: str) -> str:
    """Return what a source is called; its own id when the catalog no longer has it."""
    try:
        return get_source(source_id).title
    except UnknownSource:
        return source_id


def origin_lines(detail: PlaceDetail, today: date) -> list[OriginLine]:
    """Return where the information comes from: each source with its date, in words."""
    lines = []
    for attachment in detail.sources:
        on = attachment.record.stated_on
        said = detail.place.source or _title_of(attachment.source)
        name = _("Saisi par l’équipe") if attachment.source == "saisie" else said
        gone = _(" (cette source ne le cite plus)") if attachment.withdrawn_at else ""
        if on is None:
            lines.append(OriginLine(f"{name}{gone} : {_('date inconnue')}", True))
            continue
        old = (today - on).days > FRESH_DAYS
        age = words.age_words(on, today)
        lines.append(OriginLine(f"{name}{gone} : {words.date_words(on)}, {age}", old))
    return lines


def schema_org(detail: PlaceDetail, url: str) -> dict[str, Any]:
    """Return what search engines read of a place (schema.org, read 2026-11-21): public only."""
    place = detail.place
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "LocalBusiness",
        "@id": url,
        "name": place.nom,
        "url": url,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": place.adresse,
            "postalCode": place.code_postal,
            "addressLocality": place.commune,
            "addressCountry": "FR",
        },
    }
    if place.latitude is not None:
        said["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": place.latitude,
            "longitude": place.longitude,
        }
    if place.telephone:
        said["telephone"] = place.telephone
    if place.presentation_resume:
        said["description"] = place.presentation_resume
    if detail.card.hours is not None and detail.card.hours.understood:
        said["openingHours"] = place.horaires
    free = [o.frais_a_charge for o in detail.offers]
    if free and all(costs == ["Gratuit"] for costs in free):
        said["isAccessibleForFree"] = True
    return said
