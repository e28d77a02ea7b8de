"""Make the places that are joined those that evidence and answers say, a few at a time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from maillage.apps.directory.actions import ToJoin, rejoin_places
from maillage.apps.linking.actions.plan import Plan, make_plan
from maillage.apps.linking.models import Link, LinkPair, LinkRun
from maillage.apps.linking.queries.around import Tied, tied_to

# The number of the lock of PostgreSQL under which links are planned and written.
_LOCK = 5_204_100


@dataclass(frozen=True, slots=True)
class Regrouped:
    """How many links were made and taken back."""

    joined: int
    separated: int


def hold() -> None:
    """Let nobody else plan links until this transaction ends.

    SQLite: a transaction that writes is the only one already (IMMEDIATE).
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def plan_of(tied: Tied) -> Plan:
    """Return the plan of records that are tied; those that no source names are left as they are."""
    live = [record for record in tied.records if record.live]
    return make_plan(live, tied.pairs, tied.links)


def regroup(homes: Collection[int], *, now: datetime, run: LinkRun | None = None) -> Regrouped:
    """Join and separate what is tied to these places, as it is now. Inside a transaction only.

    What was planned before is planned again: somebody may have answered meanwhile.
    """
    hold()
    plan = plan_of(tied_to(homes))
    if not plan.cuts and not plan.links:
        return Regrouped(0, 0)
    pairs = LinkPair.objects.in_bulk([link.tie.pk for link in plan.links if link.tie])
    because = [pairs.get(link.tie.pk) if link.tie else None for link in plan.links]
    joins = rejoin_places(
        separate=[link.join for link in plan.cuts],
        join=[
            ToJoin(link.kept, link.other, evidence_of(pair))
            for link, pair in zip(plan.links, because, strict=True)
        ],
        now=now,
    )
    Link.objects.bulk_create(
        Link(join=join, run=run, pair=pair) for join, pair in zip(joins, because, strict=True)
    )
    return Regrouped(len(plan.links), len(plan.cuts))


def evidence_of(pair: LinkPair | None) -> dict[str, Any]:
    """Return why two places are joined, for the place that shows both."""
    if pair is None:
        return {}
    return {
        "pair": pair.pk,
        "probability": pair.probability,
        "pieces": pair.evidence,
        "answer": pair.answer,
    }
