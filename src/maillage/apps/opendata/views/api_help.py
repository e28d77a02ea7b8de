"""The page that explains the API to whoever writes a program: made from its own document."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from maillage.apps.opendata.views.api import document
from maillage.web.api.limits import limit_of
from maillage.web.errors import error_codes
from maillage.web.pages import render_page

# What one tries first; each is run by the tests. {…} is the address of the API.
EXAMPLES = (
    (gettext_lazy("Les deux premiers lieux"), "{api}places?limit=2"),
    (
        gettext_lazy("Ce qui a changé depuis un jour"),
        "{api}places?changed_since=2026-01-01T00:00:00Z",
    ),
    (gettext_lazy("Les lieux d’un cadre : ouest, sud, est, nord"), "{api}places?bbox=3,50,4,51"),
    (gettext_lazy("Où imprimer, gratuitement, quand on ne sait pas tout aussi"),
     "{api}search?besoin=imprimer&avec=cost:Gratuit&inconnus=true"),
    (gettext_lazy("Les communes et leurs codes"), "{api}zones?kind=commune"),
)  # fmt: skip
KINDS = {
    "string": gettext_lazy("texte"),
    "integer": gettext_lazy("nombre entier"),
    "number": gettext_lazy("nombre"),
    "boolean": gettext_lazy("true ou false"),
    "array": gettext_lazy("plusieurs fois"),
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing that may be said."""

    name: str
    where: str
    kind: str
    required: bool
    words: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One address and what it does."""

    code: str
    method: str
    path: str
    title: str
    words: Sequence[str]
    needs_key: bool
    parameters: Sequence[Parameter]
    # Names of what the answer, and what is sent, are made of.
    sends: str
    answers: str


@dataclass(frozen=True, slots=True)
class Model:
    """What an answer is made of: its fields by name."""

    name: str
    words: str
    fields: Sequence[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class HelpPage:
    """All that opendata/api.html may use."""

    root: str
    openapi_url: str
    examples: Sequence[tuple[Any, str]]
    operations: Sequence[Operation]
    models: Sequence[Model]
    refusals: Sequence[tuple[str, int, str]]
    per_network: int
    per_key: int


@login_not_required
@require_safe
def api_help(request: HttpRequest) -> HttpResponse:
    """How to read and to write from a program."""
    told = document()
    root = request.build_absolute_uri(reverse("opendata:openapi").removesuffix("openapi.json"))
    refusals = [
        (code, error.status, str(error.title))
        for code, error in error_codes().items()
        if code.startswith("api_")
    ]
    page = HelpPage(
        root=root,
        openapi_url=request.build_absolute_uri(reverse("opendata:openapi")),
        examples=[(title, address.format(api=root)) for title, address in EXAMPLES],
        operations=list(_operations(told)),
        models=[_model(name, said) for name, said in told["components"]["schemas"].items()],
        refusals=sorted(refusals, key=lambda one: (one[1], one[0])),
        per_network=limit_of("network"),
        per_key=limit_of("key"),
    )
    return render_page(request, page, "opendata/api.html")


def _operations(told: dict[str, Any]) -> Sequence[Operation]:
    return [
        Operation(
            code=said["operationId"],
            method=method.upper(),
            path=path,
            title=said["summary"],
            words=said["description"].split("\n\n"),
            needs_key={} not in said["security"],
            parameters=[_parameter(one) for one in said["parameters"]],
            sends=_name(said.get("requestBody", {})),
            answers=_name(next(iter(said["responses"].values()))),
        )
        for path, operations in told["paths"].items()
        for method, said in operations.items()
    ]


def _parameter(said: dict[str, Any]) -> Parameter:
    places = {
        "path": _("dans l’adresse"),
        "query": _("après « ? »"),
        "header": _("en-tête"),
    }
    schema = said["schema"]
    words = [said.get("description", "")]
    if values := schema.get("enum"):
        words.append(_("Valeurs : %(values)s.") % {"values": ", ".join(map(str, values))})
    if "maximum" in schema:
        words.append(
            _("De %(low)s à %(high)s.") % {"low": schema["minimum"], "high": schema["maximum"]}
        )
    if schema.get("default") not in (None, [], False):
        words.append(_("Sinon : %(default)s.") % {"default": schema["default"]})
    return Parameter(
        name=said["name"],
        where=str(places.get(said["in"], said["in"])),
        kind=str(KINDS.get(schema.get("type", ""), "")),
        required=bool(said["required"]),
        words=" ".join(word for word in words if word),
    )


def _name(said: dict[str, Any]) -> str:
    schema = said.get("content", {}).get("application/json", {}).get("schema", {})
    return str(schema.get("$ref", "")).rpartition("/")[2]


def _model(name: str, said: dict[str, Any]) -> Model:
    if "discriminator" in said:
        # One of several models: the value of one field says which.
        field, models = said["discriminator"]["propertyName"], said["discriminator"]["mapping"]
        kinds = [(f"{field} : {value}", _type({"$ref": ref}), "") for value, ref in models.items()]
        return Model(name=name, words=said.get("description", ""), fields=kinds)
    return Model(
        name=name,
        words=said.get("description", ""),
        fields=[
            (field, _type(schema), schema.get("description", ""))
            for field, schema in said.get("properties", {}).items()
        ],
    )


def _type(schema: dict[str, Any]) -> str:
    """Return the type of a field in words."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "allOf" in schema:
        return _type(schema["allOf"][0])
    if "anyOf" in schema:
        kinds = [_type(one) for one in schema["anyOf"] if one.get("type") != "null"]
        nothing = len(kinds) < len(schema["anyOf"])
        return " / ".join(kinds) + (_(", ou null") if nothing else "")
    if schema.get("type") == "array":
        return _("liste de %(kind)s") % {"kind": _type(schema.get("items", {}))}
    if "enum" in schema:
        return ", ".join(f"« {value} »" for value in schema["enum"])
    formats = {"date": _("jour"), "date-time": _("moment")}
    plain = KINDS | {"object": _("objet")}
    return str(formats.get(schema.get("format", "")) or plain.get(schema.get("type", ""), ""))
