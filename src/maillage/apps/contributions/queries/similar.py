"""What exists already near what somebody is about to add (ledger WRN-29).

The rule. Candidates are the running offers of the place, and of the public places within 500 m of
it. Before anything is typed, all of them are similar: those of the place first, then by distance.
Once a title or uses are known, an offer is similar when it shares a use or a significant word of
the title: at least four letters, without accents, its plural mark dropped, out of a short list of
words that every title has. The most alike come first: the share of words in common, plus the share
of uses in common (each from 0 to 1, of what either has); a copy has the highest mark there is.
Equal marks: the place's own first, then the nearest.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from maillage.apps.directory.queries.nearby import Point, offers_around
from maillage.apps.territories.queries import folded

NEAR_M = 500.0
MOST = 5
# Words that nearly every title has: sharing them says nothing.
COMMON = frozenset(
    {
        "aide", "atelier", "accompagnement", "acces", "avec", "chez", "dans", "offre", "numerique",
        "permanence", "pour", "sans", "service", "votre", "vous",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Similar:
    """An offer that looks like what is about to be added."""

    offer: str
    title: str
    place: str
    nom: str
    uses: Sequence[str]
    # Metres; 0 at the place itself.
    away_m: float
    contact_nom: str


def words_of(title: str) -> frozenset[str]:
    """Return the words of a title that tell it from another.

    >>> sorted(words_of("Aide aux démarches en ligne"))
    ['demarche', 'ligne']
    """
    words = (word.rstrip("sx") for word in folded(title).split() if len(word) >= 4)
    return frozenset(word for word in words if word not in COMMON)


def shared(mine: Collection[str], theirs: Collection[str]) -> float:
    """Return what two sets have in common, from 0 to 1, of what either has; 0 when both are empty.

    >>> shared({"a", "b"}, {"b", "c", "d"})
    0.25
    """
    both = set(mine) | set(theirs)
    return len(set(mine) & set(theirs)) / len(both) if both else 0.0


def similar_offers(
    *,
    place: int | None,
    point: Point | None,
    title: str = "",
    uses: Collection[str] = (),
    limit: int = MOST,
) -> list[Similar]:
    """Return the offers that look like this one, the most alike first, by the rule above.

    `place` is the key of the place that it would be at, None when the place is new.
    """
    mine = words_of(title)
    ranked = []
    for offer, away in offers_around(place=place, point=point, radius_m=NEAR_M):
        there = offer.place
        if there is None or away is None:
            continue
        alike = shared(mine, words_of(offer.title)) + shared(uses, offer.uses)
        if (title or uses) and not alike:
            continue
        found = Similar(
            offer=offer.public_id,
            title=offer.title,
            place=there.public_id,
            nom=there.nom,
            uses=tuple(offer.uses),
            away_m=away,
            contact_nom=offer.contact_nom or there.contact_nom,
        )
        ranked.append(((-alike, offer.place_id != place, away, offer.pk), found))
    return [found for _key, found in sorted(ranked, key=lambda pair: pair[0])[:limit]]
