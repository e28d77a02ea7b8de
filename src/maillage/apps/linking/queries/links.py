"""The links that were made: by the evidence, or by people."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from maillage.apps.linking.errors import LinkUnknown
from maillage.apps.linking.models import Answer, ComparedRecord, Link, LinkPair


def _whole(rows: QuerySet[Link]) -> QuerySet[Link]:
    return rows.select_related(
        "join__kept__joined_to", "join__other", "join__by", "pair__left", "pair__right", "run"
    )


def links_made(*, who: str = "", before: int = 0, limit: int = 50) -> list[Link]:
    """Return the links that hold, the newest first. One query.

    who : "people" or "evidence"; "" for both
    before : only those made before this one
    """
    rows = Link.objects.filter(join__undone_at=None)
    if who in ("people", "evidence"):
        rows = rows.filter(join__by__isnull=who == "evidence")
    if before:
        rows = rows.filter(pk__lt=before)
    return list(_whole(rows).order_by("-pk")[:limit])


def n_links() -> tuple[int, int]:
    """Return how many links hold: by the evidence, by people."""
    rows = Link.objects.filter(join__undone_at=None)
    return rows.filter(join__by=None).count(), rows.filter(join__by__isnull=False).count()


def get_link(number: int) -> Link:
    """Return a link with its places, its pair and its author. Raises LinkUnknown."""
    link = _whole(Link.objects.filter(pk=number)).first()
    if link is None:
        raise LinkUnknown
    return link


def links_at(public_ids: Collection[str]) -> dict[str, list[Link]]:
    """Return the links that hold, by place shown, the oldest first. One query."""
    found: dict[str, list[Link]] = {}
    here = Q(join__other__joined_to__public_id__in=list(public_ids))
    rows = Link.objects.filter(here, join__undone_at=None).select_related(
        "join__other__joined_to", "join__kept__joined_to", "join__by", "pair__left", "pair__right"
    )
    for link in rows.order_by("pk"):
        shown = link.join.other.joined_to
        assert shown is not None  # the filter says so
        found.setdefault(shown.public_id, []).append(link)
    return found


def said_apart(*, before: int = 0, limit: int = 50) -> list[LinkPair]:
    """Return the pairs that people said to be two places, the newest answer first. One query."""
    rows = LinkPair.objects.filter(answer=Answer.DIFFERENT)
    if before:
        rows = rows.filter(pk__lt=before)
    rows = rows.select_related("left__home", "right__home", "answered_by")
    return list(rows.order_by("-pk")[:limit])


def _dated(rows: QuerySet[ComparedRecord]) -> Any:
    """Join each record to what its source said last: its day is `on`."""
    return rows.filter(
        home__attachments__source=F("source"),
        home__attachments__key=F("key"),
        home__attachments__detached_at=None,
    ).annotate(on=F("home__attachments__record__stated_on"))


def days_of(records: Collection[ComparedRecord]) -> dict[int, date]:
    """Return the day of what each record says, by its number, when its source gave one.

    One query.
    """
    rows = _dated(ComparedRecord.objects.filter(pk__in=[record.pk for record in records]))
    return {pk: on for pk, on in rows.values_list("pk", "on") if on is not None}


def records_at(public_ids: Collection[str]) -> dict[str, list[tuple[ComparedRecord, date | None]]]:
    """Return the records that a place shows, with their day, the newest first. One query."""
    shown = Coalesce("home__joined_to__public_id", "home__public_id")
    rows = _dated(ComparedRecord.objects.filter(live=True).annotate(shown=shown))
    found: dict[str, list[tuple[ComparedRecord, date | None]]] = {}
    asked = rows.filter(shown__in=list(public_ids)).select_related("home")
    for record in asked.order_by(F("on").desc(nulls_last=True), "pk"):
        found.setdefault(record.shown, []).append((record, record.on))
    return found
