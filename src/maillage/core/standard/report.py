"""What the validator found, grouped, for people (`text`) and for programs (`as_json`)."""

import dataclasses
from typing import Any

from maillage.core.standard.problems import shorten
from maillage.core.standard.record import Fault, Severity

N_FIRST = 5
_VALUE_LENGTH = 200


@dataclasses.dataclass(slots=True)
class FaultGroup:
    """The same fault (field, rule and value) wherever it was met."""

    field: str
    rule: str
    value: str  # shortened: a value may be millions of characters long
    severity: Severity
    message: str
    repair: str
    count: int = 0
    first_lines: list[int] = dataclasses.field(default_factory=list)
    first_ids: list[str] = dataclasses.field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return the group as plain JSON."""
        return {
            "field": self.field,
            "rule": self.rule,
            "value": self.value,
            "severity": self.severity,
            "message": self.message,
            "repair": self.repair,
            "count": self.count,
            "first_lines": list(self.first_lines),
            "first_ids": list(self.first_ids),
        }


@dataclasses.dataclass(slots=True)
class Report:
    """The result of `validate`.

    n_rows : rows found in the file, header and blank lines aside
    n_valid : rows without any error
    n_refused : rows that could not become a place at all
    version : "1.0", "0.1", or None when the columns are those of neither
    row_word : what a row number counts, "ligne" or, in JSON, "élément"
    described : what the file is, when it is not one of the national standard
    """

    filename: str
    version: str | None = None
    n_rows: int = 0
    n_valid: int = 0
    n_refused: int = 0
    row_word: str = "ligne"
    described: str = ""
    groups: dict[tuple[str, str, str], FaultGroup] = dataclasses.field(default_factory=dict)

    def add(self, fault: Fault) -> None:
        """Count a fault into its group."""
        value = shorten(fault.value, _VALUE_LENGTH)
        key = (fault.field, fault.rule, value)
        group = self.groups.get(key)
        if group is None:
            group = self.groups[key] = FaultGroup(
                fault.field, fault.rule, value, fault.severity, fault.message, fault.repair
            )
        group.count += 1
        if group.count <= N_FIRST:
            if fault.line is not None:
                group.first_lines.append(fault.line)
            if fault.record_id:
                group.first_ids.append(shorten(fault.record_id))

    @property
    def n_errors(self) -> int:
        """Number of faults that the standard refuses."""
        return sum(group.count for group in self.groups.values() if group.severity == "error")

    @property
    def n_warnings(self) -> int:
        """Number of faults that deserve a look."""
        return sum(group.count for group in self.groups.values() if group.severity == "warning")

    @property
    def ok(self) -> bool:
        """Whether the file conforms: at least one row, and no error."""
        return self.n_rows > 0 and self.n_errors == 0

    def ordered(self) -> list[FaultGroup]:
        """Return the groups: errors first, then by first line, then the most frequent."""
        return sorted(
            self.groups.values(),
            key=lambda g: (g.severity != "error", g.first_lines[:1] or [0], -g.count, g.field),
        )

    def as_json(self) -> dict[str, Any]:
        """Return the whole report as plain JSON."""
        return {
            "filename": self.filename,
            "ok": self.ok,
            "version": self.version,
            "n_rows": self.n_rows,
            "n_valid": self.n_valid,
            "n_refused": self.n_refused,
            "n_errors": self.n_errors,
            "n_warnings": self.n_warnings,
            "row_word": self.row_word,
            "faults": [group.as_json() for group in self.ordered()],
        }

    def text(self, *, limit: int | None = 200) -> str:
        """Return the report in French; beyond `limit` groups, the number left out is said."""
        lines = [self._summary(), ""]
        groups = self.ordered()
        shown = groups if limit is None else groups[:limit]
        for group in shown:
            lines += self._paragraph(group)
        if len(groups) > len(shown):
            lines.append(f"… et {_count(len(groups) - len(shown), 'autre problème')} de ce genre.")
        return "\n".join(lines).rstrip() + "\n"

    def _summary(self) -> str:
        version = f"version {self.version} du standard" if self.version else "version non reconnue"
        version = self.described or version
        if self.ok:
            end = "Le fichier est conforme."
            if self.n_warnings:
                end += f" {_count(self.n_warnings, 'point')} à vérifier."
        else:
            end = f"Le fichier n’est pas conforme : {_count(self.n_errors, 'erreur')}"
            end += f", {_count(self.n_warnings, 'point')} à vérifier." if self.n_warnings else "."
        rows = (
            f"{_count(self.n_rows, self.row_word)} dont {self.n_valid} sans erreur "
            f"et {_count(self.n_refused, 'refusée' if self.row_word == 'ligne' else 'refusé')}"
        )
        return f"{self.filename} : {version} ; {rows}.\n{end}"

    def _paragraph(self, group: FaultGroup) -> list[str]:
        mark = "ERREUR" if group.severity == "error" else "À VÉRIFIER"
        where = self._where(group)
        named = f"champ {group.field}" if group.field else ""
        head = ", ".join(part for part in (where, named) if part)
        prefix = f"{mark} {head} : " if head else f"{mark} : "
        times = f" ({group.count} fois)" if group.count > 1 else ""
        return [
            f"{prefix}{group.message}{times}",
            f"    Pour réparer : {group.repair}  [{group.rule}]",
        ]

    def _where(self, group: FaultGroup) -> str:
        if not group.first_lines:
            return ""
        word = self.row_word if group.count == 1 else self.row_word + "s"
        more = f" et {group.count - N_FIRST} autres" if group.count > N_FIRST else ""
        return f"{word} {', '.join(map(str, group.first_lines))}{more}"


def _count(n: int, word: str) -> str:
    # French counts 0 and 1 in the singular.
    return f"{n} {word if n < 2 else ' '.join(part + 's' for part in word.split(' '))}"
