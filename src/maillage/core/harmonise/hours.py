"""Corrections of the spelling of opening hours: spaces only, never the meaning."""

import re

from maillage.core.harmonise.registry import correction

_DAY = "(?:Mo|Tu|We|Th|Fr|Sa|Su|PH|SH)"
# A comma and a space after a *time* start an additional rule in OSM syntax: left alone.
_DAY_COMMA = re.compile(rf"\b({_DAY}(?:-{_DAY})?)(?: , ?|, )(?={_DAY}\b)")
_DAY_DASH = re.compile(rf"\b({_DAY})(?: - ?|- )(?={_DAY}\b)")
_TIME_DASH = re.compile(r"(\d\d?:\d\d)(?: [-–] ?|[-–] |–)(?=\d\d?:\d\d)")


@correction(
    code="hours_spacing",
    field="horaires",
    why="Des espaces en trop séparaient les jours ou les heures.",
)
def hours_spacing(value: str) -> str:
    """Return OSM hours without the spaces that some tools add in lists of days and in ranges.

    `14:00,17:00` could be a range or two times: it is not guessed.

    References
    ----------
    OpenStreetMap wiki, Key:opening_hours/specification (additional_rule_separator).

    >>> hours_spacing("Tu, We 09:00 - 12:00"), hours_spacing("Mo 09:00-12:00, We 14:00-17:00")
    ('Tu,We 09:00-12:00', 'Mo 09:00-12:00, We 14:00-17:00')
    """
    value = _DAY_DASH.sub(r"\1-", value)
    value = _DAY_COMMA.sub(r"\1,", value)
    return _TIME_DASH.sub(r"\1-", value)
