"""What a sheet says, in the words of those who read it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.apps.directory.queries.labels import LANGUAGE_WORDS
from maillage.apps.liaison.models import LevelFrom, Owned, ServiceNeed, State, Via
from maillage.web.words import date_words, time_words

# The services of the standard, as a person says them, and their pictogram.
SERVICES: dict[str, tuple[Any, str]] = {
    "Aide aux démarches administratives": (
        gettext_lazy("Faire une démarche ou comprendre un courrier"), "procedure"),
    "Maîtrise des outils numériques du quotidien": (
        gettext_lazy("Se servir d’un téléphone ou d’un ordinateur"), "smartphone"),
    "Insertion professionnelle via le numérique": (
        gettext_lazy("Chercher du travail"), "job"),
    "Utilisation sécurisée du numérique": (
        gettext_lazy("Se protéger sur Internet"), "safety"),
    "Parentalité et éducation avec le numérique": (
        gettext_lazy("Suivre l’école de ses enfants"), "school"),
    "Loisirs et créations numériques": (
        gettext_lazy("Créer, se divertir"), "make"),
    "Compréhension du monde numérique": (
        gettext_lazy("Comprendre Internet"), "learn"),
    "Accès internet et matériel informatique": (
        gettext_lazy("Utiliser un ordinateur, imprimer, avoir Internet"), "computer"),
    "Acquisition de matériel informatique à prix solidaire": (
        gettext_lazy("Acheter du matériel pas cher"), "fair-price"),
}  # fmt: skip
# What may be passed on, as the agreement says it.
SCOPE: dict[str, Any] = {
    "need": gettext_lazy("ce dont vous avez besoin"),
    "name": gettext_lazy("votre prénom ou surnom"),
    "phone": gettext_lazy("votre téléphone"),
    "email": gettext_lazy("votre adresse e-mail"),
    "language": gettext_lazy("la langue que vous préférez"),
    "constraints": gettext_lazy("ce qu’il faut prévoir pour vous recevoir"),
    "level": gettext_lazy("ce que vous savez déjà faire"),
    "owned": gettext_lazy("le matériel que vous avez"),
    "partner_reference": gettext_lazy("le numéro de votre dossier ailleurs"),
}
# How a person is told where their sheet stands: (words, pictogram).
FOR_RESIDENTS: dict[str, tuple[Any, str]] = {
    State.SENT: (gettext_lazy("Votre fiche est partie. On attend la réponse du lieu."), "email"),
    State.RECEIVED: (gettext_lazy("Le lieu a lu votre fiche. Il va vous répondre."), "verified"),
    State.APPOINTMENT: (gettext_lazy("Vous avez rendez-vous."), "appointment"),
    State.SEEN: (gettext_lazy("Le lieu vous a reçu."), "support"),
    State.DONE: (gettext_lazy("C’est terminé avec ce lieu."), "verified"),
    State.REFUSED: (
        gettext_lazy("Ce lieu ne peut pas vous recevoir. La personne qui a fait la fiche cherche "
                     "un autre lieu."), "to-check"),
    State.REDIRECTED: (gettext_lazy("Ce lieu a passé votre fiche à un autre."), "walk-in"),
    State.EXPIRED: (
        gettext_lazy("Le lieu n’a pas répondu. La personne qui a fait la fiche cherche une autre "
                     "solution."), "clock"),
    State.WITHDRAWN: (gettext_lazy("Vous avez retiré votre accord. La fiche est effacée."),
                      "verified"),
}  # fmt: skip
# Told on paper or by telephone, a sheet did not leave by itself.
HANDED_OVER: dict[str, tuple[Any, str]] = {
    Via.HAND: (gettext_lazy("Apportez ce papier au lieu. Il vous répond avec."), "walk-in"),
    Via.PHONE: (
        gettext_lazy("Le lieu est prévenu par téléphone. On attend sa réponse."), "support"),
}  # fmt: skip
PICTURES: dict[str, str] = {
    ServiceNeed.FIRST_VISIT: "support",
    ServiceNeed.AT_HOME: "at-home",
    ServiceNeed.NEAR: "map",
    ServiceNeed.READ_WITH: "letter",
    ServiceNeed.OWN_LANGUAGE: "language",
    ServiceNeed.SIGN: "deaf",
    ServiceNeed.LARGE: "low-vision",
    ServiceNeed.NO_STEP: "wheelchair",
    ServiceNeed.CALM: "support",
    ServiceNeed.CHILDCARE: "childcare",
    ServiceNeed.MORNING: "clock",
    ServiceNeed.AFTERNOON: "clock",
    ServiceNeed.EVENING: "clock",
}
AREAS: dict[str, Any] = {
    "information": gettext_lazy("Chercher et vérifier une information"),
    "communication": gettext_lazy("Échanger avec d’autres"),
    "content": gettext_lazy("Écrire, faire des documents"),
    "problems": gettext_lazy("Se débrouiller, acheter, faire une démarche"),
    "safety": gettext_lazy("Se protéger"),
}
AREA_LEVELS: dict[str, Any] = {
    "none": gettext_lazy("à découvrir"),
    "basic": gettext_lazy("sait l’essentiel"),
    "above_basic": gettext_lazy("se débrouille bien"),
}


def resident_words(sending: Any) -> tuple[str, str]:
    """Return how a person is told where their sheet stands: (words, pictogram)."""
    words, drawing = FOR_RESIDENTS[sending.state]
    if sending.state == State.SENT:
        words, drawing = HANDED_OVER.get(sending.via, (words, drawing))
    return str(words), drawing


def service_words(codes: Sequence[str]) -> list[tuple[str, str]]:
    """Return (words, pictogram) of services; one that the standard no longer has says its name."""
    return [(str(SERVICES[code][0]), SERVICES[code][1]) if code in SERVICES else (code, "support")
            for code in codes]  # fmt: skip


def constraint_words(codes: Sequence[str]) -> list[tuple[str, str]]:
    """Return (words, pictogram) of what has to be prepared."""
    labels = dict(ServiceNeed.choices)
    return [(str(labels[code]), PICTURES[code]) for code in codes if code in labels]


def owned_words(codes: Sequence[str]) -> list[str]:
    """Return what the person has at hand."""
    labels = dict(Owned.choices)
    return [str(labels[code]) for code in codes if code in labels]


def level_words(level: dict[str, str]) -> list[tuple[str, str]]:
    """Return (area, level) in words, in the order of the areas; never a grade."""
    return [(str(AREAS[area]), str(AREA_LEVELS[level[area]])) for area in AREAS
            if level.get(area) in AREA_LEVELS]  # fmt: skip


def level_source(sheet: Any) -> str:
    """Return where levels come from, the rule and its version, or who said it; "" for none."""
    if not sheet.level:
        return ""
    day = date_words(sheet.level_on)
    if sheet.level_from == LevelFrom.DIAGNOSIS:
        return _("Lu de son bilan gardé, du %(day)s ; règle %(version)s.") % {
            "day": day, "version": sheet.level_version,
        }  # fmt: skip
    return _("Dit par l’accompagnant, le %(day)s.") % {"day": day}


def language_name(code: str) -> str:
    """Return "arabe", "" for French or for what nobody said."""
    return "" if code in ("", "fr") else str(LANGUAGE_WORDS.get(code, code))


def scope_words(scope: Sequence[str]) -> list[str]:
    """Return what an agreement passes on, in words."""
    return [str(SCOPE[name]) for name in scope if name in SCOPE]


def moment_in_words(moment: datetime) -> str:
    """Return "mardi 24 novembre 2026 à 14 h 30", in the time of the territory."""
    local = timezone.localtime(moment)
    return _("%(day)s à %(hour)s") % {
        "day": date_words(local.date(), weekday=True),
        "hour": time_words(local),
    }


def shown_place(place: Any) -> Any:
    """Return the place that residents see: the one to which it was joined, else itself."""
    return place.joined_to if place.joined_to_id else place


def address_of(place: Any) -> str:
    """Return "3 place du Rouet, 59999 Clairmaille" of a place."""
    town = " ".join(part for part in (place.code_postal, place.commune) if part)
    return ", ".join(part for part in (place.adresse, place.floor_or_door, town) if part)
