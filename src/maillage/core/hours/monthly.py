"""Days of the month in French ("le deuxième mardi du mois") into OSM notation."""

import re

from maillage.core.hours.french import french_times_to_osm
from maillage.core.hours.rules import DAYS

_ORDINALS = {
    **dict.fromkeys(("1er", "1ère", "premier", "première", "premiers"), 1),
    **dict.fromkeys(("2e", "2ème", "2eme", "deuxième", "deuxieme", "deuxièmes", "second"), 2),
    **dict.fromkeys(("3e", "3ème", "3eme", "troisième", "troisieme", "troisièmes"), 3),
    **dict.fromkeys(("4e", "4ème", "4eme", "quatrième", "quatrieme", "quatrièmes"), 4),
    **dict.fromkeys(("dernier", "derniers"), -1),
}
_DAYS = dict(
    zip(
        ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"), DAYS, strict=True
    )
)
_ONE = "|".join(sorted(_ORDINALS, key=len, reverse=True))
_SENTENCE = re.compile(
    rf"(?:tous\s+les|chaque|les?)?\s*(?P<ordinals>(?:{_ONE})(?:(?:\s*,\s*|\s+et\s+)(?:le\s+)?"
    rf"(?:{_ONE}))*)\s+(?P<day>{'|'.join(_DAYS)})s?\s+d[ue]\s+(?:chaque\s+)?mois\b[\s,:]*(?P<times>.+)",
    re.DOTALL,
)


def monthly_to_osm(text: str) -> str | None:
    """Return the OSM notation of hours on some weeks of the month, None when not sure.

    Only one day of the week, said to be that of the month: "un mardi sur deux" begins nobody
    knows when, and is left to a person.

    >>> monthly_to_osm("Le deuxième mardi du mois de 9h à 12h")
    'Tu[2] 09:00-12:00'
    >>> monthly_to_osm("Les 1er et 3e jeudis du mois, 14h-17h")
    'Th[1,3] 14:00-17:00'
    >>> monthly_to_osm("un mardi sur deux de 9h à 12h") is None
    True
    """
    found = _SENTENCE.fullmatch(" ".join(text.casefold().split()).rstrip(" ."))
    if found is None:
        return None
    times = french_times_to_osm(found["times"])
    weeks = [_ORDINALS[word] for word in re.findall(_ONE, found["ordinals"])]
    if not times or times == "off" or len(set(weeks)) != len(weeks):
        return None
    return f"{_DAYS[found['day']]}[{','.join(map(str, weeks))}] {times}"
