"""How many places stand inside an outline, and how many just outside of it (ledger MAP-11)."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from maillage.apps.directory.queries.near import inside_and_near, wider
from maillage.apps.directory.queries.plan import outlines
from maillage.apps.directory.queries.search import PlaceSearch, current_index

# Kinds of outlines around which one counts; a choice among more is no choice.
COUNTED = ("priority", "quarter")
_MOST_CHOICES = 400


@dataclass(frozen=True, slots=True)
class Around:
    """Places of a search inside an outline, and outside of it but near."""

    zone_id: int
    nom: str
    box: tuple[float, float, float, float]
    n_inside: int
    n_near: int
    within_m: int


def outlines_to_count(*, today: date, version: int) -> list[tuple[int, str]]:
    """Return (number, name) of the outlines to choose from: priority ones, then quarters."""
    found = [o for o in outlines(today=today, version=version) if o.drawn.kind in COUNTED]
    found.sort(key=lambda o: (COUNTED.index(o.drawn.kind), o.drawn.name))
    return [(o.zone_id, o.drawn.name) for o in found[:_MOST_CHOICES]]


def count_around(
    zone_id: int, search: PlaceSearch, *, within_m: int, now: datetime, version: int
) -> Around | None:
    """Return the counts of one outline for a search, whatever its place; None without outline.

    `now` is naive, local to the places. No query when the base did not change.
    """
    known = {o.zone_id: o for o in outlines(today=now.date(), version=version)}
    outline = known.get(zone_id)
    if outline is None:
        return None
    # The question is "around this outline": what else says where does not count.
    asked = replace(
        search,
        zone_id=None,
        within_m=None,
        near=None,
        after=None,
        inside=wider(outline.box, within_m),
    )
    located = current_index(version).located(asked.query(), now=now)
    latitudes, longitudes = located.positions()
    rings = outline.drawn.geometry
    shape = {"type": "Polygon", "coordinates": [ring[:, ::-1].tolist() for ring in rings]}
    inside, near = inside_and_near(shape, latitudes, longitudes, within_m=within_m)
    return Around(
        zone_id,
        outline.drawn.name,
        outline.box,
        len(inside),
        len(near),
        within_m,
    )
