"""Plain French into OSM notation, only where one reading is possible."""

import itertools
import re
from collections.abc import Sequence
from typing import NamedTuple

from maillage.core.hours.rules import DAY_MIN, DAYS

_FRENCH_DAYS = {
    name: index
    for index, names in enumerate(
        (
            "lundi lundis lun lu mo",
            "mardi mardis mar ma tu",
            "mercredi mercredis mer me we",
            "jeudi jeudis jeu je th",
            "vendredi vendredis ven ve fr",
            "samedi samedis sam sa",
            "dimanche dimanches dim di su",
        )
    )
    for name in names.split()
}
_SHORT_DAYS = frozenset(name for name in _FRENCH_DAYS if len(name) <= 3)

# What adds nothing to "9h-17h".
CONTINUOUS = r"\(?\b(?:(?:en\s)?journée\scontinue|en\scontinu|non[\s-]stop|sans\sinterruption)\b\)?"
# Between which minutes the hours of a half-day must lie to be those that were meant.
_HALVES = {"m": (0, 13 * 60 + 30), "a": (12 * 60, 20 * 60), "s": (16 * 60, DAY_MIN)}
# Longest first. A word that is in no line makes the whole text "not understood".
_TOKENS = re.compile(
    r"""
    (?P<without>sans\s(?:rendez[\s-]?vous|rdv))
  | (?P<appointment>(?:uniquement\s|seulement\s)?sur\s(?:rendez[\s-]?vous|rdv)
      (?:\suniquement|\sseulement)?)
  | (?P<everyday>tous\sles\sjours|7\s?j(?:ours)?\s?(?:/|sur)\s?7)
  | (?P<intro>horaires?(?:\sd['’]\s?ouverture)?\b|ouverture\b|ouvert(?:e|s|es)?\b|accueil\b
      |permanences?\b)
  | (?P<off>ferm[ée]e?s?\b|off\b|closed\b)
  | (?P<day>(?:lun|mar|mercre|jeu|vendre|same)dis?\b|dimanches?\b
      |(?:lun|mar|mer|jeu|ven|sam|dim|lu|ma|me|je|ve|sa|di|mo|tu|we|th|fr|su)\b\.?)
  | (?P<time>\d{1,2}\s?(?:h(?:eures?)?|:)\s?[0-5]\d(?!\d)|\d{1,2}\s?h(?:eures?)?\b|midi\b)
  | (?P<bare>\d{1,2}(?![\dh:]))
  | (?P<to>à|au\b|a\b|jusqu['’]à)
  | (?P<dash>-)
  | (?P<of>tous\sles\b|du\b|de\b|les?\b|entre\b)
  | (?P<and>et\b|&|puis\b)
  | (?P<mark>[,;/|.:+]|\n)
  | (?P<half>matins?\b|apr[èe]s[\s-]midis?\b|soirs?\b)
    """
    rf"| (?P<space>[ \t]+|{CONTINUOUS})",
    re.VERBOSE,
)
_DASHES = str.maketrans({"–": "-", "—": "-", "‑": "-", "\u00a0": " ", "\u202f": " ", "\r": "\n"})


class _Token(NamedTuple):
    kind: str
    text: str
    tight: bool  # no space before it


class _Unsure(Exception):
    """More than one reading, or none."""


class _Group(NamedTuple):
    days: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]
    closed: bool
    appointment: bool
    english: bool


def french_to_osm(text: str) -> str | None:
    """Return the OSM notation of a French sentence about opening hours, None when not sure.

    Every word must be understood. Days said twice with different hours, dates, "sauf",
    "après-midi" or "un mardi sur deux" are left to a person.

    >>> french_to_osm("Lu-Ve 9h00-12h00 / 14h-17h30"), french_to_osm("mardi, jeudi : 14h-18h")
    ('Mo-Fr 09:00-12:00,14:00-17:30', 'Tu,Th 14:00-18:00')
    >>> french_to_osm("le 2e mardi du mois, 9h-12h") is None
    True
    """
    try:
        return _written(_Reader(_tokens(text)).groups())
    except _Unsure:
        return None


def french_times_to_osm(text: str) -> str | None:
    """Return OSM times from the cell of one day ("9h à 12h - 14h/17h"...), None when not sure.

    "" or "fermé" gives "off". For sources that have one column for each day.

    >>> french_times_to_osm("8h30 à 12h - 14h à 17h"), french_times_to_osm("Fermé")
    ('08:30-12:00,14:00-17:00', 'off')
    """
    if text.strip(" -\t\n") == "":
        return "off"
    try:
        reader = _Reader(_tokens(text))
        if reader.take("off"):
            reader.finish()
            return "off"
        spans = reader.spans()
        reader.finish()
        return _times(spans)
    except _Unsure:
        return None


