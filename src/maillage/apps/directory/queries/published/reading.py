"""The public base as records: what every open format is a projection of.

Exactly what the page of a place shows to anybody: no professional note, no column that a file
brought beside the standard, nobody's trace. Unknown is None or "", and never "no".
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from maillage.apps.directory.models import (
    Attachment,
    Equipment,
    Mediators,
    Offer,
    Organisation,
    Place,
    PlaceState,
    ProgrammePlace,
    TemporaryClosure,
)
from maillage.apps.directory.queries.published.records import (
    DepartedPlace,
    PublishedClosure,
    PublishedEquipment,
    PublishedMediators,
    PublishedOffer,
    PublishedOrganisation,
    PublishedPlace,
    PublishedSource,
    PublishedZone,
)
from maillage.apps.directory.queries.rule import LEVEL
from maillage.sources.catalog import UnknownSource, get_source

if TYPE_CHECKING:
    from maillage.apps.territories.models import Zone

CHUNK = 1_000


PLACE_LISTS = (
    "typologie",
    "courriels",
    "site_web",
    "itinerance",
    "dispositif_programmes_nationaux",
    "formations_labels",
    "autres_formations_labels",
    "kinds",
    "languages",
)
PLACE_RELATED = ("commune_zone", "quarter_zone", "organisation")
PLACE_PARTS = ("offers", "equipment", "mediators", "programmes", "closures", "sources")
PLACE_VALUES = tuple(
    name
    for name in PublishedPlace.__dataclass_fields__
    if name not in {*PLACE_LISTS, *PLACE_RELATED, *PLACE_PARTS}
)
OFFER_LISTS = (
    "services",
    "uses",
    "themes",
    "levels",
    "publics_specifiquement_adresses",
    "prise_en_charge_specifique",
    "adaptations",
    "languages",
    "frais_a_charge",
    "modalites_acces",
    "modalites_accompagnement",
    "partners",
)
OFFER_VALUES = tuple(
    name
    for name in PublishedOffer.__dataclass_fields__
    if name not in {*OFFER_LISTS, "organisation", "date_maj"}
)


def published_places(
    ids: Iterable[int | str] | None = None,
    *,
    after: str = "",
    limit: int | None = None,
    changed_since: datetime | None = None,
    today: date | None = None,
    whole: bool = True,
) -> Iterator[PublishedPlace]:
    """Yield public places with their running offers, by public id, a chunk at a time.

    ids : numbers in the base (int, as a search gives them) or public ids (str); None is all
    after : only public ids beyond this one, for the next page
    limit : at most so many places
    changed_since : only places of which something changed at this moment or later
    today : closures that end on this day or later are told; none without it

    whole : False reads places and offers only, for who looks at nothing else

    Seven queries for a thousand places (two when not whole), one chunk in memory.
    """
    wanted = _wanted(ids, changed_since)
    left = limit
    while left is None or left > 0:
        size = CHUNK if left is None else min(CHUNK, left)
        rows = list(wanted.filter(public_id__gt=after).order_by("public_id")[:size])
        if not rows:
            return
        parts = _Parts([place.pk for place in rows], today, whole=whole)
        for place in rows:
            yield _place(place, parts)
        if len(rows) < size:
            return
        after = rows[-1].public_id
        left = None if left is None else left - len(rows)


def published_ids() -> Iterator[str]:
    """Yield the public ids of the public places, in order. One query."""
    rows = Place.objects.public().order_by("public_id").values_list("public_id", flat=True)
    yield from rows.iterator(CHUNK)


def departed_places(*, changed_since: datetime | None = None) -> Iterator[DepartedPlace]:
    """Yield the places that left the lists (closed, moved, withdrawn), by public id.

    changed_since : only those that changed at this moment or later

    A place in project was never in the lists: it is not named.
    """
    gone = Place.objects.filter(
        Q(state__in=[PlaceState.CLOSED, PlaceState.MOVED])
        | Q(state=PlaceState.OPEN, withdrawn_at__isnull=False)
        | Q(joined_to__isnull=False)
    )
    if changed_since is not None:
        gone = gone.filter(updated_at__gte=changed_since)
    columns = (
        "public_id",
        "nom",
        "state",
        "closed_on",
        "moved_to__public_id",
        "joined_to__public_id",
        "updated_at",
    )
    for row in gone.order_by("public_id").values_list(*columns).iterator(CHUNK):
        public_id, nom, state, closed_on, moved_to, joined_to, updated_at = row
        to = joined_to or moved_to or ""
        yield DepartedPlace(public_id, nom, state, closed_on, to, updated_at)


def _wanted(
    ids: Iterable[int | str] | None, changed_since: datetime | None
) -> "QuerySet[Place, Place]":
    wanted = (
        Place.objects.public()
        .select_related(*PLACE_RELATED)
        .defer("commune_zone__geometry", "quarter_zone__geometry", "extension", "origins")
    )
    if ids is not None:
        asked = list(ids)
        numbers = [i for i in asked if isinstance(i, int)]
        names = [i for i in asked if isinstance(i, str)]
        wanted = wanted.filter(Q(pk__in=numbers) | Q(public_id__in=names))
    if changed_since is not None:
        wanted = wanted.filter(updated_at__gte=changed_since)
    return wanted


class _Parts:
    """What hangs from some places, by the number of the place: six queries, one when not whole."""

    def __init__(self, places: Sequence[int], today: date | None, *, whole: bool) -> None:
        offers = Offer.objects.filter(place__in=places, ended_on=None)
        self.offers = _by_place(offers.select_related("organisation").order_by("pk"))
        if not whole:
            places = ()  # Django asks the base nothing about nobody
        self.equipment = _by_place(Equipment.objects.filter(place__in=places).order_by("pk"))
        people = Mediators.objects.filter(place__in=places).exclude(total=0)
        self.mediators = _by_place(people.order_by("kind"))
        self.programmes = _by_place(
            ProgrammePlace.objects.filter(place__in=places)
            .select_related("programme")
            .order_by("programme__nom")
        )
        closures = TemporaryClosure.objects.filter(place__in=places).order_by("starts_on")
        self.closures = _by_place(closures.filter(ends_on__gte=today) if today else ())
        attachments = Attachment.objects.filter(
            Q(place__in=places) | Q(place__joined_to__in=places), detached_at=None
        ).annotate(shown=Coalesce("place__joined_to", "place_id"))
        self.sources: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
        for row in attachments.order_by("attached_at", "pk").values_list(
            "shown", "source", "key", "record__stated_on", "withdrawn_at"
        ):
            self.sources[row[0]].append(row[1:])


def _by_place(rows: Iterable[Any]) -> Mapping[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.place_id].append(row)
    return found


def _place(place: Place, parts: _Parts) -> PublishedPlace:
    values: dict[str, Any] = {name: getattr(place, name) for name in PLACE_VALUES}
    values |= {name: tuple(getattr(place, name)) for name in PLACE_LISTS}
    pk = place.pk
    return PublishedPlace(
        **values,
        commune_zone=_zone(place.commune_zone),
        quarter_zone=_zone(place.quarter_zone),
        organisation=_organisation(place.organisation),
        offers=tuple(_offer(offer) for offer in parts.offers.get(pk, ())),
        equipment=tuple(
            PublishedEquipment(e.kind, e.total, e.adapted) for e in parts.equipment.get(pk, ())
        ),
        mediators=tuple(
            PublishedMediators(m.kind, m.total, m.horaires) for m in parts.mediators.get(pk, ())
        ),
        programmes=tuple(
            (link.programme.slug, link.programme.nom) for link in parts.programmes.get(pk, ())
        ),
        closures=tuple(
            PublishedClosure(c.starts_on, c.ends_on, c.reason) for c in parts.closures.get(pk, ())
        ),
        sources=tuple(
            _source(place, source, key, on, withdrawn is None)
            for source, key, on, withdrawn in parts.sources.get(pk, ())
        ),
    )


def _offer(offer: Offer) -> PublishedOffer:
    values: dict[str, Any] = {name: getattr(offer, name) for name in OFFER_VALUES}
    values |= {name: tuple(getattr(offer, name)) for name in OFFER_LISTS}
    said = [day for _record, day in offer.origins.values() if day]
    return PublishedOffer(
        **values,
        organisation=_organisation(offer.organisation),
        date_maj=date.fromisoformat(max(said)) if said else None,
    )


def _zone(zone: "Zone | None") -> PublishedZone | None:
    return None if zone is None else PublishedZone(zone.code, zone.nom, zone.slug)


def _organisation(organisation: Organisation | None) -> PublishedOrganisation | None:
    if organisation is None:
        return None
    return PublishedOrganisation(organisation.public_id, organisation.nom, organisation.pivot)


def _source(place: Place, source: str, key: str, on: date | None, live: bool) -> PublishedSource:
    """Return a source; what the team typed bears no number of anybody."""
    if source in LEVEL:
        return PublishedSource(source, "", "", "", on, live)
    try:
        known = get_source(source)
    except UnknownSource:
        return PublishedSource(source, key, place.source or source, "", on, live)
    return PublishedSource(source, key, place.source or known.title, known.licence, on, live)
