"""Writes of the territories: each function is one whole decision, or nothing."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.text import slugify

from maillage.apps.territories.errors import TerritoryFileUnreadable
from maillage.apps.territories.models import Zone, ZoneKind
from maillage.apps.territories.queries import ZoneStatement
from maillage.core.geo import label_point


@dataclass(frozen=True, slots=True)
class LoadCount:
    """What a file of territories changed."""

    added: int
    changed: int
    unchanged: int


@transaction.atomic
def load_zones(statements: Iterable[ZoneStatement]) -> LoadCount:
    """Add or change territories, all of a file or nothing; the slug of a known one never changes.

    Raises TerritoryFileUnreadable when a territory names a parent that nobody knows.
    """
    known = {(z.kind, z.code): z for z in Zone.objects.all()}
    slugs = {z.slug for z in known.values()}
    added, changed, unchanged = [], [], 0
    parents: list[tuple[Zone, tuple[str, str]]] = []
    for said in statements:
        if said.kind not in ZoneKind.values:
            raise TerritoryFileUnreadable(detail=f"genre de territoire inconnu : « {said.kind} »")
        zone = known.get((said.kind, said.code))
        values = dict(said.values)
        if values.get("geometry") and values.get("latitude") is None:
            values["latitude"], values["longitude"] = label_point(values["geometry"])
        if zone is None:
            slug = _free_slug(said, slugs)
            slugs.add(slug)
            zone = Zone(kind=said.kind, code=said.code, nom=said.nom, slug=slug, **values)
            known[(said.kind, said.code)] = zone
            added.append(zone)
        else:
            values["nom"] = said.nom
            different = {k: v for k, v in values.items() if getattr(zone, k) != v}
            for name, value in different.items():
                setattr(zone, name, value)
            if different and zone.pk:
                changed.append(zone)
            else:
                unchanged += 1
        if said.parent:
            parents.append((zone, said.parent))
    Zone.objects.bulk_create(added, batch_size=500)
    # Only what a file may say is written again: numbers, slugs and parents stay.
    names = [f.name for f in Zone._meta.concrete_fields if f.name not in ("id", "slug", "parent")]
    Zone.objects.bulk_update(changed, names, batch_size=100)
    _link_parents(parents, known)
    return LoadCount(len(added), len(changed), unchanged)


def _link_parents(
    parents: list[tuple[Zone, tuple[str, str]]], known: dict[tuple[str, str], Zone]
) -> None:
    moved = []
    for zone, parent in parents:
        if parent not in known:
            raise TerritoryFileUnreadable(
                detail=f"« {zone.nom} » dépend de « {parent[1]} », que rien ne décrit"
            )
        if zone.parent_id != known[parent].pk:
            zone.parent_id = known[parent].pk
            moved.append(zone)
    Zone.objects.bulk_update(moved, ["parent"], batch_size=500)


def _free_slug(said: ZoneStatement, taken: set[str]) -> str:
    """Return a short address nobody has: the name, else name and code."""
    # An address with a blank or an accent would lead nowhere.
    wanted = slugify(said.slug) or slugify(said.nom) or slugify(said.code) or said.kind
    for slug in (wanted, f"{wanted}-{slugify(said.code)}", f"{wanted}-{said.kind}"):
        if slug not in taken:
            return slug
    number = 2
    while f"{wanted}-{number}" in taken:
        number += 1
    return f"{wanted}-{number}"
