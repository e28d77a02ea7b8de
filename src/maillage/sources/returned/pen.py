"""Write in the cells of a row what is certain, and nothing else.

A cell is changed only when reading the row again says what was wanted and not one thing more: the
same key, the same values, no fault that was not there. What cannot be written so is told.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, Literal

from maillage.core.harmonise import Change, Log, corrections
from maillage.core.harmonise.safe import DAMAGE, SAFE
from maillage.core.standard import PlaceRecord, Reading
from maillage.core.standard.reading import LOCAL
from maillage.core.standard.writing import harmless, to_values
from maillage.sources.base import Row, Source
from maillage.sources.returned.candidates import candidates
from maillage.sources.returned.cells import NO_HINTS, Hints, Knowledge, Said, learnt, text_of

CERTAIN = SAFE | DAMAGE
# How JSON writes codes and lists: nothing that its producer has to correct.
_FORM = frozenset({"list_to_text", "number_to_text"})
_MOST_CANDIDATES = 40
# Fields of which a cell holds several, or that mean nothing apart.
_TOGETHER = (("latitude", "longitude"), ("adresse", "code_postal", "commune", "code_insee"))


@dataclass(frozen=True, slots=True)
class Edit:
    """One cell that changes. reason: a correction of form, or a confirmed value of a field."""

    column: str
    before: object
    after: object
    reason: Literal["form", "confirmed"]
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Left:
    """Something certain that no cell of the row can hold."""

    field: str
    value: str
    reason: Literal["form", "confirmed"]


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A row and what became of it.

    row, reading, changes : as received; said : what it states once written, None when refused
    """

    row: Row
    reading: Reading
    changes: tuple[Change, ...]
    edits: tuple[Edit, ...] = ()
    left: tuple[Left, ...] = ()
    said: Mapping[str, Any] | None = None


@dataclass(slots=True)
class _State:
    """What a row says, to be compared with what it says once a cell changed."""

    key: str
    said: Mapping[str, Any]
    faults: Counter[tuple[str, str]]
    changes: Counter[tuple[str, str]]


@dataclass(slots=True)
class Pen:
    """What writes in the rows of one file, once it learnt from its first rows.

    said : what of a record is compared, for example `values_of_record`
    hints : what a person declared of the file, when its source was described
    """

    source: Source
    said: Said
    hints: Hints = NO_HINTS
    knowledge: Knowledge = field(default_factory=Knowledge)

    def learn(self, rows: Sequence[Row]) -> None:
        """Learn which columns feed which fields, and by which words; some thousand rows do."""
        self.knowledge = learnt(self.source, rows, self.said, self.hints)

    def write(self, row: Row, wanted: Mapping[str, Any] | None = None) -> Rewritten:
        """Return the row with its certain corrections, then with the values that are wanted.

        wanted : by field of `said`, the value that is known to hold; None or empty removes it
        """
        received, log = row, Log()
        reading = self.source.convert(row, log)
        changes = log.take_record()
        if row.problem is not None or reading.record is None:
            return Rewritten(row, reading, changes)  # its producer repairs it, as it came
        state = self._state(row, reading, changes)
        edits: list[Edit] = []
        left: list[Left] = []
        row, state = self._mend(row, changes, state, edits, left)
        for names in _units(wanted or {}, state.said):
            row, state = self._put(row, names, wanted or {}, state, edits, left)
        return Rewritten(received, reading, changes, tuple(_merged(edits)), tuple(left), state.said)

    # ---------------------------------------------------------------- corrections of form

    def _mend(
        self,
        row: Row,
        changes: Sequence[Change],
        state: _State,
        edits: list[Edit],
        left: list[Left],
    ) -> tuple[Row, _State]:
        chains = _chains(changes)
        if not chains:
            return row, state
        proposed = [(chain, self._cells(row, chain)) for chain in chains]
        everything = {c: text for _chain, cells in proposed for c, text in cells.items()}
        whole = self._accepted(row, everything, state, state.said) if everything else None
        for chain, cells in proposed:
            name = chain[0].field
            if not cells:
                left.append(Left(name, chain[-1].after, "form"))
                continue
            if whole is None:
                found = self._accepted(row, cells, state, state.said)
                if found is None:
                    left.append(Left(name, chain[-1].after, "form"))
                    continue
                before = row
                row, state = found
            else:
                before = row
            edits += [
                Edit(column, before.values.get(column), text, "form", (name,))
                for column, text in cells.items()
            ]
        return whole if whole is not None else (row, state)

    def _cells(self, row: Row, chain: Sequence[Change]) -> dict[str, object]:
        """Return the cells to write for the corrections of one field, {} when none can be."""
        name, before, after = chain[0].field, chain[0].before, chain[-1].after
        feeding = self.knowledge.feeds.get(name, [])
        same = [c for c, cell in row.values.items() if c and text_of(cell) == before.strip()]
        chosen = [c for c in same if c == name] or [c for c in same if c in feeding]
        if chosen or len(same) == 1:
            return dict.fromkeys(chosen or same, after)
        known = corrections()
        fixes = [f for change in chain if (f := known[change.code].fix_value) is not None]
        written: dict[str, object] = {}
        for column in feeding:
            text = text_of(row.values.get(column))
            mended = text
            for fix in fixes:
                mended = fix(mended)
            if text and mended != text:
                written[column] = mended
        return written

    # ---------------------------------------------------------------- values that are known

    def _put(
        self,
        row: Row,
        names: tuple[str, ...],
        wanted: Mapping[str, Any],
        state: _State,
        edits: list[Edit],
        left: list[Left],
    ) -> tuple[Row, _State]:
        """Write the values of some fields; of each one apart when they do not go together."""
        values = {name: wanted[name] for name in names}
        target = dict(state.said)
        for name, value in values.items():
            if _said(value) is None:
                target.pop(name, None)
            else:
                target[name] = value
        for cells in islice(candidates(self.knowledge, row, values), _MOST_CANDIDATES):
            if any(_is_formula(cell) for cell in cells.values()):
                continue
            found = self._accepted(row, cells, state, target)
            if found is not None:
                edits += [
                    Edit(column, row.values.get(column), cell, "confirmed", names)
                    for column, cell in cells.items()
                    if text_of(row.values.get(column)) != cell
                ]
                return found
        if len(names) > 1 and names != _TOGETHER[0]:
            for name in names:
                row, state = self._put(row, (name,), wanted, state, edits, left)
            return row, state
        left += [Left(name, _shown(value), "confirmed") for name, value in values.items()]
        return row, state

    # ---------------------------------------------------------------- reading again

    def _accepted(
        self,
        row: Row,
        cells: Mapping[str, object],
        before: _State,
        target: Mapping[str, Any],
    ) -> tuple[Row, _State] | None:
        """Return the row with these cells when it says the target and nothing is worse."""
        if any(column not in row.values and column not in row.columns for column in cells):
            return None
        written = replace(row, values={**row.values, **cells})
        log = Log()
        reading = self.source.convert(written, log)
        if reading.record is None:
            return None
        after = self._state(written, reading, log.take_record())
        if after.key != before.key or after.said != target:
            return None
        worse = any(n > before.faults[one] for one, n in after.faults.items())
        more = any(n > before.changes[one] for one, n in after.changes.items())
        return None if worse or more else (written, after)

    def _state(self, row: Row, reading: Reading, changes: Sequence[Change]) -> _State:
        return _State(
            self.source.key(row),
            self.said(reading.record) if reading.record is not None else {},
            Counter((fault.field, fault.rule) for fault in reading.faults),
            Counter((c.code, c.field) for c in changes if c.code not in _FORM),
        )


