"""Count what is searched and note what nobody offers, so that the city knows. Never a person."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from maillage.apps.orientation.models import SaidBy, SearchDay, SearchSeen, UnmetNeed

# A plan of a city is written for three years, from what was missing in the three before.
KEPT_DAYS = 3 * 365
# Nobody searches that often in a day: more is a machine, and counts for nothing.
MOST_A_DAY = 2_000
# On which page it was met.
BY_PAGE, BY_RESIDENT = SaidBy.ORIENTER, SaidBy.RESIDENT


@transaction.atomic
def count_search(
    *,
    key: str,
    need: str,
    zone_id: int | None,
    unmet: bool,
    now: datetime,
    missing: Sequence[str] = (),
) -> bool:
    """Count a search that was answered, and whether no place fitted; return whether it was new.

    `key` was drawn by the page: sent again for the same need it is counted once, where it was
    first, and as unmet when one of its answers was.
    """
    today = timezone.localdate(now)
    if SearchSeen.objects.filter(counted_in__day=today).count() >= MOST_A_DAY:
        return False
    seen = SearchSeen.objects.filter(key=key, need=need).first()
    new = False
    if seen is None:
        row = _row_of(today, need, zone_id)
        seen, new = SearchSeen.objects.get_or_create(
            key=key, need=need, defaults={"counted_in": row}
        )
    # The search before what it lacks: a part is never above its base, not even for a moment.
    if new:
        SearchDay.objects.filter(pk=seen.counted_in_id).update(n_searches=F("n_searches") + 1)
    if unmet and SearchSeen.objects.filter(pk=seen.pk, unmet=False).update(unmet=True):
        SearchDay.objects.filter(pk=seen.counted_in_id).update(n_unmet=F("n_unmet") + 1)
        note_unmet(key=key, need=need, zone_id=zone_id, now=now, missing=missing)
    return new


def _row_of(day: date, need: str, zone_id: int | None) -> SearchDay:
    """Return the row in which a search is counted, made when it is the first of its day."""
    here = {"zone__isnull": True} if zone_id is None else {"zone_id": zone_id}
    rows = SearchDay.objects.filter(day=day, need=need, **here).order_by("pk")
    row = rows.first()
    if row is not None:
        return row
    try:
        with transaction.atomic():
            return SearchDay.objects.create(day=day, need=need, zone_id=zone_id)
    except IntegrityError:
        # Another made it in between.
        row = rows.first()
        if row is None:
            raise
        return row


def note_unmet(
    *,
    key: str,
    need: str,
    zone_id: int | None,
    now: datetime,
    missing: Sequence[str] = (),
    said_by: str = BY_PAGE,
) -> bool:
    """Note a need that found no place; return whether it was not noted yet.

    `key` was drawn by the page: sent again, it is counted once for a need.
    """
    today = timezone.localdate(now)
    if UnmetNeed.objects.filter(met_on=today).count() >= MOST_A_DAY:
        return False
    try:
        with transaction.atomic():
            _row, new = UnmetNeed.objects.get_or_create(
                key=key,
                need=need,
                defaults={
                    "zone_id": zone_id,
                    "met_on": today,
                    "missing": list(missing),
                    "said_by": said_by,
                },
            )
    except IntegrityError:
        if not UnmetNeed.objects.filter(key=key, need=need).exists():
            raise
        return False
    return new


@transaction.atomic
def purge_unmet(*, today: date) -> int:
    """Delete what is older than three years; return how many needs.

    Keys of searches are forgotten the day after.
    """
    SearchSeen.objects.filter(counted_in__day__lt=today).delete()
    SearchDay.objects.filter(day__lt=today - timedelta(days=KEPT_DAYS)).delete()
    n, _of = UnmetNeed.objects.filter(met_on__lt=today - timedelta(days=KEPT_DAYS)).delete()
    return n
