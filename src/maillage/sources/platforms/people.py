"""People's names stay with the producer: what names one is left out before anything is kept."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from maillage.sources.base import Row
from maillage.sources.delivery import Delivery

# "Accueil - Mme X", "Permanence (M. X)": a title, and all that follows it.
_TITLE = re.compile(
    r"[\s,;:(–-]*\b(?:M\.(?!\w)|MM\.|Mr|Mme|Mlle|Mmes|Monsieur|Madame|Mademoiselle)\s+"
    r"(?=[A-ZÉÈÀÂÎÔ]).*"
)
_AFTER_DASH = re.compile(r"(?:^|\s+)-\s.*|\s*[–—].*")


def without_title(text: str) -> str:
    """Return a name cut before a person announced by a title; a name that is all person stays "".

    >>> without_title("Mairie de Clairmaille - Mme Navette"), without_title("Madame Navette")
    ('Mairie de Clairmaille', '')
    >>> without_title("12 rue Monsieur le Prince"), without_title("Hôtel Madame")
    ('12 rue Monsieur le Prince', 'Hôtel Madame')
    """
    return _TITLE.sub("", text).strip()


def before_dash(text: str) -> str:
    """Return what comes before a dash between spaces: "Place - Person" is a producer's habit.

    >>> before_dash("Clairmaille - Ada Navette"), before_dash("Saint-Clair"), before_dash("- Ada")
    ('Clairmaille', 'Saint-Clair', '')
    """
    return _AFTER_DASH.sub("", text).strip()


def without_people(
    read: Callable[[Delivery], Iterator[Row]],
    *,
    left_out: Sequence[str] = (),
    cut: Mapping[str, Callable[[str], str]] | None = None,
) -> Callable[[Delivery], Iterator[Row]]:
    """Return the same reader, whose rows name nobody.

    A row is otherwise kept as received, for ever: what must not be kept is taken away here.

    left_out : columns that hold a person (an adviser, a contact), removed whole
    cut : columns that end with one, and how the end is cut
    """
    names = dict(cut or {})

    def read_without(delivery: Delivery) -> Iterator[Row]:
        for row in read(delivery):
            values = {
                column: names[column](value)
                if column in names and isinstance(value, str)
                else value
                for column, value in row.values.items()
                if column not in left_out
            }
            yield replace(row, values=values)

    return read_without
