"""Turn a file of territories into statements: outlines of any format, or the list of communes."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from maillage.apps.territories.errors import TerritoryFileUnreadable
from maillage.apps.territories.models import ZoneKind
from maillage.apps.territories.queries.content import Content, content_of_path, json_in
from maillage.apps.territories.queries.files.compositions import Composition, composition_in
from maillage.apps.territories.queries.files.fields import (
    CODES,
    COMMUNE_NAMES,
    INTERCOMMUNALITIES,
    NAMES,
    Columns,
    commune_code,
    kind_of,
    plain,
    text,
)
from maillage.apps.territories.queries.files.layers import Layer, Row, layers_of
from maillage.apps.territories.queries.files.outlines import (
    Noticed,
    clean_outlines,
    joined,
    note_overlaps,
)
from maillage.apps.territories.queries.files.remarks import Remark
from maillage.apps.territories.queries.lines import StreetFile, is_line, streets_of
from maillage.apps.territories.queries.locating import STATISTICAL
from maillage.apps.territories.queries.priority import generation_of
from maillage.apps.territories.queries.statement import ZoneStatement

_PLAIN_VALUES = (
    "population",
    "population_year",
    "department",
    "codes_postaux",
    "contact_nom",
    "contact_telephone",
    "contact_horaires",
)
_MOST_NAME, _MOST_CODE = 120, 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a person says of a file, when it does not say it itself; "" and None let us guess.

    epsg : where its metres are counted, 2154 for Lambert-93; 4326 for degrees
    commune : INSEE code of the commune of streets that do not say theirs
    """

    kind: str = ""
    layers: tuple[str, ...] = ()
    code: str = ""
    nom: str = ""
    kind_column: str = ""
    epsg: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    commune: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TerritoryFile:
    """What a file says: its territories, its streets, and what was noticed on the way."""

    name: str
    statements: tuple[ZoneStatement, ...]
    streets: StreetFile
    remarks: tuple[Remark, ...]
    # A table of urban units, which holds nothing else.
    composition: Composition | None = None

    @property
    def kinds(self) -> dict[str, int]:
        """How many territories of each kind."""
        return dict(Counter(statement.kind for statement in self.statements))


def read_territories(content: Content, asked: Asked | None = None) -> TerritoryFile:
    """Return what a file says of territories and streets, its outlines repaired.

    Raises TerritoryFileUnreadable, LayerNotChosen, GeoExtraMissing: the message says what was
    found instead, where, and what to do.
    """
    asked = asked or Asked()
    if content.shape in ("csv", "xlsx"):
        found = composition_in(content)
        return TerritoryFile(
            name=content.name, statements=(), streets=streets_of([], ""), remarks=(),
            composition=found,
        )  # fmt: skip
    statements, lines, remarks = _read(content, asked)
    return TerritoryFile(
        name=content.name,
        statements=statements,
        streets=streets_of(lines, asked.commune),
        remarks=remarks,
    )


def _read(
    content: Content, asked: Asked
) -> tuple[tuple[ZoneStatement, ...], list[dict[str, Any]], tuple[Remark, ...]]:
    """Return the territories of a file, its features as GeoJSON has them, and the remarks."""
    if content.shape == "json" and isinstance(rows := json_in(content), list):
        return tuple(_from_communes(rows)), [], ()
    noticed = Noticed()
    statements: list[ZoneStatement] = []
    lines: list[dict[str, Any]] = []
    for layer in layers_of(content, asked.layers):
        statements += _from_layer(layer, asked, noticed)
        if content.shape == "json":
            lines += [{"properties": r.properties, "geometry": r.geometry} for r in layer.rows]
    statements = list(_once(statements, noticed))
    _note(statements, noticed)
    return tuple(statements), lines, noticed.remarks()


def statements_of_file(path: Path, *, kind: str | None = None) -> Iterator[ZoneStatement]:
    """Yield what a file says; `kind` is that of outlines that do not say theirs.

    Raises TerritoryFileUnreadable, which says what was found instead.
    """
    yield from _read(content_of_path(path), Asked(kind=kind or ""))[0]


