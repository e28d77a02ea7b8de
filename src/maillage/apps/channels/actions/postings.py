"""Posters put up and taken down, the house of a quarter: each one transaction, with its trace."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from maillage.apps.channels.errors import NothingToPrint, PostingDates
from maillage.apps.channels.models import CounterPlace, Posting
from maillage.apps.channels.queries.postings import get_posting
from maillage.apps.directory.actions.audit import write_audit
from maillage.apps.directory.queries import get_place, is_public
from maillage.apps.territories.queries import get_zone

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User


@transaction.atomic
def post(
    *,
    title: str,
    where_up: str,
    put_up_by: str,
    posted_on: date,
    remove_on: date,
    zone: str = "",
    by: "User",
    now: datetime,
) -> Posting:
    """Say that a poster hangs somewhere, until a day. Raises PostingDates, ZoneUnknown."""
    if remove_on < posted_on:
        raise PostingDates
    posting = Posting.objects.create(
        title=title,
        where_up=where_up,
        put_up_by=put_up_by,
        posted_on=posted_on,
        remove_on=remove_on,
        zone=get_zone(zone) if zone else None,
        updated_at=now,
    )
    after = {"title": title, "where_up": where_up, "remove_on": remove_on}
    _trace("post", posting.pk, {}, after, by=by, now=now)
    return posting


@transaction.atomic
def take_down(*, number: int, on: date, by: "User", now: datetime, again: bool = False) -> None:
    """Say that a poster came down, or that it still hangs. Raises PostingUnknown, PostingDates."""
    posting = get_posting(number)
    if not again and on < posting.posted_on:
        raise PostingDates
    before = {"taken_down_on": posting.taken_down_on}
    posting.taken_down_on = None if again else posting.taken_down_on or on
    after = {"taken_down_on": posting.taken_down_on}
    if before != after:
        posting.updated_at = now
        posting.save(update_fields=["taken_down_on", "updated_at"])
        _trace("take_down", number, before, after, by=by, now=now)


@transaction.atomic
def name_counter(*, slug: str, place: str, by: "User", now: datetime) -> None:
    """Say which place of a quarter does everything at a counter; "" takes the name back.

    Raises ZoneUnknown, PlaceUnknown, NothingToPrint for a place that residents do not see.
    """
    zone = get_zone(slug)
    known = CounterPlace.objects.filter(zone=zone).select_related("place").first()
    before = {"place": known.place.public_id if known else ""}
    if before["place"] == place:
        return
    if place:
        found = get_place(place)
        if not is_public(found):
            raise NothingToPrint
        CounterPlace.objects.update_or_create(
            zone=zone, defaults={"place": found, "updated_at": now}
        )
    elif known is not None:
        known.delete()
    _trace("name_counter", slug, before, {"place": place}, by=by, now=now, kind="zone")


def _trace(
    action: str, number: int | str, before: dict[str, Any], after: dict[str, Any], *, by: "User",
    now: datetime, kind: str = "posting",
) -> None:  # fmt: skip
    write_audit(
        action=action, by=by, now=now, before=before, after=after, subject=(kind, str(number))
    )
