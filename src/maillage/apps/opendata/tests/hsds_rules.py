"""The rules of the objects of HSDS 3.0, written again for tests.

Those of the schemas of openreferral/specification 3.0 (read 2026-11-21): required fields,
enumerations, formats.
"""

import re

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[58][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
REQUIRED = {
    "organizations": ("id", "name", "description"),
    "services": ("id", "name", "status"),
    "locations": ("id", "location_type"),
    "service_at_locations": ("id", "service_id", "location_id"),
    "addresses": (
        *("id", "address_1", "city", "state_province"),
        *("postal_code", "country", "address_type"),
    ),
    "phones": ("id", "number"),
    "schedules": ("id",),
    "languages": ("id",),
    "accessibility": ("id",),
    "cost_options": ("id", "service_id"),
    "required_documents": ("id", "document"),
    "attributes": ("id", "link_id", "link_entity"),
    "organization_identifiers": ("id", "identifier_type", "identifier"),
    "taxonomies": ("id", "name", "description"),
    "taxonomy_terms": ("id", "name", "description"),
}
# A nested object is one row of a table.
ONE_OF = {
    "organization": "organizations",
    "location": "locations",
    "service": "services",
    "taxonomy_term": "taxonomy_terms",
}
ENUMERATIONS = {
    "status": {"active", "inactive", "defunct", "temporarily closed"},
    "location_type": {"physical", "postal", "virtual"},
    "address_type": {"physical", "postal", "virtual"},
    "freq": {"WEEKLY", "MONTHLY"},
    "wkst": {"MO", "TU", "WE", "TH", "FR", "SA", "SU"},
}
DAYS = ("valid_from", "valid_to", "dtstart", "until", "assured_date")
NUMBERS = ("latitude", "longitude", "interval", "minimum_age", "maximum_age", "amount")


def faults(table, row):
    """Return what a row of a table, and all that is nested in it, does against the rules."""
    said = [f"{table}: no {name}" for name in REQUIRED[table] if name not in row]
    for name, value in row.items():
        where = f"{table}.{name} = {value!r}"
        if value is None:
            said.append(f"{where}: null")
        elif name in REQUIRED and isinstance(value, list):
            said += [fault for item in value for fault in faults(name, item)]
        elif isinstance(value, dict):
            said += faults(ONE_OF[name], value)
        elif not _is_right(name, value):
            said.append(where)
    return said


def _is_right(name, value):
    if name in NUMBERS:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if not isinstance(value, str):
        return False
    if name == "byday":
        return set(value.split(",")) <= ENUMERATIONS["wkst"]
    if name in ENUMERATIONS:
        return value in ENUMERATIONS[name]
    patterns = dict.fromkeys(DAYS, DAY) | {"opens_at": CLOCK, "closes_at": CLOCK}
    if name == "id" or name.endswith("_id"):
        patterns[name] = UUID
    return name not in patterns or bool(patterns[name].fullmatch(value))
