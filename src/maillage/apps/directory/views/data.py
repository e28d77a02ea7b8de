"""The data dictionary: one definition, a page for people and a schema for programs."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from maillage.core.standard import FIELDS, VERSION, Field, schema
from maillage.web.pages import render_page


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field of the standard, for people."""

    name: str
    required: bool
    multiple: bool
    description: str
    rule: str
    values: Sequence[str]
    example: str


@dataclass(frozen=True, slots=True)
class DictionaryPage:
    """All that directory/dictionary.html may use."""

    version: str
    fields: Sequence[FieldLine]


@login_not_required
@require_safe
def dictionary_page(request: HttpRequest) -> HttpResponse:
    """Every field: what it means, what it may hold, an example."""
    page = DictionaryPage(VERSION, [_line(field) for field in FIELDS])
    return render_page(request, page, "directory/dictionary.html")


def _line(field: Field) -> FieldLine:
    rules = {"number": "un nombre", "date": "une date (AAAA-MM-JJ)", "string": "du texte"}
    rule = rules[field.type]
    if field.multiple:
        rule = "plusieurs valeurs séparées par « | »"
    if field.max_length:
        rule += f", {field.max_length} caractères au plus"
    values = [str(value) for value in field.values] if field.values else []
    return FieldLine(
        field.name,
        field.required,
        field.multiple,
        field.description,
        rule,
        values,
        field.example,
    )


@login_not_required
@require_safe
def schema_file(request: HttpRequest) -> JsonResponse:
    """The same definition as a TableSchema, for programs."""
    response = JsonResponse(schema(), json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = (
        f'attachment; filename="schema-lieux-mediation-numerique-{VERSION}.json"'
    )
    return response
