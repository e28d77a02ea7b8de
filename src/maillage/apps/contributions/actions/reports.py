"""Steps of a report of anybody: each function is one transaction, and one conditional update.

Everywhere `now` is the moment, with its time zone; `by` the keeper who acts.
"""

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from maillage.apps.contributions.errors import (
    AnswerMissing,
    PlaceReportedEnough,
    ReportDecided,
    ReportNotDecided,
    ReportUnknown,
    ReportValuesRefused,
)
from maillage.apps.contributions.models import (
    REPORT_DECIDED,
    REPORT_OPEN,
    Channel,
    Report,
    ReportState,
)
from maillage.apps.contributions.queries.reports import (
    ONE_DAY,
    code_digest,
    find_report,
    get_report,
    n_reports_of,
    place_of,
    same_reports,
)
from maillage.apps.directory.actions.audit import as_json, write_audit
from maillage.apps.directory.actions.staff import close_place, edit_place
from maillage.web.codes import code_of, new_code
from maillage.web.lending import borrowed
from maillage.web.words import date_words, time_words

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

WORDS_KEPT = timedelta(days=30)
MOST_A_DAY = 20
ERASED: dict[str, Any] = {
    "text": "",
    "right_value": "",
    "values": {},
    "content_digest": "",
    "answer": "",
}


# ---------------------------------------------------------------- whoever reports


@transaction.atomic
def report(
    place: Any,
    *,
    kind: str,
    text: str,
    values: Mapping[str, Any] | None,
    channel: str,
    now: datetime,
    right_value: str = "",
    for_the_place: bool = False,
    once: str = "",
    by: "User | None" = None,
) -> tuple[Report, str]:
    """Keep what somebody says is wrong about a place; return it, and the code that follows it.

    values : columns of the place as they should be, read by the same form as the keepers' own
    channel : "public", "contact", "paper" or "phone"; the first is limited by place and by day
    once : drawn when the form was shown: sent twice, the same report and code come back
    by : the keeper who typed it for somebody, if any

    The code is said here, and kept by nobody. Raises ReportValuesRefused, PlaceReportedEnough.
    """
    # What is said of a record that was joined to another place is said of that place.
    place = place.joined_to or place
    said = checked_values(place, values or {})
    told = {"kind": str(kind), "text": " ".join(text.split()), "right_value": right_value.strip()}
    content = _content(told | {"values": said})
    code = code_of(f"{place.pk}:{once}", purpose="report") if once else new_code()
    known = find_report(code)
    if known is not None and known.place_id == place.pk and known.content_digest == content:
        return known, code
    if known is not None:
        code = new_code()
    if channel == Channel.PUBLIC and n_reports_of(place.pk, since=now - ONE_DAY) >= MOST_A_DAY:
        raise PlaceReportedEnough
    made = Report.objects.create(
        place=place,
        kind=kind,
        channel=channel,
        text=text.strip(),
        right_value=right_value.strip(),
        values=said,
        for_the_place=for_the_place,
        code_digest=code_digest(code),
        content_digest=content,
        made_at=now,
    )
    if by is not None:
        _trace("add_report", made, by=by, now=now)
    return made, code


