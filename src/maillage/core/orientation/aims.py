"""From what a person said to what is looked for, and to the query that all offers are asked."""

from dataclasses import dataclass

from maillage.core.orientation.profile import Profile
from maillage.core.orientation.table import (
    AREAS_OF_BEGINNERS,
    SPOKEN_EVERYWHERE,
    WHEN_COMPLEX,
    Aim,
    Filter,
    Table,
)
from maillage.core.search import Query, Wanted


@dataclass(frozen=True, slots=True)
class Sought:
    """An aim, and what the person said that led to it."""

    aim: Aim
    because: str


def sought_by(profile: Profile, table: Table) -> tuple[Sought, ...]:
    """Return what is looked for, first things first, each once; never nothing.

    Notes
    -----
    What is urgent is done before anything is learnt: the line "urgent" counts only when nothing
    else was said to do.
    """
    traits = profile.traits()
    if profile.motives or profile.no_benefit or "lacks" in traits:
        traits -= {"urgent"}
    if profile.beginner:
        traits -= AREAS_OF_BEGINNERS
    found: dict[str, Sought] = {}
    order = {f"motive:{motive}": rank for rank, motive in enumerate(profile.motives)}
    lines = [line for line in table.lines if line.when in traits]
    # Motives take the place of the first of them, in the order of the person.
    motives = sorted((line for line in lines if line.when in order), key=lambda o: order[o.when])
    at = iter(motives)
    for line in (next(at) if line.when in order else line for line in lines):
        for code in line.aims:
            code = WHEN_COMPLEX.get(code, code) if profile.complex else code
            found.setdefault(code, Sought(table.by_code[code], line.when))
    if not found:
        found = {code: Sought(table.by_code[code], "") for code in table.otherwise}
    return tuple(found.values())


def query_of(profile: Profile, sought: tuple[Sought, ...], table: Table) -> Query:
    """Return what all offers are asked: one of the aims, and every filter."""
    any_of = tuple(dict.fromkeys(f for one in sought for f in one.aim.any_of))
    maybe = tuple(dict.fromkeys(f for one in sought for f in one.aim.maybe))
    wanted = [Wanted(dimension="need", any_of=any_of, maybe=maybe)]
    for filter_ in table.filters:
        wanted += _wanted(filter_, profile)
    farthest = profile.farthest_min
    within_m = None
    if farthest is not None and profile.near is not None:
        within_m = profile.metres(farthest)
    return Query(
        wanted=tuple(wanted),
        near=profile.near,
        within_m=within_m,
        open_at=profile.open_at,
        include_unknown=True,
        relax=False,
    )


def _wanted(filter_: Filter, profile: Profile) -> list[Wanted]:
    said = getattr(profile, filter_.field)
    values = (said,) if isinstance(said, str) and said else tuple(said)
    if filter_.dimension == "language" and SPOKEN_EVERYWHERE in values:
        return []
    features = tuple(filter_.pattern.format(value) for value in values)
    if not features:
        return []
    groups = [(feature,) for feature in features] if filter_.each else [features]
    return [Wanted(dimension=filter_.dimension, any_of=group) for group in groups]
