"""How true the base is today: what was verified, by whom, when, and what has to be asked again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from maillage.apps.directory.models import Confirmation, Offer, Place, SourceRecord
from maillage.apps.directory.queries.due import (
    FIELD_DUE_DAYS,
    HALF_YEAR,
    YEAR,
    due_on,
    next_check,
)
from maillage.apps.directory.queries.rule import LEVEL

__all__ = [
    "FIELD_DUE_DAYS",
    "FieldState",
    "Share",
    "confirmations_of",
    "field_states",
    "fresh_shares",
    "n_overdue",
    "next_check",
    "overdue_places",
]
_EMPTY: tuple[Any, ...] = ("", None, [], {})
# Fields of an offer that are asked, and the column of each.
OFFER_DUE = {
    name: name.removeprefix("offer_")
    for name in FIELD_DUE_DAYS
    if name.startswith("offer_") or not hasattr(Place, name)
}


@dataclass(frozen=True, slots=True)
class FieldState:
    """A published field: what it says, who said it last and when, when it has to be asked again.

    source : "confirmation" (the place), "verification" or "saisie" (the city), or a file's source
    how : a word of How when somebody confirmed it, else ""
    """

    name: str
    value: Any
    source: str
    said_on: date | None
    how: str
    due_on: date | None
    overdue: bool


def field_states(place: Place, *, today: date) -> list[FieldState]:
    """Return the state of each published field that has to be asked now and then, in their order.

    Those of the place, then those of its running offers under "offer:<public id>:<field>". Three
    queries.
    """
    offers = list(Offer.objects.filter(place=place, ended_on=None).order_by("pk"))
    told: list[tuple[str, str, Any, Any]] = [
        (name, name, place, getattr(place, name)) for name in FIELD_DUE_DAYS if hasattr(place, name)
    ]
    told += [
        (f"offer:{offer.public_id}:{name}", name, offer, getattr(offer, column))
        for offer in offers
        for name, column in OFFER_DUE.items()
    ]
    said = [one for one in told if one[3] not in _EMPTY]
    records = {thing.origins[name][0] for _k, name, thing, _v in said if name in thing.origins}
    sources = dict(SourceRecord.objects.filter(pk__in=records).values_list("pk", "source"))
    hows = _hows(place)
    found = []
    for key, name, thing, value in said:
        number, day = thing.origins.get(name, (None, ""))
        said_on = date.fromisoformat(day) if day else None
        source = sources.get(number, "")
        due = due_on(name, said_on)
        asked = key if thing is place else key.rpartition(":")[0]
        found.append(
            FieldState(
                name=key,
                value=value,
                source=source,
                said_on=said_on,
                how=hows.get((asked, said_on), "") if source in LEVEL else "",
                due_on=due,
                overdue=due is None or due < today,
            )
        )
    return found


def _hows(place: Place) -> Mapping[tuple[str, date | None], str]:
    return {
        (name, timezone.localtime(one.at).date()): one.how
        for one in Confirmation.objects.filter(place=place).order_by("at", "pk")
        for name in one.fields
    }


def confirmations_of(place: Place, *, limit: int = 20) -> list[Confirmation]:
    """Return who confirmed a place, the newest first. One query."""
    rows = Confirmation.objects.filter(place=place).select_related("by")
    return list(rows.order_by("-at", "-pk")[:limit])


# ---------------------------------------------------------------- what has to be asked again


def overdue(today: date) -> Q:
    """Return the condition that tells a place to verify: a date is past, or nothing is dated."""
    return Q(next_check_on__lt=today) | Q(next_check_on=None)


def overdue_places(
    *,
    today: date,
    owner: int | None = None,
    zone: int | None = None,
    after: tuple[str, int] | None = None,
    limit: int = 50,
) -> list[Place]:
    """Return the public places to verify, the longest overdue first, those never dated before them.

    owner : only those of a person; 0 for those of nobody. zone : a quarter or a commune
    after : (ISO date or "", number) of the last one of the page before

    One query.
    """
    rows = _overdue(today, owner, zone).select_related("quarter_zone", "commune_zone", "owner")
    rows = rows.defer("quarter_zone__geometry", "commune_zone__geometry", "extension", "alone")
    if after is not None:
        day, number = after
        if day:
            rows = rows.filter(
                Q(next_check_on__gt=date.fromisoformat(day))
                | Q(next_check_on=date.fromisoformat(day), pk__gt=number)
            )
        else:
            rows = rows.filter(Q(next_check_on=None, pk__gt=number) | ~Q(next_check_on=None))
    never = rows.filter(next_check_on=None).order_by("pk")[:limit]
    found = list(never)
    if len(found) < limit:
        dated = rows.exclude(next_check_on=None).order_by("next_check_on", "pk")
        found += list(dated[: limit - len(found)])
    return found


def n_overdue(*, today: date, owner: int | None = None, zone: int | None = None) -> int:
    """Return how many public places have to be verified."""
    return _overdue(today, owner, zone).count()


def _overdue(today: date, owner: int | None, zone: int | None) -> QuerySet[Place]:
    rows = Place.objects.public().filter(overdue(today))
    if owner is not None:
        rows = rows.filter(owner=owner) if owner else rows.filter(owner=None)
    if zone is not None:
        rows = rows.filter(Q(quarter_zone=zone) | Q(commune_zone=zone))
    return rows


# ---------------------------------------------------------------- shares


@dataclass(frozen=True, slots=True)
class Share:
    """How many places of a quarter, or of a person, were verified lately; of how many.

    number, name : of the zone or of the person; (None, "") for those of none
    """

    number: int | None
    name: str
    n_places: int
    n_half_year: int
    n_year: int
    n_overdue: int


def fresh_shares(*, today: date) -> tuple[Share, list[Share], list[Share]]:
    """Return (all, by quarter, by owner): public places verified since 6 and 12 months.

    A place is verified on the day of the newest statement about it, a person's or a file's. Three
    queries.
    """
    rows = Place.objects.public()
    counts = {
        "n": Count("pk"),
        "half": Count("pk", filter=Q(verified_on__gte=today - timedelta(days=HALF_YEAR))),
        "year": Count("pk", filter=Q(verified_on__gte=today - timedelta(days=YEAR))),
        "late": Count("pk", filter=overdue(today)),
    }
    total = rows.aggregate(**counts)
    everything = Share(None, "", total["n"], total["half"], total["year"], total["late"])
    return (
        everything,
        _shares(rows, counts, "quarter_zone", "quarter_zone__nom"),
        _shares(rows, counts, "owner", "owner__name"),
    )


def _shares(
    rows: QuerySet[Place], counts: Mapping[str, Any], number: str, name: str
) -> list[Share]:
    found = rows.values_list(number, name).annotate(**counts).order_by(name, number)
    shares = [Share(pk, nom or "", n, half, year, late) for pk, nom, n, half, year, late in found]
    return sorted(shares, key=lambda share: (share.number is None, share.name))
