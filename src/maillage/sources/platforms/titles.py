"""Where the titles of a table are, when nobody said: below a heading, over two lines, nowhere."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from maillage.core.standard.values import fold

LOOKED_AT = 40
MOST_COLUMNS = 500
_LONGEST_TITLE = 300
# Of two lines that look alike, the titles are the first.
_CLEARLY = 0.8
# What a place says of itself and what no title is made of.
_DATA = re.compile(
    r"[^\s@]+@[^\s@]+\.\w+|https?://\S+|www\.\S+|[+-]?\d{1,3}[.,]\d{3,}|\d{5}|\d{9}(?:\d{5})?"
    r"|\+?(?:\d[\s.-]?){10,14}|\d{4}-\d\d-\d\d.*|\d\d?/\d\d?/\d{4}.*|\d\d?[h:]\d\d.*",
    re.IGNORECASE,
)


class Titles(NamedTuple):
    """The titles of a table.

    line : which of the rows holds them; -1 when none does
    columns : a name for each column, all different
    """

    line: int
    columns: tuple[str, ...]


def find_titles(rows: Sequence[Sequence[str]], *, known: Callable[[str], bool]) -> Titles:
    """Return the titles of a table from its first rows, blank ones included.

    Parameters
    ----------
    rows : the first rows, as text
    known : whether a title says something to whoever will read the table

    Notes
    -----
    The row chosen is filled, short, made of different words, and looks like no place. A column
    without title is named by its number; two with the same title are told apart, by the title
    above them when cells were merged there ("Lundi" over "matin" and "soir"), else by a number.
    """
    shown = [[cell.strip() for cell in row] for row in rows[:LOOKED_AT]]
    width = max((_width(row) for row in shown), default=0)
    scores = [_score(row, width, known) for row in shown]
    least = max(scores, default=0.0) - _CLEARLY
    best = next((i for i, score in enumerate(scores) if score > 0 and score >= least), -1)
    if best < 0:
        return Titles(-1, tuple(f"Colonne {n}" for n in range(1, width + 1)))
    above = shown[best - 1] if best else []
    # Wider rows below a narrower line of titles would lose their end.
    below = max((_width(row) for row in shown[best + 1 :]), default=0)
    titles = shown[best][: _width(shown[best])]
    return Titles(best, named(titles + [""] * max(0, below - len(titles)), above))


def named(titles: Sequence[str], above: Sequence[str] = ()) -> tuple[str, ...]:
    """Return a different name for each column.

    >>> named(["Nom", "", "Nom"]), named(["matin", "soir", "matin"], ["Lundi", "", "Mardi"])
    (('Nom', 'Colonne 2', 'Nom (2)'), ('Lundi matin', 'Lundi soir', 'Mardi matin'))
    """
    texts = [" ".join(title.replace("\0", "").split()) for title in titles]
    if len({text for text in texts if text}) < sum(map(bool, texts)) and any(above):
        groups, group, counts = [], "", Counter(texts)
        for index in range(len(texts)):
            group = (above[index] if index < len(above) else "") or group
            groups.append(group)
        doubtful = {
            group for group, text in zip(groups, texts, strict=True) if counts[text] > 1 and text
        }
        grouped = [
            f"{group} {text}".strip() if text and group in doubtful else text
            for group, text in zip(groups, texts, strict=True)
        ]
        texts = grouped
    names: dict[str, None] = {}
    last: Counter[str] = Counter()
    for number, text in enumerate(texts, start=1):
        name = base = text or f"Colonne {number}"
        while name in names:
            last[base] += 1
            name = f"{base} ({last[base] + 1})"
        names[name] = None
    return tuple(names)


def _width(row: Sequence[str]) -> int:
    return max((n for n, cell in enumerate(row, start=1) if cell), default=0)


def _score(row: Sequence[str], width: int, known: Callable[[str], bool]) -> float:
    """Return how much a row looks like titles; 0 or less when it cannot be."""
    filled = [cell for cell in row if cell]
    if not filled or len(filled) < min(2, width):
        return 0.0
    n_known = sum(1 for cell in filled[:MOST_COLUMNS] if known(cell))
    n_data = sum(1 for cell in filled[:MOST_COLUMNS] if _DATA.fullmatch(cell))
    n_long = sum(1 for cell in filled[:MOST_COLUMNS] if len(cell) > _LONGEST_TITLE)
    different = len({fold(cell) for cell in filled}) / len(filled)
    share = len(filled) / max(1, width)
    # One postcode among titles that are understood is a title such as "59100"; among words that
    # are not, it is the first place of a table without titles.
    if n_data and n_known < 2:
        return 0.0
    # Known words count by the width of the table: a group of columns has titles too.
    sense = (n_known - n_data - n_long) / max(1, min(width, MOST_COLUMNS))
    return 2 * share + different + 3 * sense
