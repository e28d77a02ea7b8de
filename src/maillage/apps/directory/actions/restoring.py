"""What comes with a place (equipment, mediators, programmes), as an earlier delivery stated it."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any

from maillage.apps.directory.actions.parts import (
    replace_equipment,
    replace_mediators,
    replace_programmes,
)
from maillage.apps.directory.actions.rule import LEVEL
from maillage.apps.directory.models import (
    Attachment,
    AuditRow,
    Equipment,
    Mediators,
    Place,
    ProgrammePlace,
    SourceRecord,
)

# A place, all its attachments, and the records that no longer count.
Returned = tuple[Place, Sequence[Attachment], Sequence[SourceRecord]]
_ROWS: dict[str, Any] = {
    "equipment": Equipment,
    "mediators": Mediators,
    "programmes": ProgrammePlace,
}
# What a person took out: the action, and the word of its trace that names the thing.
_REMOVALS = {
    "equipment": ("remove_equipment", "kind"),
    "programmes": ("remove_programme", "programme"),
}
_Removed = dict[tuple[str, str, str], datetime]


def restore_parts(returned: Sequence[Returned], *, undone: Collection[int]) -> None:
    """Write again the parts that undone records had stated; what people entered is left alone.

    What a person took out since the earlier statement stays out.
    """
    if not returned:
        return
    removed = _removals([place for place, _attachments, _records in returned])
    for part, model in _ROWS.items():
        concerned = [
            (place, attachments)
            for place, attachments, records in returned
            if any(part in record.values for record in records)
        ]
        if not concerned:
            continue
        model.objects.filter(place__in=[p.pk for p, _a in concerned], by_hand=False).delete()
        _restore(part, _stating(part, concerned, undone), removed)


def _stating(
    part: str,
    concerned: Sequence[tuple[Place, Sequence[Attachment]]],
    undone: Collection[int],
) -> list[tuple[Place, SourceRecord]]:
    """Return the last record that states a part of each place, among those that count."""
    place_of = {
        (a.source, a.key): place
        for place, attachments in concerned
        for a in attachments
        if a.source not in LEVEL
    }
    last: dict[int, int] = {}
    for source in {source for source, _key in place_of}:
        keys = [key for of, key in place_of if of == source]
        rows = SourceRecord.objects.filter(
            source=source, key__in=keys, values__has_key=part
        ).exclude(delivery__in=undone)
        for pk, key in rows.values_list("pk", "key"):
            place = place_of[(source, key)].pk
            last[place] = max(pk, last.get(place, 0))
    records = SourceRecord.objects.in_bulk(list(last.values()))
    return [(p, records[last[p.pk]]) for p, _a in concerned if p.pk in last]


def _restore(part: str, stating: Sequence[tuple[Place, SourceRecord]], removed: _Removed) -> None:
    said = []
    for place, record in stating:
        items = [
            item
            for item in record.values[part]
            if not _taken_out(part, place, _name(item), record, removed)
        ]
        said.append((place, record, {part: items}))
    if part == "programmes":
        replace_programmes([(place, values) for place, _record, values in said])
        return
    replace: Callable[..., None] = replace_equipment if part == "equipment" else replace_mediators
    replace(said)


def _name(item: Any) -> str:
    return str(item[0] if isinstance(item, list) else item)


def _taken_out(part: str, place: Place, name: str, record: SourceRecord, removed: _Removed) -> bool:
    moment = removed.get((part, place.public_id, name))
    return moment is not None and moment > record.received_at


def _removals(places: Sequence[Place]) -> _Removed:
    """Return when people last took things out of these places, by (part, place, name)."""
    rows = AuditRow.objects.filter(
        subject_kind="place",
        subject_id__in=[place.public_id for place in places],
        action__in=[action for action, _word in _REMOVALS.values()],
    ).order_by("at", "pk")
    words = {action: (part, word) for part, (action, word) in _REMOVALS.items()}
    removed: _Removed = {}
    for row in rows:
        part, word = words[row.action]
        if not row.after:
            removed[(part, row.subject_id, str(row.before.get(word)))] = row.at
    return removed
