"""One need of the matrix of gaps on a map: drawn, moving on request, with its table."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.apps.observatory.queries.drawn import RANK_READING
from maillage.apps.observatory.queries.gap_drawn import (
    GapLine,
    asked_sentence,
    cover_words,
    covered_legend,
    covered_map,
    need_lines,
)
from maillage.apps.observatory.queries.gaps import GapMatrix, Reach, When
from maillage.apps.observatory.queries.hole_words import COVER_WORDS, people_words
from maillage.apps.observatory.queries.outlined import NO_OUTLINES, OutlinedZone, outlined
from maillage.apps.observatory.queries.wording import plain_number
from maillage.apps.observatory.views.gap_words import (
    COVER_ICONS,
    COVER_READING,
    ask_words,
    travel_words,
)
from maillage.apps.observatory.views.live import LiveMap, live_map


@dataclass(frozen=True, slots=True)
class GapMapLine:
    """A zone in the table beside the map, and the cell of the matrix (_cover.html)."""

    key: int
    rank: str
    nom: str
    page: str
    cover: str
    icon: str
    words: str
    how: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class GapMap:
    """A need on the map, in the words of the matrix."""

    code: str
    title: str
    svg: SafeString
    live: LiveMap | None
    legend: Sequence[tuple[SafeString, str]]
    reading: Sequence[str]
    lines: Sequence[GapMapLine]
    file: str


def gap_map(matrix: GapMatrix, code: str, query: dict[str, str]) -> GapMap | None:
    """Return the map of a need; None for one that the matrix has not, "" included.

    query : what the address of the page says of the matrix
    """
    lines = need_lines(matrix, code)
    if not lines:
        return None
    svg = SafeString(
        covered_map(
            matrix, lines, today=timezone.localdate(), url_of=lambda line: _page(line, query)
        )
    )
    title = asked_sentence(matrix, lines)
    said = urlencode(query | {"besoin": code})
    file = f"{reverse('observatory:gaps_file', args=['geojson'])}?{said}"
    steps = (_("Moins bien servi"), _("Mieux servi"))
    seen = dict.fromkeys(line.cell.cover for line in lines)
    return GapMap(
        code,
        title,
        svg,
        live_map(title, file, kind=matrix.kind, overlaid=False, steps=steps) if svg else None,
        [(SafeString(one.swatch), one.words) for one in covered_legend(lines)],
        [
            _("Plus le bleu est foncé et plus les traits sont serrés, plus il manque."),
            str(RANK_READING),
            *(f"« {COVER_WORDS[cover]} » : {COVER_READING[cover]}." for cover in seen),
        ],
        [
            GapMapLine(
                line.row.zone.id, line.rank or "–", line.row.zone.nom, _page(line, query),
                line.cell.cover, COVER_ICONS[line.cell.cover], cover_words(line.cell),
                _how(line, matrix),
            )
            for line in lines
        ],
        file,
    )  # fmt: skip


def gap_outlines(matrix: GapMatrix | None, code: str, query: dict[str, str]) -> str:
    """Return the zones of the map of a need as GeoJSON, in the order of its table."""
    lines = need_lines(matrix, code) if matrix else []
    if matrix is None or not lines:
        return NO_OUTLINES
    how = travel_words(matrix.travel)
    return outlined(
        [
            OutlinedZone(
                line.row.zone, _columns(line, matrix) | {"calcul": how}, line.level,
                cover_words(line.cell), _how(line, matrix), _page(line, query),
            )
            for line in lines
        ]
    )  # fmt: skip


def _columns(line: GapLine, matrix: GapMatrix) -> dict[str, object]:
    """Return what the table of the page says of a cell, under the same names."""
    row, reach = line.row, _reach(line)
    return {
        "territoire": row.zone.nom,
        "code": row.zone.code,
        "genre": matrix.kind,
        "habitants": round(row.people) if row.is_counted and row.people >= 11 else "",
        "besoin": line.cell.need.label,
        "reponse": str(COVER_WORDS[line.cell.cover]),
        "part_des_habitants_pct": round(reach.share_pct, 1),
        "lieux": reach.n_places,
        "lieux_dont_on_ne_sait_pas": reach.n_maybe,
        "minutes": matrix.minutes,
    }


def _reach(line: GapLine) -> Reach:
    return line.cell.by_when[When.ASKED]


def _how(line: GapLine, matrix: GapMatrix) -> str:
    """Return "3 092 habitants · 2 lieux à 15 min · 1 à interroger"."""
    row, reach = line.row, _reach(line)
    said = [people_words(row.people if row.is_counted else None)]
    if reach.n_places:
        said.append(
            ngettext(
                "%(n)s lieu à %(minutes)s min", "%(n)s lieux à %(minutes)s min", reach.n_places
            )
            % {"n": plain_number(reach.n_places), "minutes": matrix.minutes}
        )
    return " · ".join([*said, *filter(None, [ask_words(reach)])])


def _page(line: GapLine, query: dict[str, str]) -> str:
    address = reverse("observatory:gap_zone", args=[line.row.zone.slug])
    return f"{address}?{urlencode(query)}#{line.cell.need.code}"
