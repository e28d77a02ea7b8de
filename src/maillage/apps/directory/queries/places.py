"""Read places as people see them: a card in a list, or the whole page."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from maillage.apps.directory.errors import PlaceUnknown, ProgrammeUnknown
from maillage.apps.directory.models import (
    Attachment,
    Equipment,
    Mediators,
    Offer,
    Place,
    PlaceState,
    Programme,
    TemporaryClosure,
    Term,
)
from maillage.apps.directory.queries.cards import CardPhoto, PlaceCard
from maillage.apps.directory.queries.entries import hours_of
from maillage.apps.directory.queries.photos import shown_photo


def get_place(public_id: str, *, beside: Sequence[str] = ()) -> Place:
    """Return one place by its number, whatever its state: an old paper must lead somewhere.

    beside : what else is read with it, by name of relation

    Raises PlaceUnknown.
    """
    if "\0" in public_id:  # PostgreSQL does not even look for it
        raise PlaceUnknown(public_id="")
    place = (
        Place.objects.select_related(
            "commune_zone", "quarter_zone", "moved_to", "joined_to", "organisation", *beside
        )
        .defer("commune_zone__geometry", "quarter_zone__geometry")
        .filter(public_id=public_id)
        .first()
    )
    if place is None:
        raise PlaceUnknown(public_id=public_id)
    return place


def find_place_by_alias(source: str, key: str) -> Place | None:
    """Return the place that a source knows under its own number, None when nobody does."""
    attachment = (
        Attachment.objects.select_related("place")
        .filter(source=source, key=key, detached_at=None)
        .first()
    )
    return attachment.place if attachment else None


@dataclass(frozen=True, slots=True)
class PlaceDetail:
    """Everything that the page of one place shows."""

    place: Place
    offers: Sequence[Offer]
    card: PlaceCard
    programmes: Sequence[Programme]
    closures: Sequence[TemporaryClosure]
    sources: Sequence[Attachment]
    mediators: Sequence[Mediators]


def place_detail(public_id: str, *, today: date) -> PlaceDetail:
    """Return one place with all that its page shows. Raises PlaceUnknown."""
    place = get_place(public_id)
    offers = list(Offer.objects.filter(place=place, ended_on=None).order_by("pk"))
    equipment = list(Equipment.objects.filter(place=place).order_by("pk"))
    closures = list(
        TemporaryClosure.objects.filter(place=place, ends_on__gte=today).order_by("starts_on")
    )
    photo = shown_photo(place.pk)
    card = PlaceCard(
        place=place,
        offers=offers,
        equipment=equipment,
        hours=hours_of(place.horaires, place),
        closure=closures[0] if closures else None,
        photo=CardPhoto(photo.sha256, photo.alt, photo.width, photo.height) if photo else None,
    )
    sources = list(
        Attachment.objects.filter(Q(place=place) | Q(place__joined_to=place), detached_at=None)
        .select_related("record")
        .order_by("attached_at", "pk")
    )
    programmes = list(place.programmes.order_by("nom"))
    return PlaceDetail(place, offers, card, programmes, closures, sources, mediators_of([place.pk]))


def mediators_of(places: Iterable[int]) -> list[Mediators]:
    """Return how many people help at places; a known zero is not told."""
    rows = Mediators.objects.filter(place__in=list(places)).exclude(total=0)
    return list(rows.order_by("place", "kind"))


def terms(vocabulary: str) -> dict[str, Term]:
    """Return the words of one controlled list by code, in the order in which they are shown."""
    rows = Term.objects.filter(vocabulary=vocabulary).order_by("position", "label")
    return {term.code: term for term in rows}


def all_terms() -> dict[tuple[str, str], Term]:
    """Return every word of every controlled list, by (list, code). One query."""
    rows = Term.objects.order_by("vocabulary", "position", "label")
    return {(term.vocabulary, term.code): term for term in rows}


def programmes() -> list[Programme]:
    """Return every programme, by name."""
    return list(Programme.objects.order_by("nom"))


def get_programme(slug: str) -> Programme:
    """Return one programme by its address. Raises ProgrammeUnknown."""
    programme = Programme.objects.filter(slug=slug).first()
    if programme is None:
        raise ProgrammeUnknown(slug=slug)
    return programme


def places_of_programme(programme: Programme) -> list[int]:
    """Return the numbers of the public places of a programme, by name."""
    rows = Place.objects.public().filter(programmes=programme).order_by("nom", "pk")
    return list(rows.values_list("pk", flat=True))


def places_of_zone(zone_id: int) -> list[int]:
    """Return the numbers of the public places of a commune or quarter, by name."""
    rows = Place.objects.public().order_by("nom", "pk")
    quarter = list(rows.filter(quarter_zone=zone_id).values_list("pk", flat=True))
    return quarter or list(rows.filter(commune_zone=zone_id).values_list("pk", flat=True))


def n_places_by_zone() -> dict[int, int]:
    """Return how many public places lie in each commune and quarter. One query."""
    counts: dict[int, int] = defaultdict(int)
    rows = Place.objects.public().values_list("commune_zone_id", "quarter_zone_id")
    for zones in rows:
        for zone in zones:
            if zone is not None:
                counts[zone] += 1
    return dict(counts)


def centres_of_zones(ids: Iterable[int]) -> dict[int, tuple[float, float]]:
    """Return the middle (median latitude, longitude) of the places of each zone."""
    found: dict[int, list[tuple[float, float]]] = defaultdict(list)
    wanted = list(ids)
    for column in ("commune_zone", "quarter_zone"):
        rows = (
            Place.objects.public()
            .filter(**{f"{column}__in": wanted}, latitude__isnull=False)
            .values_list(f"{column}_id", "latitude", "longitude")
        )
        for zone, latitude, longitude in rows:
            found[zone].append((latitude, longitude))
    return {
        zone: (
            sorted(p[0] for p in points)[len(points) // 2],
            sorted(p[1] for p in points)[len(points) // 2],
        )
        for zone, points in found.items()
    }


def n_public_places() -> int:
    """Return how many places residents may see."""
    return Place.objects.public().count()


def new_places(*, since: date, limit: int = 10) -> list[Place]:
    """Return the places that opened since a day, the newest first (CEN-15)."""
    rows = Place.objects.public().filter(opened_on__gte=since).order_by("-opened_on", "pk")
    return list(rows[:limit])


def is_public(place: Place) -> bool:
    """True when residents may see this place in lists."""
    return (
        place.state == PlaceState.OPEN and place.withdrawn_at is None and place.joined_to_id is None
    )


def latest_change(now: datetime) -> datetime:
    """Return when the base last changed, `now` when it is empty."""
    moment: Any = Place.objects.order_by("-updated_at").values_list("updated_at", flat=True).first()
    return moment or now
