"""What is wrong in a file of places, and the same file with its safe corrections.

The words and the verdict are those of `maillage validate` (core.standard.validate). Needs no
Django: it runs apart (see file_apart).
"""

import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from maillage.apps.opendata.queries.file_mending import FORM, Mend, mend, why, written
from maillage.core.standard import (
    FIELDS,
    Report,
    Table,
    detect_version,
    read_as,
    read_table,
    validate_table,
)
from maillage.core.standard.data_inclusion import (
    DataInclusionService,
    DataInclusionStructure,
    kind_of,
    validate_data_inclusion,
)
from maillage.core.standard.problems import shorten
from maillage.core.standard.record import Fault
from maillage.core.standard.report import FaultGroup
from maillage.core.standard.version_0_1 import OLD_COLUMNS
from maillage.sources.delivery import Delivery, DeliveryError, open_delivery
from maillage.sources.encoding import UNREADABLE
from maillage.sources.mapping.table import open_table

MAX_BYTES = 20 * 1024**2
UNPACKED_BYTES = 60 * 1024**2
MAX_ROWS = 100_000
# Lines, or objects, of a file that cannot be one of so few places: refused before it is read.
MOST_LINES = 30 * MAX_ROWS
# Different values that are told one by one; beyond, they are counted with others of their kind.
MAX_GROUPS = 20_000
# Kinds of problems beyond those; more come from columns by the thousand, and stop the check.
MAX_KINDS = 2_000
OTHERS = "…"
_KNOWN = tuple(
    dict.fromkeys(
        [
            *(f.name for f in FIELDS),
            *sorted(OLD_COLUMNS),
            *DataInclusionStructure.__dataclass_fields__,
            *DataInclusionService.__dataclass_fields__,
        ]
    )
)
NOT_MENDED = (
    "C’est un fichier data·inclusion : nous disons quoi y réparer, nous ne le corrigeons pas."
)
_SHEETS = ("xlsx", "ods")
_LINE_BREAKS = re.compile(r"[\r\n]+")


class FileRefused(ValueError):
    """The file cannot be checked at all; the message is French and says what to do."""


class _TooManyGroups(Exception):
    """There are more different problems than anybody reads."""


@dataclass(slots=True)
class Watched(Report):
    """A report that also keeps every line of every group, and whose groups are bounded.

    folded : values beyond MAX_GROUPS were met; they are counted under OTHERS
    """

    folded: bool = False
    lines: dict[tuple[str, str, str], list[int]] = field(default_factory=dict)

    def add(self, fault: Fault) -> None:
        """Count a fault into its group, or among the others of its kind."""
        key = (fault.field, fault.rule, shorten(fault.value, 200))
        if len(self.groups) >= MAX_GROUPS and key not in self.groups:
            self.folded = True
            message = f"D’autres valeurs ont la même faute, comptées ici ensemble : {OTHERS}"
            fault = replace(fault, value=OTHERS, message=message)
            key = (fault.field, fault.rule, OTHERS)
        # Not super(): a dataclass with slots is another class than the one written here.
        Report.add(self, fault)
        if fault.line is not None:
            self.lines.setdefault(key, []).append(fault.line)
        if len(self.groups) > MAX_GROUPS + MAX_KINDS:
            raise _TooManyGroups


@dataclass(slots=True)
class FileCheck:
    """All that the check of a file found, in plain types: it travels as JSON.

    report : as `maillage validate --json`; groups : its faults with all their lines
    counted, verdict : the two first lines of `maillage validate`
    stopped : there are more kinds of problems than are told, and the end was not seen
    folded : the end was seen, but rare values are counted together
    note : how the file was read, when that is worth a sentence
    done, possible : corrections made, and corrections left to a person
    corrected : the corrected CSV, None when there is none to give; unmended says why in French
    after : errors and warnings that remain in the corrected file
    filled : by field, in how many of the n_read rows it says something
    """

    report: dict[str, Any]
    groups: list[dict[str, Any]]
    counted: str = ""
    verdict: str = ""
    stopped: bool = False
    folded: bool = False
    note: str = ""
    done: list[dict[str, Any]] = field(default_factory=list)
    possible: list[dict[str, Any]] = field(default_factory=list)
    corrected: str | None = None
    unmended: str = ""
    after: dict[str, int] = field(default_factory=dict)
    filled: dict[str, int] = field(default_factory=dict)
    n_read: int = 0


