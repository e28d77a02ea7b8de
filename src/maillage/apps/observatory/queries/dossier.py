"""The facts of a dossier of diagnosis: four parts, each figure with its source, nothing drawn."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from maillage.apps.directory.queries.supply import Supplied, supply
from maillage.apps.observatory.models import (
    Dataset,
    Diagnosis,
    Finding,
    StructureNeed,
)
from maillage.apps.observatory.queries.gaps import GapMatrix, gap_matrix
from maillage.apps.observatory.queries.inside import places_by_zone
from maillage.apps.observatory.queries.maps import ZoneMap, zone_map
from maillage.apps.observatory.queries.needs import NeedCount, need_counts, needs
from maillage.apps.observatory.queries.references import Reference, references
from maillage.apps.observatory.queries.values import measures
from maillage.apps.territories.queries import ZoneRow

# Measures of the first map, the first that has figures is drawn.
FIRST_DRAWN = ("poor_households_pct", "poverty_rate_pct", "low_declared_income_pct")
# Hears how far the work is: a step in words, its number, how many there are.
Said = Callable[[str, int, int], None]
# Steps beside the needs: who can walk where, the first map, the offer, drawings, the document.
_OTHER_STEPS = 5


@dataclass(frozen=True, slots=True)
class OfferCount:
    """What a zone holds: places, running offers, languages said, opening hours known."""

    zone: ZoneRow
    n_places: int
    n_offers: int
    n_with_hours: int
    languages: Sequence[str]


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that a dossier says, before it is put in words."""

    kind: str
    zones: Sequence[ZoneRow]
    on: date
    ended_on: date | None
    diagnosis: Diagnosis | None
    references: Sequence[Reference]
    offers: Sequence[OfferCount]
    services: Sequence[tuple[str, int]]
    n_places: int
    n_offers: int
    maps: Sequence[ZoneMap]
    needs: Sequence[tuple[str, Sequence[NeedCount]]]
    gaps: GapMatrix | None
    structure_needs: Sequence[StructureNeed]
    findings: Sequence[Finding]
    sources: Sequence[Dataset]


def silent(step: str, n: int, total: int) -> None:
    """Say nothing of how far it is."""


def n_steps() -> int:
    """Return how many steps a dossier has, its drawings and its document among them."""
    return len(needs()) + _OTHER_STEPS


def dossier(kind: str, *, today: date, minutes: int = 15, said: Said = silent) -> Dossier | None:
    """Return the facts of the diagnosis of all the zones of a kind; None without a zone."""
    total = n_steps()
    said(_("Ce qui manque : qui peut aller à pied à quoi"), 1, total)
    gaps = gap_matrix(kind, today=today, minutes=minutes)
    if gaps is None:
        return None
    zones = [row.zone for row in gaps.rows]
    on = gaps.ended_on or today
    said(_("La première carte"), 2, total)
    maps = _maps(kind, today)
    counted = []
    for number, need in enumerate(needs(), start=3):
        said(_("Les besoins : %(need)s") % {"need": need.nom}, number, total)
        counts = need_counts(need, kind, zones, on=on)
        lines = [counts[zone.id] for zone in zones]
        if any(one.people is not None for one in lines):
            counted.append((need.nom, lines))
    said(_("Ce qui existe, territoire par territoire"), total - 2, total)
    places = supply()
    return Dossier(
        kind=kind,
        zones=zones,
        on=today,
        ended_on=gaps.ended_on,
        diagnosis=Diagnosis.objects.filter(is_running=True).first(),
        references=references(),
        offers=_offers(kind, zones, places, today),
        services=Counter(service for place in places for service in place.services).most_common(),
        n_places=len(places),
        n_offers=sum(len(place.offers) for place in places),
        maps=maps,
        needs=counted,
        gaps=gaps,
        structure_needs=list(
            StructureNeed.objects.filter(met_on=None)
            .select_related("organisation")
            .order_by("organisation__nom", "kind", "pk")
        ),
        findings=list(Finding.objects.filter(withdrawn_on=None).order_by("said_on", "pk")),
        sources=list(Dataset.objects.order_by("title")),
    )


def _maps(kind: str, today: date) -> list[ZoneMap]:
    by_code = {one.code: one for one in measures()}
    for code in FIRST_DRAWN:
        if code in by_code:
            found = zone_map(by_code[code], kind, today=today)
            if found is not None and any(line.number is not None for line in found.lines):
                return [found]
    return []


def _offers(
    kind: str, zones: Sequence[ZoneRow], places: Sequence[Supplied], today: date
) -> list[OfferCount]:
    ended = [zone.valid_to for zone in zones if zone.valid_to]
    on = min([*ended, today])
    inside = places_by_zone(kind, [zone.id for zone in zones], places, on=on)
    return [
        OfferCount(
            zone,
            len(inside[zone.id]),
            sum(len(place.offers) for place in inside[zone.id]),
            sum(1 for place in inside[zone.id] if place.horaires),
            sorted({language for place in inside[zone.id] for language in place.languages}),
        )
        for zone in zones
    ]
