"""What statements of territories would change, compared with what is known. Nothing is written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.utils.text import slugify

from maillage.apps.territories.errors import TerritoryFileUnreadable
from maillage.apps.territories.models import Zone, ZoneKind
from maillage.apps.territories.queries.drawn import is_drawn
from maillage.apps.territories.queries.statement import ZoneStatement
from maillage.apps.territories.queries.zones import CommuneResolver
from maillage.core.geo import label_point

# Rows looked at together: their outlines are in memory only that long.
CHUNK = 500
Key = tuple[str, str]  # (kind, code)


@dataclass(slots=True)
class ZonePlan:
    """What a file would change: rows ready to be written.

    `changed` holds, for each known territory, the names of the columns that differ. `parents` says
    who contains whom: (territory, parent, whether the file itself says so); what is only guessed
    from a code waits for a parent that nobody knows yet.
    """

    added: list[Zone] = field(default_factory=list)
    changed: list[tuple[Zone, frozenset[str]]] = field(default_factory=list)
    unchanged: int = 0
    parents: list[tuple[Zone, Key, bool]] = field(default_factory=list)


def plan_zones(statements: Iterable[ZoneStatement]) -> ZonePlan:
    """Return what statements would change; the slug of a known territory never does.

    A row per territory: a second statement of the same one completes the first. Raises
    TerritoryFileUnreadable for a kind of territory that does not exist.
    """
    plan = ZonePlan()
    slugs = set(Zone.objects.values_list("slug", flat=True))
    new: dict[Key, Zone] = {}
    named: list[tuple[Zone, str]] = []
    waiting = iter(statements)
    while said := list(islice(waiting, CHUNK)):
        known = _known(said)
        different: dict[Key, set[str]] = {}
        for one in said:
            key = (one.kind, one.code)
            zone = known.get(key) or new.get(key)
            if zone is None:
                zone = Zone(kind=one.kind, code=one.code, nom=one.nom, slug=_free_slug(one, slugs))
                slugs.add(zone.slug)
                new[key] = zone
                plan.added.append(zone)
            names = _state(zone, one)
            if zone.pk:
                different.setdefault(key, set()).update(names)
            if one.parent:
                plan.parents.append((zone, one.parent, True))
            elif one.likely_parent:
                plan.parents.append((zone, one.likely_parent, False))
            elif one.commune_name and zone.parent_id is None:
                named.append((zone, one.commune_name))
        for key, columns in different.items():
            if columns:
                plan.changed.append((known[key], frozenset(columns)))
            else:
                plan.unchanged += 1
    plan.parents += _communes_named(named)
    return plan


def drawn_over(plan: ZonePlan) -> tuple[str, ...]:
    """Return the names of the quarters drawn by hand whose outline a plan replaces."""
    return tuple(
        zone.nom for zone, columns in plan.changed if "geometry" in columns and is_drawn(zone)
    )


def _communes_named(named: Sequence[tuple[Zone, str]]) -> list[tuple[Zone, Key, bool]]:
    """Return the parents that a name and a department tell: "Clairmaille", "59"."""
    if not named:
        return []
    resolver = CommuneResolver()
    found = [
        (zone, resolver.resolve(code_insee="", commune=nom, code_postal=zone.department))
        for zone, nom in named
    ]
    codes = dict(
        Zone.objects.filter(pk__in={pk for _, pk in found if pk}).values_list("pk", "code")
    )
    return [(zone, (ZoneKind.COMMUNE.value, codes[pk]), False) for zone, pk in found if pk]


def _known(said: Sequence[ZoneStatement]) -> dict[Key, Zone]:
    codes: dict[str, set[str]] = {}
    for one in said:
        if one.kind not in ZoneKind.values:
            raise TerritoryFileUnreadable(detail=f"genre de territoire inconnu : « {one.kind} »")
        codes.setdefault(one.kind, set()).add(one.code)
    return {
        (zone.kind, zone.code): zone
        for kind, wanted in codes.items()
        for zone in Zone.objects.filter(kind=kind, code__in=wanted)
    }


def _state(zone: Zone, said: ZoneStatement) -> list[str]:
    """Put what is said into a row; return the names of the columns that it changes."""
    values: dict[str, Any] = dict(said.values)
    geometry = values.get("geometry")
    followed = zone.latitude is None or zone.geometry != geometry
    if geometry and values.get("latitude") is None and followed:
        # The point where the name is written follows the outline, unless the file says it.
        values["latitude"], values["longitude"] = label_point(geometry)
    # Capitals never replace a name that is written in full letters.
    if not (zone.pk and said.nom.isupper() and said.nom.casefold() == zone.nom.casefold()):
        values["nom"] = said.nom
    changed = [name for name, value in values.items() if getattr(zone, name) != value]
    for name in changed:
        setattr(zone, name, values[name])
    if "geometry" in changed:
        zone.set_box()
    return changed


def _free_slug(said: ZoneStatement, taken: set[str]) -> str:
    """Return a short address nobody has: the name, else name and code."""
    # An address with a blank or an accent would lead nowhere.
    wanted = slugify(said.slug) or slugify(said.nom) or slugify(said.code) or said.kind
    wanted = wanted[:60].rstrip("-")
    for slug in (wanted, f"{wanted}-{slugify(said.code)[:18]}", f"{wanted}-{said.kind}"):
        if slug not in taken:
            return slug
    number = 2
    while f"{wanted}-{number}" in taken:
        number += 1
    return f"{wanted}-{number}"