def check_file(path: Path, *, name: str, today: date | None = None) -> FileCheck:
    """Return what is wrong in a file, and its safe corrections.

    Parameters
    ----------
    path : where its bytes are; name : how its owner calls it
    today : the day after which a date is in the future; that of this machine by default

    Raises
    ------
    FileRefused : too large once unpacked, too long, or a workbook that cannot be read.
    """
    table, note = _table(path, name)
    if len(table.rows) > MAX_ROWS:
        raise FileRefused(_too_many_rows(str(len(table.rows))))
    report, stopped = _validated(table, name, today)
    counted, verdict = report.text(limit=0).splitlines()[:2]
    check = FileCheck(
        report=report.as_json(),
        groups=_groups(report),
        counted=counted,
        verdict=verdict,
        stopped=stopped,
        folded=report.folded,
        note=note,
    )
    if kind_of(table.columns):
        check.unmended = NOT_MENDED
    else:
        _add_corrections(check, table, report)
    return check


def _too_many_rows(n: str) -> str:
    return (
        f"Le fichier a {n} lignes, plus que les {MAX_ROWS} que cette page "
        "contrôle : découpez-le, ou utilisez la commande « maillage validate »."
    )


def _validated(table: Table, name: str, today: date | None = None) -> tuple[Watched, bool]:
    report, kind = Watched(filename=name), kind_of(table.columns)
    try:
        if kind is None:
            validate_table(table, report=report)
        else:
            day = today or datetime.now().astimezone().date()
            validate_data_inclusion(table, kind, report=report, today=day)
    except _TooManyGroups:
        return report, True
    return report, False


def _groups(report: Watched) -> list[dict[str, Any]]:
    def lines_of(group: FaultGroup) -> list[tuple[int, int]]:
        return ranges(report.lines.get((group.field, group.rule, group.value), ()))

    return [
        {**group.as_json(), "lines": lines_of(group), "fixed": False} for group in report.ordered()
    ]


def ranges(lines: Iterable[int]) -> list[tuple[int, int]]:
    """Return lines as (first, last) of those that follow one another.

    >>> ranges([5, 3, 4, 40])
    [(3, 5), (40, 40)]
    """
    found: list[tuple[int, int]] = []
    for line in sorted(set(lines)):
        if found and line == found[-1][1] + 1:
            found[-1] = (found[-1][0], line)
        else:
            found.append((line, line))
    return found


def _add_corrections(check: FileCheck, table: Table, report: Watched) -> None:
    version = detect_version(read_as(table.columns).values())
    if version is None or not table.rows:
        check.unmended = "Le fichier n’a pas pu être lu comme un tableau du standard."
        return
    mended = mend(table, columns=read_as(table.columns), version=version)
    check.filled, check.n_read = mended.filled, mended.n_read
    check.possible = [_as_json(one) for one in mended.possible.ordered()]
    if table.unreadable:
        n = len(table.unreadable)
        check.unmended = (
            f"{n} lignes ne peuvent pas être lues : elles seraient perdues. Réparez-les d’abord."
            if n > 1
            else "Une ligne ne peut pas être lue : elle serait perdue. Réparez-la d’abord."
        )
        return
    check.done = [_as_json(one) for one in mended.done.ordered()]
    if not check.done:
        check.unmended = "Rien ne peut être corrigé sans qu’une personne choisisse."
        return
    text = "".join(written(mended.table, version=version))
    # The file that is given is the one that is checked: read from its text.
    again, stopped = _validated(read_table(text.encode(), filename="corrige.csv"), "corrige.csv")
    if not check.stopped and again.n_errors > report.n_errors:
        check.done = []
        check.unmended = (
            "Les corrections faisaient apparaître d’autres erreurs : rien n’est changé."
        )
        return
    check.corrected = text
    left = {(field_, rule) for field_, rule, _value in again.groups}
    for group in check.groups:
        key = (group["field"], group["rule"], group["value"])
        gone = key[:2] not in left
        if not again.folded and group["value"] != OTHERS:
            gone = key not in again.groups
        group["fixed"] = not stopped and gone
    check.after = {
        "n_valid": again.n_valid,
        "n_errors": again.n_errors,
        "n_warnings": again.n_warnings,
    }


