"""Count what is told to a producer, and write every line of it as it comes."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import IO, Any

from django.utils.translation import gettext as _

from maillage.apps.directory.actions.rule import BY_HAND, CHECKED, CONFIRMED
from maillage.apps.directory.queries.labels import DELIVERED_LABELS, OFFER_LABELS, PLACE_LABELS
from maillage.apps.directory.queries.returning import Otherwise, RecordPublished
from maillage.apps.imports.actions.tally import clean
from maillage.apps.imports.models import RefusedRow
from maillage.apps.imports.queries.corrections import why_of
from maillage.core.standard import Fault
from maillage.sources.returned import Left, Rewritten

SHOWN, LINES, EXAMPLES, LONGEST = 50, 20, 3, 160
MOST_GROUPS = 400
LABELS = OFFER_LABELS | PLACE_LABELS | DELIVERED_LABELS
# How a file writes codes, lists and points: nothing to correct in it.
NOT_A_CORRECTION = frozenset(
    {
        "list_to_text",
        "number_to_text",
        "position_from_geometry",
        "position_from_metres",
        "position_from_pair",
    }
)
_POSITION = ("latitude", "longitude")


def label_of(name: str) -> str:
    """Return a field in the words of people; a column keeps its own name."""
    return str(LABELS.get(name, name))


def who_words(source: str, titles: Mapping[str, str]) -> str:
    """Return who says otherwise, in words."""
    said = {
        CONFIRMED: _("le lieu l’a confirmé"),
        CHECKED: _("la ville l’a vérifié"),
        BY_HAND: _("la ville l’a corrigé"),
    }.get(source)
    return said or _("« %(source)s » le dit") % {"source": titles.get(source, source)}


def shown(value: Any) -> str:
    """Return a value in one line, as people compare it."""
    if value in (None, "", [], {}):
        return ""
    if value is True or value is False:
        return _("oui") if value else _("non")
    if isinstance(value, (list, tuple)):
        return clean(", ".join(map(str, value)))
    return clean(str(value))


@dataclass(slots=True)
class _Group:
    n: int = 0
    written: int = 0
    lines: list[int] = field(default_factory=list)
    examples: list[list[str]] = field(default_factory=list)
    more: dict[str, str] = field(default_factory=dict)

    def add(self, line: int | None, before: str, after: str, *, written: bool) -> None:
        self.n += 1
        self.written += written
        if line is not None and len(self.lines) < LINES:
            self.lines.append(line)
        example = [clean(before[:LONGEST]), clean(after[:LONGEST])]
        if len(self.examples) < EXAMPLES and example not in self.examples:
            self.examples.append(example)

    def as_json(self) -> dict[str, Any]:
        said = {"n": self.n, "written": self.written, "lines": self.lines}
        return {**said, "examples": self.examples, **self.more}


@dataclass(slots=True)
class ReturnTally:
    """What was counted so far; each line goes to `details` at once."""

    details: IO[str]
    titles: Mapping[str, str]
    counts: Counter[str] = field(default_factory=Counter)
    refused: list[dict[str, Any]] = field(default_factory=list)
    corrected: dict[tuple[str, str], _Group] = field(default_factory=dict)
    faults: dict[tuple[str, str, str], _Group] = field(default_factory=dict)
    otherwise: dict[tuple[str, str], _Group] = field(default_factory=dict)
    otherwise_shown: list[dict[str, Any]] = field(default_factory=list)
    twice: list[dict[str, Any]] = field(default_factory=list)
    gone: list[dict[str, Any]] = field(default_factory=list)
    left: dict[tuple[str, str], _Group] = field(default_factory=dict)

    def _line(self, *cells: Any) -> None:
        self.details.write(json.dumps([clean(str(cell)) for cell in cells], ensure_ascii=False))
        self.details.write("\n")

    def add_refused(self, rows: Iterable[RefusedRow]) -> None:
        """Count the rows that were not applied."""
        for row in rows:
            self.counts["refused"] += 1
            where, name = row.line or row.number, label_of(row.field) if row.field else ""
            self._line("ligne refusée", where, row.key, "", name, "", "", row.reason, "non")
            if len(self.refused) < SHOWN:
                self.refused.append(
                    {"line": row.line, "number": row.number, "key": row.key, "field": name,
                     "reason": row.reason}
                )  # fmt: skip

    def add_row(
        self, one: Rewritten, key: str, *, written: bool, published: RecordPublished | None
    ) -> None:
        """Count what one row needed, and what is published otherwise.

        written : whether the cells that change can be written in the file of the producer
        """
        nom = published.nom if published else ""
        cells = {name for edit in one.edits for name in edit.fields} if written else set()
        mended = 0
        for change in one.changes:
            if change.code in NOT_A_CORRECTION:
                continue
            mended += 1
            there = change.field in cells
            group = self.corrected.setdefault((change.code, change.field), _Group())
            group.add(one.row.line, change.before, change.after, written=there)
            self._line(
                "correction", one.row.line or one.row.number, key, nom, label_of(change.field),
                change.before, change.after, why_of(change.code), "oui" if there else "non",
            )  # fmt: skip
        self.counts["corrections"] += mended
        self.counts["rows_corrected"] += mended > 0
        if written:
            self.counts["cells"] += len(one.edits)
            self.counts["rows_written"] += bool(one.edits)
        self._add_faults(one.reading.faults, one, key, nom)
        left = {item.field for item in one.left if item.reason == "confirmed"}
        if published is not None:
            self._add_published(published, one.row.line, left, written=written)
        if written:
            self._add_left(one.left, one, key, nom)

    def _add_faults(self, faults: Iterable[Fault], one: Rewritten, key: str, nom: str) -> None:
        for fault in faults:
            self.counts["not_understood"] += 1
            where = one.row.line or one.row.number
            said = f"{fault.message} {fault.repair}".strip()
            name = label_of(fault.field)
            self._line("à revoir", where, key, nom, name, fault.value, "", said, "non")
            which = (fault.field, fault.rule, fault.value[:LONGEST])
            group = self.faults.get(which)
            if group is None:
                if len(self.faults) >= MOST_GROUPS:
                    self.counts["faults_left_out"] += 1
                    continue
                group = self.faults[which] = _Group(
                    more={"message": clean(fault.message), "repair": clean(fault.repair)}
                )
            group.add(one.row.line, fault.value, "", written=False)

    def _add_published(
        self, one: RecordPublished, line: int | None, left: set[str], *, written: bool
    ) -> None:
        if one.gone:
            self.counts["gone"] += 1
            on = one.gone_on.isoformat() if one.gone_on else ""
            words = _GONE[one.gone]
            self._line("fermé ou parti", line or "", one.key, one.nom, "", "", words, on, "non")
            if len(self.gone) < SHOWN:
                said = {"line": line, "key": one.key, "nom": one.nom, "words": words, "on": on}
                self.gone.append(said)
        for name, yours, other in _told(one):
            people = other.source in (CONFIRMED, CHECKED, BY_HAND)
            ours = shown(other.value)
            if yours == ours:
                self.counts["same"] += people
                continue
            self.counts["otherwise"] += 1
            self.counts["otherwise_people"] += people
            names = _POSITION if name == "position" else (name,)
            there = written and people and not {*names} & left
            who = who_words(other.source, self.titles)
            on = other.on.isoformat() if other.on else ""
            group = self.otherwise.setdefault((name, who), _Group())
            group.add(line, yours, ours, written=there)
            words = f"{who} {_on_words(other.on)}".strip()
            self._line(
                "dit autrement", line or "", one.key, one.nom, label_of(name), yours, ours, words,
                "oui" if there else "non",
            )  # fmt: skip
            if len(self.otherwise_shown) < SHOWN:
                self.otherwise_shown.append(
                    {"line": line, "key": one.key, "nom": one.nom, "field": label_of(name),
                     "yours": yours[:LONGEST], "ours": ours[:LONGEST], "who": who, "on": on,
                     "written": there}
                )  # fmt: skip

    def _add_left(self, left: Iterable[Left], one: Rewritten, key: str, nom: str) -> None:
        for item in left:
            self.counts["left"] += 1
            self.left.setdefault((item.field, item.reason), _Group()).add(
                one.row.line, "", item.value, written=False
            )
            words = _("aucune case de votre fichier ne peut porter cette valeur telle quelle")
            where = one.row.line or one.row.number
            self._line(
                "non écrit", where, key, nom, label_of(item.field), "", item.value, words, "non"
            )

    def add_twice(self, keys: Iterable[tuple[str, str]], reasons: Iterable[str]) -> None:
        """Count records of one file that are one place; keys: (key, name)."""
        keys, words = list(keys), "; ".join(reasons)
        self.counts["twice"] += 1
        names = " / ".join(key for key, _nom in keys)
        self._line("peut-être en double", "", names, keys[0][1], "", "", "", words, "non")
        if len(self.twice) < SHOWN:
            self.twice.append({"keys": [[key, nom] for key, nom in keys], "reasons": words})

    def as_json(self) -> dict[str, Any]:
        """Return the report: what its pages show."""

        def of(groups: Mapping[Any, _Group], *names: str) -> list[dict[str, Any]]:
            ordered = sorted(groups.items(), key=lambda item: (-item[1].n, item[0]))
            return [
                dict(zip(names, which, strict=True)) | group.as_json() for which, group in ordered
            ]

        return {
            "counts": dict(self.counts),
            "refused": self.refused,
            "corrections": [
                group | {"why": why_of(group["code"]), "label": label_of(group["field"])}
                for group in of(self.corrected, "code", "field")
            ],
            "faults": [
                group | {"label": label_of(group["field"])}
                for group in of(self.faults, "field", "rule", "value")
            ],
            "otherwise": [
                group | {"label": label_of(group["field"])}
                for group in of(self.otherwise, "field", "who")
            ],
            "otherwise_shown": self.otherwise_shown,
            "twice": self.twice,
            "gone": self.gone,
            "left": [
                group | {"label": label_of(group["field"])}
                for group in of(self.left, "field", "reason")
            ],
        }


_GONE = {
    "closed": "la ville dit ce lieu fermé définitivement",
    "moved": "la ville dit que ce lieu a déménagé",
    "planned": "la ville dit que ce lieu n’est pas encore ouvert",
}


def _on_words(on: date | None) -> str:
    return _("le %(day)s") % {"day": f"{on:%d/%m/%Y}"} if on else ""


def _told(one: RecordPublished) -> Iterable[tuple[str, str, Otherwise]]:
    """Yield (field, what the producer says, what somebody else said), a position as one field."""
    north, east = (one.others.get(name) for name in _POSITION)
    if north is not None and east is not None:
        here = [one.stated.get(name) for name in _POSITION]
        if here != [north.value, east.value]:
            yours = " ; ".join(filter(None, map(shown, here)))
            ours = f"{shown(north.value)} ; {shown(east.value)}"
            yield "position", yours, Otherwise(ours, north.source, north.on)
    for name, other in one.others.items():
        if name not in _POSITION:
            yield name, shown(one.stated.get(name)), other
