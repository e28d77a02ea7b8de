"""The communes and quarters in which one may search, as words; read again when the base changes."""

import difflib
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from maillage.apps.directory.queries.places import (
    all_terms,
    centres_of_zones,
    n_places_by_zone,
    programmes,
)
from maillage.apps.directory.queries.search import base_version
from maillage.apps.territories.queries import folded, zone_names

# Above this, choosing in a list is harder than typing a name.
MOST_IN_A_LIST = 40


@dataclass(frozen=True, slots=True)
class ZoneChoice:
    """A commune or a quarter that has at least one public place."""

    id: int
    kind: str
    slug: str
    nom: str
    parent_nom: str
    n_places: int
    # The middle of its outline, or of its places: from there distances are counted.
    latitude: float | None
    longitude: float | None

    @property
    def words(self) -> str:
        """The name that tells it from its namesakes."""
        return f"{self.nom} ({self.parent_nom})" if self.parent_nom else self.nom


class Zones:
    """Every choice, and how words lead to one."""

    def __init__(self, choices: Sequence[ZoneChoice], postcodes: dict[str, list[int]]) -> None:
        self.choices = tuple(choices)
        self.by_id = {c.id: c for c in choices}
        self._by_words: dict[str, list[ZoneChoice]] = {}
        for c in choices:
            for words in {folded(c.nom), folded(c.words), c.slug}:
                self._by_words.setdefault(words, []).append(c)
        self._by_postcode = {
            code: [self.by_id[i] for i in ids if i in self.by_id] for code, ids in postcodes.items()
        }

    def named(self, words: str) -> tuple[ZoneChoice, ...]:
        """Return the places that these words name: a name, "quarter (commune)", a postcode.

        A commune and its quarter of the same name are both returned, the commune first.
        """
        key = folded(words)
        found = self._by_words.get(key) or self._by_words.get(words.strip().lower())
        if not found and words.strip().isdigit():
            found = self._by_postcode.get(words.strip(), [])
        if not found and len(key) >= 3:
            found = [c for name, cs in self._by_words.items() if name.startswith(key) for c in cs]
        unique = {c.id: c for c in found or ()}
        return tuple(sorted(unique.values(), key=lambda c: (c.kind != "commune", c.nom))[:12])

    def short_list(self) -> tuple[ZoneChoice, ...]:
        """Return what one can choose in a list: quarters of one city, or a few communes; or ()."""
        quarters = tuple(c for c in self.choices if c.kind == "quarter")
        communes = tuple(c for c in self.choices if c.kind == "commune")
        listed = quarters if quarters and len(communes) <= 1 else self.choices
        return listed if len(listed) <= MOST_IN_A_LIST else ()

    def near(self, words: str) -> ZoneChoice | None:
        """Return the choice whose name looks most like these words, None when none does."""
        close = difflib.get_close_matches(folded(words), self._by_words, n=1, cutoff=0.72)
        return self._by_words[close[0]][0] if close else None


_LOCK = threading.Lock()
_KEPT: tuple[tuple[int, date], Zones] | None = None


def zones_to_search(*, today: date, version: int | None = None) -> Zones:
    """Return the choices of the base as it is now; read again only when the base changed.

    `version` is the state of the base when the caller has just read it: one query less.
    """
    global _KEPT
    version = base_version() if version is None else version
    kept = _KEPT
    if kept is not None and kept[0] == (version, today):
        return kept[1]
    with _LOCK:
        zones = _read(today)
        _KEPT = ((version, today), zones)
        return zones


_KEPT_PROGRAMMES: tuple[int, dict[str, str]] | None = None


def kept_programmes(version: int) -> dict[str, str]:
    """Return the name of every programme by its slug, in order; read again on a change."""
    global _KEPT_PROGRAMMES
    if _KEPT_PROGRAMMES is None or _KEPT_PROGRAMMES[0] != version:
        _KEPT_PROGRAMMES = (version, {p.slug: p.nom for p in programmes()})
    return _KEPT_PROGRAMMES[1]


@dataclass(frozen=True, slots=True)
class Scheme:
    """A public scheme, by its full name: an acronym often means several (WRN-12)."""

    label: str
    description: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Terms:
    labels: dict[tuple[str, str], str]
    schemes: tuple[Scheme, ...]


_KEPT_TERMS: tuple[int, _Terms] | None = None


def _terms_at(version: int | None) -> _Terms:
    global _KEPT_TERMS
    version = base_version() if version is None else version
    if _KEPT_TERMS is None or _KEPT_TERMS[0] != version:
        terms = all_terms()
        schemes = tuple(
            Scheme(term.label, term.description, tuple(term.aliases))
            for (vocabulary, _code), term in terms.items()
            if vocabulary == "scheme"
        )
        labels = {key: term.label for key, term in terms.items()}
        _KEPT_TERMS = (version, _Terms(labels, schemes))
    return _KEPT_TERMS[1]


def kept_terms(version: int | None = None) -> dict[tuple[str, str], str]:
    """Return the label of every word of the lists, by (list, code); read again on a change."""
    return _terms_at(version).labels


def schemes_named(words: str, version: int | None = None) -> list[Scheme]:
    """Return the schemes that these words name, in full or by an acronym; [] for other words.

    Words that hold an acronym among others ("projet PIC") name its schemes too.
    """
    asked = folded(words)
    if not asked:
        return []
    return [
        scheme
        for scheme in _terms_at(version).schemes
        if any(
            f" {folded(name)} " in f" {asked} " for name in (scheme.label, *scheme.aliases) if name
        )
    ]


def _read(today: date) -> Zones:
    counts = n_places_by_zone()
    names = [z for z in zone_names(today=today) if z.id in counts]
    missing = [z.id for z in names if z.latitude is None]
    centres = centres_of_zones(missing)
    choices = []
    postcodes: dict[str, list[int]] = {}
    for z in names:
        latitude, longitude = (
            (z.latitude, z.longitude) if z.latitude is not None else centres.get(z.id, (None, None))
        )
        choices.append(
            ZoneChoice(z.id, z.kind, z.slug, z.nom, z.parent_nom, counts[z.id], latitude, longitude)
        )
        for code in z.codes_postaux:
            postcodes.setdefault(code, []).append(z.id)
    return Zones(choices, postcodes)