def _as_json(mend_: Mend) -> dict[str, Any]:
    return {
        "code": mend_.code,
        "field": mend_.field,
        "why": why(mend_.code),
        "count": mend_.count,
        "lines": ranges(mend_.lines),
        "examples": [
            (shorten(before), shorten(after))
            for before, after in mend_.examples
            # Spaces are not seen: an example of them would look the same twice.
            if shorten(before) != shorten(after)
        ],
    }


# ---------------------------------------------------------------- from a file to a table


def _table(path: Path, name: str) -> tuple[Table, str]:
    """Return the table of a file, and a sentence on how it was read."""
    data = path.read_bytes()
    if data[:2] == b"\x1f\x8b":
        _check_unpacked(data)
    if data[:4] == b"PK\x03\x04":
        try:
            with open_delivery(path, total_limit_bytes=UNPACKED_BYTES) as delivery:
                if delivery.format in _SHEETS:
                    return _workbook(delivery)
        except DeliveryError as error:
            raise FileRefused(str(error).replace(path.name, name)) from error
    if data[:2] != b"\x1f\x8b" and data.count(b"\n") + data.count(b"{") > MOST_LINES:
        raise FileRefused(_too_many_rows(f"plus de {MOST_LINES}"))
    table = read_table(data, filename=name)
    if [p.rule for p in table.problems if p.severity == "error"] == ["wrong_encoding"]:
        return _other_encoding(table, path, name)
    return table, ""


def _check_unpacked(data: bytes) -> None:
    """Raise FileRefused when a gzip unpacks to more than is checked here; a cut one is not."""
    total, engine = 0, zlib.decompressobj(wbits=31)
    try:
        while data and total <= UNPACKED_BYTES:
            total += len(engine.decompress(data, 256 * 1024))
            data = engine.unused_data if engine.eof else engine.unconsumed_tail
            if engine.eof and data:
                engine = zlib.decompressobj(wbits=31)
    except zlib.error:
        return  # damaged: said by the validator
    if total > UNPACKED_BYTES:
        raise FileRefused(
            f"Décompressé, le fichier dépasse {UNPACKED_BYTES // 1024**2} Mo : découpez-le."
        )


def _workbook(delivery: Delivery) -> tuple[Table, str]:
    laid, rows = open_table(delivery, columns=_KNOWN)
    table = Table(columns=laid.columns, header_line=laid.header_line or None)
    for row in rows:
        table.rows.append((row.line, {name: row.values.get(name, "") for name in laid.columns}))
        if len(table.rows) > MAX_ROWS:
            break
    note = f"Classeur lu : feuille « {laid.sheet} »"
    note += f", titres à la ligne {laid.header_line}." if laid.header_line else "."
    return table, " ".join([note, *laid.notes])


def _other_encoding(table: Table, path: Path, name: str) -> tuple[Table, str]:
    """Read the file in the encoding that French letters tell, the fault of it kept."""
    try:
        with open_delivery(path, total_limit_bytes=UNPACKED_BYTES) as delivery:
            text = "".join(delivery.text())
            note = delivery.encoding.note
    except DeliveryError:
        return table, ""
    if UNREADABLE in text:
        return table, ""
    again = read_table(text.encode(), filename=name)
    again.problems[:0] = [p for p in table.problems if p not in again.problems]
    return again, note


__all__ = ["FORM", "FileCheck", "FileRefused", "check_file", "ranges"]
