"""A file that kept one day of the hours of its places: the other days are written as unknown.

A resident who reads "fermé" on a day that was lost on the way would not come. The decision is
taken over the whole file, once it is read: only then are its rows read again, with the day known.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from maillage.apps.directory.queries import last_values
from maillage.apps.imports.models import Delivery, DeliveryState
from maillage.core.hours import lost_but, only_day_said, others_unknown, parse
from maillage.core.hours.voice import DAYS

CODE = "days_lost"
FIELD = "horaires"
# In the report of a delivery, under "lost": the day that was kept, or that a person said to be
# the only one, the note about it, and of how many places. Empty for an ordinary file.
Lost = dict[str, Any]
LOST, TRUE = "but", "truly"
_READ_TOGETHER = 500
# Under this name in the counts: hours that speak of several days.
_OTHER = ""

_FOUND = (
    "Ce fichier n’ouvre ses lieux que le {day} ({n} lieux sur les {total} qui disent des horaires)"
)
WRITTEN = _FOUND + (
    " : les autres jours ont sans doute été perdus. Ils sont écrits « inconnus » ; le texte "
    "d’origine est gardé. Demandez au producteur un fichier avec tous les jours. Si un de ces "
    "lieux n’ouvre vraiment que ce jour-là, corrigez ses horaires sur sa fiche."
)
KEPT = _FOUND + (
    ". Une personne a dit que c’est vrai, à cette livraison ou à une autre avant elle : les autres "
    "jours sont lus comme fermés. Si c’est faux, annulez la livraison, puis importez de nouveau "
    "le fichier sans cocher la case qui le dit."
)


def hours_in(values: Mapping[str, Any]) -> str:
    """Return the hours of a place in what a row states, "" when it says none."""
    return str(values.get("place", {}).get(FIELD) or "")


def count_hours(days: Counter[str], values: Mapping[str, Any]) -> None:
    """Count the hours of one row, under the only day on which they open."""
    if text := hours_in(values):
        day = only_day_said(text)
        days[_OTHER if day is None else str(day)] += 1


def decide(
    days: Counter[str],
    source: str,
    *,
    keep: bool | None,
    n_unchanged: int,
    unchanged: Callable[[], Sequence[str]],
) -> Lost:
    """Return what is to be done with the hours of a file that was read to its end.

    Parameters
    ----------
    days : of the rows that were converted
    keep : a person said that the places truly open on that day alone; None: as last time
    n_unchanged, unchanged : the rows that say what the source last said, and their keys: they are
        read as long as the file may still be such a one, so hardly ever
    """
    days = Counter(days)
    day = _lost_day(days, source, n_unchanged, unchanged)
    if day is None:
        return {}
    if keep is None:
        keep = _said_true(source) == day
    n, total = days[str(day)], days.total()
    words = (KEPT if keep else WRITTEN).format(day=DAYS[day], n=n, total=total)
    return {TRUE if keep else LOST: day, "note": words, "n": n, "total": total}


def _lost_day(
    days: Counter[str], source: str, n_left: int, unchanged: Callable[[], Sequence[str]]
) -> int | None:
    """Return the only day that a file kept of its hours, None for an ordinary file."""
    left: Sequence[str] | None = None
    while True:
        by_day = {None if name == _OTHER else int(name): n for name, n in days.items()}
        day, n = max(
            ((day, n) for day, n in by_day.items() if day is not None),
            key=lambda one: one[1],
            default=(0, 0),
        )
        # At best all the rows that were not read yet open on that day too.
        if not n or lost_but({day: n + n_left, None: days.total() - n}) is None:
            return None
        left = unchanged() if left is None else left
        if not left:
            return lost_but(by_day)
        for values in last_values(source, left[:_READ_TOGETHER]).values():
            count_hours(days, values)
        left = left[_READ_TOGETHER:]
        n_left = len(left)


def _said_true(source: str) -> int | None:
    """Return the day that a person said to be the only one, when a file of a source last asked."""
    rows = Delivery.objects.filter(source=source, state=DeliveryState.DONE).order_by("-pk")
    for said in rows.values_list("report__lost", flat=True).iterator():
        if said:
            day: int | None = said.get(TRUE)
            return day
    return None


def forget_other_days(values: dict[str, Any], day: int) -> tuple[str, str] | None:
    """Write the other days of one row as unknown; return its hours before and after, or None."""
    text = hours_in(values)
    if not text or only_day_said(text) != day:
        return None
    after = values["place"][FIELD] = others_unknown(parse(text).osm, day)
    return text, after
