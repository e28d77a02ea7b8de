"""The publication rule: which of several statements is published, field by field (ADR 0022)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from maillage.apps.directory.queries.due import holds

# Sources that are people: what they say is dated field by field.
BY_HAND = "saisie"  # a form of the staff
CHECKED = "verification"  # the city asked, and says that it holds
CONFIRMED = "confirmation"  # the place itself says that it holds
# Who is believed first, as long as what they said need not be asked again.
LEVEL = {CONFIRMED: 2, CHECKED: 1, BY_HAND: 1}
# Lists that close a door: silence of the winning statement means that it is open to everyone, and
# the older restriction of another source must not come back through it (domain.md 6.1).
RESTRICTIVE = frozenset(
    {
        "publics_specifiquement_adresses",
        "age_min",
        "age_max",
        "admission_rule",
    }
)


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
    if source in LEVEL and not of_part:
        return []  # who counted the computers did not check the address
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
    said: Sequence[Said], fields: Mapping[str, Any], *, today: date
) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    """Return (values, origins) of `fields` from every statement that counts.

    Field by field: what the place confirmed, then what the city confirmed or entered, as long as
    neither has to be asked again; then the newest statement; then, of one day, that of a person,
    the one that says most, the latest received. A file that is silent says nothing, but of a list
    that closes a door (RESTRICTIVE); a form that empties a field says that it is empty. Lists are
    never united. origins is {field: [record number, ISO date or ""]}.
    """
    if len(said) == 1:
        only = said[0]
        on = only.stated_on.isoformat() if only.stated_on else ""
        values = {name: only.values.get(name, empty) for name, empty in fields.items()}
        return values, {name: [only.record_id, on] for name in fields if name in only.values}
    values = dict(fields)
    origins: dict[str, list[Any]] = {}
    held: dict[str, int] = {}
    for one in sorted(said, key=_rank):
        on = one.stated_on.isoformat() if one.stated_on else ""
        level = LEVEL.get(one.source, 0)
        whole = level == 0 and bool(one.values)
        for name, empty in fields.items():
            if name in one.values:
                standing = level if level and holds(name, one.stated_on, today) else 0
                if standing >= held.get(name, 0):
                    values[name], held[name] = one.values[name], standing
                    origins[name] = [one.record_id, on]
            elif whole and name in RESTRICTIVE and name in origins and not held[name]:
                values[name] = empty
                del origins[name]
    return values, origins


def _rank(one: Said) -> tuple[date, bool, int, int]:
    said = sum(value not in ("", None, [], {}) for value in one.values.values())
    return (one.stated_on or date.min, one.source in LEVEL, said, one.record_id)


def newest(said: Iterable[Said]) -> date | None:
    """Return the date of the newest statement, None when none is dated."""
    return max((s.stated_on for s in said if s.stated_on), default=None)
