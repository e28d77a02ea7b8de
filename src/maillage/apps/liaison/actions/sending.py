"""What is to be told leaves one by one: never twice, and none is forgotten.

As in the agenda: taken by a conditional update before it leaves, marked after. What was cut
between the two may have left: it is not sent again by itself, and the list of sheets says so.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from maillage.apps.agenda.actions.mail import send_mail
from maillage.apps.agenda.actions.sms import Answer, send_sms, sms_leaves
from maillage.apps.liaison.models import Channel, Notice, NoticeState
from maillage.apps.liaison.queries.notices import (
    address_of_notice,
    due_notices,
    notice_rows,
    notice_words,
    still_true,
)
from maillage.web.locks import only_one

log = logging.getLogger(__name__)
LOCK = "sheet notices"
# After how long each failure is tried again.
AGAIN = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=12))
_NO_MAIL = "django.core.mail.backends.dummy.EmailBackend"
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Turn:
    """What one turn did; `elsewhere`: another process is sending."""

    n_sent: int = 0
    n_later: int = 0
    n_failed: int = 0
    elsewhere: bool = False


def send_due(*, clock: Clock = timezone.now) -> Turn:
    """Send what is due. Run again after a kill, it goes on. Never inside a transaction."""
    with only_one(LOCK) as alone:
        if not alone:
            return Turn(elsewhere=True)
        cut = Notice.objects.filter(state=NoticeState.SENDING)
        cut.update(state=NoticeState.FAILED, done_at=clock())
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


def _send_one(number: int, away: set[str], clock: Clock) -> Answer | None:
    notice = notice_rows().get(pk=number)
    rows = Notice.objects.filter(pk=number, state=NoticeState.WAITING, n_tries=notice.n_tries)
    if not rows.update(state=NoticeState.SENDING, n_tries=notice.n_tries + 1):
        return None
    # Read once it is taken: what was withdrawn meanwhile is never told.
    notice = notice_rows().get(pk=number)
    to = address_of_notice(notice) if still_true(notice) else ""
    if not to:
        _leave(notice, NoticeState.DROPPED, clock())
        return None
    answer = Answer.AWAY if notice.channel in away else _hand_over(notice, to)
    if answer is Answer.AWAY and notice.channel not in away:
        away.add(notice.channel)
        log.warning("notices of sheets by %s wait: nobody takes them", notice.channel)
    now = clock()
    if answer is Answer.SENT:
        _leave(notice, NoticeState.SENT, now)
    elif answer in (Answer.LATER, Answer.AWAY) and notice.n_tries <= len(AGAIN):
        due_at = now + AGAIN[notice.n_tries - 1]
        _leave(notice, NoticeState.WAITING, None, due_at=due_at)
    else:
        _leave(notice, NoticeState.FAILED, now)
    return answer


def _leave(notice: Any, state: NoticeState, now: datetime | None, **more: Any) -> None:
    rows = Notice.objects.filter(pk=notice.pk, state=NoticeState.SENDING)
    rows.update(**{"state": state, "done_at": now} | more)


def _hand_over(notice: Any, to: str) -> Answer:
    words = notice_words(notice)
    if notice.channel == Channel.SMS:
        if not sms_leaves():
            return Answer.REFUSED
        return send_sms(to, words.sms, once=f"sheet-{notice.pk}-{int(notice.due_at.timestamp())}")
    # A link that leads nowhere is worse than a call: the page of the sheet says so.
    if settings.EMAIL_BACKEND == _NO_MAIL or not settings.SITE_URL:
        return Answer.REFUSED
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    headers = {
        "Auto-Submitted": "auto-generated",
        "Message-ID": f"<fiche.{notice.pk}.{notice.n_tries}@{host}>",
    }
    return send_mail(to, words.subject, words.body, headers=headers)
