"""Opening hours in words, for people: French, or the language of a voice."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from maillage.core.hours.holidays import holiday_name
from maillage.core.hours.plan import HOLIDAY_NOTE, SCHOOL_NOTE, Segment, day_plan
from maillage.core.hours.rules import ALL_WEEK, DAY_MIN, Rule
from maillage.core.hours.selectors_in_words import days_in_words, selector_in_words
from maillage.core.hours.states import DayOfWeek, Span, State
from maillage.core.hours.voice import DAYS, FRENCH, N_, Voice, french_clock

if TYPE_CHECKING:
    from maillage.core.hours.schedule import Hours

TO_CONFIRM = N_("Horaires à confirmer")
LABELS = tuple(day.capitalize() for day in DAYS)
_FAR_DAYS = 300
_NOTES = (SCHOOL_NOTE, HOLIDAY_NOTE)


@lru_cache(maxsize=4096)
def time_in_words(minute: int) -> str:
    """Return "9 h", "17 h 30" or "minuit"; minutes since midnight, 1440 and more wrap.

    >>> time_in_words(1050)
    '17\\xa0h\\xa030'
    """
    return french_clock(minute)


def spans_in_words(spans: Sequence[Span], voice: Voice = FRENCH) -> str:
    """Return "de 9 h à 12 h et de 14 h à 17 h 30", "sur rendez-vous", "fermé"..."""
    if not spans:
        return voice.say(N_("fermé"))
    comments = {(span.state, span.comment) for span in spans}
    times = voice.listed([_span_in_words(span, voice) for span in spans])
    if len(comments) == 1:
        state, comment = comments.pop()
        note = _note(state, comment, voice)
        if all(span.start_min == 0 and span.end_min == DAY_MIN for span in spans):
            return note or voice.say(N_("24\u00a0h sur\u00a024"))
        return f"{times} ({note})" if note else times
    return voice.listed(
        [
            f"{_span_in_words(span, voice)} ({note})"
            if (note := _note(span.state, span.comment, voice))
            else _span_in_words(span, voice)
            for span in spans
        ]
    )


def _span_in_words(span: Span, voice: Voice) -> str:
    first, last = voice.clock(span.start_min), voice.clock(span.end_min)
    return voice.tell(N_("de {first} à {last}"), first=first, last=last)


def _note(state: State, comment: str, voice: Voice) -> str:
    if state is State.BY_APPOINTMENT:
        return voice.typed(comment) or voice.say(N_("sur rendez-vous"))
    if state is State.UNKNOWN:
        if comment and comment not in _NOTES:
            return voice.tell(N_("{note}, à confirmer"), note=voice.typed(comment))
        return voice.say(N_("à confirmer"))
    return voice.typed(comment)


def week_of(hours: "Hours") -> tuple[DayOfWeek, ...]:
    """Return the ordinary week of these hours: neither holiday nor season."""
    rules = tuple(rule for rule in hours.rules if rule.selector.dated is None)
    plain = tuple(rule for rule in rules if rule.kind != "fallback")
    # "Sinon sur rendez-vous" would cut each day into pieces: it shows only on empty days.
    return tuple(
        DayOfWeek(index, label, _spans_of(plain, index) or _spans_of(rules, index))
        for index, label in enumerate(LABELS)
    )


def _spans_of(rules: tuple[Rule, ...], weekday: int) -> tuple[Span, ...]:
    if not rules:
        return ()
    return tuple(
        Span(s.start_min, s.end_min, s.comment, s.state)
        for s in day_plan(rules, None, weekday, False, False).segments
        if s.state is not State.CLOSED
    )


def in_words(hours: "Hours", voice: Voice = FRENCH) -> tuple[str, ...]:
    """Return the lines for people; see Hours.in_words."""
    if not hours.understood:
        text = " ".join(hours.text.split())
        told = N_("Horaires tels qu’indiqués, à confirmer : «\u00a0{text}\u00a0»")
        return (voice.tell(told, text=voice.typed(text)),) if text else ()
    return (*_week_lines(hours, voice), *exceptions_in_words(hours, voice))


def exceptions_in_words(hours: "Hours", voice: Voice = FRENCH) -> tuple[str, ...]:
    """Return the lines beside the ordinary week: holidays, seasons; see Hours.exceptions."""
    lines = []
    for rule in hours.rules:
        selector = rule.selector
        if rule.kind == "fallback" or selector.dated or selector.only_ph or selector.only_sh:
            lines.append(_rule_line(rule, selector_in_words(selector, voice), voice))
        elif selector.or_ph or selector.or_sh:
            holidays = selector._replace(
                weekdays=ALL_WEEK, only_ph=selector.or_ph, only_sh=selector.or_sh
            )
            lines.append(_rule_line(rule, selector_in_words(holidays, voice), voice))
    if any(rule.selector.asks_sh for rule in hours.rules) and (
        hours.school_zone not in hours.calendar.periods
    ):
        lines.append(f"{_upper(voice.say(SCHOOL_NOTE))}.")
    return tuple(lines)


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _week_lines(hours: "Hours", voice: Voice) -> list[str]:
    """Return the lines of the ordinary week, days of equal hours together."""
    by_spans: dict[tuple[Span, ...], list[int]] = {}
    otherwise = {
        (Span(0, DAY_MIN, rule.comment, rule.state),)
        for rule in hours.rules
        if rule.kind == "fallback" and not rule.times
    }
    for day in hours.week():
        if day.spans in otherwise:
            continue  # said once, after the week
        by_spans.setdefault(day.spans, []).append(day.index)
    closed = by_spans.pop((), [])
    if len(closed) == 7:
        only_seasons = any(rule.state is not State.CLOSED for rule in hours.rules)
        return [] if only_seasons else [voice.say(N_("Fermé."))]
    lines = []
    for spans, days in by_spans.items():
        said = spans_in_words(spans, voice)
        if len(days) == 7 and len(spans) == 1 and spans[0][:2] == (0, DAY_MIN):
            if spans[0].state is State.OPEN:
                said = f"{voice.say(N_('tous les jours'))}, {said}"
            elif spans[0][2:] == ("", State.UNKNOWN):
                said = voice.say(TO_CONFIRM)
            lines.append(_upper(said))
        else:
            named = days_in_words(days, voice=voice)
            lines.append(voice.tell(N_("{days} : {hours}"), days=named, hours=said))
    if closed:
        named = days_in_words(closed, lower=True, voice=voice)
        lines.append(voice.tell(N_("Fermé : {days}"), days=named))
    return lines


def _rule_line(rule: Rule, when: str, voice: Voice) -> str:
    if rule.state is State.CLOSED:
        reason = f" ({voice.typed(rule.comment)})" if rule.comment else ""
        spans = tuple(Span(start, end, "", State.OPEN) for start, end in rule.times)
        times = f" {spans_in_words(spans, voice)}" if spans else ""
        said = f"{voice.say(N_('fermé'))}{times}{reason}"
        return voice.tell(N_("{days} : {hours}"), days=when, hours=said)
    minutes = rule.times or ((0, DAY_MIN),)
    spans = tuple(Span(start, end, rule.comment, rule.state) for start, end in minutes)
    return voice.tell(N_("{days} : {hours}"), days=when, hours=spans_in_words(spans, voice))


def today_in_words(hours: "Hours", at: datetime, voice: Voice = FRENCH) -> str:
    """Return one short sentence for a moment; see Hours.today_in_words."""
    if not hours.understood:
        return voice.say(TO_CONFIRM)
    today, minute = at.date(), at.hour * 60 + at.minute
    now = next(s for s in hours.timeline(today) if minute < s.end_min)
    if now.state is State.OPEN:
        note = f" ({voice.typed(now.comment)})" if now.comment else ""
        return _open_until(hours, today, minute, voice) + note
    if now.state is State.UNKNOWN:
        return _unknown(hours, today, now, voice)
    if now.state is State.BY_APPOINTMENT:
        opens = _next(hours, today, minute, (State.OPEN,), days=1)
        said = _upper(voice.typed(now.comment) or voice.say(N_("sur rendez-vous")))
        if opens is None:
            return said
        return voice.tell(N_("{said}. Ouvre à {time}"), said=said, time=voice.clock(opens[1]))
    return _closed(hours, today, minute, now, voice)


def _open_until(hours: "Hours", today: date, minute: int, voice: Voice) -> str:
    """Return "Ouvert, jusqu’à 18 h 30"; without a stop within two days, 24 hours a day."""
    day, start = today, minute
    for step in range(3):
        for segment in hours.timeline(day):
            if segment.end_min > start and segment.state is not State.OPEN:
                stop = voice.clock(segment.start_min)
                if step == 2 or (step == 1 and segment.start_min > DAY_MIN // 2):
                    named = _day_name(day, today, voice)
                    told = N_("Ouvert, jusqu’à {day} à {time}")
                    return voice.tell(told, day=named, time=stop)
                return voice.tell(N_("Ouvert, jusqu’à {time}"), time=stop)
        if day == date.max:
            break
        day, start = day + timedelta(days=1), 0
    return voice.say(N_("Ouvert 24\u00a0h sur\u00a024"))


def _unknown(hours: "Hours", today: date, now: Segment, voice: Voice) -> str:
    said = voice.say(TO_CONFIRM)
    if now.comment == HOLIDAY_NOTE:
        name = holiday_name(today, hours.zone)
        if not name:
            return said
        told = N_("{said} : jour férié ({name})")
        return voice.tell(told, said=said, name=voice.say(name))
    if not now.comment:
        return said
    note = voice.say(SCHOOL_NOTE) if now.comment == SCHOOL_NOTE else voice.typed(now.comment)
    return voice.tell(N_("{said} : {note}"), said=said, note=note)


def _closed(hours: "Hours", today: date, minute: int, now: Segment, voice: Voice) -> str:
    said = voice.say(N_("Fermé"))
    plan = hours.plan_of(today)
    if now.comment:
        said = voice.tell(N_("Fermé : {reason}"), reason=voice.typed(now.comment))
    elif plan.closed_for == "PH" and (name := holiday_name(today, hours.zone)):
        said = voice.tell(N_("Fermé aujourd’hui : {name}"), name=voice.say(name))
    elif plan.closed_for == "SH":
        said = voice.say(N_("Fermé pendant les vacances scolaires"))
    found = _next(hours, today, minute, (State.OPEN, State.BY_APPOINTMENT), days=367)
    if found is None:
        maybe = _next(hours, today, minute, (State.UNKNOWN,), days=367)
        return f"{said}. {voice.say(TO_CONFIRM)}" if maybe else said
    day, start, state = found
    if _nobody_knows_before(hours, today, day):
        return f"{said}. {voice.say(TO_CONFIRM)}"
    values = {"said": said, "time": voice.clock(start)}
    if state is State.OPEN:
        if day == today:
            return voice.tell(N_("{said}. Ouvre à {time}"), **values)
        named = _day_name(day, today, voice)
        return voice.tell(N_("{said}. Ouvre {day} à {time}"), day=named, **values)
    if day == today:
        return voice.tell(N_("{said}. Sur rendez-vous à partir de {time}"), **values)
    named = _day_name(day, today, voice)
    return voice.tell(N_("{said}. Sur rendez-vous {day} à partir de {time}"), day=named, **values)


def _next(
    hours: "Hours", today: date, minute: int, states: tuple[State, ...], *, days: int
) -> tuple[date, int, State] | None:
    """Return the day, minute and state of the next segment in one of these states."""
    day, after = today, minute
    for _ in range(days):
        for segment in hours.timeline(day):
            if segment.start_min >= after and segment.state in states:
                return day, segment.start_min, segment.state
        if day == date.max:
            return None
        day, after = day + timedelta(days=1), 0
    return None


def _nobody_knows_before(hours: "Hours", today: date, until: date) -> bool:
    """True when the hours of a day in between were never said: it may open well before.

    A public holiday, or school holidays that are not known, have a comment: they are passed over.
    """
    return any(
        segment.state is State.UNKNOWN and not segment.comment
        for step in range(1, (until - today).days)
        for segment in hours.timeline(today + timedelta(days=step))
    )


def _day_name(day: date, today: date, voice: Voice) -> str:
    """Return "demain", "lundi", "lundi 3 août", with the year when it is far."""
    distance = (day - today).days
    if distance == 1:
        return voice.say(N_("demain"))
    name = voice.days[day.weekday()]
    if distance < 7:
        return name
    year = day.year if distance > _FAR_DAYS else None
    return voice.tell(N_("{day} {date}"), day=name, date=voice.date(day.day, day.month, year))
