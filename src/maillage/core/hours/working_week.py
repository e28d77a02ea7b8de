"""What "la semaine" says when the end of the week is said apart."""

import re

_WEEK = re.compile(
    r"\b(?:(?:toute\s+)?la|en)\s+semaine\b(?!\s+(?:sur|paire|impaire|prochaine))", re.I
)
_REST = re.compile(r"\b(?:samedis?|dimanches?)\b", re.IGNORECASE)
_DAY = re.compile(r"\b(?:lundi|mardi|mercredi|jeudi|vendredi)s?\b", re.IGNORECASE)


def spell_working_week(text: str) -> str:
    """Return the text with "la semaine" as "du lundi au vendredi", where it can only be that.

    That is where Saturday or Sunday is said apart, and no other day. Elsewhere it may be the
    seven days, and the words stay.

    >>> spell_working_week("La semaine de 9h à 12h et le samedi de 9h à 11h")
    'du lundi au vendredi de 9h à 12h et le samedi de 9h à 11h'
    >>> spell_working_week("La semaine de 9h à 12h")
    'La semaine de 9h à 12h'
    """
    if not _REST.search(text) or _DAY.search(text):
        return text
    return _WEEK.sub("du lundi au vendredi", text)