def _from_layer(layer: Layer, asked: Asked, noticed: Noticed) -> list[ZoneStatement]:
    rows = [row for row in layer.rows if not is_line({"geometry": row.geometry})]
    said = [_statement(row, layer, asked, noticed) for row in rows]
    epsg = layer.epsg if asked.epsg is None else asked.epsg
    outlines = clean_outlines(
        [one.nom for one in said],
        [row.geometry for row in rows],
        0 if epsg == 4326 else epsg,
        noticed,
    )
    return [
        replace(one, values={**one.values, "geometry": outline}) if outline else one
        for one, outline in zip(said, outlines, strict=True)
    ]


def _statement(row: Row, layer: Layer, asked: Asked, noticed: Noticed) -> ZoneStatement:
    columns = Columns(row.properties)
    own_kind = text(row.properties.get("kind")) or (
        columns.first([plain(asked.kind_column)])[1] if asked.kind_column else ""
    )
    _check_area(row)
    column, code = columns.first([plain(asked.code)] if asked.code else CODES)
    if asked.code and not code:
        raise _absent(row, layer, "code", asked.code)
    nom = columns.first([plain(asked.nom)] if asked.nom else NAMES)[1]
    kind = str(own_kind or asked.kind or kind_of(column, code, layer.name))
    if not nom and kind in STATISTICAL and code:
        nom = code
    if not nom:
        raise _absent(row, layer, "nom", asked.nom or "nom")
    if not kind:
        raise TerritoryFileUnreadable(
            detail="dites ce que sont ces contours"
            + (f" (couche « {layer.name} »)" if layer.name else "")
            + " : répondez à « Que sont ces contours ? », ou, à la commande, "
            "--kind quarter, commune, qpv, iris ou epci"
        )
    code = code or nom
    if kind == ZoneKind.COMMUNE and code.isdecimal() and len(code) == 4:
        code = f"0{code}"  # a table took the code for a number
    if len(code) > _MOST_CODE:
        raise TerritoryFileUnreadable(
            detail=f"le code de « {nom[:60]} » dépasse {_MOST_CODE} caractères : « {code[:60]}… »"
        )
    parent = row.properties.get("parent")
    whole = isinstance(parent, (list, tuple)) and len(parent) == 2
    return ZoneStatement(
        kind=kind,
        code=code,
        nom=nom[:_MOST_NAME],
        slug=text(row.properties.get("slug")),
        parent=(str(parent[0]), str(parent[1])) if whole and parent else None,
        likely_parent=_likely_parent(kind, code, columns),
        commune_name=columns.first(COMMUNE_NAMES)[1] if kind == ZoneKind.PRIORITY else "",
        values=_values(row, kind, code, nom, asked),
    )


def _check_area(row: Row) -> None:
    """Refuse points first: a file of centres of communes has other faults that would hide it."""
    kind = row.geometry.get("type") if isinstance(row.geometry, dict) else None
    if kind in ("Point", "MultiPoint"):
        nom = Columns(row.properties).first(NAMES)[1] or f"le territoire n° {row.number}"
        raise TerritoryFileUnreadable(
            detail=f"« {nom[:60]} » est un {kind} : il faut un contour (Polygon)"
        )


def _absent(row: Row, layer: Layer, what: str, column: str) -> TerritoryFileUnreadable:
    found = ", ".join(list(row.properties)[:12]) or "aucune"
    where = f" de la couche « {layer.name} »" if layer.name else ""
    return TerritoryFileUnreadable(
        detail=f"le territoire n° {row.number}{where} n’a pas de {what} "
        f"(champ attendu : « {column} » ; colonnes du fichier : {found}) ; répondez à "
        f"« Quelle colonne est le {what} ? », ou, à la commande, "
        f"{'--name-field' if what == 'nom' else '--code-field'}"
    )


