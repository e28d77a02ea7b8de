"""Campaigns: what they ask, how far they are, what came back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from maillage.apps.freshness.errors import CampaignUnknown, RequestUnknown
from maillage.apps.freshness.models import (
    LEFT,
    Answer,
    Call,
    Campaign,
    CampaignState,
    Letter,
    LetterState,
    Request,
    Way,
)


def get_campaign(number: int) -> Campaign:
    """Return a campaign. Raises CampaignUnknown."""
    campaign = Campaign.objects.select_related("made_by").filter(pk=number).first()
    if campaign is None:
        raise CampaignUnknown
    return campaign


def campaigns(*, limit: int = 50) -> list[Campaign]:
    """Return the campaigns, the newest first. One query."""
    rows = Campaign.objects.select_related("made_by").order_by("-made_at", "-pk")
    return list(rows[:limit])


@dataclass(frozen=True, slots=True)
class Results:
    """How far a campaign is: places by way and by answer, letters by state."""

    n_places: int
    ways: dict[str, int]
    answers: dict[str, int]
    letters: dict[str, int]
    n_letters: int

    @property
    def n_left(self) -> int:
        """Letters that left, or may have."""
        return sum(self.letters.get(state, 0) for state in LEFT)

    @property
    def n_waiting(self) -> int:
        """Letters that have still to leave for the first time."""
        return self.letters.get(LetterState.WAITING, 0) + self.letters.get(LetterState.SENDING, 0)


def results_of(campaign: int) -> Results:
    """Return how far a campaign is. Three queries."""
    rows = Request.objects.filter(campaign=campaign)
    ways = _counted(rows, "way")
    letters = _counted(Letter.objects.filter(campaign=campaign), "state")
    return Results(
        n_places=sum(ways.values()),
        ways=ways,
        answers=_counted(rows, "answer"),
        letters=letters,
        n_letters=sum(letters.values()),
    )


def _counted(rows: QuerySet[Any], field: str) -> dict[str, int]:
    return dict(rows.values_list(field).annotate(n=Count("pk")).order_by(field))


def requests_of(
    campaign: int,
    *,
    way: str = "",
    answer: str | None = None,
    after: int = 0,
    limit: int | None = None,
) -> list[Request]:
    """Return the places that a campaign asks, in the order in which they were written down."""
    rows = Request.objects.filter(campaign=campaign, pk__gt=after)
    if way:
        rows = rows.filter(way=way)
    if answer is not None:
        rows = rows.filter(answer=answer)
    rows = rows.select_related("place", "place__joined_to", "letter", "answered_by").order_by("pk")
    return list(rows if limit is None else rows[:limit])


def get_request(number: int) -> Request:
    """Return one place that is asked. Raises RequestUnknown."""
    rows = Request.objects.select_related("place", "place__joined_to", "campaign", "letter")
    request = rows.filter(pk=number).first()
    if request is None:
        raise RequestUnknown
    return request


def place_of(request: Request) -> Any:
    """Return the place that a request is about today: the one it was joined to, if it was."""
    return request.place.joined_to or request.place


@dataclass(frozen=True, slots=True)
class ToCall:
    """A place to call, with the tries before."""

    request: Request
    calls: Sequence[Call]


def call_list(campaign: int, *, limit: int = 200) -> list[ToCall]:
    """Return the places to call that did not answer: those to call back first. Two queries.

    Places that are written to join the list once their address is refused.
    """
    refused = Q(letter__state__in=[LetterState.REFUSED, LetterState.NO_ADDRESS,
                                   LetterState.OPTED_OUT])  # fmt: skip
    rows = Request.objects.filter(Q(way=Way.PHONE) | refused, campaign=campaign, answer="")
    rows = rows.exclude(place__telephone="").select_related("place", "place__joined_to")
    found = list(rows.order_by(F("call_on").asc(nulls_last=True), "place__nom", "pk")[:limit])
    calls: dict[int, list[Call]] = {}
    for call in Call.objects.filter(request__in=[one.pk for one in found]).order_by("-at", "-pk"):
        calls.setdefault(call.request_id, []).append(call)
    return [ToCall(one, calls.get(one.pk, [])) for one in found]


def to_print(campaign: int, *, limit: int = 100) -> list[Request]:
    """Return the places of a campaign without an e-mail that did not answer: one sheet each."""
    rows = Request.objects.filter(campaign=campaign, answer="").exclude(way=Way.MAIL)
    rows = rows.select_related("place", "place__joined_to").order_by("place__nom", "pk")
    return list(rows[:limit])


def sheets(numbers: Sequence[int]) -> list[Request]:
    """Return the requests whose sheets are to be printed, by name of their place."""
    rows = Request.objects.filter(pk__in=numbers).exclude(code_digest=None)
    return list(rows.select_related("place", "place__joined_to").order_by("place__nom", "pk"))


# ---------------------------------------------------------------- letters


def waiting_letters(campaign: int) -> QuerySet[Letter]:
    """Return the letters that never left, in order."""
    return Letter.objects.filter(
        campaign=campaign, state=LetterState.WAITING, revoked_at=None
    ).order_by("pk")


def due_reminders(campaign: Campaign, *, now: datetime) -> QuerySet[Letter]:
    """Return the letters whose reminder is due: they left long enough ago, a place is silent."""
    silent = Request.objects.filter(letter=OuterRef("pk"), answer=Answer.NONE)
    return Letter.objects.filter(
        Exists(silent),
        campaign=campaign,
        state__in=LEFT,
        n_sent__lte=campaign.reminders,
        sent_at__lte=now - timedelta(days=campaign.reminder_days),
        expires_at__gt=now,
        revoked_at=None,
    ).order_by("pk")


def running_campaigns() -> list[Campaign]:
    """Return the campaigns that are sent and not stopped. One query."""
    going = [CampaignState.SENDING, CampaignState.OPEN]
    return list(Campaign.objects.filter(state__in=going).order_by("pk"))


def state_of_campaign(number: int) -> str:
    """Return where a campaign stands now, "" when it is gone."""
    found = Campaign.objects.filter(pk=number).values_list("state", flat=True).first()
    return str(found or "")


def first_letter(campaign: int) -> Letter:
    """Return the first letter of a campaign that has one."""
    return Letter.objects.filter(campaign=campaign).order_by("pk")[0]


def silent_places(letter: Letter) -> list[Request]:
    """Return the requests of a letter that have no answer yet, by name of their place."""
    rows = Request.objects.filter(letter=letter, answer="").select_related(
        "place", "place__joined_to"
    )
    return list(rows.order_by("place__nom", "pk"))
