"""A table of data·inclusion v1: which of the two lists it is, and what is wrong, row by row."""

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import MISSING, dataclass, fields
from datetime import date
from typing import Any, Literal

from maillage.core.standard.data_inclusion import values as v
from maillage.core.standard.data_inclusion.records import (
    DataInclusionService,
    DataInclusionStructure,
)
from maillage.core.standard.data_inclusion.rules import faults
from maillage.core.standard.problems import quote
from maillage.core.standard.record import Fault
from maillage.core.standard.report import Report
from maillage.core.standard.table import REPEATED, Table
from maillage.core.standard.values import nearest

Kind = Literal["structures", "services"]
VERSION = "data·inclusion 1"
_RECORDS: Mapping[str, type[DataInclusionStructure] | type[DataInclusionService]] = {
    "structures": DataInclusionStructure,
    "services": DataInclusionService,
}
# Columns that tell a list: the national standard has none of them.
_TELLING: Mapping[Kind, frozenset[str]] = {
    "services": frozenset(
        {"structure_id", "thematiques", "frais", "modes_accueil", "modes_mobilisation"}
    ),
    "structures": frozenset(
        {"siret", "courriel", "horaires_accueil", "accessibilite_lieu", "reseaux_porteurs"}
    ),
}
_NATIONAL = frozenset({"pivot", "frais_a_charge", "courriels", "horaires", "services"})
# Added by who publishes, never given back.
_ADDED = frozenset({"score_qualite"})
_LISTS: Mapping[str, AbstractSet[str]] = {
    "frais": v.FRAIS,
    "mobilisable_par": v.MOBILISABLE_PAR,
    "modes_accueil": v.MODES_ACCUEIL,
    "modes_mobilisation": v.MODES_MOBILISATION,
    "publics": v.PUBLICS,
    "reseaux_porteurs": v.RESEAUX_PORTEURS,
    "thematiques": v.THEMATIQUES,
    "type": v.TYPES,
}
_DATES = frozenset({"date_maj"})
_NUMBERS = frozenset({"longitude", "latitude", "volume_horaire_hebdomadaire"})
_WHOLE = frozenset({"nombre_semaines"})
_MANY = frozenset(_LISTS) - {"frais", "type"} | {"zone_eligibilite"}
_REPAIRS = {
    "code_insee": "Écrivez le code INSEE de la commune, cinq signes, par exemple 59999.",
    "code_postal": "Écrivez le code postal en cinq chiffres, par exemple 59999.",
    "courriel": "Écrivez une seule adresse, par exemple accueil@clairmaille.example.",
    "date": "Écrivez le jour de la dernière mise à jour, par exemple 2026-11-21.",
    "date_shape": "Écrivez l’année, le mois, le jour : 2026-11-21.",
    "empty": "Laissez la case vide dans un tableau, ou écrivez null en JSON.",
    "final_dot": "Retirez le point à la fin du nom.",
    "hours": "Écrivez un nombre d’heures par semaine, 0 ou plus.",
    "id_form": "Écrivez la source, deux tirets, puis le numéro : clairmaille--12.",
    "latitude": "Écrivez des degrés, par exemple 50.6.",
    "length": "Raccourcissez ou complétez le texte.",
    "longitude": "Écrivez des degrés, par exemple 3.1.",
    "not_a_list": "Écrivez une liste de textes.",
    "not_a_number": "Écrivez un nombre, avec un point pour la virgule : 50.6.",
    "not_a_text": "Écrivez un texte.",
    "position_whole": "Donnez la latitude et la longitude, ou aucune des deux.",
    "repeated": "Gardez chaque valeur une seule fois.",
    "required": "Remplissez ce champ.",
    "siret": "Écrivez les quatorze chiffres du SIRET, sans espace.",
    "tous_publics_alone": "Retirez « tous-publics », ou les autres publics.",
    "url": "Écrivez l’adresse entière : https://clairmaille.example/.",
    "weeks": "Écrivez un nombre entier de semaines, 1 ou plus.",
    "zone": "Écrivez des codes de communes, de départements ou d’EPCI, ou « france ».",
}


@dataclass(frozen=True, slots=True)
class _Wrong:
    """Why a cell is not what its field holds."""

    rule: str
    message: str


