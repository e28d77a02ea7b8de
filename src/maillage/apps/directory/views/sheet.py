"""What the page of one place says, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.apps.directory.queries import PlaceDetail, hours_of
from maillage.apps.directory.queries.due import overdue_fields
from maillage.apps.directory.queries.labels import INTENSITY_WORDS, LANGUAGE_WORDS
from maillage.apps.directory.queries.offer_words import (
    ACCESS_WORDS,
    HELP_WORDS,
    LEVEL_WORDS,
    MODE_WORDS,
    SAME_AS_SERVICE,
    SERVICE_WORDS,
)
from maillage.apps.directory.views.cards import FRESH_DAYS
from maillage.apps.directory.views.facts import (
    NEED_FACTS,
    Fact,
    adaptation_facts,
    hours_words,
    mostly_for,
    need_fact,
)
from maillage.core.hours import Hours, Span, State, spans_in_words
from maillage.sources.catalog import UnknownSource, get_source
from maillage.web import words
from maillage.web.cldr import voice
from maillage.web.languages import current, known_words

if TYPE_CHECKING:
    from maillage.apps.directory.models import Offer, Place, Term

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
    adaptations: Sequence[Fact] = ()


@dataclass(frozen=True, slots=True)
class WeekDay:
    """A line of the timetable."""

    label: str
    words: Sequence[str]
    today: bool
    closed: bool = False
    unknown: bool = False


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
    return [Pair(label, known_words(said)) for label, said in asked if said]


def offer_rows(detail: PlaceDetail, terms: Mapping[tuple[str, str], "Term"]) -> list[OfferRow]:
    """Return one block by offer of which something is said: "for everyone" alone says nothing."""
    rows = [_offer_row(offer, detail.place, terms) for offer in detail.offers]
    return [row for row in rows if _says_something(row)]


def _says_something(row: OfferRow) -> bool:
    return bool(row.title or row.services or row.adaptations) or len(row.pairs) > 1


def _offer_row(offer: "Offer", place: "Place", terms: Mapping[tuple[str, str], "Term"]) -> OfferRow:
    lines = _done_there(offer, terms)
    how = [HELP_WORDS.get(h, h) for h in offer.modalites_accompagnement]
    how += [MODE_WORDS[offer.mode]] if offer.mode else []
    price = [*offer.frais_a_charge, *([offer.cost_note] if offer.cost_note else [])]
    themes = [t.label for code in offer.themes if (t := terms.get(("theme", code)))]
    pairs = [
        (_("Comment"), _series(how)),
        (_("Pour y aller"), _series([ACCESS_WORDS.get(m, m) for m in offer.modalites_acces])),
        (_("Prix"), _series(price)),
        (_("Pour qui"), _publics(offer)),
        (_("Condition"), known_words(offer.admission_rule)),
        (_("Niveau"), _series([LEVEL_WORDS.get(level, level) for level in offer.levels])),
        (_("Jusqu’où"), str(INTENSITY_WORDS.get(offer.intensity_step, "")).lower()),
        (_("Durée"), known_words(offer.intensity)),
        (_("Thème"), _series(themes)),
        (_("Horaires"), hours_words(offer.horaires, place)),
        (_("Avec"), _series(offer.partners)),
        (_("Qui demander"), _asked(offer)),
    ]
    return OfferRow(
        known_words(offer.title),
        lines,
        [Pair(label, said) for label, said in pairs if said],
        adaptation_facts(offer.adaptations, {key: term.label for key, term in terms.items()}),
    )


def _series(said: Sequence[str]) -> str:
    return words.series([known_words(one) for one in said])


def _done_there(offer: "Offer", terms: Mapping[tuple[str, str], "Term"]) -> list[ServiceLine]:
    known = [SERVICE_WORDS.get(service, ("support", service)) for service in offer.services]
    lines = [ServiceLine(icon, known_words(label)) for icon, label in known]
    for use in offer.uses:
        if SAME_AS_SERVICE.get(use) in offer.services:
            continue
        term = terms.get(("use", use))
        icon, label = (term.icon or "support", term.label) if term else ("support", use)
        lines.append(ServiceLine(icon, known_words(label)))
    return lines


def _publics(offer: "Offer") -> str:
    ages = ""
    if offer.age_min is not None or offer.age_max is not None:
        low, high = offer.age_min or 0, offer.age_max
        span = _("de %(low)s à %(high)s ans") if high is not None else _("à partir de %(low)s ans")
        ages = span % {"low": low, "high": high}
    publics = _series(offer.publics_specifiquement_adresses).lower()
    return words.series([part for part in (publics, ages) if part]) or _("tout le monde")


def _asked(offer: "Offer") -> str:
    if not offer.contact_nom:
        return ""
    phone = words.telephone(offer.contact_telephone) if offer.contact_telephone else ""
    return words.series([known_words(offer.contact_nom), *([phone] if phone else [])])


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
        facts.append(Fact("support", mostly_for(sorted(publics))))
    costs = dict.fromkeys(c for o in detail.offers for c in o.frais_a_charge)
    facts += [need_fact(c) for c in costs if c in NEED_FACTS]
    if place.wheelchair is not None:
        said = _("Accès en fauteuil roulant") if place.wheelchair else _("Pas d’accès en fauteuil")
        facts.append(Fact("wheelchair", said))
    for care in dict.fromkeys(c for o in detail.offers for c in o.prise_en_charge_specifique):
        facts.append(Fact(CARE_ICONS.get(care, "support"), known_words(care)))
    if place.languages:
        names = words.series([str(LANGUAGE_WORDS.get(code, code)) for code in place.languages])
        facts.append(Fact("language", _("On y parle : %(languages)s") % {"languages": names}))
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


def helpers_facts(detail: PlaceDetail, terms: Mapping[tuple[str, str], "Term"]) -> list[Fact]:
    """Return how many people help there and on which days: "2 médiateurs, mardi et jeudi"."""
    facts = []
    for row in detail.mediators:
        term = terms.get(("mediator", row.kind))
        label = term.label if term else row.kind
        said = (
            words.upper_first(known_words(label))
            if row.total is None
            else words.counted(row.total, label.lower() if current().is_french else label)
        )
        hours = hours_of(row.horaires, detail.place)
        if hours is not None and hours.understood:
            days = [
                voice().days[day.index]
                for day in hours.week()
                if any(span.state is not State.UNKNOWN for span in day.spans)
            ]
            if 0 < len(days) < 7:
                said = words.series([said, words.listed(days)])
        elif row.horaires:
            said = words.series([said, known_words(row.horaires)])
        facts.append(Fact((term.icon if term else "") or "support", said))
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
    said = words.series(missing)  # not capitalize(): it would write "wi-fi"
    return f"{said[0].upper()}{said[1:]}." if said else ""


def week_of(hours: Hours | None, text: str, today: date) -> tuple[list[WeekDay], Sequence[str]]:
    """Return (lines of the timetable, notes): the text as received when it is not understood."""
    if hours is None:
        return [], ()
    if not hours.understood:
        return [], (known_words(text),)
    days = [
        WeekDay(
            words.upper_first(voice().days[day.index]),
            _day_words(day.spans),
            day.index == today.weekday(),
            not day.spans,
            any(span.state is State.UNKNOWN for span in day.spans),
        )
        for day in hours.week()
    ]
    notes = hours.exceptions(voice())
    if any(day.unknown for day in days):
        notes = (*notes, _("Appelez avant de venir."))
    return days, notes


def _day_words(spans: Sequence[Span]) -> list[str]:
    """Return a line by span: "10 h – 12 h 30", with its comment."""
    if not spans:
        return [_("Fermé")]
    if not current().is_french:
        return [spans_in_words([span], voice()) for span in spans]
    return [spans_in_words([span]).removeprefix("de ").replace(" à ", " – ", 1) for span in spans]


# What people say of a place, beside its files.
PEOPLE = {
    "saisie": gettext_lazy("Saisi par l’équipe"),
    "confirmation": gettext_lazy("Confirmé par le lieu"),
    "verification": gettext_lazy("Vérifié par l’équipe"),
}


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
        name = str(PEOPLE.get(attachment.source, "")) or known_words(said)
        gone = _(" (cette source ne le cite plus)") if attachment.withdrawn_at else ""
        if on is None:
            when = _("date inconnue")
            lines.append(OriginLine(_source_line(f"{name}{gone}", when), True))
            continue
        old = (today - on).days > FRESH_DAYS
        age = words.age_words(on, today)
        when = words.series([words.date_words(on), age])
        lines.append(OriginLine(_source_line(f"{name}{gone}", when), old))
    # Ten offers that a person typed the same day are said once.
    return list(dict.fromkeys(lines))


def _source_line(source: str, when: str) -> str:
    return _("%(source)s : %(when)s") % {"source": source, "when": when}


# What one does not find out at the door, the worst first.
OVERDUE = {
    "horaires": gettext_lazy("Horaires vérifiés %(age)s : appelez avant de venir."),
    "adresse": gettext_lazy("Adresse vérifiée %(age)s : appelez avant de venir."),
    "telephone": gettext_lazy("Téléphone vérifié %(age)s : il a peut-être changé."),
}


def overdue_line(place: "Place", today: date) -> str:
    """Return what residents should know before they leave home, "" when all was asked lately."""
    old = overdue_fields(
        {name: getattr(place, name) for name in OVERDUE}, place.origins, today=today
    )
    for name, said in OVERDUE.items():
        if name in old:
            return str(said) % {"age": words.age_words(old[name], today)}
    late = place.next_check_on is not None and place.next_check_on < today
    if late and place.verified_on is not None and (today - place.verified_on).days > FRESH_DAYS:
        age = words.age_words(place.verified_on, today)
        return _("Page vérifiée %(age)s : appelez avant de venir.") % {"age": age}
    return ""


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
