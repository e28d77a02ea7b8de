"""How hours are said: the words of a language, given from outside. French needs nothing else.

Sentences are written in French and marked by `N_`; who speaks another language gives a `Voice`
that says them, with the names of its days and months. The core knows neither catalogue nor locale.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

NBSP = "\u00a0"
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


def N_(text: str) -> str:
    """Return the text as it is: the mark by which catalogues find it."""
    return text


def french_clock(minute: int) -> str:
    """Return "9 h", "17 h 30" or "minuit"; minutes since midnight, 1440 and more wrap."""
    hour, rest = divmod(minute % 1440, 60)
    if not (hour or rest):
        return "minuit"
    return f"{hour}{NBSP}h{NBSP}{rest:02}" if rest else f"{hour}{NBSP}h"


def french_date(day: int, month: int, year: int | None) -> str:
    """Return "1er mai", "3 août 2027"."""
    number = "1er" if day == 1 else str(day)
    return f"{number} {MONTHS[month - 1]}" + (f" {year}" if year else "")


def french_list(parts: Sequence[str]) -> str:
    """Return "a, b et c"."""
    return f"{', '.join(parts[:-1])} et {parts[-1]}" if len(parts) > 1 else "".join(parts)


def _itself(text: str) -> str:
    return text


@dataclass(frozen=True, slots=True)
class Voice:
    """The words of one language.

    say : the sentence that stands for a French one, with the same {names}
    clock : a time of day, from minutes since midnight
    date : day, month (1 to 12), year or None
    days, months : their names, Monday and January first, as inside a sentence
    listed : "a, b and c"
    typed : a comment that someone wrote beside the hours
    """

    say: Callable[[str], str] = _itself
    clock: Callable[[int], str] = french_clock
    date: Callable[[int, int, int | None], str] = french_date
    days: Sequence[str] = DAYS
    months: Sequence[str] = MONTHS
    listed: Callable[[Sequence[str]], str] = french_list
    typed: Callable[[str], str] = _itself

    def tell(self, sentence: str, **values: str) -> str:
        """Return a French sentence in this language, with its values."""
        return self.say(sentence).format(**values)


FRENCH = Voice()
