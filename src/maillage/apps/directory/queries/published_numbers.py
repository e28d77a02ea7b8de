"""Which public places and offers answer a question: numbers only, for `published_places` to read.

Made for programs that page through the whole base: by number (keyset), never by relevance.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from math import cos, radians

from django.db.models import Max, Min, Q, QuerySet

from maillage.apps.directory.models import Offer, Organisation, Place
from maillage.core.geo import distance_m

# (south, west, north, east) in degrees; west beyond east crosses the antimeridian.
Box = tuple[float, float, float, float]
M_PER_DEGREE = 111_195.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question about public places; what is absent asks for nothing.

    box : only places with a position inside it
    near : (latitude, longitude, distance in metres), the same
    dated_from, dated_to : days of `date_maj`, both included; an undated place is then left out
    quartier : short address of a quarter
    """

    box: Box | None = None
    near: tuple[float, float, float] | None = None
    nom: str = ""
    commune: str = ""
    code_insee: str = ""
    code_postal: str = ""
    quartier: str = ""
    organisation: str = ""
    dated_from: date | None = None
    dated_to: date | None = None
    changed_since: datetime | None = None
    words: str = ""


EVERYTHING = Asked()


@dataclass(frozen=True, slots=True)
class Reach:
    """What the public places span: a box of positions and days of `date_maj`, when there are."""

    box: Box | None
    first_date: date | None
    last_date: date | None


@dataclass(frozen=True, slots=True)
class PublicOrganisation:
    """An organisation that is responsible for something public; a function, never a person."""

    public_id: str
    nom: str
    missions: str
    pivot: str
    telephone: str
    courriels: tuple[str, ...]
    site_web: tuple[str, ...]
    verified_on: date | None


def place_numbers(
    asked: Asked = EVERYTHING, *, after: str = "", start: int = 0, limit: int | None = None
) -> list[str]:
    """Return public ids of public places in their order: beyond one, or from a rank. One query."""
    rows = Place.objects.public().filter(_of_place(asked), public_id__gt=after)
    found = rows.order_by("public_id")
    if asked.near is not None:
        points = found.values_list("public_id", "latitude", "longitude")
        near = [number for number, lat, lon in points if _is_near(asked.near, lat, lon)]
        return near[start:] if limit is None else near[start : start + limit]
    numbers = found.values_list("public_id", flat=True)
    return list(numbers[start:] if limit is None else numbers[start : start + limit])


def n_published_places(asked: Asked = EVERYTHING) -> int:
    """Return how many public places answer."""
    if asked.near is not None:
        return len(place_numbers(asked))
    return Place.objects.public().filter(_of_place(asked)).count()


def n_places_without_position() -> int:
    """Return how many public places no map can show."""
    return Place.objects.public().filter(latitude=None).count()


def reach(asked: Asked = EVERYTHING) -> Reach:
    """Return what the public places that answer span. One query."""
    said = Place.objects.public().filter(_of_place(asked)).aggregate(
        south=Min("latitude"), west=Min("longitude"), north=Max("latitude"),
        east=Max("longitude"), first=Min("date_maj"), last=Max("date_maj"),
    )  # fmt: skip
    box = None
    if said["south"] is not None:
        box = (said["south"], said["west"], said["north"], said["east"])
    return Reach(box, said["first"], said["last"])


def offer_numbers(
    asked: Asked = EVERYTHING,
    *,
    after: tuple[str, str] = ("", ""),
    start: int = 0,
    limit: int | None = None,
    keep: Callable[["OfferFacts"], bool] | None = None,
) -> list[tuple[str, str]]:
    """Return (public id of the place, public id of the offer), in this order. One query.

    after : only what comes beyond this pair
    keep : says of an offer whether it answers, when no column can
    """
    place, offer = after
    beyond = Q(place__public_id__gt=place) | Q(place__public_id=place, public_id__gt=offer)
    rows = _offers(asked).filter(beyond).order_by("place__public_id", "public_id")
    if asked.near is not None or keep is not None:
        found = [
            (number, facts[0])
            for number, latitude, longitude, *facts in rows.values_list(
                "place__public_id",
                "place__latitude",
                "place__longitude",
                *OfferFacts.__dataclass_fields__,
            )
            if (asked.near is None or _is_near(asked.near, latitude, longitude))
            and (keep is None or keep(OfferFacts(*facts)))
        ]
        return found[start:] if limit is None else found[start : start + limit]
    pairs = rows.values_list("place__public_id", "public_id")
    return list(pairs[start:] if limit is None else pairs[start : start + limit])


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """The lists of an offer by which one may choose it."""

    public_id: str
    services: list[str]
    uses: list[str]
    themes: list[str]
    levels: list[str]
    publics_specifiquement_adresses: list[str]
    prise_en_charge_specifique: list[str]
    frais_a_charge: list[str]
    modalites_acces: list[str]
    modalites_accompagnement: list[str]


