"""What the first screen of each role shows: my places today, a quarter, figures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Max, Q
from django.utils import timezone

from maillage.apps.directory.models import Attachment, Offer, Place, TemporaryClosure
from maillage.apps.directory.queries.entries import hours_of
from maillage.apps.directory.queries.steward import missing_of

FRESH = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class DeskPlace:
    """A place on the desk of those who work there, or who manage its quarter."""

    public_id: str
    nom: str
    adresse: str
    # "de 9 h à 12 h" and the like; "" when nobody said.
    hours_today: str
    closure: TemporaryClosure | None  # the one that runs today, else the next one
    closed_today: bool
    missing: Sequence[object]
    n_offers: int
    verified_on: date | None


def desk_places(
    *,
    organisations: Iterable[int] = (),
    zones: Iterable[int] = (),
    here: datetime,
    limit: int = 100,
) -> list[DeskPlace]:
    """Return the open places of these organisations or quarters, by name. Three queries.

    `here` is the moment on the clock of the territory, without its zone.
    """
    today = here.date()
    mine = Q(organisation__in=list(organisations)) | Q(quarter_zone__in=list(zones))
    rows = Place.objects.public().filter(mine).defer("origins", "extension")
    places = list(rows.order_by("nom", "pk")[:limit])
    ids = [place.pk for place in places]
    offers: dict[int | None, list[Offer]] = {}
    for offer in Offer.objects.filter(place__in=ids, ended_on=None).order_by("pk"):
        offers.setdefault(offer.place_id, []).append(offer)
    closures: dict[int, TemporaryClosure] = {}
    coming = TemporaryClosure.objects.filter(place__in=ids, ends_on__gte=today)
    for closure in coming.order_by("starts_on", "pk"):
        closures.setdefault(closure.place_id, closure)
    found = []
    for place in places:
        hours = hours_of(place.horaires, place)
        next_closure = closures.get(place.pk)
        theirs = offers.get(place.pk, [])
        found.append(
            DeskPlace(
                public_id=place.public_id,
                nom=place.nom,
                adresse=place.adresse,
                hours_today=hours.today_in_words(here) if hours is not None else "",
                closure=next_closure,
                closed_today=next_closure is not None and next_closure.starts_on <= today,
                missing=missing_of(place, theirs),
                n_offers=len(theirs),
                verified_on=place.verified_on,
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Figures:
    """The base in numbers, each with what it is counted on."""

    n_places: int
    n_offers: int
    n_fresh: int  # places checked, or said again by their source, since less than a year
    quarters: Sequence[tuple[str, str, int, int]]  # slug, name, places, of which fresh
    n_elsewhere: int  # places outside every quarter


def figures(*, today: date, zone: int | None = None) -> Figures:
    """Return the figures of the territory, or of one quarter: nothing about anybody.

    Three queries.
    """
    fresh = Q(verified_on__gte=today - FRESH) | Q(verified_on=None, date_maj__gte=today - FRESH)
    rows = Place.objects.public()
    if zone is not None:
        rows = rows.filter(quarter_zone=zone)
    totals = rows.aggregate(n=Count("pk"), fresh=Count("pk", filter=fresh))
    by_quarter = (
        rows.exclude(quarter_zone=None)
        .values_list("quarter_zone__slug", "quarter_zone__nom")
        .annotate(n=Count("pk"), fresh=Count("pk", filter=fresh))
        .order_by("quarter_zone__nom")
    )
    quarters = [(slug or "", nom, n, n_fresh) for slug, nom, n, n_fresh in by_quarter]
    running = Offer.objects.filter(ended_on=None, place__in=rows.values("pk"))
    return Figures(
        n_places=totals["n"],
        n_offers=running.count(),
        n_fresh=totals["fresh"],
        quarters=quarters,
        n_elsewhere=totals["n"] - sum(n for _slug, _nom, n, _fresh in quarters),
    )


@dataclass(frozen=True, slots=True)
class SourceInUse:
    """A source that published values come from today."""

    source: str
    n_places: int
    received_on: date


def sources_in_use() -> list[SourceInUse]:
    """Return the sources of the places that residents see, the widest first. One query."""
    rows = (
        Attachment.objects.filter(detached_at=None, place__in=Place.objects.public().values("pk"))
        .values_list("source")
        .annotate(n=Count("place", distinct=True), last=Max("record__received_at"))
        .order_by("-n", "source")
    )
    return [SourceInUse(source, n, timezone.localdate(last)) for source, n, last in rows]
