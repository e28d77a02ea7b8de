"""The ten criteria of the quality score of data·inclusion (schema 1.0.x).

Each is a function of a service, as its fields of data·inclusion v1, that returns a number from 0
to 1, or None when it does not apply. "published" follows version 1.0.10 to the letter, "corrected"
what its documentation means; they differ on five points, said where they are.
"""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Literal

Edition = Literal["corrected", "published"]
Service = Mapping[str, Any]
Rule = Callable[[Service, date, Edition], float | None]

# What these two sources publish is always of the day: their date says nothing.
UNDATED_SOURCES = frozenset({"agefiph", "france-travail"})
FRESH_DAYS = 180
STALE_DAYS = 730
SHORT, IDEAL, LONG, TOO_LONG = 50, 200, 2_000, 10_000


def _said(service: Service, name: str) -> bool:
    return bool(service.get(name))


def _has(service: Service, name: str, word: str) -> bool:
    return word in (service.get(name) or ())


def adresse_bien_definie(service: Service, today: date, edition: Edition) -> float | None:
    """Where people go is written, when they may go there."""
    received = _has(service, "modes_accueil", "en-presentiel")
    if received or _has(service, "modes_mobilisation", "se-presenter"):
        return float(_said(service, "adresse"))
    return None


def modes_mobilisation_bien_definis(service: Service, today: date, edition: Edition) -> float:
    """How to ask for it, and who may ask."""
    names = ("modes_mobilisation", "mobilisable_par")
    if edition == "published":  # an empty list is "said" there
        return sum(service.get(name) is not None for name in names) / 2
    return sum(_said(service, name) for name in names) / 2


def au_moins_un_public(service: Service, today: date, edition: Edition) -> float:
    """For whom: everyone is an answer."""
    return float(_said(service, "publics"))


def au_moins_une_thematique(service: Service, today: date, edition: Edition) -> float:
    """What it is about."""
    return float(_said(service, "thematiques"))


def au_moins_un_moyen_de_contact(service: Service, today: date, edition: Edition) -> float:
    """Somebody can be reached."""
    return float(any(_said(service, n) for n in ("courriel", "lien_mobilisation", "telephone")))


def courriel_bien_defini(service: Service, today: date, edition: Edition) -> float | None:
    """The address is there, when people are told to write."""
    if _has(service, "modes_mobilisation", "envoyer-un-courriel"):
        return float(_said(service, "courriel"))
    return None


def telephone_bien_defini(service: Service, today: date, edition: Edition) -> float | None:
    """The number is there, when people are told to call."""
    if _has(service, "modes_mobilisation", "telephoner"):
        return float(_said(service, "telephone"))
    return None


def date_maj_recente(service: Service, today: date, edition: Edition) -> float | None:
    """Said within 180 days: 1; then straight down to 0 at 730 days.

    Published: exactly 180 days is 0 (both comparisons are strict), and a day in the future counts
    as so many days of age. Corrected: 180 days is 1, and the future proves nothing.
    """
    if service.get("source") in UNDATED_SOURCES:
        return None
    on = service.get("date_maj")
    if not isinstance(on, date):
        return 0.0
    age_days = (today - on).days
    if edition == "published":
        age_days = abs(age_days)
        if age_days == FRESH_DAYS:
            return 0.0
    elif age_days < 0:
        return 0.0
    if age_days < FRESH_DAYS:
        return 1.0
    return max(0.0, (STALE_DAYS - age_days) / (STALE_DAYS - FRESH_DAYS))


def frais_bien_definis(service: Service, today: date, edition: Edition) -> float:
    """Free, or how much. The published code stops on `payant` with an empty precision."""
    costs = service.get("frais")
    if not costs:
        return 0.0
    return 0.5 if costs == "payant" and not _said(service, "frais_precisions") else 1.0


def description_bien_definie(service: Service, today: date, edition: Edition) -> float:
    """Neither a title nor a brochure. The published code stops on an empty or endless text."""
    n_characters = len(service.get("description") or "")
    if n_characters < SHORT or n_characters > TOO_LONG:
        return 0.0
    return 1.0 if IDEAL <= n_characters < LONG else 0.5


CRITERIA: Mapping[str, Rule] = MappingProxyType(
    {
        rule.__name__: rule
        for rule in (
            adresse_bien_definie,
            modes_mobilisation_bien_definis,
            au_moins_un_public,
            au_moins_une_thematique,
            au_moins_un_moyen_de_contact,
            courriel_bien_defini,
            date_maj_recente,
            frais_bien_definis,
            description_bien_definie,
            telephone_bien_defini,
        )
    }
)
"""Every criterion by its name in data·inclusion, in its order."""