def n_published_offers(asked: Asked = EVERYTHING) -> int:
    """Return how many running offers of public places answer."""
    return len(offer_numbers(asked)) if asked.near is not None else _offers(asked).count()


def place_of_offer(public_id: str) -> str | None:
    """Return the public id of the place of a published offer, None when it is not published."""
    rows = _offers(EVERYTHING).filter(public_id=public_id)
    return rows.values_list("place__public_id", flat=True).first()


def public_organisations(
    *, number: str = "", words: str = "", start: int = 0, limit: int | None = None
) -> list[PublicOrganisation]:
    """Return who is responsible for a public place or one of its offers, by number. One query."""
    rows = _organisations(number, words).order_by("public_id")
    found = rows[start:] if limit is None else rows[start : start + limit]
    return [
        PublicOrganisation(
            one.public_id, one.nom, one.missions, one.pivot, one.telephone,
            tuple(one.courriels), tuple(one.site_web), one.verified_on,
        )
        for one in found
    ]  # fmt: skip


def n_public_organisations(*, words: str = "") -> int:
    """Return how many there are."""
    return _organisations("", words).count()


def _organisations(number: str, words: str) -> QuerySet[Organisation]:
    places = Place.objects.public().filter(organisation__isnull=False)
    offers = _offers(EVERYTHING).filter(organisation__isnull=False)
    rows = Organisation.objects.filter(
        Q(pk__in=places.values("organisation")) | Q(pk__in=offers.values("organisation")),
        closed_on=None,
    )
    if number:
        rows = rows.filter(public_id=number)
    return rows.filter(nom__icontains=words) if words else rows


def _offers(asked: Asked) -> QuerySet[Offer]:
    public = Place.objects.public().filter(_of_place(asked))
    rows = Offer.objects.filter(place__in=public, ended_on=None)
    if asked.organisation:
        rows = rows.filter(
            Q(organisation__public_id=asked.organisation)
            | Q(organisation=None, place__organisation__public_id=asked.organisation)
        )
    if asked.changed_since is not None:
        since = asked.changed_since
        rows = rows.filter(Q(updated_at__gte=since) | Q(place__updated_at__gte=since))
    if asked.words:
        rows = rows.filter(
            Q(title__icontains=asked.words)
            | Q(description__icontains=asked.words)
            | Q(place__nom__icontains=asked.words)
        )
    return rows


def _of_place(asked: Asked) -> Q:
    """Return the condition on a place that a question makes; of offers, see `_offers`."""
    kept = Q()
    for name in ("nom", "commune", "code_insee", "code_postal"):
        if value := getattr(asked, name):
            kept &= Q(**{name: value})
    if asked.quartier:
        kept &= Q(quarter_zone__slug=asked.quartier)
    if asked.dated_from is not None:
        kept &= Q(date_maj__gte=asked.dated_from)
    if asked.dated_to is not None:
        kept &= Q(date_maj__lte=asked.dated_to)
    if asked.box is not None:
        kept &= _inside(asked.box)
    if asked.near is not None:
        kept &= _inside(_around(*asked.near))
    return kept


def _inside(box: Box) -> Q:
    south, west, north, east = box
    inside = Q(latitude__gte=south, latitude__lte=north)
    from_west, to_east = Q(longitude__gte=west), Q(longitude__lte=east)
    return inside & ((from_west & to_east) if west <= east else (from_west | to_east))


def _around(latitude: float, longitude: float, distance: float) -> Box:
    """Return a box that holds every point so near; the whole width close to a pole."""
    height = distance / M_PER_DEGREE * 1.01
    width = height / max(0.01, cos(radians(min(89.0, abs(latitude) + height))))
    if width >= 180:
        return (latitude - height, -180.0, latitude + height, 180.0)
    west, east = longitude - width, longitude + width
    return (
        latitude - height,
        west if west >= -180 else west + 360,
        latitude + height,
        east if east <= 180 else east - 360,
    )


def _is_near(
    near: tuple[float, float, float], latitude: float | None, longitude: float | None
) -> bool:
    if latitude is None or longitude is None:
        return False
    return distance_m(near[0], near[1], latitude, longitude) <= near[2]
