"""What is to be told leaves one by one: never twice, and none is forgotten.

A notice is taken by a conditional update, committed before anything leaves, and marked as sent
after. A process killed between the two leaves it "leaving": whoever sends next knows that nobody
else is at work (a lock of processes) and notes that it may have left. It is not sent again by
itself: a person decides.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import phonenumbers
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from maillage.apps.agenda.actions.mail import send_mail
from maillage.apps.agenda.actions.sms import Answer, send_sms, sms_leaves
from maillage.apps.agenda.actions.telling import out_of_the_night
from maillage.apps.agenda.errors import NoticeUnknown
from maillage.apps.agenda.models import Booking, Contact, Notice, NoticeState
from maillage.apps.agenda.queries.due import due_notices, notice_rows, still_true
from maillage.apps.agenda.queries.notices import notice_words
from maillage.apps.directory.actions.audit import write_audit
from maillage.web.locks import only_one

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

log = logging.getLogger(__name__)
LOCK = "agenda notices"
# After how long each failure is tried again; after the last, a person calls.
AGAIN = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
_NO_MAIL = "django.core.mail.backends.dummy.EmailBackend"
# France and what dials as it does: a mobile starts with 06 or 07.
_DIAL_AS_FRANCE = {33, 262, 590, 594, 596}
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Turn:
    """What one turn did; `elsewhere`: another process is sending."""

    n_sent: int = 0
    n_later: int = 0
    n_failed: int = 0
    elsewhere: bool = False


def send_due(*, clock: Clock = timezone.now) -> Turn:
    """Send what is due: e-mails and SMS. Run again after a kill, it goes on.

    Never inside a transaction: what is taken must be written down before it leaves.
    """
    with only_one(LOCK) as alone:
        if not alone:
            return Turn(elsewhere=True)
        leaving = Notice.objects.filter(state=NoticeState.SENDING, done_at=None)
        leaving.update(done_at=clock())
        call_instead()
        answers: list[Answer] = []
        away: set[str] = set()
        for number in due_notices(now=clock()):
            found = _send_one(number, away, clock)
            if found is not None:
                answers.append(found)
        return Turn(
            n_sent=answers.count(Answer.SENT),
            n_later=answers.count(Answer.LATER) + answers.count(Answer.AWAY),
            n_failed=answers.count(Answer.REFUSED) + answers.count(Answer.UNSURE),
        )


def call_instead() -> int:
    """Make calls of the SMS and e-mails that this site cannot send; return how many.

    They go to the call list as they are: the person is told all the same.
    """
    waiting = Notice.objects.filter(state=NoticeState.WAITING)
    n = 0
    if not sms_leaves():
        n += waiting.filter(channel=Contact.SMS).update(channel=Contact.CALL)
    if settings.EMAIL_BACKEND == _NO_MAIL:
        n += waiting.filter(channel=Contact.EMAIL).update(channel=Contact.CALL)
    return n


@transaction.atomic
def send_again(*, notice: int, now: datetime, by: "User") -> Notice:
    """Send again what may have left, or what failed: a person decided it. Raises NoticeUnknown."""
    rows = Notice.objects.filter(pk=notice)
    again = rows.filter(state=NoticeState.SENDING, done_at__isnull=False) | rows.filter(
        state=NoticeState.FAILED
    )
    found = again.select_related("booking__place").select_for_update(of=("self",)).first()
    if found is None:
        raise NoticeUnknown
    before = found.state
    found.state, found.n_tries, found.done_at = NoticeState.WAITING, 0, None
    found.due_at = out_of_the_night(found.booking, now)
    found.save(update_fields=["state", "n_tries", "done_at", "due_at"])
    write_audit(
        action="send_notice_again",
        by=by,
        now=now,
        before={"état": str(before)},
        after={"message": str(found.kind)},
        subject=("booking", str(found.booking_id)),
    )
    return found


# ---------------------------------------------------------------- one notice


def _send_one(number: int, away: set[str], clock: Clock) -> Answer | None:
    """Send one notice; return what became of it, None when there was nothing to send."""
    notice = notice_rows().get(pk=number)
    now = clock()
    # The worker may have stood still until the night.
    morning = out_of_the_night(notice.booking, now)
    if morning > now:
        Notice.objects.filter(pk=number, state=NoticeState.WAITING).update(due_at=morning)
        return None
    if not _take(notice):
        return None
    # Read once it is taken: a booking that was cancelled meanwhile is never reminded.
    notice = notice_rows().get(pk=number)
    booking = notice.booking
    if not still_true(notice, booking, now=now):
        _leave(notice, NoticeState.DROPPED, now)
        return None
    to = _address(notice, booking)
    if not to:
        _leave(notice, NoticeState.WAITING, now, channel=Contact.CALL, done_at=None)
        return None
    answer = Answer.AWAY if notice.channel in away else _hand_over(notice, to)
    if answer is Answer.AWAY and notice.channel not in away:
        away.add(notice.channel)
        log.warning("notices by %s wait: nobody takes them", notice.channel)
    _note(notice, answer, clock())
    return answer


def _note(notice: Any, answer: Answer, now: datetime) -> None:
    if answer is Answer.SENT:
        _leave(notice, NoticeState.SENT, now)
    elif answer is Answer.REFUSED:
        _leave(notice, NoticeState.FAILED, now)
    elif answer is Answer.UNSURE:
        _leave(notice, NoticeState.SENDING, now)
    else:
        _later(notice, now)


def _later(notice: Any, now: datetime) -> None:
    """Try again later; when it would come too late, or often enough, a person calls."""
    n_tries = notice.n_tries  # counts this one
    if n_tries <= len(AGAIN):
        due_at = out_of_the_night(notice.booking, now + AGAIN[n_tries - 1])
        if due_at < notice.about:
            _leave(notice, NoticeState.WAITING, now, due_at=due_at, done_at=None)
            return
    _leave(notice, NoticeState.FAILED, now)


def _take(notice: Any) -> bool:
    """Take a notice; False when somebody else did, or when it was dropped or planned anew."""
    rows = Notice.objects.filter(
        pk=notice.pk, state=NoticeState.WAITING, n_tries=notice.n_tries, due_at=notice.due_at
    )
    return bool(rows.update(state=NoticeState.SENDING, n_tries=notice.n_tries + 1, done_at=None))


def _leave(notice: Any, state: NoticeState, now: datetime, **more: Any) -> None:
    """Note what became of a notice that was taken; planned anew meanwhile, it stays so."""
    rows = Notice.objects.filter(pk=notice.pk, state=NoticeState.SENDING)
    rows.update(**{"state": state, "done_at": now} | more)


def _address(notice: Any, booking: Booking) -> str:
    if notice.channel == Contact.EMAIL:
        return booking.email
    for number in (booking.phone, booking.helper_phone):
        if _is_mobile(number):
            return number
    return ""


def _is_mobile(number: str) -> bool:
    try:
        parsed = phonenumbers.parse(number, "FR")
    except phonenumbers.NumberParseException:
        return False
    if parsed.country_code in _DIAL_AS_FRANCE:
        return str(parsed.national_number)[0] in "67"
    return bool(phonenumbers.number_type(parsed) != phonenumbers.PhoneNumberType.FIXED_LINE)


# ---------------------------------------------------------------- handing over


def _hand_over(notice: Any, to: str) -> Answer:
    words = notice_words(notice)
    if notice.channel == Contact.SMS:
        # Planned anew for the same time, a notice is another message.
        once = f"{notice.pk}-{int(notice.about.timestamp())}-{int(notice.due_at.timestamp())}"
        return send_sms(to, words.sms, once=once)
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    headers = {
        "Auto-Submitted": "auto-generated",
        "Message-ID": f"<rendez-vous.{notice.pk}.{int(notice.due_at.timestamp())}@{host}>",
    }
    return send_mail(to, words.subject, words.body, headers=headers)