def values_of_record(record: PlaceRecord) -> dict[str, Any]:
    """Return the fields that a record states and its extension: what `Pen` compares by default."""
    said: dict[str, Any] = {
        name: list(value) if isinstance(value, tuple) else value
        for name in to_values(record)
        if name != "id" and (value := getattr(record, name)) not in ("", None, ())
    }
    return said | {name: list(items) for name, items in record.extension.items()}


def _chains(changes: Sequence[Change]) -> list[list[Change]]:
    """Return the certain corrections of each value in their order, first text to last text.

    A value that was also changed by a correction that nobody is sure of is left as it came.
    """
    by_field: dict[str, list[Change]] = {}
    for change in changes:
        # What only the producer has is not published: its blanks and its lines are its own.
        own = change.field.startswith(LOCAL) and change.code.startswith("spaces")
        if change.code not in _FORM and not own:
            by_field.setdefault(change.field, []).append(change)
    found: list[list[Change]] = []
    for of_field in by_field.values():
        chain: list[Change] = []
        for change in of_field:
            if change.code not in CERTAIN or change.code not in corrections_known():
                break
            chain.append(change)
        if chain and chain[0].before != chain[-1].after:
            found.append(chain)
    return found


def corrections_known() -> Collection[str]:
    """Return the codes that may be written: those of the core, and those of a mapping."""
    return corrections().keys() | {"lost_zero_pivot", "lost_zero_telephone", "spreadsheet_day"}


def _units(wanted: Mapping[str, Any], said: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """Return the fields to write, those that go together at once."""
    due = [name for name, value in wanted.items() if _said(said.get(name)) != _said(value)]
    units = [tuple(n for n in group if n in wanted) for group in _TOGETHER if {*group} & {*due}]
    grouped = {name for unit in units for name in unit}
    return units + [(name,) for name in due if name not in grouped]


def _said(value: Any) -> Any:
    """Return a value, None for one that says nothing; no and zero say something."""
    return None if value in ("", [], {}) else value


def _merged(edits: Sequence[Edit]) -> list[Edit]:
    """Return one edit by cell: what it was first, what it is last."""
    found: dict[str, Edit] = {}
    for edit in edits:
        first = found.get(edit.column)
        if first is not None:
            fields = tuple(dict.fromkeys((*first.fields, *edit.fields)))
            edit = replace(edit, before=first.before, fields=fields)
        found[edit.column] = edit
    return [edit for edit in found.values() if edit.before != edit.after]


def _is_formula(cell: object) -> bool:
    return isinstance(cell, str) and harmless(cell) != cell


def _shown(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value or "")


__all__ = ["CERTAIN", "Edit", "Left", "Pen", "Rewritten", "values_of_record"]
