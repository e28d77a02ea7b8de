"""School holidays: the official calendars of zones A, B and C, typed from the decrees."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

_DEPARTMENTS = {
    # Académies of Besançon, Bordeaux, Clermont-Ferrand, Dijon, Grenoble, Limoges, Lyon, Poitiers.
    "A": "25 39 70 90  24 33 40 47 64  03 15 43 63  21 58 71 89  07 26 38 73 74  19 23 87"
    "  01 42 69  16 17 79 86",
    # Aix-Marseille, Amiens, Lille, Nancy-Metz, Nantes, Nice, Normandie, Orléans-Tours, Reims,
    # Rennes, Strasbourg.
    "B": "04 05 13 84  02 60 80  59 62  54 55 57 88  44 49 53 72 85  06 83  14 27 50 61 76"
    "  18 28 36 37 41 45  08 10 51 52  22 29 35 56  67 68",
    # Créteil, Montpellier, Paris, Toulouse, Versailles.
    "C": "77 93 94  11 30 34 48 66  75  09 12 31 32 46 65 81 82  78 91 92 95",
}
_ZONE_OF = {department: zone for zone, line in _DEPARTMENTS.items() for department in line.split()}


def school_zone_of(code: str) -> str | None:
    """Return "A", "B" or "C" from an INSEE code, a postcode or a department number.

    None where the three zones do not apply (Corsica, overseas) and for anything else: those
    calendars are not held here, so nothing is said of school holidays there.

    References
    ----------
    Arrêté du 7 décembre 2022 (NOR MENE2229099A), composition of the zones.

    >>> school_zone_of("59512"), school_zone_of("75110"), school_zone_of("2A004")
    ('B', 'C', None)
    """
    return _ZONE_OF.get(code.strip()[:2])


@dataclass(frozen=True, slots=True)
class Period:
    """Days without school: from `start`, included, to `end`, the day school starts again."""

    name: str
    start: date
    end: date


@dataclass(frozen=True)
class Calendar:
    """The school holidays that are known, by zone, between two days.

    known_from, known_until : the calendar answers from the first, included, to the second,
        excluded; elsewhere it answers "unknown"
    periods : zone -> its holidays, in order

    Two calendars are equal when they are the same object.
    """

    known_from: date
    known_until: date
    periods: Mapping[str, tuple[Period, ...]]

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)

    def holiday_on(self, day: date, zone: str | None) -> bool | None:
        """Return whether that day is a school holiday in the zone; None when it is not known."""
        if (
            zone is None
            or zone not in self.periods
            or not self.known_from <= day < self.known_until
        ):
            return None
        return any(period.start <= day < period.end for period in self.periods[zone])

    def name_on(self, day: date, zone: str | None) -> str:
        """Return the name of the school holiday of that day, "" when there is none."""
        if zone is None or not self.holiday_on(day, zone):
            return ""
        return next(p.name for p in self.periods[zone] if p.start <= day < p.end)


def _periods(rows: str) -> dict[str, tuple[Period, ...]]:
    found: dict[str, list[Period]] = {"A": [], "B": [], "C": []}
    for row in rows.strip().splitlines():
        zones, start, end, name = row.split(maxsplit=3)
        for zone in zones:
            found[zone].append(Period(name, date.fromisoformat(start), date.fromisoformat(end)))
    return {zone: tuple(sorted(rows, key=lambda p: p.start)) for zone, rows in found.items()}


# Second column: first day without school. Third: the morning when pupils come back.
# 2024-2025 and 2025-2026: arrêté du 7 décembre 2022 (NOR MENE2229099A, JO of 8 December 2022).
# 2026-2027: arrêté du 22 octobre 2025 (this one was read second-hand: check it against the JO).
# The Ascension bridge is no school holiday in these tables.
_OFFICIAL_ROWS = """
ABC 2024-10-19 2024-11-04 vacances de la Toussaint
ABC 2024-12-21 2025-01-06 vacances de Noël
B   2025-02-08 2025-02-24 vacances d’hiver
C   2025-02-15 2025-03-03 vacances d’hiver
A   2025-02-22 2025-03-10 vacances d’hiver
B   2025-04-05 2025-04-22 vacances de printemps
C   2025-04-12 2025-04-28 vacances de printemps
A   2025-04-19 2025-05-05 vacances de printemps
ABC 2025-07-05 2025-09-01 vacances d’été
ABC 2025-10-18 2025-11-03 vacances de la Toussaint
ABC 2025-12-20 2026-01-05 vacances de Noël
A   2026-02-07 2026-02-23 vacances d’hiver
B   2026-02-14 2026-03-02 vacances d’hiver
C   2026-02-21 2026-03-09 vacances d’hiver
A   2026-04-04 2026-04-20 vacances de printemps
B   2026-04-11 2026-04-27 vacances de printemps
C   2026-04-18 2026-05-04 vacances de printemps
ABC 2026-07-04 2026-09-01 vacances d’été
ABC 2026-10-17 2026-11-02 vacances de la Toussaint
ABC 2026-12-19 2027-01-04 vacances de Noël
C   2027-02-06 2027-02-22 vacances d’hiver
A   2027-02-13 2027-03-01 vacances d’hiver
B   2027-02-20 2027-03-08 vacances d’hiver
C   2027-04-03 2027-04-19 vacances de printemps
A   2027-04-10 2027-04-26 vacances de printemps
B   2027-04-17 2027-05-03 vacances de printemps
"""

# The end of the summer of 2027 is set by a later decree: the table stops where it begins.
OFFICIAL = Calendar(
    known_from=date(2024, 9, 2),
    known_until=date(2027, 7, 3),
    periods=MappingProxyType(_periods(_OFFICIAL_ROWS)),
)
