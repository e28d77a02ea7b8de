"""What the page of a preview and that of a delivery say alike: fields, corrections, faults."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from maillage.apps.directory.queries.labels import DELIVERED_LABELS, OFFER_LABELS, PLACE_LABELS
from maillage.apps.imports.queries.corrections import why_of

FAULTS_SHOWN = 60
KINDS = (
    ("added", "Ajoutés"),
    ("changed", "Changés"),
    ("removed", "Enlevés"),
    ("refused", "Refusés"),
)
LABELS = OFFER_LABELS | PLACE_LABELS | DELIVERED_LABELS


@dataclass(frozen=True, slots=True)
class Change:
    """One value that a file changes: of whom, before, after."""

    of: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class FieldLine:
    """What a delivery does to one field, with examples."""

    name: Any
    counts: Sequence[int]
    changes: Sequence[Change]


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """A named correction, why it is made, of which field, how often, and one example."""

    code: str
    why: str
    field: str
    n: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class FaultLine:
    """What the producer has to repair, said once however often it occurs."""

    n: int
    field: Any
    message: str
    repair: str
    lines: str


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A row that is not applied, and why."""

    where: str
    key: str
    reason: str


@dataclass(frozen=True, slots=True)
class Account:
    """All that imports/_account.html may use of a report."""

    kinds: Sequence[str]
    fields: Sequence[FieldLine]
    corrections: Sequence[CorrectionLine]
    faults: Sequence[FaultLine]
    n_faults_more: int
    notes: Sequence[str]


def account_of(report: Mapping[str, Any], *, most_faults: int = FAULTS_SHOWN) -> Account:
    """Return what a report says, for a page or for a table."""
    faults = report.get("faults", [])
    changes = report.get("changes", {})
    return Account(
        kinds=[words for _code, words in KINDS],
        fields=[
            FieldLine(
                LABELS.get(name, name),
                [kinds.get(code, 0) for code, _words in KINDS],
                [Change(*change) for change in changes.get(name, [])],
            )
            for name, kinds in report.get("fields", {}).items()
            if any(kinds.get(code) for code, _words in KINDS)
        ],
        corrections=[
            CorrectionLine(code, *_correction_words(code), n, *_example(report, code))
            for code, n in sorted(report.get("corrections", {}).items(), key=lambda c: -c[1])
        ],
        faults=[
            FaultLine(
                fault["n"],
                LABELS.get(fault["field"], fault["field"]),
                fault["message"],
                fault["repair"],
                ", ".join(map(str, fault["lines"])),
            )
            for fault in faults[:most_faults]
        ],
        n_faults_more=max(0, len(faults) - most_faults) + report.get("faults_left_out", 0),
        notes=report.get("notes", []),
    )


def where_words(line: int | None, number: int) -> str:
    """Return where a row is, as its sender finds it again."""
    return _("ligne %(n)s") % {"n": line} if line else _("n° %(n)s") % {"n": number}


def _correction_words(counted: str) -> tuple[str, str]:
    """Return why a correction is made and of what: it is counted as "capitals_in_name (nom)"."""
    code, _space, field = counted.partition(" ")
    name = field.strip("()")
    return why_of(code), str(LABELS.get(name, name))


def _example(report: Mapping[str, Any], code: str) -> tuple[str, str]:
    examples = report.get("examples", {}).get(code)
    return (examples[0][0], examples[0][1]) if examples else ("", "")
