"""A measure on a map, drawn and said: the same for a page and for a paper."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from maillage.apps.observatory.models import Measure
from maillage.apps.observatory.queries.maps import (
    MapLine,
    ZoneMap,
    outlines_of_map,
    zones_to_observe,
)
from maillage.apps.observatory.queries.values import COUNTS, Value
from maillage.apps.observatory.queries.wording import FEWEST, base_words, value_words
from maillage.apps.territories.queries import kind_label, outlines_of, zones_in
from maillage.core.drawing import (
    Area,
    Frame,
    Shaded,
    Texts,
    choropleth_svg,
    class_bounds,
    frame_of,
    level_of,
    overlay_svg,
    swatch_svg,
    zone_labels,
)
from maillage.core.drawing import Zone as Outline
from maillage.core.geo import Box
from maillage.web.words import date_words

WIDTH, HEIGHT = 720, 540
_MOST_DRAWN = 2_000
# More names than that would cover the map; of numbers that a table tells, it holds more.
_MOST_NAMED, MOST_NUMBERED = 40, 150
# What is printed on a copy of the map: a version at the top, words on the outlines at the foot.
_TOP, _FOOT = 30, 60
# Over these, priority neighbourhoods are outlined.
OVERLAID = ("commune", "iris", "quarter")
MAP_READING = lazy(
    "Plus le bleu est foncé et plus les traits sont serrés, plus le nombre est grand. "
    "Le tableau dit la même chose."
)
RANK_READING = lazy("Un numéro, là où un nom n’a pas la place, est le rang dans le tableau.")


@dataclass(frozen=True, slots=True)
class LegendLine:
    """A class in words beside its square (an SVG document)."""

    swatch: str
    words: str


@dataclass(frozen=True, slots=True)
class DrawnMap:
    """A map as SVG, "" without outlines, and the lines of which it has the number, not the name."""

    svg: str = ""
    numbered: Sequence[tuple[str, MapLine]] = ()


def drawn_map(
    found: ZoneMap, *, today: date, url_of: Callable[[MapLine], str] = lambda line: ""
) -> str:
    """Return the map as SVG, "" without outlines; zones are links where `url_of` says so."""
    return numbered_map(found, today=today, url_of=url_of, numbered=False).svg


def numbered_map(
    found: ZoneMap,
    *,
    today: date,
    url_of: Callable[[MapLine], str] = lambda line: "",
    numbered: bool = True,
    most: int = _MOST_NAMED,
) -> DrawnMap:
    """Return the map; a zone whose name has no room bears its rank, which a table or words tell.

    most : of more zones, none is named nor numbered
    """
    numbers = [line.number for line in found.lines if line.number is not None]
    bounds = class_bounds(numbers)
    lines = found.lines[:_MOST_DRAWN]
    outlines, box = outlines_of_map(lines, tolerance_m=0)
    if box is None:
        return DrawnMap()
    corners = [(box.south, box.west), (box.north, box.east)]
    # Room at the foot for the words of what is drawn above.
    margin = 0.13 if found.kind in OVERLAID else 0.08
    frame = frame_of(corners, width=WIDTH, height=HEIGHT, margin=margin)
    if frame is None:
        return DrawnMap()
    shaded = [
        Shaded(
            line.zone.nom,
            outlines[line.zone.id],
            level_of(line.number, bounds) if line.number is not None else None,
            f"{line.zone.nom} : {value_words(line.value, found.measure)}",
            href=url_of(line),
            label_at=(line.zone.latitude, line.zone.longitude)
            if line.zone.latitude is not None and line.zone.longitude is not None
            and len(lines) <= most
            else None,
            number=str(rank) if numbered and line.number is not None else "",
        )
        for rank, line in enumerate(lines, start=1)
        if line.zone.id in outlines
    ]  # fmt: skip
    around = []
    if found.kind not in ("commune", "epci"):
        # Communes under the neighbourhoods: without them nobody knows where they are.
        window = Box(*frame.box())
        around = [
            Outline(one.nom, one.geometry)
            for one in zones_in(window, on=today, kinds=["commune"], tolerance_m=frame.m_per_unit)
        ]
    above = _priority(found.kind, frame, today)
    held = [Area(0, 0, WIDTH, _TOP)]
    held += [Area(0, HEIGHT - _FOOT, WIDTH, HEIGHT)] if above else []
    labels = zone_labels(shaded, frame=frame, taken=held)
    svg = choropleth_svg(
        shaded,
        frame=frame,
        outlines=around,
        above=above,
        labels=labels,
        texts=Texts(
            title=_("Carte : %(measure)s") % {"measure": found.measure.nom},
            description=map_sentence(found),
        ),
    )
    written = {one.lines[0] for one in labels if one is not None and one.is_number}
    by_rank = [(str(rank), line) for rank, line in enumerate(lines, start=1)]
    return DrawnMap(svg, [pair for pair in by_rank if pair[0] in written])


def numbers_words(drawn: DrawnMap) -> str:
    """Return what the numbers of a map stand for, where no table of ranks is beside it."""
    if not drawn.numbered:
        return ""
    names = ", ".join(f"{number} {line.zone.nom}" for number, line in drawn.numbered)
    return _("Numéros sur la carte : %(names)s.") % {"names": names}


def _priority(kind: str, frame: Frame, today: date) -> str:
    """Return the priority neighbourhoods over a map of wider zones, with the words of MAP-12."""
    if kind not in OVERLAID:
        return ""
    rows, _ended = zones_to_observe("qpv", today=today)
    outlines = outlines_of([row.id for row in rows], tolerance_m=frame.m_per_unit)
    return overlay_svg(
        [Outline("", geometry) for geometry in outlines.values()],
        frame=frame,
        caption=priority_words(),
    )


def priority_words() -> list[str]:
    """Return how priority neighbourhoods over shaded zones are read (MAP-12), in two lines."""
    return [
        _("Tirets : quartiers prioritaires. Le plus foncé n’y coïncide pas toujours :"),
        _("ils sont choisis sur les revenus seuls, un indice compte aussi âge et diplômes."),
    ]


def shown_number(value: Value | None, measure: Measure) -> float | None:
    """Return the number of a value, None when it is not known or too small to be written.

    A count that we estimated under FEWEST is on no output: a file would say what the page hides.
    """
    if value is None or value.value is None:
        return None
    is_small = value.is_estimate and measure.unit in COUNTS and value.value < FEWEST
    return None if is_small else value.value


def map_legend(found: ZoneMap) -> list[LegendLine]:
    """Return the classes in words, from the least to the most, then what is not known."""
    numbers = [line.number for line in found.lines if line.number is not None]
    bounds = class_bounds(numbers)
    said = {line.number: value_words(line.value, found.measure) for line in found.lines}
    lines, low = [], min(numbers)
    for bound in bounds:
        n = sum(1 for number in numbers if low <= number <= bound)
        words = (
            said[bound]
            if said[low] == said[bound]
            else _("de %(low)s à %(high)s") % {"low": said[low], "high": said[bound]}
        )
        there = ngettext("%(n)s territoire", "%(n)s territoires", n) % {"n": n}
        level = level_of(bound, bounds)
        lines.append(LegendLine(swatch_svg(level), f"{words} : {there}"))
        low = min((number for number in numbers if number > bound), default=bound)
    unknown = sum(1 for line in found.lines if line.number is None)
    if unknown:
        words = ngettext(
            "pas de chiffre, ou secret : %(n)s territoire",
            "pas de chiffre, ou secret : %(n)s territoires",
            unknown,
        ) % {"n": unknown}
        lines.append(LegendLine(swatch_svg(None), words))
    return lines


def map_sentence(found: ZoneMap) -> str:
    """Return what the map shows in one sentence, "" when nothing is known."""
    known = [line for line in found.lines if line.number is not None]
    if not known:
        return ""
    first, last = known[0], known[-1]
    return _(
        "Sur %(n)s territoires connus, le plus élevé est %(first)s (%(most)s), le moins élevé "
        "%(last)s (%(least)s)."
    ) % {
        "n": len(known),
        "first": first.zone.nom,
        "most": value_words(first.value, found.measure),
        "last": last.zone.nom,
        "least": value_words(last.value, found.measure),
    }


def map_notes(found: ZoneMap) -> list[str]:
    """Return what must be known to read it: base, caveat, estimates, an outline that ended."""
    notes = []
    if base := base_words(found.measure):
        notes.append(_("Ce chiffre est %(base)s.") % {"base": base})
    if found.measure.caveat:
        notes.append(found.measure.caveat)
    if found.estimated_from:
        notes.append(
            _(
                "Rien n’est publié pour certains de ces territoires : leur chiffre est estimé à "
                "partir de : %(kind)s, en proportion des habitants."
            )
            % {"kind": kind_label(found.estimated_from, 2)}
        )
    if found.ended_on:
        notes.append(
            _("Ces contours ont cessé de valoir le %(day)s : la liste suivante n’est pas chargée.")
            % {"day": date_words(found.ended_on)}
        )
    return notes
