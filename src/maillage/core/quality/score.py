"""The quality score of a service, criterion by criterion, with what to repair in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from maillage.core.quality.criteria import (
    CRITERIA,
    IDEAL,
    LONG,
    SHORT,
    STALE_DAYS,
    TOO_LONG,
    Edition,
)

LABELS = {
    "adresse_bien_definie": "L’adresse où aller",
    "modes_mobilisation_bien_definis": "Comment demander, et qui peut demander",
    "au_moins_un_public": "Pour qui",
    "au_moins_une_thematique": "De quoi il s’agit",
    "au_moins_un_moyen_de_contact": "Un moyen de joindre quelqu’un",
    "courriel_bien_defini": "L’adresse e-mail où écrire",
    "date_maj_recente": "Des informations récentes",
    "frais_bien_definis": "Le prix",
    "description_bien_definie": "Une description",
    "telephone_bien_defini": "Le téléphone où appeler",
}
REPAIRS = {
    "adresse_bien_definie": "On peut y venir : écrivez le numéro et la rue.",
    "au_moins_un_public": "Dites à qui cela s’adresse, ou que c’est pour tout le monde.",
    "au_moins_une_thematique": "Cochez au moins un service : ce que l’on vient y faire.",
    "au_moins_un_moyen_de_contact": (
        "Donnez un téléphone, une adresse e-mail ou une page pour prendre rendez-vous."
    ),
    "courriel_bien_defini": "On peut y écrire : donnez l’adresse e-mail.",
    "telephone_bien_defini": "On peut y téléphoner : donnez le numéro.",
}


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion: its value from 0 to 1, None when it does not apply.

    `repair` is a French sentence that says what to do, "" when there is nothing to gain.
    """

    name: str
    label: str
    value: float | None
    repair: str


@dataclass(frozen=True, slots=True)
class Score:
    """The score of one service: the mean of the criteria that apply, from 0 to 1, two decimals."""

    value: float
    edition: Edition
    criteria: tuple[Criterion, ...]

    @property
    def n_applicable(self) -> int:
        """How many criteria the mean is made of."""
        return sum(criterion.value is not None for criterion in self.criteria)

    @property
    def repairs(self) -> tuple[str, ...]:
        """What to repair, what gains most first."""
        lacking = [c for c in self.criteria if c.repair]
        return tuple(c.repair for c in sorted(lacking, key=lambda c: c.value or 0.0))


def data_inclusion_score(
    service: Mapping[str, Any], *, today: date, edition: Edition = "corrected"
) -> Score:
    """Return the quality score that data·inclusion gives a service.

    Parameters
    ----------
    service : fields of a service of data·inclusion v1, by name; an absent one is unknown.
        `date_maj` is a date, lists are any collection of codes.
    today : the day on which the age is counted
    edition : "published" follows data-inclusion-schema 1.0.10 to the letter, so that the number is
        the one that data·inclusion shows; "corrected" mends it where it contradicts itself
        (a service of exactly 180 days, a date in the future, an empty list).

    Returns
    -------
    Score : the mean of the criteria, each rounded to 2 decimals, rounded too. It is a score of
        form: a wrong telephone counts as a telephone.

    Examples
    --------
    >>> score = data_inclusion_score({"frais": "gratuit"}, today=date(2026, 7, 1))
    >>> score.value, score.n_applicable
    (0.14, 7)

    Notes
    -----
    Formula: data-inclusion-schema, v1/score_qualite.py (Licence Ouverte 2.0), read 2026-11-21.
    """
    criteria = []
    for name, rule in CRITERIA.items():
        value = rule(service, today, edition)
        lacks = value is not None and round(value, 2) < 1
        repair = _repair(name, service, today) if lacks else ""
        criteria.append(Criterion(name, LABELS[name], value, repair))
    values = [round(c.value, 2) for c in criteria if c.value is not None]
    # Six criteria always apply: the mean exists.
    return Score(round(sum(values) / len(values), 2), edition, tuple(criteria))


def structure_score(scores: Iterable[Score]) -> float:
    """Return the score of a structure: the mean of those of its services, 0 without any."""
    values = [score.value for score in scores]
    return round(sum(values) / len(values), 2) if values else 0.0


def _repair(name: str, service: Mapping[str, Any], today: date) -> str:
    """Return what to do about a criterion that is not met."""
    if name in REPAIRS:
        return REPAIRS[name]
    if name == "date_maj_recente":
        return _date_repair(service.get("date_maj"), today)
    if name == "frais_bien_definis":
        if service.get("frais"):
            return "C’est payant : dites combien, et s’il y a un tarif réduit."
        return "Dites si c’est gratuit ou payant, et combien."
    if name == "modes_mobilisation_bien_definis":
        if not service.get("modes_mobilisation"):
            return "Dites comment demander : venir, téléphoner, écrire, prendre rendez-vous."
        return "Dites qui peut demander : la personne elle-même, un professionnel, ou les deux."
    return _description_repair(len(service.get("description") or ""))


def _date_repair(on: object, today: date) -> str:
    if not isinstance(on, date):
        return "Aucune date : vérifiez les informations avec le lieu, puis confirmez-les."
    age_days = (today - on).days
    if age_days < 0:
        return "La date de mise à jour est dans le futur : corrigez-la."
    if age_days >= STALE_DAYS:
        return "Rien n’a été vérifié depuis deux ans : appelez le lieu, puis confirmez."
    return "Rien n’a été vérifié depuis six mois : appelez le lieu, puis confirmez."


def _description_repair(n_characters: int) -> str:
    if n_characters > TOO_LONG:
        return f"La description dépasse {TOO_LONG:_} signes : coupez-la.".replace("_", "\u00a0")
    if n_characters >= LONG:
        return "La description est longue : gardez l’essentiel en vingt lignes."
    if n_characters < SHORT:
        return f"Décrivez l’aide en quelques phrases simples ({IDEAL} signes ou plus)."
    return f"Ajoutez une phrase ou deux à la description ({IDEAL} signes ou plus)."
