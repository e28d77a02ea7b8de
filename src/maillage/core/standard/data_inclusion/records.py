"""The two objects of data·inclusion v1 (schema 1.0.x): a structure, and the services it gives."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class DataInclusionStructure:
    """A place in the 18 fields of `Structure`, in their order; None is "nobody said"."""

    source: str
    id: str
    nom: str
    date_maj: date
    description: str | None = None
    lien_source: str | None = None
    siret: str | None = None
    commune: str | None = None
    code_postal: str | None = None
    code_insee: str | None = None
    adresse: str | None = None
    complement_adresse: str | None = None
    longitude: float | None = None
    latitude: float | None = None
    telephone: str | None = None
    courriel: str | None = None
    site_web: str | None = None
    horaires_accueil: str | None = None
    accessibilite_lieu: str | None = None
    reseaux_porteurs: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DataInclusionService:
    """An offer in the fields of `Service`, in their order; None is "nobody said"."""

    source: str
    structure_id: str
    id: str
    nom: str
    description: str
    date_maj: date
    lien_source: str | None = None
    type: str | None = None
    thematiques: tuple[str, ...] | None = None
    frais: str | None = None
    frais_precisions: str | None = None
    publics: tuple[str, ...] | None = None
    publics_precisions: str | None = None
    conditions_acces: str | None = None
    commune: str | None = None
    code_postal: str | None = None
    code_insee: str | None = None
    adresse: str | None = None
    complement_adresse: str | None = None
    longitude: float | None = None
    latitude: float | None = None
    telephone: str | None = None
    courriel: str | None = None
    modes_accueil: tuple[str, ...] | None = None
    zone_eligibilite: tuple[str, ...] | None = None
    contact_nom_prenom: str | None = None
    lien_mobilisation: str | None = None
    modes_mobilisation: tuple[str, ...] | None = None
    mobilisable_par: tuple[str, ...] | None = None
    mobilisation_precisions: str | None = None
    volume_horaire_hebdomadaire: float | None = None
    nombre_semaines: int | None = None
    horaires_accueil: str | None = None


def to_fields(record: DataInclusionStructure | DataInclusionService) -> dict[str, Any]:
    """Return the fields by name, as Python values: dates are dates, lists are tuples."""
    return {f.name: getattr(record, f.name) for f in fields(record)}


def to_json(record: DataInclusionStructure | DataInclusionService) -> dict[str, Any]:
    """Return the fields as plain JSON: ISO dates, lists, null where nobody said."""
    return {
        name: value.isoformat()
        if isinstance(value, date)
        else list(value)
        if isinstance(value, tuple)
        else value
        for name, value in to_fields(record).items()
    }
