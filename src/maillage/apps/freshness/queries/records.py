"""What a record says, in the words of those whom it is about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from maillage.apps.directory.queries import hours_of
from maillage.apps.directory.queries.freshness import field_states
from maillage.apps.directory.queries.nearby import running_offers
from maillage.web.words import age_words, telephone


@dataclass(frozen=True, slots=True)
class Line:
    """A thing that is published: what it is, what is said; `to_check` when it was long ago."""

    label: str
    words: Sequence[str]
    to_check: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """Lines under one title."""

    title: str
    lines: Sequence[Line]


def record_parts(place: Any, *, today: date) -> list[Part]:
    """Return what is published of a place, in groups, in plain words. Four queries."""
    old: dict[str, str] = {}
    for state in field_states(place, today=today):
        if state.overdue and state.said_on:
            old[state.name] = _("dit %(age)s") % {"age": age_words(state.said_on, today)}
    offers = running_offers([place.public_id]).get(place.public_id, [])
    return parts_of(place, offers, old)


def parts_of(place: Any, offers: Sequence[Any], old: Mapping[str, str]) -> list[Part]:
    """Return what is published of a place whose running offers are known; asks the base nothing.

    old : what to say of the fields that were said long ago, by name
    """
    where = [
        Line(_("Adresse"), address_lines(place), old.get("adresse", "")),
        Line(_("Étage, porte, entrée"), _some(place.floor_or_door), old.get("floor_or_door", "")),
        Line(_("Accès en fauteuil roulant"), _answer(place.wheelchair), old.get("wheelchair", "")),
    ]
    when = [
        Line(_("Horaires"), hours_lines(place.horaires, place), old.get("horaires", "")),
        Line(_("Attente habituelle"), _some(place.waiting), old.get("waiting", "")),
    ]
    asked = " ".join(p for p in (place.contact_nom, telephone(place.contact_telephone)) if p)
    reach = [
        Line(_("Téléphone"), _some(telephone(place.telephone)), old.get("telephone", "")),
        Line(_("E-mail"), list(place.courriels), old.get("courriels", "")),
        Line(_("Site"), list(place.site_web), old.get("site_web", "")),
        Line(_("Personne à demander"), _some(asked), old.get("contact_nom", "")),
    ]
    parts = [(_("Où"), where), (_("Quand"), when), (_("Comment vous joindre"), reach)]
    if offers:
        parts.append((_("Ce que l’on peut y faire"), [_offer_line(one, old) for one in offers]))
    return [
        Part(title, said) for title, lines in parts if (said := [one for one in lines if one.words])
    ]


def address_lines(place: Any) -> list[str]:
    """Return the address as one writes it on an envelope, without the name."""
    town = " ".join(part for part in (place.code_postal, place.commune) if part)
    return [line for line in (place.adresse, place.complement_adresse, town) if line]


def hours_lines(text: str, place: Any) -> list[str]:
    """Return opening hours as a person says them; as received when they are not understood."""
    hours = hours_of(text, place)
    if hours is None:
        return []
    return [str(line) for line in hours.in_words()] if hours.understood else [text]


def _offer_line(offer: Any, old: Mapping[str, str]) -> Line:
    price = ", ".join([*offer.frais_a_charge, *([offer.cost_note] if offer.cost_note else [])])
    said = [*offer.services, price and _("Prix : %(price)s") % {"price": price.lower()}]
    ages = [age for name, age in old.items() if name.startswith(f"offer:{offer.public_id}:")]
    label = offer.title or _("Service")
    return Line(
        label, [line for line in said if line] or [_("rien de plus")], ages[0] if ages else ""
    )


def _some(text: str) -> list[str]:
    return [text] if text else []


def _answer(said: bool | None) -> list[str]:
    return [] if said is None else [_("oui") if said else _("non")]
