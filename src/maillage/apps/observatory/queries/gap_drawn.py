"""One need on a map: zones by what the matrix says of it, the worst served the bluest."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.apps.observatory.queries.drawn import (
    HEIGHT,
    MOST_NUMBERED,
    WIDTH,
    LegendLine,
)
from maillage.apps.observatory.queries.gaps import Cover, GapCell, GapMatrix, GapRow, When
from maillage.apps.observatory.queries.hole_words import COVER_WORDS, moment_words
from maillage.apps.observatory.queries.wording import amount
from maillage.apps.territories.queries import box_of_zones, outlines_of, zones_in
from maillage.core.drawing import (
    Shaded,
    Texts,
    Zone,
    choropleth_svg,
    frame_of,
    swatch_svg,
    zone_labels,
)
from maillage.core.geo import Box

# Bluer lacks more; what nobody said is crossed, as what is not known is on every map.
LEVELS = {Cover.GAP: 4, Cover.SOME: 2, Cover.COVERED: 0, Cover.UNKNOWN: None}
_WORST_FIRST = (Cover.GAP, Cover.SOME, Cover.COVERED, Cover.UNKNOWN)


@dataclass(frozen=True, slots=True)
class GapLine:
    """A zone and what it has of one need; `rank` is "" where nobody knows."""

    rank: str
    row: GapRow
    cell: GapCell

    @property
    def level(self) -> int | None:
        """The class it is drawn in."""
        return LEVELS[self.cell.cover]


def need_lines(matrix: GapMatrix, code: str) -> list[GapLine]:
    """Return the zones of a matrix for one need, the worst served first, unknown ones last."""
    pairs = [(row, cell) for row in matrix.rows for cell in row.cells if cell.need.code == code]
    pairs.sort(
        key=lambda one: (
            _WORST_FIRST.index(one[1].cover),
            _share(one[1]),
            -one[0].people,
            one[0].zone.nom,
        )
    )
    return [
        GapLine("" if cell.cover is Cover.UNKNOWN else str(rank), row, cell)
        for rank, (row, cell) in enumerate(pairs, start=1)
    ]


def cover_words(cell: GapCell) -> str:
    """Return "pour certains : 32 %", the word alone where nobody is served or nobody knows."""
    word = str(COVER_WORDS[cell.cover])
    if cell.cover in (Cover.GAP, Cover.UNKNOWN):
        return word
    return _("%(word)s : %(share)s") % {"word": word, "share": amount(_share(cell), "pct")}


def asked_sentence(matrix: GapMatrix, lines: Sequence[GapLine]) -> str:
    """Return "Imprimer, à toute heure, à moins de 15 minutes à pied" for the lines of a need."""
    return _("%(need)s, %(when)s, à moins de %(minutes)s minutes à pied") % {
        "need": lines[0].cell.need.label,
        "when": moment_words(matrix.moment) if matrix.moment else _("à toute heure"),
        "minutes": matrix.minutes,
    }


def covered_map(
    matrix: GapMatrix,
    lines: Sequence[GapLine],
    *,
    today: date,
    url_of: Callable[[GapLine], str] = lambda line: "",
) -> str:
    """Return the map of a need as SVG, "" without outlines."""
    numbers = [line.row.zone.id for line in lines]
    box = box_of_zones(numbers)
    corners = [(box.south, box.west), (box.north, box.east)] if box else []
    frame = frame_of(corners, width=WIDTH, height=HEIGHT) if box else None
    if frame is None:
        return ""
    outlines = outlines_of(numbers, tolerance_m=frame.m_per_unit)
    shaded = []
    for line in lines:
        zone = line.row.zone
        if zone.id not in outlines:
            continue
        at = None
        if zone.latitude is not None and zone.longitude is not None and len(lines) <= MOST_NUMBERED:
            at = (zone.latitude, zone.longitude)
        words = f"{zone.nom} : {cover_words(line.cell)}"
        shaded.append(
            Shaded(zone.nom, outlines[zone.id], line.level, words, url_of(line), at, line.rank)
        )
    under = []
    if matrix.kind not in ("commune", "epci"):
        under = [
            Zone(one.nom, one.geometry)
            for one in zones_in(
                Box(*frame.box()), on=today, kinds=["commune"], tolerance_m=frame.m_per_unit
            )
        ]
    told = ", ".join(one.words for one in covered_legend(lines))
    return choropleth_svg(
        shaded,
        labels=zone_labels(shaded, frame=frame),
        frame=frame,
        outlines=under,
        texts=Texts(_("Carte : %(measure)s") % {"measure": asked_sentence(matrix, lines)}, told),
    )


def covered_legend(lines: Sequence[GapLine]) -> list[LegendLine]:
    """Return each word that is on the map with its swatch and how many zones it is said of."""
    counts = Counter(line.cell.cover for line in lines)
    return [
        LegendLine(
            swatch_svg(LEVELS[cover]),
            ngettext("%(word)s : %(n)s territoire", "%(word)s : %(n)s territoires", counts[cover])
            % {"word": str(COVER_WORDS[cover]), "n": counts[cover]},
        )
        for cover in _WORST_FIRST
        if counts[cover]
    ]


def _share(cell: GapCell) -> float:
    return cell.by_when[When.ASKED].share_pct
