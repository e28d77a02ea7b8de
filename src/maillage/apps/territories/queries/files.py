"""Turn a file of territories into statements: two known shapes, told apart by their content."""

import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from maillage.apps.territories.errors import TerritoryFileUnreadable


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneStatement:
    """What a file says of one territory; absent values leave what is known as it is."""

    kind: str
    code: str
    nom: str
    slug: str = ""
    parent: tuple[str, str] | None = None  # (kind, code)
    values: Mapping[str, Any]


# Names under which open data gives the same thing.
NAMES = ("nom", "name", "libelle", "nom_qp", "nom_commune")
CODES = ("code", "code_insee", "insee", "code_qp", "codgeo", "id")


def statements_of_file(path: Path, *, kind: str | None = None) -> Iterator[ZoneStatement]:
    """Yield what a file says: GeoJSON outlines, or the JSON list of French communes.

    `kind` is the kind of every outline of a GeoJSON that does not say it itself.

    Raises TerritoryFileUnreadable, which says what was found instead.
    """
    content = _json_of(path)
    if isinstance(content, dict) and content.get("type") == "FeatureCollection":
        yield from _from_geojson(content.get("features") or [], kind)
    elif isinstance(content, list):
        yield from _from_communes(content)
    else:
        raise TerritoryFileUnreadable(
            detail="attendu : un GeoJSON (« FeatureCollection ») ou une liste JSON de communes"
        )


def _json_of(path: Path) -> Any:
    try:
        data = path.read_bytes()
        if data[:2] == b"\x1f\x8b":
            data = gzip.decompress(data)
        return json.loads(data.decode("utf-8-sig"))
    except FileNotFoundError as error:
        raise TerritoryFileUnreadable(detail=f"le fichier {path} n’existe pas") from error
    except (EOFError, gzip.BadGzipFile) as error:
        raise TerritoryFileUnreadable(
            detail="l’archive .gz est coupée avant la fin : refaites le téléchargement"
        ) from error
    except UnicodeDecodeError as error:
        raise TerritoryFileUnreadable(detail="le fichier n’est pas en UTF-8") from error
    except json.JSONDecodeError as error:
        raise TerritoryFileUnreadable(
            detail=f"ce n’est pas du JSON, à la ligne {error.lineno}, colonne {error.colno}"
        ) from error


def _from_geojson(features: list[Any], kind: str | None) -> Iterator[ZoneStatement]:
    for number, feature in enumerate(features, start=1):
        properties = feature.get("properties") or {}
        nom = _first(properties, NAMES)
        code = _first(properties, CODES) or nom
        if not nom:
            raise TerritoryFileUnreadable(
                detail=f"le territoire n° {number} n’a pas de nom (champ attendu : « nom »)"
            )
        own_kind = properties.get("kind") or kind
        if not own_kind:
            raise TerritoryFileUnreadable(
                detail="dites ce que sont ces contours : --kind quarter, commune, qpv ou epci"
            )
        geometry = feature.get("geometry")
        if geometry and geometry.get("type") not in ("Polygon", "MultiPolygon"):
            raise TerritoryFileUnreadable(
                detail=f"« {nom} » est un {geometry.get('type')} : il faut un contour (Polygon)"
            )
        values: dict[str, Any] = {"geometry": geometry} if geometry else {}
        for name in (
            "population",
            "population_year",
            "department",
            "codes_postaux",
            "contact_nom",
            "contact_telephone",
            "contact_horaires",
        ):
            if properties.get(name) not in (None, ""):
                values[name] = properties[name]
        if own_kind == "commune" and "department" not in values:
            values["department"] = _department(str(code))
        parent = properties.get("parent")
        yield ZoneStatement(
            kind=own_kind,
            code=str(code),
            nom=str(nom),
            slug=str(properties.get("slug") or ""),
            parent=(str(parent[0]), str(parent[1])) if parent else None,
            values=values,
        )


def _from_communes(rows: list[Any]) -> Iterator[ZoneStatement]:
    """Read the shape of @etalab/decoupage-administratif; only present-day communes are kept."""
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict) or not row.get("code") or not row.get("nom"):
            raise TerritoryFileUnreadable(
                detail=f"la commune n° {number} n’a pas de code ou de nom"
            )
        if row.get("type", "commune-actuelle") != "commune-actuelle":
            continue
        values = {
            "department": row.get("departement") or _department(row["code"]),
            "codes_postaux": row.get("codesPostaux") or [],
        }
        if row.get("population") is not None:
            values["population"] = row["population"]
        yield ZoneStatement(kind="commune", code=row["code"], nom=row["nom"], values=values)


def _department(code_insee: str) -> str:
    return code_insee[:3] if code_insee.startswith("97") else code_insee[:2]


def _first(properties: dict[str, Any], names: tuple[str, ...]) -> Any:
    lower = {key.lower(): value for key, value in properties.items()}
    return next((lower[n] for n in names if lower.get(n) not in (None, "")), None)
