"""The pairs between two places, each with all its records: one answer is about all of them."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from maillage.apps.linking.models import Answer, LinkPair

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User


def pairs_between(one: Collection[int], other: Collection[int]) -> QuerySet[LinkPair]:
    """Return the pairs of records of which one is on each side."""
    rows = LinkPair.objects.filter(
        Q(left__home__in=one, right__home__in=other) | Q(left__home__in=other, right__home__in=one)
    )
    return rows.select_related("left", "right").order_by("pk")


def pairs_like(pair: LinkPair) -> QuerySet[LinkPair]:
    """Return the other pairs, without an answer, between the two places where a pair is shown."""
    left, right = (end.home.joined_to_id or end.home_id for end in (pair.left, pair.right))
    one, other = (
        Q(left__home=left) | Q(left__home__joined_to=left),
        Q(right__home=right) | Q(right__home__joined_to=right),
    )
    back, forth = (
        Q(left__home=right) | Q(left__home__joined_to=right),
        Q(right__home=left) | Q(right__home__joined_to=left),
    )
    rows = LinkPair.objects.filter((one & other) | (back & forth), answer="")
    return rows.exclude(pk=pair.pk).order_by("pk")


def say_different(pair: LinkPair, *, person: "User", now: datetime) -> None:
    """Write that a pair is two places; the trace is written by whoever decides for all of them."""
    pair.before = pair.stands()
    pair.answer, pair.answered_by, pair.answered_at = Answer.DIFFERENT, person, now
    pair.answered_left, pair.answered_right = pair.left_hash, pair.right_hash
    pair.later_at = None
    pair.save()
