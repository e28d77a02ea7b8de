"""The diagnosis in four stages, and what each stage looks at (OBS-15, N-32)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from maillage.apps.agenda.queries.few import Cell
from maillage.apps.directory.queries.answers import (
    Asked,
    described,
    everything_asked,
    public_entries,
)
from maillage.apps.directory.queries.freshness import fresh_shares
from maillage.apps.directory.queries.supply import Supplied, supply
from maillage.apps.observatory.errors import DiagnosisUnknown, StageUnknown
from maillage.apps.observatory.models import Diagnosis, Stage
from maillage.apps.observatory.models import StageState as StageState
from maillage.apps.observatory.queries.gaps import answers_of
from maillage.apps.observatory.queries.inside import places_by_zone
from maillage.apps.observatory.queries.maps import zones_to_observe
from maillage.apps.observatory.queries.needs import need_counts, needs
from maillage.apps.orientation.queries.unmet import unmet_figures
from maillage.apps.territories.queries import zone_rows_by_id
from maillage.core.standard.values import PriseEnCharge, PublicSpecifique
from maillage.sources.figures import NeedText

PUBLICS, OFFER, NEEDS, COMPARISON = NUMBERS = (1, 2, 3, 4)
STANDARD_PUBLICS = tuple(str(one.value) for one in (*PublicSpecifique, *PriseEnCharge))


@dataclass(frozen=True, slots=True)
class OfferCensus:
    """The offer as the base knows it, here or in the zone of the diagnosis.

    verified, late : of the whole base, in places; None when the diagnosis is of one zone
    """

    n_places: int
    n_offers: int
    n_with_hours: int
    n_with_position: int
    n_with_services: int
    n_with_publics: int
    n_verified: int | None
    n_late: int | None


@dataclass(frozen=True, slots=True)
class ComparedNeed:
    """A need beside the offer: places that answer, places that may, searches that asked for it."""

    need: Asked
    n_places: int
    n_maybe: int
    searches: Cell
    unmet: Cell


def running_diagnosis() -> Diagnosis | None:
    """Return the one that runs; None when none does. One query."""
    return Diagnosis.objects.filter(is_running=True).select_related("zone").first()


def past_diagnoses() -> list[Diagnosis]:
    """Return those that ended, the last one first. One query."""
    rows = Diagnosis.objects.filter(is_running=False).select_related("zone")
    return list(rows.order_by("-ended_on", "-pk"))


def get_diagnosis(number: int) -> Diagnosis:
    """Return one diagnosis. Raises DiagnosisUnknown."""
    found = Diagnosis.objects.select_related("zone").filter(pk=number).first()
    if found is None:
        raise DiagnosisUnknown
    return found


def stages_of(diagnosis: Diagnosis) -> list[Stage]:
    """Return its four stages, in order. One query."""
    return list(diagnosis.stages.select_related("said_by").order_by("number"))


def get_stage(number: int, step: int) -> Stage:
    """Return one stage of a diagnosis. Raises StageUnknown."""
    found = (
        Stage.objects.select_related("diagnosis", "diagnosis__zone", "said_by")
        .filter(diagnosis=number, number=step)
        .first()
    )
    if found is None:
        raise StageUnknown
    return found


def comparison_is_open(stages: Sequence[Stage]) -> bool:
    """Tell whether stage 4 may compare: the census of the offer, stage 2, is finished."""
    return any(one.number == OFFER and one.state == StageState.DONE for one in stages)


def offers_by_public(diagnosis: Diagnosis) -> Mapping[str, int]:
    """Return, by public of the standard, how many running offers address it in particular."""
    counts = dict.fromkeys(STANDARD_PUBLICS, 0)
    for place in _supplied(diagnosis):
        for offer in place.offers:
            for public in set(offer.publics) & set(counts):
                counts[public] += 1
    return counts


def offer_census(diagnosis: Diagnosis, *, today: date) -> OfferCensus:
    """Return what the base knows of the offer, and what nobody said."""
    places = _supplied(diagnosis)
    offers = [offer for place in places for offer in place.offers]
    fresh = fresh_shares(today=today)[0] if diagnosis.zone_id is None else None
    return OfferCensus(
        n_places=len(places),
        n_offers=len(offers),
        n_with_hours=sum(bool(place.horaires) for place in places),
        n_with_position=sum(place.latitude is not None for place in places),
        n_with_services=sum(bool(offer.services) for offer in offers),
        n_with_publics=sum(bool(offer.publics) for offer in offers),
        n_verified=fresh.n_half_year if fresh else None,
        n_late=fresh.n_overdue if fresh else None,
    )


@dataclass(frozen=True, slots=True)
class CountedNeed:
    """A need in figures: `people` in need, of the zones where it is known.

    is_estimate : True when one of them is; a sum of these is said about
    """

    need: NeedText
    people: float
    is_estimate: bool
    n_zones: int


def counted_needs(diagnosis: Diagnosis, *, today: date) -> tuple[str, list[CountedNeed]]:
    """Return the kind of the zones, and what figures say of each need there, if they say it.

    In the zone of the diagnosis; without one, in all priority neighbourhoods, else in all quarters,
    else in all communes.
    """
    if diagnosis.zone_id is not None:
        zone = zone_rows_by_id([diagnosis.zone_id])[diagnosis.zone_id]
        kind, zones, on = zone.kind, [zone], zone.valid_to or today
    else:
        for kind in ("qpv", "quarter", "commune"):
            zones, ended = zones_to_observe(kind, today=today)
            on = ended or today
            if zones:
                break
    found = []
    for need in needs():
        counts = need_counts(need, kind, zones, on=on).values()
        known = [one for one in counts if one.people is not None]
        if known:
            total = sum(one.people or 0.0 for one in known)
            found.append(
                CountedNeed(need, total, any(one.is_estimate for one in known), len(known))
            )
    return kind, found


def compared_needs(diagnosis: Diagnosis, *, today: date) -> list[ComparedNeed]:
    """Return what exists beside what is asked, need by need; those without any place first."""
    inside = {place.id for place in _supplied(diagnosis)}
    everywhere = public_entries()
    entries = [one for one in everywhere if one.place_id in inside]
    # A theme of which no offer of the base says anything is no need left without answer.
    asked = described(everything_asked(), everywhere)
    yes, maybe = answers_of(entries, asked)
    at = np.array([one.place_id for one in entries], dtype=np.int64)
    unmet = unmet_figures(today=today).by_need
    found = []
    for number, need in enumerate(asked):
        sure = set(at[yes[number]].tolist())
        share = unmet.get(need.code)
        found.append(
            ComparedNeed(
                need,
                len(sure),
                len(set(at[maybe[number]].tolist()) - sure),
                _cell(0 if share is None else share.base),
                _cell(0 if share is None else share.part),
            )
        )
    return sorted(found, key=lambda one: (one.n_places > 0, one.n_places, one.need.label))


def _cell(n: int | None) -> Cell:
    return Cell(n, "" if n is not None else "with")


def _supplied(diagnosis: Diagnosis) -> list[Supplied]:
    """Return the places of the zone of a diagnosis; all of them when it has none."""
    places = supply()
    if diagnosis.zone_id is None:
        return places
    zone = zone_rows_by_id([diagnosis.zone_id])[diagnosis.zone_id]
    # A list that ended holds for the day on which it ended.
    return places_by_zone(zone.kind, [zone.id], places, on=zone.valid_to)[zone.id]
