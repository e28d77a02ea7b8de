"""What is to be told about a sheet: rows written in the transaction of what they tell."""

from datetime import datetime

from maillage.apps.liaison.models import Channel, Notice, NoticeKind, NoticeState, Sending, Via


def tell_place(sending: Sending, *, now: datetime) -> None:
    """Write that a sheet waits, for a place that has an e-mail address."""
    if sending.via == Via.EMAIL:
        _write(sending, NoticeKind.NEW, Channel.EMAIL, about=sending.sent_at, now=now)


def remind_place(sending: Sending, *, now: datetime) -> None:
    """Write a reminder to a place that did not answer."""
    if sending.via == Via.EMAIL:
        _write(sending, NoticeKind.REMINDER, Channel.EMAIL, about=now, now=now)


def tell_answer(sending: Sending, *, now: datetime, resident: bool = True) -> None:
    """Write that something happened: to who sent the sheet, and to the person.

    The person is told by SMS or by e-mail when they chose so; otherwise somebody calls, and their
    code says the same.
    """
    _write(sending, NoticeKind.ANSWER, Channel.EMAIL, about=sending.state_at, now=now)
    channel = Channel(sending.sheet.channel)
    if resident and channel in (Channel.SMS, Channel.EMAIL):
        _write(sending, NoticeKind.TOLD, channel, about=sending.state_at, now=now)


def drop_notices(sheet: int, *, now: datetime, to_sender_too: bool = False) -> int:
    """Say that what waits about a sheet has no object any more; return how many."""
    rows = Notice.objects.filter(sending__sheet=sheet, state=NoticeState.WAITING)
    if not to_sender_too:
        rows = rows.exclude(kind=NoticeKind.ANSWER)
    return rows.update(state=NoticeState.DROPPED, done_at=now)


def _write(
    sending: Sending, kind: NoticeKind, channel: Channel, *, about: datetime, now: datetime
) -> None:
    Notice.objects.get_or_create(
        sending=sending, kind=kind, about=about, defaults={"channel": channel, "due_at": now}
    )
