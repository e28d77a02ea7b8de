"""The choice on a map: zones by the minutes that remain, places that are there, places chosen."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.apps.observatory.queries.drawn import HEIGHT, WIDTH, LegendLine
from maillage.apps.observatory.queries.siting.answer import Sited
from maillage.apps.observatory.queries.siting.measured import Reading
from maillage.apps.observatory.queries.siting.words import finding_words, mean_words
from maillage.apps.observatory.queries.wording import plain_number
from maillage.apps.territories.queries import box_of_zones, outlines_of, zones_in
from maillage.core.drawing import (
    Marker,
    Shaded,
    Texts,
    Zone,
    around,
    choropleth_svg,
    dot_swatch_svg,
    frame_of,
    sites_svg,
    square_swatch_svg,
    swatch_svg,
    zone_labels,
)
from maillage.core.geo import Box

# The same classes for every choice, so that two maps can be laid side by side.
BOUNDS_MIN = (5.0, 10.0, 15.0, 20.0)
_MOST_NAMED = 40


def sited_map(
    sited: Sited,
    *,
    today: date,
    pages: Mapping[int, str],
    title: str,
    before: bool = False,
    name: str = "choro",
) -> str:
    """Return the map as SVG, "" without outlines; `pages` leads to the places, by number.

    before : as it is today, without the places chosen, in the same window
    name : of a second map of the same page (`choropleth_svg`)
    """
    if sited.measured is None:
        return ""
    lines = {line.zone.id: line for line in sited.measured.lines if line.zone}
    box = box_of_zones(list(lines))
    corners = [(box.south, box.west), (box.north, box.east)] if box else []
    corners += [(one.latitude, one.longitude) for one in sited.chosen]
    frame = frame_of(corners, width=WIDTH, height=HEIGHT) if box else None
    if frame is None:
        return ""
    outlines = outlines_of(list(lines), tolerance_m=frame.m_per_unit)
    shaded = [
        Shaded(
            line.zone.nom,
            outlines[number],
            level_of_reading(line.before if before else line.after),
            _("%(name)s : %(before)s, puis %(after)s")
            % {
                "name": line.zone.nom,
                "before": mean_words(line.before),
                "after": mean_words(line.after),
            },
            label_at=(line.zone.latitude, line.zone.longitude)
            if line.zone.latitude is not None and line.zone.longitude is not None
            and len(lines) <= _MOST_NAMED
            else None,
        )
        for number, line in lines.items()
        if number in outlines and line.zone is not None
    ]  # fmt: skip
    under = []
    if sited.wish.kind not in ("commune", "epci"):
        window = Box(*frame.box())
        under = [
            Zone(one.nom, one.geometry)
            for one in zones_in(window, on=today, kinds=["commune"], tolerance_m=frame.m_per_unit)
        ]
    chosen = [
        Marker(one.latitude, one.longitude, str(rank), one.nom, pages.get(one.place_id or 0, ""))
        for rank, one in enumerate(sited.chosen, start=1)
    ]
    squares = [around(*frame.xy(one.latitude, one.longitude), 14, 14) for one in chosen]
    return choropleth_svg(
        shaded,
        labels=zone_labels(shaded, frame=frame, taken=[] if before else squares),
        frame=frame,
        outlines=under,
        texts=Texts(title=title, description="" if before else finding_words(sited)),
        above=sites_svg(sited.given.existing, [] if before else chosen, frame=frame),
        name=name,
    )


def sited_legend(sited: Sited, against: Sited | None = None) -> list[LegendLine]:
    """Return what is drawn: places chosen, places there, zones by their minutes on average.

    against : another choice on the same map, whose classes are told too
    """
    if sited.measured is None:
        return []
    n, there = len(sited.chosen), len(sited.given.existing)
    lines = []
    if n:
        words = ngettext("%(n)s lieu choisi", "%(n)s lieux choisis", n) % {"n": n}
        if against is not None and len(against.chosen) != n:
            words = _("%(words)s (choix gardé : %(kept)s)") % {
                "words": words,
                "kept": len(against.chosen),
            }
        lines.append(LegendLine(square_swatch_svg(), words))
    if there:
        words = ngettext("%(n)s lieu le fait déjà", "%(n)s lieux le font déjà", there)
        lines.append(LegendLine(dot_swatch_svg(), words % {"n": plain_number(there)}))
    classes = {
        level_of_reading(one)
        for measured in (sited.measured, against.measured if against else None)
        if measured is not None
        for line in measured.lines
        if line.people > 0
        for one in (line.before, line.after)
    }
    for level in range(len(BOUNDS_MIN) + 1):
        if level in classes:
            lines.append(LegendLine(swatch_svg(level), _class_words(level)))
    if None in classes:
        lines.append(LegendLine(swatch_svg(None), _("des habitants sans aucun lieu à pied")))
    return lines


def level_of_reading(reading: Reading) -> int | None:
    """Return the class of the minutes of some people, None when some have no place at all."""
    mean = reading.mean_min
    return None if mean is None else sum(mean > bound for bound in BOUNDS_MIN)


def _class_words(level: int) -> str:
    if level == len(BOUNDS_MIN):
        return _("plus de %(n)s min en moyenne") % {"n": int(BOUNDS_MIN[-1])}
    low = int(BOUNDS_MIN[level - 1]) if level else 0
    return _("de %(low)s à %(high)s min en moyenne") % {
        "low": low,
        "high": int(BOUNDS_MIN[level]),
    }
