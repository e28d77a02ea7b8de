"""The pairs that wait for a person, and those that do not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Floor

from maillage.apps.linking.errors import PairUnknown
from maillage.apps.linking.models import Answer, LinkPair, LinkRun, RunState, Verdict

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

# Probabilities nearer to one another than this are the same doubt: then what residents see first.
STEPS = 20


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows the queue; "" for everything.

    kind : a key of KINDS
    """

    source: str = ""
    commune: str = ""
    kind: str = ""

    def as_words(self) -> dict[str, str]:
        """Return what the address says of them, without those that say nothing."""
        said = {"source": self.source, "commune": self.commune, "doute": self.kind}
        return {name: value for name, value in said.items() if value}


# Why a pair waits for a person.
KINDS: Mapping[str, Q] = {
    "doubt": Q(verdict=Verdict.DOUBTFUL, held=False, answer=""),
    "against": Q(verdict=Verdict.SAME, held=False, answer=""),
    "held": Q(held=True, answer=""),
    "changed": ~Q(answer=""),
}


def waiting(filters: Filters = Filters()) -> QuerySet[LinkPair]:
    """Return the pairs that wait for an answer: places shown apart, that may be one.

    Asked once: again only when what was compared has changed since the answer, and the evidence
    does not say the same.
    """
    rows = (
        LinkPair.objects.filter(left__live=True, right__live=True)
        .annotate(left_shown=_shown("left"), right_shown=_shown("right"))
        .exclude(left_shown=F("right_shown"))
        .filter(_asked())
    )
    if filters.kind in KINDS:
        rows = rows.filter(KINDS[filters.kind])
    if filters.source:
        rows = rows.filter(Q(left__source=filters.source) | Q(right__source=filters.source))
    if filters.commune:
        rows = rows.filter(
            Q(left__home__commune=filters.commune) | Q(right__home__commune=filters.commune)
        )
    return rows


def _shown(side: str) -> Coalesce:
    """Return the place where a record of a pair is shown."""
    return Coalesce(f"{side}__home__joined_to", f"{side}__home")


def _asked() -> Q:
    changed = ~Q(answered_left=F("left_hash")) | ~Q(answered_right=F("right_hash"))
    unanswered = Q(answer="") & (Q(held=True) | Q(verdict__in=_verdicts_asked()))
    agree = Q(answer=Answer.DIFFERENT, verdict=Verdict.DIFFERENT) | Q(
        answer=Answer.SAME, verdict=Verdict.SAME
    )
    return unanswered | (~Q(answer="") & changed & ~agree)


def _verdicts_asked() -> list[Verdict]:
    """A sure link that is not made has another record against it; not while links are made."""
    if LinkRun.objects.filter(state=RunState.WORKING).exists():
        return [Verdict.DOUBTFUL]
    return [Verdict.DOUBTFUL, Verdict.SAME]


def in_order(rows: QuerySet[LinkPair]) -> QuerySet[LinkPair]:
    """Put the most useful first: nearest to sure, then those that residents see.

    What was put off comes last.
    """
    seen = Q(left__home__state="open", right__home__state="open") & Q(
        left__home__withdrawn_at=None, right__home__withdrawn_at=None
    )
    return rows.annotate(
        put_off=Case(
            When(later_at=None, then=Value(0)), default=Value(1), output_field=IntegerField()
        ),
        step=Floor(F("probability") * STEPS),
        unseen=Case(When(seen, then=Value(0)), default=Value(1), output_field=IntegerField()),
    ).order_by("put_off", "later_at", "-step", "unseen", "pk")


def next_pairs(filters: Filters, *, limit: int, start: int = 0) -> list[LinkPair]:
    """Return the first pairs of the queue, with both records and their places. One query."""
    rows = in_order(waiting(filters)).select_related(
        "left__home__joined_to", "right__home__joined_to"
    )
    return list(rows[start : start + limit])


def next_pair(filters: Filters, *, besides: int = 0) -> int | None:
    """Return the number of the pair to ask next, None when all is answered."""
    return in_order(waiting(filters)).exclude(pk=besides).values_list("pk", flat=True).first()


@dataclass(frozen=True, slots=True)
class Counts:
    """How many pairs there are."""

    waiting: int
    of_kind: Mapping[str, int]  # by key of KINDS
    same: int
    different: int


def counts(filters: Filters = Filters()) -> Counts:
    """Return how many pairs wait, by kind, and how many people answered. Three queries."""
    of_kind = waiting(filters).aggregate(
        **{kind: Count("pk", filter=condition) for kind, condition in KINDS.items()}
    )
    answered = LinkPair.objects.exclude(answer="").aggregate(
        same=Count("pk", filter=Q(answer=Answer.SAME)),
        different=Count("pk", filter=Q(answer=Answer.DIFFERENT)),
    )
    return Counts(
        waiting=sum(of_kind.values()),
        of_kind=of_kind,
        same=answered["same"],
        different=answered["different"],
    )


def n_waiting() -> int:
    """Return how many pairs wait for an answer."""
    return waiting().count()


def choices() -> tuple[Sequence[str], Sequence[str]]:
    """Return the sources and the communes of the pairs that wait. Two queries."""
    rows = waiting()
    sources: set[str] = set()
    communes: set[str] = set()
    columns = ("left__source", "right__source", "left__home__commune", "right__home__commune")
    for left, right, here, there in rows.order_by().values_list(*columns).distinct():
        sources |= {left, right}
        communes |= {here, there}
    return sorted(sources), sorted(communes - {""}, key=str.casefold)


def get_pair(number: int) -> LinkPair:
    """Return a pair with its records and their places. Raises PairUnknown."""
    rows = LinkPair.objects.select_related(
        "left__home__joined_to", "right__home__joined_to", "answered_by"
    )
    pair = rows.filter(pk=number).first()
    if pair is None:
        raise PairUnknown
    return pair


def is_waiting(pair: LinkPair) -> bool:
    """True when a pair waits for an answer."""
    return waiting().filter(pk=pair.pk).exists()


def seal(pair: LinkPair) -> str:
    """Return what tells that a pair is still what a page showed."""
    answered = pair.answered_at.isoformat() if pair.answered_at else ""
    return f"{pair.left_hash[:16]}-{pair.right_hash[:16]}-{pair.answer}-{answered}"


def last_answers(by: "User") -> list[LinkPair]:
    """Return what a person answered last: one pair, or those that one link separated."""
    rows = LinkPair.objects.filter(answered_by=by.pk).exclude(answer="")
    last = rows.order_by("-answered_at", "-pk").first()
    if last is None:
        return []
    at_once = rows.filter(answered_at=last.answered_at).order_by("pk")
    return list(at_once.select_related("left__home", "right__home"))
