"""What is said of a place in a few words, each with its pictogram."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from maillage.apps.directory.queries import PlaceCard, kept_terms
from maillage.apps.directory.queries.entries import Addressed, hours_of
from maillage.apps.directory.queries.labels import LANGUAGE_WORDS
from maillage.apps.directory.queries.offer_words import (
    ADAPTATION_ICONS,
    EQUIPMENT_COUNTED,
    EQUIPMENT_ICONS,
    EQUIPMENT_WORDS,
)
from maillage.web import words
from maillage.web.cldr import voice
from maillage.web.languages import known_words

REMOTE = "remote"

NEED_FACTS = {
    "Gratuit": ("free", gettext_lazy("Gratuit")),
    "Gratuit sous condition": ("free", gettext_lazy("Gratuit sous condition")),
    "Payant": ("money", gettext_lazy("Payant")),
}


class Helped(Protocol):
    """Equipment that somebody may help to use."""

    @property
    def helper(self) -> str: ...
    @property
    def helped_hours(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Fact:
    """A pictogram and its words."""

    icon: str
    words: str


def facts_of(card: PlaceCard, labels: Mapping[tuple[str, str], str]) -> list[Fact]:
    """Return what a line says of a place: cost, appointment, access, languages, equipment."""
    place, facts = card.place, reserved_of(card)
    costs = dict.fromkeys(cost for o in card.offers for cost in o.frais_a_charge)
    if place.print_price:
        facts.append(
            Fact("print", _("Impression : %(price)s") % {"price": _price(place.print_price)})
        )
    facts += _online(card)
    helped = [e for e in card.equipment if e.total != 0 and (e.helper or e.helped_hours)]
    facts += [
        Fact(fact.icon, helped_words(fact.words, e, place))
        for e in helped
        if (fact := equipment_fact(e.kind, e.total, e.adapted))
    ]
    facts += [need_fact(cost) for cost in costs if cost in NEED_FACTS][:1]
    access = {mode for o in card.offers for mode in o.modalites_acces}
    if "Se présenter" in access:
        facts.append(Fact("walk-in", _("Sans rendez-vous")))
    elif place.prise_rdv or "Prendre un RDV en ligne" in access:
        facts.append(Fact("appointment", _("Sur rendez-vous")))
    if place.wheelchair:
        facts.append(Fact("wheelchair", _("Accès en fauteuil roulant")))
    facts += adaptation_facts((way for o in card.offers for way in o.adaptations), labels)[:2]
    if len(place.languages) > 1:
        names = [str(LANGUAGE_WORDS.get(code, code)) for code in place.languages]
        facts.append(Fact("language", words.upper_first(words.series(names))))
    facts += [
        _at_a_price(e.kind, equipment_fact(e.kind, e.total, e.adapted))
        for e in card.equipment
        if e not in helped and _worth_saying(e.kind, e.total, place.print_price)
    ]
    if place.childcare:
        facts.append(Fact("childcare", _("Coin enfants")))
    return facts[:6]


def hours_words(text: str, place: Addressed) -> str:
    """Return opening hours as a person says them; as received when they are not understood."""
    hours = hours_of(text, place)
    if hours is None or not hours.understood:
        return known_words(text)
    # Of an offer one asks when it is, not when it is not.
    lines = [line for line in hours.in_words(voice()) if not line.startswith(_("Fermé"))]
    return ". ".join(line.rstrip(".") for line in lines)


def hours_inside(text: str, place: Addressed) -> str:
    """Return the same inside a sentence: "mercredi de 14 h à 17 h"."""
    return lower_first(re.sub(r"\s: ", " ", hours_words(text, place)))


def helped_words(said: str, item: Helped, place: Addressed) -> str:
    """Return a thing with who is beside a person who uses it, and when (CHA-16)."""
    if not (item.helper or item.helped_hours):
        return said
    helped = [known_words(item.helper) or _("une personne")]
    if item.helped_hours:
        helped.append(hours_inside(item.helped_hours, place))
    return _("%(what)s. Pour vous aider : %(help)s") % {"what": said, "help": words.series(helped)}


def adaptation_facts(ways: Iterable[str], labels: Mapping[tuple[str, str], str]) -> list[Fact]:
    """Return how the help adapts, each way once, with its pictogram.

    labels : of the lists of words, by (list, code), read once for many places
    """
    return [
        Fact(
            ADAPTATION_ICONS.get(way, "support"), known_words(labels.get(("adaptation", way), way))
        )
        for way in dict.fromkeys(ways)
    ]


def _online(card: PlaceCard) -> list[Fact]:
    """Return when people of the place answer online: remote offers with hours (CHA-22)."""
    hours = dict.fromkeys(
        hours_inside(o.horaires, card.place)
        for o in card.offers
        if o.where == REMOTE and o.horaires
    )
    said = _("Présent en ligne : %(hours)s")
    return [Fact("remote", said % {"hours": text}) for text in hours][:1]


def reserved_of(card: PlaceCard) -> list[Fact]:
    """Return for whom an offer is, when it is not for everyone (CEN-19): the condition first."""
    rules = [
        f"{known_words(o.title)} : {known_words(o.admission_rule)}"
        if o.title and len(card.offers) > 1
        else known_words(o.admission_rule)
        for o in card.offers
        if o.admission_rule
    ]
    publics = [o.publics_specifiquement_adresses for o in card.offers]
    if not rules and publics and all(publics):
        named = sorted({public for some in publics for public in some})
        rules = [mostly_for(named)]
    return [Fact("support", rule) for rule in dict.fromkeys(rules)][:2]


def need_fact(cost: str) -> Fact:
    """Return a price of the standard with its pictogram."""
    icon, label = NEED_FACTS[cost]
    return Fact(icon, str(label))


def mostly_for(publics: Sequence[str]) -> str:
    """Return "Surtout pour : jeunes, seniors"."""
    named = words.series([known_words(public) for public in publics]).lower()
    return _("Surtout pour : %(publics)s") % {"publics": named}


def _price(text: str) -> str:
    said = known_words(text)
    return said if said != text else lower_first(text)


def lower_first(text: str) -> str:
    """Return a text without its first capital: it goes on a sentence."""
    return text[:1].lower() + text[1:]


def _at_a_price(kind: str, fact: Fact) -> Fact:
    """Return what is said of equipment; of a printer, that the price is to be asked (CHA-24).

    Where the price is known it was said, and the printer is not said again.
    """
    if kind != "printer":
        return fact
    return replace(fact, words=_("%(printer)s, prix à demander") % {"printer": fact.words})


def _worth_saying(kind: str, total: int | None, print_price: str) -> bool:
    """False for none at all, and for the printer of which the price was just said."""
    return total != 0 and not (kind == "printer" and print_price)


def equipment_fact(kind: str, total: int | None, adapted: int | None) -> Fact:
    """Return "7 ordinateurs, dont 1 adapté" with its pictogram."""
    if kind not in EQUIPMENT_WORDS:  # a word that the steward added to the list
        label = known_words(kept_terms().get(("equipment", kind), kind))
        icon = EQUIPMENT_ICONS.get(kind, "computer")
        return Fact(icon, label if total in (None, 1) else f"{label} : {total}")
    icon, one, _many = EQUIPMENT_WORDS[kind]
    said = words.upper_first(_(one)) if total is None else EQUIPMENT_COUNTED[kind] % {"n": total}
    if adapted:
        more = ngettext("%(all)s, dont %(n)s adapté", "%(all)s, dont %(n)s adaptés", adapted)
        said = more % {"all": said, "n": adapted}
    return Fact(icon, said)