def checked_values(place: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that differ from the base, as JSON, read by the form of a place.

    Raises ReportValuesRefused; ValueError for a name that is no field of the form.
    """
    if not values:
        return {}
    form_class = borrowed("place")
    names = {"position" if name in ("latitude", "longitude") else name for name in values}
    if unknown := names - form_class.base_fields.keys():
        raise ValueError(f"no such fields of a place: {', '.join(sorted(unknown))}")
    shown = form_class(place=place)
    data = {n: f.prepare_value(shown.initial.get(n)) for n, f in shown.fields.items()}
    data |= {n: f.prepare_value(values[n]) for n, f in shown.fields.items() if n in values}
    if "position" in names:
        halves = [values.get("latitude"), values.get("longitude")]
        whole = all(half is not None for half in halves)
        data["position"] = f"{halves[0]}, {halves[1]}" if whole else ""
    form = form_class(data, place=place)
    form.keeps_first = False
    form.is_valid()
    if wrong := [name for name in form.fields if name in names and name in form.errors]:
        lines = [f"{form[name].label} : {' '.join(form.errors[name])}" for name in wrong]
        raise ReportValuesRefused(said=" ".join(lines))
    clean = {name: form.cleaned_data[name] for name in names}
    if "position" in clean:
        clean["latitude"], clean["longitude"] = clean.pop("position") or (None, None)
    before = as_json({name: getattr(place, name) for name in clean})
    return {name: value for name, value in as_json(clean).items() if value != before[name]}


def _content(said: Mapping[str, Any]) -> str:
    """Return a digest of what a report says: short words could be guessed from a plain one."""
    text = json.dumps(said, sort_keys=True, default=str).casefold()
    return salted_hmac("maillage.report.content", text, algorithm="sha256").hexdigest()


@transaction.atomic
def withdraw_report(*, code: str, now: datetime) -> Report:
    """Take back what a code opens: its words are erased, its number stays; return it.

    What was answered keeps its state. Raises ReportUnknown.
    """
    mine = Report.objects.filter(code_digest=code_digest(code))
    if not mine.exists():
        raise ReportUnknown
    mine.filter(state__in=REPORT_OPEN).update(state=ReportState.WITHDRAWN, erased_at=now, **ERASED)
    mine.filter(erased_at=None).update(erased_at=now, **ERASED)
    return mine.select_related("place").get()


# ---------------------------------------------------------------- the keepers


@transaction.atomic
def mark_read(*, number: int, now: datetime) -> None:
    """Say to those who follow it that a keeper opened a report; nothing when it was said before."""
    same = same_reports(get_report(number)).filter(state=ReportState.RECEIVED)
    same.update(state=ReportState.READ, read_at=now)


@transaction.atomic
def correct_report(
    *,
    number: int,
    by: "User",
    now: datetime,
    values: Mapping[str, Any] | None = None,
    answer: str = "",
) -> Report:
    """Say that a report is corrected; return it.

    With `values`, the place is corrected in this transaction; without, it was before.
    Raises ReportDecided, and what the directory refuses.
    """
    found = _claim(number)
    if values:
        place = place_of(found)
        edit_place(public_id=place.public_id, values=_whole(values, place), by=by, now=now)
    return _decide(found, ReportState.CORRECTED, answer, by=by, now=now)


def _whole(values: Mapping[str, Any], place: Any) -> dict[str, Any]:
    """Return values with both halves of a position: one of them may not have changed."""
    halves = ("latitude", "longitude")
    if not values.keys() & set(halves):
        return dict(values)
    return {name: getattr(place, name) for name in halves} | dict(values)


@transaction.atomic
def close_reported(
    *, number: int, on: date | None, moved_to: str | None, by: "User", now: datetime
) -> Report:
    """Close the place of a report, which is then corrected; return it.

    Raises ReportDecided, and what the directory refuses.
    """
    found = _claim(number)
    close_place(public_id=place_of(found).public_id, on=on, moved_to=moved_to, by=by, now=now)
    return _decide(found, ReportState.CORRECTED, "", by=by, now=now)


@transaction.atomic
def refuse_report(*, number: int, answer: str, by: "User", now: datetime) -> Report:
    """Say that there is nothing to correct, and why; return the report.

    Raises AnswerMissing, ReportDecided.
    """
    if not answer.strip():
        raise AnswerMissing
    return _decide(_claim(number), ReportState.REFUSED, answer, by=by, now=now)


@transaction.atomic
def reopen_report(*, number: int, by: "User", now: datetime) -> Report:
    """Take back an answer: the report waits again; return it. The place is not changed.

    Raises ReportNotDecided.
    """
    found = get_report(number)
    answered = Report.objects.filter(
        decided_with=found.decided_with or 0, state__in=REPORT_DECIDED, erased_at=None
    )
    before = {"state": str(found.state)}
    if not answered.update(
        state=ReportState.READ, decided_by=None, decided_at=None, decided_with=None, answer=""
    ):
        raise ReportNotDecided
    again = get_report(number)
    _trace("reopen_report", again, by=by, now=now, before=before)
    return again


def _claim(number: int) -> Report:
    """Keep every other keeper waiting until this one has answered. Raises ReportDecided.

    An update that changes nothing takes the row on both databases; whoever waited for it then
    finds no row in that state. The first report that says the same is the one that is taken: two
    keepers may have opened two of them. When that one was withdrawn meanwhile, the next is taken.
    """
    while True:
        found = get_report(number)
        first = same_reports(found).order_by("pk").first()
        if found.state not in REPORT_OPEN or first is None:
            raise _too_late(number)
        if Report.objects.filter(pk=first.pk, state__in=REPORT_OPEN).update(decided_with=None):
            return get_report(first.pk)


def _decide(found: Report, state: ReportState, answer: str, *, by: "User", now: datetime) -> Report:
    same_reports(found).update(
        state=state,
        answer=answer.strip(),
        decided_by=by,
        decided_at=now,
        decided_with=found.pk,
    )
    again = get_report(found.pk)
    action = "correct_report" if state == ReportState.CORRECTED else "refuse_report"
    _trace(action, again, by=by, now=now, before={"state": str(found.state)})
    return again


def _trace(
    action: str,
    found: Report,
    *,
    by: "User",
    now: datetime,
    before: Mapping[str, Any] | None = None,
) -> None:
    # Never its words nor the answer: a trace is for ever, those are not.
    write_audit(
        action=action,
        by=by,
        now=now,
        before=before or {},
        after={"state": str(found.state), "lieu": found.place.public_id},
        subject=("report", str(found.pk)),
    )


def _too_late(number: int) -> ReportDecided:
    found = get_report(number)
    if found.decided_by is None or found.decided_at is None:
        return ReportDecided(said=_("La personne qui l’avait écrit a retiré ce signalement."))
    here = timezone.localtime(found.decided_at)
    words = _("%(who)s a déjà répondu à ce signalement, %(day)s à %(time)s.") % {
        "who": found.decided_by.get_full_name() or _("Quelqu’un"),
        "day": date_words(here.date()),
        "time": time_words(here),
    }
    return ReportDecided(said=words)


@transaction.atomic
def erase_reports(*, now: datetime) -> int:
    """Erase the words of what was answered 30 days ago; return how many. Numbers stay."""
    old = Report.objects.filter(decided_at__lt=now - WORDS_KEPT, erased_at=None)
    return old.update(erased_at=now, **ERASED)