def _tokens(text: str) -> list[_Token]:
    text = text.translate(_DASHES).lower().strip(' "\n\t')
    tokens: list[_Token] = []
    position, tight = 0, False
    while position < len(text):
        match = _TOKENS.match(text, position)
        if match is None:
            raise _Unsure
        kind = str(match.lastgroup)
        if kind == "space":
            tight = False
        else:
            tokens.append(_Token(kind, match.group(), tight))
            tight = True
        position = match.end()
    return tokens


class _Reader:
    """Reads tokens from left to right; raises _Unsure at the first that does not fit."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0

    def groups(self) -> list[_Group]:
        """Return every group of days of the text."""
        groups: list[_Group] = []
        self._skip("intro", "mark")
        # Said first, it holds for all that follows; said in the middle, nobody knows.
        if self.take("appointment"):
            self._skip("mark")
            if self._at == len(self._tokens):
                return [_Group(tuple(range(7)), (), False, True, False)]
            groups = self.groups()
            if any(group.appointment for group in groups):
                raise _Unsure
            return [group._replace(appointment=True) for group in groups]
        if self._time_ahead():
            return [self._times_first()]
        while self._at < len(self._tokens):
            groups.append(self._group())
            self._skip("mark", "and", "dash", "intro")
        return groups

    def take(self, kind: str) -> _Token | None:
        """Return the next token and pass it when it is of that kind."""
        if self._at < len(self._tokens) and self._tokens[self._at].kind == kind:
            self._at += 1
            return self._tokens[self._at - 1]
        return None

    def finish(self) -> None:
        """Accept a final stop, and nothing else."""
        self._skip("mark")
        if self._at < len(self._tokens):
            raise _Unsure

    def spans(self, *, english: bool = False) -> tuple[tuple[int, int], ...]:
        """Return the times that follow, in minutes, one after the other."""
        spans = [self._span()]
        while True:
            back = self._at
            self._skip("mark", "and", "dash")
            if not self._time_ahead():
                self._at = back
                break
            if english and any(token.text == ";" for token in self._tokens[back : self._at]):
                raise _Unsure  # in OSM notation these are hours for every day
            spans.append(self._span())
        if any(end > start for (_, end), (start, _) in itertools.pairwise(spans)):
            raise _Unsure  # out of order or overlapping: something else was meant
        return tuple(spans)

    def _skip(self, *kinds: str) -> None:
        while self._at < len(self._tokens) and self._tokens[self._at].kind in kinds:
            self._at += 1

    def _time_ahead(self) -> bool:
        at = self._at
        while at < len(self._tokens) and self._tokens[at].kind == "of":
            at += 1
        return at < len(self._tokens) and self._tokens[at].kind in ("time", "bare")

    def _times_first(self) -> _Group:
        """Return "9h-12h et 14h-17h du lundi au vendredi", said of the whole text or not at all."""
        spans = self.spans()
        self._skip("mark")
        days, english = self._days()
        self.finish()
        return _Group(days, spans, False, False, english)

    def _group(self) -> _Group:
        if self.take("off"):
            days, english = self._days()
            return _Group(days, (), True, False, english)
        days, english = self._days()
        half = self.take("half")
        self._skip("mark")
        if half is None and self.take("off"):
            return _Group(days, (), True, False, english)
        if half is None and self.take("appointment"):
            return _Group(days, (), False, True, english)
        spans = self.spans(english=english)
        if half and not _lie_in(spans, half):
            raise _Unsure
        back = self._at
        self._skip("mark")
        if self.take("without"):
            self.finish()
            return _Group(days, spans, False, False, english)
        if self.take("appointment"):
            self.finish()
            return _Group(days, spans, False, True, english)
        self._at = back
        return _Group(days, spans, False, False, english)

    def _days(self) -> tuple[tuple[int, ...], bool]:
        self._skip("of")
        if self.take("everyday"):
            return tuple(range(7)), False
        days: list[int] = []
        english = False
        while True:
            self._skip("of")
            token = self.take("day")
            if token is None:
                raise _Unsure
            first = self._index(token)
            english |= token.text.capitalize() in DAYS
            last = self._range_end(token)
            length = (last - first) % 7 if last is not None else 0
            days += [(first + step) % 7 for step in range(length + 1)]
            back = self._at
            self._skip("and", "of")
            while (mark := self.take("mark")) and mark.text in ",/&":
                self._skip("and", "of")
            if self._at >= len(self._tokens) or self._tokens[self._at].kind != "day":
                self._at = back
                break
        return tuple(sorted(days)), english

    def _range_end(self, first: _Token) -> int | None:
        """Return the last day of `lundi au vendredi`, `Lu-Ve`, `lundi-vendredi`."""
        back = self._at
        dash = self.take("dash")
        # "lundi - mercredi" may be a list: only abbreviations, or a dash without spaces.
        if dash is None and self.take("to") is None:
            return None
        self._skip("of")
        token = self.take("day")
        if token is None:
            self._at = back
            return None
        if dash and not (dash.tight and token.tight) and not self._both_short(first, token):
            raise _Unsure
        return self._index(token)

    @staticmethod
    def _both_short(first: _Token, last: _Token) -> bool:
        return first.text.rstrip(".") in _SHORT_DAYS and last.text.rstrip(".") in _SHORT_DAYS

    @staticmethod
    def _index(token: _Token) -> int:
        return _FRENCH_DAYS[token.text.rstrip(".")]

    def _span(self) -> tuple[int, int]:
        of = self._at
        self._skip("of")
        said_from = self._at > of
        bare = self.take("bare")
        start = self._minutes(bare or self.take("time"))
        joint = self.take("dash") or self.take("to")
        if joint is None:
            raise _Unsure
        self._skip("of")
        last = self.take("time")
        end = self._minutes(last)
        # "9-12h" and "de 9 à 12:00" are hours, "14-17:30" could be anything.
        if bare and not ((last and "h" in last.text) or (said_from and joint.kind == "to")):
            raise _Unsure
        if not start < end <= DAY_MIN:
            raise _Unsure
        return start, end

    @staticmethod
    def _minutes(token: _Token | None) -> int:
        if token is None:
            raise _Unsure
        if token.text == "midi":
            return 12 * 60
        hour, minute, *_ = [*map(int, re.findall(r"\d+", token.text)), 0]
        if hour > 24 or (hour == 24 and minute):
            raise _Unsure
        return hour * 60 + minute


def _lie_in(spans: tuple[tuple[int, int], ...], half: _Token) -> bool:
    """Return whether the hours are those of the morning, the afternoon or the evening named."""
    earliest, latest = _HALVES[half.text[0]]
    return all(earliest <= start and end <= latest for start, end in spans)


def _written(groups: list[_Group]) -> str:
    """Return the rules of the groups, in OSM notation; refuse those that disagree."""
    if not groups:
        raise _Unsure
    everywhere = all(group.appointment for group in groups)
    if any(group.appointment for group in groups) and not everywhere:
        raise _Unsure  # "lundi 9h-12h, mardi sur rendez-vous": how far it applies is not sure
    if everywhere and not any(group.spans for group in groups):
        if len(groups) > 1:
            raise _Unsure
        days = "" if len(groups[0].days) == 7 else f"{day_list(list(groups[0].days))} "
        return f'{days}"sur rendez-vous"'
    opened: dict[int, list[tuple[int, int]]] = {day: [] for day in range(7)}
    for group in groups:
        for day in group.days:
            opened[day] += group.spans
    # In OSM notation a day said twice keeps the last hours, in a sentence it keeps both.
    if any(group.english for group in groups):
        said = [day for group in groups if not group.closed for day in group.days]
        if len(said) != len(set(said)):
            raise _Unsure
    for group in groups:
        if group.closed:
            for day in group.days:
                opened[day] = []
    by_spans: dict[tuple[tuple[int, int], ...], list[int]] = {}
    for day, spans in opened.items():
        ordered = sorted(spans)
        if any(end > start for (_, end), (start, _) in itertools.pairwise(ordered)):
            raise _Unsure
        if ordered:
            by_spans.setdefault(tuple(ordered), []).append(day)
    if not by_spans:
        raise _Unsure
    note = ' "sur rendez-vous"' if everywhere else ""
    rules = [f"{day_list(days)} {_times(spans)}{note}" for spans, days in by_spans.items()]
    return "; ".join(rules)


def day_list(days: Sequence[int]) -> str:
    """Return days (0 is Monday, in order) in OSM notation, three or more joined.

    >>> day_list([0, 1, 2, 4])
    'Mo-We,Fr'
    """
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    names = []
    for run in runs:
        if len(run) > 2:
            names.append(f"{DAYS[run[0]]}-{DAYS[run[-1]]}")
        else:
            names += [DAYS[day] for day in run]
    return ",".join(names)


def _times(spans: tuple[tuple[int, int], ...]) -> str:
    return ",".join(
        f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}" for start, end in spans
    )
