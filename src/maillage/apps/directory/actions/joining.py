"""Say that two places are one, and take it back: each function is one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from maillage.apps.directory.actions.audit import write_audit
from maillage.apps.directory.actions.grouping import cover, groups_of, uncover
from maillage.apps.directory.actions.version import next_version
from maillage.apps.directory.errors import JoinRefused, JoinUnknown
from maillage.apps.directory.models import Place, PlaceJoin

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User


@transaction.atomic
def join_places(
    kept: int,
    other: int,
    *,
    evidence: Mapping[str, Any],
    now: datetime,
    by: "User | None" = None,
) -> PlaceJoin:
    """Let `kept` show what `other` holds, whose page then leads to it; return the link.

    kept, other : numbers of places; one that shows another already stands for that one
    by : the person who decided; None when the evidence alone did, and no trace is then written

    Raises JoinRefused when they are one place already, or one of them does not exist.
    """
    version = next_version()
    root, joined = _shown(kept), _shown(other)
    if root is None or joined is None or root.pk == joined.pk:
        raise JoinRefused
    uncover(groups_of([root.pk, joined.pk]))
    link = PlaceJoin.objects.create(kept=root, other=joined, evidence=dict(evidence), at=now, by=by)
    # Those that it showed first: a joined place never shows another.
    Place.objects.filter(joined_to=joined).update(joined_to=root)
    Place.objects.filter(pk=joined.pk).update(joined_to=root)
    cover([root.pk], now=now, version=version)
    if by is not None:
        after = {"other": joined.public_id, "nom": joined.nom}
        write_audit(action="join_places", by=by, now=now, before={}, after=after, place=root)
    return link


@transaction.atomic
def separate_places(join: int, *, now: datetime, by: "User | None" = None) -> None:
    """Take a link back: each place is again what it was, whatever was linked since.

    Raises JoinUnknown when there is no such link, or it was taken back already.
    """
    version = next_version()
    link = PlaceJoin.objects.select_related("other").filter(pk=join, undone_at=None).first()
    if link is None or link.other.joined_to_id is None:
        raise JoinUnknown
    root = Place.objects.get(pk=link.other.joined_to_id)
    uncover([root.pk])
    link.undone_at, link.undone_by = now, by
    link.save(update_fields=["undone_at", "undone_by"])
    leaving = _joined_below(link.other_id)
    Place.objects.filter(pk=link.other_id).update(joined_to=None)
    Place.objects.filter(pk__in=leaving).update(joined_to=link.other_id)
    Place.objects.filter(pk__in=[root.pk, link.other_id]).update(
        index_version=version, updated_at=now
    )
    cover([root.pk, link.other_id], now=now, version=version)
    if by is not None:
        before = {"other": link.other.public_id, "nom": link.other.nom}
        write_audit(action="separate_places", by=by, now=now, before=before, after={}, place=root)


@dataclass(frozen=True, slots=True)
class ToJoin:
    """Two places, by number, that the evidence says are one, and why."""

    kept: int
    other: int
    evidence: Mapping[str, Any]


@transaction.atomic
def rejoin_places(
    *, separate: Sequence[int], join: Sequence[ToJoin], now: datetime
) -> list[PlaceJoin]:
    """Take links back, then make others, as the evidence says; return those made, in order.

    As `separate_places` and `join_places` one by one, but each group is shown once, in the end:
    a base that is linked for the first time has thousands.

    Raises JoinUnknown and JoinRefused as they do; nothing is then changed.
    """
    version = next_version()
    gone = list(PlaceJoin.objects.filter(pk__in=separate, undone_at=None))
    if len(gone) != len(set(separate)):
        raise JoinUnknown
    ends = {place for one in join for place in (one.kept, one.other)}
    ends |= {place for link in gone for place in (link.kept_id, link.other_id)}
    uncover(groups_of(ends))
    changed = set(ends)
    for link in gone:
        root = Place.objects.values_list("joined_to", flat=True).get(pk=link.other_id)
        leaving = _joined_below(link.other_id)
        # A clock that was set back since is no reason to stop.
        PlaceJoin.objects.filter(pk=link.pk).update(undone_at=max(now, link.at))
        Place.objects.filter(pk=link.other_id).update(joined_to=None)
        Place.objects.filter(pk__in=leaving).update(joined_to=link.other_id)
        changed |= {*leaving, root or link.other_id}
    made = []
    for one in join:
        shown = {
            pk: above or pk
            for pk, above in Place.objects.filter(pk__in=[one.kept, one.other]).values_list(
                "pk", "joined_to"
            )
        }
        kept, other = shown.get(one.kept), shown.get(one.other)
        if kept is None or other is None or kept == other:
            raise JoinRefused
        link = PlaceJoin(kept_id=kept, other_id=other, evidence=dict(one.evidence), at=now)
        link.save(force_insert=True)
        made.append(link)
        Place.objects.filter(joined_to=other).update(joined_to=kept)
        Place.objects.filter(pk=other).update(joined_to=kept)
        changed |= {kept, other}
    Place.objects.filter(pk__in=changed).update(index_version=version, updated_at=now)
    cover(groups_of(changed), now=now, version=version)
    return made


def _shown(number: int) -> Place | None:
    place = Place.objects.select_related("joined_to").filter(pk=number).first()
    return place if place is None or place.joined_to is None else place.joined_to


def _joined_below(number: int) -> list[int]:
    """Return the places that were linked to this one, or to one of these."""
    below: list[int] = []
    last = [number]
    while last:
        rows = PlaceJoin.objects.filter(kept__in=last, undone_at=None)
        last = list(rows.values_list("other_id", flat=True))
        below += last
    return below
