"""Check a file against the standard before it is imported: every fault, never only the first."""

from collections.abc import Sequence

from maillage.core.standard.fields import FIELD_BY_NAME, FIELDS
from maillage.core.standard.problems import Problem, quote
from maillage.core.standard.reading import LOCAL, CommuneCheck, Version, detect_version, read_values
from maillage.core.standard.record import Fault
from maillage.core.standard.report import Report
from maillage.core.standard.table import REPEATED, Table, read_table
from maillage.core.standard.values import fold, nearest
from maillage.core.standard.version_0_1 import OLD_COLUMNS, RENAMED, TABLE, TABLE_OF_FIELD

_NAMES = tuple(field.name for field in FIELDS)
_REQUIRED = tuple(field.name for field in FIELDS if field.required)
_BECAME = {
    **{old: (new,) for old, new in RENAMED.items()},
    **{
        column: tuple(field for field, table in TABLE_OF_FIELD.items() if table == column)
        for column in TABLE
        if column in OLD_COLUMNS
    },
    "accessibilite": ("fiche_acces_libre",),
}


def validate(data: bytes, *, filename: str, is_in_commune: CommuneCheck | None = None) -> Report:
    """Return everything that is wrong in a file of places, in French, with lines and repairs.

    Parameters
    ----------
    data : the file as received: CSV (comma, semicolon or tab), JSON list or GeoJSON, in UTF-8,
        with or without BOM, plain or in gzip; version 1.0 or 0.1 of the standard
    filename : its name, for the messages and the expected format
    is_in_commune : as for `read_values`

    Returns
    -------
    A report; nothing in the file makes this raise. `report.ok` is False when any row, column or
    the file itself does not conform.

    Notes
    -----
    Lines are physical lines, from 1, where the record begins (a quoted cell may hold line
    breaks); in JSON, the rank of the object. O(n) in time; the rows are held in memory.

    Examples
    --------
    >>> report = validate(b"", filename="lieux.csv")
    >>> report.ok, [group.rule for group in report.ordered()]
    (False, ['file_empty'])
    """
    report = Report(filename=filename)
    validate_table(read_table(data, filename=filename), report=report, is_in_commune=is_in_commune)
    return report


def validate_table(
    table: Table, *, report: Report, is_in_commune: CommuneCheck | None = None
) -> None:
    """Add to the report everything that is wrong in a table, as `validate` does for a file.

    For tables that come from elsewhere (a workbook). What `report.add` raises stops the reading;
    the report then holds what was found before.
    """
    report.row_word = table.row_word
    for problem in table.problems:
        report.add(_fault(problem, None))
    for line, problem in table.unreadable:
        report.add(_fault(problem, line))
    report.n_rows = len(table.rows) + len(table.unreadable)
    report.n_refused = len(table.unreadable)
    if not table.columns:
        return
    renamed = _check_columns(report, table)
    report.version = version = detect_version(renamed.values())
    if version is None:
        report.add(_fault(_not_the_standard(report.filename), table.header_line))
        report.n_refused = report.n_rows
        return
    if not table.rows:
        report.add(_fault(_no_row(report.filename), table.header_line))
    _check_rows(report, table, renamed, version, is_in_commune)


def read_as(columns: Sequence[str]) -> dict[str, str]:
    """Return, for each column of a file, the name under which it is read.

    >>> read_as(["Nom", "id", "Couleur"])
    {'Nom': 'nom', 'id': 'id', 'Couleur': 'Couleur'}
    """
    by_fold = {fold(name): name for name in (*_NAMES, *sorted(OLD_COLUMNS))}
    renamed: dict[str, str] = {}
    taken = {column for column in columns if column in FIELD_BY_NAME or column in OLD_COLUMNS}
    for column in columns:
        standard = by_fold.get(fold(column))
        misspelled = standard is not None and standard != column and standard not in taken
        renamed[column] = standard if misspelled and standard else column
        if misspelled and standard:
            taken.add(standard)
    return renamed


def _fault(problem: Problem, line: int | None, record_id: str = "") -> Fault:
    field, value, rule, message, repair, severity = problem
    return Fault(line, record_id, field, value, rule, message, repair, severity)


def _no_row(filename: str) -> Problem:
    message = "Le fichier a une ligne d’en-tête, mais aucun lieu."
    return Problem("", filename, "file_empty", message, "Vérifiez l’export.")


def _not_the_standard(filename: str) -> Problem:
    return Problem(
        "",
        filename,
        "not_the_standard",
        "Les colonnes ne sont pas celles du standard : les lignes ne sont pas vérifiées.",
        "Nommez les colonnes comme dans le dictionnaire des données ; au moins "
        f"{', '.join(_REQUIRED)}.",
    )


