"""Which public offers answer which need, read once for all: for figures, never for a search."""

from dataclasses import dataclass

from maillage.apps.directory.models import Place, Term
from maillage.apps.directory.queries.entries import PLACE_COLUMNS, entries_of
from maillage.apps.directory.queries.needs import NEEDS
from maillage.core.search import Entry

FREE = ("cost:Gratuit", "cost:Gratuit sous condition")


@dataclass(frozen=True, slots=True)
class Asked:
    """Something that residents come for: its code, its words, and the features that answer it."""

    code: str
    label: str
    any_of: frozenset[str]


def everything_asked() -> list[Asked]:
    """Return the needs of residents, then the themes that the city added to its lists. One query.

    "Numérique" is the theme of all that says none: it would answer everything.
    """
    asked = [Asked(need.code, str(need.label), frozenset(need.any_of)) for need in NEEDS]
    themes = Term.objects.filter(vocabulary="theme").exclude(code="digital").order_by("pk")
    asked += [
        Asked(f"theme-{code}", label, frozenset({f"theme:{code}"}))
        for code, label in themes.values_list("code", "label")
    ]
    return asked


def described(asked: list[Asked], entries: list[Entry]) -> list[Asked]:
    """Return what the base speaks of: where no offer says any theme, none of them is lacking.

    Files of producers know services, not themes: a column of gaps would only say that.
    """
    themes = {word for entry in entries for word in entry.yes if word.startswith("theme:")}
    if themes - {"theme:digital"}:
        return asked
    return [one for one in asked if not one.code.startswith("theme-")]


def public_entries() -> list[Entry]:
    """Return what every public place says of each of its offers; five queries in all."""
    return list(entries_of(list(Place.objects.public().only(*PLACE_COLUMNS).order_by("pk"))))
