"""From the values of one row to one record, whatever the version of the standard."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal

from maillage.core.standard.cells import (
    TEXT_READERS,
    date_cell,
    number_cell,
    plain_text,
    text_cell,
)
from maillage.core.standard.fields import FIELD_BY_NAME, FIELDS, SEPARATOR, SEPARATOR_0_1
from maillage.core.standard.lists import ALLOWED, closed_cell, free_cell
from maillage.core.standard.phone import phone_cell
from maillage.core.standard.position import outside_commune, position_problem
from maillage.core.standard.problems import (
    MAX_SHORT,
    MAX_TEXT,
    Problem,
    required_missing,
    value_too_long,
)
from maillage.core.standard.record import Fault, PlaceRecord, Reading
from maillage.core.standard.version_0_1 import OLD_COLUMNS, RENAMED, TABLE

Version = Literal["1.0", "0.1"]
# (code_insee, latitude, longitude) to whether the point lies in the commune; None: not known.
CommuneCheck = Callable[[str, float, float], bool | None]
LOCAL = "local_"
_DATES = ("date_maj",)
_NUMBERS = ("latitude", "longitude")
_SUMMARY, _DETAIL = "presentation_resume", "presentation_detail"
_REQUIRED = tuple(field.name for field in FIELDS if field.required)
_REQUIRED_SET = frozenset(_REQUIRED)
_MULTIPLE = tuple(field.name for field in FIELDS if field.multiple)
_PLAIN = frozenset(
    field.name
    for field in FIELDS
    if field.type == "string"
    and not field.multiple
    and field.name not in TEXT_READERS
    and field.name != "telephone"
)
_SHORT = frozenset({*TEXT_READERS, *_NUMBERS, *_DATES, "telephone", "accessibilite"})
_MAX_SUMMARY = {"1.0": FIELD_BY_NAME[_SUMMARY].max_length or 280, "0.1": 500}
_ONLY_NEW = frozenset(FIELD_BY_NAME) & {
    "itinerance", "courriels", "publics_specifiquement_adresses", "prise_en_charge_specifique",
    "frais_a_charge", "dispositif_programmes_nationaux", "formations_labels",
    "autres_formations_labels", "modalites_acces", "fiche_acces_libre",
}  # fmt: skip


def detect_version(columns: Iterable[str]) -> Version | None:
    """Return the version of the standard that these column names are those of.

    "0.1" when more columns exist only there than only in 1.0; "1.0" otherwise, provided that
    at least `nom` and two more columns of the standard are present; None for another table.

    Examples
    --------
    >>> detect_version(["id", "nom", "commune", "courriel", "publics_accueillis"])
    '0.1'
    """
    names = set(columns)
    known = names & (FIELD_BY_NAME.keys() | OLD_COLUMNS)
    if "nom" not in names or len(known) < 3:
        return None
    return "0.1" if len(names & OLD_COLUMNS) > len(names & _ONLY_NEW) else "1.0"


class _Row:
    """What is gathered while the cells of one row are read."""

    __slots__ = ("extension", "fields", "problems", "version")

    def __init__(self, version: Version) -> None:
        self.version: Version = version
        self.fields: dict[str, Any] = {}
        self.extension: dict[str, tuple[str, ...]] = {}
        self.problems: list[Problem] = []

    def keep_apart(self, column: str, items: Iterable[str]) -> None:
        """Put aside what the 32 fields cannot hold, under the name of its column."""
        key = column if column.startswith(LOCAL) else LOCAL + column
        found = [
            part for item in items for piece in item.split(SEPARATOR) if (part := piece.strip())
        ]
        if found:
            self.extension[key] = tuple(dict.fromkeys([*self.extension.get(key, ()), *found]))

    def add_list(self, field: str, values: tuple[str, ...]) -> None:
        """Add to a list that another column may have begun (two versions in one file)."""
        before = self.fields.get(field)
        self.fields[field] = tuple(dict.fromkeys(before + values)) if before else values


def read_values(
    values: Mapping[str, object],
    *,
    version: Version,
    line: int | None = None,
    is_in_commune: CommuneCheck | None = None,
) -> Reading:
    """Return the record that one row states, and everything that is wrong with it.

    Parameters
    ----------
    values : by column name; text, numbers, None or lists, as CSV and JSON give them
    version : "1.0" or "0.1", from `detect_version`
    line : physical line of the file where the row begins, repeated in the faults
    is_in_commune : told by who knows the boundaries; a point outside its commune is a warning

    Returns
    -------
    A reading. Its record is None, and the row refused, only without id, without nom, or
    without both commune and position. A value that cannot be used is dropped alone.

    Notes
    -----
    Columns of the other version are read too: real files mix them. Unknown columns go to the
    extension. Spaces around a value are removed without a fault.

    Examples
    --------
    >>> read_values({"id": "1", "nom": "EPN", "commune": "Clairmaille"}, version="1.0").record.nom
    'EPN'
    """
    row = _Row(version)
    fields = row.fields
    separator = SEPARATOR if version == "1.0" else SEPARATOR_0_1
    for column, raw in values.items():
        if raw is None or raw == "":
            continue
        if isinstance(raw, str):
            text = raw.strip()
            # What most cells are: plain text that nothing is wrong with (see `text_cell`).
            if (
                column in _PLAIN
                and text.isprintable()
                and "<" not in text
                and "&" not in text
                and len(text) <= MAX_TEXT
            ):
                if text:
                    fields[column] = text
                continue
        elif column in _NUMBERS and isinstance(raw, float):
            text = "x" if raw == raw else ""  # the number itself is read below; NaN is absent
        else:
            text = plain_text(raw, separator)
        if text:
            _read_cell(row, column, raw, text)
    _check_position(row, is_in_commune)
    _place_summary(row)
    refused = _check_required(row)
    record_id = row.fields.get("id", "")
    faults = tuple(
        [
            Fault(line, record_id, p.field, p.value, p.rule, p.message, p.repair, p.severity)
            for p in row.problems
        ]
    )
    if refused:
        return Reading(None, faults)
    return Reading(PlaceRecord(**row.fields, extension=row.extension), faults)


def _read_cell(row: _Row, column: str, raw: object, text: str) -> None:
    found: tuple[Problem, ...]
    value: Any
    if column in ALLOWED or column in TABLE:
        cell = closed_cell(column, text, row.version)
        for field, items in cell.values.items():
            row.add_list(field, items)
        if cell.kept:
            row.keep_apart(column, cell.kept)
        row.problems.extend(cell.problems)
        return
    if column in _PLAIN:
        value, found = text_cell(column, text)
    elif column in _SHORT and len(text) > MAX_SHORT:
        value, found = None, (value_too_long(column, text, MAX_SHORT),)
    elif column in TEXT_READERS:
        value, found = TEXT_READERS[column](column, text)
    elif column in _NUMBERS:
        value, found = number_cell(column, raw)
    elif column in _DATES:
        value, found = date_cell(column, text)
    elif column in _MULTIPLE or column in RENAMED:
        cell = free_cell(column, RENAMED.get(column, column), text, row.version)
        for field, items in cell.values.items():
            row.add_list(field, items)
        row.problems.extend(cell.problems)
        return
    elif column == "telephone":
        value, left, found = phone_cell(column, text)
        if left:
            row.keep_apart(column, [left])
    elif column == "accessibilite" and "acceslibre" in text:
        value, found = TEXT_READERS["fiche_acces_libre"](column, text)
        column = "fiche_acces_libre"
    else:
        value, found = text_cell(column, text)
        row.keep_apart(column, [value])
        row.problems.extend(found)
        return
    if found:
        row.problems.extend(found)
    if value or value == 0:
        row.fields.setdefault(column, value)


def _check_position(row: _Row, is_in_commune: CommuneCheck | None) -> None:
    latitude: float | None = row.fields.get("latitude")
    longitude: float | None = row.fields.get("longitude")
    if latitude is None and longitude is None:
        return
    problem = position_problem(latitude, longitude)
    if problem is None:
        code_insee = row.fields.get("code_insee", "")
        if (
            is_in_commune
            and code_insee
            and latitude is not None
            and longitude is not None
            and is_in_commune(code_insee, latitude, longitude) is False
        ):
            row.problems.append(outside_commune(latitude, longitude, code_insee))
        return
    row.problems.append(problem)
    if problem.severity == "error":
        row.fields.pop("latitude", None)
        row.fields.pop("longitude", None)


def _place_summary(row: _Row) -> None:
    """Move a summary that is too long to the detailed presentation, or apart: never cut it."""
    summary = row.fields.get(_SUMMARY, "")
    longest = _MAX_SUMMARY["1.0"]
    if len(summary) <= longest:
        return
    del row.fields[_SUMMARY]
    if _DETAIL in row.fields:
        row.keep_apart(_SUMMARY, [summary])
        where = "gardée à part"
    else:
        row.fields[_DETAIL] = summary
        where = f"déplacée dans {_DETAIL}"
    # Version 0.1 allowed 500: what conforms there is moved without a word.
    if len(summary) <= _MAX_SUMMARY[row.version]:
        return
    row.problems.append(
        Problem(
            _SUMMARY,
            summary,
            "summary_too_long",
            f"{_SUMMARY} compte {len(summary)} caractères : la présentation est {where}.",
            f"Raccourcissez à {_MAX_SUMMARY[row.version]} caractères.",
        )
    )


def _check_required(row: _Row) -> bool:
    """Report what is missing; return whether the row must be refused for it."""
    if row.fields.keys() >= _REQUIRED_SET and (row.version == "1.0" or "services" in row.fields):
        return False
    already = {problem.field for problem in row.problems}
    refused = False
    for name in _REQUIRED:
        if name in row.fields:
            continue
        fatal = name in ("id", "nom") or (name == "commune" and "latitude" not in row.fields)
        refused = refused or fatal
        # A value that was dropped has had its fault: only a refusal adds another.
        if fatal or name not in already:
            row.problems.append(required_missing(name, refused=fatal))
    # Required until 1.0.1; words that were not recognised have had their own fault.
    if row.version == "0.1" and "services" not in row.fields and "services" not in already:
        row.problems.append(required_missing("services", refused=False))
    return refused
