"""Territories of a file, written whole or not at all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from maillage.apps.territories.errors import OutlineDrawnByHand, TerritoryFileUnreadable
from maillage.apps.territories.models import Zone, ZoneKind
from maillage.apps.territories.queries import ZoneIndex, ZoneStatement, plan_zones
from maillage.apps.territories.queries.planning import Key, drawn_over

# What lies within one commune, and may be told by its outline.
_WITHIN = (ZoneKind.QUARTER, ZoneKind.PRIORITY, ZoneKind.WATCHED)
_BOX = ("south", "west", "north", "east")
_BATCH = 500
_MOST_CODES = 5_000


@dataclass(frozen=True, slots=True)
class LoadCount:
    """What a file of territories changed; `attached` ones learnt which commune contains them."""

    added: int
    changed: int
    unchanged: int
    attached: int = 0


@transaction.atomic
def load_zones(statements: Iterable[ZoneStatement], *, replace_drawn: bool = False) -> LoadCount:
    """Add or change territories, all of a file or nothing; the slug of a known one never changes.

    A territory without a parent gets the commune that its code or its outline tells, whichever of
    the two was loaded first. Raises TerritoryFileUnreadable when a territory names a parent that
    nobody knows, OutlineDrawnByHand when an outline drawn by hand would be another one, unless
    `replace_drawn` says that this was seen.
    """
    plan = plan_zones(statements)
    drawn = drawn_over(plan)
    if drawn and not replace_drawn:
        raise OutlineDrawnByHand(names=", ".join(drawn))
    Zone.objects.bulk_create(plan.added, batch_size=_BATCH)
    # Only the columns that differ are written: an outline of a commune weighs 100 kB, and
    # bulk_update would write the JSON "null" where there is none.
    by_columns: dict[frozenset[str], list[Zone]] = {}
    for zone, names in plan.changed:
        columns = names | set(_BOX) if "geometry" in names else names
        by_columns.setdefault(frozenset(columns), []).append(zone)
    for columns, zones in by_columns.items():
        Zone.objects.bulk_update(zones, sorted(columns), batch_size=100)
    linked = _link_parents(plan.parents)
    return LoadCount(len(plan.added), len(plan.changed), plan.unchanged, linked + _adopt_orphans())


def _link_parents(parents: Sequence[tuple[Zone, Key, bool]]) -> int:
    codes = {key for _, key, _ in parents}
    known: dict[Key, int] = {}
    for kind in {kind for kind, _ in codes}:
        found = _numbers(kind, {code for k, code in codes if k == kind})
        known |= {(kind, code): pk for code, pk in found.items()}
    moved = {}
    for zone, parent, is_said in parents:
        if parent not in known:
            if not is_said:
                continue
            raise TerritoryFileUnreadable(
                detail=f"« {zone.nom} » dépend de « {parent[1]} », que rien ne décrit"
            )
        # What the file says wins; what its codes let guess only fills a blank.
        if zone.parent_id != known[parent] and (is_said or zone.parent_id is None):
            zone.parent_id = known[parent]
            moved[zone.pk] = zone
    Zone.objects.bulk_update(moved.values(), ["parent"], batch_size=_BATCH)
    return len(moved)


def _adopt_orphans() -> int:
    """Give a commune to what has none: by the code of an IRIS, by the middle of an outline."""
    orphans = Zone.objects.filter(parent=None).only("pk", "kind", "code", "latitude", "longitude")
    iris = list(orphans.filter(kind=ZoneKind.IRIS))
    by_code = _numbers(ZoneKind.COMMUNE, {commune_of_iris(zone.code) for zone in iris})
    found: dict[int, int | None] = {
        zone.pk: by_code.get(commune_of_iris(zone.code)) for zone in iris
    }
    drawn = list(orphans.filter(kind__in=_WITHIN, geometry__isnull=False, latitude__isnull=False))
    points = [(float(z.latitude or 0), float(z.longitude or 0)) for z in drawn]
    outlines = ZoneIndex([ZoneKind.COMMUNE])
    for zone, communes in zip(drawn, outlines.containing(points), strict=True):
        found[zone.pk] = communes[0] if communes else None
    adopted = [zone for zone in (*iris, *drawn) if found[zone.pk] is not None]
    for zone in adopted:
        zone.parent_id = found[zone.pk]
    Zone.objects.bulk_update(adopted, ["parent"], batch_size=_BATCH)
    return len(adopted)


def _numbers(kind: str, codes: set[str]) -> dict[str, int]:
    """Return the numbers of the territories that have these codes."""
    rows = Zone.objects.filter(kind=kind)
    # SQLite takes 32 766 values in one question; beyond a few thousand, all is read.
    if len(codes) <= _MOST_CODES:
        rows = rows.filter(code__in=codes)
    return {code: pk for code, pk in rows.values_list("code", "pk") if code in codes}


def commune_of_iris(code: str) -> str:
    """Return the code of the commune of an IRIS: Paris, Lyon and Marseille are one commune each.

    >>> commune_of_iris("595120101"), commune_of_iris("751010101"), commune_of_iris("693870101")
    ('59512', '75056', '69123')
    """
    commune = code[:5]
    if "75101" <= commune <= "75120":
        return "75056"
    if "69381" <= commune <= "69389":
        return "69123"
    if "13201" <= commune <= "13216":
        return "13055"
    return commune
