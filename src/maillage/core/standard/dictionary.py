"""The standard told to programs (a Table Schema) and to people (a page), from one definition."""

import re
from typing import Any

from maillage.core.standard.fields import FIELDS, SEPARATOR, VERSION, Field, allowed_values
from maillage.core.standard.typologies import TYPOLOGIES
from maillage.core.standard.values import STRICT_FORMS
from maillage.core.standard.version_0_1 import TABLE


def _pattern(field: Field) -> str | None:
    if field.pattern or not field.values:
        return field.pattern
    # Written like the published one, whose spelling of a value may differ from its own list.
    choices = "|".join(_escaped(STRICT_FORMS.get(value, value)) for value in allowed_values(field))
    return rf"(?:(?:^|\{SEPARATOR})({choices}))+$"


def _escaped(value: str) -> str:
    # Only what the published patterns escape: "ORDI 3.0" keeps its bare dot there.
    return re.sub(r"([()])", r"\\\1", value)


def schema() -> dict[str, Any]:
    """Return the standard as a Frictionless Table Schema: names, types and constraints.

    Returns
    -------
    A dict that `json.dumps` takes. Types, required fields, patterns and lengths are those of
    the published schema 1.0.2 (a test compares); titles and descriptions are ours.

    References
    ----------
    https://specs.frictionlessdata.io/table-schema/ ; LaMednum/standard-mediation-num v1.0.2.
    """
    fields = []
    for field in FIELDS:
        constraints: dict[str, Any] = {"required": field.required}
        if field.unique:
            constraints["unique"] = True
        if pattern := _pattern(field):
            constraints["pattern"] = pattern
        if field.max_length:
            constraints["maxLength"] = field.max_length
        described: dict[str, Any] = {
            "name": field.name,
            "title": field.title,
            "description": field.description,
            "type": field.type,
            "example": field.example,
            "constraints": constraints,
        }
        if field.type == "date":
            described["format"] = "default"
        if values := allowed_values(field):
            described["values"] = list(values)
        fields.append(described)
    return {
        "$schema": "https://frictionlessdata.io/schemas/table-schema.json",
        "name": "standard-mediation-num",
        "title": "Lieux de médiation numérique",
        "version": f"v{VERSION}",
        "countryCode": "FR",
        "homepage": "https://github.com/LaMednum/standard-mediation-num",
        "primaryKey": "id",
        "missingValues": [""],
        "fields": fields,
    }


_TYPES = {"string": "texte", "number": "nombre", "date": "date (année-mois-jour)"}


def dictionary() -> str:
    """Return the data dictionary as a French Markdown page, one section per field."""
    parts = [
        "# Dictionnaire des données",
        "",
        f"Standard national des lieux de médiation numérique, version {VERSION} : "
        f"{len(FIELDS)} champs, dans cet ordre.",
        "",
        "Fichier CSV en UTF-8, colonnes séparées par des virgules, première ligne : les noms des "
        f"champs. Dans une case, plusieurs valeurs sont séparées par `{SEPARATOR}`. "
        "Les fichiers en version 0.1 sont lus aussi (voir plus bas).",
        "",
        "| N° | Champ | Obligatoire | Type | Plusieurs valeurs |",
        "| --- | --- | --- | --- | --- |",
    ]
    parts += [
        f"| {number} | [`{field.name}`](#{field.name}) | {'oui' if field.required else 'non'} "
        f"| {_TYPES[field.type]} | {'oui' if field.multiple else 'non'} |"
        for number, field in enumerate(FIELDS, 1)
    ]
    for field in FIELDS:
        parts += ["", *_section(field)]
    parts += ["", "## Codes de type de lieu", "", "| Code | Sens |", "| --- | --- |"]
    parts += [f"| `{code}` | {label} |" for code, label in TYPOLOGIES.items()]
    parts += ["", *_old_values()]
    return "\n".join(parts) + "\n"


def _section(field: Field) -> list[str]:
    lines = [f"## {field.name}", "", f"**{field.title}.** {field.description}", ""]
    lines.append(f"- Obligatoire : {'oui' if field.required else 'non'}")
    if field.unique:
        lines.append("- Unique : deux lignes n’ont jamais la même valeur")
    if field.pattern:
        lines.append(f"- Forme : `{field.pattern}`")
    if field.max_length:
        lines.append(f"- Longueur : {field.max_length} caractères au plus")
    lines.append(f"- Exemple : `{field.example}`")
    if field.changed_in:
        lines.append(f"- Versions : {field.changed_in}")
    if values := allowed_values(field):
        lines += ["", "Valeurs possibles :", "", *(f"- `{value}`" for value in values)]
    return lines


def _old_values() -> list[str]:
    lines = [
        "## Ce que deviennent les valeurs de la version 0.1",
        "",
        "Les mots marqués « gardés » en disent plus que leur traduction : ils restent dans une "
        "colonne `local_` à côté des 32 champs.",
        "",
        "| Colonne 0.1 | Valeur 0.1 | En 1.0.2 | Mots gardés |",
        "| --- | --- | --- | --- |",
    ]
    for column, values in TABLE.items():
        for value, old in values.items():
            became = "<br>".join(f"`{field}` : {new}" for field, new in old.targets) or "—"
            lines.append(f"| `{column}` | {value} | {became} | {'oui' if old.kept else 'non'} |")
    return lines
