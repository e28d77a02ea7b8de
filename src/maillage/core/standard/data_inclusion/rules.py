"""The rules of data·inclusion v1, field by field: what its own validator would refuse."""

import re
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import MISSING, dataclass, fields
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from maillage.core.standard.data_inclusion import values as v
from maillage.core.standard.data_inclusion.records import (
    DataInclusionService,
    DataInclusionStructure,
)

NAME_LENGTHS = (3, 150)
DESCRIPTION_LENGTHS = (5, 10_000)
LONGEST_URL = 2_083
FIRST_DAY = date(2000, 1, 1)
# A local part, one @, labels without a hyphen at their ends and a top one of letters: what
# RFC 5322 allows beyond (quotes, comments) nobody publishes.
_EMAIL = re.compile(
    r"(?!\.)[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}(?<!\.)"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
_HOST = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?(?::[0-9]{1,5})?")
_CODE_INSEE = re.compile(r"\w{5}", re.ASCII)
_SIRET = re.compile(r"[0-9]{14}")
_CODE_POSTAL = re.compile(r"[0-9]{5}")
# Of a commune, a department, an EPCI or a country.
_ZONE = re.compile(r"\w{5}|\w{2,3}|[0-9]{9}|99[0-5][0-9]{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that a record breaks: the field, the rule, why in French."""

    field: str
    rule: str
    message: str
    severity: str = "error"


Rule = Callable[[Any, date], Broken | None]


def is_email(text: str) -> bool:
    """True for an e-mail address that any validator takes."""
    local, _at, _domain = text.partition("@")
    return bool(_EMAIL.fullmatch(text)) and ".." not in local


def is_url(text: str) -> bool:
    """True for a web address (http or https) without a blank, of at most 2083 characters."""
    if not 0 < len(text) <= LONGEST_URL or re.search(r"[\s\x00-\x1f<>\"\\]", text):
        return False
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    del port  # read only to know that it is one
    host = parts.netloc.rpartition("@")[2]
    return parts.scheme in ("http", "https") and bool(_HOST.fullmatch(host)) and ".." not in host


def faults(
    record: DataInclusionStructure | DataInclusionService, *, today: date
) -> tuple[Broken, ...]:
    """Return the rules that a record breaks; () when data·inclusion would take it whole.

    Parameters
    ----------
    record : a structure or a service
    today : a date after it is in the future

    Notes
    -----
    Rules: data-inclusion-schema 1.0.x, `Structure` and `Service` (Licence Ouverte 2.0), read
    2026-11-21. A name that ends with a dot is a warning there, as it is here.
    """
    return tuple(_faults(record, today))


def _faults(record: DataInclusionStructure | DataInclusionService, today: date) -> Iterator[Broken]:
    rules = SERVICE_RULES if isinstance(record, DataInclusionService) else STRUCTURE_RULES
    for field in fields(record):
        value = getattr(record, field.name)
        if value is None:
            if field.default is MISSING:
                yield Broken(field.name, "required", f"Le champ {field.name} est obligatoire.")
            continue
        if value in ("", ()):
            yield Broken(field.name, "empty", f"Le champ {field.name} est vide : mieux vaut null.")
            continue
        for check in rules.get(field.name, ()):
            if (broken := check(value, today)) is not None:
                yield Broken(field.name, broken.rule, broken.message, broken.severity)
    if record.id.partition("--")[0] != record.source or not record.id.partition("--")[2]:
        yield Broken("id", "id_form", "L’identifiant commence par la source et deux tirets.")
    if (record.longitude is None) != (record.latitude is None):
        yield Broken("longitude", "position_whole", "Une position a deux coordonnées.")


def _length(low: int, high: int) -> Rule:
    def check(value: str, today: date) -> Broken | None:
        if low <= len(value) <= high:
            return None
        return Broken("", "length", f"Entre {low} et {high} signes, ici {len(value)}.")

    return check


def _shape(rule: str, message: str, test: Callable[[Any], bool], severity: str = "error") -> Rule:
    def check(value: Any, today: date) -> Broken | None:
        return None if test(value) else Broken("", rule, message, severity)

    return check


def _among(allowed: AbstractSet[str]) -> Rule:
    return _shape("value_unknown", "Valeur absente de la liste.", lambda value: value in allowed)


def _all_among(allowed: AbstractSet[str]) -> tuple[Rule, ...]:
    return (
        _shape("value_unknown", "Valeur absente de la liste.", lambda items: set(items) <= allowed),
        _shape("repeated", "Une valeur est répétée.", lambda items: len(set(items)) == len(items)),
    )


def _day(value: date, today: date) -> Broken | None:
    if FIRST_DAY <= value <= today:
        return None
    return Broken("", "date", "La date est avant 2000 ou dans le futur.")


_NAME: tuple[Rule, ...] = (
    _length(*NAME_LENGTHS),
    _shape(
        "final_dot",
        "Le nom se termine par un point.",
        lambda nom: not nom.endswith(".") or nom.endswith("etc."),
        "warning",
    ),
)
_URL = (_shape("url", "Ce n’est pas une adresse web.", is_url),)
_COMMON: Mapping[str, tuple[Rule, ...]] = {
    "nom": _NAME,
    "description": (_length(*DESCRIPTION_LENGTHS),),
    "date_maj": (_day,),
    "lien_source": _URL,
    "code_postal": (_shape("code_postal", "Cinq chiffres.", lambda t: _matches(_CODE_POSTAL, t)),),
    "code_insee": (_shape("code_insee", "Cinq signes.", lambda t: _matches(_CODE_INSEE, t)),),
    "longitude": (_shape("longitude", "Entre -180 et 180.", lambda x: -180 <= x <= 180),),
    "latitude": (_shape("latitude", "Entre -90 et 90.", lambda x: -90 <= x <= 90),),
    "courriel": (_shape("courriel", "Ce n’est pas une adresse e-mail.", is_email),),
}
STRUCTURE_RULES: Mapping[str, tuple[Rule, ...]] = {
    **_COMMON,
    "siret": (_shape("siret", "Quatorze chiffres.", lambda t: _matches(_SIRET, t)),),
    "site_web": _URL,
    "accessibilite_lieu": _URL,
    "reseaux_porteurs": _all_among(v.RESEAUX_PORTEURS),
}
SERVICE_RULES: Mapping[str, tuple[Rule, ...]] = {
    **_COMMON,
    "type": (_among(v.TYPES),),
    "thematiques": _all_among(v.THEMATIQUES),
    "frais": (_among(v.FRAIS),),
    "publics": (
        *_all_among(v.PUBLICS),
        _shape(
            "tous_publics_alone",
            "« tous-publics » ne va avec aucun autre public.",
            lambda items: v.TOUS_PUBLICS not in items or len(items) == 1,
        ),
    ),
    "modes_accueil": _all_among(v.MODES_ACCUEIL),
    "zone_eligibilite": (
        _shape(
            "zone",
            "Un code de commune, de département, d’EPCI, de pays, ou « france ».",
            lambda items: all(item == "france" or _matches(_ZONE, item) for item in items),
        ),
    ),
    "lien_mobilisation": _URL,
    "modes_mobilisation": _all_among(v.MODES_MOBILISATION),
    "mobilisable_par": _all_among(v.MOBILISABLE_PAR),
    "volume_horaire_hebdomadaire": (_shape("hours", "Zéro ou plus.", lambda x: x >= 0),),
    "nombre_semaines": (_shape("weeks", "Une semaine ou plus.", lambda n: n >= 1),),
}


def _matches(pattern: re.Pattern[str], text: str) -> bool:
    return bool(pattern.fullmatch(text))
