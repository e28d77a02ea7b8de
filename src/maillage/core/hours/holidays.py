"""French public holidays, computed for any year and for each part of the territory."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType

from maillage.core.hours.voice import N_

# Zones of the national calendar; the key of each is what `zone` means in this package.
ZONES: Mapping[str, str] = MappingProxyType(
    {
        "metropole": "Europe/Paris",
        "alsace-moselle": "Europe/Paris",
        "guadeloupe": "America/Guadeloupe",
        "guyane": "America/Cayenne",
        "martinique": "America/Martinique",
        "mayotte": "Indian/Mayotte",
        "la-reunion": "Indian/Reunion",
        "saint-barthelemy": "America/St_Barthelemy",
        "saint-martin": "America/Marigot",
        "saint-pierre-et-miquelon": "America/Miquelon",
        "nouvelle-caledonie": "Pacific/Noumea",
        "polynesie-francaise": "Pacific/Tahiti",
        "wallis-et-futuna": "Pacific/Wallis",
    }
)

_BY_PREFIX = {
    "57": "alsace-moselle",
    "67": "alsace-moselle",
    "68": "alsace-moselle",
    "971": "guadeloupe",
    "972": "martinique",
    "973": "guyane",
    "974": "la-reunion",
    "975": "saint-pierre-et-miquelon",
    "976": "mayotte",
    "977": "saint-barthelemy",
    "978": "saint-martin",
    "986": "wallis-et-futuna",
    "987": "polynesie-francaise",
    "988": "nouvelle-caledonie",
}

# Saint-Martin keeps a Guadeloupe postcode. 97133, the postcode of Saint-Barthélemy, is also the
# INSEE code of Vieux-Fort (Guadeloupe): alone it stays Guadeloupe.
_WHOLE_CODES = {"97150": "saint-martin"}

# INSEE codes of the Marquesas (half an hour ahead of Tahiti) and of the Gambier islands.
_OTHER_CLOCKS = {
    **dict.fromkeys(("98718", "98723", "98731", "98746", "98756", "98757"), "Pacific/Marquesas"),
    "98719": "Pacific/Gambier",
}

_NATIONAL = (
    (1, 1, N_("jour de l’an")),
    (5, 1, N_("fête du Travail")),
    (5, 8, N_("8 mai")),
    (7, 14, N_("14 juillet")),
    (8, 15, N_("Assomption")),
    (11, 1, N_("Toussaint")),
    (11, 11, N_("11 novembre")),
    (12, 25, N_("Noël")),
)

_ABOLITION = N_("abolition de l’esclavage")
_LOCAL = {
    "alsace-moselle": ((12, 26, N_("lendemain de Noël")),),
    "guadeloupe": ((5, 27, _ABOLITION),),
    "guyane": ((6, 10, _ABOLITION),),
    "martinique": ((5, 22, _ABOLITION),),
    "mayotte": ((4, 27, _ABOLITION),),
    "la-reunion": ((12, 20, _ABOLITION),),
    "saint-barthelemy": ((10, 9, _ABOLITION),),
    "nouvelle-caledonie": ((9, 24, N_("fête de la citoyenneté")),),
    "polynesie-francaise": ((3, 5, N_("arrivée de l’Évangile")),),
    "wallis-et-futuna": (
        (4, 28, N_("Saint-Pierre-Chanel")),
        (6, 29, N_("Saints-Pierre-et-Paul")),
        (7, 29, N_("fête du Territoire")),
    ),
}

# By local law; elsewhere (Guadeloupe, Martinique) Good Friday is a custom, not a holiday.
_GOOD_FRIDAY = frozenset({"alsace-moselle", "polynesie-francaise"})


def easter(year: int) -> date:
    """Return Easter Sunday of a year of the Gregorian calendar.

    References
    ----------
    Anonymous algorithm published in Nature (1876), as given by J. Meeus, Astronomical
    Algorithms (1991), chapter 8.

    >>> easter(2027)
    datetime.date(2027, 3, 28)
    """
    a = year % 19
    b, c = divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    week = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 19 * week) // 433
    month = (h + week - 7 * m + 90) // 25
    return date(year, month, (h + week - 7 * m + 33 * month + 19) % 32)


@lru_cache(maxsize=1024)
def public_holidays(year: int, zone: str = "metropole") -> Mapping[date, str]:
    """Return the public holidays of a year in a zone, in order: day -> French name.

    Raises
    ------
    ValueError : an unknown zone (see ZONES), or a year before 1583 (no Gregorian Easter).

    Notes
    -----
    The law of today is applied to the past, but for two recent changes overseas. When two fall
    on one day (Ascension on 8 May), the name holds both. Good Friday binds only some communes
    of Alsace-Moselle (those with a Protestant or shared church); it is given for all.

    References
    ----------
    Code du travail, L. 3133-1, L. 3134-13 (Alsace-Moselle), L. 3422-2 (abolition of slavery,
    with décret 83-1003); local texts of the three Pacific territories.

    >>> [str(day) for day in public_holidays(2026, "alsace-moselle")][:3]
    ['2026-01-01', '2026-04-03', '2026-04-06']
    """
    check_zone(zone)
    if year < 1583:
        raise ValueError(f"no Gregorian Easter in {year}")
    sunday = easter(year)
    days = [(date(year, month, day), name) for month, day, name in _NATIONAL]
    days += [(date(year, month, day), name) for month, day, name in _LOCAL.get(zone, ())]
    days += [
        (sunday + timedelta(days=1), N_("lundi de Pâques")),
        (sunday + timedelta(days=39), N_("Ascension")),
        (sunday + timedelta(days=50), N_("lundi de Pentecôte")),
    ]
    if zone in _GOOD_FRIDAY:
        days.append((sunday - timedelta(days=2), N_("Vendredi saint")))
    if zone == "saint-martin":
        # With Guadeloupe until 2017.
        days.append((date(year, 5, 28 if year >= 2018 else 27), _ABOLITION))
    if zone == "polynesie-francaise":
        # Matari’i replaced the day of autonomy in 2025.
        autonomy = (date(year, 6, 29), "fête de l’autonomie")
        days.append((date(year, 11, 20), "Matari’i") if year >= 2025 else autonomy)
    named: dict[date, str] = {}
    for day, name in sorted(days):
        named[day] = f"{named[day]} et {name}" if day in named else name
    return MappingProxyType(named)


def check_zone(zone: str) -> None:
    """Raise ValueError when a zone of public holidays is not in ZONES."""
    if zone not in ZONES:
        raise ValueError(f"unknown zone of public holidays: {zone!r} (one of {', '.join(ZONES)})")


def holiday_name(day: date, zone: str = "metropole") -> str | None:
    """Return the French name of the public holiday of that day, None on an ordinary day.

    >>> holiday_name(date(2026, 4, 6)), holiday_name(date(2026, 4, 7))
    ('lundi de Pâques', None)
    """
    return public_holidays(day.year, zone).get(day) if day.year >= 1583 else None


def zone_of(code: str) -> str:
    """Return the zone of public holidays of a commune, from its INSEE code or its postcode.

    Notes
    -----
    The INSEE code is better: a postcode may cross a border, and 97133 (Saint-Barthélemy) reads
    as Guadeloupe because it is also the INSEE code of a commune there. Anything else, the
    empty string included, is "metropole".

    >>> zone_of("57463"), zone_of("97411"), zone_of("2A004"), zone_of("")
    ('alsace-moselle', 'la-reunion', 'metropole', 'metropole')
    """
    code = code.strip()
    return (
        _WHOLE_CODES.get(code) or _BY_PREFIX.get(code[:3]) or _BY_PREFIX.get(code[:2], "metropole")
    )


def time_zone_of(code: str) -> str:
    """Return the IANA name of the clock of a commune, from its INSEE code.

    A postcode gives the same answer except in French Polynesia, where some postcodes of Tahiti
    are the INSEE codes of other islands.

    >>> time_zone_of("59512"), time_zone_of("97105"), time_zone_of("98731")
    ('Europe/Paris', 'America/Guadeloupe', 'Pacific/Marquesas')
    """
    return _OTHER_CLOCKS.get(code.strip()) or ZONES[zone_of(code)]
