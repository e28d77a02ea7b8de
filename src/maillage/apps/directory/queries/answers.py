"""Which public offers answer which need, read once for all: for figures, never for a search."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from maillage.apps.directory.models import Offer, Place, Term
from maillage.apps.directory.queries.entries import PLACE_COLUMNS, entries_of, hours_of
from maillage.apps.directory.queries.needs import NEEDS
from maillage.core.hours import CutHours, Hours, cut_hours, other_days_unknown
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


def asked_here() -> list[Asked]:
    """Return what may be looked for in this base, as `described` says it. Two queries."""
    offers = Offer.objects.filter(place__in=Place.objects.public())
    said = offers.exclude(themes=[]).exclude(themes=["digital"])
    everything = everything_asked()
    if said.exists():
        return everything
    return [one for one in everything if not one.code.startswith("theme-")]


@dataclass(frozen=True, slots=True)
class PublicOffer:
    """What every public place says of each of its offers.

    cut : sources of which the file kept one day of the week: the others are unknown in `entries`
    """

    entries: list[Entry]
    cut: Sequence[CutHours]


def public_offer() -> PublicOffer:
    """Return what every public place says of each of its offers; five queries in all."""
    columns = (*PLACE_COLUMNS, "source")
    places = list(Place.objects.public().only(*columns).order_by("pk"))
    entries = list(entries_of(places))
    said = [(place.source, hours_of(place.horaires, place)) for place in places]
    cut = cut_hours([(source, hours) for source, hours in said if hours is not None])
    if cut:
        by_source = {one.source: one for one in cut}
        source_of = {place.pk: place.source for place in places if place.source in by_source}
        entries = [
            replace(one, hours=other_days_unknown(one.hours, source_of[one.place_id], by_source))
            if isinstance(one.hours, Hours) and one.place_id in source_of
            else one
            for one in entries
        ]
    return PublicOffer(entries, cut)


def public_entries() -> list[Entry]:
    """Return the entries of `public_offer`, for figures that look at no hour."""
    return public_offer().entries