def kind_of(columns: Iterable[str]) -> Kind | None:
    """Return which list of data·inclusion v1 these columns are, None when they are of neither.

    >>> kind_of(["id", "source", "structure_id", "nom", "thematiques"])
    'services'
    >>> kind_of(["id", "nom", "pivot", "services", "courriels"]) is None
    True
    """
    names = frozenset(columns)
    if not {"id", "nom"} <= names or names & _NATIONAL:
        return None
    if "structure_id" in names and len(names & _TELLING["services"]) > 1:
        return "services"
    if "structure_id" not in names and len(names & _TELLING["structures"]) > 1:
        return "structures"
    return None


def validate_data_inclusion(table: Table, kind: Kind, *, report: Report, today: date) -> None:
    """Add to the report everything that data·inclusion would refuse in a table.

    Parameters
    ----------
    table : as `read_table` gives it; in a CSV, values of a list are separated by "|"
    kind : from `kind_of`
    report : what it raises stops the reading, and it then holds what was found before
    today : a date after it is in the future
    """
    report.row_word, report.version = table.row_word, VERSION
    report.described = f"fichier data·inclusion v1, liste des {kind}"
    for problem in table.problems:
        report.add(Fault(None, "", *problem))
    for line, problem in table.unreadable:
        report.add(Fault(line, "", *problem))
    report.n_rows = len(table.rows) + len(table.unreadable)
    report.n_refused = len(table.unreadable)
    record = _RECORDS[kind]
    absent = _check_columns(table, record, report)
    if not table.rows:
        said = "Le fichier a des colonnes, mais aucune ligne."
        report.add(Fault(None, "", "", "", "file_empty", said, "Vérifiez l’export.", "error"))
    first_of: dict[str, int | None] = {}
    for rank, row in table.rows:
        valid, record_id = True, _text(row.get("id"))
        for fault in _row_faults(row, record, rank, record_id, today):
            if fault.rule == "required" and fault.field in absent:
                valid = False
                continue
            valid = valid and fault.severity != "error"
            report.add(fault)
        if not record_id:
            report.n_refused += 1
            continue
        if record_id in first_of:
            valid = False
            report.add(_repeated(record_id, rank, first_of[record_id], table.row_word))
        first_of.setdefault(record_id, rank)
        report.n_valid += valid


def _check_columns(
    table: Table,
    record: type[DataInclusionStructure] | type[DataInclusionService],
    report: Report,
) -> frozenset[str]:
    """Report unknown and missing columns; return the required ones that are missing."""
    known = {f.name: f for f in fields(record)}
    unknown = [c for c in table.columns if c not in known and c not in _ADDED]
    for column in unknown:
        if REPEATED in column:
            name = column.partition(REPEATED)[0]
            said = f"La colonne {quote(name)} est présente plusieurs fois ; la première est lue."
            fix, rule = "Gardez une seule colonne de ce nom.", "column_repeated"
            report.add(Fault(table.header_line, "", name, name, rule, said, fix, "error"))
            continue
        near = nearest(column, tuple(known))
        said = f"La colonne {quote(column)} n’est pas dans data·inclusion v1 ; elle n’est pas lue."
        fix = f"Vouliez-vous dire {quote(near)} ? Sinon retirez-la." if near else "Retirez-la."
        report.add(
            Fault(table.header_line, "", column, column, "column_unknown", said, fix, "warning")
        )
    required = {name for name, f in known.items() if f.default is MISSING}
    absent = required - set(table.columns)
    for name in sorted(absent):
        near = nearest(name, tuple(unknown))
        fix = f"Ajoutez la colonne {quote(name)}."
        fix += f" La colonne {quote(near)} y ressemble : renommez-la." if near else ""
        said = f"La colonne {quote(name)} manque ; elle est obligatoire."
        report.add(Fault(table.header_line, "", name, "", "column_missing", said, fix, "error"))
    return frozenset(absent)


