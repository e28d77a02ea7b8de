"""What lacks where: by zone and by need, who can walk to an offer that answers, and when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from maillage.apps.directory.queries.answers import (
    FREE,
    Asked,
    described,
    everything_asked,
    public_offer,
)
from maillage.apps.observatory.queries.lived import Lived, lived
from maillage.apps.observatory.queries.maps import zones_to_observe
from maillage.apps.observatory.queries.on_foot import trips_on_foot
from maillage.apps.territories.queries import ZoneRow
from maillage.core.access import (
    UNHURRIED,
    Moment,
    Points,
    Travel,
    Trips,
    Walker,
    opened_at,
    ordinary_week,
)
from maillage.core.hours import CutHours
from maillage.core.search import Entry

Flags = NDArray[np.bool_]
MINUTES = 15
CHOICES_MIN = (5, 10, 15, 20)
# Under this share of the people, the offer is there for some only.
FEW_PCT = 50.0
# A worker's hours: any weekday at half past five, or Saturday at any time.
AFTER_WORK = tuple(Moment(day, 17 * 60 + 30) for day in range(5))
SATURDAY = Moment(5)


class Cover(StrEnum):
    """What a cell of the matrix says."""

    GAP = "gap"  # nobody of the zone can walk to it
    UNKNOWN = "unknown"  # places are near, and none says whether it does that
    SOME = "some"  # fewer than half can
    COVERED = "covered"


class When(StrEnum):
    """Under which conditions an offer is looked for, the widest first."""

    ASKED = "asked"  # at the moment that was asked, or at any time
    ANY = "any"
    FREE = "free"
    AFTER_WORK = "after_work"
    FREE_AFTER_WORK = "free_after_work"
    SATURDAY = "saturday"


@dataclass(frozen=True, slots=True)
class Reach:
    """Who can walk to offers of one sort, and to how many different places.

    n_maybe : places within reach that may be of this sort: nobody said yes, nobody said no
    """

    share_pct: float
    n_places: int
    n_maybe: int = 0

    @property
    def cover(self) -> Cover:
        """The word of it; a gap is said only where nothing near might answer."""
        if self.n_places and self.share_pct > 0:
            return Cover.SOME if self.share_pct < FEW_PCT else Cover.COVERED
        return Cover.UNKNOWN if self.n_maybe else Cover.GAP


@dataclass(frozen=True, slots=True)
class GapCell:
    """One zone and one need: what is within reach under each condition."""

    need: Asked
    by_when: Mapping[When, Reach]
    # Places that answer and of which nobody said when they are open.
    n_unknown: int

    @property
    def cover(self) -> Cover:
        """The word of the cell, at the moment that was asked."""
        return self.by_when[When.ASKED].cover

    @property
    def any_time(self) -> Reach:
        """Who can walk to it, whatever the hour and the cost."""
        return self.by_when[When.ANY]

    @property
    def after_work(self) -> Reach:
        """Open at half past five, one weekday at least."""
        return self.by_when[When.AFTER_WORK]

    @property
    def saturday(self) -> Reach:
        """Open at some time on Saturday."""
        return self.by_when[When.SATURDAY]

    @property
    def free(self) -> Reach:
        """Free of charge, perhaps under a condition."""
        return self.by_when[When.FREE]

    @property
    def n_maybe(self) -> int:
        """Places within reach of which nobody said whether they answer."""
        return self.any_time.n_maybe


@dataclass(frozen=True, slots=True)
class GapRow:
    """One zone: its people as counted on the support, and its cells in the order of the needs.

    is_counted : False when nobody counted them: `people` then weighs the shares, no more
    """

    zone: ZoneRow
    people: float
    n_within: int
    cells: Sequence[GapCell]
    is_counted: bool = True


@dataclass(frozen=True, slots=True)
class GapMatrix:
    """Zones by needs; `travel` says how the minutes were worked out.

    cut : sources of which the file kept one day of the week; the other days count as unknown
    """

    kind: str
    minutes: int
    needs: Sequence[Asked]
    rows: Sequence[GapRow]
    travel: Travel
    n_places: int
    n_without_position: int
    ended_on: date | None
    # How people are counted: by cell of 200 m, else by the middle of the zone.
    by_cells: bool
    moment: Moment | None = None
    cut: Sequence[CutHours] = ()


def gap_matrix(
    kind: str,
    *,
    today: date,
    minutes: int = MINUTES,
    walker: Walker = UNHURRIED,
    moment: Moment | None = None,
    only: int | None = None,
) -> GapMatrix | None:
    """Return who can walk to what, for the zones of a kind; None when there is no zone.

    moment : when the cells are asked about; None: at any time
    only : the number of one zone, for its row alone

    People are those of the cells of 200 m; without cells, a zone counts as its middle, and the
    matrix says so. The same number of queries whatever the number of zones and of places.
    """
    zones, ended = zones_to_observe(kind, today=today)
    zones = [zone for zone in zones if only in (None, zone.id)]
    if not zones:
        return None
    offer = public_offer()
    entries = offer.entries
    needs = described(everything_asked(), entries)
    places = Places.of(entries)
    spots = lived(kind, zones, on=ended or today)
    trips = trips_on_foot(spots.at, places.at, minutes=minutes, walker=walker)
    yes, maybe, unknown = _flags(entries, needs, places, ordinary_week(today), moment)
    rows = _rows(zones, spots, trips, needs, yes, maybe, unknown)
    return GapMatrix(
        kind, minutes, needs, rows, trips.travel, len(places.at), int((~places.at.known).sum()),
        ended, spots.by_cells, moment, offer.cut,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Places:
    """The places of some entries: `ids` and `at` by place, `of_entry` the place of each entry."""

    ids: NDArray[np.int64]
    at: Points
    of_entry: NDArray[np.int64]

    @classmethod
    def of(cls, entries: Sequence[Entry]) -> "Places":
        """Return the places in the order of their numbers."""
        ids, first, of_entry = np.unique(
            np.array([entry.place_id for entry in entries], dtype=np.int64),
            return_index=True,
            return_inverse=True,
        )
        ones = [entries[at] for at in first.tolist()]
        at = Points.of(
            [np.nan if one.latitude is None else one.latitude for one in ones],
            [np.nan if one.longitude is None else one.longitude for one in ones],
        )
        return cls(ids, at, of_entry)

    def some(self, lines: Flags) -> Flags:
        """Return, from flags of shape (…, n_entries), whether one entry of each place has it."""
        n = len(self.ids)
        # No place at all has no shape to be found by -1.
        flat = lines.reshape(prod(lines.shape[:-1]), lines.shape[-1])
        held = csr_array(
            (np.ones(len(self.of_entry)), (np.arange(len(self.of_entry)), self.of_entry)),
            shape=(len(self.of_entry), n),
        )
        return np.asarray((flat @ held) > 0, dtype=np.bool_).reshape(*lines.shape[:-1], n)


def answers_of(entries: Sequence[Entry], needs: Sequence[Asked]) -> tuple[Flags, Flags]:
    """Return, by need then by entry, whether it answers for sure, and whether it may."""
    shape = (len(needs), len(entries))
    yes = np.array(
        [[not entry.yes.isdisjoint(need.any_of) for entry in entries] for need in needs],
        dtype=bool,
    ).reshape(shape)
    might = np.array(
        [[_unsaid(entry, need.any_of) for entry in entries] for need in needs], dtype=bool
    ).reshape(shape)
    return yes, might & ~yes


def _unsaid(entry: Entry, words: frozenset[str] | Sequence[str]) -> bool:
    """Tell whether nobody said that an offer is not one of these."""
    return bool(entry.unknown) and any(
        word in entry.unknown or f"{word.partition(':')[0]}:*" in entry.unknown for word in words
    )


def _flags(
    entries: Sequence[Entry],
    needs: Sequence[Asked],
    places: Places,
    monday: date,
    moment: Moment | None,
) -> tuple[Flags, Flags, Flags]:
    """Return by condition, need and place: for sure, perhaps; by need and place: without hours."""
    hours: list[Any] = [entry.hours for entry in entries]
    asked = [] if moment is None else [moment]
    opened = opened_at(hours, [*AFTER_WORK, SATURDAY, *asked], monday=monday)
    everything = np.ones(len(entries), dtype=bool)
    late: Flags = np.asarray(opened.open[:5].any(axis=0))
    late_unsaid: Flags = np.asarray(opened.unknown[:5].any(axis=0))
    free = np.array([not entry.yes.isdisjoint(FREE) for entry in entries], dtype=bool)
    free_unsaid = np.array([_unsaid(entry, FREE) for entry in entries], dtype=bool)
    conditions = {
        When.ASKED: (opened.open[-1], opened.unknown[-1]) if asked else (everything, everything),
        When.ANY: (everything, everything),
        When.FREE: (free, free_unsaid),
        When.AFTER_WORK: (late, late_unsaid),
        When.FREE_AFTER_WORK: (free & late, (free | free_unsaid) & (late | late_unsaid)),
        When.SATURDAY: (opened.open[5], opened.unknown[5]),
    }
    said = np.stack([conditions[when][0] for when in When])[:, None, :]
    unsaid = np.stack([conditions[when][1] for when in When])[:, None, :] | said
    answers, maybe = answers_of(entries, needs)
    yes = places.some(said & answers[None])
    perhaps = places.some(unsaid & (answers | maybe)[None]) & ~yes
    return yes, perhaps, places.some(answers & np.asarray(opened.unknown.all(axis=0))[None])


def _rows(
    zones: Sequence[ZoneRow],
    spots: Lived,
    trips: Trips,
    needs: Sequence[Asked],
    yes: Flags,
    maybe: Flags,
    unknown: Flags,
) -> list[GapRow]:
    rank = {zone.id: number for number, zone in enumerate(zones)}
    of_zone = np.array([rank.get(number, -1) for number in spots.zone.tolist()], dtype=np.int64)
    inside = np.flatnonzero(of_zone >= 0)
    shape = (len(zones), len(spots.people))
    lived_in = csr_array((spots.people[inside], (of_zone[inside], inside)), shape=shape)
    everybody = np.asarray(lived_in.sum(axis=1)).ravel()
    # Spots by places: who can walk where; then zones by places: what is near somebody there.
    walks = trips.weighted(np.ones(len(trips)))
    near = np.asarray((lived_in @ walks).toarray() > 0)
    n_places = yes.shape[-1]
    columns = csr_array(yes.reshape(prod(yes.shape[:-1]), n_places).astype(np.float64).T)
    reached = ((walks @ columns).toarray() > 0).astype(np.float64)
    people = np.asarray(lived_in @ reached)
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = np.where(everybody[:, None] > 0, 100 * people / everybody[:, None], 0.0)

    def counted(flags: Flags) -> NDArray[np.int64]:
        flat = flags.reshape(prod(flags.shape[:-1]), n_places)
        found = near.astype(np.float64) @ flat.astype(np.float64).T
        return found.round().astype(np.int64).reshape(len(zones), *flags.shape[:-1])

    share = np.minimum(100.0, shares).reshape(len(zones), *yes.shape[:-1])
    n_yes, n_maybe, n_unknown = counted(yes), counted(maybe), counted(unknown)
    return [
        GapRow(
            zone,
            float(everybody[z]),
            int(near[z].sum()),
            [
                GapCell(
                    need,
                    {
                        when: Reach(
                            float(share[z, w, n]), int(n_yes[z, w, n]), int(n_maybe[z, w, n])
                        )
                        for w, when in enumerate(When)
                    },
                    int(n_unknown[z, n]),
                )
                for n, need in enumerate(needs)
            ],
            spots.by_cells or zone.population is not None,
        )
        for z, zone in enumerate(zones)
    ]
