"""New places (CEN-15): what opened, and what entered the list, in the last 90 days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from maillage.apps.directory.models import Place
from maillage.core.geo import box_around, distance_m

NEW_FOR = timedelta(days=90)
NEAR_STEPS_M = (1_000.0, 5_000.0, 20_000.0)


@dataclass(frozen=True, slots=True)
class NewPlace:
    """A public place, the day that makes it new, and whether it is that of its opening."""

    place: Place
    day: date
    opened: bool


def recent_places(*, today: date, limit: int = 100) -> list[NewPlace]:
    """Return public places that opened, else were first published, in 90 days; the newest first.

    A place whose opening is known is new by that day alone. What was there on the first day of
    the base is no news: a base that begins does not make a town new. Two queries.
    """
    since = today - NEW_FOR
    first = Place.objects.order_by("created_at").values_list("created_at", flat=True).first()
    began = timezone.localdate(first) if first is not None else today
    rows = Place.objects.public().filter(
        Q(opened_on__range=(since, today)) | Q(opened_on=None, created_at__date__gte=since)
    )
    found = []
    for place in rows.defer("origins", "extension"):
        entered = timezone.localdate(place.created_at)
        day = place.opened_on or entered
        if place.opened_on is None and entered <= began:
            continue
        found.append(NewPlace(place, day, place.opened_on is not None))
    found.sort(key=lambda one: (-one.day.toordinal(), one.place.nom, one.place.pk))
    return found[:limit]


def nearest_open(place: Place, *, limit: int = 3) -> Sequence[int]:
    """Return the keys of the public places nearest to one, the nearest first.

    Without a position, those of its quarter, else of its commune, by name. The circle grows until
    there are enough.
    """
    others = Place.objects.public().exclude(pk=place.pk)
    if place.latitude is None or place.longitude is None:
        return _of_zone(place, limit)
    point = (place.latitude, place.longitude)
    ranked: list[tuple[float, int]] = []
    for radius in NEAR_STEPS_M:
        box = box_around(*point, radius)
        where = Q(pk__in=[])
        for west, east in box.longitude_ranges:
            where |= Q(longitude__range=(west, east))
        rows = others.filter(where, latitude__range=(box.south, box.north))
        ranked = sorted(
            (distance_m(*point, latitude, longitude), pk)
            for pk, latitude, longitude in rows.values_list("pk", "latitude", "longitude")
            if latitude is not None and longitude is not None
        )
        ranked = [(away, pk) for away, pk in ranked if away <= radius]
        if len(ranked) >= limit:
            break
    return [pk for _away, pk in ranked[:limit]]


def _of_zone(place: Place, limit: int) -> Sequence[int]:
    rows = Place.objects.public().exclude(pk=place.pk).order_by("nom", "pk")
    for column in ("quarter_zone", "commune_zone"):
        zone = getattr(place, f"{column}_id")
        if zone is not None:
            found = list(rows.filter(**{column: zone}).values_list("pk", flat=True)[:limit])
            if found:
                return found
    return []