def _row_faults(
    row: Mapping[str, object],
    record: type[DataInclusionStructure] | type[DataInclusionService],
    line: int | None,
    record_id: str,
    today: date,
) -> Iterator[Fault]:
    values: dict[str, Any] = {}
    unread: set[str] = set()
    for field in fields(record):
        value = _value(field.name, row.get(field.name))
        if isinstance(value, _Wrong):
            unread.add(field.name)
            shown, fix = _text(row[field.name]), _REPAIRS[value.rule]
            said = f"{quote(shown)} : {value.message}"
            yield Fault(line, record_id, field.name, shown, value.rule, said, fix, "error")
            value = None
        values[field.name] = value
    # What is missing is said by its own rule: the others need a text to look at.
    read = record(**(values | {n: values[n] or "" for n in ("id", "source")}))
    for broken in faults(read, today=today):
        name, rule = broken.field, broken.rule
        if name in unread or (rule == "position_whole" and unread & {"longitude", "latitude"}):
            continue
        if name in ("id", "source") and not values[name]:
            if rule == "id_form":
                continue
            said = f"Le champ {name} est obligatoire."
            yield Fault(line, record_id, name, "", "required", said, _REPAIRS["required"], "error")
            continue
        if rule == "id_form" and not values["source"]:
            continue
        if rule == "value_unknown":
            yield from _not_in_list(name, values[name], line, record_id)
            continue
        shown = "" if values[name] is None else _text(row.get(name))
        said = f"{quote(shown)} : {broken.message}" if shown else broken.message
        severity: Literal["error", "warning"] = (
            "warning" if broken.severity == "warning" else "error"
        )
        yield Fault(line, record_id, name, shown, rule, said, _REPAIRS[rule], severity)


def _not_in_list(
    name: str, value: str | tuple[str, ...], line: int | None, record_id: str
) -> Iterator[Fault]:
    allowed = _LISTS[name]
    for item in (value,) if isinstance(value, str) else value:
        if item in allowed:
            continue
        near = nearest(item, tuple(sorted(allowed)))
        fix = "Choisissez une valeur de la liste de data·inclusion."
        fix += f" Vouliez-vous dire {quote(near)} ?" if near else ""
        said = f"{quote(item)} n’est pas dans la liste de {name}."
        yield Fault(line, record_id, name, item, "value_unknown", said, fix, "error")


def _repeated(record_id: str, line: int | None, first: int | None, word: str) -> Fault:
    the = f"l’{word}" if word == "élément" else f"la {word}"
    said = f"L’identifiant {quote(record_id)} est déjà celui de {the} {first}."
    fix = "Donnez à chacun un identifiant à lui, qui ne change pas d’un jour à l’autre."
    return Fault(line, record_id, "id", record_id, "id_repeated", said, fix, "error")


# ---------------------------------------------------------------- one cell


def _value(name: str, cell: object) -> Any:
    """Return what a cell says as its field holds it, None for nothing, or what is wrong."""
    text = cell.strip() if isinstance(cell, str) else None
    if cell is None or text == "":
        return None
    if name in _MANY:
        return _many(cell)
    if name in _DATES:
        try:
            return date.fromisoformat(text or "")
        except ValueError:
            return _Wrong("date_shape", "ce n’est pas une date.")
    if name in _NUMBERS or name in _WHOLE:
        return _number(cell, whole=name in _WHOLE)
    # Codes that a program wrote as numbers have already lost their zeros.
    return text if text is not None else _Wrong("not_a_text", "ce n’est pas un texte.")


def _many(cell: object) -> tuple[str, ...] | _Wrong:
    items: object = cell
    if isinstance(cell, str) and cell.lstrip().startswith("["):
        try:
            items = json.loads(cell)
        except (ValueError, RecursionError):
            items = None
    elif isinstance(cell, str):
        items = [item.strip() for item in cell.split("|") if item.strip()]
    if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
        return _Wrong("not_a_list", "ce n’est pas une liste.")
    return tuple(items)


def _number(cell: object, *, whole: bool) -> float | int | _Wrong:
    wrong = _Wrong("not_a_number", "ce n’est pas un nombre.")
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        return wrong
    try:
        number = float(cell)
    except (ValueError, OverflowError):
        return wrong
    if not math.isfinite(number) or (whole and number != int(number)):
        return wrong
    return int(number) if whole else number


def _text(cell: object) -> str:
    """Return a cell as one reads it."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, Sequence | Mapping):
        return json.dumps(cell, ensure_ascii=False)
    return str(cell)
