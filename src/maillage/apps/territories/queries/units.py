"""Urban units: what a list of them would change here, and which one surrounds a commune."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Count

from maillage.apps.territories.errors import TerritoryFileUnreadable
from maillage.apps.territories.models import Zone, ZoneKind
from maillage.apps.territories.queries.files.compositions import Composition


@dataclass(slots=True)
class UnitPlan:
    """What a list of urban units would change; units without a commune of this base are left.

    moved : by number of commune, the code of its unit, None for a commune that is in none
    partial : names of the units that also have communes that this base does not know
    """

    added: list[Zone] = field(default_factory=list)
    changed: list[Zone] = field(default_factory=list)
    unchanged: int = 0
    moved: dict[int, str | None] = field(default_factory=dict)
    partial: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)


def plan_units(composition: Composition) -> UnitPlan:
    """Return what a list of urban units would change. Nothing is written.

    Raises TerritoryFileUnreadable when none of its communes is in this base.
    """
    rows = Zone.objects.filter(kind=ZoneKind.COMMUNE).values_list("code", "pk", "urban_unit__code")
    here = {code: (pk, unit) for code, pk, unit in rows}
    known = {zone.code: zone for zone in Zone.objects.filter(kind=ZoneKind.URBAN_UNIT)}
    plan = UnitPlan()
    for said in composition.units:
        communes = [here[code] for code in said.communes if code in here]
        if not communes:
            continue
        plan.names.append(said.nom)
        if len(communes) < len(said.communes):
            plan.partial.append(said.nom)
        moved = {pk: said.code for pk, unit in communes if unit != said.code}
        plan.moved |= moved
        zone = known.get(said.code)
        if zone is None:
            # Never the name alone: a commune that is loaded later keeps its short address.
            zone = Zone(kind=ZoneKind.URBAN_UNIT, code=said.code, slug=f"unite-urbaine-{said.code}")
            plan.added.append(zone)
        elif (zone.nom, zone.n_communes) != (said.nom, len(said.communes)) or moved:
            plan.changed.append(zone)
        else:
            plan.unchanged += 1
        zone.nom, zone.n_communes = said.nom, len(said.communes)
    if not plan.names:
        raise TerritoryFileUnreadable(
            detail="aucune commune de ce tableau n’est dans cette base : chargez d’abord les "
            "communes, puis ce fichier de nouveau"
        )
    for code in composition.outside:
        number, unit = here.get(code, (0, None))
        if unit is not None:
            plan.moved[number] = None
    return plan


def wide_of_communes(kind: str) -> dict[int, int]:
    """Return what contains each commune, by number: its EPCI, or its urban unit. One query.

    kind : "epci" or "uu"; the outline of either has ten thousand corners, its communes say as much
    """
    column = {"epci": "parent_id", "uu": "urban_unit_id"}[kind]
    rows = Zone.objects.filter(kind=ZoneKind.COMMUNE, **{f"{column}__isnull": False})
    if kind == "epci":
        rows = rows.filter(parent__kind=ZoneKind.EPCI)
    return dict(rows.values_list("pk", column))


def communes_lacking() -> Mapping[int, int]:
    """Return, by number of urban unit, how many of its communes this base does not know; 0 left
    out. One query."""
    rows = Zone.objects.filter(kind=ZoneKind.URBAN_UNIT).annotate(n_here=Count("communes"))
    return {
        pk: (n or 0) - n_here
        for pk, n, n_here in rows.values_list("pk", "n_communes", "n_here")
        if (n or 0) > n_here
    }
