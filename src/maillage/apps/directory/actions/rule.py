"""The publication rule: which of several statements is published, field by field."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

BY_HAND = "saisie"


@dataclass(frozen=True, slots=True)
class Said:
    """One statement that counts: its record, who said it, when, and what."""

    record_id: int
    source: str
    stated_on: date | None
    values: Mapping[str, Any]


def said_in(
    record_id: int, source: str, stated_on: date | None, values: Mapping[str, Any], part: str
) -> list[Said]:
    """Return what a record says of its `part` ("place" or "offer"): one statement by date.

    A file has one date. A form is dated field by field (`values["on"][part]`): what somebody
    entered last year does not grow younger when somebody corrects the telephone today.
    """
    dates: Mapping[str, str] = values.get("on", {}).get(part, {})
    of_part: Mapping[str, Any] = values.get(part, {})
    if not dates:
        return [Said(record_id, source, stated_on, of_part)]
    by_date: dict[str, dict[str, Any]] = {}
    for name, value in of_part.items():
        by_date.setdefault(dates.get(name, ""), {})[name] = value
    return [
        Said(record_id, source, date.fromisoformat(on) if on else stated_on, fields)
        for on, fields in by_date.items()
    ]


def published(
    said: Sequence[Said], fields: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    """Return (values, origins) of `fields` from every statement that counts.

    Field by field, the newest statement wins; the same day, what a person entered by hand wins,
    then the latest received. A file that is silent says nothing; a form that empties a field says
    that it is empty. origins is {field: [record number, ISO date or ""]}.
    """
    if len(said) == 1:
        only = said[0]
        on = only.stated_on.isoformat() if only.stated_on else ""
        values = {name: only.values.get(name, empty) for name, empty in fields.items()}
        return values, {name: [only.record_id, on] for name in fields if name in only.values}
    values = dict(fields)
    origins: dict[str, list[Any]] = {}
    for one in sorted(said, key=_rank):
        on = one.stated_on.isoformat() if one.stated_on else ""
        for name in fields:
            if name in one.values:
                values[name] = one.values[name]
                origins[name] = [one.record_id, on]
    return values, origins


def _rank(one: Said) -> tuple[date, bool, int]:
    return (one.stated_on or date.min, one.source == BY_HAND, one.record_id)


def newest(said: Iterable[Said]) -> date | None:
    """Return the date of the newest statement, None when none is dated."""
    return max((s.stated_on for s in said if s.stated_on), default=None)
