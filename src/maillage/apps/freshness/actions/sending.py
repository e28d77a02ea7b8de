"""Letters leave one by one: never twice to one address, and none is forgotten.

A letter is taken by a conditional update before it is handed to the mail server, and marked as
sent after. A process killed between the two leaves it "leaving": whoever sends next knows that
nobody else is at work (a lock of processes), and says "may have left". It is not sent again by
itself: a person decides, or the reminder comes in its time.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import (
    SMTPDataError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
)
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.apps.directory.queries import is_public
from maillage.apps.freshness.actions.campaigns import address_of
from maillage.apps.freshness.models import Campaign, CampaignState, Letter, LetterState, Request
from maillage.apps.freshness.queries.campaigns import (
    due_reminders,
    get_campaign,
    place_of,
    silent_places,
    state_of_campaign,
    waiting_letters,
)
from maillage.apps.freshness.queries.doors import wants_no_more
from maillage.apps.freshness.queries.keys import address_digest
from maillage.apps.freshness.queries.letters import letter_text
from maillage.web.locks import only_one

log = logging.getLogger(__name__)
# A server that does not answer is asked again after this, then after twice as long each time.
SOON, LATE = timedelta(minutes=15), timedelta(days=1)
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Turn:
    """What one turn of sending did.

    again_in : when to try again what the server did not take, None when all was taken
    elsewhere : another process is sending this campaign
    """

    n_sent: int = 0
    again_in: timedelta | None = None
    elsewhere: bool = False


@dataclass(slots=True)
class _Tally:
    """What became of the letters of a turn."""

    n_sent: int = 0
    n_later: int = 0


class _ServerAway(Exception):
    """The mail server does not answer, or takes nothing now."""


def send_letters(number: int, *, clock: Clock = timezone.now) -> Turn:
    """Send what a campaign has to send now: first letters, then reminders that are due.

    Run again after a kill, it goes on. Raises CampaignUnknown.
    """
    with only_one(f"campaign {number}") as alone:
        if not alone:
            return Turn(elsewhere=True)
        campaign = get_campaign(number)
        if campaign.state not in (CampaignState.SENDING, CampaignState.OPEN):
            return Turn()
        leaving = Letter.objects.filter(campaign=number, state=LetterState.SENDING)
        leaving.update(state=LetterState.UNSURE)
        post, tally = _Post(), _Tally()
        try:
            for letter in [*waiting_letters(number), *due_reminders(campaign, now=clock())]:
                if state_of_campaign(number) == CampaignState.STOPPED:
                    return Turn(tally.n_sent)
                _send_one(campaign, letter, post, tally, clock)
        except _ServerAway:
            words = _("Le serveur d’envoi ne répond pas.")
            return Turn(tally.n_sent, again_in=_say_trouble(campaign, words, clock()))
        finally:
            post.close()
        if tally.n_later:
            words = ngettext(
                "Le serveur demande de réessayer plus tard pour une adresse.",
                "Le serveur demande de réessayer plus tard pour %(n)s adresses.",
                tally.n_later,
            ) % {"n": tally.n_later}
            return Turn(tally.n_sent, again_in=_say_trouble(campaign, words, clock()))
        sending = Campaign.objects.filter(pk=number, state=CampaignState.SENDING)
        sending.update(state=CampaignState.OPEN)
        Campaign.objects.filter(pk=number).update(trouble="", trouble_at=None)
        return Turn(tally.n_sent)


def _say_trouble(campaign: Campaign, words: str, now: datetime) -> timedelta:
    """Say why it waits, since when; return after how long it is worth trying again."""
    log.warning("campaign %s waits for the mail server", campaign.pk)
    since = campaign.trouble_at or now
    Campaign.objects.filter(pk=campaign.pk).update(trouble=words, trouble_at=since)
    return min(max(SOON, now - since), LATE)


# ---------------------------------------------------------------- one letter


def _send_one(
    campaign: Campaign, letter: Letter, post: "_Post", tally: _Tally, clock: Clock
) -> None:
    if wants_no_more(letter):
        _set(letter, LetterState.OPTED_OUT)
        return
    address, about = _address(letter, silent_places(letter))
    if not address:
        _set(letter, LetterState.NO_ADDRESS)
        return
    text = letter_text(campaign, letter, about, reminder=letter.n_sent > 0)
    headers = dict(text.headers)
    connection = post.open()
    message = EmailMessage(
        text.subject, text.body, to=[address], headers=headers, connection=connection
    )
    if not _take(letter, clock()):
        return
    try:
        message.send()
    except SMTPRecipientsRefused as error:
        _answered(letter, max(code for code, _words in error.recipients.values()), tally)
    except SMTPDataError as error:
        _answered(letter, error.smtp_code, tally)
    except SMTPSenderRefused as error:
        # Our own address is refused: no other letter would leave either.
        _put_back(letter)
        raise _ServerAway from error
    except (OSError, SMTPException) as error:
        # Cut in the middle: nobody can know whether the server took it.
        _leave(letter, LetterState.UNSURE)
        raise _ServerAway from error
    else:
        _leave(letter, LetterState.SENT)
        tally.n_sent += 1


def _answered(letter: Letter, code: int, tally: _Tally) -> None:
    """Note what the server answered of one letter: refused for good (5xx), or try later."""
    if code >= 500:
        _leave(letter, LetterState.REFUSED, refusal=code)
    else:
        _put_back(letter)
        tally.n_later += 1


def _address(letter: Letter, silent: list[Request]) -> tuple[str, list[Any]]:
    """Return the address that places publish today under the digest of a letter, and the places."""
    about = []
    address = ""
    for request in silent:
        place = place_of(request)
        found = address_of(place)
        if not is_public(place):
            continue  # closed or left out since: residents do not read it
        if found and address_digest(found) == letter.address_digest:
            address = found
            about.append(place)
    return address, about


def _set(letter: Letter, state: LetterState) -> None:
    rows = Letter.objects.filter(pk=letter.pk, state=letter.state, n_sent=letter.n_sent)
    rows.update(state=state)


def _take(letter: Letter, now: datetime) -> bool:
    """Take a letter to send it; False when somebody else did, or when it was taken back."""
    rows = Letter.objects.filter(
        pk=letter.pk, state=letter.state, n_sent=letter.n_sent, revoked_at=None
    )
    return bool(rows.update(state=LetterState.SENDING, n_sent=letter.n_sent + 1, sent_at=now))


def _leave(letter: Letter, state: LetterState, **more: Any) -> None:
    Letter.objects.filter(pk=letter.pk, state=LetterState.SENDING).update(state=state, **more)


def _put_back(letter: Letter) -> None:
    _leave(letter, LetterState(letter.state), n_sent=letter.n_sent, sent_at=letter.sent_at)


# ---------------------------------------------------------------- the mail server


class _Post:
    """One connection to the mail server, asked whether it lives before each letter."""

    def __init__(self) -> None:
        self._connection: Any = None

    def open(self) -> Any:
        """Return a connection that answers. Raises _ServerAway."""
        if self._connection is not None and not self._lives():
            self.close()
        if self._connection is None:
            connection = get_connection()
            try:
                connection.open()
            except (OSError, SMTPException) as error:
                raise _ServerAway from error
            self._connection = connection
        return self._connection

    def _lives(self) -> bool:
        smtp = getattr(self._connection, "connection", None)
        if smtp is None or not hasattr(smtp, "noop"):
            return not hasattr(self._connection, "host")
        try:
            return bool(smtp.noop()[0] == 250)
        except (OSError, SMTPException):
            return False

    def close(self) -> None:
        """Say goodbye; a server that is gone is no fault any more."""
        if self._connection is not None:
            try:
                self._connection.close()
            except (OSError, SMTPException):
                log.info("the mail server left first")
            self._connection = None
