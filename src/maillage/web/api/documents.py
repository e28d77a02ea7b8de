"""The OpenAPI document, completed with what the guard answers: every refusal, every header."""

import json
from typing import Any

from django.utils.translation import gettext as _

from maillage.web.api.problems import Problem, WrongValueOut

REFUSALS = {
    400: _("La demande ne peut pas être lue."),
    401: _("Il faut une clé, ou celle-ci n’ouvre rien."),
    403: _("La clé, ou la personne qui l’a faite, n’a pas ce droit."),
    404: _("Ce qui est demandé n’existe pas."),
    405: _("Cette adresse ne fait pas cela."),
    406: _("Un autre format que JSON est demandé."),
    409: _("Cela n’a pas été fait."),
    410: _("Le lieu est fermé ou a déménagé."),
    412: _("La fiche a changé depuis qu’elle a été lue."),
    413: _("Ce qui est envoyé est trop long."),
    415: _("Ce qui est envoyé n’est pas du JSON."),
    422: _("Une valeur ne convient pas."),
    428: _("If-Match manque."),
    429: _("Trop de demandes en une minute."),
    500: _("Une erreur est arrivée, de notre côté."),
}
ALWAYS = (400, 401, 404, 405, 406, 412, 422, 429, 500)
WRITING = (403, 409, 410, 412, 413, 415, 428)
TEXT = {"schema": {"type": "string"}}
OF_A_READ = {
    "ETag": {"description": _("Ce que l’on renvoie dans If-None-Match."), **TEXT},
    "Last-Modified": {"description": _("Quand cela a changé."), **TEXT},
    "Link": {"description": _("La page suivante, rel=next."), **TEXT},
}


def complete(document: Any) -> dict[str, Any]:
    """Return the document of Django Ninja with the refusals, plain parameters and optional keys."""
    schemas = document["components"]["schemas"]
    for model in (WrongValueOut, Problem):
        schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
        schema.pop("$defs", None)
        schemas[model.__name__] = schema
    _forget_parameters(document)
    for operations in document["paths"].values():
        for method, operation in operations.items():
            operation["parameters"] = [_parameter(one) for one in operation["parameters"]]
            _responses(method, operation)
            # A key may be shown when reading too: it has limits of its own.
            if "Jeton" in document["components"].get("securitySchemes", {}):
                operation.setdefault("security", [{}, {"Jeton": []}])
    return dict(document)


def _forget_parameters(document: Any) -> None:
    """Drop what only groups parameters: each parameter is told by itself."""
    schemas = document["components"]["schemas"]
    told = json.dumps([document["paths"], schemas])
    for name in [n for n in schemas if f'"#/components/schemas/{n}"' not in told]:
        if name != Problem.__name__:  # every refusal is one
            del schemas[name]


def _parameter(parameter: dict[str, Any]) -> dict[str, Any]:
    """A parameter that is not given is absent: null is nothing that an address can hold."""
    schema = dict(parameter["schema"])
    kinds = [one for one in schema.pop("anyOf", ()) if one.get("type") != "null"]
    if len(kinds) == 1:
        schema |= kinds[0]
    elif kinds:
        schema["anyOf"] = kinds
    if schema.get("default") is None:
        schema.pop("default", None)
    for name in ("title", "description", "example", "examples"):
        schema.pop(name, None)
    return {**parameter, "schema": schema}


def _responses(method: str, operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    statuses = ALWAYS if method == "get" else (*ALWAYS, *WRITING)
    statuses = tuple(sorted({*statuses, *operation.pop("x-refusals", ())}))
    for status, response in responses.items():
        if int(status) < 300:
            headers = response.setdefault("headers", {})
            headers |= OF_A_READ if method == "get" else {"ETag": OF_A_READ["ETag"]}
            response["description"] = _("La réponse.")
    if method == "get":
        responses["304"] = {"description": _("Rien de nouveau depuis la dernière lecture.")}
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status in statuses:
        responses.setdefault(status, {"description": REFUSALS[status], "content": content})
    operation["responses"] = {str(status): told for status, told in responses.items()}
