"""Among which territories an index places a value: those shown, another kind, or chosen communes.

France is the kind "commune" in a base that holds the communes of all of France, a region its choice
in a base that holds those of the region.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from maillage.apps.observatory.queries.maps import zones_to_observe
from maillage.apps.territories.queries import (
    ZoneRow,
    department_of,
    kind_label,
    kinds_loaded,
    zones_around,
)
from maillage.core.standard.regions import region_of

COMMUNES: Mapping[str, object] = {
    "communes-uu": _("communes de la même unité urbaine"),
    "communes-epci": _("communes de la même intercommunalité"),
    "communes-departement": _("communes du même département"),
    "communes-region": _("communes de la même région"),
    "communes-qpv": _("communes qui ont un quartier prioritaire"),
}
# What the base must hold for each to mean something.
_NEEDS = {"communes-uu": "uu", "communes-epci": "epci", "communes-departement": "commune",
          "communes-region": "commune", "communes-qpv": "qpv"}  # fmt: skip


def _region_of_code(code: str) -> str:
    return region_of(department_of(code))


# What the code of a commune tells of where it is.
_PLACE_OF: Mapping[str, Callable[[str], str]] = {
    "communes-departement": department_of,
    "communes-region": _region_of_code,
}


def communes_offered() -> list[str]:
    """Return the choices of communes that this base can fill. One query."""
    there = kinds_loaded()
    return [one for one, kind in _NEEDS.items() if kind in there and "commune" in there]


def among_words(reference: str, n: int = 2) -> str:
    """Return the words of a set of reference: a kind of territory, or a choice of communes."""
    return str(COMMUNES[reference]) if reference in COMMUNES else kind_label(reference, n)


def zones_among(
    reference: str, rows: Sequence[ZoneRow], *, today: date
) -> tuple[str, list[ZoneRow], date | None]:
    """Return (kind, zones, day when their list ended) of a set of reference.

    rows : the territories that are placed; of several towns, those of all their surroundings
    """
    if reference not in COMMUNES:
        return reference, *zones_to_observe(reference, today=today)
    communes, ended = zones_to_observe("commune", today=today)
    around = zones_around(rows)
    wanted: set[object]
    if reference == "communes-qpv":
        priority, _ended = zones_to_observe("qpv", today=today)
        wanted = {row.parent_id for row in priority}
        return "commune", [row for row in communes if row.id in wanted], ended
    if reference in _PLACE_OF:
        place_of = _PLACE_OF[reference]
        towns = [around[row.id].get("commune", row) for row in rows]
        said = {place_of(row.code) for row in towns if row.kind in ("commune", "iris")}
        wanted = {one for one in said if one}
        return "commune", [row for row in communes if place_of(row.code) in wanted], ended
    kind = reference.removeprefix("communes-")
    wanted = {held[kind].id for held in around.values() if kind in held}
    wanted |= {row.id for row in rows if row.kind == kind}
    if kind == "uu":
        return "commune", [row for row in communes if row.urban_unit_id in wanted], ended
    return "commune", [row for row in communes if row.parent_id in wanted], ended
