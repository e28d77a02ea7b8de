"""Streets of a file, written whole or not at all."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from maillage.apps.territories.actions.zones import LoadCount
from maillage.apps.territories.errors import TerritoryFileUnreadable
from maillage.apps.territories.models import Street, StreetKind, Zone
from maillage.apps.territories.queries import StreetStatement, folded, street_key

# Of a street that is an avenue here and a lane there, the greatest.
ADDRESSED_ORDER = [StreetKind.MAIN, StreetKind.STREET, StreetKind.PATH]
# (commune, what the line is, its name whatever its spelling)
StreetIdentity = tuple[int, str, str]


@transaction.atomic
def load_streets(statements: Iterable[StreetStatement]) -> LoadCount:
    """Add or change streets, all of a file or nothing; pieces of one name are one street.

    OpenStreetMap cuts a street where its kind, its lanes or the spelling of its name changes. A
    street that the file does not name stays: an extract may hold a part of a commune.
    Raises TerritoryFileUnreadable when a street lies in a commune that nobody knows.
    """
    said = list(statements)
    zones = Zone.objects.filter(code__in={one.commune[1] for one in said}).defer("geometry")
    communes = {(z.kind, z.code): z.pk for z in zones}
    pieces: dict[StreetIdentity, list[StreetStatement]] = {}
    for one in said:
        if one.commune not in communes:
            raise TerritoryFileUnreadable(
                detail=f"la rue « {one.nom} » est dans « {one.commune[1]} », que rien ne décrit"
            )
        identity = _identity(communes[one.commune], one.kind, one.nom)
        pieces.setdefault(identity, []).append(one)
    rows = Street.objects.filter(commune__in=communes.values())
    known = {_identity(s.commune_id, s.kind, s.nom): s for s in rows}
    added, changed, unchanged = [], [], 0
    for identity, parts in pieces.items():
        values = _street_values(parts)
        street = known.get(identity)
        if street is None:
            added.append(Street(commune_id=identity[0], **values))
        elif any(getattr(street, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(street, name, value)
            changed.append(street)
        else:
            unchanged += 1
    Street.objects.bulk_create(added, batch_size=500)
    if changed:
        Street.objects.bulk_update(changed, list(values), batch_size=100)
    return LoadCount(len(added), len(changed), unchanged)


def _identity(commune: int, kind: str, nom: str) -> StreetIdentity:
    return (commune, "street" if kind in ADDRESSED_ORDER else kind, folded(nom))


def _street_values(parts: list[StreetStatement]) -> dict[str, Any]:
    nom = parts[0].nom
    kinds = {part.kind for part in parts}
    lines = [[list(point) for point in line] for part in parts for line in part.lines]
    points = [point for line in lines for point in line]
    one = len(lines) == 1
    # House numbers run along the whole street: of several ranges, none tells which.
    first, last = (parts[0].number_from, parts[0].number_to) if len(parts) == 1 else (None, None)
    whole = first is not None and last is not None and first != last
    return {
        "nom": nom,
        "kind": next((kind for kind in ADDRESSED_ORDER if kind in kinds), parts[0].kind),
        "key": street_key(nom)[:120] or "-",
        "geometry": {
            "type": "LineString" if one else "MultiLineString",
            "coordinates": lines[0] if one else lines,
        },
        "south": min(y for _, y in points),
        "west": min(x for x, _ in points),
        "north": max(y for _, y in points),
        "east": max(x for x, _ in points),
        "number_from": first if whole else None,
        "number_to": last if whole else None,
    }
