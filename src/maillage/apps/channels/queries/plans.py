"""The plan of a paper: the drawing of the pages, numbered as the list of the paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.apps.channels.queries.facts import PlaceFacts
from maillage.apps.channels.queries.wording import as_typed
from maillage.apps.directory.queries.plan import ground, zone_frame
from maillage.core.drawing import Marker, Texts, frame_of, map_svg
from maillage.web.cldr import number_in
from maillage.web.languages import current
from maillage.web.words import series

# Streets around the only place of a paper.
AT_LEAST_M = 900.0


@dataclass(frozen=True, slots=True)
class Plan:
    """A drawing, what it shows in words, and what its list has and it has not; "" for none."""

    svg: str
    words: str
    legend: str


def plan_of(
    places: Sequence[PlaceFacts],
    *,
    today: date,
    around: str = "",
    zone_id: int | None = None,
    width: int = 400,
    height: int = 240,
) -> Plan:
    """Return the plan of places numbered from 1 in their order; `zone_id` is an outline to show.

    Five queries at most, none when the base did not change.
    """
    points = [
        (one.latitude, one.longitude)
        for one in places
        if one.latitude is not None and one.longitude is not None
    ]
    corners = list(points)
    outline = zone_frame(zone_id, today=today) if zone_id is not None else None
    if outline is not None:
        south, west, north, east = outline.box()
        high, wide = (north - south) * 0.08, (east - west) * 0.08
        corners += [(south + high, west + wide), (north - high, east - wide)]
    frame = frame_of(corners, width=width, height=height, margin=0.08, at_least_m=AT_LEAST_M)
    if frame is None:
        return Plan("", "", "")
    zones, streets = ground(frame, today=today)
    markers = [
        # The only place of a paper needs no number.
        Marker(one.latitude, one.longitude, str(number) if len(places) > 1 else "•", one.nom)
        for number, one in enumerate(places, start=1)
        if one.latitude is not None and one.longitude is not None
    ]
    title = _("Plan de {place}").format(place=as_typed(around)) if around else _("Plan")
    width_km = round(frame.width_m / 1000, 1)
    km = (
        f"{width_km:.1f}".replace(".", ",")
        if current().is_french
        else number_in(current().cldr, width_km)
    )
    named = series(
        [
            f"{n}. {as_typed(one.nom)}" if len(places) > 1 else as_typed(one.nom)
            for n, one in enumerate(places[:20], start=1)
        ]
    )
    words = _("{title}, {km} km de large, le nord en haut. {named}.").format(
        title=title, km=km, named=named
    )
    lost = len(places) - len(points)
    legend = (
        ngettext(
            "%(n)d lieu n’est pas sur le plan : nous ne savons pas où est sa porte.",
            "%(n)d lieux ne sont pas sur le plan : nous ne savons pas où est leur porte.",
            lost,
        )
        % {"n": lost}
        if lost
        else ""
    )
    svg = map_svg(zones, streets, markers, frame=frame, texts=Texts(title=title, description=words))
    return Plan(svg, words, legend)