def _check_columns(report: Report, table: Table) -> dict[str, str]:
    """Report missing, unknown and misspelled columns; return column -> name to read it under."""
    renamed = read_as(table.columns)
    taken = {name for name in renamed.values() if name in FIELD_BY_NAME or name in OLD_COLUMNS}
    version = detect_version(renamed.values())
    missing = [name for name in _REQUIRED if name not in taken]
    if version == "0.1" and "services" not in taken:
        missing.append("services")
    for column, name in renamed.items():
        if name != column:
            problem: Problem | None = _column_spelling(column, name)
        else:
            problem = _column_problem(column, version)
        if problem:
            report.add(_fault(problem, table.header_line))
    unknown = tuple(c for c in table.columns if c not in taken and renamed[c] == c)
    for name in missing:
        report.add(_fault(_column_missing(name, unknown), table.header_line))
    return renamed


def _column_spelling(column: str, name: str) -> Problem:
    message = f"La colonne {quote(column)} est lue comme {quote(name)}."
    return Problem(column, column, "column_spelling", message, f"Nommez-la {quote(name)}.")


def _column_problem(column: str, version: Version | None) -> Problem | None:
    if column in FIELD_BY_NAME or column.startswith(LOCAL):
        return None
    if column in OLD_COLUMNS:
        if version == "0.1":
            return None
        new = " et ".join(quote(name) for name in _BECAME.get(column, ()))
        message = f"La colonne {quote(column)} est celle de la version 0.1 ; elle est lue."
        repair = f"Remplacez-la par {new}." if new else "Elle n’existe plus : retirez-la."
        return Problem(column, column, "column_old", message, repair, "warning")
    if REPEATED in column:
        name = column.partition(REPEATED)[0]
        message = f"La colonne {quote(name)} est présente plusieurs fois ; la première est lue."
        repair = "Gardez une seule colonne de ce nom."
        return Problem(name, name, "column_repeated", message, repair)
    near = nearest(column, _NAMES)
    guess = f"Vouliez-vous dire {quote(near)} ? Sinon " if near else ""
    name = f"{LOCAL}{'_'.join(fold(column).split())}"
    message = f"La colonne {quote(column)} n’est pas dans le standard ; elle est gardée à part."
    repair = f"{guess}nommez-la {quote(name)} ou retirez-la."
    return Problem(
        column, column, "column_unknown", message, repair[:1].upper() + repair[1:], "warning"
    )


def _column_missing(name: str, unknown: tuple[str, ...]) -> Problem:
    field = FIELD_BY_NAME[name]
    near = nearest(name, unknown) or nearest(field.title, unknown)
    guess = f" La colonne {quote(near)} y ressemble : renommez-la." if near else ""
    return Problem(
        name,
        "",
        "column_missing",
        f"La colonne {quote(name)} manque ; elle est obligatoire.",
        f"Ajoutez la colonne {quote(name)} ({field.title.lower()}).{guess}",
    )


def _check_rows(
    report: Report,
    table: Table,
    renamed: dict[str, str],
    version: Version,
    is_in_commune: CommuneCheck | None,
) -> None:
    first_line_of: dict[str, int | None] = {}
    # A column that is missing was said once: saying it again for each row would hide the rest.
    absent = {*_REQUIRED, "services"} - set(renamed.values())
    same_names = all(column == name for column, name in renamed.items())
    for line, row in table.rows:
        values = row if same_names else {renamed[column]: row[column] for column in row}
        reading = read_values(values, version=version, line=line, is_in_commune=is_in_commune)
        valid = True
        for fault in reading.faults:
            valid = valid and fault.severity != "error"
            if not (fault.rule == "required_missing" and fault.field in absent):
                report.add(fault)
        if reading.record is None:
            report.n_refused += 1
            continue
        record_id = reading.record.id
        if record_id in first_line_of:
            valid = False
            report.add(_id_repeated(record_id, line, first_line_of[record_id], report.row_word))
        else:
            first_line_of[record_id] = line
        report.n_valid += valid


def _id_repeated(record_id: str, line: int | None, first: int | None, word: str) -> Fault:
    return Fault(
        line,
        record_id,
        "id",
        record_id,
        "id_repeated",
        f"L’identifiant {quote(record_id)} est déjà celui de {_the(word)} {first}.",
        "Donnez à chaque lieu un identifiant à lui, qui ne change pas d’une livraison à l’autre.",
        "error",
    )


def _the(word: str) -> str:
    return "l’élément" if word == "élément" else f"la {word}"
