"""A campaign is prepared, read by a person, sent, stopped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from maillage.apps.directory.actions.audit import write_audit
from maillage.apps.directory.queries.asking import Choice, places_to_ask
from maillage.apps.freshness.errors import (
    CampaignNotOpen,
    CampaignStarted,
    NobodyToAsk,
    NoMailServer,
    NoSiteAddress,
)
from maillage.apps.freshness.models import (
    Campaign,
    CampaignState,
    Letter,
    LetterState,
    Request,
    Way,
)
from maillage.apps.freshness.queries.campaigns import get_campaign
from maillage.apps.freshness.queries.doors import refuse_mail
from maillage.apps.freshness.queries.keys import address_digest, link_digest, link_of
from maillage.web.jobs import ask

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

SEND = "maillage.apps.freshness.tasks.send"
# How long a link still opens after the day by which an answer is asked.
OPENS_AFTER = timedelta(days=30)
NOWHERE = "django.core.mail.backends.dummy.EmailBackend"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants of a campaign."""

    name: str
    answer_by: date
    word: str = ""
    reminder_days: int = 14
    reminders: int = 2


def address_of(place: Any) -> str:
    """Return the address a place is written to: the first that it publishes, "" without one."""
    for line in place.courriels:
        try:
            validate_email(line)
        except ValidationError:
            continue
        return str(line).strip().lower()
    return ""


def ways_of(places: Sequence[Any]) -> dict[Way, list[Any]]:
    """Return how each place is asked: by mail, else by phone, else on paper. One query by 500.

    An address that asked for no more messages is none.
    """
    digests = {place.pk: address_digest(a) for place in places if (a := address_of(place))}
    refused = refuse_mail(list(digests.values()))
    found: dict[Way, list[Any]] = {way: [] for way in Way}
    for place in places:
        digest = digests.get(place.pk)
        if digest is not None and digest not in refused:
            found[Way.MAIL].append(place)
        else:
            found[Way.PHONE if place.telephone else Way.PAPER].append(place)
    return found


@transaction.atomic
def prepare_campaign(
    choice: Choice, wanted: Wanted, *, said: Mapping[str, Any], site_url: str, by: "User",
    now: datetime,
) -> Campaign:  # fmt: skip
    """Write down whom a campaign asks, and how; nothing leaves. Return it.

    said : the choice in words, to be shown

    Raises NobodyToAsk.
    """
    places = places_to_ask(choice, today=timezone.localtime(now).date())
    if not places:
        raise NobodyToAsk
    campaign = Campaign.objects.create(
        name=wanted.name.strip(),
        chosen=dict(said),
        word=wanted.word.strip(),
        reminder_days=wanted.reminder_days,
        reminders=wanted.reminders,
        answer_by=wanted.answer_by,
        site_url=site_url.rstrip("/"),
        made_by=by,
        made_at=now,
    )
    ways = ways_of(places)
    letters = _letters(campaign, ways[Way.MAIL], until=_until(wanted.answer_by))
    Request.objects.bulk_create(
        [
            Request(
                campaign=campaign,
                place=place,
                way=way,
                letter=letters[address_of(place)] if way == Way.MAIL else None,
                made_at=now,
            )
            for way, some in ways.items()
            for place in some
        ],
        batch_size=500,
    )
    _trace("prepare_campaign", campaign, by=by, now=now, after={"n_places": len(places)})
    return campaign


def _letters(campaign: Campaign, places: Sequence[Any], *, until: datetime) -> dict[str, Letter]:
    addresses = dict.fromkeys(address_of(place) for place in places)
    made = Letter.objects.bulk_create(
        [
            Letter(campaign=campaign, address_digest=address_digest(a), expires_at=until)
            for a in addresses
        ],
        batch_size=500,
    )
    for letter in made:
        letter.link_digest = link_digest(link_of(letter.pk))
    Letter.objects.bulk_update(made, ["link_digest"], batch_size=500)
    return dict(zip(addresses, made, strict=True))


def _until(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.max)) + OPENS_AFTER


@transaction.atomic
def start_campaign(number: int, *, by: "User", now: datetime) -> Campaign:
    """Let the letters of a campaign leave. Two presses start it once.

    Raises CampaignUnknown, CampaignStarted, NoMailServer, NoSiteAddress.
    """
    campaign = get_campaign(number)
    letters = Letter.objects.filter(campaign=campaign).exists()
    if letters:
        _check_mail(campaign)
    state = CampaignState.SENDING if letters else CampaignState.OPEN
    drafts = Campaign.objects.filter(pk=number, state=CampaignState.DRAFT)
    if not drafts.update(state=state, started_at=now):
        raise CampaignStarted
    if letters:
        Campaign.objects.filter(pk=number).update(job=ask(SEND, number))
    _trace("send_campaign", campaign, by=by, now=now)
    return get_campaign(number)


def _check_mail(campaign: Campaign) -> None:
    if settings.EMAIL_BACKEND == NOWHERE:
        raise NoMailServer
    if not campaign.site_url.startswith(("http://", "https://")):
        raise NoSiteAddress


@transaction.atomic
def send_again(number: int, *, unsure: bool, by: "User", now: datetime) -> Campaign:
    """Try again now what waits; with `unsure`, also what may have left already.

    Raises CampaignNotOpen, NoMailServer.
    """
    campaign = get_campaign(number)
    going = Campaign.objects.filter(
        pk=number, state__in=[CampaignState.SENDING, CampaignState.OPEN]
    )
    if not going.update(state=CampaignState.SENDING):
        raise CampaignNotOpen
    _check_mail(campaign)
    if unsure:
        first = Letter.objects.filter(campaign=number, state=LetterState.UNSURE, n_sent=1)
        n = first.update(state=LetterState.WAITING, n_sent=0, sent_at=None)
        _trace("send_unsure_again", campaign, by=by, now=now, after={"n": n})
    else:
        _trace("send_waiting_again", campaign, by=by, now=now)
    Campaign.objects.filter(pk=number).update(job=ask(SEND, number))
    return get_campaign(number)


@transaction.atomic
def stop_campaign(number: int, *, by: "User", now: datetime) -> Campaign:
    """End a campaign: nothing more leaves; links that were sent still open. A draft is forgotten.

    Raises CampaignNotOpen.
    """
    campaign = get_campaign(number)
    going = Campaign.objects.filter(
        pk=number, state__in=[CampaignState.DRAFT, CampaignState.SENDING, CampaignState.OPEN]
    )
    if not going.update(state=CampaignState.STOPPED, stopped_at=now):
        raise CampaignNotOpen
    _trace("stop_campaign", campaign, by=by, now=now)
    return get_campaign(number)


def _trace(
    action: str,
    campaign: Campaign,
    *,
    by: "User",
    now: datetime,
    after: Mapping[str, Any] | None = None,
) -> None:
    write_audit(
        action=action,
        by=by,
        now=now,
        before={},
        after=after or {},
        subject=("campaign", str(campaign.pk)),
    )
