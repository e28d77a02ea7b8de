"""One place as the national standard says it, and what was wrong in what was read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRecord:
    """A place in the 32 fields of the national standard 1.0.2, in their order.

    Absent text is "", an absent list is (), an absent number or date is None.
    An empty `publics_specifiquement_adresses` means everyone, not "unknown".
    `extension` holds what the 32 fields cannot: its keys are `local_<name of the column>`.
    Equal records compare equal; hashing leaves the extension out.
    """

    id: str
    pivot: str = ""
    nom: str
    commune: str = ""
    code_postal: str = ""
    code_insee: str = ""
    adresse: str = ""
    complement_adresse: str = ""
    latitude: float | None = None  # degrees, WGS84; both or neither
    longitude: float | None = None
    typologie: tuple[str, ...] = ()
    telephone: str = ""
    courriels: tuple[str, ...] = ()
    site_web: tuple[str, ...] = ()
    horaires: str = ""  # OpenStreetMap opening_hours, as received: core.hours reads it
    presentation_resume: str = ""
    presentation_detail: str = ""
    source: str = ""
    itinerance: tuple[str, ...] = ()
    structure_parente: str = ""
    date_maj: date | None = None
    services: tuple[str, ...] = ()
    publics_specifiquement_adresses: tuple[str, ...] = ()
    prise_en_charge_specifique: tuple[str, ...] = ()
    frais_a_charge: tuple[str, ...] = ()
    dispositif_programmes_nationaux: tuple[str, ...] = ()
    formations_labels: tuple[str, ...] = ()
    autres_formations_labels: tuple[str, ...] = ()
    modalites_acces: tuple[str, ...] = ()
    modalites_accompagnement: tuple[str, ...] = ()
    fiche_acces_libre: str = ""
    prise_rdv: str = ""
    extension: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to repair, said in French to the person who keeps the file.

    An `error` does not conform to the standard; a `warning` conforms and deserves a look.
    The message says what became of the value: read all the same, or left out.
    """

    line: int | None  # physical line of the file where the record begins, from 1
    record_id: str
    field: str  # "" when the fault is that of the file or of the whole row
    value: str  # as received
    rule: str  # stable code: value_unknown, coordinates_swapped, ...
    message: str
    repair: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of one row; no record means that the row is refused, and a fault says why."""

    record: PlaceRecord | None
    faults: tuple[Fault, ...]
