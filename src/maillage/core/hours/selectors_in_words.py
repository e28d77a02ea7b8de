"""Days, months and seasons in words: "Du lundi au vendredi", "Le 2e mercredi du mois"."""

import re
from collections.abc import Sequence

from maillage.core.hours.rules import ALL_WEEK, DAYS, MONTHS, Selector
from maillage.core.hours.voice import FRENCH, N_, Voice, french_list
from maillage.core.hours.voice import MONTHS as MONTH_NAMES

__all__ = ["MONTH_NAMES", "days_in_words", "joined", "selector_in_words"]

_CODES = {code: index for index, code in enumerate(DAYS)}
_MONTH_NUMBERS = {code: number for number, code in enumerate(MONTHS, start=1)}
_MONTH = "|".join(MONTHS)
_MONTH_LIST = re.compile(rf"(?:{_MONTH})(?:-(?:{_MONTH}))?(?:,(?:{_MONTH})(?:-(?:{_MONTH}))?)*")
_DATES = re.compile(rf"(?:(20\d\d) )?({_MONTH}) (\d\d?)(?:-(?:(20\d\d) )?(?:({_MONTH}) )?(\d\d?))?")
_NTH = re.compile(r"([A-Z][a-z])\[([-\d,]+)\]")
_ORDINALS = {
    "1": N_("1er"),
    "2": N_("2e"),
    "3": N_("3e"),
    "4": N_("4e"),
    "5": N_("5e"),
    "-1": N_("dernier"),
    "-2": N_("avant-dernier"),
}
joined = french_list


def days_in_words(days: Sequence[int], *, lower: bool = False, voice: Voice = FRENCH) -> str:
    """Return "Du lundi au mercredi et vendredi", from indexes in order (0 is Monday).

    >>> days_in_words([0, 1, 3]), days_in_words([1, 2, 3, 4, 5])
    ('Lundi, mardi et jeudi', 'Du mardi au samedi')
    """
    if len(days) == 7:
        return voice.say(N_("tous les jours") if lower else N_("Tous les jours"))
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    parts: list[str] = []
    for run in runs:
        if len(run) > 2:
            first, last = voice.days[run[0]], voice.days[run[-1]]
            parts.append(voice.tell(N_("du {first} au {last}"), first=first, last=last))
        else:
            parts += [voice.days[day] for day in run]
    text = voice.listed(parts)
    return text if lower else text[0].upper() + text[1:]


def selector_in_words(selector: Selector, voice: Voice = FRENCH) -> str:
    """Return when a rule applies, as the beginning of a line."""
    parts: list[str] = []
    if selector.only_ph:
        parts.append(voice.say(N_("jours fériés")))
    if selector.only_sh:
        parts.append(voice.say(N_("vacances scolaires")))
    head = [voice.listed(parts)] if parts else []
    if selector.dated is not None:
        head.append(_dated_in_words(selector.dated.text, voice))
    if selector.weekdays != ALL_WEEK:
        days = [day for day in range(7) if selector.weekdays >> day & 1]
        head.append(days_in_words(days, lower=True, voice=voice))
    text = ", ".join(head) or voice.say(N_("le reste du temps"))
    return text[0].upper() + text[1:]


def _dated_in_words(text: str, voice: Voice) -> str:
    """Return dates in words; as they are written when no sentence is known for them."""
    said: list[str] = []
    nth = [_nth(*match.groups(), voice=voice) for match in _NTH.finditer(text)]
    wide = _NTH.sub("", text).strip(" ,")
    if wide:
        said.append(_wide(wide, voice))
    if nth:
        said.append(voice.tell(N_("{days} du mois"), days=voice.listed(nth)))
    return ", ".join(said)


def _nth(day: str, numbers: str, *, voice: Voice) -> str:
    ranks = []
    for number in numbers.split(","):
        first, dash, last = number.partition("-")
        if dash and first and last:
            ranks += [str(rank) for rank in range(int(first), int(last) + 1)]
        else:
            ranks.append(number)
    names = [voice.say(_ORDINALS.get(rank, f"{rank}e")) for rank in ranks]
    weekday = voice.days[_CODES[day]]
    return voice.tell(N_("le {ranks} {day}"), ranks=voice.listed(names), day=weekday)


def _wide(text: str, voice: Voice) -> str:
    if _MONTH_LIST.fullmatch(text):
        parts = []
        for item in text.split(","):
            first, dash, last = item.partition("-")
            name = voice.months[_MONTH_NUMBERS[first] - 1]
            if dash:
                end = voice.months[_MONTH_NUMBERS[last] - 1]
                parts.append(voice.tell(N_("de {first} à {last}"), first=name, last=end))
            else:
                parts.append(voice.tell(N_("en {month}"), month=name))
        return voice.listed(parts)
    dates = _DATES.fullmatch(text)
    if dates:
        year, month, day, end_year, end_month, end_day = dates.groups()
        start = _day_of(day, month, year, voice)
        if end_day is None:
            return voice.tell(N_("le {date}"), date=start)
        end = _day_of(end_day, end_month or month, end_year, voice)
        return voice.tell(N_("du {first} au {last}"), first=start, last=end)
    return voice.tell(N_("à certaines dates («\u00a0{text}\u00a0»)"), text=text)


def _day_of(day: str, month: str, year: str | None, voice: Voice) -> str:
    return voice.date(int(day), _MONTH_NUMBERS[month], int(year) if year else None)
