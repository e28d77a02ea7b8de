"""When each kind of field has to be asked again."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

HALF_YEAR, YEAR, TWO_YEARS = 183, 365, 730
# Days for which what was said of a field holds: what sends somebody to a closed door is asked most
# often. Of a field that is not here nothing is asked (a text of presentation, a programme).
FIELD_DUE_DAYS: Mapping[str, int] = {
    "horaires": HALF_YEAR,
    "offer_horaires": HALF_YEAR,
    "telephone": YEAR,
    "courriels": YEAR,
    "site_web": YEAR,
    "prise_rdv": YEAR,
    "contact_nom": YEAR,
    "contact_telephone": YEAR,
    "offer_contact_nom": YEAR,
    "offer_contact_telephone": YEAR,
    "services": YEAR,
    "uses": YEAR,
    "frais_a_charge": YEAR,
    "cost_note": YEAR,
    "modalites_acces": YEAR,
    "modalites_accompagnement": YEAR,
    "publics_specifiquement_adresses": YEAR,
    "admission_rule": YEAR,
    "languages": YEAR,
    "offer_languages": YEAR,
    "offer_adaptations": YEAR,
    "papers_to_bring": YEAR,
    "waiting": YEAR,
    "nom": TWO_YEARS,
    "adresse": TWO_YEARS,
    "floor_or_door": TWO_YEARS,
    "wheelchair": TWO_YEARS,
}
# What a person said holds as long for the fields that nobody asks about.
OTHERWISE = YEAR


def due_on(name: str, said_on: date | None) -> date | None:
    """Return the day on which a field said on a day has to be asked again, None when never."""
    days = FIELD_DUE_DAYS.get(name)
    return said_on + timedelta(days=days) if days is not None and said_on else None


def holds(name: str, said_on: date | None, today: date) -> bool:
    """Return True while what somebody said of a field need not be asked again."""
    if said_on is None:
        return False
    return said_on + timedelta(days=FIELD_DUE_DAYS.get(name, OTHERWISE)) >= today


def overdue_fields(
    values: Mapping[str, Any], origins: Mapping[str, Sequence[Any]], *, today: date
) -> dict[str, date]:
    """Return, by published field that has to be asked again, the day on which it was said last.

    values, origins : as for next_check. What was never dated is not here.
    """
    found = {}
    for name, value in values.items():
        origin = origins.get(name)
        if value in ("", None, [], {}) or origin is None or not origin[1]:
            continue
        said_on = date.fromisoformat(origin[1])
        due = due_on(name, said_on)
        if due is not None and due < today:
            found[name] = said_on
    return found


def next_check(values: Mapping[str, Any], origins: Mapping[str, Sequence[Any]]) -> date | None:
    """Return the first day on which something published has to be asked again.

    values, origins : by field; an origin is [record number, ISO date or ""]. A field that is empty
    is not asked about; None when nothing that is published has a date.
    """
    days = []
    for name, value in values.items():
        if name not in FIELD_DUE_DAYS or value in ("", None, [], {}):
            continue
        origin = origins.get(name)
        if origin is not None and origin[1]:
            day = due_on(name, date.fromisoformat(origin[1]))
            if day is not None:
                days.append(day)
    return min(days, default=None)
