"""The description of the OGC service for programs: OpenAPI 3.0, and the columns of a collection."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from maillage.apps.opendata.queries.geojson import (
    ANSWERS,
    LISTS,
    LISTS_OF_OFFERS,
    LOCAL_TEXTS,
    TEXTS,
)
from maillage.apps.opendata.queries.ogc import COLLECTIONS, GEOJSON, OPENAPI, Collection

TEXT = {"type": "string"}
LIST = {"type": "array", "items": {"type": "string"}}
ANSWER = {"type": "boolean"}
COUNT = {"type": "integer"}
DAY = {"type": "string", "format": "date"}
ADDRESS = {"type": "string", "format": "uri"}
POINT = "https://geojson.org/schema/Point.json"
SURFACE = "https://geojson.org/schema/Geometry.json"


def columns_of(collection_id: str) -> dict[str, dict[str, Any]]:
    """Return every property that a feature may have, with its type in JSON Schema.

    Its number is the `id` of the feature: GDAL would take a property of this name for another one.
    """
    if collection_id == "lieux":
        return {
            **dict.fromkeys(TEXTS, TEXT),
            **dict.fromkeys(LISTS, LIST),
            **dict.fromkeys(LISTS_OF_OFFERS, LIST),
            "source": TEXT,
            "date_maj": DAY,
            **dict.fromkeys(LOCAL_TEXTS.values(), TEXT),
            **dict.fromkeys(ANSWERS.values(), ANSWER),
            "local_kind": LIST,
            "local_languages": LIST,
            "local_quarter": TEXT,
            "local_equipment": LIST,
            "verifie_le": DAY,
            "licences": LIST,
            "url": ADDRESS,
            "offres": {"type": "array", "items": {"type": "object"}},
        }
    if collection_id == "offres":
        texts = (
            *("titre", "description", "local_where", "local_mode", "local_intensity"),
            *("local_admission_rule", "local_cost_note", "local_regime", "horaires"),
            *("lieu_id", "lieu_nom", "organisation", "commune", "code_postal", "code_insee"),
        )
        lists = (
            *("local_uses", "local_theme", "local_level", "local_languages"),
            "local_offer_adaptations",
        )
        return {
            **dict.fromkeys(texts, TEXT),
            **dict.fromkeys((*LISTS_OF_OFFERS, *lists), LIST),
            "age_min": COUNT,
            "age_max": COUNT,
            "date_maj": DAY,
            "verifie_le": DAY,
            "url": ADDRESS,
        }
    words = ("code", "nom", "genre", "genre_en_mots", "parent_code", "parent_nom", "department")
    return {
        **dict.fromkeys(words, TEXT),
        "codes_postaux": LIST,
        "population": COUNT,
        "population_year": COUNT,
        "valid_from": DAY,
        "valid_to": DAY,
        "url": ADDRESS,
    }


def schema_document(one: Collection, base: str) -> dict[str, Any]:
    """Return the JSON Schema of the features of a collection."""
    geometry = SURFACE if one.id == "zones" else POINT
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{base}/collections/{one.id}/schema",
        "title": str(one.title),
        "type": "object",
        "required": ["type", "geometry", "properties"],
        "properties": {
            "type": {"const": "Feature"},
            "id": TEXT,
            "geometry": {"oneOf": [{"type": "null"}, {"$ref": geometry}]},
            "properties": {"type": "object", "properties": columns_of(one.id)},
        },
    }


def openapi_document(base: str, *, name: str, default: int, largest: int) -> dict[str, Any]:
    """Return the OpenAPI 3.0 description of the service; `base` is its address."""
    paths: dict[str, Any] = {
        "/": _get("landing", _("Première page"), "application/json"),
        "/conformance": _get("conformance", _("Ce que le service suit"), "application/json"),
        "/api": _get("api", _("Cette description"), OPENAPI),
        "/collections": _get("collections", _("Les collections"), "application/json"),
    }
    for one in COLLECTIONS.values():
        here = f"/collections/{one.id}"
        paths[here] = _get(f"describe_{one.id}", one.description, "application/json")
        paths[f"{here}/schema"] = _get(
            f"schema_{one.id}", _("Ses colonnes"), "application/schema+json"
        )
        paths[f"{here}/items"] = _get(
            f"items_{one.id}", one.title, GEOJSON, _parameters(one, default, largest), 400
        )
        number = {
            "name": "featureId",
            "in": "path",
            "required": True,
            "schema": TEXT,
            "description": str(_("Numéro public, qui ne change jamais")),
        }
        paths[f"{here}/items/{{featureId}}"] = _get(
            f"item_{one.id}", one.title, GEOJSON, [number], 404
        )
    return {
        "openapi": "3.0.3",
        "info": {
            "title": str(_("%s : lieux d’aide avec le numérique")) % name,
            "version": "1.0.0",
            "description": str(_("OGC API – Features, partie 1. Lecture seule, sans clé.")),
        },
        "servers": [{"url": base}],
        "paths": paths,
        "components": {"schemas": {"Problem": PROBLEM}},
    }


PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": TEXT,
        "title": TEXT,
        "status": COUNT,
        "detail": TEXT,
        "code": TEXT,
    },
}


def _get(
    operation: str, summary: Any, type_: str, parameters: Any = (), *refusals: int
) -> dict[str, Any]:
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    answers: dict[str, Any] = {
        "200": {
            "description": str(summary),
            "content": {
                type_: {"schema": {"type": "object"}},
                "text/html": {"schema": TEXT},
            },
        },
        "304": {"description": str(_("Rien n’a changé depuis"))},
    }
    # An unknown parameter is refused everywhere.
    for status in sorted({400, *refusals}):
        answers[str(status)] = {
            "description": str(_("Refus, et comment l’éviter")),
            "content": problem,
        }
    return {
        "get": {
            "operationId": operation,
            "summary": str(summary),
            "parameters": [*parameters, FORM],
            "responses": answers,
        }
    }


FORM = {
    "name": "f",
    "in": "query",
    "required": False,
    "schema": {"type": "string", "enum": ["json", "geojson", "html"]},
}


def _parameters(one: Collection, default: int, largest: int) -> list[dict[str, Any]]:
    box = {
        "type": "array",
        "items": {"type": "number"},
        "oneOf": [{"minItems": 4, "maxItems": 4}, {"minItems": 6, "maxItems": 6}],
    }
    common = [
        _parameter(
            "limit",
            {"type": "integer", "minimum": 1, "maximum": largest, "default": default},
            _("Combien par page"),
        ),
        _parameter("bbox", box, _("Ouest, sud, est, nord"), style="form", explode=False),
        _parameter(
            "datetime", TEXT, _("Une date, ou deux séparées par une barre"), style="form",
            explode=False,
        ),
        _parameter("apres", TEXT, _("Donné par le lien « next »")),
    ]  # fmt: skip
    return common + [_parameter(name, TEXT, words) for name, words in one.filters.items()]


def _parameter(name: str, schema: Any, words: Any, **more: Any) -> dict[str, Any]:
    return {
        "name": name, "in": "query", "required": False, "description": str(words),
        "schema": schema, **more,
    }  # fmt: skip
