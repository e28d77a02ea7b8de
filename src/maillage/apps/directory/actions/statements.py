"""From a record of the national standard to what it states of a place and of its offer."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from maillage.apps.directory.actions.fields import OFFER_STANDARD, PLACE_STANDARD
from maillage.core.standard import PlaceRecord

# Local columns that hold one text, and the field each one fills.
TEXTS = {
    "local_floor_or_door": "floor_or_door",
    "local_ask_for": "ask_for",
    "local_papers_to_bring": "papers_to_bring",
    "local_waiting": "waiting",
    "local_adaptations": "adaptations",
    "local_print_price": "print_price",
    "local_contact_name": "contact_nom",
    "local_contact_phone": "contact_telephone",
}
OFFER_TEXTS = {
    "local_admission_rule": "admission_rule",
    "local_cost_note": "cost_note",
    "local_intensity": "intensity",
    "local_offer_title": "title",
}
ANSWERS = {
    "local_wheelchair": "wheelchair",
    "local_childcare": "childcare",
    "local_wifi_public": "wifi_public",
    "local_wifi_outside_hours": "wifi_outside_hours",
    "local_phone_charging": "phone_charging",
}
LISTS = {"local_languages": "languages", "local_kind": "kinds"}
OFFER_LISTS = {
    "local_uses": "uses",
    "local_theme": "themes",
    "local_level": "levels",
    "local_partners": "partners",
    "local_offer_adaptations": "offer_adaptations",
}
# A word of a controlled list, as the database holds it.
CODE = re.compile(r"[a-z0-9_-]{1,40}")
COUNT = re.compile(r"[0-9]{1,6}")
MEDIATORS = re.compile(r"[0-9]{1,3}")
LONGEST_PROGRAMME = 160
YES_NO = {"yes": True, "oui": True, "1": True, "no": False, "non": False, "0": False}
MODES = {("with",): "with", ("for",): "for", ("both",): "both", ("for", "with"): "both"}
INTENSITY_STEPS = {"awareness", "initiation", "support", "reinforced"}
# The people who help, under the names that producers give them.
MEDIATOR_KINDS = {
    "conseiller numérique": "digital_adviser",
    "conseillère numérique": "digital_adviser",
    "médiateur": "digital_mediator",
    "médiatrice": "digital_mediator",
    "médiateur numérique": "digital_mediator",
    "médiatrice numérique": "digital_mediator",
    "écrivain public": "letter_writer",
    "écrivaine publique": "letter_writer",
    "travailleur social": "social_worker",
    "travailleuse sociale": "social_worker",
    "bibliothécaire": "librarian",
    "bénévole": "volunteer",
}
REGIMES = {"droit_commun", "politique_de_la_ville"}

# Words of standard 0.1 that 1.0 lost, and what they say in the local model.
OLD_MODE_FOR = "a ma place"
OLD_COSTS = {"adhésion": "Adhésion demandée", "accepte le pass numérique": "Pass numérique accepté"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a source said of one place, ready to be published."""

    key: str
    content_hash: str
    payload: Mapping[str, Any]
    values: Mapping[str, Any]
    stated_on: date | None
    line: int | None


def values_of(record: PlaceRecord) -> dict[str, Any]:
    """Return what a record states, as plain JSON: only what it says, never an empty value.

    {"place": {...}, "offer": {...}, "equipment": [[kind, total, adapted], ...],
    "mediators": [[kind, total, hours], ...], "programmes": [...], "quarter": "..."}. A local value
    that cannot be read stays in the place's `extension`, so that nothing is lost.
    """
    place = _stated(record, PLACE_STANDARD)
    if record.date_maj:
        place["date_maj"] = record.date_maj.isoformat()
    offer = _stated(record, OFFER_STANDARD)
    values: dict[str, Any] = {"place": place, "offer": offer}
    if record.extension:
        _add_local(values, record.extension)
    return values


def _stated(record: PlaceRecord, names: Mapping[str, Any]) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for name in names:
        value = getattr(record, name)
        if isinstance(value, tuple):
            if value:
                said[name] = [str(item) for item in value]
        elif value not in ("", None):
            said[name] = value
    return said


def _add_local(values: dict[str, Any], extension: Mapping[str, tuple[str, ...]]) -> None:
    place, offer = values["place"], values["offer"]
    left: dict[str, list[str]] = {}
    for column, items in extension.items():
        if column in TEXTS:
            place[TEXTS[column]] = " | ".join(items)
        elif column == "local_intensity" and items[0] in INTENSITY_STEPS:
            offer["intensity_step"] = items[0]
        elif column in OFFER_TEXTS:
            offer[OFFER_TEXTS[column]] = " | ".join(items)
        elif column in LISTS:
            place[LISTS[column]] = list(items)
        elif column in OFFER_LISTS:
            offer[OFFER_LISTS[column]] = list(items)
        elif column in ANSWERS and items[0].strip().lower() in YES_NO:
            place[ANSWERS[column]] = YES_NO[items[0].strip().lower()]
        elif column == "local_mode" and tuple(sorted(items)) in MODES:
            offer["mode"] = MODES[tuple(sorted(items))]
        elif column == "local_regime" and items[0].replace(" ", "_") in REGIMES:
            offer["regime"] = items[0].replace(" ", "_")
        elif column == "local_equipment" and all(_equipment(item) for item in items):
            values["equipment"] = [_equipment(item) for item in items]
        elif column == "local_mediators" and all(_mediators(item) for item in items):
            values["mediators"] = [_mediators(item) for item in items]
        elif column == "local_programme" and all(len(i) <= LONGEST_PROGRAMME for i in items):
            values["programmes"] = list(items)
        elif column == "local_quarter":
            values["quarter"] = items[0]
        else:
            left[column] = list(items)
            _read_old_words(column, items, offer)
    if left:
        place["extension"] = left


def _equipment(item: str) -> list[Any] | None:
    """Read "computer:7:1" (kind, total, adapted); a number that is not one is left unknown."""
    kind, _, counts = item.strip().partition(":")
    total, _, adapted = counts.partition(":")
    if not CODE.fullmatch(kind):
        return None
    n_total = int(total) if COUNT.fullmatch(total) else None
    n_adapted = int(adapted) if COUNT.fullmatch(adapted) else None
    if n_total is not None and n_adapted is not None and n_adapted > n_total:
        n_adapted = None
    return [kind, n_total, n_adapted]


def _mediators(item: str) -> list[Any] | None:
    """Read "conseiller numérique:2:Tu,Th" (kind, how many, when); never a name."""
    kind, _, rest = item.strip().partition(":")
    total, _, hours = rest.partition(":")
    code = MEDIATOR_KINDS.get(kind.strip().lower(), kind.strip())
    if not CODE.fullmatch(code):
        return None
    return [code, int(total) if MEDIATORS.fullmatch(total) else None, hours.strip()]


def _read_old_words(column: str, items: tuple[str, ...], offer: dict[str, Any]) -> None:
    for item in items:
        word = item.strip().lower()
        if column == "local_modalites_accompagnement" and word.startswith(OLD_MODE_FOR):
            offer["mode"] = "both" if offer.get("modalites_accompagnement") else "for"
        if column == "local_conditions_acces":
            for start, note in OLD_COSTS.items():
                if word.startswith(start):
                    offer["cost_note"] = note
