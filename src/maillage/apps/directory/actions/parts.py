"""What comes with a place in a delivery: equipment, mediators, programmes."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.text import slugify

from maillage.apps.directory.models import (
    Equipment,
    Mediators,
    Place,
    Programme,
    ProgrammePlace,
    SourceRecord,
)


def replace_equipment(said: Sequence[tuple[Place, SourceRecord, Mapping[str, Any]]]) -> None:
    """Write the equipment that a delivery states; what was entered by hand is left alone.

    A delivery that says nothing of equipment changes nothing of it.
    """
    stated = [(p, r, v["equipment"]) for p, r, v in said if "equipment" in v]
    if not stated:
        return
    places = [place.pk for place, _, _ in stated]
    by_hand = set(
        Equipment.objects.filter(place__in=places, by_hand=True).values_list("place_id", "kind")
    )
    Equipment.objects.filter(place__in=places, by_hand=False).delete()
    rows: dict[tuple[int, str], Equipment] = {}
    for place, record, items in stated:
        for kind, total, adapted in items:
            if (place.pk, kind) not in by_hand:
                rows[(place.pk, kind)] = Equipment(
                    place=place, kind=kind, total=total, adapted=adapted, record=record
                )
    Equipment.objects.bulk_create(rows.values())


def replace_mediators(said: Sequence[tuple[Place, SourceRecord, Mapping[str, Any]]]) -> None:
    """Write how many people help at places, as the delivery states it; the rest is left alone."""
    stated = [(p, r, v["mediators"]) for p, r, v in said if "mediators" in v]
    if not stated:
        return
    places = [place.pk for place, _, _ in stated]
    by_hand = set(
        Mediators.objects.filter(place__in=places, by_hand=True).values_list("place_id", "kind")
    )
    Mediators.objects.filter(place__in=places, by_hand=False).delete()
    rows: dict[tuple[int, str], Mediators] = {}
    for place, record, items in stated:
        for kind, total, hours in items:
            if (place.pk, kind) not in by_hand:
                rows[(place.pk, kind)] = Mediators(
                    place=place, kind=kind, total=total, horaires=hours, record=record
                )
    Mediators.objects.bulk_create(rows.values())


def replace_programmes(said: Sequence[tuple[Place, Mapping[str, Any]]]) -> None:
    """Write in which programmes places take part, as the delivery states it."""
    stated = [(place, v["programmes"]) for place, v in said if "programmes" in v]
    if not stated:
        return
    names = {name for _, programmes in stated for name in programmes}
    known = {p.nom: p for p in Programme.objects.filter(nom__in=names)}
    for name in sorted(names - set(known)):
        known[name] = Programme.objects.create(nom=name, slug=free_slug(name))
    ProgrammePlace.objects.filter(
        place__in=[place.pk for place, _ in stated], by_hand=False
    ).delete()
    ProgrammePlace.objects.bulk_create(
        [
            ProgrammePlace(place=place, programme=known[name])
            for place, programmes in stated
            for name in dict.fromkeys(programmes)
        ],
        ignore_conflicts=True,
    )


def free_slug(name: str) -> str:
    """Return an address for a programme that no other one has."""
    wanted = slugify(name)[:70] or "programme"
    slug, number = wanted, 1
    while Programme.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{wanted}-{number}"
    return slug
