"""How each source was last received: when, whether it worked, and since when it does not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Max

from maillage.apps.imports.models import (
    FILE_AT_WORK,
    UNFINISHED,
    DeliveredFile,
    DeliveryState,
    FileOrigin,
    FileState,
)
from maillage.apps.imports.models import Delivery as DeliveryRow
from maillage.apps.imports.queries.sources import source_titles


class Health(StrEnum):
    """How the last exchange went."""

    GOOD = "good"
    WAITING = "waiting"  # at work, or a person has to decide
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Exchange:
    """A source and its last exchange.

    url : where its file is fetched, "" when people send it
    good_at : last time that something was imported; None when nothing ever was
    failed_since : first failure after that, None when the last exchange did not fail
    """

    source: str
    title: str
    url: str
    health: Health
    last_at: datetime
    good_at: datetime | None
    failed_since: datetime | None
    failure: str


def last_exchanges() -> list[Exchange]:
    """Return the last exchange of each address and of each source that is sent, by title.

    Five queries, whatever the number of sources.
    """
    fetched = _fetched()
    covered = {one.source for one in fetched}
    sent = [one for one in _sent() if one.source not in covered]
    titles = source_titles({one.source for one in (*fetched, *sent)})
    named = [
        Exchange(
            one.source, titles.get(one.source, one.source), one.url, one.health, one.last_at,
            one.good_at, one.failed_since, one.failure,
        )
        for one in (*fetched, *sent)
    ]  # fmt: skip
    return sorted(named, key=lambda one: (one.title.casefold(), one.url))


def _fetched() -> list[Exchange]:
    rows = DeliveredFile.objects.filter(origin=FileOrigin.URL).order_by("received_at", "pk")
    by_url: dict[str, list[tuple[str, str, str, datetime]]] = {}
    for url, source, state, failure, at in rows.values_list(
        "url", "source", "state", "failure", "received_at"
    ):
        by_url.setdefault(url, []).append((source, state, failure, at))
    found = []
    for url, files in by_url.items():
        source = next((one[0] for one in reversed(files) if one[0]), "")
        good = [at for _s, state, _f, at in files if state == FileState.IMPORTED]
        _source, state, failure, last_at = files[-1]
        failed = (at for _s, its, _f, at in files if its == FileState.FAILED)
        waits = state in (*FILE_AT_WORK, FileState.RECEIVED, FileState.PREVIEWED)
        found.append(
            _exchange(
                source, url, last_at, good[-1] if good else None, failed,
                failure if state == FileState.FAILED else "", waits=waits,
            )
        )  # fmt: skip
    return found


def _sent() -> list[Exchange]:
    last = DeliveryRow.objects.values("source").annotate(last=Max("pk")).values("last")
    ends = {
        row["source"]: row["good"]
        for row in DeliveryRow.objects.filter(state=DeliveryState.DONE)
        .values("source")
        .annotate(good=Max("started_at"))
    }
    failures: dict[str, list[datetime]] = {}
    failed = DeliveryRow.objects.filter(state=DeliveryState.FAILED).order_by("started_at")
    for source, at in failed.values_list("source", "started_at"):
        failures.setdefault(source, []).append(at)
    found = []
    for row in DeliveryRow.objects.filter(pk__in=last).defer("report"):
        failure = row.failure if row.state == DeliveryState.FAILED else ""
        found.append(
            _exchange(
                row.source, "", row.started_at, ends.get(row.source),
                failures.get(row.source, ()), failure,
                waits=row.state in (*UNFINISHED, DeliveryState.UNDOING),
            )
        )  # fmt: skip
    return found


def _exchange(
    source: str,
    url: str,
    last_at: datetime,
    good_at: datetime | None,
    failed: Iterable[datetime],
    failure: str,
    *,
    waits: bool,
) -> Exchange:
    since = None
    if failure:
        since = next((at for at in failed if good_at is None or at > good_at), last_at)
    health = Health.FAILED if failure else Health.WAITING if waits else Health.GOOD
    return Exchange(source, "", url, health, last_at, good_at, since, failure)
