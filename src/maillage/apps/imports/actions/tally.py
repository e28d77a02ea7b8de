"""Count what a delivery does, by field, by correction and by fault."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from maillage.core.standard import Fault

# A report stays readable, and its row in the database small, whatever the file.
MOST_FAULTS = 400
EXAMPLES = 3
NAMES = 200
LONGEST = 80


def clean(text: str) -> str:
    """Return a text that both databases can hold: no null character, no lone surrogate."""
    if "\0" in text:
        text = text.replace("\0", "�")
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _shown(value: Any) -> str:
    """Return a value in one short line, as a person compares it with another."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, (list, tuple)):
        return clean(", ".join(map(str, value)))[:LONGEST]
    return clean(str(value))[:LONGEST]


@dataclass(slots=True)
class _GroupedFault:
    field: str
    rule: str
    value: str
    message: str
    repair: str
    lines: list[int]
    n: int = 0


@dataclass(slots=True)
class Tally:
    """What was counted so far. It is saved with each chunk, and read back when one resumes."""

    n_in: int = 0
    n_added: int = 0
    n_changed: int = 0
    n_unchanged: int = 0
    n_refused: int = 0
    n_withdrawn: int = 0
    fields: dict[str, Counter[str]] = field(default_factory=dict)
    corrections: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[list[str]]] = field(default_factory=dict)
    faults: dict[tuple[str, str, str], _GroupedFault] = field(default_factory=dict)
    n_faults_left_out: int = 0
    notes: list[str] = field(default_factory=list)
    # Of the rows that were converted, by the only day of their hours: see `lost_days`.
    hours: Counter[str] = field(default_factory=Counter)
    lost: dict[str, Any] = field(default_factory=dict)
    # By field: (record, before, after), for what a source already gave.
    changes: dict[str, list[list[str]]] = field(default_factory=dict)

    def add_field(self, name: str, kind: str, n: int = 1) -> None:
        """Count one value of a field: added, changed, removed or refused."""
        self.fields.setdefault(name, Counter())[kind] += n

    def add_faults(self, faults: Iterable[Fault]) -> None:
        """Count faults, grouped: the same value at fault in a thousand rows is said once."""
        for fault in faults:
            if fault.severity == "error" and fault.field:
                self.add_field(fault.field, "refused")
            group = self.faults.get((fault.field, fault.rule, fault.value[:80]))
            if group is None:
                if len(self.faults) >= MOST_FAULTS:
                    self.n_faults_left_out += 1
                    continue
                group = _GroupedFault(
                    clean(fault.field),
                    fault.rule,
                    clean(fault.value[:80]),
                    clean(fault.message),
                    clean(fault.repair),
                    [],
                )
                self.faults[(fault.field, fault.rule, fault.value[:80])] = group
            group.n += 1
            if len(group.lines) < EXAMPLES and fault.line is not None:
                group.lines.append(fault.line)

    def add_corrections(self, corrections: Iterable[tuple[str, str, str, str]]) -> None:
        """Count named corrections: (code, field, before, after)."""
        for code, name, before, after in corrections:
            key = f"{code} ({name})"
            self.corrections[key] += 1
            examples = self.examples.setdefault(key, [])
            if len(examples) < EXAMPLES:
                examples.append([clean(before[:80]), clean(after[:80])])

    def compare(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
        """Count what changes by field, from what the source last said to what it says now."""
        name_now = str(after.get("place", {}).get("nom", ""))
        for part in ("place", "offer"):
            old, new = before.get(part, {}), after.get(part, {})
            for name in old.keys() | new.keys():
                if name not in old:
                    self.add_field(name, "added")
                elif name not in new:
                    self.add_field(name, "removed")
                elif old[name] != new[name]:
                    self.add_field(name, "changed")
                else:
                    continue
                if before:
                    self._show_change(name, name_now, old.get(name), new.get(name))
        for name in ("equipment", "programmes", "quarter"):
            if before.get(name) != after.get(name):
                kind = "changed" if name in before and name in after else "added"
                self.add_field(name, "removed" if name not in after else kind)

    def _show_change(self, field: str, record: str, before: Any, after: Any) -> None:
        shown = self.changes.setdefault(field, [])
        if len(shown) < EXAMPLES:
            shown.append([clean(record[:LONGEST]), _shown(before), _shown(after)])

    def counts(self) -> dict[str, int]:
        """Return what became of the rows: rows = added + changed + unchanged + refused."""
        return {
            "rows": self.n_in,
            "added": self.n_added,
            "changed": self.n_changed,
            "unchanged": self.n_unchanged,
            "refused": self.n_refused,
            "withdrawn": self.n_withdrawn,
        }

    def as_json(self) -> dict[str, Any]:
        """Return the report that is kept with the delivery."""
        return {
            "fields": {name: dict(counts) for name, counts in sorted(self.fields.items())},
            "corrections": dict(self.corrections),
            "examples": self.examples,
            "faults": [
                {
                    "field": f.field,
                    "rule": f.rule,
                    "value": f.value,
                    "message": f.message,
                    "repair": f.repair,
                    "n": f.n,
                    "lines": f.lines,
                }
                for f in sorted(self.faults.values(), key=lambda f: -f.n)
            ],
            "faults_left_out": self.n_faults_left_out,
            "notes": self.notes,
            "hours": dict(self.hours),
            "lost": self.lost,
            "changes": self.changes,
        }

    @classmethod
    def from_json(cls, report: Mapping[str, Any]) -> "Tally":
        """Read back a report that was saved half-way."""
        tally = cls()
        tally.fields = {n: Counter(c) for n, c in report.get("fields", {}).items()}
        tally.corrections = Counter(report.get("corrections", {}))
        tally.examples = dict(report.get("examples", {}))
        for f in report.get("faults", []):
            group = _GroupedFault(
                f["field"], f["rule"], f["value"], f["message"], f["repair"], f["lines"], f["n"]
            )
            tally.faults[(group.field, group.rule, group.value)] = group
        tally.n_faults_left_out = report.get("faults_left_out", 0)
        tally.notes = list(report.get("notes", []))
        tally.hours = Counter(report.get("hours", {}))
        tally.lost = dict(report.get("lost", {}))
        tally.changes = dict(report.get("changes", {}))
        return tally
