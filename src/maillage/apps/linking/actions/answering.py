"""What people say of two records: each function is one transaction, and leaves a trace."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from maillage.apps.directory.actions import join_places, separate_places
from maillage.apps.directory.actions.audit import write_audit
from maillage.apps.linking.actions.comparing import oppose_around
from maillage.apps.linking.actions.plan import Sets, decided_homes
from maillage.apps.linking.actions.regroup import evidence_of, hold, regroup
from maillage.apps.linking.actions.sides import pairs_like, say_different
from maillage.apps.linking.errors import (
    AnswersContradict,
    NothingToTakeBack,
    PairAnswered,
    PairChanged,
    PairGone,
)
from maillage.apps.linking.models import Answer, Link, LinkPair
from maillage.apps.linking.queries.around import tied_to
from maillage.apps.linking.queries.pairs import get_pair, last_answers, seal

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

SUBJECT = "link_pair"


@transaction.atomic
def answer_pair(number: int, *, says: str, seen: str, by: "User", now: datetime) -> LinkPair:
    """Write that two records are of the same place, or not, and join or separate their places.

    seen : the seal of the pair as the page showed it

    Raises PairUnknown, PairAnswered when somebody was faster, PairChanged, PairGone,
    AnswersContradict.
    """
    says = Answer(says)
    hold()
    pair = get_pair(number)
    _still(pair, seen)
    _refuse_contradiction(pair, says)
    before = pair.stands()
    _undo_own_link(pair, by=by, now=now)
    # Records already together are one place: they are not asked about one by one.
    if says == Answer.DIFFERENT and not _shown_together(pair):
        for like in pairs_like(pair):
            say_different(like, person=by, now=now)
    pair.answer, pair.answered_by, pair.answered_at = says, by, now
    pair.answered_left, pair.answered_right = pair.left_hash, pair.right_hash
    pair.before, pair.later_at, pair.held = before, None, False
    pair.save()
    write_audit(
        action=f"answer_{says}",
        by=by,
        now=now,
        before={"answer": before["answer"]},
        after=_words_of(pair) | {"answer": str(says)},
        subject=(SUBJECT, str(pair.pk)),
    )
    if says == Answer.SAME and not _shown_together(pair):
        left, right = sorted([pair.left.home_id, pair.right.home_id])
        join = join_places(left, right, evidence=evidence_of(pair), now=now, by=by)
        Link.objects.create(join=join, pair=pair)
    oppose_around({pair.left.home_id, pair.right.home_id})
    regroup({pair.left.home_id, pair.right.home_id}, now=now)
    return pair


@transaction.atomic
def put_off(number: int, *, seen: str, by: "User", now: datetime) -> LinkPair:
    """Ask again later, after all the others. Raises as `answer_pair`."""
    hold()
    pair = get_pair(number)
    _still(pair, seen)
    like = [] if _shown_together(pair) else [other.pk for other in pairs_like(pair)]
    LinkPair.objects.filter(pk__in=[pair.pk, *like]).update(later_at=now)
    write_audit(
        action="answer_later",
        by=by,
        now=now,
        before={},
        after=_words_of(pair),
        subject=(SUBJECT, str(pair.pk)),
    )
    return pair


@transaction.atomic
def take_back(*, by: "User", now: datetime) -> LinkPair:
    """Take back the last answer of a person: what stood before stands again.

    Raises NothingToTakeBack.
    """
    hold()
    pairs = last_answers(by)
    if not pairs:
        raise NothingToTakeBack
    for pair in pairs:
        said = pair.answer
        _undo_own_link(pair, by=by, now=now)
        _stand_again(pair)
        write_audit(
            action="take_back_answer",
            by=by,
            now=now,
            before=_words_of(pair) | {"answer": said},
            after={"answer": pair.answer},
            subject=(SUBJECT, str(pair.pk)),
        )
    homes = {end.home_id for pair in pairs for end in (pair.left, pair.right)}
    regroup(homes, now=now)
    return pairs[0]


# ---------------------------------------------------------------- checks


def _still(pair: LinkPair, seen: str) -> None:
    """Refuse what a page that is out of date would write."""
    if not (pair.left.live and pair.right.live):
        raise PairGone
    if seal(pair) == seen:
        return
    hashes = f"{pair.left_hash[:16]}-{pair.right_hash[:16]}-"
    if pair.answer and seen.startswith(hashes):
        assert pair.answered_by is not None  # the database says so
        who = pair.answered_by.name or _("Une personne de l’équipe")
        raise PairAnswered(who=who, answer=pair.get_answer_display())
    raise PairChanged


def _refuse_contradiction(pair: LinkPair, says: Answer) -> None:
    """Refuse an answer that cannot be true together with the others."""
    tied = tied_to({pair.left.home_id, pair.right.home_id})
    own = set(Link.objects.filter(pair=pair, join__by__isnull=False).values_list("pk", flat=True))
    decided = decided_homes(tied.records, [link for link in tied.links if link.link not in own])
    home = {record.pk: record.home for record in tied.records}
    others = [
        p for p in tied.pairs if p.pk != pair.pk and p.answer and {p.left, p.right} <= set(home)
    ]
    for other in others:
        if other.answer == Answer.SAME:
            decided.join(home[other.left], home[other.right])
    left, right = decided.find(pair.left.home_id), decided.find(pair.right.home_id)
    if says == Answer.DIFFERENT and left == right:
        raise AnswersContradict(other=_("une chaîne de réponses dit que c’est le même lieu"))
    if says == Answer.SAME:
        _refuse_same(others, home, decided, {left, right})


def _refuse_same(others: Any, home: dict[int, int], decided: Sets, ends: set[int]) -> None:
    for other in others:
        sides = {decided.find(home[other.left]), decided.find(home[other.right])}
        if other.answer == Answer.DIFFERENT and sides == ends:
            pair = get_pair(other.pk)
            names = [str(end.values.get("name", "?")) for end in (pair.left, pair.right)]
            raise AnswersContradict(
                other=_("« %(one)s » et « %(other)s » ont été dits deux lieux")
                % {"one": names[0], "other": names[1]}
            )


def _shown_together(pair: LinkPair) -> bool:
    shown = {end.home.joined_to_id or end.home_id for end in (pair.left, pair.right)}
    return len(shown) == 1


# ---------------------------------------------------------------- writing


def _stand_again(pair: LinkPair) -> None:
    before = pair.before or {}
    at = before.get("at")
    pair.answer = before.get("answer", "")
    pair.answered_by_id = before.get("by")
    pair.answered_at = datetime.fromisoformat(at) if at else None
    pair.answered_left, pair.answered_right = before.get("left", ""), before.get("right", "")
    pair.held = before.get("held", False)
    pair.before, pair.later_at = {}, None
    pair.save()


def _undo_own_link(pair: LinkPair, *, by: "User", now: datetime) -> None:
    """Separate what an answer to this very pair had joined."""
    rows = Link.objects.filter(pair=pair, join__undone_at=None, join__by__isnull=False)
    for link in rows.order_by("-pk"):
        separate_places(link.join_id, now=now, by=by)
        # Read again: the places of this pair are no longer where they were.
        for end in (pair.left, pair.right):
            end.home.refresh_from_db(fields=["joined_to"])


def _words_of(pair: LinkPair) -> dict[str, Any]:
    """Return which records a trace is about: names of sources and keys, never what they say."""
    ends = (pair.left, pair.right)
    return {"records": [[end.source, end.key] for end in ends]}


__all__ = ["answer_pair", "put_off", "take_back"]
