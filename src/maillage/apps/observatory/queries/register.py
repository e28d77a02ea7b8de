"""The needs that were said, each source apart: one person may be in several, never added up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from maillage.apps.agenda.queries.asked_for import topics_of_drop_ins
from maillage.apps.agenda.queries.few import Cell
from maillage.apps.directory.queries import need_by_code
from maillage.apps.liaison.queries.asked import services_asked
from maillage.apps.observatory.models import Measure
from maillage.apps.observatory.queries.maps import MapLine, ZoneMap, zones_to_observe
from maillage.apps.observatory.queries.values import Value
from maillage.apps.orientation.queries.counted import counted
from maillage.apps.orientation.queries.unmet import UnmetFigures, UnmetShare, unmet_figures


class Source(StrEnum):
    """Where a need was said."""

    SEARCHES = "searches"  # by those who orient somebody
    RESIDENTS = "residents"  # by residents who found nothing
    SHEETS = "sheets"  # on a liaison sheet
    DROP_INS = "drop_ins"  # at a counter, without booking
    LEVELS = "levels"  # obstacles of those who took stock, and agreed to be counted


@dataclass(frozen=True, slots=True)
class SaidNeeds:
    """What one source says: how many in all (None when nobody knows), and each line."""

    source: Source
    n: Cell | None
    lines: Sequence[tuple[str, Cell]]


@dataclass(frozen=True, slots=True)
class Register:
    """The needs of a period, both days included, by source."""

    start: date
    end: date
    sources: Sequence[SaidNeeds]


def need_label(code: str) -> str:
    """Return the words of a need, its code when the city added it."""
    need = need_by_code().get(code)
    return str(need.label) if need else code


def register(*, today: date) -> Register:
    """Return what was said in twelve whole months, by source. Six queries, for any needs."""
    unmet = unmet_figures(today=today)
    start, end = unmet.start, unmet.end
    n_sheets, services = services_asked(start=start, end=end)
    n_visits, topics = topics_of_drop_ins(start=start, end=end)
    levels = counted(start=start, end=end)
    return Register(
        start,
        end,
        [
            SaidNeeds(
                Source.SEARCHES,
                _base(unmet.total),
                _ranked({need_label(c): _base(share) for c, share in unmet.by_need.items()}),
            ),
            SaidNeeds(
                Source.RESIDENTS,
                None,
                _ranked({need_label(code): cell for code, cell in unmet.said.items()}),
            ),
            SaidNeeds(Source.SHEETS, n_sheets, _ranked(services)),
            SaidNeeds(Source.DROP_INS, n_visits, _ranked(topics)),
            SaidNeeds(Source.LEVELS, levels.n, list(levels.combinations)),
        ],
    )


def needs_said_map(kind: str, *, today: date) -> tuple[ZoneMap, UnmetFigures] | None:
    """Return how many searches were made for each zone in those months; None without such zones.

    A zone with fewer searches than may be told has no number, and neither has a zone that would
    give it away; a zone without any has 0.
    """
    zones, ended = zones_to_observe(kind, today=today)
    if not zones:
        return None
    found = unmet_figures(today=today)
    lines = []
    for zone in zones:
        share = found.by_zone.get(str(zone.id))
        number = 0.0 if share is None else _number(share)
        state = "known" if number is not None else "secret"
        lines.append(MapLine(zone, Value(number, state, "computed", today.year, "", "")))
    lines.sort(key=lambda one: (one.number is None, -(one.number or 0), one.zone.nom))
    measure = Measure(code="needs-said", nom="Besoins dits", unit="count", family="people")
    return ZoneMap(measure, kind, lines, "", [], [], ended), found


def _number(share: UnmetShare) -> float | None:
    return None if share.base is None else float(share.base)


def _base(share: UnmetShare) -> Cell:
    return Cell(share.base, "" if share.base is not None else "with")


def _ranked(cells: Mapping[str, Cell]) -> list[tuple[str, Cell]]:
    # Hidden lines come last, in the order of the alphabet: their rank would tell their number.
    return sorted(cells.items(), key=lambda line: (-(line[1].n or 0), line[0]))
