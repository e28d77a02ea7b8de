"""Which places somebody may choose to ask whether their record still holds."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from maillage.apps.directory.models import Attachment, Place
from maillage.apps.directory.queries.freshness import overdue

NOBODY = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice among the public places; what is not said chooses nothing away.

    zone : number of a quarter or of a commune
    owner : number of a person; 0 for the places that nobody keeps
    overdue : only those to verify; due_before : only those to verify before a day
    never : only those of which nothing was ever dated
    source : only those that this source speaks of today
    """

    zone: int | None = None
    owner: int | None = None
    overdue: bool = False
    due_before: date | None = None
    never: bool = False
    source: str = ""


def places_to_ask(choice: Choice, *, today: date) -> list[Place]:
    """Return the public places of a choice, the longest overdue first. One query."""
    rows = Place.objects.public()
    if choice.zone is not None:
        rows = rows.filter(Q(quarter_zone=choice.zone) | Q(commune_zone=choice.zone))
    if choice.owner is not None:
        rows = rows.filter(owner=choice.owner) if choice.owner else rows.filter(owner=None)
    if choice.overdue:
        rows = rows.filter(overdue(today))
    if choice.due_before is not None:
        rows = rows.filter(Q(next_check_on__lt=choice.due_before) | Q(next_check_on=None))
    if choice.never:
        rows = rows.filter(verified_on=None)
    if choice.source:
        speaks = Attachment.objects.filter(
            source=choice.source, detached_at=None, withdrawn_at=None
        )
        rows = rows.filter(
            Q(pk__in=speaks.values("place")) | Q(members__in=speaks.values("place"))
        ).distinct()
    return _light(rows)


def public_places_among(numbers: Collection[str]) -> list[Place]:
    """Return the public places among these numbers, by name. One query."""
    rows = Place.objects.public().filter(public_id__in=list(numbers))
    return sorted(_light(rows), key=lambda place: (place.nom.casefold(), place.pk))


def _light(rows: Iterable[Place]) -> list[Place]:
    found = rows.select_related("quarter_zone", "commune_zone", "owner")  # type: ignore[attr-defined]
    found = found.defer(
        "quarter_zone__geometry", "commune_zone__geometry", "extension", "alone", "origins"
    )
    return sorted(
        found, key=lambda place: (place.next_check_on or date.min, place.nom.casefold(), place.pk)
    )


def overdue_by_owner(owners: Iterable[int], *, today: date) -> dict[int, list[Place]]:
    """Return the public places to verify that each of these people keeps. One query."""
    found: dict[int, list[Place]] = {}
    rows = Place.objects.public().filter(overdue(today), owner__in=list(owners))
    for place in _light(rows):
        found.setdefault(place.owner_id or NOBODY, []).append(place)
    return found


def sources_of_places() -> list[str]:
    """Return the sources that speak of places today, in order. One query."""
    rows = Attachment.objects.filter(detached_at=None, withdrawn_at=None)
    return list(rows.values_list("source", flat=True).distinct().order_by("source"))


def owners_of_places() -> list[tuple[int, str]]:
    """Return (number, name) of those who keep at least one public place, by name. One query."""
    rows = Place.objects.public().exclude(owner=None)
    return list(
        rows.values_list("owner", "owner__name").distinct().order_by("owner__name", "owner")
    )