def _values(row: Row, kind: str, code: str, nom: str, asked: Asked) -> dict[str, Any]:
    said = row.properties
    values = {name: said[name] for name in _PLAIN_VALUES if said.get(name) not in (None, "")}
    for name, wanted in (("valid_from", asked.valid_from), ("valid_to", asked.valid_to)):
        if said.get(name) not in (None, ""):
            values[name] = _day(str(said[name]), nom)
        elif wanted is not None:
            values[name] = wanted
    generation = generation_of(code) if kind == ZoneKind.PRIORITY else None
    if generation is not None:
        values.setdefault("valid_from", generation.valid_from)
        if generation.valid_to is not None:
            values.setdefault("valid_to", generation.valid_to)
        values.setdefault("department", generation.department)
    if kind in (ZoneKind.COMMUNE, ZoneKind.IRIS):
        values.setdefault("department", department_of(code))
    return values


def _likely_parent(kind: str, code: str, columns: Columns) -> tuple[str, str] | None:
    if kind == ZoneKind.COMMUNE:
        siren = columns.first(INTERCOMMUNALITIES)[1].split("/")[0].strip()
        return (ZoneKind.EPCI.value, siren) if len(siren) == 9 and siren.isdecimal() else None
    if kind in (ZoneKind.QUARTER, ZoneKind.PRIORITY, ZoneKind.WATCHED):
        commune = commune_code(columns)
        return (ZoneKind.COMMUNE.value, commune) if commune and commune != code else None
    return None  # of an IRIS, the code says it: `load_zones` reads it there


def _once(statements: Sequence[ZoneStatement], noticed: Noticed) -> Iterator[ZoneStatement]:
    """Yield a statement per territory: pieces under one code are one territory."""
    pieces: dict[tuple[str, str], list[ZoneStatement]] = {}
    for one in statements:
        pieces.setdefault((one.kind, one.code), []).append(one)
    for same in pieces.values():
        drawn: list[Any] = []
        for one in same:
            outline = one.values.get("geometry")
            if outline and outline not in drawn:
                drawn.append(outline)
        if len(same) > 1:
            noticed.add("joined", same[0].nom)
        values = {name: value for one in same for name, value in one.values.items()}
        if drawn:
            values["geometry"] = joined(drawn)
        yield replace(same[0], values=values)


def _note(statements: Sequence[ZoneStatement], noticed: Noticed) -> None:
    """Notice overlaps of what holds at the same time, and what no longer holds."""
    groups: dict[tuple[str, Any], list[ZoneStatement]] = {}
    for one in statements:
        if one.values.get("geometry") and one.kind not in STATISTICAL:
            groups.setdefault((one.kind, one.values.get("valid_from")), []).append(one)
        generation = generation_of(one.code) if one.kind == ZoneKind.PRIORITY else None
        over = generation.valid_to if generation is not None else None
        if over is not None and one.values["valid_to"] == over:
            noticed.add("over", one.nom)
    for group in groups.values():
        note_overlaps(
            [one.nom for one in group], [one.values["geometry"] for one in group], noticed
        )


def _from_communes(rows: list[Any]) -> Iterator[ZoneStatement]:
    """Read the shape of @etalab/decoupage-administratif; only present-day communes are kept."""
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, Mapping) or not row.get("code") or not row.get("nom"):
            raise TerritoryFileUnreadable(
                detail=f"la commune n° {number} n’a pas de code ou de nom"
            )
        if row.get("type", "commune-actuelle") != "commune-actuelle":
            continue
        values = {
            "department": row.get("departement") or department_of(str(row["code"])),
            "codes_postaux": row.get("codesPostaux") or [],
        }
        if row.get("population") is not None:
            values["population"] = row["population"]
        yield ZoneStatement(
            kind=ZoneKind.COMMUNE.value, code=str(row["code"]), nom=str(row["nom"]), values=values
        )


def _day(said: str, nom: str) -> date:
    try:
        return date.fromisoformat(said[:10])
    except ValueError as error:
        raise TerritoryFileUnreadable(
            detail=f"« {nom} » : « {said} » n’est pas une date (année-mois-jour)"
        ) from error


def department_of(code_insee: str) -> str:
    """Return the department that an INSEE code starts with.

    >>> department_of("59512"), department_of("97411"), department_of("2A004")
    ('59', '974', '2A')
    """
    return code_insee[:3] if code_insee.startswith(("97", "98")) else code_insee[:2]
