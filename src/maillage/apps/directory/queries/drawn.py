"""Quarters drawn by hand as the directory sees them: what an outline holds, what was erased."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from maillage.apps.directory.models import AuditRow, Place
from maillage.apps.territories.errors import ErasedZoneUnknown
from maillage.apps.territories.queries import slugs_taken
from maillage.core.geo import BoxIndex, bounds

_MOST_ERASED = 10


@dataclass(frozen=True, slots=True)
class Erased:
    """A quarter that was erased and may be put back; `number` is that of its trace."""

    number: int
    nom: str
    at: datetime


def n_places_inside(geometry: Mapping[str, Any]) -> int:
    """Return how many public places an outline holds. One query."""
    box = bounds(geometry)
    rows = Place.objects.public().filter(
        latitude__range=(box.south, box.north), longitude__range=(box.west, box.east)
    )
    found = np.array(list(rows.values_list("latitude", "longitude")), dtype=float).reshape(-1, 2)
    return int((BoxIndex([geometry]).locate(found[:, 0], found[:, 1]) >= 0).sum())


def erased_quarters() -> list[Erased]:
    """Return the quarters drawn by hand that were erased and not put back, the newest first.

    Two queries.
    """
    rows = AuditRow.objects.filter(action="erase_zone").order_by("-at", "-pk")[: 5 * _MOST_ERASED]
    newest: dict[str, AuditRow] = {}
    for row in rows:
        newest.setdefault(row.subject_id, row)
    taken = slugs_taken(newest)
    return [
        Erased(row.pk, str(row.before.get("nom", "")), row.at)
        for slug, row in newest.items()
        if slug not in taken
    ][:_MOST_ERASED]


def erased_row(number: int) -> AuditRow:
    """Return the trace of an erased quarter. Raises ErasedZoneUnknown."""
    row = AuditRow.objects.filter(pk=number, action="erase_zone").first()
    if row is None:
        raise ErasedZoneUnknown
    return row
