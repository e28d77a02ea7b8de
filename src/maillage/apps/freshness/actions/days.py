"""What is done each day: count, and forget."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from maillage.apps.directory.queries.freshness import Share, fresh_shares
from maillage.apps.freshness.models import Call, Day, Letter, Part, Request

FORGET_AFTER = timedelta(days=30)
NOTES_KEPT = timedelta(days=90)


@transaction.atomic
def count_day(*, today: date) -> int:
    """Write down how fresh the base is today, over what was counted today; return the lines."""
    everything, quarters, owners = fresh_shares(today=today)
    rows = [_day(today, Part.ALL, everything)]
    rows += [_day(today, Part.QUARTER, share) for share in quarters]
    rows += [_day(today, Part.OWNER, share) for share in owners]
    Day.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["on", "part", "key"],
        update_fields=["n", "n_half_year", "n_year"],
    )
    return len(rows)


def _day(today: date, part: Part, share: Share) -> Day:
    return Day(
        on=today,
        part=part,
        key=share.number or 0,
        n=share.n_places,
        n_half_year=share.n_half_year,
        n_year=share.n_year,
    )


@transaction.atomic
def forget_old(*, now: datetime) -> int:
    """Forget digests of links and codes that are over, and notes of calls; return how many."""
    limit = now - FORGET_AFTER
    links = Letter.objects.filter(expires_at__lt=limit).exclude(
        link_digest=None, address_digest=None
    )
    codes = Request.objects.filter(code_until__lt=limit).exclude(code_digest=None)
    notes = Call.objects.filter(~Q(note=""), at__lt=now - NOTES_KEPT)
    return (
        links.update(link_digest=None, address_digest=None)
        + codes.update(code_digest=None)
        + notes.update(note="")
    )
