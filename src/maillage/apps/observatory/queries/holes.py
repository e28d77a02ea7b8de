"""The gaps of a matrix as sentences say them, and how many people may need what is missing."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from maillage.apps.directory.queries.answers import Asked
from maillage.apps.observatory.queries.gaps import Cover, GapCell, GapMatrix, When
from maillage.apps.observatory.queries.needs import NeedCount, need_counts, needs
from maillage.apps.territories.queries import ZoneRow
from maillage.sources.figures import NeedText

# What is looked at one after the other: nothing at all, then nothing that is free…
IN_ORDER = (When.ANY, When.FREE, When.AFTER_WORK, When.FREE_AFTER_WORK, When.SATURDAY)


@dataclass(frozen=True, slots=True)
class Hole:
    """What is missing for one need, under one condition, and to whom.

    people : those of the zones, None when nobody counted those of one of them
    """

    need: Asked
    when: When
    zones: Sequence[ZoneRow]
    people: float | None


def hole_of(cell: GapCell, *, asked: bool) -> When | None:
    """Return the first condition under which nothing near answers; None when there is none.

    asked : look at the moment that was asked alone
    """
    for when in (When.ASKED,) if asked else IN_ORDER:
        if cell.by_when[when].cover is Cover.GAP:
            return when
    return None


def holes(matrix: GapMatrix) -> list[Hole]:
    """Return what is missing, first what is missing to most people."""
    found: dict[tuple[int, When], list[int]] = defaultdict(list)
    for number, row in enumerate(matrix.rows):
        for n, cell in enumerate(row.cells):
            when = hole_of(cell, asked=matrix.moment is not None)
            if when is not None:
                found[n, when].append(number)
    kept = []
    for (n, when), numbers in found.items():
        rows = sorted((matrix.rows[r] for r in numbers), key=lambda row: -row.people)
        counted = all(row.is_counted for row in rows)
        people = sum(row.people for row in rows) if counted else None
        kept.append(Hole(matrix.needs[n], when, [row.zone for row in rows], people))
    order = list(When)
    kept.sort(key=lambda h: (-(h.people or 0), -len(h.zones), order.index(h.when), h.need.label))
    return kept


def needs_answered_by(asked: Asked) -> list[NeedText]:
    """Return the needs of people that an offer of this column answers."""
    return [
        need
        for need in needs()
        if any(f"service:{service}" in asked.any_of for service in need.services)
    ]


def people_in_need(
    matrix: GapMatrix, zones: Sequence[ZoneRow], *, on: date
) -> Mapping[str, Sequence[Mapping[int, NeedCount]]]:
    """Return, by code of column, how many people of each zone may need it: one map by need.

    A column has none when no figure says who needs it.
    """
    wanted = {asked.code: needs_answered_by(asked) for asked in matrix.needs}
    counted = {
        need.code: need_counts(need, matrix.kind, zones, on=on)
        for need in {one.code: one for some in wanted.values() for one in some}.values()
    }
    return {code: [counted[need.code] for need in some] for code, some in wanted.items()}
